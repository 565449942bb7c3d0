"""The calls that define an example, and what the file then has."""

from __future__ import annotations

import datetime as dt
import functools
import json
from pathlib import Path
from typing import Any

import pytest

import contractlab as cl
from contractlab import generate, match, xml
from contractlab.errors import InvalidEdit


def only(definition: cl.Definition) -> dict[str, Any]:
    """The one example of a definition, as the file has it."""
    document = json.loads(definition.contract.to_bytes())
    (example,) = document.get("interactions") or document["messages"]
    return dict(example)


def billing(version: str = "4.0") -> cl.Definition:
    return cl.define("BillingService", "CustomerService", spec_version=version)


def test_the_calls_of_version_4_and_everything_in_one_call_say_the_same() -> None:
    chained, at_once = billing(), billing()
    (
        chained.upon_receiving("a customer")
        .given("a customer exists", id=7)
        .with_request("put", "/customers/7")
        .with_query_parameters({"full": ["1", "2"]})
        .with_headers({"Accept": "application/json"})
        .with_body({"name": match.str("Ada")})
        .will_respond_with(201)
        .with_header("Location", "/customers/7")
        .with_body({"id": 7})
    )
    (
        at_once.given("a customer exists", {"id": 7})
        .upon_receiving("a customer")
        .with_request(
            "PUT", "/customers/7", query={"full": ["1", "2"]}, headers={"Accept": "application/json"},
            json={"name": match.str("Ada")},
        )
        .will_respond_with(201, headers={"Location": "/customers/7"}, body={"id": 7})
    )  # fmt: skip
    assert chained.contract.to_bytes() == at_once.contract.to_bytes()


def test_a_state_variable_is_made_from_the_state_and_shows_its_value() -> None:
    definition = billing()
    (
        definition.example("a customer")
        .given("a customer exists", id=123)
        .with_request("GET", match.concat("/customers/", match.state_variable("id"), ".json"))
        .will_respond_with(200, json={"id": match.state_variable("id")})
    )
    example = only(definition)
    assert example["request"]["path"] == "/customers/123.json"
    assert example["request"]["generators"]["path"]["expression"] == "/customers/${id}.json"
    (rule,) = example["request"]["matchingRules"]["path"]["matchers"]
    assert rule == {"match": "regex", "regex": r"/customers/.+\.json"}
    assert example["response"]["body"]["content"] == {"id": 123}
    assert example["response"]["generators"]["body"]["$.id"]["dataType"] == "INTEGER"
    (passed,) = definition.contract.examples
    assert passed.check_request(cl.HttpRequest("GET", "/customers/9.json")).passed
    assert not passed.check_request(cl.HttpRequest("GET", "/customers/9.xml")).passed


def test_what_a_version_cannot_say_is_refused_at_once_and_changes_nothing() -> None:
    definition = billing("2.0")
    chain = definition.example("a customer").with_request("GET", "/").will_respond_with(200, json={"a": 1})
    before = definition.contract.to_bytes()
    with pytest.raises(InvalidEdit, match="integer came with Pact V3"):
        chain.with_body({"a": match.integer(1)})
    with pytest.raises(InvalidEdit, match="second state"):
        chain.given("one").given("two")
    with pytest.raises(InvalidEdit, match="generators came with Pact V3"):
        chain.with_generators({"body": {"$.a": {"type": "RandomInt"}}})
    assert (
        json.loads(definition.contract.to_bytes())["interactions"][0]["response"]
        == json.loads(before)["interactions"][0]["response"]
    )


def test_v2_keeps_that_there_was_a_generator_as_the_reference_does() -> None:
    definition = billing("2.0")
    made = {"a": match.like(1, generator=generate.integer())}
    definition.example("a customer").with_request("GET", "/").will_respond_with(200, json=made)
    response = json.loads(definition.contract.to_bytes())["interactions"][0]["response"]
    assert response["generators"] is None
    assert response["body"] == {"a": 1}


def test_an_example_that_lacks_something_is_named_and_not_in_the_contract() -> None:
    definition = billing()
    definition.example("half").with_request("GET", "/")
    definition.example("whole").with_request("GET", "/").will_respond_with(200)
    assert [example.description for example in definition.contract] == ["whole"]
    assert [chain.lacks for chain in definition.unfinished] == ["a response: .will_respond_with(…)"]


def test_an_example_defined_again_takes_the_place_of_the_first() -> None:
    definition = billing()
    for status in (200, 204):
        definition.example("one").given("s").with_request("GET", "/").will_respond_with(status)
    definition.example("one").given("t").with_request("GET", "/").will_respond_with(404)
    assert [(each.states[0].name, each.response.status) for each in definition.contract] == [("s", 204), ("t", 404)]


