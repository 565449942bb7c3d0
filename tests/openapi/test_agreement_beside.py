"""What matchers allow beside the example, of lists, maps, paths, queries and headers, held against a document."""

from __future__ import annotations

import json
import re
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from agreement_pairs import JSON
from agreement_shapes import DONE, api, content
from jsonschema import Draft202012Validator
from support import require

import contractlab as cl
from contractlab.openapi.agreement.findings import FindingCode

require("openapi_schema_validator")

Made = dict[str, Any]
KEYS = ("k", "z", "Z9 é", "K", "9", "x9")
ITEMS: tuple[Any, ...] = ("a", "b", "Z9 é", "", 1, 2, 0.5, True)
POOL: dict[type, list[Any]] = {
    list: [[item] * length for item in ITEMS for length in range(13)]
    + [[first, item] for first in ("a", 1, 2) for item in ITEMS],
    dict: [{key: item} for key in KEYS for item in ITEMS]
    + [{"k": first, key: item} for first in ("a", 1) for key in KEYS for item in ITEMS] + [{}],
}  # fmt: skip
WORD = {"match": "regex", "regex": "^[a-z]$"}
LISTS: dict[str, tuple[Made, list[Any]]] = {
    "texts": ({"type": "array", "items": {"type": "string"}}, ["a"]),
    "some": ({"type": "array", "items": {"type": "integer"}, "minItems": 1}, [1]),
    "few": ({"type": "array", "items": {"type": "integer"}, "maxItems": 3}, [1, 1]),
    "two or three": ({"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 3}, ["a", "a"]),
}
OF_LISTS: dict[str, Made] = {
    "type": {"match": "type"},
    "min 1": {"match": "type", "min": 1},
    "min 2": {"match": "type", "min": 2},
    "max 3": {"match": "type", "max": 3},
    "2 to 3": {"match": "type", "min": 2, "max": 3},
    "contains": {
        "match": "arrayContains",
        "variants": [{"index": 0, "rules": {"$": {"matchers": [{"match": "type"}]}}}],
    },
}
MAPS: dict[str, tuple[Made, Made]] = {
    "texts": ({"type": "object", "additionalProperties": {"type": "string"}}, {"k": "a"}),
    "numbers": ({"type": "object", "additionalProperties": {"type": "integer"}}, {"k": 1}),
    "letters": (
        {"type": "object", "additionalProperties": {"type": "integer"}, "propertyNames": {"pattern": "^[a-z]$"}},
        {"k": 1},
    ),
    "by pattern": (
        {"type": "object", "patternProperties": {"^[a-z]$": {"type": "integer"}}, "additionalProperties": False},
        {"k": 1},
    ),
    "closed": (
        {"type": "object", "properties": {"k": {"type": "integer"}}, "required": ["k"], "additionalProperties": False},
        {"k": 1},
    ),
}
OF_MAPS: dict[str, Made] = {
    "letters": {"match": "eachKey", "rules": [WORD]},
    "texts": {"match": "eachValue", "rules": [{"match": "type"}]},
    "integers": {"match": "eachValue", "rules": [{"match": "integer"}]},
    "words": {"match": "eachValue", "rules": [WORD]},
}
CASES = [
    (f"{kind}: {name} by {rule}", *shapes[name], rules[rule])
    for kind, shapes, rules in (("list", LISTS, OF_LISTS), ("map", MAPS, OF_MAPS))
    for name, rule in product(shapes, rules)
]


def contract(part: str, body: Any, rules: Made) -> Any:
    """A contract of one example, with matchers on a value ``v`` of a body."""
    owner = {
        "headers": {"Content-Type": ["application/json"]},
        "body": {"content": body, "contentType": "application/json", "encoded": False},
        "matchingRules": {"body": {"$.v": {"matchers": [rules]}}},
    }
    case: Made = {
        "type": "Synchronous/HTTP", "description": "a case",
        "request": {"method": "POST" if part == "request" else "GET", "path": "/a"}, "response": {"status": 200},
    }  # fmt: skip
    case[part] |= owner
    return loaded(case)


def loaded(case: Made) -> Any:
    sides: Made = {"consumer": {"name": "shop"}, "provider": {"name": "stock"}}
    return cl.load({**sides, "interactions": [case], "metadata": {"pactSpecification": {"version": "4.0"}}})


def takes(example: cl.Example, part: str, value: Any) -> bool:
    body = json.dumps({"v": value}).encode()
    if part == "response":
        return example.check_response(cl.HttpResponse(200, list(JSON.items()), body)).passed
    return example.check_request(cl.HttpRequest("POST", "/a", "", list(JSON.items()), body)).passed


def keeps_its_own(part: str, value: Any, rules: Made) -> bool:
    """True if the example passes its own matchers, as some of the combinations do not."""
    return takes(contract(part, {"v": value}, rules).examples[0], part, value)


SOUND = [
    pytest.param(part, *case, id=f"{part}: {case[0]}")
    for part, case in product(("request", "response"), CASES)
    if keeps_its_own(part, *case[2:])
]


@pytest.mark.parametrize(("part", "name", "schema", "value", "rules"), SOUND)
def test_a_finding_stands_where_a_list_or_a_map_shows_one(
    part: str, name: str, schema: Made, value: Any, rules: Made
) -> None:
    whole = {"type": "object", "required": ["v"], "properties": {"v": schema}}
    answers = {"200": {"description": "an answer", **content(whole)}}
    method = {"get": {"responses": answers}} if part == "response" else {
        "post": {"requestBody": content(whole), "responses": DONE}
    }  # fmt: skip
    case = contract(part, {"v": value}, rules)
    (example,) = case.examples
    fits = Draft202012Validator(schema).is_valid
    pool = POOL[type(value)]
    if part == "response":
        code, shown = (
            FindingCode.REFUSED_VALUE,
            [each for each in pool if fits(each) and not takes(example, part, each)],
        )
    else:
        code, shown = FindingCode.SENT_VALUE, [each for each in pool if takes(example, part, each) and not fits(each)]
    agreement = cl.verify(case, openapi={**api(method), "openapi": "3.1.0"})
    reports = [each for each in agreement.findings if each.code is code]
    assert bool(reports) == bool(shown), (name, list(map(str, agreement.findings)), shown[:5])
    assert all(each.path.startswith("$.v") and not each.is_error for each in reports)


TEXTS = (
    "0",
    "1",
    "7",
    "9",
    "10",
    "11",
    "-1",
    "99",
    "99999",
    "a",
    "z",
    "abc",
    "open",
    "shut",
    "closed",
    "",
    "12",
    "77",
    "x",
)
FORMS: dict[str, tuple[Made, str]] = {
    "whole": ({"type": "integer"}, "7"),
    "1 to 10": ({"type": "integer", "minimum": 1, "maximum": 10}, "7"),
    "open or shut": ({"type": "string", "enum": ["open", "shut"]}, "open"),
    "two at most": ({"type": "string", "maxLength": 2}, "7"),
    "text": ({"type": "string"}, "7"),
}
PATTERNS = ("^[0-9]$", "^[0-9]+$", "^(open|shut)$", "^(open|closed)$", "^.+$", "^7$")


def read(schema: Made, text: str) -> Any:
    """A text as the schema reads it."""
    return int(text) if schema["type"] == "integer" and text.lstrip("-").isdigit() else text


@pytest.mark.parametrize("part", ["path", "query", "header", "answered header"])
@pytest.mark.parametrize(
    ("name", "pattern"), [each for each in product(FORMS, PATTERNS) if re.search(each[1], FORMS[each[0]][1])]
)
def test_a_finding_stands_where_a_text_shows_one(part: str, name: str, pattern: str) -> None:
    schema, text = FORMS[name]
    rule = {"combine": "AND", "matchers": [{"match": "regex", "regex": pattern}]}
    case: Made = {
        "type": "Synchronous/HTTP", "description": "a case", "request": {"method": "GET", "path": "/a"},
        "response": {"status": 200},
    }  # fmt: skip
    reply: Made = {"description": "an answer"}
    operation: Made = {"parameters": [], "responses": {"200": reply}}
    template = "/a"
    if part == "answered header":
        reply["headers"] = {"X-N": {"schema": schema}}
        case["response"] |= {"headers": {"X-N": [text]}, "matchingRules": {"header": {"X-N": rule}}}
    elif part == "path":
        template = "/a/{n}"
        rule["matchers"] = [{"match": "regex", "regex": "^/a/" + pattern[1:]}]
        case["request"] |= {"path": f"/a/{text}", "matchingRules": {"path": rule}}
        operation["parameters"] = [{"name": "n", "in": "path", "required": True, "schema": schema}]
    elif part == "query":
        case["request"] |= {"query": {"n": [text]}, "matchingRules": {"query": {"n": rule}}}
        operation["parameters"] = [{"name": "n", "in": "query", "schema": schema}]
    else:
        case["request"] |= {"headers": {"X-N": [text]}, "matchingRules": {"header": {"X-N": rule}}}
        operation["parameters"] = [{"name": "X-N", "in": "header", "schema": schema}]
    held = loaded(case)
    (example,) = held.examples

    def accepts(candidate: str) -> bool:
        if part == "answered header":
            return example.check_response(cl.HttpResponse(200, [("X-N", candidate)])).passed
        path = f"/a/{candidate}" if part == "path" else "/a"
        query = urlencode({"n": candidate}) if part == "query" else ""
        lines = [("X-N", candidate)] if part == "header" else []
        return example.check_request(cl.HttpRequest("GET", path, query, lines)).passed

    assert accepts(text)
    fits = Draft202012Validator(schema).is_valid
    pool = [each for each in TEXTS if each or part not in ("path", "header", "answered header")]
    if part == "answered header":
        shown = [each for each in pool if fits(read(schema, each)) and not accepts(each)]
    else:
        shown = [each for each in pool if accepts(each) and not fits(read(schema, each))]
    code = {
        "path": FindingCode.PATH_VALUE, "query": FindingCode.QUERY_VALUE, "header": FindingCode.HEADER_VALUE,
        "answered header": FindingCode.REFUSED_HEADER,
    }[part]  # fmt: skip
    agreement = cl.verify(held, openapi=api({"get": operation}, path=template))
    reports = [each for each in agreement.findings if each.code is code]
    free_path = part == "path" and pattern == "^.+$"  # a step more is another path
    assert bool(reports) == (bool(shown) or free_path), (list(map(str, agreement.findings)), shown)
    for each in reports:
        assert not each.is_error
        assert each.here is not None
        assert each.here.line
        assert each.there.line
