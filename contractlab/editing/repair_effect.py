"""What a repair changes in the verdicts, over every capture of every version; only what was edited is checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from contractlab.editing.contract_edit import Edit
from contractlab.editing.preview import Preview, VerdictChange
from contractlab.editing.repair_ground import RepairGround
from contractlab.editing.repair_order import BAD
from contractlab.values.mismatch import Mismatch, PathToken
from contractlab.values.reasons import ReasonCode
from contractlab.verification.causes import Cause
from contractlab.verification.results import Result

__all__ = ["Effect", "OpenResult", "grouped_alike", "open_results"]

Place = tuple[str, str, tuple[PathToken, ...]]


def _place(mismatch: Mismatch) -> Place:
    return (mismatch.part, mismatch.path, mismatch.tokens)


@dataclass(frozen=True, slots=True, eq=False)
class OpenResult:
    """A result that a cause breaks, as things stand now.

    Attributes
    ----------
    result : Result
    places : frozenset
        Where the cause is in it.
    mine : tuple of Mismatch
        Its mismatches of the cause.
    """

    result: Result
    places: frozenset[Place]
    mine: tuple[Mismatch, ...]

    def is_settled(self, after: Sequence[Result]) -> bool:
        """True if nothing differs any more where the cause was, and nothing else does instead."""
        return bool(after) and all(
            result.verdict not in ("error",)
            and not any(_place(mismatch) in self.places for mismatch in result.mismatches)
            and len(result.mismatches) < len(self.result.mismatches)
            for result in after
        )


def open_results(cause: Cause, grounds: Mapping[int, RepairGround]) -> list[tuple[RepairGround, OpenResult]]:
    """Results that a cause still breaks, each with its contract.

    Parameters
    ----------
    cause : Cause
    grounds : mapping of int to RepairGround
        By the ``id`` of the contract; what is of another contract is left out.
    """
    mine = {id(mismatch) for mismatch in cause.mismatches}
    still: list[tuple[RepairGround, OpenResult]] = []
    # Versions answer alike, and have one check together: its mismatches are looked through once.
    of_match: dict[int, tuple[tuple[Mismatch, ...], frozenset[Place]]] = {}
    for result in cause.results:
        ground = grounds.get(id(result.contract))
        if ground is None or result.capture is None or result.match is None:
            continue
        if id(result.match) not in of_match:
            own = tuple(mismatch for mismatch in result.mismatches if id(mismatch) in mine)
            of_match[id(result.match)] = (own, frozenset(map(_place, own)))
        own, places = of_match[id(result.match)]
        for now in ground.results.get(id(result.capture), ()):
            if now.verdict in BAD and any(_place(mismatch) in places for mismatch in now.mismatches):
                still.append((ground, OpenResult(now, places, own)))
                break
    return still


def grouped_alike(still: Sequence[tuple[RepairGround, OpenResult]]) -> list[tuple[OpenResult, int]]:
    """Open results of which the same becomes, each once with how many there are."""
    counted: dict[Hashable, tuple[OpenResult, int]] = {}
    for ground, each in still:
        alike = ground.baseline.alike.get(id(each.result.capture))
        key = (ground, alike, each.places, len(each.result.mismatches)) if alike is not None else id(each)
        first, number = counted.get(key, (each, 0))
        counted[key] = (first, number + 1)
    return list(counted.values())


class Effect:
    """Verdicts before and after a repair of one contract.

    Parameters
    ----------
    ground : RepairGround
    edited : Edit
        A fork in which it was made.

    Attributes
    ----------
    steps_before : int
        Steps of the edit that are not of the repair.
    """

    def __init__(self, ground: RepairGround, edited: Edit) -> None:
        self._ground = ground
        self.edited = edited
        self.steps_before = len(ground.base.steps)
        self._again = ground.baseline.judge_again(edited.revised)

    @cached_property
    def changes(self) -> tuple[VerdictChange, ...]:
        """Verdicts that change."""
        if self._again is None:
            return self.preview.changes
        return tuple(
            VerdictChange(now.example.description, now.capture, was.verdict, now.verdict, now)
            for alike in self._again
            if alike.changes
            for was, now in alike.each()
        )

    @cached_property
    def _after(self) -> dict[int, list[Result]]:
        """Results after it by the ``id`` of the capture; of captures that say the same, that of the first."""
        after: dict[int, list[Result]] = {}
        if self._again is None:
            for result in self.preview.results:
                after.setdefault(id(result.capture), []).append(result)
        else:
            for alike in self._again:
                for pair, _ in alike.before:
                    after.setdefault(id(pair.capture), []).append(alike.now)
        return after

    @cached_property
    def preview(self) -> Preview:
        """Every verdict before and after."""
        before, after = self._ground.base.state.numbers, self.edited.state.numbers
        return Preview(self._ground.baseline, self.edited.revised, before, after)

    def counts(self) -> Counter[tuple[str | None, str | None]]:
        """Number of changes by verdict before and after."""
        if self._again is None:
            return Counter((change.before, change.after) for change in self.changes)
        counted: Counter[tuple[str | None, str | None]] = Counter()
        for alike in self._again:
            if alike.changes:
                counted[(alike.before[0][1].verdict, alike.now.verdict)] += len(alike.before)
        return counted

    @property
    def keeps_pairs(self) -> bool:
        """True if captures that say the same to one example get the same verdict then."""
        return self._again is not None

    def passes(self, still_open: OpenResult) -> bool:
        """True if what a cause broke passes."""
        after = self._after.get(id(still_open.result.capture), ())
        return bool(after) and all(result.verdict == "passed" for result in after)

    def confuses(self, still_open: OpenResult) -> bool:
        """True if the capture fits several examples then, and nothing tells them apart."""
        after = self._after.get(id(still_open.result.capture), ())
        return any(result.reason_code is ReasonCode.AMBIGUOUS for result in after)

    def settles(self, still_open: OpenResult) -> bool:
        """True if the cause is gone there; another one may be left."""
        return still_open.is_settled(self._after.get(id(still_open.result.capture), ()))
