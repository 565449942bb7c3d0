"""Verdicts of a contract before it is edited, from which previews start: only what edits touched is judged again."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import is_, ne
from typing import Any, Protocol

from contractlab.captures import AnyCapture, Captures
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.format import format_of
from contractlab.engine.dialect import Dialect, check_dialect
from contractlab.values.display import quiet
from contractlab.values.progress import Work
from contractlab.values.reasons import ReasonCode
from contractlab.values.result import MatchResult
from contractlab.verification.check_cache import CheckCache, answer_key
from contractlab.verification.check_pair import hindrance_of, judge_seen
from contractlab.verification.inputs import as_captures
from contractlab.verification.pairing import Pair, pair_captures
from contractlab.verification.pairing_notes import PairingNote
from contractlab.verification.results import Result
from contractlab.verification.transport import SeenCapture, Sight

__all__ = ["Again", "Baseline", "ExampleBaseline", "GradualResults", "Key", "example_identity"]

Key = tuple[tuple[int, ...], int]


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
        self._judged = judged
        # Versions of a provider answer alike more often than not, and many examples expect the same.
        self._checks = CheckCache(by_answer=True)
        self._grouped: dict[int, list[list[tuple[Pair, Result]]]] = {}
        self._groups: dict[int, dict[int, int]] = {}

    @cached_property
    def _names(self) -> list[tuple[int, ...]]:
        return [example_identity(example) for example in self.contract.examples]

    @cached_property
    def versions(self) -> tuple[str, ...]:
        """Versions of the provider, oldest first."""
        return tuple(self.captures.provider_versions)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Captures with their examples."""
        return pair_captures([self.contract], self.items).pairs

    @cached_property
    def results(self) -> dict[Key, Result]:
        """The result of each pair."""
        names = self._names
        made = {
            (example_identity(result.example), id(result.capture)): result
            for result in self._judged
            if result.match is not None
        }
        results: dict[Key, Result] = {}
        for pair in self.pairs:
            key = _key(names, pair)
            result = made.get(key)
            is_same = result is not None and (result.reason_code is ReasonCode.AMBIGUOUS) == bool(pair.also)
            results[key] = result if result is not None and is_same else self.judge(self.contract, pair)
        return results

    def results_in_steps(self) -> Iterator[None]:
        """Make the results in pieces that are short."""
        _ = self.results
        yield

    def alike_in_steps(self, indexes: Iterable[int]) -> Iterator[None]:
        """Look in pieces that are short which captures of some examples say the same."""
        for index in indexes:
            if index not in self._grouped:
                self._alike(index)
                yield

    @cached_property
    def _ambiguous(self) -> set[Key]:
        names = self._names
        return {_key(names, pair) for pair in self.pairs if pair.also}

    @cached_property
    def answers_decide(self) -> bool:
        """True if the request alone did not tell whose a capture is, so that what is expected may have."""
        return any(
            pair.also or any(note is not PairingNote.HEADERS_NOT_RECORDED for note in pair.notes) for pair in self.pairs
        )

    @cached_property
    def _by_example(self) -> dict[int, list[tuple[Pair, Result]]]:
        names = self._names
        grouped: dict[int, list[tuple[Pair, Result]]] = {}
        for pair in self.pairs:
            grouped.setdefault(pair.example.index, []).append((pair, self.results[_key(names, pair)]))
        return grouped

    def of_example(self, index: int) -> Sequence[tuple[Pair, Result]]:
        """The captures of an example, by its place, each with its result."""
        return self._by_example.get(index, ())

    def results_of(self, index: int) -> list[Result]:
        """The results of an example, by its place."""
        return [result for _, result in self.of_example(index)]

    @cached_property
    def _sight(self) -> Sight:
        return Sight(self.items, self.dialect)

    def sight_of(self, _capture: AnyCapture) -> Sight:
        """The eyes that see a capture, among those that were recorded with it."""
        return self._sight

    def holds(self, contract: Contract, captures: Any, dialect: str) -> bool:
        """True if it is about this contract and these captures, as they are now."""
        if self.contract is not contract or self.given is not captures or self.dialect != dialect:
            return False
        now = _items_of(captures)
        return len(now) == len(self._given_items) and all(map(is_, now, self._given_items))

    def judge(self, contract: Contract, pair: Pair) -> Result:
        """The result of one pair; equal answers are checked once."""
        capture = pair.capture
        seen = SeenCapture(capture) if pair.also else self.sight_of(capture).see(pair.example, capture)

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
        if self.answers_decide:
            return False
        after = contract.examples
        if len(after) != len(self._asked):
            return False
        return not any(map(ne, self._asked, map(self._for_pairing, after)))

    @cached_property
    def _asked(self) -> list[tuple[Any, ...]]:
        return [self._for_pairing(example) for example in self.contract.examples]

    @cached_property
    def _names_examples(self) -> bool:
        """True if a capture says by name whose it is."""
        return any(item.assigned is not None or item.example is not None for item in self.items)

    def _for_pairing(self, example: Example) -> tuple[Any, ...]:
        """What pairing looks at: who asks for what, in which states; of messages everything."""
        request = example.content[0].get("request") if example.kind == "http" else None
        if request is None:
            return example_identity(example)
        names = (example.description, example.key) if self._names_examples else ()
        return (id(request), names, example.states)

    def _alike(self, index: int) -> list[list[tuple[Pair, Result]]]:
        """Captures of an example with their results, those of equal answers together."""
        grouped = self._grouped.get(index)
        if grouped is None:
            alike: dict[Hashable, list[tuple[Pair, Result]]] = {}
            for pair, result in self.of_example(index):
                alike.setdefault((self._answer(pair), result.verdict), []).append((pair, result))
            grouped = self._grouped[index] = list(alike.values())
        return grouped

    def group_of(self, result: Result) -> tuple[int, int] | None:
        """What is the same for captures that say the same to the same example; None for what is no result of these."""
        index = result.example.index
        groups = self._groups.get(index)
        if groups is None:
            listed = enumerate(self._alike(index))
            groups = self._groups[index] = {id(pair.capture): at for at, alike in listed for pair, _ in alike}
        at = groups.get(id(result.capture))
        return None if at is None else (index, at)

    def _answer(self, pair: Pair) -> Hashable:
        """What is the same for captures that get the same verdicts from one example: versions answer alike."""
        example, capture = pair.example, pair.capture
        if not pair.also and format_of(self.contract).checks_by_content:
            sight = self.sight_of(capture)
            sight.see(example, capture)
            answer = answer_key(capture) if sight.is_plain(example, capture) else None
            if answer is not None:
                return answer
        return id(capture)

    def edited(self, contract: Contract) -> list[int] | None:
        """Numbers of the examples that were edited; None where captures may pair otherwise, so that any may change."""
        if not self._keeps_pairs(contract):
            return None
        both = zip(self._names, contract.examples, strict=True)
        return [example.index for before, example in both if before != example_identity(example)]

    def judge_again(self, contract: Contract) -> list[Again] | None:
        """Results of the examples alone that were edited; None where captures may pair otherwise."""
        edited = self.edited(contract)
        if edited is None:
            return None
        judged: list[Again] = []
        for example in map(contract.examples.__getitem__, edited):
            for alike in self._alike(example.index):
                pair = alike[0][0]
                now = self.judge(contract, Pair(example, pair.capture, notes=pair.notes))
                judged.append(Again(tuple(alike), now))
        return judged

    def unedited(self, contract: Contract, index: int, now: int) -> list[Result]:
        """Results of an example that was not edited, as those of the edited contract, where its place is `now`."""
        example = contract.examples[now]
        return [_result_in(contract, pair, example, before) for pair, before in self.of_example(index)]

    def again(self, contract: Contract) -> GradualResults:
        """Results of an edited contract whose captures may pair otherwise; what was not edited is not checked again."""
        names = [example_identity(example) for example in contract.examples]
        results: list[Result] = []
        for pair in self.pairs_after(contract):
            key = _key(names, pair)
            before = self.results.get(key)
            if before is not None and (key in self._ambiguous) == bool(pair.also):
                results.append(_result_in(contract, pair, pair.example, before))
            else:
                results.append(self.judge(contract, pair))
        return AllAtOnce(results, frozenset(map(id, self.items)))


