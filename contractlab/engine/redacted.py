"""Places whose text was removed before it was stored: neither a difference nor a pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contractlab.values.http import Redacted
from contractlab.values.mismatch import Mismatch, Unchecked
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.sentences import Sentence, code

__all__ = ["RedactionFilter"]


class RedactionFilter:
    """Takes checks on removed places out of a result.

    Parameters
    ----------
    places : sequence of Redacted
        What the recording lists; the marker's text alone means nothing.
    """

    def __init__(self, places: Sequence[Redacted]) -> None:
        self._places = places
        self.headers = frozenset(one.name.lower() for one in places if one.part == "header")
        self.parameters = frozenset(one.name for one in places if one.part == "query")
        self._paths = tuple(one.name for one in places if one.part in ("body", "contents"))
        self.metadata = frozenset(one.name for one in places if one.part == "metadata")

    @classmethod
    def of(cls, places: Sequence[Redacted]) -> RedactionFilter:
        """The filter for some places; where there are none, always the same one."""
        return cls(places) if places else _NOTHING

    def __bool__(self) -> bool:
        return bool(self._places)

    def removes(self, path: str) -> bool:
        """True if the value at `path` of the body was removed, with all below it."""
        return any(path == one or (path.startswith(one) and path[len(one)] in ".[") for one in self._paths)

    def _holds_removed(self, path: str) -> bool:
        return any(one.startswith(path) and one[len(path)] in ".[" for one in self._paths if len(one) > len(path))

    def keep(self, found: Iterable[Mismatch]) -> tuple[list[Mismatch], Reason | None]:
        """Differences that do not touch a removed place, and the reason if one cannot be told.

        A rule that compared a whole object with a removed value inside can be neither trusted nor repeated.
        """
        kept: list[Mismatch] = []
        unsure: Reason | None = None
        for one in found:
            if one.part not in ("body", "contents"):
                kept.append(one)
            elif self.removes(one.path):
                continue
            elif one.code in ("equality", "variant", "regex", "include") and self._holds_removed(one.path):
                text = f"redacted: {one.path} holds a removed value, and rule {one.code} compares it as a whole"
                unsure = Reason(ReasonCode.REDACTED, text)
            else:
                kept.append(one)
        return kept, unsure

    def unchecked(self) -> list[Unchecked]:
        """The removed places."""
        parts = {"header": "headers"}
        return [
            Unchecked(
                parts.get(one.part, one.part),
                one.name,
                "redacted",
                Sentence.of(code(one.name), ": removed before storing, so it was not checked."),
            )
            for one in self._places
        ]


_NOTHING = RedactionFilter(())
