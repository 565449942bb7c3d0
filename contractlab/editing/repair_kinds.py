"""A change that might make a cause go away: its name, and its ways to be written.

Nothing is tried here. Several ways of one candidate are the same wish in other words; where the contract's version
cannot say one, the next is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from contractlab.editing.repair_ground import Change, RepairGround, Spot
from contractlab.values.display import quiet
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING

__all__ = ["Asked", "Candidate", "RepairKind", "SpotChange", "Way", "came", "candidate_at", "is_secret", "spread"]

LONGEST = 2_000
"""Characters of a value that may become an example by one click."""


class RepairKind(StrEnum):
    """What a repair does."""

    STATE = "state"
    LOOSEN = "loosen"
    LOOSEN_EVERYWHERE = "loosen-everywhere"
    SUGGESTION = "suggestion"
    TWO_EXAMPLES = "two-examples"
    RENAME = "rename"
    NOT_ASKED = "not-asked"
    ADD = "add"
    DROP_RULE = "drop-rule"
    EXAMPLE = "example"
    EXAMPLE_AND_MATCHER = "example-and-matcher"
    PROVIDER = "provider"


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One way to write a candidate.

    Attributes
    ----------
    meaning : str
        What the contract asks then.
    changes : tuple of (RepairGround, callable)
    """

    meaning: str
    changes: tuple[tuple[RepairGround, Change], ...]


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A change that might help.

    Attributes
    ----------
    kind : RepairKind
    name : str
    ways : tuple of Way
        The best first.
    spots : tuple of Spot
        Where it changes something.
    evidence : str
        What was seen, where captures taught it.
    last : str
        Why the provider is rather asked to change, although it helps; empty where that is not known beforehand.
    """

    kind: RepairKind
    name: str
    ways: tuple[Way, ...]
    spots: tuple[Spot, ...]
    evidence: str = ""
    last: str = ""


SpotChange = Callable[[Spot], Change | None]
"""Makes the change of one spot; None where there is nothing to change."""

Asked = tuple[str, SpotChange]
"""What the contract asks then, and the change."""


def spread(
    kind: RepairKind, name: str, spots: Sequence[Spot], asks: Sequence[Asked], *, last: str = ""
) -> Iterator[Candidate]:
    """The candidate in the first example alone, and in all in which the cause is."""
    alone = candidate_at(kind, name, spots[:1], asks)
    if alone is not None:
        yield replace(alone, last=last)
    if len(spots) > 1:
        together = candidate_at(kind, f"{name}, in {len(spots):,} examples", spots, asks)
        if together is not None:
            yield replace(together, last=last)


def candidate_at(kind: RepairKind, name: str, spots: Sequence[Spot], asks: Sequence[Asked]) -> Candidate | None:
    """The candidate for some spots; None where there is nothing to change in any of them."""
    made: list[Way] = []
    for meaning, change_of in asks:
        changes = [(spot.ground, change) for spot in spots if (change := change_of(spot)) is not None]
        if changes:
            made.append(Way(meaning, tuple(changes)))
    return Candidate(kind, name, tuple(made), tuple(spots)) if made else None


def is_secret(spot: Spot) -> bool:
    """True if what came must not be written anywhere."""
    return any(raw.actual != shown.actual for raw, shown in zip(spot.mismatches, spot.shown, strict=True))


def came(spot: Spot) -> Value:
    """What came most often instead; MISSING where it may not be written, or is too much."""
    if is_secret(spot):
        return MISSING
    counted: dict[str, tuple[int, Value]] = {}
    for mismatch in spot.shown:
        actual = mismatch.actual
        small = actual is None or isinstance(actual, bool | int | float | str) or actual in ([], {})
        if small and len(str(actual)) <= LONGEST:
            text = repr(actual)
            counted[text] = (counted.get(text, (0, None))[0] + 1, actual)
    return max(counted.values(), key=lambda pair: pair[0])[1] if counted else MISSING
