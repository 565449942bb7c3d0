"""Pact files that are read here, and what the Rust core makes of them: refused, panicked at, not sent, or fine."""

from __future__ import annotations

from typing import Any

from small_contracts import JSON, document_of, http

HTTP = "Synchronous/HTTP"
AT = "/interactions/0"
GENERATORS = {"$..id": {"type": "Uuid"}}
WRAPPED = {"content": {"a": 1}, "contentType": "application/json"}
MESSAGE = {"description": "m", "contents": {"a": 1}}


def v4(**more: Any) -> dict[str, Any]:
    return document_of(http(type=HTTP, **more), version="4.0")


def sync(**more: Any) -> dict[str, Any]:
    return document_of({"type": "Synchronous/Messages", "description": "s", **more}, version="4.0")


def asked(*, version: str = "3.0", states: Any = (), **request: Any) -> dict[str, Any]:
    more = {"type": HTTP} if version == "4.0" else {}
    return document_of(http(states=states, request={"method": "POST", "path": "/", **request}, **more), version=version)


def generating(category: str, listed: Any, **more: Any) -> dict[str, Any]:
    body = {"body": {"day": "2020-01-01"}, "headers": JSON}
    return asked(**body, generators={category: listed}, **more)


REFUSED = [
    # a rule of the request that cannot be read
    (asked(matchingRules={"$.query.id[account_id]": {"match": "type"}}, version="2.0"),
     "unreadable-request", "expected a number"),
    (asked(matchingRules={"body": {"$": {"matchers": [{}]}}}), "unreadable-request", "has no 'match'"),
    (asked(matchingRules={"body": {"$..id": {"matchers": []}}}), "unreadable-request", 'after "."'),
    (asked(matchingRules={"body": {"$": {"matchers": [{"match": None}]}}}), "unreadable-request", "empty 'match'"),
    (asked(matchingRules={"header": {"X": {"matchers": ["type"]}}}), "unreadable-request", "must be an object"),
    (asked(matchingRules={"body": 5}), "unreadable-request", "must be an object"),
    (asked(requestMatchingRules={"$.body": {}}, version="2.0"), "unreadable-request", "has no 'match'"),
    (asked(matchingRules={"status": {"matchers": [{"match": "statusCode", "status": ["x"]}]}}, version="4.0"),
     "unreadable-request", "0 to 65535"),
    # the path of a generator, on either side, in any spelling of the category
    (asked(generators={"body": GENERATORS}), "invalid-generator", "the path cannot be read"),
    (asked(generators={"BODY": {"$['id": {}}}), "invalid-generator", "the path cannot be read"),
    (asked(generators={"metadata": GENERATORS}), "invalid-generator", "the path cannot be read"),
    (document_of(http(response={"generators": {"body": GENERATORS}})), "invalid-generator", "the path cannot be read"),
    (v4(response={"generators": {"body": {"$.": {"type": 5}}}}), "invalid-generator", "the path cannot be read"),
    (document_of({"type": "Asynchronous/Messages", **MESSAGE, "generators": {"body": GENERATORS}}, version="4.0"),
     "invalid-generator", "the path cannot be read"),
    # the type of a V4 interaction
    (document_of(http(), version="4.0", typed=False), "no-type", "needs a 'type'"),
    (document_of(http(type=None), version="4.0"), "unknown-type", "'None' is unknown"),
    (document_of(http(type="synchronous/http"), version="4.0"), "unknown-type", "is unknown"),
    (document_of(http(type=["Synchronous/HTTP"]), version="4.0"), "unknown-type", "is unknown"),
    # synchronous messages
    (sync(response=[]), "no-request", "needs a 'request'"),
    (sync(request={}), "no-response", "must be a list"),
    (sync(request={}, response={"contents": WRAPPED}), "no-response", "must be a list"),
    (sync(request=[], response=[]), "refused-file", "must be an object"),
    (sync(request={}, response=["x"]), "refused-file", "must be an object"),
    # messages of a version that has none
    ({"messages": [MESSAGE], "metadata": {"pactSpecification": {"version": "2.0.0"}}}, "mixed-kinds", "came with V3"),
    ({"messages": [MESSAGE], "metadata": {"pactSpecification": {"version": "5"}}}, "mixed-kinds", "came with V3"),
    (document_of(http(), messages=None), "refused-file", "'messages' must be a list"),
]  # fmt: skip

PANICS = [
    *[
        (document_of(http(response={"status": status})), "bad-status")
        for status in ("200", 200.0, None, True, -1, [200], {"x": 1}, "")
    ],
    (v4(response={"status": "200"}), "bad-status"),
    (document_of(http(response={"headers": {"Content-Type": []}})), "empty-header"),
    (asked(headers={"content-type": []}), "empty-header"),
    (v4(request={"headers": {"Content-Type": []}, "body": {"content": "x"}}), "empty-header"),
    # generators of the request whose value cannot be made, wherever they come to make one
    (generating("body", {"$.day": {"type": "RandomInt", "min": 9, "max": 5}}), "invalid-generator"),
    (generating("path", {"type": "RandomInt", "min": 11}), "invalid-generator"),
    (generating("query", {"new": {"type": "RandomInt", "max": -1}}), "invalid-generator"),
    (generating("header", {"X": {"type": "RandomInt", "min": 2**31 - 1, "max": 2**31 - 1}}), "invalid-generator"),
    (generating("body", {"$.day": {"type": "Date", "format": "HH:mm:ss.SSSS"}}), "invalid-generator"),
    (generating("header", {"X": {"type": "ProviderState", "expression": "}${id}"}}), "invalid-generator"),
    (
        generating(
            "path",
            {"type": "ProviderState", "expression": "${id}", "dataType": "INTEGER"},
            states={"a thing": {"id": "seven"}},
        ),
        "invalid-generator",
    ),
]

UNSENDABLE = [
    (asked(headers={"a b": "x"}), "is not a name of a header"),
    (asked(headers={"": "x"}), "is not a name of a header"),
    (asked(headers={"X": "a\nb"}), "another control character"),
    (asked(headers={"X": ["fine", "\u007f"]}), "another control character"),
    (generating("header", {"a b": {"type": "Uuid"}}), "a generator makes the header"),
]

FINE = [
    asked(generators={"header": {"X.y": {"type": "Uuid"}}, "contents": GENERATORS, "path": GENERATORS}),
    asked(generators={"body": {"$..id": 5}}),
    asked(generators=[]),
    asked(headers={"X": "é", "Y": [], "": []}, matchingRules={"body": {"$.id": 5}, "header": {"a b": {}}}),
    {"messages": [{**MESSAGE, "generators": {"body": GENERATORS}}]},
    v4(request={"headers": {"Content-Type": []}, "body": {**WRAPPED}}),
    v4(response={"headers": {"Content-Type": []}}),
    document_of(http(response={"status": 65736})),
    document_of(http(response=[])),
    document_of(http(response={"generators": {"body": {"$.a": {"type": "RandomInt", "min": 9, "max": 5}}}})),
    generating("status", {"type": "RandomInt", "min": 9, "max": 5}),
    generating("body", {"$.none": {"type": "RandomInt", "min": 9, "max": 5}}),
    generating("body", {"$.day": {"type": "Date", "format": "SSSS", "expression": "no date at all"}}),
    generating("header", {"a b": {"type": "Unknown"}, "c d": {"type": "ProviderState", "expression": "nothing"}}),
    generating("path", {"type": "ProviderState", "expression": "${id}", "dataType": "INTEGER"}),
]
