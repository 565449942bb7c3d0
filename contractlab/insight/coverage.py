"""Which fields of a provider consumers rely on, and which nobody asks for: `cl.coverage`."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from contractlab.captures import Captures
from contractlab.contracts.contract import Contract
from contractlab.contracts.editing import Tokens
from contractlab.editing.observations import Seen, observe_in_steps
from contractlab.errors import ContractLabError
from contractlab.insight.asks import WHAT_IT_ASKS, Ask, AskKind, Asks, AsksOfParts, asks_of_examples, asks_of_results
from contractlab.insight.endpoints import Endpoint, capture_name, example_name, find_endpoints
from contractlab.insight.recorded_bodies import RecordedBodies
from contractlab.insight.removable import Removable, try_without
from contractlab.insight.sent import SentField, sent_fields
from contractlab.values.display import Shown, quiet
from contractlab.values.internal import Losses, LostItem
from contractlab.values.json_path import read_path
from contractlab.values.mismatch import EVERY_ITEM, format_path
from contractlab.values.steps import last_of
from contractlab.values.tables import Column, ColumnKind, make_table
from contractlab.values.text import count
from contractlab.verification.inputs import as_captures, as_contracts
from contractlab.verification.results import Result
from contractlab.verification.verifying import verify

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COVERAGE_COLUMNS", "Coverage", "EndpointCoverage", "FieldCoverage", "coverage", "coverage_in_steps"]

COVERAGE_COLUMNS = (
    Column("provider", "name of the provider"),
    Column("endpoint", "method and path, or the message"),
    Column("path", "JSON path of the field"),
    Column("consumer", "who asks for it; empty where nobody does"),
    Column("ask", "how strictly", ColumnKind.ORDERED, (*map(str, AskKind), "nobody")),
    Column("examples", "how many examples ask for it", ColumnKind.COUNT),
    Column("seen", "in how many answers the field was", ColumnKind.COUNT),
    Column("captures", "how many answers there are", ColumnKind.COUNT),
)


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class FieldCoverage:
    """One field of one endpoint.

    Attributes
    ----------
    tokens : tuple
        Its general path.
    asks : mapping of str to Ask
        By consumer; who does not ask is not in it.
    seen : int
        Captures that had it.
    captures : int
        Captures with a body that can be read.
    """

    tokens: Tokens
    asks: dict[str, Ask]
    seen: int
    captures: int

    @property
    def path(self) -> str:
        """``$.address.geo``, ``$.items[*].price``."""
        return format_path(self.tokens)

    @property
    def nobody(self) -> bool:
        """True if it came, and no contract asks for it."""
        return not self.asks and self.seen > 0

    @property
    def never_answered(self) -> bool:
        """True if a contract asks for it, and no answer had it."""
        return bool(self.asks) and self.captures > 0 and self.seen == 0

    @property
    def weakly(self) -> bool:
        """True if it is asked for, and so weakly that something passes unchecked."""
        return bool(self.asks) and all(ask.kind == "weakly" for ask in self.asks.values())


class EndpointCoverage(Shown):
    """The fields of one endpoint with who asks for them.

    Attributes
    ----------
    endpoint : Endpoint
    fields : tuple of FieldCoverage
        Parents before children, in the order of the answers; then what no answer had.
    bodies : int
        Captures whose body could be read.
    """

    def __init__(self, endpoint: Endpoint, asks: Asks, seen: dict[Tokens, Seen], bodies: int) -> None:
        self.endpoint = endpoint
        self.bodies = bodies
        order = _tree_order([*seen, *(tokens for tokens in asks if tokens not in seen)])
        self.fields = tuple(
            FieldCoverage(tokens, asks.get(tokens, {}), len(seen[tokens].captures) if tokens in seen else 0, bodies)
            for tokens in order
        )

    @property
    def label(self) -> str:
        """``GET /customers/{id} → 200``."""
        return self.endpoint.key.label

    @property
    def has_contract(self) -> bool:
        """True if an example is about it."""
        return bool(self.endpoint.examples)

    @cached_property
    def unasked(self) -> tuple[FieldCoverage, ...]:
        """Fields that came and that nobody asks for, without those inside another such field.

        An item of an array is no field of its own: what it holds is.
        """
        fields = [field for field in self.fields if field.nobody and field.tokens and field.tokens[-1] != EVERY_ITEM]
        mine = {field.tokens for field in fields}
        return tuple(field for field in fields if not _inside(field.tokens, mine))

    def inside(self, field: FieldCoverage) -> int:
        """How many fields there are below one."""
        size = len(field.tokens)
        return sum(1 for below in self.fields if len(below.tokens) > size and below.tokens[:size] == field.tokens)

    def __getitem__(self, path: str) -> FieldCoverage:
        """The field at a path.

        Raises
        ------
        KeyError
            If neither a contract nor an answer has it.
        """
        for own in self.fields:
            if own.path == path:
                return own
        raise KeyError(f"{self.label} has no {path!r}")

    def __repr__(self) -> str:
        fields = count(len(self.fields), "field")
        return f"<EndpointCoverage {self.label}: {len(self.unasked)} of {fields} nobody asks for>"


def _inside(tokens: Tokens, places: set[Tokens]) -> bool:
    return any(tokens[:depth] in places for depth in range(len(tokens)))


def _tree_order(places: Sequence[Tokens]) -> list[Tokens]:
    """Places with their children right behind them, siblings in the order in which they came."""
    rank = {tokens: number for number, tokens in enumerate(places)}

    def key(tokens: Tokens) -> tuple[int, ...]:
        return tuple(rank.get(tokens[: depth + 1], len(rank)) for depth in range(len(tokens)))

    return sorted(places, key=key)


class Coverage(Shown):
    """Who relies on which field of which endpoint, as far as the contracts know.

    Attributes
    ----------
    contracts : tuple of Contract
    captures : Captures
    endpoints : tuple of EndpointCoverage
        Those that have something nobody asks for first.
    lost : tuple of LostItem
        Examples, captures and endpoints that a fault of contractlab left out.
    """

    def __init__(
        self,
        contracts: Sequence[Contract],
        captures: Captures,
        endpoints: Iterable[EndpointCoverage],
        lost: Iterable[LostItem],
    ) -> None:
        self.contracts = tuple(contracts)
        self.captures = captures
        self.endpoints = tuple(endpoints)
        self.lost: tuple[LostItem, ...] = tuple(lost)

    @property
    def without_contract(self) -> tuple[EndpointCoverage, ...]:
        """Endpoints that answered and that no contract knows; who reads them is not known."""
        return tuple(each for each in self.endpoints if not each.has_contract)

    def __getitem__(self, label: str) -> EndpointCoverage:
        """The endpoint with a label, or the only one whose label begins so: ``coverage["GET /customers"]``.

        Raises
        ------
        KeyError
            If there is none, or more than one.
        """
        exact = [each for each in self.endpoints if each.label == label]
        near = exact or [each for each in self.endpoints if each.label.startswith(label)]
        if len(near) == 1:
            return near[0]
        names = ", ".join(each.label for each in (near or self.endpoints)[:8])
        raise KeyError(f"{'several endpoints are' if near else 'no endpoint is'} called {label!r}: {names}")

    def __iter__(self) -> Iterator[EndpointCoverage]:
        return iter(self.endpoints)

    def __len__(self) -> int:
        return len(self.endpoints)

    @cached_property
    def sent(self) -> tuple[SentField, ...]:
        """Parameters, headers and body fields that consumers send, with who sends them."""
        return sent_fields(self.contracts)

    def removable(self, path: str, endpoint: str = "") -> Removable:
        """Whether a provider could leave a field out: every answer is judged again without it.

        Parameters
        ----------
        path : str
            ``"$.loyaltyTier"``, ``"$.items[*].price"``.
        endpoint : str
            As in `Coverage.__getitem__`; needed where several endpoints have the path.

        Raises
        ------
        ContractLabError
            If the path cannot be read, or no endpoint has it.
        """
        tokens = read_path(path)
        if tokens is None:
            raise ContractLabError(f"{path!r} is not a path: write it as $.address.geo or $.items[*].price")
        chosen = [self[endpoint]] if endpoint else [each for each in self.endpoints if _has(each, path)]
        if not chosen:
            raise ContractLabError(f"no endpoint has {path!r}; coverage.endpoints lists what there is")
        return try_without(path, [each.endpoint for each in chosen], len(self.without_contract))

    def to_frame(self) -> pd.DataFrame:
        """One row for each field: provider, endpoint, path, consumer, ask, examples, seen, captures.

        A field that nobody asks for has one row, with an empty consumer. How it is asked for is an ordered category,
        the strictest first.
        """
        rows: list[tuple[Any, ...]] = []
        for each in self.endpoints:
            for own in each.fields:
                start = (each.endpoint.key.provider, each.label, own.path)
                end = (own.seen, own.captures)
                asked = [(consumer, str(ask.kind), len(ask.examples)) for consumer, ask in own.asks.items()]
                rows += [(*start, *ask, *end) for ask in asked or [("", "nobody", 0)]]
        return make_table(COVERAGE_COLUMNS, rows)

    def __repr__(self) -> str:
        unasked = sum(len(each.unasked) for each in self.endpoints if each.has_contract)
        return f"<Coverage of {count(len(self.endpoints), 'endpoint')}: {count(unasked, 'field')} nobody asks for>"


def _has(each: EndpointCoverage, path: str) -> bool:
    return any(own.path == path for own in each.fields)


def _cover(
    endpoint: Endpoint, recorded: RecordedBodies, of_parts: AsksOfParts, losses: Losses
) -> Generator[None, None, EndpointCoverage]:
    asks = yield from asks_of_examples(endpoint.examples, losses, of_parts)
    read = losses.each(endpoint.captures, recorded.of, "its answer cannot be read", capture_name)
    bodies = [body for _, own in read for body in own]
    seen = yield from observe_in_steps(bodies)
    yield from asks_of_results(endpoint.results, asks, seen, losses)
    return EndpointCoverage(endpoint, asks, seen, len(bodies))


def coverage(contracts: Any, captures: Any, *, dialect: str = "reference") -> Coverage:
    """Say for every field that was ever answered who relies on it, and which nobody asks for.

    Parameters
    ----------
    contracts : Contract, Contracts, iterable of Contract, or path
        Of all consumers of a provider: what is not given is not known.
    captures : Captures, iterable of Capture, or path
        Of all versions.
    dialect : str

    Returns
    -------
    Coverage
    """
    loaded = as_contracts(contracts)
    recorded = as_captures(captures)
    of_parts = AsksOfParts()
    # Asked before the captures are judged: what is compiled for the one is used by the other.
    every = (example for contract in loaded for example in contract.examples)
    for _ in Losses().each(every, of_parts.of_example, WHAT_IT_ASKS, example_name):
        pass  # what goes wrong here does so again where it is told
    run = verify(loaded, recorded, dialect=dialect, allow_not_exercised=True)
    return last_of(coverage_in_steps(list(loaded), recorded, run.results, RecordedBodies(run.redaction), of_parts))


def coverage_in_steps(
    contracts: Sequence[Contract],
    captures: Captures,
    results: Sequence[Result],
    bodies: RecordedBodies,
    of_parts: AsksOfParts,
) -> Generator[None, None, Coverage]:
    """The same of results that are there, in pieces that are short.

    Parameters
    ----------
    contracts : sequence of Contract
    captures : Captures
    results : sequence of Result
        Of these contracts and captures.
    bodies : RecordedBodies
        What was looked at before is not looked at again.
    of_parts : AsksOfParts
        Likewise.
    """
    losses = Losses()

    def cover(endpoint: Endpoint) -> Generator[None, None, tuple[tuple[bool, int, int], EndpointCoverage]]:
        each = yield from _cover(endpoint, bodies, of_parts, losses)
        return (not each.has_contract, -len(each.unasked), -each.bodies), each

    every = (example for contract in contracts for example in contract.examples)
    for _ in losses.each(every, of_parts.of_example, WHAT_IT_ASKS, example_name):
        yield
    for _ in losses.each(captures, bodies.of, "its answer cannot be read", capture_name):
        yield
    made: list[tuple[tuple[bool, int, int], EndpointCoverage]] = []
    for provider in dict.fromkeys(contract.provider for contract in contracts):
        examples = [e for contract in contracts if contract.provider == provider for e in contract.examples]
        mine = [result for result in results if result.contract.provider == provider]
        elsewhere = {id(result.capture) for result in results if result.contract.provider != provider}
        own = [capture for capture in captures if id(capture) not in elsewhere]
        yield
        endpoints = find_endpoints(examples, mine, own, provider, losses)
        what = "its coverage cannot be told"
        covered = yield from losses.each_in_steps(endpoints, cover, what, lambda each: each.key.label)
        made += [ranked for _, ranked in covered]
    in_order = (each for _, each in sorted(made, key=lambda ranked: ranked[0]))
    return Coverage(contracts, captures, in_order, losses.items)
