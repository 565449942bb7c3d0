"""Hypothesis strategies for multipart bodies: fields and files, with rules below the names of the parts."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from conformance.contract_strategies import VALUES, near, paths
from conformance.text_strategies import Response, declare, expected_body, rule_lists
from conformance.xml_strategies import documents, elements, near_elements
from conformance.xml_strategies import paths as xml_paths
from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "file", "File", "x-y", "1", "odd name"])


@dataclass(frozen=True)
class Part:
    """One part, its kind of contents, and the value that the contents were made of."""

    name: str
    filename: str | None
    kind: str | None
    contents: str
    value: Any = None
    headers: tuple[tuple[str, str], ...] = ()
    bare: bool = False


@st.composite
def parts(draw: st.DrawFn) -> Part:
    name = draw(NAMES)
    what = draw(st.sampled_from(["field", "field", "text", "json", "xml", "bare"]))
    more = draw(st.sampled_from([(), (), (("X-A", "1"),), (("Content-ID", "c"),)]))
    if what == "field":
        kind = draw(st.sampled_from([None, None, "text/plain", "application/json"]))
        return Part(name, None, kind, draw(st.sampled_from(["a", "12", "", "a b", "é", "{}"])), None, more)
    if what == "json":
        value = draw(VALUES)
        return Part(name, "f.json", "application/json", json.dumps(value), value, more)
    if what == "xml":
        element = draw(elements(1))
        return Part(name, "f.xml", "application/xml", draw(documents(element)), element, more)
    kind = draw(st.sampled_from(["text/plain", "text/csv", "application/octet-stream"] if what == "text" else [None]))
    return Part(name, "f.txt", kind, draw(st.sampled_from(["a", "b\nc", "12", "{}"])), None, more)


@st.composite
def near_part(draw: st.DrawFn, given: Part) -> Part:
    choice = draw(st.integers(0, 12))
    if choice == 12:
        return replace(given, bare=draw(st.booleans()))
    if choice == 0:
        return draw(parts())
    if choice == 1:
        return replace(given, kind=draw(st.sampled_from([None, "text/plain", "application/json", "image/png"])))
    if choice == 2:
        return replace(given, filename=draw(st.sampled_from([None, "other.txt"])))
    if choice == 3:
        return replace(given, headers=draw(st.sampled_from([(), (("X-A", "2"),), (("x-a", "1"), ("X-B", "1"))])))
    if choice < 8 and given.filename == "f.json":
        return replace(given, contents=json.dumps(draw(near(given.value))))
    if choice < 8 and given.filename == "f.xml":
        return replace(given, contents=draw(documents(draw(near_elements(given.value)))))
    if choice == 8:
        return replace(given, contents=draw(st.sampled_from(["a", "12", "zz", ""])))
    return given


def written(listed: list[Part], boundary: str) -> bytes:
    text = ""
    for part in listed:
        text += f"--{boundary}\r\n"
        filename = f'; filename="{part.filename}"' if part.filename else ""
        if part.bare:
            text += f"\r\n{part.contents}\r\n"
            continue
        text += f'Content-Disposition: form-data; name="{part.name}"{filename}\r\n'
        text += f"Content-Type: {part.kind}\r\n" if part.kind else ""
        text += "".join(f"{name}: {value}\r\n" for name, value in part.headers)
        text += f"\r\n{part.contents}\r\n"
    return (text + f"--{boundary}--\r\n").encode()


@st.composite
def part_paths(draw: st.DrawFn, given: Part) -> str:
    own = f"$['{given.name}']"
    if given.filename == "f.json" and draw(st.integers(0, 3)):
        return own + draw(paths(given.value))[1:]
    if given.filename == "f.xml" and draw(st.integers(0, 3)):
        return own + draw(xml_paths(given.value))[1:]
    return draw(st.sampled_from([own, own, f"{own}.*", "$", "$.*", f"{own}['X-A']", f"{own}['content-type']"]))


@st.composite
def multiparts(draw: st.DrawFn, version: str) -> tuple[dict[str, Any], Response]:
    listed = draw(st.lists(parts(), min_size=1, max_size=3, unique_by=lambda part: part.name))
    sent = [draw(near_part(part)) for part in listed if draw(st.integers(0, 9))]
    if draw(st.integers(0, 5)) == 0:
        sent.insert(0, draw(parts()))
    if draw(st.integers(0, 3)) == 0:
        sent.reverse()
    declared: dict[str, Any] = {}
    for _ in range(draw(st.integers(0, 2))):
        declared[draw(part_paths(draw(st.sampled_from(listed))))] = draw(rule_lists(version))
    damage = draw(st.integers(0, 2))
    boundary = "other" if damage == 0 else "same"
    rules: dict[str, Any] = {"body": declared}
    if damage < 2:
        pattern = r"multipart/form-data;(\s*charset=[^;]*;)?\s*boundary=.*"
        rules["header"] = {"Content-Type": {"matchers": [{"match": "regex", "regex": pattern}], "combine": "AND"}}
    kind = "multipart/form-data; boundary=same"
    body = expected_body(version, written(listed, "same"), kind)
    made: dict[str, Any] = {"headers": {"Content-Type": [kind] if version == "4.0" else kind}, "body": body}
    if any(rules.values()):
        made["matchingRules"] = declare(version, rules)
    headers = [("Content-Type", f"multipart/form-data; boundary={boundary}")]
    return made, (200, headers, written(sent, boundary))
