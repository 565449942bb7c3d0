"""How a text nearly matches a pattern that refuses it: in part, or but for case, line ends, slashes, anchors.

Asked only where a refusal is explained, so it may try a handful of other patterns; each trial has a limit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import regex

from contractlab.formats.pact.predicates.regexes import compiled_for

__all__ = ["Nearly", "PatternHint", "pattern_hint"]


class Nearly(StrEnum):
    """In what way a text nearly matches."""

    SLASHES = "slashes"
    """Without the slashes around the pattern, as JavaScript and Ruby write patterns."""

    BACKSLASHES = "backslashes"
    """If doubled backslashes were single ones."""

    EDGES = "edges"
    """But for what stands around the value: white space, a byte order mark, quotes."""

    CASE = "case"
    """If case did not count."""

    BEGINNING = "beginning"
    END = "end"
    PART = "part"
    """The pattern matches a part of the value."""

    STOPS = "stops"
    """Up to a character the value could be the beginning of a match."""

    SHORT = "short"
    """All of the value could be the beginning of a match."""

    UNANCHORED = "unanchored"
    """Without its anchors the pattern would match a part of the value."""


@dataclass(frozen=True, slots=True)
class PatternHint:
    """What to tell of a refusal.

    Attributes
    ----------
    nearly : Nearly
    start, end : int
        The part of the value that matches, or for `Nearly.EDGES` what is left of it without its surroundings.
    """

    nearly: Nearly
    start: int = 0
    end: int = 0

    @property
    def place(self) -> int:
        """The character that answers: where the value leaves the pattern."""
        return self.start if self.start else self.end


_SECONDS = 0.1
_LONGEST_PATTERN = 2_000
_SLASHED = re.compile(r"/(.+)/([a-z]*)", re.DOTALL)
_LEADING = re.compile(r"^(?:\^|\\A|\\b)+")
_TRAILING = re.compile(r"(?:\$|\\[zZ]|\\b)+\Z")
_SURROUNDING = " \t\r\n\f\v\u00a0\u200b\u2028\u2029\ufeff"
_LOOKS_AROUND = re.compile(r"\(\?(?:[=!>(]|<[=!])|\\[kgGKBb1-9]|[+*?}]\+")
"""Of such patterns it is not asked whether a text is the beginning of a match: the answer would be a guess."""


def pattern_hint(pattern: str, text: str) -> PatternHint | None:
    """How `text` nearly matches `pattern`; None where it does not, where it matches, or where that takes too long.

    Parameters
    ----------
    pattern : str
        An Oniguruma pattern, matched as a whole.
    text : str
    """
    if len(pattern) > _LONGEST_PATTERN or not text:
        return None
    return _hint(pattern, text)


@lru_cache(maxsize=1024)
def _hint(pattern: str, text: str) -> PatternHint | None:
    try:
        return None if _whole(pattern, text) else _as_written(pattern, text) or _in_part(pattern, text)
    except TimeoutError:
        return None


def _whole(pattern: str, text: str) -> bool:
    compiled = compiled_for(pattern, text)
    return compiled is not None and compiled.fullmatch(text, timeout=_SECONDS) is not None


def _as_written(pattern: str, text: str) -> PatternHint | None:
    """Another spelling of the pattern or of the value that makes the whole of it match."""
    slashed = _SLASHED.fullmatch(pattern)
    if slashed is not None:
        inner = f"(?i:{slashed[1]})" if "i" in slashed[2] else slashed[1]
        if _whole(inner, text):
            return PatternHint(Nearly.SLASHES)
    if "\\\\" in pattern and _whole(pattern.replace("\\\\", "\\"), text):
        return PatternHint(Nearly.BACKSLASHES)
    start, end = _bare(text)
    if (start, end) != (0, len(text)) and _whole(pattern, text[start:end]):
        return PatternHint(Nearly.EDGES, start, end)
    if text.lower() != text.upper() and _whole(f"(?i:{pattern})", text):
        return PatternHint(Nearly.CASE)
    return None


def _bare(text: str) -> tuple[int, int]:
    """The value without white space around it, or else without quotes."""
    stripped = text.strip(_SURROUNDING)
    if len(stripped) < len(text):
        start = len(text) - len(text.lstrip(_SURROUNDING))
        return start, start + len(stripped)
    quoted = len(text) > 2 and text[0] == text[-1] and text[0] in "\"'"
    return (1, len(text) - 1) if quoted else (0, len(text))


def _in_part(pattern: str, text: str) -> PatternHint | None:
    compiled = compiled_for(pattern, text)
    if compiled is None:
        return None
    part = _part(compiled, text)
    if part is not None:
        return part
    bare = _without_anchors(pattern)
    unanchored = None if bare in (pattern, "") else compiled_for(bare, text)
    part = None if unanchored is None else _part(unanchored, text)
    if part is not None:
        return PatternHint(Nearly.UNANCHORED, part.start, part.end)
    end = 0 if _LOOKS_AROUND.search(pattern) else _reach(compiled, text)
    return PatternHint(Nearly.SHORT if end == len(text) else Nearly.STOPS, 0, end) if end else None


def _without_anchors(pattern: str) -> str:
    """The pattern without the anchors at its ends; a backslash before a ``$`` makes it a dollar."""
    bare = _LEADING.sub("", pattern, count=1)
    trailing = _TRAILING.search(bare)
    if trailing is None:
        return bare
    before = bare[: trailing.start()]
    return bare if (len(before) - len(before.rstrip("\\"))) % 2 else before


def _part(compiled: regex.Pattern[str], text: str) -> PatternHint | None:
    """The part of the value that the pattern matches, the beginning before any other."""
    match = compiled.match(text, timeout=_SECONDS)
    if match is not None and match.end():
        return PatternHint(Nearly.BEGINNING, 0, match.end())
    match = compiled.search(text, timeout=_SECONDS)
    if match is None or match.start() == match.end():
        return None
    nearly = Nearly.END if match.end() == len(text) else Nearly.PART
    return PatternHint(nearly, match.start(), match.end())


def _reach(compiled: regex.Pattern[str], text: str) -> int:
    """How many characters of the value could be the beginning of a match."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if compiled.fullmatch(text[:middle], partial=True, timeout=_SECONDS) is None:
            high = middle - 1
        else:
            low = middle
    return low
