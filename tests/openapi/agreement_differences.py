"""Where contracts are judged otherwise than by PactFlow's comparator (openapi-pact-comparator 1.7.0), and why.

Every kind stands here once, with its reason and pairs of a document and an interaction that show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agreement_pairs import JSON, interaction

Pair = tuple[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True)
class Difference:
    """A kind of pairs.

    Attributes
    ----------
    reason : str
    pairs : tuple
        A document and an interaction each.
    ours, theirs : tuple of str
        Codes of findings; ``throws`` where the comparator ends in an error.
    """

    reason: str
    pairs: tuple[Pair, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


def _api(operations: dict[str, Any], path: str = "/a", **more: Any) -> dict[str, Any]:
    return {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {path: operations}, **more}


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


DONE = {"200": {"description": "done"}}
NUMBERS = {"type": "array", "items": {"type": "integer"}}
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
    return _api({"get": {"parameters": [parameter], "responses": DONE}}), interaction("/a", query=sent)


def _sent(body: dict[str, Any], schema: dict[str, Any]) -> Pair:
    operation = {"post": {"requestBody": _content(schema), "responses": DONE}}
    return _api(operation), interaction("/a", method="POST", headers=JSON, sent=body)


def _served(url: str, path: str, **variables: Any) -> Pair:
    server = {"url": url, **({"variables": variables} if variables else {})}
    return _api({"get": {"responses": DONE}}, servers=[server]), interaction(path)


def _served_at(url: str, path: str, *, by_operation: bool = False) -> Pair:
    """A document that is served at ``/v1``, with a path or an operation that is served elsewhere."""
    own = {"servers": [{"url": url}]}
    item = {"get": {"responses": DONE, **own}} if by_operation else {"get": {"responses": DONE}, **own}
    return _api(item, servers=[{"url": "https://x.example/v1"}]), interaction(path)


def _answered(body: Any, schema: dict[str, Any]) -> Pair:
    operation = {"get": {"responses": {"200": {"description": "an answer", **_content(schema)}}}}
    return _api(operation), interaction("/a", body, answered=JSON)


def _with(kind: str) -> dict[str, Any]:
    return {"type": "object", "properties": {"n": {"type": kind}}}


def _chosen(discriminator: dict[str, Any], answer: dict[str, Any]) -> Pair:
    schema = {"oneOf": [{"$ref": "#/components/schemas/Cat"}], "discriminator": discriminator}
    operation = {"get": {"responses": {"200": {"description": "a cat", **_content(schema)}}}}
    return _api(operation, components={"schemas": {"Cat": CAT}}), interaction("/a", answer, answered=JSON)


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
}
