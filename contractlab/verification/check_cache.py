"""Identical checks are made once: an example of some content against an answer of some content."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import partial

from contractlab.captures import AnyCapture, Capture
from contractlab.contracts.contract import Example
from contractlab.contracts.format import format_of
from contractlab.values.http import HttpResponse
from contractlab.values.reasons import Reason
from contractlab.values.result import MatchResult
from contractlab.verification.check_pair import check_capture, hindrance_of
from contractlab.verification.example_content import ExampleContents
from contractlab.verification.pairing import Pair
from contractlab.verification.relocate import move_mismatches
from contractlab.verification.saved_match import SavedMatch

__all__ = ["CheckCache", "answer_key"]

_Answered = dict[HttpResponse, MatchResult]
_Key = tuple[Hashable, HttpResponse]
"""What an example says, and an answer; responses are equal where all is that a verdict looks at."""


class CheckCache:
    """Results of checks by the content of the example and of the answer.

    An example counts by what its contract says of it, not by who loaded it: of an edited contract, only what was edited
    is checked again.

    Parameters
    ----------
    by_answer : bool
        True if examples count by what they say of the answer alone, where their format can tell: of one contract many
        expect the same.

    Attributes
    ----------
    made, spared : int
        Checks that were made, and that were not because an identical one had been.
    """

    def __init__(self, by_answer: bool = False) -> None:
        # By example, then by answer: of a million checks, a key that holds both costs more than the result.
        self._cached: dict[Hashable, _Answered] = {}
        self._content = ExampleContents(by_answer)
        self._ahead: set[tuple[Hashable, HttpResponse]] = set()
        self.made = 0
        self.spared = 0

    def check(
        self, example: Example, capture: AnyCapture, dialect: str, make: Callable[[], MatchResult]
    ) -> MatchResult:
        """The result of a check, made unless it is known.

        Parameters
        ----------
        example : Example
        capture : Capture or MessageCapture
        dialect : str
        make : callable
        """
        key = self._key(example, capture, dialect)
        cached = None if key is None else self._get(key)
        if key is None or cached is None:
            self.made += 1
            result = make()
            if key is not None:
                self._set(key, result)
            return result
        if self._ahead and key in self._ahead:
            self._ahead.discard(key)
        else:
            self.spared += 1
        return cached if cached.example is example else _moved(cached, example, capture, dialect)

    def missing(self, pairs: Iterable[Pair], dialect: str) -> list[Pair]:
        """One pair for each check that is not known yet."""
        by_check: dict[_Key, Pair] = {}
        for pair in pairs:
            key = None if pair.also else self._key(pair.example, pair.capture, dialect)
            if key is not None and self._get(key) is None:
                by_check.setdefault(key, pair)
        return list(by_check.values())

    def add(self, example: Example, capture: AnyCapture, dialect: str, result: MatchResult) -> None:
        """Take over the result of a check that was made elsewhere."""
        key = self._key(example, capture, dialect)
        if key is not None and self._get(key) is None:
            self._set(key, result)
            self._ahead.add(key)
            self.made += 1

    def _get(self, key: _Key) -> MatchResult | None:
        answered = self._cached.get(key[0])
        return None if answered is None else answered.get(key[1])

    def _set(self, key: _Key, result: MatchResult) -> None:
        self._cached.setdefault(key[0], {})[key[1]] = result

    def _key(self, example: Example, capture: AnyCapture, dialect: str) -> _Key | None:
        if not format_of(example.contract).checks_by_content or hindrance_of(example, dialect) is not None:
            return None  # the verdict depends on more than the example and the answer
        answer = answer_key(capture)
        return None if answer is None else (self._content(example, dialect), answer)

    def __repr__(self) -> str:
        return f"<CheckCache {self.made} made, {self.spared} spared>"


def answer_key(capture: AnyCapture) -> HttpResponse | None:
    """The response, which is all that a verdict on it looks at; None where results say more than that."""
    if not isinstance(capture, Capture) or capture.response is None:
        return None
    response = capture.response
    if capture.from_cache or response.status == 304:
        return None  # whether a browser's cache answered is not in the answer alone
    return response


def _moved(cached: MatchResult, example: Example, capture: AnyCapture, dialect: str) -> MatchResult:
    """The outcome for an equal example of another file: its rules are declared there."""
    before = example.pointer if cached.example is None else cached.example.pointer
    return SavedMatch(
        partial(check_capture, example, capture, dialect),
        cached.verdict,
        move_mismatches(cached.mismatches, example.contract.source, before, example.pointer),
        reason=Reason.of(cached.reason_code, cached.reason),
        subject=cached.subject,
        reply=cached.reply,
        dialect=cached.dialect,
        actual=cached.actual,
        example=example,
    )
