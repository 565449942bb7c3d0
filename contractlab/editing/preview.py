"""What edits would change in the verdicts: only what they touched is checked again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import is_, ne
from typing import Any

from contractlab.captures import AnyCapture, Captures
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.format import format_of
from contractlab.engine.dialect import Dialect, check_dialect
from contractlab.values.display import Shown, quiet
from contractlab.values.reasons import ReasonCode
from contractlab.values.result import MatchResult
from contractlab.verification.check_cache import CheckCache, answer_key
from contractlab.verification.check_pair import hindrance_of, judge_seen
from contractlab.verification.inputs import as_captures
from contractlab.verification.pairing import Pair, pair_captures
from contractlab.verification.pairing_notes import PairingNote
from contractlab.verification.results import Result
from contractlab.verification.transport import SeenCapture, Sight
from contractlab.verification.verifying import idle_result

__all__ = ["Again", "Baseline", "Preview", "VerdictChange"]

Key = tuple[tuple[int, ...], int]
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
@dataclass(frozen=True, slots=True, eq=False)
class Again:
    """Captures that say the same to one example, judged again.

    Attributes
    ----------
    before : tuple of (Pair, Result)
    now : Result
        Of the first of them; the verdict is the same for all.
    """

    before: tuple[tuple[Pair, Result], ...]
    now: Result

    @property
    def changes(self) -> bool:
        """True if the verdict is another."""
        return self.before[0][1].verdict != self.now.verdict

    def each(self) -> Iterator[tuple[Result, Result]]:
        """The result of every capture before and after."""
        now = self.now
        for pair, was in self.before:
            same = pair.capture is now.capture
            yield was, now if same else _with_match(now.contract, pair, now.example, now.match)


class Baseline:
    """Verdicts of a contract before it is edited.

    Parameters
    ----------
    contract : Contract
    captures : Captures or iterable of Capture
    dialect : str
    judged : iterable of Result, optional
        Results that are there already; what they tell of is not checked again.
    """

    def __init__(self, contract: Contract, captures: Any, dialect: str, judged: Iterable[Result] = ()) -> None:
        self.given = captures
        # Of captures that were handed over, those whose keys are taken become others, so both are kept.
        self._given_items = _items_of(captures)
        self.contract = contract
        self.captures = as_captures(captures)
        self.items = tuple(self.captures)
        self.dialect: Dialect = check_dialect(dialect)
        self._sight = Sight(self.items, self.dialect)
        # Versions of a provider answer alike more often than not, and many examples expect the same.
        self._checks = CheckCache(by_answer=True)
        self.pairs = pair_captures([contract], self.items).pairs
        self._names = [_identity(example) for example in contract.examples]
        names = self._names
        made = {
            (_identity(result.example), id(result.capture)): result for result in judged if result.match is not None
        }
        self.results: dict[Key, Result] = {}
        for pair in self.pairs:
            key = _key(names, pair)
            result = made.get(key)
            is_same = result is not None and (result.reason_code is ReasonCode.AMBIGUOUS) == bool(pair.also)
            self.results[key] = result if result is not None and is_same else self.judge(contract, pair)
        self._ambiguous = {_key(names, pair) for pair in self.pairs if pair.also}
        self._looked_at_answers = any(
            pair.also or any(note is not PairingNote.HEADERS_NOT_RECORDED for note in pair.notes) for pair in self.pairs
        )

    def holds(self, contract: Contract, captures: Any, dialect: str) -> bool:
        """True if it is about this contract and these captures, as they are now."""
        if self.contract is not contract or self.given is not captures or self.dialect != dialect:
            return False
        now = _items_of(captures)
        return len(now) == len(self._given_items) and all(map(is_, now, self._given_items))

    def judge(self, contract: Contract, pair: Pair) -> Result:
        """The result of one pair; equal answers are checked once."""
        capture = pair.capture
        seen = SeenCapture(capture) if pair.also else self._sight.see(pair.example, capture)

        def make() -> MatchResult:
            return judge_seen(pair.example, seen, pair.also, self.dialect)

        alone = not pair.also and seen.reason is None
        match = self._checks.check(pair.example, seen.capture, self.dialect, make) if alone else make()
        return Result(
            contract,
            pair.example,
            capture,
            match,
            provider_version=capture.provider_version,
            seen=seen.capture,
            notes=seen.notes,
            pairing_notes=pair.notes,
        )

    def pairs_after(self, contract: Contract) -> tuple[Pair, ...]:
        """Pairs of the edited contract; found anew only where something that pairing looks at was edited."""
        if contract is self.contract:
            return self.pairs
        if not self._keeps_pairs(contract):
            return pair_captures([contract], self.items).pairs
        examples = contract.examples
        return tuple(Pair(examples[pair.example.index], pair.capture, notes=pair.notes) for pair in self.pairs)

    def _keeps_pairs(self, contract: Contract) -> bool:
        """True if pairing looks at nothing that is other in an edited contract."""
        if self._looked_at_answers:  # where the request did not decide, expected responses may have
            return False
        after = contract.examples
        if len(after) != len(self._asked):
            return False
        return not any(map(ne, self._asked, map(_for_pairing, after)))

    @cached_property
    def _asked(self) -> list[tuple[Any, ...]]:
        return [_for_pairing(example) for example in self.contract.examples]

    @cached_property
    def _by_example(self) -> dict[int, list[list[tuple[Pair, Result]]]]:
        """Pairs with their results, by the place of the example; those of equal answers together."""
        names = self._names
        grouped: dict[int, dict[Hashable, list[tuple[Pair, Result]]]] = {}
        for pair in self.pairs:
            alike = grouped.setdefault(pair.example.index, {})
            result = self.results[_key(names, pair)]
            alike.setdefault((self._answer(pair), result.verdict), []).append((pair, result))
        return {index: list(alike.values()) for index, alike in grouped.items()}

    def _answer(self, pair: Pair) -> Hashable:
        """What is the same for captures that get the same verdicts from one example: versions answer alike."""
        example, capture = pair.example, pair.capture
        if not pair.also and format_of(self.contract).checks_by_content:
            self._sight.see(example, capture)
            answer = answer_key(capture) if self._sight.is_plain(example, capture) else None
            if answer is not None:
                return answer
        return id(capture)

    @cached_property
    def alike(self) -> dict[int, int]:
        """By the ``id`` of a capture, the number of those that say the same to the same example."""
        groups = (group for groups in self._by_example.values() for group in groups)
        return {id(pair.capture): number for number, group in enumerate(groups) for pair, _ in group}

    def edited(self, contract: Contract) -> list[int] | None:
        """Numbers of the examples that were edited; None where captures may pair otherwise, so that any may change."""
        if not self._keeps_pairs(contract):
            return None
        both = zip(self._names, contract.examples, strict=True)
        return [example.index for before, example in both if before != _identity(example)]

    def judge_again(self, contract: Contract) -> list[Again] | None:
        """Results of the examples alone that were edited; None where captures may pair otherwise."""
        edited = self.edited(contract)
        if edited is None:
            return None
        judged: list[Again] = []
        for example in map(contract.examples.__getitem__, edited):
            for alike in self._by_example.get(example.index, ()):
                pair = alike[0][0]
                now = self.judge(contract, Pair(example, pair.capture, notes=pair.notes))
                judged.append(Again(tuple(alike), now))
        return judged

    def unedited(self, contract: Contract, index: int) -> list[Result]:
        """Results of an example that was not edited, as those of the edited contract."""
        example = contract.examples[index]
        return [
            _result_in(contract, pair, example, before)
            for alike in self._by_example.get(index, ())
            for pair, before in alike
        ]

    def results_after(self, contract: Contract, judged: Iterable[Result] = ()) -> dict[Key, Result]:
        """Results of the edited contract by example and capture; what was not edited is not checked again.

        Parameters
        ----------
        contract : Contract
        judged : iterable of Result
            Results of what was edited that are there already.
        """
        there = {(result.example.index, id(result.capture)): result for result in judged}
        results: dict[Key, Result] = {}
        names = [_identity(example) for example in contract.examples]
        for pair in self.pairs_after(contract):
            key = _key(names, pair)
            before = self.results.get(key)
            if before is not None and (key in self._ambiguous) == bool(pair.also):
                results[key] = _result_in(contract, pair, pair.example, before)
            else:
                made = there.get((pair.example.index, id(pair.capture)))
                results[key] = self.judge(contract, pair) if made is None else made
        return results


def _result_in(contract: Contract, pair: Pair, example: Example, before: Result) -> Result:
    """A result that an edit leaves as it is, as one of the edited contract."""
    return Result(
        contract,
        example,
        pair.capture,
        before.match,
        provider_version=before.provider_version,
        seen=before.seen,
        notes=before.notes,
        pairing_notes=pair.notes,
    )


def _with_match(contract: Contract, pair: Pair, example: Example, match: MatchResult | None) -> Result:
    """The result of a capture that says the same as another one that was judged."""
    capture = pair.capture
    return Result(
        contract,
        example,
        capture,
        match,
        provider_version=capture.provider_version,
        seen=capture,
        pairing_notes=pair.notes,
    )


def _items_of(captures: Any) -> tuple[Any, ...]:
    """What a collection holds now; nothing where to look would use it up."""
    return tuple(captures) if isinstance(captures, Captures | list | tuple) else ()


def _identity(example: Example) -> tuple[int, ...]:
    """What tells whether an example was edited: all that its verdicts depend on, in the file and around it."""
    hindrance = hindrance_of(example, "reference")
    around = 0 if hindrance is None else hash((hindrance.code, hindrance.why))
    return (*map(id, example.content), around)


def _key(names: Sequence[tuple[int, ...]], pair: Pair) -> Key:
    return (names[pair.example.index], id(pair.capture))


def _for_pairing(example: Example) -> tuple[Any, ...]:
    """What pairing looks at: who asks for what, in which states; of messages everything."""
    request = example.content[0].get("request") if example.kind == "http" else None
    if request is None:
        return _identity(example)
    return (id(request), example.description, example.key, example.states)


class Preview(Shown):
    """Verdicts before and after edits.

    Parameters
    ----------
    baseline : Baseline
    contract : Contract
        After the edits.
    before, numbers : sequence of int
        A number for each example before and after, by which they are known to be the same.

    Attributes
    ----------
    changes : tuple of VerdictChange
        Those that would change, in the order of the examples.
    edited : sequence of int, or None
        Numbers of the examples whose verdicts can be others; None for all, where captures may pair otherwise.
    results : tuple of Result
        All results after the edits.
    """

    def __init__(self, baseline: Baseline, contract: Contract, before: Sequence[int], numbers: Sequence[int]) -> None:
        self._baseline = baseline
        self.contract = contract
        self._before, self._numbers = before, numbers
        keeps_examples = tuple(before) == tuple(numbers)
        self.edited = baseline.edited(contract) if keeps_examples else None
        # Before and after, of what was edited alone; nothing where any verdict can be another, and all are looked at.
        again = [] if self.edited is None else baseline.judge_again(contract) or []
        self._judged = [both for alike in again for both in alike.each()]
        if self.edited is None:
            self._after = baseline.results_after(contract)

    @cached_property
    def _after(self) -> dict[Key, Result]:
        return self._baseline.results_after(self.contract, (now for _, now in self._judged))

    def results_of(self, index: int) -> tuple[Result, ...]:
        """Results after the edits of the example with this number."""
        if self.edited is None:
            return tuple(result for result in self.results if result.example.index == index)
        if index in self.edited:
            return tuple(now for _, now in self._judged if now.example.index == index)
        return tuple(self._baseline.unedited(self.contract, index))

    @property
    def results(self) -> tuple[Result, ...]:
        """Every result after the edits, in the order of examples and captures."""
        return tuple(sorted(self._after.values(), key=lambda result: result.example.index))

    @property
    def results_before(self) -> tuple[Result, ...]:
        """Every result before the edits."""
        return tuple(self._baseline.results.values())

    @cached_property
    def changes(self) -> tuple[VerdictChange, ...]:
        """Verdicts that would change."""
        was_judged: Iterable[Result] = self._baseline.results.values()
        now_judged: Iterable[Result] = ()
        if self.edited is None:
            now_judged = self._after.values()
        else:
            was_judged, now_judged = [was for was, _ in self._judged], [now for _, now in self._judged]
        before = self._by_place(was_judged, self._baseline.contract, self._before)
        after = self._by_place(now_judged, self.contract, self._numbers)
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
        names, dialect = self._numbers, self._baseline.dialect
        placed = _by_place(self._after.values(), self.contract.examples, self.contract, names, dialect)
        return {place: verdict for place, (verdict, _) in placed.items()}

    def _by_place(
        self, results: Iterable[Result], contract: Contract, names: Sequence[int]
    ) -> dict[Place, tuple[str, Result]]:
        """As below, of the examples whose verdicts can be others."""
        examples = contract.examples
        looked_at = examples if self.edited is None else [examples[index] for index in self.edited]
        return _by_place(results, looked_at, contract, names, self._baseline.dialect)

    @property
    def differences(self) -> int:
        """How many differences more there would be, over all results; below zero: fewer."""
        if self.edited is not None:
            return sum(len(now.mismatches) - len(was.mismatches) for was, now in self._judged)
        return sum(len(result.mismatches) for result in self._after.values()) - sum(
            len(result.mismatches) for result in self._baseline.results.values()
        )

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
