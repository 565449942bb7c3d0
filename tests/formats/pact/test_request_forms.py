"""What a verifier may send for a Pact example, and what it sends with the values of its generators."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from small_contracts import contract_of, http

import contractlab as cl
from contractlab.contracts.contract import Example
from contractlab.contracts.format import format_of, request_forms_of
from contractlab.contracts.request_forms import ValueForm
from contractlab.engine.errors import CannotCheck
from contractlab.formats.pact.generated_forms import FORMS
from contractlab.formats.pact.generating import MAKERS

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)


def example_with(generators: dict[str, Any], *, states: Any = (), **request: Any) -> Example:
    asked = {"method": "POST", "path": "/orders/1", **request, "generators": generators}
    return contract_of(http(request=asked, states=states))[0]


def made(example: Example, seed: object = 1, **params: Any) -> cl.HttpRequest:
    return format_of(example.contract).generated_request(example, params=params, random=Random(repr(seed)), now=NOW)


def by_state(expression: str, **more: Any) -> dict[str, Any]:
    return {"type": "ProviderState", "expression": expression, **more}


def body_form(generator: dict[str, Any], value: Any = 1) -> ValueForm:
    form = request_forms_of(example_with({"body": {"$.v": generator}}, body={"v": value})).body["v"]
    assert isinstance(form, ValueForm)
    return form


def test_every_generator_has_a_form() -> None:
    assert FORMS.keys() == MAKERS.keys()


def test_without_generators_nothing_varies() -> None:
    forms = request_forms_of(contract_of(http(request={"path": "/a b/../c", "query": "z=1&a=~"}))[0])
    assert (forms.varies, forms.path.value, forms.request.target) == (False, "/c", "/c?a=%7E&z=1")
    assert {name: [form.value for form in values] for name, values in forms.query.items()} == {"a": ["~"], "z": ["1"]}


def test_values_of_states_are_made_as_the_contract_has_them() -> None:
    example = example_with({"path": by_state("/orders/${id}/x")}, states={"an order": {"id": "7 é"}})
    path = request_forms_of(example).path
    assert path.made == ("/orders/7 é/x",)
    assert [path.distance(text) for text in ("/orders/7 é/x", "/orders/8/x", "/orders/1", "/orders/8", "/x")] == [
        0, 1, 1, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("generator", "fitting", "others"),
    [
        ({"type": "RandomInt", "min": -2, "max": 3}, [-2, 3, "0"], [4, -3, 1.5, "x", [], None]),
        ({"type": "RandomDecimal", "digits": 3}, [1.25, "12.5", "9"], ["x", {}, True]),
        ({"type": "RandomHexadecimal", "digits": 4}, ["09AF"], ["09af", "09A", "09AFF"]),
        ({"type": "RandomString", "size": 3}, ["aZ9"], ["aZ-", "aZ", "aZ99"]),
        ({"type": "RandomBoolean"}, [True, False, "true"], ["yes", 0]),
        ({"type": "Regex", "regex": r"\d{2}-[ab]"}, ["12-b"], ["12-c", "1-a", 12]),
        ({"type": "Uuid", "format": "URN"}, ["urn:uuid:0d9c1d3e-7d1b-4a6e-8f3a-0123456789ab"], ["0d9c1d3e", ""]),
        ({"type": "Date"}, ["2026-01-31"], ["2026-13-31x", "31.1.2026", 2026]),
        ({"type": "Time", "format": "HH:mm z"}, ["10:20 +00:00", "10:20 -11:30"], ["10:20", "z"]),
        ({"type": "DateTime", "format": "dd MMM"}, ["01 Feb"], ["1/2"]),
        (by_state("a-${x}-${y}-b"), ["a-1-2-b", "a---b"], ["a-1-b", "a-1-2-c", 1]),
        (by_state("${x}"), [5, "x", None, {"a": 1}], []),
        ({"type": "MockServerURL", "regex": ".*(/orders)", "example": "x"}, ["http://h:1/orders"], ["http://h:1/x"]),
    ],
)
def test_the_form_of_a_value(generator: dict[str, Any], fitting: list[Any], others: list[Any]) -> None:
    form = body_form(generator, value="the contract's own")
    assert form.distance("the contract's own") == 0
    assert [value for value in fitting if form.distance(value) is None] == []
    assert [value for value in others if form.distance(value) is not None] == []


@pytest.mark.parametrize("generator", [{"type": "Nobody's"}, {}])
def test_what_is_no_generator_leaves_the_value(generator: dict[str, Any]) -> None:
    forms = request_forms_of(example_with({"body": {"$.v": generator}, "path": generator}, body={"v": 1}))
    assert not forms.varies


def test_a_pattern_that_cannot_be_read_allows_every_text() -> None:
    assert body_form({"type": "Regex", "regex": "("}).distance("anything") == 1


def test_forms_stand_where_values_are_made() -> None:
    generators = {
        "query": {"q": {"type": "RandomInt"}, "absent": {"type": "RandomInt"}},
        "header": {"X-Id": {"type": "Uuid"}},
        "body": {"$.items[*].id": {"type": "RandomInt"}, "$.items[0].id": {"type": "Uuid"}, "$.gone": {"type": "Uuid"}},
        "method": {"type": "Regex", "regex": "PUT"},
    }
    body = {"items": [{"id": 1, "n": 2}, {"id": 2}], "kept": True}
    forms = request_forms_of(
        example_with(generators, query="q=1&q=2&r=3", headers={"X-Id": "1", "X-Kept": "2"}, body=body)
    )
    assert {name: [form.varies for form in values] for name, values in forms.query.items()} == {
        "q": [True, True], "r": [False],
    }  # fmt: skip
    assert {name: values[0].varies for name, values in forms.headers.items()} == {
        "x-id": True, "x-kept": False, "accept": False,
    }  # fmt: skip
    first, second = (item["id"] for item in forms.body["items"])
    assert (first.value, first.distance(5), second.distance(5)) == (1, None, 1), "the last generator counts"
    assert (forms.body["items"][0]["n"], forms.body["kept"], forms.request.method) == (2, True, "POST")


def test_forms_are_made_once_and_survive_edits_elsewhere() -> None:
    contract = contract_of(http("a"), http("b", request={"path": "/b"}))
    assert request_forms_of(contract[0]) is request_forms_of(contract[0])


def test_the_same_seed_gives_the_same_request() -> None:
    example = example_with({"body": {"$.v": {"type": "RandomString", "size": 40}}}, body={"v": ""})
    assert made(example, "a").body == made(example, "a").body != made(example, "b").body


def test_params_and_clock_are_arguments() -> None:
    generators = {"path": by_state("/o/${id}"), "query": {"day": {"type": "Date", "expression": "+ 1 day"}}}
    sent = made(example_with(generators, query={"day": ["x"], "kept": ["1", None, ""]}), id="a b")
    assert sent.target == "/o/a%20b?day=2026-05-05&kept=1&kept="


def test_a_query_that_is_a_text_keeps_its_other_parameters() -> None:
    sent = made(example_with({"query": {"n": {"type": "RandomInt", "min": 4, "max": 4}}}, query="n=1&m=a+b&gone&n=2"))
    assert sent.query == "m=a+b&n=4&n=4"


def test_where_the_core_panics_there_is_no_request() -> None:
    with pytest.raises(CannotCheck):
        made(example_with({"path": {"type": "RandomInt", "min": 3, "max": 2}}))
