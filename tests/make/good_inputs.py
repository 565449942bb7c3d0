"""Good inputs and odd values, of which `hostile_inputs` makes all others."""

from __future__ import annotations

import copy
from typing import Any

__all__ = ["ODD_KEYS", "ODD_VALUES", "api", "case", "cassette", "har", "pact", "verifier"]

ODD_VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1,
    17,
    2147483648,
    9223372036854775808,
    18446744073709551616,
    -1180591620717411303424,
    0.1,
    -0.0,
    1e308,
    10000000000000000000000000000000000000000,
    "",
    " ",
    "x",
    "\x00",
    "\ud800",
    "\ud83d\ude00",
    "a" * 300,
    "$",
    "$.a",
    "$..*",
    "$[0]",
    "$['",
    "[*]",
    "../../x",
    "https://u:p@h.test/?token=1",
    "%zz",
    "%",
    "2026-01-01T00:00:00Z",
    "9999999999999999999-01-01",
    "2026-01-01T00:00:00+99999999999999",
    "11111111111111111111",
    "1" * 5000,
    "(a+)+$",
    "(?<a>(\\g<a>){2})",
    "(\\g<1>){2}",
    "\\p{L}",
    "[",
    "(?i",
    "yyyy-MM-dd",
    "''''",
    "application/json",
    "text/xml;charset=x",
    "multipart/form-data; boundary=",
    "image/*",
    "type",
    "regex",
    "each",
    "_case:matcher:type",
    "GET",
    "get",
    "4.0",
    "null",
    [],
    {},
    [[]],
    [{}],
    {"": ""},
    {"a": 1},
    {"a": {"b": [1, {"c": None}]}},
    [1, "a", None],
    {"status": {}},
    {"match": {}},
    {"match": ["type"]},
    {"match": "type", "min": "x", "max": {}},
    {"matchers": {}},
    {"matchers": [[]]},
    {"combine": {}},
    {"content": {}},
    {"content": "x", "encoded": {}},
    {"name": {}, "value": {}},
    [[[[[[[[[[[]]]]]]]]]]],
    {"_case:matcher:type": {}},
    {"_case:matcher:type": "_case:ShapedAnyString", "_case:matcher:example": {}},
]
_PLAIN_KEYS = """
    status headers body query path method matchingRules generators match matchers type key providerStates
    providerState name params contents metadata response request interactions messages pactSpecification
    version log entries content text encoding postData startedDateTime _contractlab combine min max variants
    rules $ a __proto__ pending comments _case:matcher:type _case:matcher:child _case:matcher:example results
    mismatches verdict reason_code
"""
ODD_KEYS = [*_PLAIN_KEYS.split(), "", "\ud800"]


def pact(version: str) -> dict[str, Any]:
    rules = {
        "$.a": {"match": "type"},
        "$.list": {"match": "type", "min": 1},
        "$.list[*].id": {"match": "regex", "regex": "\\d+"},
    }
    body = {"a": 1, "list": [{"id": "1", "at": "2026-01-01"}], "s": "text"}
    json_type = {"Content-Type": "application/json"}
    request: dict[str, Any] = {"method": "POST", "path": "/a/1", "headers": dict(json_type), "body": {"q": [1, 2]}}
    response: dict[str, Any] = {"status": 200, "headers": dict(json_type), "body": body}
    interaction: dict[str, Any] = {"description": "one", "request": request, "response": response}
    if version in ("1.0.0", "2.0.0"):
        request["query"] = "a=1&b=2"
        interaction["providerState"] = "a state"
        if version == "2.0.0":
            response["matchingRules"] = {path.replace("$", "$.body"): rule for path, rule in rules.items()}
        listed: dict[str, Any] = {"interactions": [interaction]}
    else:
        written = {path: {"combine": "AND", "matchers": [rule]} for path, rule in rules.items()}
        values = {"a": ["1"], "b": ["2", "3"]}
        request["query"] = values
        request["matchingRules"] = {
            "path": {"matchers": [{"match": "regex", "regex": "/a/\\d+"}]},
            "query": {"a": {"matchers": [{"match": "integer"}]}},
        }
        response["matchingRules"] = {
            "body": written,
            "header": {"Content-Type": {"matchers": [{"match": "type"}]}},
            "status": {"matchers": [{"match": "statusCode", "status": "success"}]},
        }
        response["generators"] = {"body": {"$.a": {"type": "RandomInt", "min": 1, "max": 9}}}
        interaction["providerStates"] = [
            {"name": "a state", "params": {"id": 1}},
        ]
        listed = {"interactions": [interaction]}
        if version == "4.0":
            interaction |= {"type": "Synchronous/HTTP", "key": "k1", "pending": False, "comments": {"text": ["c"]}}
            request["body"] = {"content": {"q": [1, 2]}, "contentType": "application/json", "encoded": False}
            response["body"] = {"content": body, "contentType": "application/json", "encoded": False}
            message = {
                "type": "Asynchronous/Messages",
                "key": "k2",
                "description": "m",
                "metadata": {"contentType": "application/json"},
                "contents": {"content": {"b": 1}, "contentType": "application/json", "encoded": False},
                "matchingRules": {"body": {"$.b": {"matchers": [{"match": "number"}]}}},
            }
            both = {
                "type": "Synchronous/Messages",
                "key": "k3",
                "description": "s",
                "request": {"contents": {"content": "aGk=", "contentType": "text/plain", "encoded": "base64"}},
                "response": [
                    {"contents": {"content": {"c": [1]}, "contentType": "application/json", "encoded": False}}
                ],
            }
            listed["interactions"] += [message, both]
    return {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        **listed,
        "metadata": {"pactSpecification": {"version": version}},
    }


