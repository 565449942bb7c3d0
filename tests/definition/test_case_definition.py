"""Defining contracts of ContractCase: both sides, functions, names, and what cannot be said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

import contractlab as cl
from contractlab import generate, match
from contractlab.contracts.defined import DefinedBody
from contractlab.definition.consumer_runs import ConsumerRun
from contractlab.values.display import present
from contractlab.values.http import HttpRequest, HttpResponse

ID = match.state_variable("id")


def definition() -> cl.Definition:
    return cl.define("BillingService", "CustomerService", format="contractcase")


def customer(billing: cl.Definition, description: str | None = "a request for a customer") -> cl.ExampleBeingDefined:
    return (
        billing.example(description)
        .given("a customer exists", id="123")
        .with_request("GET", match.concat("/customers/", ID), headers={"Accept": "application/json"})
        .will_respond_with(200, json={"id": ID, "name": match.str("Alice Smith")})
    )


def ask(provider: Any, path: str = "/customers/123", **headers: str) -> httpx.Response:
    with httpx.Client(transport=provider.transport, base_url="http://mock") as client:
        return client.get(path, headers=headers)


def bodies(billing: cl.Definition) -> list[Any]:
    document = json.loads(billing.contract.to_bytes())
    return [example["mock"]["response"]["_case:matcher:child"].get("body") for example in document["examples"]]


# HTTP, the consumer asks


def test_a_request_that_fits_proves_its_example_and_the_file_holds_it(tmp_path: Path) -> None:
    billing = definition()
    customer(billing)
    with pytest.raises(cl.ContractBroken, match="a request for a customer"):
        billing.save(tmp_path)
    with billing.mock() as provider:
        answer = ask(provider, accept="application/json")
    assert answer.json() == {"id": "123", "name": "Alice Smith"}
    path = billing.save(tmp_path)
    assert path == tmp_path / "customerservice" / "billingservice-main.case.json"
    assert len(list(path.parent.iterdir())) == 2
    loaded = cl.load(path)
    assert loaded.format == "contractcase"
    assert loaded.to_bytes() == billing.contract.to_bytes()
    assert [problem.code for problem in loaded.problems] == ["mock-type"]
    assert not billing.problems


def test_a_missing_header_breaks_the_mock_and_is_named() -> None:
    billing = definition()
    customer(billing)
    with pytest.raises(cl.ContractBroken) as broken, billing.mock() as provider:
        ask(provider)
    text = str(broken.value)
    assert "header accept" in text
    assert "a request for a customer" in text


def test_names_come_from_what_is_exchanged_or_from_descriptions() -> None:
    billing = definition()
    customer(billing, None)
    customer(billing)
    names = [example.description for example in billing.contract.examples]
    assert names[0].startswith('When a customer exists, then an http "GET" request to "/customers/{{id}}"')
    assert names[1].startswith("When a customer exists, then a request for a customer returns a (200) response")


def test_a_response_has_a_name_of_its_own() -> None:
    billing = definition()
    billing.example("ask").with_request("GET", "/x").will_respond_with(200, name="get it")
    assert billing.contract.examples[0].description == "ask returns get it"


def test_an_example_that_is_defined_again_takes_the_place_of_the_first() -> None:
    billing = definition()
    for status in (200, 201):
        billing.example("ask").with_request("GET", "/x").will_respond_with(status)
        billing.example().with_request("GET", "/y").will_respond_with(200)
    assert len(billing.contract.examples) == 2
    assert [example.response.status for example in billing.contract.examples] == [201, 200]
    billing.example(repeated=True).with_request("GET", "/y").will_respond_with(200)
    assert len(billing.contract.examples) == 3


def test_two_parts_that_are_described_alike_and_differ_are_refused_and_told() -> None:
    billing = definition()
    billing.example().with_request("GET", "/1").will_respond_with(200, json=match.str("a"))
    billing.example().with_request("GET", "/2").will_respond_with(200, json=match.str("b"))
    with pytest.raises(cl.InvalidEdit, match="more than one definition") as refused:
        billing.mock()
    assert "name=" in str(refused.value)
    assert "make no contract together" in present(billing)["text/plain"]


def test_two_defaults_of_one_variable_are_refused() -> None:
    billing = definition()
    chain = billing.example("x").given("a", id="1").given("b", id="2").with_request("GET", "/x").will_respond_with(200)
    assert not chain.lacks
    with pytest.raises(cl.InvalidEdit, match="different defaults"):
        assert billing.contract


def test_the_mock_answers_with_headers_and_as_express_sends_values() -> None:
    billing = definition()
    billing.example("object").with_request("GET", "/o").will_respond_with(
        200, json={"b": 1, "a": "ü"}, headers={"x-a": "1"}
    )
    billing.example("text").with_request("GET", "/t").will_respond_with(200, body="grün")
    billing.example("number").with_request("GET", "/n").will_respond_with(200, json=305)
    billing.example("nothing").with_request("GET", "/f").will_respond_with(200, json=match.bool(False))
    provider = billing.mock()
    answers = {path: ask(provider, f"/{path}") for path in "otnf"}
    assert answers["o"].text == '{"b":1,"a":"ü"}'
    assert answers["o"].headers["x-a"] == "1"
    assert answers["t"].text == "grün"
    assert answers["t"].headers["content-type"] == "text/html; charset=utf-8"
    assert answers["n"].json() == 305
    assert answers["n"].status_code == 200
    assert answers["f"].content == b""
    assert {problem.code for problem in billing.problems} == {"response-headers", "body-not-sent"}


def test_text_that_is_json_is_told() -> None:
    billing = definition()
    billing.example("x").with_request("GET", "/x").will_respond_with(200, body="12")
    assert [problem.code for problem in billing.problems] == ["text-read-as-json"]


def test_one_prefers_the_example_that_is_to_be_proved() -> None:
    billing = definition()
    for status in (200, 201):
        billing.example(repeated=True).with_request("GET", "/x").will_respond_with(status)
    done = [billing.prove(index, lambda mock: httpx.get(f"{mock.url}/x").status_code) for index in (0, 1)]
    assert [each.returned for each in done] == [200, 201]
    assert not billing.unproved


def test_the_order_of_parts_is_that_of_the_calls() -> None:
    billing = definition()
    (
        billing.example("x")
        .with_request("POST", "/x")
        .with_body({"a": 1})
        .with_header("X-B", "1")
        .with_query_parameter("q", "1")
        .will_respond_with(200)
    )
    written = json.loads(billing.contract.to_bytes())["examples"][0]["mock"]["request"]["_case:matcher:child"]
    assert list(written)[2:-1] == ["uniqueName", "body", "headers", "query"]
    assert written["headers"] == {"x-b": "1"}


# The consumer is asked


def server(status: int = 202) -> Any:
    seen: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse(status)

    answer.seen = seen  # type: ignore[attr-defined]
    return answer


def webhook() -> cl.Definition:
    billing = definition()
    (
        billing.receives("a webhook")
        .given("ready", token="t")
        .given("calm")
        .with_request("POST", "/hook", json={"token": match.state_variable("token")})
        .will_respond_with(202)
    )
    return billing


def test_a_server_is_asked_after_its_states_in_order() -> None:
    billing, order = webhook(), []
    states = cl.StateHandlers()

    @states("ready")
    def ready() -> dict[str, str]:
        order.append("ready")
        return {"token": "xyz"}

    @states("calm")
    def calm() -> None:
        order.append("calm")

    app = server()
    done = billing.prove("a webhook", app, states=states)
    assert isinstance(done, ConsumerRun)
    assert done.require_passed().passed
    assert order == ["ready", "calm"]
    assert app.seen[0].body == b'{"token":"xyz"}'
    assert [example.description for example in billing.proved] == [
        example.description for example in billing.contract.examples
    ]


def test_a_wrong_answer_a_wrong_variable_and_a_missing_handler_are_no_proof() -> None:
    billing = webhook()
    states = cl.StateHandlers({"calm": lambda state, action, parameters: None})
    with pytest.raises(cl.StateError, match="ready"):
        billing.prove("a webhook", server(), states=states)
    for value, app in ((3, server()), ("xyz", server(500))):
        given = {"ready": lambda state, action, parameters, value=value: {"token": value}}
        quiet = {"calm": lambda state, action, parameters: None}
        done = billing.prove("a webhook", app, states={**given, **quiet})
        assert not done.passed
        with pytest.raises(cl.ContractBroken):
            done.require_passed()
    assert billing.unproved


def test_what_the_consumer_is_asked_by_is_not_answered_by_the_mock() -> None:
    billing = webhook()
    customer(billing)
    provider = billing.mock()
    with httpx.Client(transport=provider.transport, base_url="http://mock") as client:
        assert client.post("/hook", json={"token": "t"}).status_code == 500
    assert [example.request.path for example in provider.uncalled] == ["/customers/123"]


# Functions


def test_functions_are_called_and_implemented_and_throw() -> None:
    billing = definition()
    called = billing.example("adding").with_call("add", 1, match.int(2)).will_return(3)
    failing = billing.example().with_call("find", "x").will_throw("NotFound", "no such thing")
    asked = billing.receives().with_call("double", match.int(4)).will_return(match.int(8))
    raising = billing.receives().with_call("drop").will_throw("Gone", "gone")

    class Gone(Exception):
        pass

    def drop() -> None:
        raise Gone("gone")

    assert billing.prove(called, lambda function: function(1, 7) * 2).require_passed().returned == 6
    assert not billing.prove(failing, lambda function: function("x")).passed
    done = billing.prove(failing, lambda function: function("x"), raises=Exception)
    assert type(done.raised).__name__ == "NotFound"
    assert str(done.raised) == "no such thing"
    assert billing.prove(asked, lambda number: number * 2).passed
    assert not billing.prove(asked, str).passed
    assert billing.prove(raising, drop).passed
    assert not billing.prove(raising, lambda: None).passed
    assert not billing.unproved


def test_wrong_arguments_are_no_proof_and_shown() -> None:
    billing = definition()
    called = billing.example("adding").with_call("add", 1, 2).will_return(3)
    done = billing.prove(called, lambda function: function(1, 5))
    assert not done.passed
    assert "expected exactly 2, got 5" in present(done)["text/plain"]
    assert billing.unproved


def test_consumers_are_found_by_names() -> None:
    billing = definition()
    customer(billing)
    billing.example().with_call("add", 1, 2).will_return(3)
    billing.receives().with_call("double", 4).will_return(8)
    request = billing.contract.examples[1].description.removesuffix(" returns 3")
    consumers = {
        "a request for a customer": lambda mock: httpx.get(
            f"{mock.url}/customers/123", headers={"accept": "application/json"}
        ),
        f"{request}::returns 3": lambda function: function(1, 2),
        "double": lambda number: 2 * number,
    }
    with pytest.raises(cl.InvalidEdit, match=r"2 names are missing(.|\n)*An invocation of add"):
        billing.prove_all({"double": consumers["double"]})
    done = billing.prove_all(consumers).require_passed()
    assert len(done) == 3
    assert not billing.unproved
    wrong = billing.prove_all({**consumers, "double": str})
    assert [each.example.kind for each in wrong.failures] == ["function"]
    with pytest.raises(cl.ContractBroken):
        wrong.require_passed()
    assert "not proved" in present(wrong)["text/plain"]


# What cannot be said


@pytest.mark.parametrize(
    ("define", "words"),
    [
        pytest.param(lambda builder: builder.example("x", "Async"), "no messages", id="message"),
        pytest.param(lambda builder: builder.example("x").set_key("k"), "a key", id="key"),
        pytest.param(lambda builder: builder.example("x").set_pending(), "pending", id="pending"),
        pytest.param(
            lambda builder: builder.example("x").with_request("POST", body="text"), "objects and arrays", id="text"
        ),
        pytest.param(
            lambda builder: builder.example("x").with_request("POST", form={"a": "1"}), "objects and arrays", id="form"
        ),
        pytest.param(
            lambda builder: builder.example("x").will_respond_with(200, xml="<a/>"), "headers of a response", id="xml"
        ),
        pytest.param(lambda builder: builder.example("x").will_respond_with(200, body=b"\x00"), "bytes", id="bytes"),
        pytest.param(
            lambda builder: builder.example("x").with_request("GET", match.regex("/1", regex="/.*")),
            "regex",
            id="regex",
        ),
        pytest.param(
            lambda builder: builder.example("x").will_respond_with(200, json=match.date()), "match.date", id="date"
        ),
        pytest.param(
            lambda builder: builder.example("x").will_respond_with(200, json=match.int(generator=generate.int())),
            "no generators",
            id="generator",
        ),
        pytest.param(
            lambda builder: builder.example("x").with_request("GET", match.concat(ID, "/", ID)),
            "one varying piece",
            id="concat",
        ),
        pytest.param(
            lambda builder: builder.example("x").with_call("f").will_throw("E", name="n"), "loses the name", id="throw"
        ),
        pytest.param(
            lambda builder: builder.example("x").with_call("f").with_body({}), "no parts of HTTP", id="function-body"
        ),
        pytest.param(lambda builder: builder.example("x").will_return(1), "with_call", id="return"),
        pytest.param(
            lambda builder: builder.example("x").will_respond_with(200, json=match.array_length(min=1)),
            "example",
            id="length",
        ),
        pytest.param(
            lambda builder: builder.example("x").with_request().with_header("a", match.str()).with_header("a", "b"),
            "one text",
            id="header-twice",
        ),
        pytest.param(
            lambda builder: builder.example("x").will_respond_with(200).with_body(DefinedBody("integration", "{}")),
            "integrations",
            id="integration",
        ),
    ],
)
def test_what_contractcase_cannot_say_is_refused(define: Any, words: str) -> None:
    with pytest.raises(cl.InvalidEdit, match=words):
        define(definition())


@pytest.mark.parametrize(
    ("define", "words"),
    [
        pytest.param(lambda builder: builder.example("x").with_call("f"), "no calls of functions", id="function"),
        pytest.param(lambda builder: builder.receives("x", "HTTP"), "provider is the server", id="server"),
        pytest.param(lambda builder: builder.example("x").will_respond_with(200, name="n"), "no name", id="name"),
        pytest.param(lambda builder: builder.example("x").given("s", id=match.str()), "plain values", id="parameter"),
        pytest.param(lambda builder: builder.example(), "description", id="description"),
        pytest.param(
            lambda builder: builder.example("x").with_request().will_respond_with(match.status_code("40X")),
            "classes",
            id="status",
        ),
    ],
)
def test_what_pact_cannot_say_is_refused_there(define: Any, words: str) -> None:
    with pytest.raises(cl.InvalidEdit, match=words):
        define(cl.define("BillingService", "CustomerService"))


def test_pact_says_a_class_of_statuses_by_its_name() -> None:
    billing = cl.define("BillingService", "CustomerService")
    billing.example("x").with_request().will_respond_with(match.status_code("4XX"))
    assert billing.contract.examples[0].response.status == 400
    assert "clientError" in billing.contract.to_bytes().decode()


# Values


def test_a_matcher_without_a_value_has_one_of_its_kind() -> None:
    billing = definition()
    values = {"a": match.str(), "b": match.int(), "c": match.bool(), "d": match.number(), "e": match.includes("x")}
    billing.example("x").with_request().will_respond_with(200, json=values)
    assert billing.contract.examples[0].response.body.value == {
        "a": "someString",
        "b": 1,
        "c": True,
        "d": 1.1,
        "e": "x",
    }


def test_texts_around_a_varying_piece_are_a_prefix_and_a_suffix() -> None:
    billing = definition()
    billing.example("x").with_request().will_respond_with(200, json=match.concat("/a/", match.str("b"), "/", "c"))
    (body,) = bodies(billing)
    assert body["_case:matcher:prefix"] == "/a/"
    assert body["_case:matcher:suffix"]["_case:matcher:suffix"] == "/c"
    assert billing.contract.examples[0].response.body.value == "/a/b/c"


def test_entries_are_compared_as_around_them_and_those_of_each_like_by_type() -> None:
    billing = definition()
    billing.example("x").with_request().will_respond_with(200, json={"a": match.each_entry(1), "b": match.each_like(1)})
    example = billing.contract.examples[0]
    assert example.check_response(cl.HttpResponse(200, json={"a": [1, 1], "b": [2, 3]})).passed
    assert not example.check_response(cl.HttpResponse(200, json={"a": [2], "b": [2]})).passed


@pytest.mark.parametrize(
    ("method", "status", "body", "reason"),
    [
        ("GET", 204, {"a": 1}, "with status 204"), ("GET", 304, "words", "with status 304"),
        ("HEAD", 200, [1], "in answer to HEAD"), ("GET", 200, {"a": 1}, ""), ("GET", 205, {"a": 1}, ""),
        ("GET", 204, None, ""),
    ],
)  # fmt: skip
def test_a_body_that_http_does_not_carry_is_told_and_the_mock_sends_none(
    method: str, status: int, body: object, reason: str
) -> None:
    billing = cl.define("Billing", "Customers", format="contractcase")
    chain = billing.example("a customer").with_request(method, "/customers/1").will_respond_with(status)
    if body is not None:
        chain.with_body(body)
    (example,) = billing.contract.examples
    problems = [problem for problem in billing.problems if problem.code == "body-not-sent"]
    assert [reason in problem.message for problem in problems] == ([True] if reason else [])
    mock = billing.mock()
    with httpx.Client(transport=mock.transport, base_url="http://mock") as client:
        answer = client.request(method, "/customers/1")
    assert mock.passed
    assert bool(answer.content) == (body is not None and not reason)
    assert example.check_response(answer).passed != bool(reason)
