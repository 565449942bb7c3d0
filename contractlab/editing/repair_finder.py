"""Finds what could be done about causes: makes candidates, tries each on forks, and tells what it would change."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import islice

from contractlab.captures import Captures, Redaction
from contractlab.contracts.contract import Contract, Example
from contractlab.editing.contract_edit import Edit
from contractlab.editing.matrix_baseline import MatrixVerdicts
from contractlab.editing.observations import general, kind_of, observe
from contractlab.editing.provider_text import provider_text
from contractlab.editing.repair import CauseRepairs, Repair, Repairs
from contractlab.editing.repair_beside import ANOTHER_CLASS
from contractlab.editing.repair_candidates import BODIES, candidates_for
from contractlab.editing.repair_effect import Effect, OpenResult, grouped_alike, open_results
from contractlab.editing.repair_ground import RepairGround, Spot
from contractlab.editing.repair_history import History, history_of
from contractlab.editing.repair_kinds import Candidate, RepairKind, Way
from contractlab.editing.repair_options import RunOption, run_options
from contractlab.editing.repair_order import Wrongness, why_after_provider, wrongness_of
from contractlab.editing.repair_others import OthersOfField
from contractlab.editing.repair_states import state_candidates
from contractlab.editing.still_stopped import StillStopped, StoppedAnswers
from contractlab.editing.suggesting import Proposal
from contractlab.editing.suggestions import find_suggestions, recorded_body
from contractlab.errors import ContractLabError, InvalidEdit
from contractlab.values.gc_pause import PausedCollection
from contractlab.values.internal import Losses
from contractlab.values.json_rewriting import same_value
from contractlab.values.mismatch import Mismatch, format_path
from contractlab.values.steps import last_of
from contractlab.verification.causes import Cause, field_tail
from contractlab.verification.masking import Mask
from contractlab.verification.matrix import Matrix
from contractlab.verification.results import Result
from contractlab.verification.run import Run

__all__ = ["RepairFinder", "repairs"]

MOST = 11
"""So many changes of the contract are tried for a cause; what to tell the provider comes beside them."""

_SUGGESTED = 3
"""Suggestions of one place that are taken in."""


_OF_EXAMPLE = frozenset({RepairKind.EXAMPLE, RepairKind.EXAMPLE_AND_MATCHER})


class RepairFinder:
    """Finds repairs of causes.

    Parameters
    ----------
    causes : sequence of Cause
    results : sequence of Result
        All results, those that passed too.
    captures : Captures
        Of all versions.
    edit_of : callable
        From a contract to the edit that repairs are applied to; None for a contract that is not to be changed.
    dialect : str
    redaction : Redaction
    options_of : callable, optional
        Looks for what could be done about the run as a whole.
    """

    def __init__(
        self,
        causes: Sequence[Cause],
        results: Sequence[Result],
        captures: Captures,
        edit_of: Callable[[Contract], Edit | None],
        dialect: str,
        redaction: Redaction,
        options_of: Callable[[], tuple[RunOption, ...]] = tuple,
        verdicts: MatrixVerdicts | None = None,
    ) -> None:
        self._verdicts = verdicts
        self._causes = tuple(causes)
        self._options_of = options_of
        self._results = tuple(results)
        self._captures = captures
        self._edit_of = edit_of
        self._dialect = dialect
        self._redaction = redaction
        self._grounds: dict[int, tuple[Contract, RepairGround | None]] = {}

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The causes, as they were given."""
        return self._causes

    @property
    def options(self) -> tuple[RunOption, ...]:
        """See `FindsRepairs`."""
        return self._options_of()

    def find(self, cause: Cause) -> CauseRepairs:
        """See `FindsRepairs`."""
        return self.find_at(cause, None)

    @cached_property
    def _by_contract(self) -> dict[int, list[Result]]:
        grouped: dict[int, list[Result]] = {}
        for result in self._results:
            grouped.setdefault(id(result.contract), []).append(result)
        return grouped

    def _ground(self, contract: Contract) -> RepairGround | None:
        """The ground of a contract; contracts that one edit is of have one together."""
        entry = self._grounds.get(id(contract))
        if entry is None:
            edit = self._edit_of(contract)
            grounds = [ground for _, ground in self._grounds.values() if ground is not None and ground.edit is edit]
            ground = grounds[0] if grounds else None if edit is None else self._new_ground(edit, contract)
            entry = self._grounds[id(contract)] = (contract, ground)
        return entry[1]

    def _new_ground(self, edit: Edit, contract: Contract) -> RepairGround:
        mine = self._by_contract.get(id(contract), ())
        return RepairGround(edit, self._captures, self._dialect, self._redaction, mine, self._verdicts)

    def find_at(self, cause: Cause, example: Example | None) -> CauseRepairs:
        """Look for what could be done about a cause.

        Parameters
        ----------
        cause : Cause
        example : Example or None
            The one that is looked at: what is done in one example alone is done there.
        """
        with PausedCollection():  # thousands of results are made, and no cycles
            return last_of(self.find_in_steps(cause, example))

    def pieces(self, cause: Cause) -> int:
        """About how many pieces of work a cause is."""
        contracts = {id(result.contract): result.contract for result in cause.results}
        return sum(3 * len(contract.examples) for contract in contracts.values()) + 2 * MOST

    def find_in_steps(self, cause: Cause, example: Example | None) -> Generator[None, None, CauseRepairs]:
        """The same as `find_at` in pieces that are short, after each of which it yields."""
        history = history_of(cause, self._results)
        yield
        report = Repair(
            RepairKind.PROVIDER, "The provider must change", f"The contract stays. {history.sentence}".rstrip(),
            text=provider_text(cause, self._results, self._redaction, history.passing),
        )  # fmt: skip
        yield
        contracts = {id(result.contract): result.contract for result in cause.results}
        grounds = {key: ground for key, contract in contracts.items() if (ground := self._ground(contract)) is not None}
        for ground in grounds.values():
            yield from ground.results_in_steps()
        still = open_results(cause, grounds)
        yield
        if not still:
            return CauseRepairs(cause, [report], self._untried(cause, bool(grounds)))
        spots = _spots(still, example)
        yield
        for ground, each in still:
            yield from ground.baseline.alike_in_steps([each.result.example.index])
        everywhere = self._all_grounds() if spots else []
        if spots and spots[0].values:
            for ground in everywhere:
                yield from ground.fields_in_steps()
        trial = _Trial(still, spots, history, OthersOfField(spots, everywhere) if spots else None)
        losses = Losses()
        candidates = self._candidates(cause, spots, history)
        named = "it cannot be tried"
        tried = yield from losses.each_in_steps(candidates, trial.run_in_steps, named, lambda each: each.name)
        made = [repair for _, repair in tried]
        return CauseRepairs(cause, [*_without_twins(made), report], lost=losses.items)

    def _all_grounds(self) -> list[RepairGround]:
        """Those of every contract that may be changed: their consumers use what the provider answers today."""
        contracts = {id(result.contract): result.contract for result in self._results}
        return [ground for contract in contracts.values() if (ground := self._ground(contract)) is not None]

    def _untried(self, cause: Cause, is_open: bool) -> str:
        if all(result.capture is None for result in cause.results):
            return "No answer was recorded here, so no change to the contract can be tried."
        if is_open:
            return "The edits that are not saved settle it."
        return "It is a cause of older contracts only, which are not changed."

    def _candidates(self, cause: Cause, spots: Sequence[Spot], history: History) -> Iterator[Candidate]:
        if not spots:
            return
        field = _field_name(cause, spots[0])
        kinds = {place: _kinds_of(spot) for place, spot in enumerate(spots)}
        kinds[0] |= _seen_kinds(spots[0])
        made = [*state_candidates(spots, self._results), *candidates_for(spots, field, kinds)]
        made += _suggested(spots[0], field)
        if history.right:  # nobody asks for another type in every example because of some answers
            kind = RepairKind.EXAMPLE_AND_MATCHER
            made = [each for each in made if each.kind is not kind or len(each.spots) == 1]
        yield from islice(made, MOST)


