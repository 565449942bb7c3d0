"""Regular expressions of contracts, matched as the Rust core matches them, within a time limit.

Source: pact_matching takes a value if Oniguruma matches the whole of it, backtracking for the whole where it must.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection
from contextvars import ContextVar, Token
from functools import lru_cache
from types import TracebackType

import regex

from contractlab.engine.errors import CannotCheck
from contractlab.engine.limits import current_limits
from contractlab.engine.pattern_time import SLOW_MATCH, PatternTime, current_pattern_time
from contractlab.formats.pact.predicates.oniguruma import (
    FOLDS_TO_SEVERAL,
    InvalidPattern,
    Translation,
    UnsupportedPattern,
    translate,
)
from contractlab.values.reasons import ReasonCode
from contractlab.values.text import shorten_middle

__all__ = ["InvalidRegex", "compiled_for", "regex_budget", "whole_match", "whole_match_all"]

_QUICK_LENGTHS = (1_000_000, 100_000, 2_000, 200)
"""Longest text, by number of open repetitions, on which backtracking cannot take long."""


_SHARP = dict.fromkeys(map(ord, "ßẞ"), "ss")


class InvalidRegex(ValueError):
    """A pattern that Oniguruma cannot read; no value matches it."""


Match = Callable[[str], bool]
_Pair = tuple[Match, Callable[[Collection[str]], bool]]


def _one_by_one(match: Match) -> _Pair:
    return match, lambda texts: all(map(match, texts))


class _Budget:
    """Seconds of matching that are left; what a busy machine makes a match wait does not count.

    Reading the clock costs less than asking for processor time, and the clock never says less than was used. So the
    clock is believed as long as it leaves half of the time, as it nearly always does. `regex` itself counts the
    processor time of this process.
    """

    __slots__ = ("_began", "_by_clock", "whole")

    def __init__(self, seconds: float) -> None:
        self._by_clock = self.whole = seconds
        self._began: float | None = None

    def left(self) -> float:
        """What a match may take now."""
        if self._began is None:
            self._began = time.process_time()
        if self._by_clock > self.whole / 2:
            return self._by_clock
        return max(self._by_clock, self.whole - (time.process_time() - self._began))

    def use(self, seconds: float) -> None:
        """Take off what a match took by the clock."""
        self._by_clock -= seconds


_BUDGET: ContextVar[_Budget | None] = ContextVar("regex_budget", default=None)


class regex_budget:
    """Limit the time that all regular expressions inside take together; within another limit, that one holds.

    Parameters
    ----------
    seconds : float, optional
        Of processor time, of matching; other work does not count, nor does waiting for a busy machine. Without it the
        limit `Limits.regex_seconds` holds.
    """

    __slots__ = ("_seconds", "_token")

    def __init__(self, seconds: float | None = None) -> None:
        self._seconds = seconds
        self._token: Token[_Budget | None] | None = None

    def __enter__(self) -> None:
        if _BUDGET.get() is None:
            seconds = current_limits().regex_seconds if self._seconds is None else self._seconds
            self._token = _BUDGET.set(_Budget(seconds))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._token is not None:
            _BUDGET.reset(self._token)
            self._token = None


def _too_slow(pattern: str, seconds: float) -> CannotCheck:
    shown = shorten_middle(pattern, 80)
    return CannotCheck(f"the regular expression {shown} takes longer than {seconds:g} s", ReasonCode.TIMED_OUT)


def _guarded(pattern: str, compiled: regex.Pattern[str]) -> Callable[[str], bool]:
    def match(text: str) -> bool:
        budget = _BUDGET.get() or _Budget(current_limits().regex_seconds)
        left = budget.left()
        if left <= 0:
            raise _too_slow(pattern, budget.whole)
        shared = current_pattern_time()
        if shared is not None:
            return _match_within(shared, pattern, compiled, text, budget)
        start = time.perf_counter()
        try:
            return compiled.fullmatch(text, timeout=left) is not None
        except TimeoutError:
            raise _too_slow(pattern, budget.whole) from None
        finally:
            budget.use(time.perf_counter() - start)

    return match


def _match_within(shared: PatternTime, pattern: str, compiled: regex.Pattern[str], text: str, budget: _Budget) -> bool:
    """Match within the time of one check and that of many."""
    own, allowed = budget.left(), shared.allowed(pattern)
    begun, start = time.process_time(), time.perf_counter()
    ended = True
    try:
        return compiled.fullmatch(text, timeout=min(own, allowed)) is not None
    except TimeoutError:
        ended = False
        raise (_too_slow(pattern, budget.whole) if own <= allowed else shared.used_up(pattern)) from None
    finally:
        taken = time.perf_counter() - start
        budget.use(taken)
        if taken > SLOW_MATCH or not ended:  # the clock never says less than was used
            shared.use(pattern, time.process_time() - begun, ended=ended)


def _ascii_only(pattern: str, match: Callable[[str], bool]) -> Callable[[str], bool]:
    def checked(text: str) -> bool:
        if not text.isascii():
            raise CannotCheck(
                f"the regular expression {shorten_middle(pattern, 80)} is understood for ASCII texts alone"
            )
        return match(text)

    return checked


def _without_folds(pattern: str, match: Callable[[str], bool], sharp: bool) -> Callable[[str], bool]:
    def checked(text: str) -> bool:
        folded = text.translate(_SHARP) if sharp else text
        if not text.isascii() and (special := FOLDS_TO_SEVERAL.search(folded)):
            shown = shorten_middle(pattern, 80)
            raise CannotCheck(f"the regular expression {shown} ignores case, which is not understood of {special[0]}")
        return match(text)

    return checked


def _quick(slow: Match, pattern: re.Pattern[str], longest: int) -> _Pair:
    """Short ASCII texts go to the standard library, which is several times as quick there."""
    fullmatch = pattern.fullmatch

    def match(text: str) -> bool:
        if len(text) <= longest and text.isascii():
            return fullmatch(text) is not None
        return slow(text)

    def match_all(texts: Collection[str]) -> bool:
        # Looked at together, so that the loop over the texts runs inside the interpreter.
        if texts and max(map(len, texts)) <= longest and "".join(texts).isascii():
            return all(map(fullmatch, texts))
        return all(map(match, texts))

    return match, match_all


def _compile(pattern: str) -> tuple[Translation, regex.Pattern[str]]:
    translation = translate(pattern)
    return translation, regex.compile(translation.text, regex.MULTILINE | regex.V1)


@lru_cache(maxsize=4096)
def _prepare(pattern: str) -> _Pair | Exception:
    try:
        translation, compiled = _compile(pattern)
    except InvalidPattern as error:
        return InvalidRegex(str(error))
    except (UnsupportedPattern, regex.error, RecursionError, OverflowError, MemoryError) as error:
        shown = shorten_middle(pattern, 80)
        return CannotCheck(f"the regular expression {shown} is not understood: {error}")
    slow = _guarded(pattern, compiled)
    if translation.folds:
        slow = _without_folds(pattern, slow, translation.sharp)
    if translation.ascii_only:
        return _one_by_one(_ascii_only(pattern, slow))
    if not translation.plain or translation.nested or translation.unbounded >= len(_QUICK_LENGTHS):
        return _one_by_one(slow)
    try:
        plain = re.compile(translation.ascii_text, re.MULTILINE | re.ASCII)
    except (re.error, RecursionError, OverflowError):
        return _one_by_one(slow)
    return _quick(slow, plain, _QUICK_LENGTHS[translation.unbounded])


def _pair(pattern: str) -> _Pair:
    prepared = _prepare(pattern)
    if isinstance(prepared, InvalidRegex):
        raise InvalidRegex(str(prepared))
    if isinstance(prepared, Exception):
        raise CannotCheck(str(prepared))
    return prepared


def whole_match(pattern: str) -> Callable[[str], bool]:
    """A function that says whether a whole text matches `pattern`.

    Raises
    ------
    InvalidRegex
        If Oniguruma refuses the pattern.
    CannotCheck
        If it has no counterpart; the function raises it where matching takes too long.
    """
    return _pair(pattern)[0]


def whole_match_all(pattern: str) -> Callable[[Collection[str]], bool]:
    """A function that says whether every one of many texts matches `pattern` as a whole; raises as `whole_match`."""
    return _pair(pattern)[1]


_SHORT = 100
"""Longest text on which a pattern is tried that may take long; the time is limited as well."""


@lru_cache(maxsize=1024)
def _compile_again(pattern: str) -> tuple[Translation, regex.Pattern[str]] | None:
    try:
        return _compile(pattern)
    except (InvalidPattern, UnsupportedPattern, regex.error, RecursionError, OverflowError, MemoryError):
        return None


def compiled_for(pattern: str, text: str) -> regex.Pattern[str] | None:
    """The pattern compiled, to try more on a text than a whole match; give the trials a timeout.

    Parameters
    ----------
    pattern : str
    text : str

    Returns
    -------
    regex.Pattern or None
        None where the pattern cannot be read, is not understood for the text, or may take long on it.
    """
    compiled = _compile_again(pattern)
    if compiled is None:
        return None
    translation, tried = compiled
    exact = text.isascii() or not (translation.ascii_only or (translation.folds and FOLDS_TO_SEVERAL.search(text)))
    slow = translation.nested or translation.unbounded >= len(_QUICK_LENGTHS)
    longest = _SHORT if slow else min(_QUICK_LENGTHS[translation.unbounded], _LONGEST_TRIED)
    return tried if exact and len(text) <= longest else None


_LONGEST_TRIED = 20_000
