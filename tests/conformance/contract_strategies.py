"""Hypothesis strategies for contracts, rules and recordings that come close to one another."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

KEYS = st.sampled_from(["a", "b", "id", "items", "name", "x-y", "1", "01", "odd key", "é"])
TEXTS = st.sampled_from(
    [
        "",
        "a",
        "abc",
        "12",
        "1.5",
        "true",
        "null",
        "2020-01-02",
        "10:11:12",
        "2020-01-02T10:11:12Z",
        "1.2.3",
        "é☃",
        "A b",
    ]
)
NUMBERS = st.sampled_from(
    [
        1.0, 1.5, -0.0, 1e20, 100, 2**63, 2**64, 2**70, 2**64 + 2**12, 10**22 + 1, 931.5231385752825, 931.5231385752824,
        0.30000000000000004, 1e23, 8.5e-22, 123456789.12345678, 5e-324,
    ]
)  # fmt: skip
"""Among them those that the core reads otherwise than to the nearest float."""
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), NUMBERS, TEXTS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)


def rules(version: str) -> st.SearchStrategy[dict[str, Any]]:
    simple = [
        {"match": "type"}, {"match": "regex", "regex": r"\d+"}, {"match": "regex", "regex": ".*"},
        {"match": "regex", "regex": "[a-z]+"}, {"match": "type", "min": 1}, {"match": "type", "max": 2},
        {"match": "type", "min": 2, "max": 3},
    ]  # fmt: skip
    if version != "2.0":
        simple += [
            {"match": "equality"}, {"match": "include", "value": "a"}, {"match": "integer"}, {"match": "decimal"},
            {"match": "number"}, {"match": "null"}, {"match": "boolean"}, {"match": "date", "format": "yyyy-MM-dd"},
            {"match": "time", "format": "HH:mm:ss"}, {"match": "datetime", "format": "yyyy-MM-dd'T'HH:mm:ssX"},
            {"match": "values"}, {"match": "contentType", "value": "text/plain"},
            {"match": "contentType", "value": "application/json"},
        ]  # fmt: skip
    matcher: st.SearchStrategy[dict[str, Any]] = st.sampled_from(simple)
    if version == "4.0":
        inner = st.lists(matcher, min_size=1, max_size=2)
        matcher = st.one_of(
            matcher,
            st.sampled_from([{"match": "notEmpty"}, {"match": "semver"}, {"match": "statusCode", "status": "success"}]),
            inner.map(lambda listed: {"match": "eachKey", "rules": listed}),
            inner.map(lambda listed: {"match": "eachValue", "rules": listed}),
            st.lists(_variants(inner), max_size=2).map(lambda listed: {"match": "arrayContains", "variants": listed}),
        )
    return matcher


def _variants(inner: st.SearchStrategy[list[dict[str, Any]]]) -> st.SearchStrategy[dict[str, Any]]:
    """One variant of ``arrayContains``: with rules at one path, with none, or saying nothing of rules."""
    paths = st.sampled_from(["$", "$", "$.a", "$.*", "$[*]", "$[0]", "$.id"])
    ruled = st.builds(lambda path, listed: {path: {"matchers": listed}}, paths, inner)
    return st.one_of(
        st.builds(lambda index, rules: {"index": index, "rules": rules}, st.integers(0, 2), ruled),
        st.builds(lambda index: {"index": index, "rules": {}}, st.integers(0, 1)),
        st.builds(lambda index: {"index": index}, st.integers(0, 1)),
    )


def _step(key: Any) -> st.SearchStrategy[str]:
    if isinstance(key, int):
        return st.sampled_from([f"[{key}]", "[*]", "[*]", ".*"])
    plain = f".{key}" if key.replace("-", "").isalnum() else f"['{key}']"
    return st.sampled_from([plain, plain, f"['{key}']", ".*"])


@st.composite
def paths(draw: st.DrawFn, value: Any) -> str:
    """A path expression that reaches into `value`, or nearly."""
    path = "$"
    while isinstance(value, dict | list) and value and draw(st.integers(0, 3)):
        key = draw(st.sampled_from(sorted(value) if isinstance(value, dict) else list(range(len(value)))))
        path += draw(_step(key))
        value = value[key]
    if draw(st.integers(0, 5)) == 0:
        path += draw(st.sampled_from([".*", "[*]", ".a", "[0]"]))
    return path


@st.composite
def near(draw: st.DrawFn, value: Any) -> Any:
    """A value that is `value` with a few changes."""
    choice = draw(st.integers(0, 9))
    if choice == 0:
        return draw(VALUES)
    if choice == 1:
        return draw(SCALARS)
    if isinstance(value, dict):
        changed = {key: draw(near(inner)) for key, inner in value.items() if draw(st.integers(0, 6))}
        if draw(st.integers(0, 3)) == 0:
            changed[draw(KEYS)] = draw(SCALARS)
        return changed
    if isinstance(value, list):
        items = [draw(near(item)) for item in value if draw(st.integers(0, 6))]
        if items and draw(st.integers(0, 2)) == 0:
            items += [draw(near(items[0])) for _ in range(draw(st.integers(1, 3)))]
        return items
    return value if choice > 3 else draw(SCALARS)


@st.composite
def cases(draw: st.DrawFn, version: str) -> tuple[dict[str, Any], Any, Any]:
    """Body rules, an example body, and an actual one."""
    example = draw(VALUES)
    declared: dict[str, Any] = {}
    for _ in range(draw(st.integers(0, 3))):
        path = draw(paths(example))
        matchers = draw(st.lists(rules(version), min_size=1, max_size=3))
        if version == "2.0":
            declared["$.body" + path[1:]] = matchers[0]
        else:
            declared[path] = {"matchers": matchers, "combine": draw(st.sampled_from(["AND", "AND", "OR"]))}
    return declared, example, draw(near(example))


def part(version: str, declared: dict[str, Any], example: Any) -> dict[str, Any]:
    """The request or response with this body."""
    made: dict[str, Any] = {"headers": {"Content-Type": "application/json"}, "body": example}
    if version == "4.0":
        made["headers"] = {"Content-Type": ["application/json"]}
        made["body"] = {"content": example, "contentType": "application/json", "encoded": False}
        if example == "" or example is None:
            made["body"] = {"content": json.dumps(example), "contentType": "application/json", "encoded": "JSON"}
    elif isinstance(example, str):
        made["body"] = json.dumps(example)
    if declared:
        made["matchingRules"] = declared if version == "2.0" else {"body": declared}
    return made


METADATA_KEYS = st.sampled_from(["topic", "partition", "key", "Trace-Id"])
MESSAGE_TYPES = st.sampled_from(
    [
        "application/json", "application/json", "application/json", "application/json; charset=utf-8",
        "application/hal+json", "text/plain", "", "json", None,
    ]
)  # fmt: skip


@st.composite
def message_cases(draw: st.DrawFn, version: str) -> tuple[dict[str, Any], dict[str, Any], Any]:
    """An expected message, and metadata and contents of an actual one."""
    declared, example, contents = draw(cases(version).filter(lambda case: isinstance(case[1], dict | list)))
    extra = draw(st.dictionaries(METADATA_KEYS, SCALARS.filter(lambda scalar: scalar is not None), max_size=2))
    metadata = extra if draw(st.integers(0, 2)) == 0 else {"contentType": draw(MESSAGE_TYPES), **extra}
    if draw(st.integers(0, 9)) == 0:
        metadata = {**metadata, draw(st.sampled_from(["Content-Type", "content-type"])): "application/json"}
        if version != "4.0":  # where several keys name a type, the core takes one at random
            metadata.pop("contentType", None)
    rules: dict[str, Any] = {"body": declared} if declared else {}
    ruled = draw(st.lists(st.sampled_from([*sorted(extra), "contentType"]), max_size=1))
    if ruled:
        simple = st.sampled_from(
            [{"match": "type"}, {"match": "regex", "regex": r"\w+"}, {"match": "integer"}, {"match": "number"}]
        )
        rules["metadata"] = {name: {"matchers": [draw(simple)], "combine": "AND"} for name in ruled}
    if version == "4.0":
        body: Any = {"content": example, "contentType": "application/json", "encoded": False}
        body = {name: value for name, value in body.items() if draw(st.integers(0, 9))}
        made = {"contents": body, "metadata": metadata, "matchingRules": rules}
    else:
        made = {"contents": example, "metaData": metadata, "matchingRules": rules}
    made = {name: value for name, value in made.items() if draw(st.integers(0, 19))}
    sent = {key: value if draw(st.integers(0, 4)) else draw(SCALARS) for key, value in metadata.items()}
    sent = {key: value for key, value in sent.items() if draw(st.integers(0, 7))}
    sent.pop("contentType", None)
    if draw(st.integers(0, 3)):
        sent["contentType"] = draw(MESSAGE_TYPES)
    return made, sent, contents