class _Trial:
    """Tries what could be done about one cause."""

    def __init__(
        self,
        still: Sequence[tuple[RepairGround, OpenResult]],
        spots: Sequence[Spot],
        history: History,
        others: OthersOfField | None,
    ) -> None:
        self._opened = [each for _, each in still]
        self._alike = grouped_alike(still)
        self._history = history
        self._others = others
        self._stopped = StoppedAnswers(spots[0]) if spots else None
        by_provider = bool(spots) and spots[0].side.part.by == "provider"
        self._wrongness = wrongness_of(spots[0].mismatches) if by_provider else Wrongness.VALUE
        # What an error looks like tells nothing of what a success should.
        self._astray = all(any(map(_is_of_another_class, each.result.mismatches)) for each, _ in self._alike)

    def run_in_steps(self, candidate: Candidate) -> Generator[None, None, Repair]:
        """Make a candidate on forks, and look what it changes."""
        yield
        for spot in candidate.spots:
            yield from spot.ground.baseline.alike_in_steps([spot.part_owner.example.index])
        opened = self._opened
        refused = "the contract says so already"
        for way in candidate.ways:
            try:
                effects = yield from _made_in_steps(candidate, way)
            except (ContractLabError, KeyError, ValueError) as error:
                refused = str(error)
                continue
            if not effects:
                continue
            keep = all(effect.keeps_pairs for effect in effects)
            counted = self._alike if keep else [(each, 1) for each in opened]
            mended = sum(number for each, number in counted if any(effect.passes(each) for effect in effects))
            settled = sum(number for each, number in counted if any(effect.settles(each) for effect in effects))
            helps = bool(settled or mended or candidate.kind is RepairKind.STATE)
            strictness = _strictness(candidate, effects, self._stopped) if helps else None
            mends = candidate.kind in _OF_EXAMPLE and candidate.spots[0].breaks_own_rule
            return Repair(
                candidate.kind, candidate.name, way.meaning, evidence=candidate.evidence, effects=effects,
                changes=way.changes, figures=(len(opened), mended, settled),
                why_last="" if mends or not helps else self._why_last(candidate, strictness),
                mends_example=mends,
                why_not="" if helps else _useless(candidate, effects, opened),
                strictness=strictness,
            )  # fmt: skip
        return Repair(
            candidate.kind, candidate.name, candidate.ways[0].meaning, figures=(len(opened), 0, 0),
            why_not=f"cannot be done: {refused}",
        )  # fmt: skip

    def _why_last(self, candidate: Candidate, strictness: StillStopped | None) -> str:
        if candidate.kind is RepairKind.STATE:
            return ""
        if candidate.last or self._astray:
            return candidate.last or ANOTHER_CLASS
        refused_by = "" if self._others is None else self._others.refusing(candidate.spots)
        return why_after_provider(candidate.kind, self._wrongness, self._history, strictness, refused_by)


