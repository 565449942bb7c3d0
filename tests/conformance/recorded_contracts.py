"""Contracts whose recordings are hard to pair or to judge: each with the states of its provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.rust_core import contract_of

JSON = {"Content-Type": "application/json"}
LIKE = {"match": "type"}


@dataclass(frozen=True)
class Recorded:
    """A contract and how its provider is asked.

    Attributes
    ----------
    states : mapping of str to JSON
        What state handlers return; None for one that fails.
    headers : mapping of str to str
        What the verifier adds or replaces.
    base_path : str
        Where the provider's paths begin.
    byte_for_byte : bool
        Bodies must travel as the core writes them. The proxy of pact-js reads forms and JSON and writes them anew
        under the old Content-Length, so that a provider waits for the rest.
    """

    name: str
    document: dict[str, Any]
    states: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    base_path: str = ""
    byte_for_byte: bool = False

    def __str__(self) -> str:
        return self.name


def _rules(**paths: dict[str, Any]) -> dict[str, Any]:
    """Rules on a body; ``items__id`` is ``$.items.id``."""
    return {"body": {f"$.{path.replace('__', '.')}": {"matchers": [rule]} for path, rule in paths.items()}}


def _example(
    description: str, method: str, path: str, response: dict[str, Any], *states: Any, **request: Any
) -> dict[str, Any]:
    given = [state if isinstance(state, dict) else {"name": state} for state in states]
    asked = {"method": method, "path": path, **request}
    return {"description": description, "providerStates": given, "request": asked, "response": response}


def _answers(status: int, body: Any, **rules: dict[str, Any]) -> dict[str, Any]:
    response: dict[str, Any] = {"status": status, "headers": JSON, "body": body}
    return {**response, "matchingRules": _rules(**rules)} if rules else response


def _in_v4(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Examples of V3 in the form of V4."""
    return [
        {
            "type": "Synchronous/HTTP",
            "key": f"key-{number}",
            **example,
            "request": _part_in_v4(example["request"]),
            "response": _part_in_v4(example["response"]),
        }
        for number, example in enumerate(listed)
    ]


def _part_in_v4(part: dict[str, Any]) -> dict[str, Any]:
    made = dict(part)
    if "headers" in made:
        made["headers"] = {
            name: value if isinstance(value, list) else [value] for name, value in part["headers"].items()
        }
    if "body" in made:
        made["body"] = {"content": made["body"], "contentType": "application/json", "encoded": False}
    return made


def _from_state(expression: str) -> dict[str, Any]:
    return {"type": "ProviderState", "expression": expression, "dataType": "STRING"}


_ITEM = {"id": 1, "name": "cup", "tags": ["a"]}

_SAME_REQUEST = [
    _example("an item", "GET", "/items/1", _answers(200, _ITEM, name=LIKE, tags=LIKE), "there is an item"),
    _example("no item", "GET", "/items/1", _answers(404, {"error": "none"}, error=LIKE), "there is none"),
    _example("an item, whatever", "GET", "/items/1", _answers(200, _ITEM, id=LIKE, name=LIKE)),
    _example(
        "a cheap item", "GET", "/items/1", _answers(200, {"price": 1}), {"name": "priced", "params": {"price": 1}}
    ),
    _example(
        "a dear item", "GET", "/items/1", _answers(200, {"price": 900}), {"name": "priced", "params": {"price": 900}}
    ),
    _example("two states", "GET", "/items/1", _answers(200, {"a": 1}), "there is an item", "it is sold"),
    _example("new", "POST", "/items", _answers(201, {"id": 7}, id=LIKE), "empty", headers=JSON, body={"name": "cup"}),
    _example("twice", "POST", "/items", _answers(409, {"error": "twice"}), "full", headers=JSON, body={"name": "cup"}),
]

