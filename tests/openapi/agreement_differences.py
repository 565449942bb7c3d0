"""Where contracts are judged otherwise than by PactFlow's comparator (openapi-pact-comparator 1.7.0), and why.

Every kind stands here once, with its reason and pairs of a document and an interaction that show it.
"""

from __future__ import annotations

from typing import Any

from agreement_encodings import ENCODINGS
from agreement_pairs import JSON, interaction
from agreement_shapes import DONE, NUMBERS, Difference, Pair, api, content

NEW = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}},
}
CAT = {
    "type": "object",
    "required": ["kind", "meows"],
    "properties": {"kind": {"type": "string"}, "meows": {"type": "boolean"}},
}


def _in_query(named: str, sent: dict[str, list[str]]) -> Pair:
    parameter = {"name": named, "in": "query", "schema": NUMBERS}
    return api({"get": {"parameters": [parameter], "responses": DONE}}), interaction("/a", query=sent)


def _sent(body: dict[str, Any], schema: dict[str, Any]) -> Pair:
    operation = {"post": {"requestBody": content(schema), "responses": DONE}}
    return api(operation), interaction("/a", method="POST", headers=JSON, sent=body)


def _served(url: str, path: str, **variables: Any) -> Pair:
    server = {"url": url, **({"variables": variables} if variables else {})}
    return api({"get": {"responses": DONE}}, servers=[server]), interaction(path)


def _served_at(url: str, path: str, *, by_operation: bool = False) -> Pair:
    """A document that is served at ``/v1``, with a path or an operation that is served elsewhere."""
    own = {"servers": [{"url": url}]}
    item = {"get": {"responses": DONE, **own}} if by_operation else {"get": {"responses": DONE}, **own}
    return api(item, servers=[{"url": "https://x.example/v1"}]), interaction(path)


def _answered(body: Any, schema: dict[str, Any]) -> Pair:
    operation = {"get": {"responses": {"200": {"description": "an answer", **content(schema)}}}}
    return api(operation), interaction("/a", body, answered=JSON)


def _with(kind: str) -> dict[str, Any]:
    return {"type": "object", "properties": {"n": {"type": kind}}}


def _nullable_name(null: dict[str, Any], answer: Any) -> Pair:
    schema = {"type": "object", "properties": {"n": null}}
    operation = {"get": {"responses": {"200": {"description": "an answer", **content(schema)}}}}
    return api(operation, components={"schemas": {"Name": {"type": "string"}}}), interaction(
        "/a", answer, answered=JSON
    )


def _chosen(discriminator: dict[str, Any], answer: dict[str, Any]) -> Pair:
    schema = {"oneOf": [{"$ref": "#/components/schemas/Cat"}], "discriminator": discriminator}
    operation = {"get": {"responses": {"200": {"description": "a cat", **content(schema)}}}}
    return api(operation, components={"schemas": {"Cat": CAT}}), interaction("/a", answer, answered=JSON)


_INTEGER = {"type": "integer"}


def _nested(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {"n": schema}}


def _requires(name: str) -> dict[str, Any]:
    return {"type": "object", "required": [name], "properties": {name: {"type": "string"}}}