def _is_of_another_class(mismatch: Mismatch) -> bool:
    """True for a status that says that it went otherwise: 500 where 200 was expected."""
    wanted, came = mismatch.expected, mismatch.actual
    is_status = mismatch.part == "status" and isinstance(wanted, int) and isinstance(came, int)
    return is_status and wanted // 100 != came // 100


def _made_in_steps(candidate: Candidate, way: Way) -> Generator[None, None, tuple[Effect, ...]]:
    forks: dict[RepairGround, Edit] = {}
    for ground in dict.fromkeys(ground for ground, _ in way.changes):
        fork = forks[ground] = ground.base.fork()
        with fork.as_one(candidate.name), fork.gathered():
            for own, change in way.changes:
                if own is ground:
                    change(fork)
        yield
    effects: list[Effect] = []
    for ground, fork in forks.items():
        if len(fork.steps) > len(ground.base.steps):
            effects.append(Effect(ground, fork))
            yield
    return tuple(effects)


def _strictness(candidate: Candidate, effects: Sequence[Effect], stopped: StoppedAnswers | None) -> StillStopped | None:
    """How strict the first example remains; a renamed key is asked for at another place."""
    if stopped is None or candidate.kind is RepairKind.RENAME:
        return None
    original = stopped.spot.ground.base.original
    edited = next((effect.edited for effect in effects if effect.edited.original is original), None)
    return None if edited is None else stopped.still_in(edited)


