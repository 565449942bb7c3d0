"""An operation of an API document becomes an example: what is promised in values and matchers, the rest is told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from agreement_documents import Maker
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support import require

import contractlab as cl
from contractlab.contracts.sample_exchange import request_of
from contractlab.errors import InvalidEdit

require("referencing")


def document(schema: Any, *, version: str = "3.1.0", example: Any = None, **operation: Any) -> dict[str, Any]:
    media: dict[str, Any] = {"schema": schema}
    if example is not None:
        media["example"] = example
    return {
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/things/{id}": {
                "get": {
                    "operationId": "get",
                    "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                    "responses": {"200": {"description": "d", "content": {"application/json": media}}},
                    **operation,
                }
            }
        },
    }


def made(schema: Any, spec_version: str = "4.0", **more: Any) -> cl.Definition:
    billing = cl.define("Shop", "Stock", spec_version=spec_version)
    billing.from_openapi(document(schema, **more), "get", status=200)
    return billing


def body(billing: cl.Definition) -> Any:
    written = json.loads(billing.contract.to_bytes())["interactions"][0]["response"]["body"]
    return written["content"] if billing.spec_version == "4.0" else written


def passes(billing: cl.Definition, value: Any) -> bool:
    return billing.contract.examples[0].check_response(cl.HttpResponse(200, json=value)).passed


def object_schema(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "integer"}, [5, 0, -3], ["5", 1.5, None]),
        ({"type": "number"}, [5, 1.5], ["5", None]),
        ({"type": "boolean"}, [True, False], ["x", 1]),
        ({"type": "string"}, ["", "x"], [1, None, {}]),
        ({"type": "string", "format": "date"}, ["2024-12-31"], ["31.12.2024", ""]),
        ({"type": "string", "format": "date-time"}, ["2024-12-31T10:00:00.5+01:00"], ["2024-12-31"]),
        ({"type": "string", "format": "uuid"}, ["0a0b0c0d-1111-2222-3333-444455556666"], ["0a0b"]),
        ({"type": "string", "format": "email"}, ["a@b.c"], ["ab"]),
        ({"type": "string", "pattern": "^[A-Z]{2}$", "example": "DE"}, ["AT"], ["at", "ATX"]),
        ({"type": "string", "pattern": "[0-9]", "example": "a1"}, ["b2c"], ["abc"]),
        ({"type": "string", "minLength": 2, "maxLength": 3}, ["ab", "abc"], ["a", "abcd"]),
        ({"enum": ["a", "b.c"]}, ["b.c"], ["bxc", "d"]),
        ({"enum": [1, 2]}, [2], [3]),
        ({"const": 7}, [7], [8]),
        ({"type": ["string", "null"]}, ["x", None], [5]),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, [5, None], ["x"]),
        ({"type": "array", "items": {"type": "integer"}}, [[1, 2], []], [["a"], 5]),
        ({"type": "array", "minItems": 1, "items": {"type": "integer"}}, [[1, 2]], [[]]),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, [{"any": 3}], [{"any": "x"}]),
    ],
    ids=lambda value: json.dumps(value)[:60],
)
def test_a_schema_asks_for_what_it_promises(schema: Any, good: list[Any], bad: list[Any]) -> None:
    billing = made(object_schema(v=schema))
    assert all(passes(billing, {"v": value}) for value in good)
    assert not any(passes(billing, {"v": value}) for value in bad)
    assert not [each for each in billing.problems if each.severity == "error"]


def test_only_what_is_required_is_asked_for_and_the_rest_is_named() -> None:
    schema = object_schema(id={"type": "integer"})
    schema["properties"] |= {"nick": {"type": "string"}, "secret": {"type": "string", "writeOnly": True}}
    billing = made(schema)
    assert body(billing) == {"id": 1}
    assert any("not required, so not asked for: nick (" in each.message for each in billing.problems)
    billing = made({"type": "object", "properties": {"id": {"type": "integer"}, "n": {"type": "string"}}})
    assert body(billing) == {"id": 1, "n": "text"}
    assert any("requires none of its properties" in each.message for each in billing.problems)


def test_the_documents_own_examples_are_used_where_they_fit() -> None:
    day = {"type": "string", "format": "date"}
    schema = object_schema(id={"type": "integer"}, name={"type": "string", "example": "Bob"}, at=day)
    assert body(made(schema, example={"id": 5, "name": "Alice", "at": "2020-01-01"})) == {
        "id": 5,
        "name": "Alice",
        "at": "2020-01-01",
    }
    billing = made(schema, example={"id": "five", "name": "Alice", "at": "yesterday"})
    assert body(billing) == {"id": 1, "name": "Alice", "at": "2001-02-03"}
    assert any("breaks its schema" in each.message for each in billing.problems)
    assert body(made(schema)) == {"id": 1, "name": "Bob", "at": "2001-02-03"}


def test_all_of_is_taken_together_and_of_alternatives_one() -> None:
    parts = {"allOf": [object_schema(a={"type": "integer"}), object_schema(b={"type": "string"})]}
    assert body(made(parts)) == {"a": 1, "b": "text"}
    choice = {"oneOf": [object_schema(a={"type": "integer"}), object_schema(b={"type": "string"})]}
    billing = made(choice, example={"b": "x"})
    assert body(billing) == {"b": "x"}
    assert any("one of 2 alternatives" in each.message for each in billing.problems)


def test_keywords_of_3_0_mean_what_they_meant() -> None:
    number = {"type": "integer", "minimum": 5, "exclusiveMinimum": True}
    schema = object_schema(n=number, s={"type": "string", "nullable": True})
    billing = made(schema, version="3.0.3")
    assert body(billing)["n"] == 6
    assert passes(billing, {"n": 1, "s": None})
    assert any("minimum 5 is not asked for" in each.message for each in billing.problems)


def test_parameters_headers_and_body_of_the_request() -> None:
    parameters = [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "example": "a b"},
        {"name": "kind", "in": "query", "required": True, "schema": {"type": "array", "items": {"enum": ["x", "y"]}}},
        {"name": "page", "in": "query", "schema": {"type": "integer"}},
        {"name": "X-Team", "in": "header", "required": True, "schema": {"type": "string", "format": "uuid"}},
        {"name": "Accept", "in": "header", "required": True, "schema": {"type": "string"}},
    ]
    content = {
        "application/json": {"schema": object_schema(id={"type": "integer", "readOnly": True}, n={"type": "integer"})}
    }
    billing = made({"type": "integer"}, parameters=parameters, requestBody={"required": True, "content": content})
    (example,) = billing.contract.examples
    assert example.request.path == "/things/a%20b"
    assert example.request.query == {"kind": ["x"]}
    assert "Accept" not in example.request.headers
    headers = [("X-Team", "0a0b0c0d-1111-2222-3333-444455556666"), ("Content-Type", "application/json")]
    sent = cl.HttpRequest("GET", "/things/7", "kind=y", headers, b'{"n": 9}')
    assert example.check_request(sent).passed
    assert not example.check_request(cl.HttpRequest("GET", "/things/7", "kind=z", headers, b'{"n": 9}')).passed
    assert any("not required, so not sent: page" in each.message for each in billing.problems)


@pytest.mark.parametrize("version", ["2.0", "3.0", "4.0"])
def test_older_versions_say_what_they_have_and_name_the_rest(version: str) -> None:
    billing = made(object_schema(a={"type": "integer"}, b={"type": ["string", "null"]}), version)
    assert passes(billing, {"a": 5, "b": "x"})
    assert not passes(billing, {"a": "5", "b": "x"})
    messages = [each.message for each in billing.problems]
    assert any("this version has no match.integer" in each for each in messages) == (version == "2.0")
    assert any("null is allowed, which is not said" in each for each in messages) == (version == "2.0")


def test_problems_have_the_line_of_the_document() -> None:
    text = json.dumps(document(object_schema(n={"type": "integer", "minimum": 3})), indent=1).encode()
    read = cl.load_openapi(text, name="api.json")
    billing = cl.define("Shop", "Stock")
    billing.from_openapi(read, "get")
    (problem,) = [each for each in billing.problems if "minimum" in each.message]
    assert problem.location.file == "api.json"
    assert text.decode().splitlines()[(problem.line or 0) - 1].strip() == '"n": {'


def test_other_media_types() -> None:
    form = object_schema(a={"type": "string"}, b={"type": "integer"})
    content = {"application/x-www-form-urlencoded": {"schema": form}}
    operation = document({}, requestBody={"required": True, "content": content})
    operation["paths"]["/things/{id}"]["get"]["responses"]["200"]["content"] = {"text/csv": {"example": "a;b"}}
    billing = cl.define("Shop", "Stock")
    billing.from_openapi(operation, "get")
    (example,) = billing.contract.examples
    assert example.request.body.data == b"a=text&b=1"
    assert example.response.body.data == b"a;b"
    with pytest.raises(InvalidEdit, match="takes no"):
        billing.from_openapi(operation, "get", media_type="image/png")


NAMES = st.sampled_from(["a", "b c", "d"])
SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(
        [
            {"type": "string"}, {"type": "integer"}, {"type": "number", "minimum": 3}, {"type": "boolean"},
            {"type": "string", "format": "date"}, {"type": "string", "format": "uuid"}, {"enum": ["a", "b"]},
            {"type": ["integer", "null"]}, {"type": "string", "maxLength": 2}, {"const": "x"}, {},
        ]
    ),
    lambda inner: st.one_of(
        inner.map(lambda each: {"type": "array", "items": each}),
        st.dictionaries(NAMES, inner, min_size=1, max_size=3).map(lambda each: object_schema(**each)),
        st.lists(inner, min_size=1, max_size=2).map(lambda each: {"anyOf": each}),
    ),
    max_leaves=6,
)  # fmt: skip


@given(SCHEMAS, st.sampled_from(["4.0", "3.0", "2.0"]))
@settings(max_examples=60, deadline=None)
def test_the_example_fits_the_schema_that_it_was_made_of_and_itself(schema: Any, version: str) -> None:
    read = cl.load_openapi(document(object_schema(v=schema)))
    billing = cl.define("Shop", "Stock", spec_version=version)
    billing.from_openapi(read, "get")
    written = body(billing)
    assume("v" in written)
    own = read["get"].reply(200).content[0].schema  # type: ignore[union-attr]
    assert own is not None
    assert own.errors(written) == []
    assert passes(billing, written) or [each for each in billing.contract.problems if each.severity != "info"]
    room: dict[str, Any] = {}
    exec(billing.code(), room)
    assert room["billing"].contract.to_bytes() == billing.contract.to_bytes()


@given(SCHEMAS, st.sampled_from([{"format": "contractcase"}, {"spec_version": "2.0"}, {}]))
@settings(max_examples=40, deadline=None)
def test_the_request_fits_itself_wherever_a_value_travels_as_a_text(schema: Any, kind: Any) -> None:
    places = [{"name": name, "in": place, "required": True, "schema": schema}
              for name, place in (("id", "path"), ("q", "query"), ("X-H", "header"))]  # fmt: skip
    read = cl.load_openapi(document({"type": "object"}, parameters=places))
    billing = cl.define("Shop", "Stock", **kind)
    billing.from_openapi(read, "get", base_path="/v1")
    (example,) = billing.contract.examples
    asked = request_of(example.request)
    assert asked.path.startswith("/v1/things/")
    result = example.check_request(asked)
    assert result.passed, result.mismatches
    assert not [each.message for each in billing.problems if "no request fits" in each.message]


def test_what_a_format_does_not_ask_of_a_response_is_listed() -> None:
    reply = {"description": "d", "headers": {"ETag": {"required": True, "schema": {"type": "string"}}}}
    billing = cl.define("Shop", "Stock", format="contractcase")
    billing.from_openapi(document({}, responses={"200": reply}), "get")
    (example,) = billing.contract.examples
    assert not example.response.headers
    assert any("headers of a response are not asked for" in each.message for each in billing.problems)


def test_an_operation_that_makes_no_contract_with_the_rest_adds_nothing() -> None:
    billing = cl.define("Shop", "Stock", format="contractcase")
    billing.from_openapi(document({"type": "integer"}), "get", description="ask")
    before = billing.contract.to_bytes()
    with pytest.raises(InvalidEdit):
        billing.from_openapi(document({}, parameters=[], requestBody={"required": True, "content": {
            "application/x-www-form-urlencoded": {"schema": object_schema(a={"type": "string"})}}}), "get")  # fmt: skip
    assert billing.contract.to_bytes() == before


def test_a_parameter_of_the_path_without_an_example_is_any_text() -> None:
    """A random document of many showed it: paths whose parameters have no example of their own."""
    for seed in (140_891, *range(500, 540)):
        api, _ = Maker(seed).pair()
        document = cl.load_openapi(api)
        for operation in document.operations:
            cl.define("shop", "stock").from_openapi(document, operation.name)
