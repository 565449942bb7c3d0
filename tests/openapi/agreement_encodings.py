"""Pairs that PactFlow's comparator judges otherwise: parameters, headers, forms and media types."""

from __future__ import annotations

from typing import Any

from agreement_pairs import JSON, interaction
from agreement_shapes import DONE, NUMBERS, Difference, Pair, api

_FAULT = {"type": "object", "properties": {"n": {}}}
_POINT = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}}


def _asked(parameter: dict[str, Any], path: str = "/a", **sent: Any) -> Pair:
    template = "/a/{p}" if parameter["in"] == "path" else "/a"
    return api({"get": {"parameters": [parameter], "responses": DONE}}, template), interaction(path, **sent)


def _header(schema: dict[str, Any], text: str) -> Pair:
    return _asked({"name": "X-P", "in": "header", "schema": schema}, headers={"X-P": text})


def _in_path(schema: dict[str, Any], path: str, **more: Any) -> Pair:
    return _asked({"name": "p", "in": "path", "required": True, "schema": schema, **more}, path)


def _query(parameter: dict[str, Any], **sent: list[str]) -> Pair:
    return _asked({"name": "p", "in": "query", **parameter}, query=sent)


def _new(pair: Pair) -> Pair:
    """The pair with a document of OpenAPI 3.1."""
    return {**pair[0], "openapi": "3.1.0"}, pair[1]


def _unsent(schema: dict[str, Any]) -> Pair:
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    return api({"post": {"requestBody": body, "responses": DONE}}), interaction("/a", method="POST")


def _form(kind: str, properties: dict[str, Any], sent: str) -> Pair:
    schema = {"type": "object", "properties": properties}
    operation = {"post": {"requestBody": {"content": {kind.split(";")[0]: {"schema": schema}}}, "responses": DONE}}
    return api(operation), interaction("/a", method="POST", headers={"Content-Type": kind}, sent=sent)


def _headed(schema: dict[str, Any], text: str) -> Pair:
    reply = {"description": "an answer", "headers": {"X-P": {"schema": schema}}}
    return api({"get": {"responses": {"200": reply}}}), interaction("/a", answered={"X-P": text})


def _answered_as(kinds: dict[str, Any], own: str, body: Any) -> Pair:
    listed = {kind: {"schema": schema} for kind, schema in kinds.items()}
    reply = {"description": "an answer", "content": listed}
    return api({"get": {"responses": {"200": reply}}}), interaction("/a", body, answered={"Content-Type": own})


_URLENCODED = "application/x-www-form-urlencoded"
_PARTS = "multipart/form-data; boundary=xx"
_PART = '--xx\r\nContent-Disposition: form-data; name="n"\r\n\r\n7\r\n--xx--\r\n'