def _useless(candidate: Candidate, effects: Sequence[Effect], opened: Sequence[OpenResult]) -> str:
    """Why a candidate does not help."""
    spot = candidate.spots[0]
    edited = next((effect.edited for effect in effects if effect.edited.original is spot.ground.base.original), None)
    if edited is not None and spot.side.own.verdict == "passed" != spot.side_in(edited).own.verdict:
        return "the example would not match its own rule"
    confused = any(effect.confuses(each) for effect in effects for each in opened)
    if confused or candidate.kind is RepairKind.TWO_EXAMPLES:
        return "no recorded state tells apart which capture is of which example"
    return "what came back would still be refused"


def _without_twins(repairs: Iterable[Repair]) -> list[Repair]:
    """Repairs without those that make the same contracts as one before, which keeps what was seen."""
    kept: list[Repair] = []
    for repair in repairs:
        twin = next((own for own in kept if _are_twins(own, repair)), None)
        if twin is None:
            kept.append(repair)
        elif repair.evidence and not twin.evidence:
            twin.evidence = repair.evidence
    return kept


def _are_twins(left: Repair, right: Repair) -> bool:
    if not left.applies or len(left.edited) != len(right.edited):
        return False
    return all(
        mine.original is its.original and same_value(mine.document, its.document)
        for mine, its in zip(left.edited, right.edited, strict=True)
    )


def _spots(still: Sequence[tuple[RepairGround, OpenResult]], example: Example | None) -> list[Spot]:
    """Where a cause is, one spot for each example, the one that is looked at first."""
    grouped: dict[tuple[RepairGround, int, str], tuple[list[Mismatch], list[Mismatch]]] = {}
    masked: dict[tuple[int, int], tuple[Mask, Mismatch]] = {}  # captures that say the same differ in the same
    for ground, each in still:
        if each.result.match is not None:
            raw, shown = grouped.setdefault((ground, each.result.example.index, each.result.match.subject), ([], []))
            seen = each.result.seen
            mask = each.result.mask if seen is None else ground.mask_of(seen)
            raw += each.mine
            for mismatch in each.mine:
                key = (id(mask), id(mismatch))
                if key not in masked:
                    masked[key] = (mask, mask.mismatch(mismatch))
                shown.append(masked[key][1])
    spots: list[Spot] = []
    for (ground, index, subject), (raw, shown) in grouped.items():
        spot = ground.spot(ground.place_at(index), subject, raw, shown)
        if spot is not None:
            spots.insert(0 if ground.is_at(index, example) else len(spots), spot)
    return spots


def _field_name(cause: Cause, spot: Spot) -> str:
    """What the place is called: the last keys of a path, or the name of a header."""
    first = spot.mismatches[0]
    if first.part in BODIES:
        tail = field_tail(first.tokens) if first.tokens else ()
        named = format_path(tail, general=True).removeprefix("$").removeprefix(".")
        return named if tail and not named.startswith("[") else first.path
    return f"{'header ' if first.part == 'headers' else ''}{cause.path}"


def _kinds_of(spot: Spot) -> frozenset[str]:
    return frozenset(kind_of(mismatch.actual) for mismatch in spot.mismatches if _is_json(mismatch.actual))


def _is_json(value: object) -> bool:
    return value is None or isinstance(value, bool | int | float | str | dict | list)


