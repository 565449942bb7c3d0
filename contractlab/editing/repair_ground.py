"""What repairs of one contract are made on: its edit, its verdicts as they are now, and where its fields are used."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as field_of_class
from functools import cached_property
from math import inf

from contractlab.captures import AnyCapture, Capture, Captures, Redaction
from contractlab.contracts.contract import Example
from contractlab.contracts.editing import BodyEditing, PartEditing, Tokens
from contractlab.editing.baseline import Baseline
from contractlab.editing.body_edit import BodyEdit
from contractlab.editing.contract_edit import Edit
from contractlab.editing.example_place import ExamplePlace, place_at
from contractlab.editing.matrix_baseline import EditedBaseline, MatrixVerdicts
from contractlab.editing.observations import general
from contractlab.editing.part_edit import PartEdit
from contractlab.editing.probing import Side
from contractlab.editing.rule_path import rule_path
from contractlab.editing.strictness import rule_of
from contractlab.editing.suggestions import KeptProposals
from contractlab.errors import InvalidEdit
from contractlab.values.display import quiet
from contractlab.values.explanation import Explained
from contractlab.values.mismatch import Mismatch
from contractlab.values.steps import last_of
from contractlab.values.text import json_kind
from contractlab.verification.causes import field_tail
from contractlab.verification.check_cache import answer_key
from contractlab.verification.masking import Mask
from contractlab.verification.results import Result

__all__ = ["Change", "RepairGround", "Spot"]

Change = Callable[[Edit], None]
"""Makes the edits of a repair on an edit of the contract."""

_RESULTS_A_STEP = 2_000


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A value, or several of one general path, in a part of one example.

    Attributes
    ----------
    ground : RepairGround
    field, number : str, int
        Which example, as in `ExamplePlace`.
    part : str
        Name of the part, as in `PartEdit`.
    side : Side
        The part, to be asked what it accepts.
    values : tuple of Explained
        Those of the body; none for what stands beside it.
    mismatches : tuple of Mismatch
        What differed there; none where nothing did.
    shown : tuple of Mismatch
        The same with secrets taken out: only of them may anything get into the contract.
    """

    ground: RepairGround
    field: str
    number: int
    part: str
    side: Side
    values: tuple[Explained, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    shown: tuple[Mismatch, ...] = ()
    _written: list[str] = field_of_class(default_factory=list, repr=False)

    @property
    def breaks_own_rule(self) -> bool:
        """True if the example itself is refused here."""
        part, places = self.side.body_part, {value.tokens for value in self.values}
        return any(mismatch.part == part and mismatch.tokens in places for mismatch in self.side.own.mismatches)

    @property
    def part_owner(self) -> ExamplePlace:
        """The example as it is now."""
        return self.place_in(self.ground.base)

    def place_in(self, edit: Edit) -> ExamplePlace:
        """The example in an edit."""
        return ExamplePlace(edit, self.field, self.number)

    @property
    def rule_path(self) -> str:
        """The path to write a rule by."""
        if not self._written:
            self._written.append(rule_path(self.side, self.values))
        return self._written[0]

    def part_of(self, edit: Edit) -> PartEdit:
        """The part in an edit."""
        place = self.place_in(edit)
        return PartEdit(place, self._part_in(place).place)

    def _part_in(self, place: ExamplePlace) -> PartEditing:
        for part in place.editing.parts:
            if part.name == self.part:
                return part
        raise InvalidEdit("the example has no such part any more")

    def body_of(self, edit: Edit) -> BodyEdit:
        """The body of the part in an edit."""
        part = self.part_of(edit)
        return part.body if self.side.body_part == "body" else part.contents

    def body_in(self, place: ExamplePlace) -> BodyEditing:
        """What the format makes of the body, to be asked for an edit of it."""
        return self._part_in(place).body(self.side.body_part)

    def side_in(self, edit: Edit) -> Side:
        """The part as an edit has it."""
        example = self.place_in(edit).example
        return next(Side(own) for own in example.own_parts if own.name == self.part)


class RepairGround:
    """A contract that is to be repaired.

    Parameters
    ----------
    edit : Edit
        What repairs are applied to.
    captures : Captures
    dialect : str
    redaction : Redaction
    judged : iterable of Result
        Results that are there already.
    verdicts : MatrixVerdicts, optional
        Those of a matrix of the contract and these captures, so that nothing is paired again.

    Attributes
    ----------
    proposals : KeptProposals
        What captures taught about each example, worked out once for all causes.
    """

    def __init__(
        self,
        edit: Edit,
        captures: Captures,
        dialect: str,
        redaction: Redaction,
        judged: Iterable[Result],
        verdicts: MatrixVerdicts | None = None,
    ) -> None:
        self.edit = edit
        self.base = edit.fork()
        self.captures = captures
        self.dialect = dialect
        self.redaction = redaction
        self._judged = tuple(judged)
        self._verdicts = verdicts
        self._masks: dict[Hashable, Mask] = {}
        self.proposals: KeptProposals = {}

    def mask_of(self, capture: AnyCapture) -> Mask:
        """What takes secrets out of a capture; versions of a provider answer alike, and have one together."""
        content = content_of(capture)
        mask = self._masks.get(content)
        if mask is None:
            mask = self._masks[content] = Mask(capture, self.redaction)
        return mask

    @cached_property
    def baseline(self) -> Baseline:
        """Verdicts of the contract as it is now, edits included."""
        verdicts = self._verdicts
        if verdicts is not None and verdicts.holds(self.base.original):
            start = verdicts.baseline(self.base.original, self.captures, self.dialect)
            if self.base.revised is self.base.original:
                return start
            preview = self.base.preview_from(start)
            preview.go_on(inf)
            return EditedBaseline(preview, self.captures, self.dialect, verdicts)
        before = self.edit.baseline(self.captures, dialect=self.dialect, judged=self._judged)
        if self.base.revised is self.base.original:
            return before
        preview = self.base.preview(self.captures, dialect=self.dialect)
        return Baseline(self.base.revised, self.captures, self.dialect, preview.results)

    @cached_property
    def results(self) -> dict[int, list[Result]]:
        """Results as they are now, by the ``id`` of their capture."""
        return last_of(self._results_in_steps())

    def results_in_steps(self) -> Iterator[None]:
        """Make the results in pieces that are short."""
        if "results" not in self.__dict__:
            self.results = yield from self._results_in_steps()

    def _results_in_steps(self) -> Generator[None, None, dict[int, list[Result]]]:
        baseline = self.baseline
        yield
        yield from baseline.results_in_steps()
        grouped: dict[int, list[Result]] = {}
        for number, result in enumerate(baseline.results.values()):
            grouped.setdefault(id(result.capture), []).append(result)
            if not number % _RESULTS_A_STEP:
                yield
        return grouped

    def captures_of(self, spot: Spot) -> list[AnyCapture]:
        """Captures that exercise the example of a spot; what is ambiguous tells nothing of one example."""
        index = spot.part_owner.example.index
        return [pair.capture for pair, _ in self.baseline.of_example(index) if not pair.also]

    def place_at(self, index: int) -> ExamplePlace:
        """The example at a place of the contract as it is now."""
        return place_at(self.base, index)

    def is_at(self, index: int, example: Example | None) -> bool:
        """True if an example of the contract as it was loaded stands at a place now."""
        start, now = self.base.start.numbers, self.base.state.numbers
        if example is None or example.contract is not self.base.original:
            return False
        return start[example.index] == now[index]

    def spot(
        self, place: ExamplePlace, part: str, mismatches: Sequence[Mismatch], shown: Sequence[Mismatch]
    ) -> Spot | None:
        """The spot that mismatches of one kind are about; None where the part is no part of the example any more."""
        own = next((own for own in place.example.own_parts if own.name == part), None)
        if own is None:
            return None
        side = Side(own)
        first = mismatches[0]
        values: tuple[Explained, ...] = ()
        if first.part in ("body", "contents"):
            wanted = {general(mismatch.tokens) for mismatch in mismatches}
            values = tuple(value for tokens, value in side.values.items() if general(tokens) in wanted)
        return Spot(self, place.field, place.number, part, side, values, tuple(mismatches), tuple(shown))

    def uses_of(self, spot: Spot) -> list[Spot]:
        """Spots of this contract where the same field stands under the same rule, `spot` itself among them perhaps.

        A field is what causes know it by: the keys below the last array. What is asked for differently elsewhere is
        another matter, and stays.
        """
        first = spot.values[0]
        tail = field_tail(first.tokens)
        if not tail or any(isinstance(token, int) for token in tail):
            return []
        key = (tail, json_kind(first.expected), repr(rule_of(first)), spot.side.part.by)
        return self._fields.get(key, [])

    def same_named(self, spot: Spot) -> list[Spot]:
        """Spots of this contract where a field of the same keys stands, whatever its rule; made by the same sender."""
        tail = field_tail(spot.values[0].tokens)
        return self._named.get((tail, spot.side.part.by), [])

    @cached_property
    def _named(self) -> dict[tuple[Tokens, str], list[Spot]]:
        named: dict[tuple[Tokens, str], list[Spot]] = {}
        for (tail, _, _, sender), spots in self._fields.items():
            named.setdefault((tail, sender), []).extend(spots)
        return named

    @cached_property
    def _fields(self) -> dict[tuple[Tokens, str, str, str], list[Spot]]:
        """Every field of every body, by its keys, kind, rule and sender."""
        return last_of(self._fields_in_steps())

    def fields_in_steps(self) -> Iterator[None]:
        """Look for the fields of every body in pieces that are short."""
        if "_fields" not in self.__dict__:
            self._fields = yield from self._fields_in_steps()

    def _fields_in_steps(self) -> Generator[None, None, dict[tuple[Tokens, str, str, str], list[Spot]]]:
        fields: dict[tuple[Tokens, str, str, str], list[Spot]] = {}
        for index in range(len(self.base.revised.examples)):
            place = place_at(self.base, index)
            for own in place.example.own_parts:
                side = Side(own)
                if isinstance(side.json, dict | list):
                    for key, values in _fields_of(side):
                        spot = Spot(self, place.field, place.number, own.name, side, tuple(values))
                        fields.setdefault((*key, own.by), []).append(spot)
            yield
        return fields


def content_of(capture: AnyCapture | None) -> Hashable:
    """What is the same for captures of which the same is secret."""
    answer = None if capture is None else answer_key(capture)
    if not isinstance(capture, Capture) or answer is None:
        return id(capture)
    request = capture.request
    return (request.method, request.path, request.query, request.headers, request.body, request.redacted, answer)


def _fields_of(side: Side) -> Iterator[tuple[tuple[Tokens, str, str], list[Explained]]]:
    """Fields of a body with their values; those of one general path together."""
    grouped: dict[tuple[Tokens, Tokens, str, str], list[Explained]] = {}
    for tokens, value in side.values.items():
        tail = field_tail(tokens) if tokens else ()
        if tail and not any(isinstance(token, int) for token in tail):
            key = (general(tokens), tail, json_kind(value.expected), repr(rule_of(value)))
            grouped.setdefault(key, []).append(value)
    for (_, tail, kind, rule), values in grouped.items():
        yield (tail, kind, rule), values