ENCODINGS = {
    "fields of a form that are no texts": Difference(
        "a form writes every value as a text, and the schema of a field says what that text means (OpenAPI 3.0, Support"
        " for x-www-form-urlencoded Request Bodies, and Special Considerations for multipart Content); the comparator"
        " holds the text itself against the schema",
        (
            _form(_URLENCODED, {"n": {"type": "integer"}}, "n=7"),
            _form(_URLENCODED, {"n": NUMBERS}, "n=7"),
            _form(_PARTS, {"n": {"type": "integer"}}, _PART),
            _form(_PARTS, {"n": NUMBERS}, _PART),
        ),
        (),
        ("request.body.incompatible",),
    ),
    "a list of one, or an object, in a header": Difference(
        "of the style simple a list of one has no comma, and an object is written x,1,y,2 (OpenAPI 3.0, Style Values);"
        " the comparator takes the former for a text and the latter for a list",
        (_header(NUMBERS, "7"), _header(_POINT, "x,1,y,2")),
        (),
        ("request.header.incompatible",),
    ),
    "a list in a header of the answer": Difference(
        "of the style simple a list is written 1,2 (OpenAPI 3.0, Header Object), which the comparator takes for a text",
        (_headed(NUMBERS, "1,2"), _headed(NUMBERS, "7")),
        (),
        ("response.header.incompatible",),
    ),
    "an object in a path": Difference(
        "of the style simple an object is written x,1,y,2 (OpenAPI 3.0, Style Values), which the comparator takes for a"
        " list; of the style label it begins with a point, of matrix with a semicolon and its name",
        (
            _in_path(_POINT, "/a/x,1,y,2"),
            _in_path({"type": "integer"}, "/a/.7", style="label"),
            _in_path({"type": "integer"}, "/a/;p=7", style="matrix"),
        ),
        (),
        ("request.path-or-method.unknown",),
    ),
    "a text of several types in a path": Difference(
        "a schema may have a list of types (OpenAPI 3.1, JSON Schema 2020-12), and a text with commas or equals signs"
        " stays one where that list names string; the comparator keeps it whole where the type is that word alone, and"
        " takes it for a list or an object else",
        tuple(
            _new(_in_path({"type": types}, f"/a/{text}"))
            for types in (["string", "null"], ["null", "string"], ["string"], ["string", "integer"])
            for text in ("a,b", "z=1", "z=1,w=true,y=-1")
        ),
        (),
        ("request.path-or-method.unknown",),
    ),
    "a list of one in a path that may be null": Difference(
        "of the style simple a list of one has no comma (OpenAPI 3.1, Style Values), also where the list may be null;"
        " the comparator takes it for a text",
        (_new(_in_path({"type": ["array", "null"]}, "/a/x")), _new(_in_path({"type": ["array", "null"]}, "/a/z=1"))),
        (),
        ("request.path-or-method.unknown",),
    ),
    "lists that are parted by blanks or bars": Difference(
        "the styles spaceDelimited and pipeDelimited part a list by blanks and bars (OpenAPI 3.0, Style Values); the"
        " comparator parts it by commas alone",
        (
            _query({"schema": NUMBERS, "style": "pipeDelimited", "explode": False}, p=["1|2"]),
            _query({"schema": NUMBERS, "style": "spaceDelimited", "explode": False}, p=["1 2"]),
        ),
        (),
        ("request.query.incompatible",),
    ),
    "a required parameter that may be anything": Difference(
        "what is required must be sent (OpenAPI 3.0, Parameter Object), whatever its schema says; the comparator holds"
        " nothing at all against the schema, which takes it",
        (_query({"schema": {}, "required": True}),),
        ("request.query.incompatible",),
        (),
    ),
    "a required body that may be anything": Difference(
        "what is required must be sent (OpenAPI 3.0, Request Body Object), whatever its schema says; the comparator"
        " holds nothing at all against the schema, which may take it",
        tuple(_unsent(schema) for schema in ({}, {"not": {"type": "string"}}, {"maxLength": 2}, {"anyOf": [{}]})),
        ("request.body.incompatible",),
        (),
    ),
    "an answer that says its media type": Difference(
        "what an answer is stands in its Content-Type; the comparator goes by what the request accepts, and by JSON"
        " where it accepts nothing",
        (
            _answered_as({"application/json": _POINT, "text/plain": {"type": "string"}}, "text/plain", "x"),
            _answered_as({"application/json": _POINT, "application/problem+json": _FAULT},
                         "application/problem+json", {"n": 1}),
        ),
        (),
        ("response.body.incompatible",),
    ),
    "an answer of no JSON behind a reference": Difference(
        "a reference stands for what it names (OpenAPI 3.0, Reference Object); the comparator looks for the media type"
        " of an answer beside the reference, finds none, and takes it for JSON",
        (
            (
                api(
                    {"get": {"responses": {"200": {"$ref": "#/components/responses/R"}}}},
                    components={"responses": {"R": {"description": "r", "content": {"text/xml": {"schema": {}}}}}},
                ),
                interaction("/a", "<a/>", answered={"Content-Type": "text/xml"}),
            ),
        ),
        (),
        ("response.body.unknown",),
    ),
    "a body that is false in JavaScript, where none is taken": Difference(
        "0 and false are JSON texts (RFC 8259, section 2), which the comparator takes for no body",
        tuple(
            (api({"post": {"responses": DONE}}), interaction("/a", method="POST", headers={"X-P": "1"}, sent=body))
            for body in (0, False)
        ),
        ("request.body.unknown", "request.header.unknown"),
        ("request.header.unknown",),
    ),
    "schemes of HTTP beside basic and bearer": Difference(
        "a scheme of HTTP is any that is registered (OpenAPI 3.0, Security Scheme Object), and is met by an"
        " Authorization that begins with it; the comparator knows two, and takes the others for missing",
        (
            (
                api(
                    {"get": {"security": [{"d": []}], "responses": DONE}},
                    components={"securitySchemes": {"d": {"type": "http", "scheme": "digest"}}},
                ),
                interaction("/a", headers={"Authorization": 'Digest username="x"'}),
            ),
        ),
        (),
        ("request.authorization.missing",),
    ),
    "two templates of one shape": Difference(
        "such templates are alike and should not be (OpenAPI 3.0, Paths Object); the first is taken, and the comparator"
        " throws at the document, whatever the contract says",
        (
            (
                {**api({"get": {"responses": DONE}}, "/a/{x}"),
                 "paths": {path: {"get": {"responses": DONE}} for path in ("/a/{x}", "/a/{y}")}},
                interaction("/a/1"),
            ),
        ),
        (),
        ("throws",),
    ),
}  # fmt: skip
assert JSON