def _seen_kinds(spot: Spot) -> frozenset[str]:
    """Kinds of all values that came at the place, those that passed too."""
    if spot.mismatches[0].part not in BODIES or not spot.values:
        return frozenset()
    own = [
        part for part in spot.part_owner.example.own_parts if part.by == spot.side.part.by and part.name != "request"
    ]
    number = next((place for place, part in enumerate(own) if part.name == spot.part), None)
    if number is None:
        return frozenset()
    bodies = [
        body
        for capture in spot.ground.captures_of(spot)
        for body in recorded_body(capture, spot.ground.mask_of(capture), number)
    ]
    seen = observe(bodies).get(general(spot.values[0].tokens))
    return frozenset() if seen is None or seen.secret else frozenset(seen.kinds)


def _suggested(spot: Spot, field: str) -> Iterator[Candidate]:
    """What captures taught about the place, where it asks less."""
    first, ground = spot.mismatches[0], spot.ground
    if spot.side.part.by != "provider":
        return
    place = spot.part_owner
    path = (format_path(general(first.tokens)) if first.part in BODIES else first.path).lower()

    def is_here(proposal: Proposal) -> bool:
        return proposal.part == first.part and proposal.path.lower() == path and proposal.effect == "less"

    mine = find_suggestions(
        ground.base, ground.baseline, ground.redaction, only=place, wanted=is_here, mask_of=ground.mask_of,
        kept=ground.proposals,
    )  # fmt: skip
    for suggestion in mine[:_SUGGESTED]:
        pair = suggestion.kind == "two-examples"
        kind = RepairKind.TWO_EXAMPLES if pair else RepairKind.SUGGESTION
        name = "Two examples" if pair else "Take the suggestion"
        advice = suggestion.advice[:1].upper() + suggestion.advice[1:]
        meaning = f"{advice}." if pair else f"Asks less: {suggestion.advice}."
        if suggestion.kind == "optional":
            name, meaning = f"Do not ask for {field}", "Asks nothing of it."

        def change(edit: Edit, apply: Callable[[Edit], object] = suggestion.apply_to) -> None:
            apply(edit)

        yield Candidate(kind, name, (Way(meaning, ((ground, change),)),), (spot,), suggestion.evidence)


def repairs(item: Run | Matrix, edits: Edit | Iterable[Edit] = ()) -> Repairs:
    """What could make the failing examples of a run or a matrix pass, each with the verdicts it would change.

    Parameters
    ----------
    item : Run or Matrix
        Of a matrix by consumer versions, the newest contracts are looked at.
    edits : Edit or iterable of Edit, optional
        What repairs are applied to, for the contracts that they are of; for others an edit is begun.

    Returns
    -------
    Repairs
        For each cause its repairs, the least harm first. Nothing is applied by itself.

    Raises
    ------
    InvalidEdit
        If it is no run and no matrix.
    """
    if not isinstance(item, Run | Matrix):
        raise InvalidEdit(f"a {type(item).__name__} has no causes; cl.repairs takes a run or a matrix")
    runs = [item] if isinstance(item, Run) else list(item.runs.values())
    given = [edits] if isinstance(edits, Edit) else list(edits)
    newest = runs[-1:] if isinstance(item, Matrix) and item.axis == "consumer" else runs
    changeable = {id(contract) for run in newest for contract in run.contracts}
    begun: dict[bytes, Edit] = {}

    def edit_of(contract: Contract) -> Edit | None:
        if id(contract) not in changeable:
            return None
        for own in given:
            if own.original is contract:
                return own
        return begun.setdefault(contract.source.data, Edit(contract))

    captures = Captures({id(capture): capture for run in newest for capture in run.captures}.values())
    last = runs[-1] if runs else None
    redaction = Redaction() if last is None else last.redaction
    dialect = "reference" if last is None else last.dialect
    called = {"run": item} if isinstance(item, Run) else {f"matrix.runs[{k!r}]": run for k, run in item.runs.items()}
    options_of = partial(run_options, called)
    return Repairs(RepairFinder(item.causes, item.results, captures, edit_of, dialect, redaction, options_of))
