"""Graphs: who talks to whom, by the broker's own verdicts."""

from __future__ import annotations

import re

import pytest
from broker_books import contract
from hypothesis import given, settings
from hypothesis import strategies as st
from random_lives import Life
from support import require

import contractlab as cl
from contractlab.broker.embedded import EmbeddedBroker
from contractlab.broker.graph import Edge, EdgeVerdict, Graph, GraphNode
from contractlab.broker.remote import RemoteBroker
from contractlab.broker.writing import deploy, ensure_pacticipant, ensure_version, record_result
from contractlab.errors import BrokerError

NAMES = st.text(min_size=1, max_size=8)


def publish_result(broker: EmbeddedBroker, consumer: str, provider: str, version: str, success: bool) -> None:
    with broker._store.writing() as book:
        row = ensure_version(book, ensure_pacticipant(book, provider), version)
        consuming, providing = book.pacticipant(consumer), book.pacticipant(provider)
        assert consuming is not None
        assert providing is not None
        publication = book.publications.by("consumer provider", consuming.id, providing.id)[-1]
        record_result(book, book.contents[publication.content], row, success)


def live(broker: EmbeddedBroker, name: str, version: str, instance: str | None = None) -> None:
    with broker._store.writing() as book:
        row = ensure_version(book, ensure_pacticipant(book, name), version)
        deploy(book, row, next(iter(book.environments)), instance)


@pytest.fixture
def broker() -> EmbeddedBroker:
    made = EmbeddedBroker(":memory:")
    made.create_environment("live", production=True)
    for provider in ("Stock", "Tax", "Mail", "Audit"):
        made.publish(contract("Shop", provider), version="1", branch="main")
    made.publish(contract("Till", "Shop"), version="t1", branch="main")
    live(made, "Shop", "1")
    publish_result(made, "Shop", "Stock", "s1", False)
    live(made, "Stock", "s1")
    live(made, "Tax", "x1")
    publish_result(made, "Shop", "Mail", "m1", True)
    publish_result(made, "Shop", "Audit", "a1", True)
    live(made, "Audit", "a1", "blue")
    live(made, "Audit", "a0", "green")
    return made


def test_each_verdict_of_an_environment(broker: EmbeddedBroker) -> None:
    graph = broker.graph("live")
    assert {edge.provider: edge.verdict for edge in graph.edges} == {
        "Stock": EdgeVerdict.FAILED,
        "Tax": EdgeVerdict.NEVER,
        "Mail": EdgeVerdict.NOTHING,
        "Audit": EdgeVerdict.VERIFIED,
    }
    assert [edge.provider for edge in graph.edges] == ["Stock", "Tax", "Mail", "Audit"]
    why = {edge.provider: edge.why for edge in graph.edges}
    assert "verified last by m1" in why["Mail"]
    assert why["Audit"] == "a0, also there: never verified"
    assert graph.layers == (("Shop",), ("Audit", "Mail", "Stock", "Tax"))
    assert [node.name for node in graph["Tax"].nodes] == ["Shop", "Tax"]
    assert {edge.provider for edge in graph.troubled().edges} == {"Stock", "Tax", "Mail"}
    with pytest.raises(KeyError):
        graph["Nobody"]
    assert list(graph.to_frame().verdict) == ["failed", "never verified", "nothing recorded", "verified"]
    with_till = broker.graph("live", pacticipant="Till", version="t1")
    assert ("Till", "Shop", EdgeVerdict.NEVER) in {(e.consumer, e.provider, e.verdict) for e in with_till.edges}
    assert len(with_till.layers) == 3
    with pytest.raises(BrokerError):
        broker.graph("nowhere")
    with pytest.raises(BrokerError):
        broker.graph("live", pacticipant="Till")


def test_main_branches_without_an_environment(broker: EmbeddedBroker) -> None:
    verdicts = {(edge.consumer, edge.provider): edge.verdict for edge in broker.graph().edges}
    assert verdicts["Till", "Shop"] is EdgeVerdict.NEVER
    assert verdicts["Shop", "Stock"] is EdgeVerdict.FAILED
    assert verdicts["Shop", "Mail"] is EdgeVerdict.VERIFIED


