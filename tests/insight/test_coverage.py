"""Who relies on which field: held by leaving fields out and asking the engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import commands
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import JSON, TYPE, contract_of, http, matchers
from support import ROOT

import contractlab as cl
from contractlab.insight.removable import without_field
from contractlab.values.mismatch import EVERY_ITEM


def contract(
    body: Any, rules: dict[str, Any] | None = None, consumer: str = "billing", path: str = "/customers/7", **more: Any
) -> cl.Contract:
    response = {"status": 200, "headers": dict(JSON), "body": body}
    if rules:
        response["matchingRules"] = {"body": matchers(rules)}
    request = {"method": "GET", "path": path, **more}
    return contract_of(http(f"{consumer} asks {path}", request=request, response=response), consumer=consumer)


def answer(body: Any, path: str = "/customers/7", status: int = 200) -> cl.Capture:
    sent = None if body is None else json.dumps(body).encode()
    return cl.Capture(cl.HttpRequest("GET", path), cl.HttpResponse(status, list(JSON.items()), sent))


FULL = {"id": 7, "name": "Ann", "tier": "gold", "geo": {"lat": 1.5, "lon": 2.5}, "items": [{"a": 1, "b": 2}]}


def both() -> cl.Coverage:
    billing = contract({"id": 7, "items": [{"a": 1}]}, {"$.id": TYPE, "$.items": TYPE})
    shop = contract({"name": "Ann"}, consumer="shop")
    return cl.coverage([billing, shop], [answer(FULL), answer({**FULL, "tier": "silver"}), answer({"id": 8})])


def test_who_asks_for_what() -> None:
    (endpoint,) = both().endpoints
    assert endpoint.label == "GET /customers/{id} → 200"
    asked = {field.path: {consumer: str(ask.kind) for consumer, ask in field.asks.items()} for field in endpoint.fields}
    assert asked["$.id"] == {"billing": "by type"}
    assert asked["$.name"] == {"shop": "exactly"}
    assert asked["$.tier"] == {}
    assert set(asked["$"]) == {"billing", "shop"}
    assert [field.path for field in endpoint.unasked] == ["$.tier", "$.geo", "$.items[*].b"]
    assert endpoint["$.tier"].seen == 2
    assert endpoint["$.tier"].captures == 3
    assert endpoint.inside(endpoint["$.geo"]) == 2


def test_what_is_asked_and_never_answered() -> None:
    covered = cl.coverage(contract({"vat": "x"}, {"$.vat": TYPE}), [answer({"id": 1})])
    assert covered.endpoints[0]["$.vat"].never_answered
    assert "asked, never answered" in covered._repr_mimebundle_()["text/plain"]


def test_keys_that_a_rule_leaves_free_are_asked_weakly() -> None:
    rules = {"$.prices": {"match": "eachValue", "rules": [{"match": "decimal"}]}}
    priced = contract({"prices": {"EUR": 1.5}}, rules)
    covered = cl.coverage(priced, [answer({"prices": {"EUR": 2.5, "USD": 3.5}})])
    usd = covered.endpoints[0]["$.prices.USD"]
    assert str(usd.asks["billing"].kind) == "weakly"
    assert str(covered.endpoints[0]["$.prices.EUR"].asks["billing"].kind) == "weakly"
    assert covered.removable("$.prices.USD")


def test_endpoints_without_a_contract_are_told() -> None:
    covered = cl.coverage(contract({"id": 7}), [answer({"id": 7}), answer({"up": True}, path="/health")])
    assert [each.label for each in covered.without_contract] == ["GET /health → 200"]
    removable = covered.removable("$.up")
    assert removable.safe
    assert "no contract" in removable.sentence
    assert "Its readers are not known" in covered._repr_mimebundle_()["text/plain"]


def test_paths_with_other_identifiers_are_one_endpoint() -> None:
    uuid = "123e4567-e89b-12d3-a456-426614174000"
    covered = cl.coverage(
        contract({"id": 7}), [answer({"x": 1}, path="/customers/8"), answer({}, f"/customers/{uuid}")]
    )
    assert [each.label for each in covered.endpoints] == ["GET /customers/{id} → 200"]


def test_removable_names_the_examples_that_break() -> None:
    covered = both()
    assert covered.removable("$.tier").safe
    removable = covered.removable("$.name")
    assert not removable
    assert [each.example.contract.consumer for each in removable.breaks] == ["shop"]
    view = removable._repr_mimebundle_()
    assert "shop asks /customers/7" in view["text/html"]
    with pytest.raises(cl.ContractLabError, match="no endpoint has"):
        covered.removable("$.nothing")
    with pytest.raises(cl.ContractLabError, match="is not a path"):
        covered.removable("a b")


def test_a_label_that_fits_several_endpoints_is_refused_with_their_names() -> None:
    covered = cl.coverage([contract({"id": 7}), contract({"id": 7}, path="/customers")], [answer({"id": 7})])
    with pytest.raises(KeyError, match="several endpoints"):
        covered["GET /customers"]
    assert covered["GET /customers/{id}"].label.endswith("200")


def test_the_frame_has_a_row_for_each_consumer_and_for_nobody() -> None:
    frame = both().to_frame()
    assert frame.query("path == '$.tier'")[["consumer", "ask"]].to_numpy().tolist() == [["", "nobody"]]
    assert sorted(frame.query("path == '$'")["consumer"]) == ["billing", "shop"]


def test_what_consumers_send() -> None:
    sent = cl.coverage(contract({"id": 7}, query="page=1", headers={"Accept": "x"}), []).sent
    assert [(each.endpoint, each.place, each.consumers) for each in sent] == [
        ("GET /customers/{id}", "parameter page", {"billing": 1}),
        ("GET /customers/{id}", "header Accept", {"billing": 1}),
    ]


def test_a_secret_is_not_shown() -> None:
    covered = cl.coverage(contract({"id": 7}), [answer({"id": 7, "password": "hunter2-secret"})])
    assert covered.endpoints[0]["$.password"].nobody
    bundle = covered._repr_mimebundle_()
    assert not any("hunter2" in text for text in [*bundle.values(), repr(covered), covered.to_frame().to_csv()])


def test_strangers_text_stays_text() -> None:
    covered = cl.coverage(contract({"id": 7}), [answer({"id": 7, "<img src=x onerror=alert(1)>": 1})])
    assert "<img" not in covered._repr_mimebundle_()["text/html"]


def test_no_captures_is_said() -> None:
    assert "No captures" in cl.coverage(contract({"id": 7}), [])._repr_mimebundle_()["text/plain"]


SCALARS = st.booleans() | st.integers(0, 9) | st.sampled_from(["a", "b"])
BODIES = st.dictionaries(
    st.sampled_from("abcd"),
    SCALARS | st.dictionaries(st.sampled_from("xy"), SCALARS, max_size=2) | st.lists(SCALARS, min_size=1, max_size=2),
    min_size=1,
    max_size=4,
)
EACH_VALUE = {"match": "eachValue", "rules": [{"match": "type"}]}
RULES = st.sampled_from([TYPE, {"match": "type", "min": 1}, {"match": "number"}, {"match": "null"}, EACH_VALUE])


@settings(max_examples=80, deadline=None)
@given(BODIES, BODIES, st.dictionaries(st.sampled_from(["$", "$.a", "$.b", "$.c[*]"]), RULES, max_size=2))
def test_nobody_asks_for_what_can_be_left_out(
    expected: dict[str, Any], more: dict[str, Any], rules: dict[str, Any]
) -> None:
    covered = cl.coverage(contract(expected, rules), [answer({**more, **expected})])
    for field in covered.endpoints[0].fields:
        if field.tokens and field.tokens[-1] != EVERY_ITEM:
            safe = covered.removable(field.path).safe
            assert safe or field.asks, field.path
            if field.asks and all(ask.kind != "weakly" for ask in field.asks.values()):
                assert not safe, field.path


@given(BODIES)
def test_a_body_without_a_field_is_the_body_but_for_it(body: dict[str, Any]) -> None:
    key = next(iter(body))
    before = json.dumps(body)
    without, had = without_field(body, (key,))
    assert had
    assert without == {name: value for name, value in body.items() if name != key}
    assert json.dumps(body) == before
    assert without_field(body, ("never",)) == (body, False)


def test_the_command_lists_and_asks(tmp_path: Path) -> None:
    folder = tmp_path / "contract.json"
    folder.write_bytes(contract({"id": 7}).source.data)
    cl.Captures([answer({"id": 7, "tier": "gold"})]).save(tmp_path / "2.0.0.har")
    arguments = ("coverage", folder, "--captures", tmp_path / "2.0.0.har")
    assert "nobody" in commands.run(*arguments).output
    assert commands.run(*arguments, "--removable", "$.tier").exit_code == 0
    assert commands.run(*arguments, "--removable", "$.id").exit_code == 1
    fields = json.loads(commands.run(*arguments, "--json").output)
    assert [each["path"] for each in fields if not each["asked"]] == ["$.tier"]
    assert commands.run(*arguments, "--removable", "$.id", "--endpoint", "PUT /x").exit_code == 2


def test_a_desk_knows_them_too() -> None:
    lab = cl.open(ROOT / "notebooks/data/billing-service-customer-service.json", captures=ROOT / "notebooks/data/good")
    assert lab.coverage.removable("$.loyaltyTier").safe
    assert lab.strictness.stopped > 400


def test_messages_have_an_endpoint_of_their_own() -> None:
    message = {
        "description": "a customer moved",
        "contents": {"id": 1},
        "metaData": {"contentType": "application/json"},
    }
    document = contract({"id": 7}).document
    document = {**{key: document[key] for key in ("consumer", "provider", "metadata")}, "messages": [message]}
    covered = cl.coverage(cl.load(document), [])
    assert [each.label for each in covered] == ["message a customer moved"]
    assert covered.endpoints[0]["$.id"].asks
