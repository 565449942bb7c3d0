"""Places whose text was removed before it was stored: neither a difference nor a pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from contractlab.values.http import Redacted
from contractlab.values.mismatch import Mismatch, Unchecked
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.sentences import Sentence
from contractlab.values.sentences import code as code_span

__all__ = ["RedactionFilter"]

_WHOLE = frozenset({"equality", "variant"})
"""Codes of differences between whole values, and between an item and all that an array lists."""


class RedactionFilter:
    """Takes checks on removed places out of a result.

    Parameters
    ----------
    places : sequence of Redacted
        What the recording lists; the marker's text alone means nothing.
    """

    def __init__(self, places: Sequence[Redacted]) -> None:
        self._places = places
        self.headers = frozenset(place.name.lower() for place in places if place.part == "header")
        self.parameters = frozenset(place.name for place in places if place.part == "query")
        self._paths = tuple(place.name for place in places if place.part in ("body", "contents"))
        self.metadata = frozenset(place.name for place in places if place.part == "metadata")

    @classmethod
    def of(cls, places: Sequence[Redacted]) -> RedactionFilter:
        """The filter for some places; where there are none, always the same one."""
        return cls(places) if places else _NOTHING

    def __bool__(self) -> bool:
        return bool(self._places)

    def removes(self, path: str) -> bool:
        """True if the value at `path` of the body was removed, with all below it."""
        return any(
            path == removed or (path.startswith(removed) and path[len(removed)] in ".[") for removed in self._paths
        )

    def _holds_removed(self, path: str) -> bool:
        return any(
            removed.startswith(path) and removed[len(path)] in ".["
            for removed in self._paths
            if len(removed) > len(path)
        )

    def keep(
        self, mismatches: Iterable[Mismatch], whole: Set[str] = frozenset()
    ) -> tuple[list[Mismatch], Reason | None]:
        """Differences that do not touch a removed place, and the reason if one cannot be known.

        A rule that compared a whole object with a removed value inside can be neither trusted nor repeated.

        Parameters
        ----------
        mismatches : iterable of Mismatch
        whole : set of str
            Codes of the differences that the format's matchers find by judging an object as one text.
        """
        kept: list[Mismatch] = []
        unsure: Reason | None = None
        for mismatch in mismatches:
            path, code = mismatch.path, mismatch.code
            if mismatch.part not in ("body", "contents"):
                kept.append(mismatch)
            elif self.removes(path):
                continue
            elif (code in _WHOLE or code in whole) and self._holds_removed(path):
                text = f"redacted: {path} holds a removed value, and rule {code} compares it as a whole"
                unsure = Reason(ReasonCode.REDACTED, text)
            else:
                kept.append(mismatch)
        return kept, unsure

    def unchecked(self) -> list[Unchecked]:
        """The removed places."""
        parts = {"header": "headers"}
        return [
            Unchecked(
                parts.get(place.part, place.part),
                place.name,
                "redacted",
                Sentence.of(code_span(place.name), ": removed before storing, so it was not checked."),
            )
            for place in self._places
        ]


_NOTHING = RedactionFilter(())