def test_the_picture_has_the_words_of_the_table_and_no_script(broker: EmbeddedBroker) -> None:
    bundle = broker.graph("live")._repr_mimebundle_()
    html = bundle["text/html"]
    assert "<svg" in html
    assert re.search(r"<title>Who talks to whom in live</title><desc>5 participants, 4 contracts", html)
    assert "script" not in html
    for words in ("failed", "never verified", "nothing recorded", "also there: never verified"):
        assert words in html
        assert words.split(":")[0] in bundle["text/markdown"]
    assert "3 of 4 contracts not verified" in bundle["text/plain"]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_broker_at_an_address_draws_the_same(seed: int) -> None:
    require("uvicorn")
    life = Life(seed)
    life.live(50)
    with life.broker.serve() as url, RemoteBroker(url) as remote:
        for environment in (None, "live"):
            own, its = life.broker.graph(environment), remote.graph(environment)
            assert [(e.consumer, e.provider, e.verdict) for e in own.edges] == [
                (e.consumer, e.provider, e.verdict) for e in its.edges
            ]
            assert own.layers == its.layers


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20), st.lists(NAMES, min_size=8, max_size=8))
def test_any_graph_has_layers_and_any_name_stays_text(pairs: list[tuple[int, int]], texts: list[str]) -> None:
    names = [f"{text}{at}" for at, text in enumerate(texts)]
    edges = tuple(
        Edge(names[a], texts[b], names[b], texts[a], list(EdgeVerdict)[(a + b) % 4], texts[a])
        for a, b in dict.fromkeys(pairs)
    )
    graph = Graph("live", tuple(GraphNode(name, (name,)) for name in names), edges)
    assert sorted(name for layer in graph.layers for name in layer) == sorted(names)
    depth = {name: at for at, layer in enumerate(graph.layers) for name in layer}
    after: dict[str, set[str]] = {name: {name} for name in names}
    for _ in names:
        for edge in edges:
            after[edge.consumer] |= after[edge.provider]
    for edge in edges:
        # Against the layers leads only what closes a circle.
        assert depth[edge.consumer] < depth[edge.provider] or edge.consumer in after[edge.provider]
    assert len(graph.to_mermaid().splitlines()) == 1 + len(names) + len(edges) + len({e.verdict for e in edges})
    labels = re.findall(r'^  n\d+\["(.*)"\]$', graph.to_mermaid(), re.MULTILINE)
    assert len(labels) == len(names)
    assert all(re.fullmatch(r"[\w #;<br/>\-.,:+@]*", label) for label in labels)
    dot = re.findall(r'^  n\d+ \[label="((?:[^"\\]|\\.)*)"\];$', graph.to_dot(), re.MULTILINE)
    assert len(dot) == len(names)
    assert "<script" not in graph._repr_mimebundle_()["text/html"]


def test_circles_and_a_contract_with_itself_are_drawn() -> None:
    edges = (
        Edge("a", "1", "b", "1", EdgeVerdict.VERIFIED),
        Edge("b", "1", "a", "1", EdgeVerdict.FAILED),
        Edge("a", "1", "a", "1", EdgeVerdict.NEVER),
    )
    graph = Graph(None, (GraphNode("a"), GraphNode("b")), edges)
    assert len(graph.layers) == 2
    assert "<svg" in graph._repr_mimebundle_()["text/html"]


def test_two_hundred_show_the_trouble_alone() -> None:
    nodes = tuple(GraphNode(f"s{at:03}", ("1",)) for at in range(200))
    edges = tuple(
        Edge(f"s{at:03}", "1", f"s{at + 1:03}", "1", EdgeVerdict.FAILED if at == 100 else EdgeVerdict.VERIFIED)
        for at in range(199)
    )
    html = Graph(
        "live", nodes, tuple(sorted(edges, key=lambda e: e.verdict != EdgeVerdict.FAILED))
    )._repr_mimebundle_()["text/html"]
    svg = html[html.index("<svg") : html.index("</svg>")]
    assert "s100" in svg
    assert "s101" in svg
    assert "s050" not in svg
    assert "198 verified contracts" in html


def test_nothing_yet() -> None:
    assert "No contract" in cl.broker(":memory:").graph()._repr_mimebundle_()["text/plain"]
