"""Hypothesis strategies for requests: what the core is told through its authoring calls, and what is then sent."""

from __future__ import annotations

from typing import Any

from conformance.text_strategies import (
    encoded,
    forms,
    header_parts,
    near_pairs,
    pairs,
    rule_lists,
    texts,
)
from conformance.xml_strategies import xml
from hypothesis import strategies as st

METHODS = st.sampled_from(["GET", "get", "POST", "DELETE"])
PATHS = st.sampled_from(["/", "/a", "/a/", "/a/12", "/A", "/a%20b", "/a//b", "/1.2.3", "/é".encode().hex(), "/a;b=c"])


@st.composite
def paths(draw: st.DrawFn, version: str) -> Any:
    path = draw(PATHS.filter(lambda path: path.startswith("/")))
    method = draw(METHODS)
    asked: dict[str, Any] = {"method": method, "path": path}
    if draw(st.booleans()):
        rules = draw(rule_lists(version))
        if draw(st.integers(0, 2)) == 0:
            rules["matchers"] = [
                {"match": "regex", "regex": draw(st.sampled_from([r"/a/\d+", "/.*", "/a", "[/a-z]+"]))}
            ]
        asked["rules"] = {"path": rules}
    sent = draw(st.one_of(st.just(path), PATHS.filter(lambda path: path.startswith("/"))))
    return asked, (draw(st.one_of(st.just(method), METHODS)).upper(), sent, [], b"")


@st.composite
def queries(draw: st.DrawFn, version: str) -> Any:
    listed = [(name, value) for name, value in draw(pairs()) if "[" not in name]
    asked: dict[str, Any] = {"method": "GET", "path": "/", "query": listed}
    names = sorted({name for name, _ in listed})
    declared = {name: draw(rule_lists(version)) for name in names if draw(st.booleans())}
    if declared:
        asked["rules"] = {"query": declared}
    query = encoded(draw(near_pairs(listed)), plus=draw(st.booleans()))
    if draw(st.integers(0, 9)) == 0:
        query += draw(st.sampled_from(["&", "&&a=1", "&a", "&a=", "&%zz=1", "&a=%ff", "&a=b=c"]))
    return asked, ("GET", f"/?{query}" if query else "/", [], b"")


@st.composite
def plain_parts(draw: st.DrawFn, version: str) -> Any:
    """Headers alone."""
    expected, declared, sent = draw(header_parts(version))
    listed = [
        (name, value)
        for name, values in expected.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    asked: dict[str, Any] = {"method": "GET", "path": "/", "headers": listed}
    if declared:
        asked["rules"] = {"header": declared}
    return asked, ("GET", "/", sent, b"")


@st.composite
def bodies(draw: st.DrawFn, version: str) -> Any:
    """Bodies of every text type, in the form of V3 whatever the version: the core keeps them itself."""
    response, (_, headers, body) = draw(st.one_of(xml("3.0"), forms("3.0"), texts("3.0")))
    asked: dict[str, Any] = {
        "method": "POST", "path": "/", "body": response["body"].encode(), "type": response["headers"]["Content-Type"],
        "rules": response.get("matchingRules", {}),
    }  # fmt: skip
    return asked, ("POST", "/", headers, body)