def case() -> dict[str, Any]:
    m = "_case:matcher:"
    state = {"_case:state:type": "_case:StateWithVariables", "stateName": "s", "variables": {"id": "1"}}
    request = {"method": "GET", "path": "/u", "uniqueName": "r", f"{m}type": "_case:HttpRequestMatcher"}
    body = {
        f"{m}type": "_case:CascadingContext",
        f"{m}child": {"id": {f"{m}type": "_case:ContextVariable", f"{m}variableName": "id"}, "n": [1]},
        "_case:context:matchBy": "type",
    }
    response = {
        "status": {f"{m}type": "_case:HttpStatusCode", f"{m}rule": "2XX", f"{m}example": 200},
        "body": body,
        f"{m}type": "_case:HttpResponseMatcher",
    }
    meta = {
        "write": {"type": "_case:MockHttpServer", "stateVariables": "default", "triggers": "provided"},
        "read": {"type": "_case:MockHttpClient", "stateVariables": "state", "triggers": "generated"},
    }
    example = {
        "states": [state],
        "mock": {
            "request": request,
            "response": response,
            "_case:mock:type": "_case:MockHttpServer",
            "_case:run:context:setup": meta,
        },
        "result": "VERIFIED",
    }
    return {
        "contractType": "case::contract",
        "description": {"consumerName": "c", "providerName": "p"},
        "metadata": {"_case": {"version": "0.30.1"}},
        "matcherLookup": {},
        "examples": [example],
    }


def har() -> dict[str, Any]:
    entry = {
        "startedDateTime": "2026-01-01T00:00:00.000Z",
        "time": 1,
        "request": {
            "method": "POST",
            "url": "http://h.test/a/1?a=1&b=2",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "queryString": [],
            "headers": [
                {"name": "Content-Type", "value": "application/json"},
                {"name": "Authorization", "value": "Bearer x9"},
            ],
            "postData": {
                "mimeType": "application/json",
                "text": '{"q":[1,2]}',
            },
            "headersSize": -1,
            "bodySize": 11,
        },
        "response": {
            "status": 200,
            "statusText": "OK",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "redirectURL": "",
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {
                "size": 20,
                "mimeType": "application/json",
                "text": '{"a":"x","list":[]}',
            },
            "headersSize": -1,
            "bodySize": 20,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 1, "receive": 0},
        "_contractlab": {
            "example": "one",
            "provider_version": "1.0",
            "states": [{"name": "a state", "params": {"id": 1}}],
        },
    }
    return {
        "log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": [entry, copy.deepcopy(entry)]}
    }


def cassette() -> dict[str, Any]:
    interaction = {
        "request": {
            "method": "GET",
            "uri": "http://h.test/a/1",
            "body": "",
            "headers": {"Accept": ["*/*"]},
        },
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": {"Content-Type": ["application/json"]},
            "body": {"string": "{}"},
        },
        "recorded_at": "Thu, 01 Jan 2026 00:00:00 GMT",
    }
    return {"http_interactions": [interaction], "recorded_with": "VCR 6", "version": 1}


def verifier() -> dict[str, Any]:
    mismatch = {"type": "BodyMismatch", "path": "$.a", "expected": "1", "actual": "2", "mismatch": "differs"}
    errors = [
        {"interaction": "one", "mismatch": {"type": "mismatches", "mismatches": [mismatch], "interactionId": "k"}}
    ]
    result = {
        "consumer": "c",
        "provider": "p",
        "description": "one",
        "result": "Error",
        "mismatch": errors[0]["mismatch"],
        "interactionKey": "k1",
    }
    return {
        "errors": errors,
        "notices": [],
        "output": ["x"],
        "pendingErrors": [],
        "result": False,
        "interactionResults": [result],
    }


def api() -> dict[str, Any]:
    item = {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "string", "pattern": "^[0-9]+$", "maxLength": 9},
            "at": {"type": "string", "format": "date", "nullable": True},
        },
    }
    answer = {
        "allOf": [{"type": "object", "properties": {"a": {"type": "integer", "minimum": 0}}}],
        "properties": {
            "list": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}, "minItems": 1},
            "s": {"oneOf": [{"type": "string", "enum": ["text", "x"]}, {"type": "number"}]},
        },
        "additionalProperties": False,
    }
    json_body = {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}, "example": {"a": 1}}}
    number = {"in": "query", "name": "a", "required": True, "schema": {"type": "integer"}}
    operation = {
        "operationId": "post",
        "parameters": [{"in": "path", "name": "id", "required": True, "schema": {"type": "string"}}, number],
        "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
        "responses": {
            "200": {"description": "d", "content": json_body, "headers": {"X-A": {"schema": {"type": "string"}}}},
            "default": {"description": "d"},
        },
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "http://h.test/"}],
        "paths": {"/a/{id}": {"post": operation}},
        "components": {"schemas": {"Item": item, "Answer": answer}},
    }