_BY_STATE = [
    _example(
        "by its path",
        "GET",
        "/items/14f6",
        _answers(200, {"id": "x"}, id=LIKE),
        "an id",
        generators={"path": _from_state("/items/${id}")},
    ),
    _example(
        "another by its path",
        "GET",
        "/items/14f6",
        _answers(404, {"error": "x"}, error=LIKE),
        "another id",
        generators={"path": _from_state("/items/${id}")},
    ),
    _example(
        "by its query",
        "GET",
        "/items",
        _answers(200, [_ITEM]),
        "an id",
        query={"owner": ["me"], "page": ["1"]},
        generators={"query": {"owner": _from_state("${owner}")}},
    ),
    _example(
        "by its body",
        "PUT",
        "/items",
        _answers(200, {"ok": True}),
        "an id",
        headers=JSON,
        body={"id": "1", "n": {"o": "me"}},
        generators={"body": {"$.id": _from_state("${id}"), "$.n.o": _from_state("${owner}")}},
    ),
    _example(
        "by a header",
        "GET",
        "/mine",
        _answers(200, {"owner": "me"}, owner=LIKE),
        "an id",
        headers={"X-Owner": "me"},
        generators={"header": {"X-Owner": _from_state("${owner}")}},
    ),
]

_RANDOM = [
    _example(
        "random parts",
        "POST",
        "/orders/00000000-0000-4000-8000-000000000000",
        _answers(201, {"id": 1}, id=LIKE),
        query={"at": ["2020-01-01"], "n": ["5"]},
        headers={**JSON, "X-Trace": "abc"},
        body={"n": 1, "when": "x", "who": "y"},
        generators={
            "path": {"type": "Regex", "regex": "/orders/[0-9a-f]{8}"},
            "query": {"at": {"type": "Date", "format": "yyyy-MM-dd"}, "n": {"type": "RandomInt", "min": 10, "max": 99}},
            "header": {"X-Trace": {"type": "Uuid"}},
            "body": {
                "$.n": {"type": "RandomInt", "min": 1000, "max": 9000},
                "$.when": {"type": "DateTime"},
                "$.who": {"type": "RandomString", "size": 12},
            },
        },
    ),
    _example(
        "another order",
        "POST",
        "/orders/7",
        _answers(201, {"id": 1}),
        headers=JSON,
        body={"n": 1},
        generators={"body": {"$.n": {"type": "RandomDecimal", "digits": 5}}},
    ),
    _example(
        "a flag",
        "PUT",
        "/orders/7",
        _answers(200, {"paid": True}, paid=LIKE),
        headers=JSON,
        body={"paid": True, "x": "0"},
        generators={"body": {"$.paid": {"type": "RandomBoolean"}, "$.x": {"type": "RandomHexadecimal", "digits": 8}}},
    ),
]

_TEXT = {"Content-Type": "text/plain"}
_ON_THE_WIRE = [
    _example("a query", "GET", "/find", _answers(200, []), query={"q": ["a b", "c+d"], "é": ["ü~*"], "empty": [""]}),
    _example("a path", "GET", "/a b/%C3%A9/c%2Fd", _answers(200, {"a": 1})),
    _example(
        "lists of values",
        "GET",
        "/lists",
        _answers(200, {"a": 1}),
        headers={"Accept": "text/csv, application/json", "X-L": "a, b"},
    ),
    _example(
        "a text",
        "POST",
        "/text",
        {"status": 200, "headers": _TEXT, "body": "h\xe9llo"},
        headers=_TEXT,
        body="line\nline",
    ),
    _example(
        "xml", "GET", "/xml", {"status": 200, "headers": {"Content-Type": "application/xml"}, "body": "<a><b>1</b></a>"}
    ),
]

_BYTE_FOR_BYTE = [
    _example(
        "a form",
        "POST",
        "/form",
        {"status": 204},
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body="a=1&b=x+y&a=2",
    ),
    _example("floats", "POST", "/floats", _answers(200, {"n": 1.0}), headers=JSON, body={"b": 1.10, "a": [1e3, -0.0]}),
]

