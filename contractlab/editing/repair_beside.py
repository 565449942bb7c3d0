"""What could make a cause beside the body go away: status, headers, parameters, metadata, method, path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contractlab.contracts import match
from contractlab.editing.contract_edit import Edit
from contractlab.editing.named_edit import NamedEdit
from contractlab.editing.part_edit import PartEdit
from contractlab.editing.repair_ground import Change, Spot
from contractlab.editing.repair_kinds import Candidate, RepairKind, SpotChange, came, spread
from contractlab.editing.repair_matchers import status_classes
from contractlab.errors import InvalidEdit
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = ["ANOTHER_CLASS", "named_candidates", "status_candidates", "word_candidates"]


ANOTHER_CLASS = "an answer of another kind tells nothing of the one that is asked for"
_ANOTHER_SYNTAX = "the consumer would read the body otherwise than it is written"


def status_candidates(spots: Sequence[Spot]) -> Iterator[Candidate]:
    """Another status, or the class that holds both."""
    first = spots[0].mismatches[0]
    if not isinstance(first.actual, int):
        return
    came = [mismatch.actual for mismatch in spots[0].mismatches if isinstance(mismatch.actual, int)]
    if isinstance(first.expected, int):
        for matcher, words in status_classes(first.expected, came):
            asks = [(f"Asks less: {words}.", _set("status", matcher))]
            yield from spread(RepairKind.LOOSEN, "Loosen the status", spots, asks)
    asks = [("Asks something else.", _set("status", first.actual))]
    # A consumer that was made for a success does not take an error for one.
    last = ANOTHER_CLASS if isinstance(first.expected, int) and first.expected // 100 != first.actual // 100 else ""
    yield from spread(RepairKind.EXAMPLE, f"Change the status to {first.actual}", spots, asks, last=last)


def _set(attribute: str, value: object) -> SpotChange:
    def of(spot: Spot) -> Change | None:
        return lambda edit: setattr(spot.part_of(edit), attribute, value)

    return of


def word_candidates(spots: Sequence[Spot], part: str) -> Iterator[Candidate]:
    """Method, path and content type: one text each."""
    value = came(spots[0])
    if not isinstance(value, str):
        return
    attribute = part.replace("-", "_")
    asks = [("Asks something else.", _set(attribute, value))]
    noun = part.replace("-", " ")
    typed = part == "content-type"
    last = _ANOTHER_SYNTAX if typed and not _of_one_syntax(spots[0].mismatches[0].expected, value) else ""
    yield from spread(RepairKind.EXAMPLE, f"Change the {noun} to {quote(value, 60)[1:-1]}", spots, asks, last=last)


def _of_one_syntax(left: object, right: object) -> bool:
    """True if two media types say that a body is read alike: ``application/json`` and ``application/hal+json``."""
    syntaxes = {_syntax(kind) for kind in (left, right) if isinstance(kind, str)}
    return isinstance(left, str) and isinstance(right, str) and len(syntaxes) == 1


def _syntax(kind: str) -> str:
    subtype = kind.partition(";")[0].strip().lower().rpartition("/")[2]
    return subtype.rpartition("+")[2]


def _named_in(part: PartEdit, attribute: str) -> NamedEdit:
    if attribute == "headers":
        return part.headers
    return part.query if attribute == "query" else part.metadata


def named_candidates(spots: Sequence[Spot], field: str) -> Iterator[Candidate]:
    """Headers, parameters, entries of metadata."""
    first = spots[0].mismatches[0]
    attribute, name = first.part, first.path
    typed = attribute == "headers" and name.lower() == "content-type"
    unread = "nothing would say how the body is to be read" if typed else ""

    def forget(spot: Spot) -> Change | None:
        def change(edit: Edit) -> None:
            named = _named_in(spot.part_of(edit), attribute)
            del named[_spelled(named, name)]

        return change

    def write(value: JSON) -> SpotChange:
        def of(spot: Spot) -> Change | None:
            def change(edit: Edit) -> None:
                named = _named_in(spot.part_of(edit), attribute)
                named[_spelled(named, name)] = value

            return change

        return of

    if first.expected is not MISSING and first.actual is not MISSING:
        asks = [
            ("Asks less: any text.", write(match.regex(regex=".+"))), ("Asks less: any text.", write(match.like()))
        ]  # fmt: skip
        yield from spread(RepairKind.LOOSEN, f"Loosen {field}", spots, asks, last=unread)
        value = came(spots[0])
        if isinstance(value, str):
            asks = [("Asks something else: what came back.", write(value))]
            last = _ANOTHER_SYNTAX if typed and not _of_one_syntax(first.expected, value) else ""
            named = f"Change {field} to {quote(value, 60)[1:-1]}"
            yield from spread(RepairKind.EXAMPLE, named, spots, asks, last=last)
    if first.expected is not MISSING:
        meaning = "Asks nothing of it."
        if typed:
            meaning = "Asks nothing of it; nothing would say how the body is to be read."
        yield from spread(RepairKind.NOT_ASKED, f"Do not ask for {field}", spots, [(meaning, forget)], last=unread)


def _spelled(named: NamedEdit, name: str) -> str:
    """The name as the contract spells it."""
    for own in named:
        if own.lower() == name.lower():
            return str(own)
    raise InvalidEdit(f"the example has no {name} any more")
