"""How many wrong answers a contract would let through: `cl.strictness`."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, overload

from contractlab.captures import Captures, Redaction
from contractlab.contracts.contract import Contract, Example
from contractlab.editing.contract_edit import Edit
from contractlab.editing.repair_ground import RepairGround
from contractlab.editing.wrong_answers import Mutant, MutantKind
from contractlab.insight.counts import Counts
from contractlab.insight.endpoints import example_name
from contractlab.insight.judged import Budget, Field, Outcome, judge_part
from contractlab.insight.strictness_versions import StrictnessOverVersions
from contractlab.insight.tightening import Tightening, find_tightening
from contractlab.values.display import Shown
from contractlab.values.internal import Losses, LostItem
from contractlab.values.mismatch import PARTS
from contractlab.values.steps import last_of
from contractlab.values.tables import Column, ColumnKind, make_table
from contractlab.verification.inputs import as_captures, as_contracts

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["STRICTNESS_COLUMNS", "PathStrictness", "Strictness", "strictness", "strictness_in_steps"]

STRICTNESS_COLUMNS = (
    Column("consumer", "name of the consumer"),
    Column("provider", "name of the provider"),
    Column("example", "description"),
    Column("part", "what of the answer was changed", ColumnKind.ORDERED, PARTS),
    Column("path", "JSON path in bodies, else the name"),
    Column("kind", "how the answer is wrong", ColumnKind.ORDERED, tuple(map(str, MutantKind))),
    Column("value", "what was put there"),
    Column("outcome", "what became of it", ColumnKind.ORDERED, tuple(map(str, Outcome))),
)


class PathStrictness(Counts, Shown):
    """One path of one contract, over all examples that have it.

    Attributes
    ----------
    contract : Contract
    label : str
        ``$.tags``, ``status``, ``header ETag``.
    fields : tuple of Field
        One for each example, part and rule.
    """

    def __init__(self, contract: Contract, label: str, fields: Iterable[Field], owner: Strictness) -> None:
        super().__init__(fields)
        self.contract = contract
        self.label = label
        self._owner = owner

    @property
    def counts(self) -> Counts:
        """What became of the wrong answers."""
        return self

    @property
    def first_let_through(self) -> Mutant | None:
        """The first wrong answer that passes although something is asked."""
        return next((mutant for field in self.fields for mutant in field.let_through), None)

    @property
    def tightenings(self) -> tuple[Tightening, ...]:
        """For each field that lets something through the edit that stops most of it, if one was found."""
        made = (self._owner.tightening(field) for field in self.fields)
        return tuple(tightening for tightening in made if tightening is not None)

    def __repr__(self) -> str:
        return f"<PathStrictness {self.label}: {self.stopped} stopped, {self.weakly} weakly, {self.never} never>"


def _worst_first(path: PathStrictness) -> tuple[int, int, int]:
    """What breaks a consumer comes before what may only surprise it: an empty text, array or object."""
    let_through = [mutant for field in path.fields for mutant in field.let_through]
    wrong = sum(1 for mutant in let_through if mutant.kind is not MutantKind.EMPTY)
    return (-wrong, -path.weakly, -path.asked)


class Strictness(Counts, Shown):
    """Wrong answers that contracts would stop, and those that they would let through.

    Attributes
    ----------
    contracts : tuple of Contract
    fields : tuple of Field
        Every place of every example, in file order.
    paths : tuple of PathStrictness
        The same by path, the worst first.
    not_tried : int
        Places of large bodies that were left out.
    unjudged : tuple of Example
        Examples that could not be judged at all.
    lost : tuple of LostItem
        Those of them that a fault of contractlab cost.
    """

    def __init__(
        self,
        contracts: Sequence[Contract],
        fields: Iterable[Field],
        captures: Captures,
        dialect: str,
        not_tried: int,
        unjudged: tuple[Example, ...],
        edit_of: Callable[[Contract], Edit] = Edit,
        lost: Sequence[LostItem] = (),
    ) -> None:
        super().__init__(fields)
        self.lost = tuple(lost)
        self.contracts = tuple(contracts)
        self.not_tried = not_tried
        self.unjudged = unjudged
        self.captures = captures
        self._dialect = dialect
        self._edit_of = edit_of
        self._grounds: dict[int, RepairGround] = {}
        self._tightenings: dict[int, Tightening | None] = {}
        grouped: dict[tuple[int, str], list[Field]] = {}
        for field in self.fields:
            grouped.setdefault((id(field.example.contract), field.label), []).append(field)
        paths = [PathStrictness(own[0].example.contract, own[0].label, own, self) for own in grouped.values()]
        self.paths = tuple(sorted(paths, key=_worst_first))

    def __getitem__(self, label: str) -> PathStrictness:
        """The path with a label, such as ``"$.tags"``; of several contracts the worst.

        Raises
        ------
        KeyError
            If no example has it.
        """
        for path in self.paths:
            if path.label == label:
                return path
        raise KeyError(f"no answer has {label!r}; strictness.paths lists what was tried")

    def __iter__(self) -> Iterator[PathStrictness]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)

    def of(self, example: Example) -> Counts:
        """The figures of one example."""
        return Counts(field for field in self.fields if field.example is example)

    def tightening(self, field: Field) -> Tightening | None:
        """The edit that stops most of what a field lets through; None where none is known that breaks no capture."""
        if id(field) not in self._tightenings:
            contract = field.example.contract
            ground = self._grounds.get(id(contract))
            if ground is None:
                ground = RepairGround(self._edit_of(contract), self.captures, self._dialect, Redaction(), ())
                self._grounds[id(contract)] = ground
            in_body = field.part in ("body", "contents")
            try:
                made = find_tightening(field, ground, bool(len(self.captures))) if in_body else None
            except Exception as error:
                made = None
                Losses().note(error, "an edit that stops more cannot be looked for", lambda: field.label)
            self._tightenings[id(field)] = made
        return self._tightenings[id(field)]

    @property
    def edits(self) -> tuple[Tightening, ...]:
        """What could be asked to stop what is let through, the worst path first; nothing is applied by itself."""
        return tuple(tightening for path in self.paths if path.weakly for tightening in path.tightenings)

    def to_frame(self) -> pd.DataFrame:
        """One row for each wrong answer: consumer, provider, example, part, path, kind, value, outcome.

        Part, kind and outcome are ordered categories.
        """
        rows: list[tuple[Any, ...]] = [
            (
                field.example.contract.consumer, field.example.contract.provider, field.example.description,
                field.part, field.path, str(judged.mutant.kind), judged.mutant.words, str(judged.outcome),
            )
            for field in self.fields
            for judged in field.mutants
        ]  # fmt: skip
        return make_table(STRICTNESS_COLUMNS, rows)

    def __repr__(self) -> str:
        return f"<Strictness {self.stopped} of {self.asked} stopped, {self.never} never asked>"


@overload
def strictness(
    contracts: Mapping[str, Any], captures: Any = ..., *, dialect: str = ..., edit_of: Callable[[Contract], Edit] = ...
) -> StrictnessOverVersions[Strictness]: ...


@overload
def strictness(
    contracts: Contract | Iterable[Contract],
    captures: Any = ...,
    *,
    dialect: str = ...,
    edit_of: Callable[[Contract], Edit] = ...,
) -> Strictness: ...


def strictness(
    contracts: Any,
    captures: Any = (),
    *,
    dialect: str = "reference",
    edit_of: Callable[[Contract], Edit] = Edit,
) -> Strictness | StrictnessOverVersions[Strictness]:
    """Try wrong answers on contracts: which would be stopped, and which would pass.

    Every answer of every example is changed in one place at a time (another kind of value, null, missing, empty,
    another format, another status, a header gone), and judged. What servers set by themselves is left out.

    Parameters
    ----------
    contracts : Contract, Contracts, iterable of Contract, or path
        A mapping of versions to these, oldest first, puts them side by side.
    captures : Captures, iterable of Capture, or path, optional
        What the edits that are proposed must not break.
    dialect : str
    edit_of : callable, optional
        From a contract to the edit that proposed edits are tried on, and are meant to be applied to.

    Returns
    -------
    Strictness
        Of a mapping `StrictnessOverVersions`.
    """
    if isinstance(contracts, Mapping):
        made = {
            str(name): strictness(as_contracts(of_version), captures, dialect=dialect, edit_of=edit_of)
            for name, of_version in contracts.items()
        }
        return StrictnessOverVersions(made)
    return last_of(strictness_in_steps(list(as_contracts(contracts)), as_captures(captures), dialect, edit_of))


def strictness_in_steps(
    contracts: Sequence[Contract], captures: Captures, dialect: str, edit_of: Callable[[Contract], Edit]
) -> Generator[None, None, Strictness]:
    """The same of loaded contracts, in pieces that are short; arguments as of `strictness`."""
    fields: list[Field] = []
    unjudged: list[Example] = []
    not_tried = 0
    losses = Losses()
    for contract in contracts:
        budget = Budget()
        judged: dict[int, tuple[bool, list[Field]]] = {}
        judge = partial(_judge_example, budget)
        for example, own in losses.each(contract.examples, judge, "it cannot be judged", example_name):
            yield
            judged[id(example)] = own
        for example in contract.examples:
            has_parts, own_fields = judged.get(id(example), (True, []))
            fields += own_fields
            if has_parts and not own_fields:
                unjudged.append(example)
        not_tried += budget.not_tried
    return Strictness(contracts, fields, captures, dialect, not_tried, tuple(unjudged), edit_of, losses.items)


def _judge_example(budget: Budget, example: Example) -> tuple[bool, list[Field]]:
    """Whether an example has parts that the provider makes, and what was tried on them."""
    parts = [own for own in example.own_parts if own.by == "provider"]
    return bool(parts), [field for own in parts for field in judge_part(example, own, budget)]