_VERBS = [
    _example("only its head", "HEAD", "/items/1", {"status": 200, "headers": {"X-Count": "3"}}),
    _example("no more", "DELETE", "/items/1", {"status": 204}),
    _example("options", "OPTIONS", "/items", {"status": 200, "headers": {"Allow": "GET, POST"}}),
    {**_example("planned", "GET", "/items/2", _answers(200, _ITEM, tags=LIKE)), "pending": True},
    _example("patched", "PATCH", "/items/1", _answers(200, _ITEM, name=LIKE), headers=JSON, body={"name": None}),
    {**_example("planned, too", "GET", "/items/3", {"status": 200}, "broken"), "pending": True},
]

_CUSTOM = [
    _example("mine", "GET", "/mine", _answers(200, {"a": 1}), headers={"Authorization": "Bearer of-the-contract"}),
    _example("theirs", "GET", "/mine", _answers(401, {"e": 1}), "signed out", headers={"X-Tenant": "one"}),
    _example("nobody's", "GET", "/mine", _answers(403, {"e": 2}), "locked"),
]

_RULES = [
    _example(
        "rules",
        "GET",
        "/rules",
        {
            "status": 200,
            "headers": {**JSON, "ETag": "abc"},
            "body": {
                "n": 1,
                "d": 1.5,
                "s": "x",
                "when": "2020-01-01",
                "list": [{"id": 1, "k": "v"}],
                "any": {"a": 1},
                "nil": None,
            },
            "matchingRules": {
                "header": {"ETag": {"matchers": [{"match": "regex", "regex": "\\w+"}]}},
                "body": {
                    "$.n": {"matchers": [{"match": "integer"}]},
                    "$.d": {"matchers": [{"match": "decimal"}]},
                    "$.s": {"matchers": [{"match": "regex", "regex": "[a-z]+|null"}]},
                    "$.when": {"matchers": [{"match": "date", "format": "yyyy-MM-dd"}]},
                    "$.list": {"matchers": [{"match": "type", "min": 1, "max": 2}]},
                    "$.list[*].id": {"matchers": [LIKE]},
                    "$.any": {"matchers": [{"match": "values"}]},
                    "$.any.*": {"matchers": [{"match": "number"}]},
                },
            },
        },
    )
]

_MOVING = [
    _example("moved for good", "GET", "/old", {"status": 301, "headers": {"Location": "/new"}}),
    _example("found", "GET", "/there", _answers(200, {"a": 1})),
    _example("in gzip", "GET", "/packed", {"status": 200, "headers": {"Content-Encoding": "gzip"}}),
    _example("of a length", "GET", "/sized", {"status": 200, "headers": {"Content-Length": "0"}}),
]

CONTRACTS = [
    Recorded("same request", contract_of(_SAME_REQUEST, "3.0.0")),
    Recorded("same request, V4", contract_of(_in_v4(_SAME_REQUEST), "4.0")),
    Recorded(
        "values of states",
        contract_of(_BY_STATE, "3.0.0"),
        {"an id": {"id": "77", "owner": "you & me"}, "another id": {"id": "é/1"}},
    ),
    Recorded("values of states, without values", contract_of(_in_v4(_BY_STATE), "4.0")),
    Recorded("random values", contract_of(_RANDOM, "3.0.0")),
    Recorded("on the wire", contract_of(_ON_THE_WIRE, "3.0.0"), base_path="/api/v1"),
    Recorded("byte for byte", contract_of(_BYTE_FOR_BYTE, "3.0.0"), byte_for_byte=True),
    Recorded("verbs and pending", contract_of(_in_v4(_VERBS), "4.0"), {"broken": None}),
    Recorded(
        "custom headers",
        contract_of(_CUSTOM, "3.0.0"),
        headers={"Authorization": "Bearer of-CI-1234", "X-Tenant": "two"},
    ),
    Recorded("rules", contract_of(_RULES, "3.0.0")),
    Recorded("rules, V4", contract_of(_in_v4(_RULES), "4.0")),
    Recorded("moving", contract_of(_MOVING, "3.0.0")),
    Recorded("a state that fails", contract_of(_SAME_REQUEST, "3.0.0"), {"there is none": None}),
]