def test_an_example_is_removed_with_what_it_took_the_place_of() -> None:
    definition = billing()
    for status in (200, 204):
        definition.example("one").with_request("GET", "/").will_respond_with(status)
    definition.example("two").with_request("GET", "/two").will_respond_with(200)
    definition.remove("one")
    assert [example.description for example in definition.contract] == ["two"]


def test_messages_with_and_without_replies() -> None:
    definition = billing()
    definition.example("an event", "Async").with_body({"id": match.int(1)}).with_metadata(topic="customers")
    (
        definition.example("a question", "Sync")
        .with_body({"q": 1}, part="Request")
        .with_body({"a": 1}, part="Response")
        .with_body({"a": 2}, part="Response")
        .will_respond_with(json={"a": 3}, metadata={"last": True})
    )
    question, event = definition.contract.examples
    assert [reply.contents.value for reply in question.responses] == [{"a": 1}, {"a": 2}, {"a": 3}]
    assert event.kind == "message"
    assert event.metadata == {"contentType": "application/json", "topic": "customers"}


@pytest.mark.parametrize(
    ("given", "kind", "data"),
    [
        ({"json": "text"}, "application/json", b'"text"'),
        ({"json": None}, "application/json", b"null"),
        ({"text": "hello"}, "text/plain", b"hello"),
        ({"xml": xml.element("a", 1)}, "application/xml", b"<?xml version='1.0'?><a>1</a>"),
        ({"form": {"a": "x y", "b": [1, 2]}}, "application/x-www-form-urlencoded", b"a=x+y&b=1&b=2"),
        ({"body": b"\x00\xff"}, "application/octet-stream", b"\x00\xff"),
        ({"body": b"\x89PNG", "content_type": "image/png"}, "image/png", b"\x89PNG"),
    ],
    ids=lambda value: str(value)[:30],
)
@pytest.mark.parametrize("version", ["4.0", "3.0", "2.0"])
def test_bodies_of_every_kind(version: str, given: dict[str, Any], kind: str, data: bytes) -> None:
    definition = billing(version)
    definition.example("a thing").with_request("GET", "/").will_respond_with(200, **given)
    (example,) = definition.contract.examples
    answer = cl.HttpResponse(200, [("Content-Type", kind)], data)
    if data == b"null":
        answer = cl.HttpResponse(200, [("Content-Type", kind)], b"")
    assert example.check_response(answer).passed
    assert not example.check_response(cl.HttpResponse(200, [("Content-Type", kind)], b'{"other": 1}')).passed


def test_parts_of_a_form_have_rules_of_their_own(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    definition = billing()
    (
        definition.example("an upload")
        .with_request("POST", "/files")
        .with_multipart_file("picture", picture, "image/png")
        .will_respond_with(201)
    )
    request = only(definition)["request"]
    assert list(request["matchingRules"]["body"]) == ["$.picture"]
    again = billing()
    (
        again.example("an upload")
        .with_request("POST", "/files", files={"picture": ("a.png", picture.read_bytes(), "image/png")})
        .will_respond_with(201)
    )
    assert again.contract.to_bytes() == definition.contract.to_bytes()  # the boundary depends on the parts alone


def test_integration_json_is_understood_wherever_a_value_stands() -> None:
    definition = billing()
    (
        definition.example("one")
        .with_request("GET", {"pact:matcher:type": "regex", "regex": r"/\d", "value": "/1"})
        .with_query_parameter("q", '{"pact:matcher:type": "matching(integer, 3)", "value": "4"}')
        .will_respond_with(200, json={"n": {"pact:matcher:type": "matching(type, fromProviderState('id', 3))"}})
    )
    example = only(definition)
    assert example["request"]["path"] == "/1"
    assert example["request"]["query"] == {"q": ["4"]}
    assert example["response"]["body"]["content"] == {"n": 3}
    assert example["response"]["generators"]["body"]["$.n"]["type"] == "ProviderState"


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"pact:matcher:type": "regex", "value": "a"}, "needs a pattern"),
        ({"pact:matcher:type": "type"}, "needs an example"),
        ({"pact:generator:type": "Uuid"}, "generator needs a matcher"),
        ({"pact:matcher:type": "eachLike(1)", "value": 1}, "there is no eachLike"),
        ({"pact:matcher:type": "matching(regex, 'a'", "value": 1}, "is wanted at"),
        (match.like(), "needs an example"),
        (match.state_variable("id"), "no state brings id"),
        ({"it's": match.integer(1)}, "no path for the key"),
        (match.each_like(match.like()), "needs an example"),
    ],
    ids=repr,
)
def test_what_the_reference_drops_in_silence_is_refused(value: Any, says: str) -> None:
    chain = billing().example("one").with_request("GET", "/")
    with pytest.raises(InvalidEdit, match=says):
        chain.will_respond_with(200, json=value)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda chain: chain.will_respond_with(200, json=1, text="1"), "give one body"),
        (lambda chain: chain.will_respond_with("ok"), "is not a status"),
        (lambda chain: chain.with_header("A", "b", part="Reply"), "neither Request nor Response"),
        (lambda chain: chain.with_metadata(a=1), "have headers"),
        (lambda chain: chain.upon_receiving("x", "Later"), "none of HTTP, Async and Sync"),
        (lambda chain: chain.upon_receiving(""), "description"),
        (lambda chain: chain.with_query_parameters(3), "neither a mapping"),
    ],
)
def test_calls_that_mean_nothing_say_what_to_do(call: Any, says: str) -> None:
    chain = billing().example("one").with_request("GET", "/").will_respond_with(200)
    with pytest.raises(InvalidEdit, match=says):
        call(chain)