def _animal(name: str) -> dict[str, Any]:
    return {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": [name]}, "n": _INTEGER}}


def _new(pair: Pair) -> Pair:
    """The pair with a document of OpenAPI 3.1."""
    return {**pair[0], "openapi": "3.1.0"}, pair[1]


DIFFERENCES = {
    "brackets behind the name of a list": Difference(
        "a document and a contract that both write the brackets name the same parameter (OpenAPI 3.0, Parameter Object:"
        " a name is a text), which the comparator takes off on one side alone",
        (_in_query("p[]", {"p[]": ["1", "2"]}), _in_query("p[]", {"p[]": ["1"]}), _in_query("ids[]", {"ids[]": ["7"]})),
        (),
        ("request.query.unknown",),
    ),
    "a required property that is only read": Difference(
        "readOnly and required: the requirement is one on the response (OpenAPI 3.0, Schema Object), and the comparator"
        " wants it in a request, too",
        (
            _sent({"name": "x"}, NEW),
            _sent({"new": {"name": "x"}}, {"type": "object", "properties": {"new": NEW}}),
        ),
        (),
        ("request.body.incompatible",),
    ),
    "variables of a server": Difference(
        "a variable stands for its default and for each value of its enum (OpenAPI 3.0, Server Variable Object), which"
        " the comparator does not put in",
        (
            _served("https://x.example/{version}", "/v1/a", version={"default": "v1"}),
            _served("https://x.example/{version}/b", "/v2/b/a", version={"default": "v1", "enum": ["v1", "v2"]}),
            _served("https://{name}.example/v1", "/v1/a", name={"default": "x"}),
        ),
        (),
        ("request.path-or-method.unknown",),
    ),
    "a slash at the end of a server": Difference(
        "paths begin with a slash and are appended to the server's (OpenAPI 3.0, Paths Object); written at the end of a"
        " server, too, it is meant once, and the comparator wants it twice or not at all",
        (_served("https://x.example/v1/", "/v1/a"), _served("/v1/", "/v1/a")),
        (),
        ("request.path-or-method.unknown",),
    ),
    "servers of a path or an operation": Difference(
        "servers of a path or an operation stand in place of the document's (OpenAPI 3.0, Path Item and Operation"
        " Object); the comparator has such an operation at no server at all",
        (_served_at("https://x.example/v2", "/v2/a"), _served_at("/v2", "/v2/a", by_operation=True)),
        (),
        ("request.path-or-method.unknown",),
    ),
    "a discriminator without a constant": Difference(
        "a discriminator names the schema by its value, and no schema has to repeat that as const or enum (OpenAPI 3.0,"
        " Discriminator Object); the comparator's validator throws at such a document, whatever the contract says",
        (
            _chosen({"propertyName": "kind"}, {"kind": "Cat", "meows": True}),
            _chosen(
                {"propertyName": "kind", "mapping": {"c": "#/components/schemas/Cat"}}, {"kind": "c", "meows": True}
            ),
        ),
        (),
        ("throws",),
    ),
    "a body that is false in JavaScript": Difference(
        "0 and false are JSON texts (RFC 8259, section 2), which the comparator does not look at",
        tuple(_answered(body, {"type": "object"}) for body in (0, False)),
        ("response.body.incompatible",),
        (),
    ),
    "several alternatives of oneOf that hold what is asked": Difference(
        "the consumer relies on a part of the answer, and a whole answer that fits one alternative alone may hold it;"
        " the comparator wants the part to fit but one",
        (_answered({"n": 1}, {"oneOf": [_with("integer"), _with("number")]}),),
        (),
        ("response.body.incompatible",),
    ),
    "a property in two parts of allOf": Difference(
        "each part of allOf must hold (JSON Schema); of a property the comparator takes the last",
        (_answered({"n": "x"}, {"allOf": [_with("integer"), _with("string")]}),),
        ("response.body.incompatible",),
        (),
    ),
    "the path of a server": Difference(
        "paths are appended to the address of a server (OpenAPI 3.0, Paths Object), which the comparator does not look"
        " at",
        (_served("https://x.example/v1", "/v1/a"), _served("/v1", "/v1/a")),
        (),
        ("request.path-or-method.unknown",),
    ),
    "keys of an object that may be null": Difference(
        "what an object's schema does not name is not promised, whether it may be null or not; the comparator asks so"
        " of other objects alone",
        (
            _answered({"q": 1}, {"type": "object", "properties": {}, "nullable": True}),
            _answered({"n": {"q": 1}}, _nested({"type": "object", "properties": {"x": {}}, "nullable": True})),
        ),
        ("response.body.incompatible",),
        (),
    ),
    "fewest keys of an object": Difference(
        "a consumer may rely on a part of an answer that has as many keys as it must; the comparator wants them all in"
        " the contract",
        (_answered({}, {"type": "object", "properties": {"n": {}}, "minProperties": 1}),),
        (),
        ("response.body.incompatible",),
    ),
    "what several parts of allOf require": Difference(
        "each part of allOf must hold (JSON Schema); the comparator lays lists over each other by place, so that of two"
        " required names the last stays",
        (_sent({"name": "x"}, {"allOf": [_requires("tag"), _requires("name")]}),),
        ("request.body.incompatible",),
        (),
    ),
    "closed parts of allOf": Difference(
        "each part of allOf must hold (JSON Schema), and a closed one takes no key of another; the comparator puts the"
        " parts together first",
        (
            _sent(
                {"a": 1, "b": 1},
                {
                    "allOf": [
                        {"type": "object", "properties": {name: {}}, "additionalProperties": False} for name in "ab"
                    ]
                },
            ),
        ),
        ("request.body.incompatible",),
        (),
    ),
    "null beside a reference": Difference(
        "what stands beside a reference is ignored (OpenAPI 3.0, Reference Object), so that nullable does not count;"
        " the comparator reads it in answers",
        (_nullable_name({"$ref": "#/components/schemas/Name", "nullable": True}, {"n": None}),),
        ("response.body.incompatible",),
        (),
    ),
    "null without a type": Difference(
        "nullable counts where a type stands beside it (OpenAPI 3.0.3, Schema Object), and makes no type; the"
        " comparator takes it for an object's",
        (_nullable_name({"enum": ["a", None], "nullable": True}, {"n": "a"}),),
        (),
        ("response.body.incompatible",),
    ),
    "a discriminator in an answer": Difference(
        "a discriminator needs the property to be required (OpenAPI 3.0, Discriminator Object); the comparator takes"
        " away what is required of an answer, and its validator then throws at the document",
        tuple(
            _answered(
                answer,
                {
                    "oneOf": [_animal(name) for name in ("cat", "dog")],
                    "discriminator": {"propertyName": "kind"},
                },
            )
            for answer in ({"n": 1}, {"kind": "cat", "n": 1})
        ),
        (),
        ("throws",),
    ),
    "addresses of a name without a dot": Difference(
        "http://localhost is an address (RFC 3986), and the format url is of neither OpenAPI nor JSON Schema; the"
        " comparator wants a name with a domain",
        (_sent({"n": "http://localhost/x"}, _nested({"type": "string", "format": "url"})),),
        (),
        ("request.body.incompatible",),
    ),
    "patterns as values": Difference(
        "the format regex is of the patterns of ECMAScript (JSON Schema), which only a reader of those can judge; the"
        " comparator has one",
        (_sent({"n": "("}, _nested({"type": "string", "format": "regex"})),),
        (),
        ("request.body.incompatible",),
    ),
    "items by their place": Difference(
        "OpenAPI 3.1 has the schemas of JSON Schema 2020-12, with prefixItems; the comparator knows those of 2019-09",
        (_new(_sent({"n": ["a"]}, _nested({"type": "array", "prefixItems": [_INTEGER]}))),),
        ("request.body.incompatible",),
        (),
    ),
    **ENCODINGS,
}
