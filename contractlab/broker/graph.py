"""Who talks to whom, and whether it was verified: a graph of consumers and providers, as data, Mermaid and DOT."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Protocol

from contractlab.broker.results import MatrixTable, version_orders
from contractlab.errors import BrokerError
from contractlab.values.display import Shown, quiet
from contractlab.values.json_types import JSON
from contractlab.values.tables import Column, ColumnKind, make_table
from contractlab.values.text import visible

if TYPE_CHECKING:
    import pandas

__all__ = ["EDGE_COLUMNS", "Edge", "EdgeVerdict", "Graph", "GraphNode", "draw_graph"]


class EdgeVerdict(StrEnum):
    """What the broker knows of a consumer and a provider; the worst first."""

    FAILED = "failed"
    NEVER = "never verified"
    NOTHING = "nothing recorded"
    VERIFIED = "verified"


_ORDER = list(EdgeVerdict)

EDGE_COLUMNS = (
    Column("consumer", "name of the consumer"),
    Column("consumer_version", "nothing where no version is recorded", ColumnKind.ORDERED),
    Column("provider", "name of the provider"),
    Column("provider_version", "nothing where no version is recorded", ColumnKind.ORDERED),
    Column("verdict", "sorted, the worst comes first", ColumnKind.ORDERED, tuple(each.value for each in EdgeVerdict)),
    Column("why", "the whole sentence"),
)


@quiet
@dataclass(frozen=True, slots=True)
class GraphNode:
    """An application with the versions that were looked at; none where nothing is recorded."""

    name: str
    versions: tuple[str, ...] = ()


@quiet
@dataclass(frozen=True, slots=True)
class Edge:
    """A consumer's contract with a provider.

    Attributes
    ----------
    consumer, provider : str
    consumer_version, provider_version : str
        Those that decided; ``""`` where there is none.
    verdict : EdgeVerdict
    why : str
        In words.
    """

    consumer: str
    consumer_version: str
    provider: str
    provider_version: str
    verdict: EdgeVerdict
    why: str = ""


@quiet
@dataclass(frozen=True)
class Graph(Shown):
    """Applications and the contracts between them.

    Attributes
    ----------
    environment : str or None
        Where they were looked at; None for main branches, and the newest versions where there is none.
    nodes : tuple of GraphNode
        By name.
    edges : tuple of Edge
        Those in trouble first.
    focus : str
        The one that is asked about; ``""`` for all.
    """

    environment: str | None
    nodes: tuple[GraphNode, ...]
    edges: tuple[Edge, ...]
    focus: str = ""
    _layers: list[tuple[str, ...]] = field(default_factory=list, repr=False, compare=False)

    @property
    def layers(self) -> tuple[tuple[str, ...], ...]:
        """Names in layers, consumers before their providers; of a circle one contract leads back."""
        if not self._layers:
            self._layers.extend(_layers([node.name for node in self.nodes], self.edges))
        return tuple(self._layers)

    def counts(self) -> Mapping[EdgeVerdict, int]:
        """How many contracts there are of each verdict."""
        return {verdict: sum(edge.verdict is verdict for edge in self.edges) for verdict in EdgeVerdict}

    def __getitem__(self, name: str) -> Graph:
        """An application with its neighbours alone.

        Raises
        ------
        KeyError
            If it is not there.
        """
        if all(node.name != name for node in self.nodes):
            raise KeyError(name)
        edges = tuple(edge for edge in self.edges if name in (edge.consumer, edge.provider))
        near = {name, *(side for edge in edges for side in (edge.consumer, edge.provider))}
        return Graph(self.environment, tuple(node for node in self.nodes if node.name in near), edges, name)

    def troubled(self) -> Graph:
        """What is in trouble, with its neighbours."""
        bad = [edge for edge in self.edges if edge.verdict is not EdgeVerdict.VERIFIED]
        near = {side for edge in bad for side in (edge.consumer, edge.provider)}
        return Graph(self.environment, tuple(node for node in self.nodes if node.name in near), tuple(bad), self.focus)

    def to_mermaid(self) -> str:
        """As Mermaid draws it: in Markdown of GitHub and GitLab."""
        numbers = {node.name: f"n{at}" for at, node in enumerate(self.nodes)}
        lines = ["flowchart LR"]
        for node in self.nodes:
            lines.append(f'  {numbers[node.name]}["{_mermaid_label(node)}"]')
        styles: dict[EdgeVerdict, list[str]] = {}
        for at, edge in enumerate(self.edges):
            arrow = {"verified": "-->", "failed": "==>"}.get(edge.verdict.value, "-.->")
            lines.append(f"  {numbers[edge.consumer]} {arrow}|{edge.verdict.value}| {numbers[edge.provider]}")
            styles.setdefault(edge.verdict, []).append(str(at))
        for verdict, at_places in styles.items():
            lines.append(
                f"  linkStyle {','.join(at_places)} stroke:{_COLOURS[verdict]},stroke-width:{_WIDTHS[verdict]}px"
            )
        return "\n".join(lines) + "\n"

    def to_dot(self) -> str:
        """As Graphviz draws it: ``dot -Tsvg``."""
        numbers = {node.name: f"n{at}" for at, node in enumerate(self.nodes)}
        lines = ["digraph contracts {", "  rankdir=LR;", "  node [shape=box, style=rounded];"]
        for node in self.nodes:
            label = r"\n".join(filter(None, [_dot_text(node.name), _dot_text(", ".join(node.versions[:3]))]))
            lines.append(f'  {numbers[node.name]} [label="{label}"];')
        for layer in self.layers:
            lines.append(f"  {{rank=same; {' '.join(numbers[name] for name in layer)}}}")
        for edge in self.edges:
            colour, width = _COLOURS[edge.verdict], _WIDTHS[edge.verdict]
            style = "solid" if edge.verdict in (EdgeVerdict.VERIFIED, EdgeVerdict.FAILED) else "dashed"
            lines.append(
                f"  {numbers[edge.consumer]} -> {numbers[edge.provider]} "
                f'[label="{edge.verdict.value}", color="{colour}", style={style}, penwidth={width}];'
            )
        return "\n".join([*lines, "}"]) + "\n"

    def to_frame(self) -> pandas.DataFrame:
        """The contracts as a table: consumer, consumer_version, provider, provider_version, verdict, why.

        Verdicts (worst first) and versions (oldest first) are ordered categories.
        """
        data = [
            (
                edge.consumer,
                edge.consumer_version or None,
                edge.provider,
                edge.provider_version or None,
                edge.verdict.value,
                edge.why,
            )
            for edge in self.edges
        ]
        return make_table(EDGE_COLUMNS, data, orders=version_orders(self.edges))

    def to_json(self) -> dict[str, JSON]:
        """For programs."""
        return {
            "environment": self.environment,
            "nodes": [{"name": node.name, "versions": list(node.versions)} for node in self.nodes],
            "edges": [
                {
                    "consumer": edge.consumer,
                    "consumerVersion": edge.consumer_version,
                    "provider": edge.provider,
                    "providerVersion": edge.provider_version,
                    "verdict": edge.verdict.value,
                    "why": edge.why,
                }
                for edge in self.edges
            ],
        }


_COLOURS = {
    EdgeVerdict.FAILED: "#b8430a",
    EdgeVerdict.NEVER: "#b8430a",
    EdgeVerdict.NOTHING: "#a8327a",
    EdgeVerdict.VERIFIED: "#1f6fb2",
}
_WIDTHS = {EdgeVerdict.FAILED: 3, EdgeVerdict.NEVER: 3, EdgeVerdict.NOTHING: 3, EdgeVerdict.VERIFIED: 1}
_PLAIN = frozenset(" -_.,:/+@")
_LONGEST = 60


def _cut(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"


def _mermaid_text(text: str) -> str:
    """Text in a label: what is neither letter nor digit is written as its number, as Mermaid reads it."""
    return "".join(char if char.isalnum() or char in _PLAIN else f"#{ord(char)};" for char in _cut(text))


def _mermaid_label(node: GraphNode) -> str:
    versions = ", ".join(node.versions[:3])
    return _mermaid_text(node.name) + (f"<br/>{_mermaid_text(versions)}" if versions else "")


def _dot_text(text: str) -> str:
    return _cut(text).replace("\\", "\\\\").replace('"', '\\"')


def _layers(names: Sequence[str], edges: Iterable[Edge]) -> Iterator[tuple[str, ...]]:
    """Layers by the longest way to each; a circle is cut at the contract that closes it."""
    before: dict[str, dict[str, None]] = {name: {} for name in names}
    for edge in edges:
        if edge.consumer != edge.provider:
            before[edge.provider][edge.consumer] = None
    while True:
        try:
            order = list(TopologicalSorter(before).static_order())
            break
        except CycleError as error:
            circle: list[str] = error.args[1]
            before[circle[1]].pop(circle[0], None)
    depth: dict[str, int] = {}
    for name in order:
        depth[name] = max((depth[consumer] + 1 for consumer in before[name]), default=0)
    rows: dict[int, list[str]] = {}
    for name in names:
        rows.setdefault(depth[name], []).append(name)
    for at in sorted(rows):
        yield tuple(rows[at])


class Listed(Protocol):
    """A contract in a list."""

    @property
    def consumer(self) -> str:
        """Name of the consumer."""

    @property
    def provider(self) -> str:
        """Name of the provider."""


class Live(Protocol):
    """A version that is live somewhere."""

    @property
    def pacticipant(self) -> str:
        """Name of the application."""

    @property
    def version(self) -> str:
        """Its version."""


class Drawn(Protocol):
    """What a broker has to answer for a graph."""

    def latest_contracts(self) -> Sequence[Listed]:
        """The newest contract of each pair."""

    def deployments(self, environment: str, pacticipant: str | None = None) -> Sequence[Live]:
        """What runs in an environment."""

    def releases(self, environment: str, pacticipant: str | None = None) -> Sequence[Live]:
        """What is supported in an environment."""

    def matrix(self, *selectors: Mapping[str, str | bool], latestby: str | None = None) -> MatrixTable:
        """Rows of versions and their results."""


def draw_graph(
    broker: Drawn,
    main_branches: Mapping[str, str | None],
    *,
    environment: str | None = None,
    pacticipant: str | None = None,
    version: str | None = None,
    why: Callable[[str, str, int], str] | None = None,
) -> Graph:
    """Ask a broker who talks to whom.

    Parameters
    ----------
    broker : Drawn
    main_branches : mapping of str to (str or None)
        Of every application.
    environment : str, optional
        What is live there; without it, the newest of the main branches, and of all where there is no main branch.
    pacticipant, version : str, optional
        One that is to be there, in the place of what is.
    why : callable, optional
        Gives what a failed result says, by consumer, provider and number.

    Raises
    ------
    BrokerError
        If the broker does not know the environment, or only one of `pacticipant` and `version` is given.
    """
    if (pacticipant is None) != (version is None):
        raise BrokerError("a graph with one version needs its pacticipant and its version", advice="Give both.")
    pairs = list(dict.fromkeys((each.consumer, each.provider) for each in broker.latest_contracts()))
    live: dict[str, tuple[str, ...]] = {}
    if environment is not None:
        for record in (*broker.deployments(environment), *broker.releases(environment)):
            live[record.pacticipant] = tuple(dict.fromkeys((*live.get(record.pacticipant, ()), record.version)))
    if pacticipant is not None and version is not None:
        live[pacticipant] = (version,)
    asking = _Asking(broker, main_branches, environment, live, why)
    edges = [edge for pair in pairs for edge in asking.edges(*pair)]
    edges.sort(key=lambda edge: (_ORDER.index(edge.verdict), edge.consumer.lower(), edge.provider.lower()))
    names = sorted({side for edge in edges for side in (edge.consumer, edge.provider)} | set(live), key=str.lower)
    nodes = tuple(GraphNode(name, asking.versions.get(name, live.get(name, ()))) for name in names)
    return Graph(environment, nodes, tuple(edges), pacticipant or "")


class _Asking:
    """Asks about one pair after another."""

    def __init__(
        self,
        broker: Drawn,
        main_branches: Mapping[str, str | None],
        environment: str | None,
        live: Mapping[str, tuple[str, ...]],
        why: Callable[[str, str, int], str] | None,
    ) -> None:
        self.broker, self.main_branches, self.environment, self.live, self.why = (
            broker,
            main_branches,
            environment,
            live,
            why,
        )
        self.versions: dict[str, tuple[str, ...]] = {}

    def _selectors(self, name: str) -> list[Mapping[str, str | bool]]:
        if name in self.live:
            return [{"pacticipant": name, "version": version} for version in self.live[name]]
        if self.environment is not None:
            return []
        if self.main_branches.get(name) is not None:
            return [{"pacticipant": name, "mainBranch": True, "latest": True}]
        return [{"pacticipant": name, "latest": True}]

    def edges(self, consumer: str, provider: str) -> Iterator[Edge]:
        """The contract between two, for what is there of them; at most one edge."""
        consumers, providers = self._selectors(consumer), self._selectors(provider)
        if not consumers:
            return
        table = self.broker.matrix(*consumers, *(providers or [{"pacticipant": provider}]), latestby="cvpv")
        rows = [row for row in table if (row.consumer, row.provider) == (consumer, provider)]
        if not rows:
            return
        consumer_numbers = tuple(dict.fromkeys(row.consumer_version for row in rows))
        self.versions.setdefault(consumer, self.live.get(consumer, consumer_numbers[:1]))
        number = consumer_numbers[0]
        if not providers:
            good = [row.provider_version for row in rows if row.success and row.provider_version]
            absence = f"no version of it is recorded in {self.environment}"
            text = f"{absence}; verified last by {good[0]}" if good else absence
            yield Edge(consumer, number, provider, "", EdgeVerdict.NOTHING, text)
            return
        decided = [row for row in rows if row.success is not None]
        there = self.live.get(provider) or tuple(
            dict.fromkeys(row.provider_version for row in decided if row.provider_version)
        )
        if there:
            self.versions.setdefault(provider, there)
        failed = next((row for row in decided if row.success is False), None)
        if failed is not None:
            text = ""
            if self.why is not None and failed.result_number is not None:
                text = self.why(consumer, provider, failed.result_number)
            text = text or f"{failed.provider_version} does not keep it"
            yield Edge(
                consumer, failed.consumer_version, provider, failed.provider_version or "", EdgeVerdict.FAILED, text
            )
            return
        open_ones = [row for row in rows if row.success is None]
        if open_ones:
            shown = ", ".join(there[:3])
            text = f"{shown} never verified it" if shown else "no version of it ever verified it"
            yield Edge(consumer, open_ones[0].consumer_version, provider, shown, EdgeVerdict.NEVER, text)
            return
        judged = {row.provider_version for row in decided}
        silent = [version for version in there if version not in judged]
        text = f"{', '.join(silent[:3])}, also there: never verified" if silent else ""
        yield Edge(consumer, number, provider, decided[0].provider_version or "", EdgeVerdict.VERIFIED, text)