def test_everything_around_an_example() -> None:
    definition = billing()
    (
        definition.example("one")
        .with_request("GET", "/")
        .will_respond_with(200)
        .set_key("k")
        .set_pending()
        .add_text_comment("first")
        .add_text_comment("second")
        .add_external_reference("Jira", "TICKET", "T-1")
        .test_name("test_it")
        .with_matching_rules({"header": {"X": {"matchers": [{"match": "type"}]}}})
    )
    definition.with_metadata("team", {"owner": "billing"})
    example = only(definition)
    assert (example["key"], example["pending"]) == ("k", True)
    assert example["comments"] == {
        "text": ["first", "second"],
        "references": {"Jira": {"TICKET": "T-1"}},
        "testname": "test_it",
    }
    assert example["response"]["matchingRules"]["header"]["X"]["combine"] == "AND"
    assert definition.contract.document["metadata"]["team"] == {"owner": "billing"}


def test_formats_and_versions_that_cannot_be_defined_are_refused() -> None:
    with pytest.raises(InvalidEdit, match="no format"):
        cl.define("a", "b", format="nope")
    with pytest.raises(InvalidEdit, match=r"there are 4\.0, 3\.0, 2\.0"):
        cl.define("a", "b", spec_version="1.0")


def test_the_card_says_what_is_proved_and_what_is_odd() -> None:
    definition = billing()
    definition.example("one").with_request("GET", "/a").will_respond_with(200)
    definition.example("two").with_request("GET", "/a").will_respond_with(200, json={"a": 1})
    definition.example("half")
    definition.note_proof("one")
    card = definition._repr_mimebundle_()
    assert {"text/plain", "text/html", "text/markdown"} <= set(card)
    text = card["text/plain"]
    assert "1 of 2 not proved. Saving would write 1 and refuse 1." in text
    assert "half lacks a request" in text
    assert "overlapping-examples" in {problem.code for problem in definition.problems}
    assert "<script" not in card["text/html"]


DEEP: Any = functools.reduce(lambda inner, _: [inner], range(5_000), 1)


@pytest.mark.parametrize(
    "value",
    [{1, 2}, b"x", dt.date(2026, 1, 2), float("nan"), float("-inf"), "\ud800", object(), DEEP, {"k": DEEP}],
    ids=["set", "bytes", "date", "nan", "infinite", "half a character", "object", "deep", "deep below a key"],
)
@pytest.mark.parametrize("place", ["body", "matcher", "key", "state", "header", "query", "metadata", "comment"])
@pytest.mark.parametrize("format_name", ["pact", "contractcase"])
def test_what_no_file_holds_is_refused_where_it_is_typed(value: Any, place: str, format_name: str) -> None:
    made = cl.define("Shop", "Stock", format=format_name)
    chain = made.example("x").with_request("GET", "/").will_respond_with(200)
    before = chain.written
    typed = {
        "body": lambda: chain.with_body({"a": [value]}),
        "matcher": lambda: chain.with_body({"a": match.like({"b": value})}),
        "key": lambda: chain.with_body({f"\ud800{type(value)}": 1}),
        "state": lambda: chain.given("s", a=value),
        "header": lambda: chain.with_header("X", match.like(value)),
        "query": lambda: chain.with_query_parameter("q", match.like(value)),
        "metadata": lambda: made.example("m", "Async").with_metadata(a=value),
        "comment": lambda: chain.set_comment("a", value),
    }
    with pytest.raises(InvalidEdit):
        typed[place]()
    assert chain.written == before, "nothing has changed"


def test_headers_are_set_from_pairs_too() -> None:
    made = cl.define("Shop", "Stock")
    chain = made.example("x").with_request("GET", "/").set_headers([("Accept", "a, b"), ("X", "1")])
    chain.set_headers({"X": "2"}).will_respond_with(200)
    assert chain.written["request"]["headers"] == {"Accept": ["a, b"], "X": ["2"]}
