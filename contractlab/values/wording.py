"""The slot for the words of the formats, which stand higher in the house: what their matchers ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from contractlab.values.json_types import JSON, Value

__all__ = [
    "NO_WORDS",
    "FormatSentences",
    "Hint",
    "MatcherWording",
    "Span",
    "Writer",
    "format_expectation",
    "format_hint",
    "format_label",
    "format_writer",
    "install_sentences",
    "wording_of",
]

Span = tuple[str, str]
"""Kind and text; the kind is ``"text"``, ``"code"`` or ``"strong"``."""

Writer = Callable[[Any], tuple[list[Span], list[Span], list[Span]]]
"""From a mismatch to what was expected, what was got, and the hint."""


@dataclass(frozen=True, slots=True)
class MatcherWording:
    """What sentences have to know of a matcher beside what it asks for.

    Attributes
    ----------
    exact : bool
        It asks for the example itself.
    names_kind : bool
        Where it refuses a value, the kind of the value is named: ``the string "x"``.
    any_text : bool
        Outside of JSON it accepts every text.
    allows_null : bool
        It asks for null.
    no_example_of_status : bool
        Of a status its words stand alone: an example would not fit them.
    """

    exact: bool = False
    names_kind: bool = False
    any_text: bool = False
    allows_null: bool = False
    no_example_of_status: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """What a reader should know of a difference beside what was expected and what was there.

    Attributes
    ----------
    spans : tuple of Span
        A sentence.
    place : int or None
        The character of the actual text that answers, which stays in sight where the text is cut.
    """

    spans: tuple[Span, ...]
    place: int | None = None


_EXACT = MatcherWording(exact=True)
_NO_WORDING = MatcherWording()


class FormatSentences(Protocol):
    """The words of a format for its matchers, and for differences that it alone has."""

    @property
    def writers(self) -> Mapping[str, Writer]:
        """Writers by the code of a difference."""

    def expectation(self, rule: str, args: Mapping[str, JSON], expected: Value) -> list[Span] | None:
        """Say what a matcher asks; None for one that the format does not have."""

    def wording(self, rule: str) -> MatcherWording | None:
        """What sentences have to know of a matcher; None for one that the format does not have."""

    def label(self, rule: str, args: Mapping[str, JSON]) -> str | None:
        """A matcher with its arguments in a few words; None where its name with the usual arguments is enough."""

    def hint(self, mismatch: Any) -> Hint | None:
        """Why a matcher of the format refused a value, where that is known; worked out where a sentence is read."""


class _NoWords:
    """The words of a format that says everything in the common ones."""

    writers: Mapping[str, Writer] = {}

    def expectation(self, rule: str, args: Mapping[str, JSON], expected: Value) -> list[Span] | None:
        return None

    def wording(self, rule: str) -> MatcherWording | None:
        return None

    def label(self, rule: str, args: Mapping[str, JSON]) -> str | None:
        return None

    def hint(self, mismatch: Any) -> Hint | None:
        return None


NO_WORDS: FormatSentences = _NoWords()
"""For formats without matchers and without differences of their own."""

_load_formats: Callable[[], Iterable[FormatSentences]] = tuple


def install_sentences(loader: Callable[[], Iterable[FormatSentences]]) -> None:
    """Say where the words of the formats come from, which stand higher in the house.

    Parameters
    ----------
    loader : callable
        Asked each time that a sentence needs words that are not here.
    """
    global _load_formats
    _load_formats = loader


def format_expectation(rule: str, args: Mapping[str, JSON], expected: Value) -> list[Span] | None:
    """What a matcher asks, in the words of its format; None for one that no format has."""
    for words in _load_formats():
        spans = words.expectation(rule, args, expected)
        if spans is not None:
            return spans
    return None


def wording_of(rule: str | None) -> MatcherWording:
    """What sentences have to know of a matcher; where no rule applies, the value must be equal."""
    if rule is None:
        return _EXACT
    wordings = (words.wording(rule) for words in _load_formats())
    return next((wording for wording in wordings if wording is not None), _NO_WORDING)


def format_label(rule: str, args: Mapping[str, JSON]) -> str | None:
    """A matcher in the words of its format; None where its name with the usual arguments is enough."""
    labels = (words.label(rule, args) for words in _load_formats())
    return next((label for label in labels if label is not None), None)


def format_hint(mismatch: Any) -> Hint | None:
    """Why a value was refused, in the words of the format that knows; None where there is nothing to add."""
    hints = (words.hint(mismatch) for words in _load_formats())
    return next((hint for hint in hints if hint is not None), None)


def format_writer(code: str) -> Writer | None:
    """The writer of a difference that a format alone has."""
    return next((words.writers[code] for words in _load_formats() if code in words.writers), None)