class ExampleBaseline(Baseline):
    """Verdicts of one example of a contract, whose captures are known.

    Parameters
    ----------
    contract : Contract
    results : sequence of Result
        Of the example as the contract has it.
    dialect : str
    """

    def __init__(self, contract: Contract, results: Sequence[Result], dialect: str) -> None:
        mine = [(result, result.seen) for result in results if result.seen is not None]
        super().__init__(contract, Captures(capture for _, capture in mine), dialect)
        ambiguous = [result.reason_code is ReasonCode.AMBIGUOUS for result, _ in mine]
        self._own = tuple(
            Pair(contract.examples[result.example.index], capture, contract.examples if is_ambiguous else ())
            for (result, _), capture, is_ambiguous in zip(mine, self.items, ambiguous, strict=True)
        )

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """See `Baseline`."""
        return self._own


class GradualResults(Protocol):
    """Results of an edited contract, made a slice at a time."""

    @property
    def work(self) -> Work:
        """How far it is."""
        ...

    @property
    def seconds_left(self) -> float:
        """How long the rest will take, if it is like what was done."""
        ...

    def go_on(self, seconds: float) -> bool:
        """Go on for some time; True if everything is done."""
        ...

    @property
    def results(self) -> list[Result]:
        """The results of captures, as far as they were made."""
        ...

    @property
    def reached(self) -> frozenset[int]:
        """``id`` of the captures that were looked at."""
        ...


class AllAtOnce:
    """Results that are all there; see `GradualResults`.

    Parameters
    ----------
    results : list of Result
    reached : frozenset of int
    """

    def __init__(self, results: list[Result], reached: frozenset[int]) -> None:
        self.results = results
        self.reached = reached
        self.work = Work(len(reached), "captures")
        self.work.done = len(reached)
        self.seconds_left = 0.0

    def go_on(self, seconds: float) -> bool:
        """See `GradualResults`."""
        return True


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


def example_identity(example: Example) -> tuple[int, ...]:
    """What tells whether an example was edited: all that its verdicts depend on, in the file and around it."""
    hindrance = hindrance_of(example, "reference")
    around = 0 if hindrance is None else hash((hindrance.code, hindrance.why))
    return (*map(id, example.content), around)


def _key(names: Sequence[tuple[int, ...]], pair: Pair) -> Key:
    return (names[pair.example.index], id(pair.capture))
