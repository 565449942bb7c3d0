"""When a cause came: which versions answered as asked before it, and whether any answer ever fitted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from contractlab.captures import Capture
from contractlab.captures.versions import order_versions
from contractlab.editing.provider_text import versions_in_words
from contractlab.values.display import quiet
from contractlab.values.mismatch import EVERY_ITEM, Mismatch, PathToken
from contractlab.verification.causes import Cause
from contractlab.verification.results import Result

__all__ = ["History", "history_of"]

_Place = tuple[str, str, tuple[PathToken, ...]]


@quiet
@dataclass(frozen=True, slots=True)
class History:
    """Answers with and without a cause, among those of its examples.

    Attributes
    ----------
    wrong, right : int
        Answers that have it, and answers that are as asked at this place.
    failing : tuple of str
        Versions with at least one wrong answer, the oldest first.
    passing : tuple of str
        Versions whose answers were all right.
    before : tuple of str
        Those of them that are older than every failing one.
    mixed : tuple of str
        Versions that answered both ways.
    of_other_states : bool
        True if the wrong answers were recorded in states, and no right one was recorded in these.
    """

    wrong: int
    right: int
    failing: tuple[str, ...]
    passing: tuple[str, ...]
    before: tuple[str, ...]
    mixed: tuple[str, ...]
    of_other_states: bool

    @property
    def began(self) -> bool:
        """True if versions before the first failing one answered as asked."""
        return bool(self.before)

    @property
    def at_times(self) -> bool:
        """True if one version, or recordings of no version, answered both ways: it depends on the data."""
        return bool(self.mixed) or bool(self.right and not self.failing)

    @property
    def never_fitted(self) -> bool:
        """True if several versions were asked, and none ever answered as asked."""
        return not self.right and len(self.failing) > 1

    @property
    def sentence(self) -> str:
        """``It began at 2.5.0: 2.4.0 answered as asked.``; empty where nothing is known."""
        if self.began:
            verb = "answered as asked"
            return f"It began at {versions_in_words(self.failing[:1])}: {versions_in_words(self.before)} {verb}."
        if self.never_fitted:
            return f"No answer of {len(self.failing):,} versions ever was as asked."
        if self.at_times:
            return f"{self.wrong:,} of {self.wrong + self.right:,} answers are so."
        return ""


def history_of(cause: Cause, results: Iterable[Result]) -> History:
    """Look at every answer of the examples that a cause is in.

    Parameters
    ----------
    cause : Cause
    results : iterable of Result
        All results, those that passed too.
    """
    broken = {id(result) for result in cause.results}
    examples = {id(example) for example in cause.examples}
    places = {_place_of(mismatch) for mismatch in cause.mismatches}
    wrong: list[Result] = []
    right: list[Result] = []
    for result in results:
        if id(result.example) not in examples or result.capture is None or result.match is None:
            continue
        if id(result) in broken:
            wrong.append(result)
        elif result.verdict != "error" and not any(_place_of(each) in places for each in result.mismatches):
            right.append(result)
    ordered = order_versions(result.capture for result in (*wrong, *right) if result.capture is not None)
    has_wrong, has_right = ({result.provider_version for result in each} for each in (wrong, right))
    failing = tuple(version for version in ordered if version and version in has_wrong)
    passing = tuple(version for version in ordered if version and version in has_right - has_wrong)
    first = ordered.index(failing[0]) if failing else 0
    own_states = _in_states(wrong)
    before = tuple(version for version in passing if ordered.index(version) < first)
    return History(
        len(wrong), len(right), failing, passing, before,
        tuple(version for version in failing if version in has_right),
        "()" not in own_states and own_states.isdisjoint(_in_states(right)),
    )  # fmt: skip


def _in_states(results: Iterable[Result]) -> set[str]:
    """The states that were recorded with answers, each as a text; "()" for an answer without any."""
    return {repr(result.capture.states) for result in results if isinstance(result.capture, Capture)}


def _place_of(mismatch: Mismatch) -> _Place:
    """Where it is; items of an array are one place."""
    if not mismatch.tokens:
        return (mismatch.part, mismatch.path, ())
    general = tuple(EVERY_ITEM if isinstance(token, int) else token for token in mismatch.tokens)
    return (mismatch.part, "", general)
