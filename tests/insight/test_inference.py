"""Contracts made of captures: all captures pass, wrong answers mostly do not, and nothing secret gets in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import contractlab as cl
from contractlab.insight.inference import InferredDefinition

ROOT = Path(__file__).parents[2]
JSON = [("Content-Type", "application/json")]


def capture(
    path: str, answer: Any = None, *, status: int = 200, method: str = "GET", query: str = "", sent: Any = None
) -> cl.Capture:
    body = None if sent is None else json.dumps(sent).encode()
    request = cl.HttpRequest(method, path, query, JSON if sent is not None else [], body)
    content = None if answer is None else json.dumps(answer).encode()
    return cl.Capture(request, cl.HttpResponse(status, [] if answer is None else JSON, content))


def infer(*captures: cl.Capture) -> InferredDefinition:
    return cl.infer(captures, consumer="shop", provider="stock")


def passes(definition: InferredDefinition) -> bool:
    run = cl.verify(definition.contract, definition.captures)
    return run.passed and len(run.results) == len(definition.captures)


def rules(definition: InferredDefinition, path: str) -> list[dict[str, Any]]:
    (example,) = [
        declared["matchers"]
        for interaction in definition.contract.document["interactions"]
        for place, declared in interaction["response"].get("matchingRules", {}).get("body", {}).items()
        if place == path
    ]
    return list(example)


def test_one_example_for_each_endpoint_and_status() -> None:
    definition = infer(
        capture("/customers/1", {"id": 1}), capture("/customers/2", {"id": 2}),
        capture("/customers/9", {"title": "none"}, status=404), capture("/customers", [{"id": 1}]),
    )  # fmt: skip
    assert [example.description for example in definition.contract.examples] == [
        "GET /customers is answered with 200",
        "GET /customers/{id} is answered with 200",
        "GET /customers/{id} is answered with 404",
    ]
    states = [
        [(state.name, dict(state.params)) for state in example.states] for example in definition.contract.examples
    ]
    assert states == [
        [], [("customers: it exists", {"id": "1"})], [("customers: it does not exist", {"id": "9"})]
    ]  # fmt: skip
    assert passes(definition)
    assert cl.verify(definition.contract, list(definition.captures)).passed


def test_requests_of_other_statuses_do_not_overlap_where_paths_tell_them_apart() -> None:
    captures = [capture(f"/customers/{number}", {"id": number}) for number in (1, 2)]
    captures.append(capture("/customers/9", {"title": "none"}, status=404))
    run = cl.verify(infer(*captures).contract, captures)
    assert run.passed
    assert not run.unpaired


def test_values_are_asked_for_with_restraint() -> None:
    kinds = ["gold", "silver"] * 10
    bodies = [
        {"id": number, "kind": kind, "since": f"2020-01-{number + 1:02}", "limit": None if number % 2 else 1.5,
         "note": "x" if number else 7, "tags": [], "rows": [{"a": 1}] * (number % 3), "gone": None}
        for number, kind in enumerate(kinds)
    ]  # fmt: skip
    del bodies[3]["kind"]
    bodies.append({**bodies[0], "id": 99})
    definition = infer(*(capture(f"/customers/{body['id']}", body) for body in bodies))
    reasons = {each.path: each.why for each in definition.not_dared}
    assert reasons["$.kind"] == "missing in 1 of 21"
    assert reasons["$.note"] == "of several kinds: integer, string"
    assert reasons["$.tags"] == "always empty"
    assert reasons["$.gone"] == "always null"
    assert rules(definition, "$.id") == [{"match": "integer"}]
    assert rules(definition, "$.since")[0]["match"] == "regex"
    assert rules(definition, "$.limit")[0] == {"match": "null"}
    assert "min" not in rules(definition, "$.rows")[0]
    assert passes(definition)


def test_an_enumeration_needs_many_values_of_few_kinds() -> None:
    few = infer(*(capture("/a", {"kind": kind}) for kind in ["gold", "silver"] * 5))
    assert rules(few, "$.kind") == [{"match": "type"}]
    many = infer(*(capture("/a", {"kind": kind}) for kind in ["gold", "silver"] * 10))
    assert rules(many, "$.kind") == [{"match": "regex", "regex": "gold|silver"}]
    constant = infer(*(capture("/a", {"kind": "gold"}) for _ in range(30)))
    assert rules(constant, "$.kind") == [{"match": "type"}]


def test_what_a_consumer_sends_is_asked_for_as_it_was_sent() -> None:
    definition = infer(
        capture("/orders", {"id": 1}, method="POST", status=201, sent={"sku": "a", "count": 1}),
        capture("/orders", {"error": "no sku"}, method="POST", status=422, sent={"count": 1}),
        capture("/orders", [], query="page=1&size=20"), capture("/orders", [{"id": 1}], query="page=2&size=20"),
    )  # fmt: skip
    assert len(definition.contract.examples) == 3
    assert passes(definition)
    created = definition.contract["POST /orders is answered with 201"]
    assert not created.check_request(
        cl.HttpRequest("POST", "/orders", "", JSON, b'{"sku": "a", "count": 1, "more": 1}')
    ).passed
    listed = definition.contract["GET /orders is answered with 200"]
    assert listed.check_request(cl.HttpRequest("GET", "/orders", "page=7&size=20")).passed
    assert not listed.check_request(cl.HttpRequest("GET", "/orders", "page=7&size=21")).passed


def test_names_in_a_path_are_one_endpoint_when_many_answer_alike() -> None:
    names = ["ann", "bob", "cid", "dan"]
    definition = infer(*(capture(f"/users/{name}", {"name": name}) for name in names))
    assert len(definition.contract.examples) == 1
    few = infer(*(capture(f"/{name}", {"name": name}) for name in names))
    assert len(few.contract.examples) == 4


def test_secrets_do_not_get_into_the_contract() -> None:
    definition = infer(
        capture("/login", {"access_token": "hunter2-a", "id": 1}, method="POST", query="api_key=hunter2-b",
                sent={"password": "hunter2-c"})
    )  # fmt: skip
    assert passes(definition)
    shown = [definition.contract.source.data.decode(), definition.code(), repr(definition.not_dared)]
    assert not any("hunter2" in text for text in shown)


def test_an_answer_that_is_no_json_is_asked_for_its_type_alone() -> None:
    answered = cl.HttpResponse(200, [("Content-Type", "text/plain; charset=utf-8")], b"hello")
    definition = cl.infer([cl.Capture(cl.HttpRequest("GET", "/hi"), answered)], consumer="a", provider="b")
    assert passes(definition)
    assert [(each.path, each.why) for each in definition.not_dared] == [("$", "not JSON")]


def test_captures_without_an_answer_are_told() -> None:
    broken = cl.Capture(cl.HttpRequest("GET", "/x"), None, error="refused")
    definition = infer(capture("/a", {"id": 1}), broken)
    assert [left.request.path for left in definition.left_out] == ["/x"]
    with pytest.raises(cl.InvalidCapture, match="nothing can be inferred"):
        infer(broken)


def test_the_definition_can_go_on_and_be_saved(tmp_path: Path) -> None:
    definition = infer(capture("/a", {"id": 1}))
    definition.example("another").with_request("GET", "/b").will_respond_with(204)
    assert len(definition.contract.examples) == 2
    saved = definition.save(tmp_path, unproved=True)
    assert len(cl.load(saved).examples) == 2


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(-4, 4).map(lambda x: round(x, 2))
    | st.text("ab1-", max_size=4)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    max_leaves=8,
)
REQUESTS = st.tuples(
    st.sampled_from(["GET", "POST", "DELETE"]),
    st.sampled_from(["/a", "/a/1", "/a/2", "/a/x", "/b/7/c", "/"]),
    st.sampled_from(["", "p=1", "p=2", "p=1&p=x", "q="]),
    st.none() | VALUES,
)


@st.composite
def recordings(draw: st.DrawFn) -> list[cl.Capture]:
    made = []
    for method, path, query, sent in draw(st.lists(REQUESTS, min_size=1, max_size=6)):
        answer, status = draw(st.none() | VALUES), draw(st.sampled_from([200, 201, 404, 422]))
        made.append(capture(path, answer, status=status, method=method, query=query, sent=sent))
    return made


@settings(max_examples=120, deadline=None)
@given(recordings())
def test_every_capture_passes(captures: list[cl.Capture]) -> None:
    definition = infer(*captures)
    run = cl.verify(definition.contract, definition.captures)
    assert [result.verdict for result in run.results] == ["passed"] * len(captures)


def test_most_wrong_answers_of_the_shipped_captures_are_stopped(capsys: pytest.CaptureFixture[str]) -> None:
    captures = cl.load_captures(ROOT / "notebooks" / "data" / "good")
    definition = cl.infer(captures, consumer="billing", provider="customers")
    assert passes(definition)
    strictness = cl.strictness(definition.contract)
    with capsys.disabled():
        print(f"\ninferred contract: {strictness.stopped} of {strictness.asked} wrong answers stopped")
    assert strictness.percent >= 90


def lists(*bodies: Any, path: str = "/orders", query: str = "") -> list[cl.Capture]:
    return [capture(path, body, query=query) for body in bodies]


@pytest.mark.parametrize("key", ["", "items", "orders", "data"])
def test_an_empty_list_and_a_filled_one_are_told_apart_by_states(key: str) -> None:
    full: list[Any] = [{"id": 1}]
    empty: list[Any] = []
    bodies = [{key: each, "total": len(each)} if key else each for each in (full, empty, [{"id": 2}])]
    definition = infer(*lists(*bodies))
    filled, none = definition.contract.examples
    assert [state.name for state in filled.states] == ["orders exist"]
    assert [state.name for state in none.states] == ["no orders exist"]
    assert cl.verify(definition.contract, definition.captures).passed
    assert not none.check_response(cl.HttpResponse(200, JSON, json=bodies[0])).passed
    assert not filled.check_response(cl.HttpResponse(200, JSON, json=bodies[1])).passed


def test_lists_below_a_thing_have_its_name_and_its_id() -> None:
    definition = infer(
        *(each for number in (1, 2, 3) for each in lists([{"id": number}], path=f"/customers/{number}/order-lines")),
        *lists([], path="/customers/9/order-lines"),
    )
    states = {state.name: state.params for example in definition.contract.examples for state in example.states}
    assert states == {"order lines exist": {"id": "1"}, "no order lines exist": {"id": "9"}}


def test_what_one_thing_holds_is_no_list_of_what_was_asked_for() -> None:
    """Tags of an order, and a page that has nothing because another page was asked for."""
    for captures in (
        lists({"id": 1, "items": []}, path="/orders/1") + lists({"id": 2, "items": ["x"]}, path="/orders/2"),
        lists([], query="page=2") + lists([{"id": 1}], query="page=1"),
        lists([]) + lists([]),
        lists({"tags": [], "name": "a"}) + lists({"tags": ["x"], "name": "b"}),
    ):
        (example,) = infer(*captures).contract.examples
        assert not any("exist" in state.name and "it exists" not in state.name for state in example.states)
