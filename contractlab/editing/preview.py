"""What edits would change in the verdicts: only what they touched is checked again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

from contractlab.captures import AnyCapture
from contractlab.contracts.contract import Contract, Example
from contractlab.editing.baseline import Baseline, GradualResults, example_identity
from contractlab.values.display import Shown, quiet
from contractlab.values.progress import Work
from contractlab.verification.results import Result
from contractlab.verification.verifying import idle_result

__all__ = ["Preview", "VerdictChange"]

Place = tuple[int, int]
"""Number of an example and ``id`` of a capture; 0 for an example without any."""


@quiet
@dataclass(frozen=True, slots=True)
class VerdictChange:
    """One verdict that would change.

    Attributes
    ----------
    example : str
        Description; the one it had where it is removed.
    capture : Capture, MessageCapture or None
        None where the example is exercised by nothing.
    before, after : str or None
        Verdicts; None where there is no such result.
    result : Result or None
        The result after the edits.
    """

    example: str
    capture: AnyCapture | None
    before: str | None
    after: str | None
    result: Result | None = None


@quiet
@dataclass(frozen=True, eq=False)
class _Judged:
    """What was judged again: places of examples before and after, and the results there."""

    before: list[int]
    after: list[int]
    was: list[Result]
    now: list[Result]

    @cached_property
    def places_after(self) -> frozenset[int]:
        return frozenset(self.after)

    @cached_property
    def by_place(self) -> dict[int, list[Result]]:
        by_place: dict[int, list[Result]] = {}
        for result in self.now:
            by_place.setdefault(result.example.index, []).append(result)
        return by_place


def _outcomes(results: Iterable[Result]) -> set[Hashable]:
    return {(id(each.capture), each.verdict, each.reason_code, each.pairing_notes) for each in results}


class Preview(Shown):
    """Verdicts before and after edits.

    Where captures may pair otherwise after them, all has to be looked at: `go_on` does so a slice at a time. Whoever
    asks for a verdict before it is `ready` waits for the rest.

    Parameters
    ----------
    baseline : Baseline
    contract : Contract
        After the edits.
    before, numbers : sequence of int
        A number for each example before and after, by which they are known to be the same.

    Attributes
    ----------
    stopped : Work or None
        How far it came where it was stopped.
    """

    def __init__(self, baseline: Baseline, contract: Contract, before: Sequence[int], numbers: Sequence[int]) -> None:
        self._baseline = baseline
        self.contract = contract
        self._before, self._numbers = before, numbers
        self._judged: _Judged | None = None
        self._gradual: GradualResults | None = None
        self.stopped: Work | None = None
        edited = baseline.edited(contract) if tuple(before) == tuple(numbers) else None
        if edited is not None:
            both = [pair for alike in baseline.judge_again(contract) or [] for pair in alike.each()]
            self._judged = _Judged(edited, edited, [was for was, _ in both], [now for _, now in both])

    # What takes long

    @property
    def ready(self) -> bool:
        """True if everything was looked at."""
        return self._judged is not None

    @property
    def gradual(self) -> GradualResults:
        """What is to be done until it is ready."""
        if self._gradual is None:
            self._gradual = self._baseline.again(self.contract)
        return self._gradual

    def go_on(self, seconds: float) -> bool:
        """Go on for some time; True if it is ready."""
        if self._judged is None and self.gradual.go_on(seconds):
            self._judged = self._compare(self.gradual, None)
        return self.ready

    def stop(self) -> None:
        """Look at no more: what was not reached counts as unchanged."""
        if self._judged is None:
            self.stopped = self.gradual.work
            self._judged = self._compare(self.gradual, self.gradual.reached)

    @property
    def _made(self) -> _Judged:
        while self._judged is None:
            self.go_on(inf)
        return self._judged

    def _compare(self, gradual: GradualResults, reached: frozenset[int] | None) -> _Judged:
        """Of all results those of examples that were edited, or have other captures or verdicts than before."""
        now_by: dict[int, list[Result]] = {}
        for result in gradual.results:
            now_by.setdefault(result.example.index, []).append(result)
        old, new = self._baseline.contract.examples, self.contract.examples
        places = {number: index for index, number in enumerate(self._before)}
        after = {number: index for index, number in enumerate(self._numbers)}
        judged = _Judged([], [], [], [])
        for number in dict.fromkeys([*self._numbers, *self._before]):
            at, to = places.get(number), after.get(number)
            was = [] if at is None else self._baseline.results_of(at)
            if reached is not None:
                was = [result for result in was if id(result.capture) in reached]
            now = [] if to is None else now_by.get(to, [])
            edited = at is None or to is None or example_identity(old[at]) != example_identity(new[to])
            if not edited and _outcomes(was) == _outcomes(now):
                continue
            judged.was.extend(was)
            judged.now.extend(now)
            judged.before.extend([] if at is None else [at])
            judged.after.extend([] if to is None else [to])
        return judged

    # What they change

    @property
    def versions(self) -> tuple[str, ...]:
        """Versions of the provider, oldest first."""
        return self._baseline.versions

    @property
    def original(self) -> Contract:
        """The contract before the edits."""
        return self._baseline.contract

    @property
    def edited(self) -> Sequence[int]:
        """Places, in the edited contract, of the examples whose verdicts can be others."""
        return self._made.after

    @property
    def edited_numbers(self) -> frozenset[int]:
        """Numbers of the examples, before and after, whose verdicts can be others."""
        made = self._made
        return frozenset({*(self._before[at] for at in made.before), *(self._numbers[at] for at in made.after)})

    def results_of(self, index: int) -> tuple[Result, ...]:
        """Results after the edits of the example at a place of the edited contract."""
        if index in self._made.places_after:
            return tuple(self._made.by_place.get(index, ()))
        return tuple(self._baseline.unedited(self.contract, self._place_before[self._numbers[index]], index))

    def results_before_of(self, index: int) -> tuple[Result, ...]:
        """Results before the edits of the example at a place of the edited contract; none where it is new."""
        at = self._place_before.get(self._numbers[index])
        return () if at is None else tuple(self._baseline.results_of(at))

    def idle(self, index: int) -> tuple[str, str]:
        """Verdicts before and after of an example, at a place of the edited contract, where no capture exercises it."""
        dialect, at = self._baseline.dialect, self._place_before.get(self._numbers[index])
        now = idle_result(self.contract, self.contract.examples[index], dialect).verdict
        if at is None:
            return now, now
        original = self._baseline.contract
        return idle_result(original, original.examples[at], dialect).verdict, now

    @cached_property
    def _place_before(self) -> dict[int, int]:
        return {number: index for index, number in enumerate(self._before)}

    @property
    def results(self) -> tuple[Result, ...]:
        """Every result after the edits, in the order of examples and captures."""
        return tuple(result for index in range(len(self.contract.examples)) for result in self.results_of(index))

    @property
    def results_before(self) -> tuple[Result, ...]:
        """Every result before the edits."""
        return tuple(self._baseline.results.values())

    @cached_property
    def changes(self) -> tuple[VerdictChange, ...]:
        """Verdicts that would change."""
        made, original = self._made, self._baseline.contract
        before = self._by_place(made.was, original, self._before, made.before)
        after = self._by_place(made.now, self.contract, self._numbers, made.after)
        exercised = {number for number, capture in (*before, *after) if capture}
        moved = _moved(before, after)
        changes: list[tuple[int, VerdictChange]] = []
        for place in dict.fromkeys([*after, *before]):
            if place in moved.values():
                continue  # told where it went
            was, now = before.get(moved.get(place, place)), after.get(place)
            idle_before, idle_after = before.get((place[0], 0)), after.get((place[0], 0))
            if not place[1] and (was is None or now is None) and (place[0] in exercised):
                continue  # told by the captures that it has on the other side
            verdict_before = (was or idle_before or (None,))[0]
            verdict_after = (now or idle_after or (None,))[0]
            if verdict_before == verdict_after:
                continue
            result = (now or was or (None, None))[1]
            assert result is not None
            change = VerdictChange(
                result.example.description,
                result.capture,
                verdict_before,
                verdict_after,
                None if now is None else now[1],
            )
            changes.append((result.example.index, change))
        return tuple(change for _, change in sorted(changes, key=lambda pair: pair[0]))

    @property
    def verdicts(self) -> dict[tuple[int, int], str]:
        """Verdicts after the edits, by the number of the example and the identity of the capture (0 for none)."""
        return self.verdicts_of(frozenset(self._numbers))

    def verdicts_of(self, numbers: Collection[int]) -> dict[tuple[int, int], str]:
        """The same of the examples with some numbers."""
        places = [index for index, number in enumerate(self._numbers) if number in numbers]
        results = (result for index in places for result in self.results_of(index))
        placed = self._by_place(results, self.contract, self._numbers, places)
        return {place: verdict for place, (verdict, _) in placed.items()}

    def _by_place(
        self, results: Iterable[Result], contract: Contract, names: Sequence[int], places: Iterable[int]
    ) -> dict[Place, tuple[str, Result]]:
        """As below, of the examples at some places."""
        examples = [contract.examples[index] for index in places]
        return _by_place(results, examples, contract, names, self._baseline.dialect)

    @property
    def differences(self) -> int:
        """How many differences more there would be, over all results; below zero: fewer."""
        made = self._made
        return sum(len(result.mismatches) for result in made.now) - sum(len(result.mismatches) for result in made.was)

    def counts(self) -> dict[tuple[str | None, str | None], int]:
        """Number of changes by verdict before and after."""
        return dict(Counter((change.before, change.after) for change in self.changes))

    @property
    def sentence(self) -> str:
        """``If saved: 3 failed → passed, 1 passed → failed``."""
        counted = self.counts()
        if not counted:
            return "If saved: no verdict changes"
        phrases = [
            f"{number:,} {_word(before)} → {_word(after)}"
            for (before, after), number in sorted(
                counted.items(), key=lambda item: (item[0][1] == "failed", str(item[0]))
            )
        ]
        return "If saved: " + ", ".join(phrases)

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __str__(self) -> str:
        lines = [self.sentence]
        lines += [f"  {change.example}: {_word(change.before)} → {_word(change.after)}" for change in self.changes[:50]]
        if len(self.changes) > 50:
            lines.append(f"  … {len(self.changes) - 50:,} more: preview.changes")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Preview {self.sentence}>"


def _word(verdict: str | None) -> str:
    return "nothing" if verdict is None else verdict


def _moved(before: Mapping[Place, object], after: Mapping[Place, object]) -> dict[Place, Place]:
    """For captures that have another example after the edits, from the place there to the one before.

    An example that is left without any capture tells that itself.
    """
    gone: dict[int, list[Place]] = {}
    come: dict[int, list[Place]] = {}
    for place in before.keys() - after.keys():
        gone.setdefault(place[1], []).append(place)
    for place in after.keys() - before.keys():
        come.setdefault(place[1], []).append(place)
    pairs = {
        come[capture][0]: places[0]
        for capture, places in gone.items()
        if capture and len(places) == 1 == len(come.get(capture, ()))
    }
    return {to: start for to, start in pairs.items() if (start[0], 0) not in after and (to[0], 0) not in before}


def _by_place(
    results: Iterable[Result], examples: Iterable[Example], contract: Contract, names: Sequence[int], dialect: str
) -> dict[Place, tuple[str, Result]]:
    """Verdict and result by number of the example and capture, or the example alone where nothing exercises it."""
    verdicts: dict[Place, tuple[str, Result]] = {}
    exercised: set[int] = set()
    for result in results:
        verdicts[(names[result.example.index], id(result.capture))] = (result.verdict, result)
        exercised.add(result.example.index)
    for example in examples:
        if example.index not in exercised:
            idle = idle_result(contract, example, dialect)
            verdicts[(names[example.index], 0)] = (idle.verdict, idle)
    return verdicts
