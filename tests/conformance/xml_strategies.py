"""Hypothesis strategies for XML: documents, rules that reach into them, and documents that come close."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from conformance.text_strategies import Response, text_rules, with_body
from hypothesis import strategies as st

NAMESPACES = {"": "", "urn:1": "p", "http://two/": "q"}
NAMES = st.sampled_from(["a", "b", "item", "x-y", "id"])
SPACES = st.sampled_from(["", "", "", "urn:1", "http://two/"])
TEXTS = st.sampled_from(["", "t", "12", "a b", " padded ", "é", "<&>", "\n  ", "2020-01-02", "true"])


@dataclass(frozen=True)
class Element:
    """An element; `items` are elements, texts, or (kind, text) pairs of comments, CDATA sections and raw text."""

    space: str
    name: str
    attributes: tuple[tuple[str, str, str], ...] = ()
    items: tuple[Any, ...] = field(default=())

    @property
    def key(self) -> str:
        return f"{self.space}:{self.name}" if self.space else self.name


ITEMS = st.one_of(
    TEXTS,
    st.tuples(st.sampled_from(["comment", "cdata"]), st.sampled_from(["", "t", " x ", "a<b", "12"])),
    st.sampled_from([("raw", "a &amp; b"), ("raw", "&#65;"), ("raw", "t&#x42; "), ("raw", "<?p i?>"), ("raw", "\r\n")]),
)


@st.composite
def elements(draw: st.DrawFn, depth: int = 0) -> Element:
    attributes = draw(st.dictionaries(st.tuples(SPACES, NAMES), TEXTS.map(str.strip), max_size=2))
    inner = ITEMS if depth >= 2 else st.one_of(ITEMS, elements(depth + 1), elements(depth + 1))
    items = draw(st.lists(inner, max_size=3))
    if items and isinstance(items[-1], Element) and draw(st.integers(0, 2)) == 0:
        items.append(draw(near_elements(items[-1])))
    return Element(
        draw(SPACES),
        draw(NAMES),
        tuple((space, name, value) for (space, name), value in attributes.items()),
        tuple(items),
    )


@st.composite
def near_elements(draw: st.DrawFn, given: Element) -> Element:
    """The same element with a few changes."""
    choice = draw(st.integers(0, 24))
    if choice == 0:
        return draw(elements(2))
    attributes = [
        (space, name, value if draw(st.integers(0, 5)) else draw(TEXTS).strip())
        for space, name, value in given.attributes
        if draw(st.integers(0, 9))
    ]
    if choice == 1:
        attributes.append(("", "new", "1"))
    items: list[Any] = []
    for item in given.items:
        if draw(st.integers(0, 11)) == 0:
            continue
        changed = (
            draw(near_elements(item)) if isinstance(item, Element) else item if draw(st.integers(0, 4)) else draw(ITEMS)
        )
        items.append(changed)
        if draw(st.integers(0, 9)) == 0:
            items.append(changed)
    if choice == 2:
        items.append(draw(elements(2)))
    if choice == 3:
        items.reverse()
    if choice == 4:
        items.append(draw(ITEMS))
    name = draw(NAMES) if choice == 5 else given.name
    return replace(given, name=name, attributes=tuple(attributes), items=tuple(items))


def written(element: Element, prefixes: dict[str, str], root: bool = True) -> str:
    """XML text."""

    def called(space: str, name: str) -> str:
        return f"{prefixes[space]}:{name}" if space else name

    tag = called(element.space, element.name)
    head = "".join(f' xmlns:{prefix}="{space}"' for space, prefix in prefixes.items() if space) if root else ""
    head += "".join(f" {called(space, name)}={quoteattr(value)}" for space, name, value in element.attributes)
    inside = ""
    for item in element.items:
        if isinstance(item, Element):
            inside += written(item, prefixes, False)
        elif isinstance(item, str):
            inside += escape(item)
        else:
            kind, text = item
            inside += {"comment": f"<!--{text}-->", "cdata": f"<![CDATA[{text}]]>", "raw": text}[kind]
    return f"<{tag}{head}>{inside}</{tag}>" if inside else f"<{tag}{head}/>"


@st.composite
def documents(draw: st.DrawFn, element: Element) -> str:
    prefixes = {space: draw(st.sampled_from([prefix, f"{prefix}2"])) for space, prefix in NAMESPACES.items() if space}
    head = draw(
        st.sampled_from(["", "", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-8"?>\n', "<!--c-->"])
    )
    tail = draw(st.sampled_from(["", "", "", "\n", "<!--c-->"]))
    return head + written(element, prefixes) + tail


def _step(key: str) -> st.SearchStrategy[str]:
    plain = [f".{key}"] if key.replace("-", "").isalnum() else []
    return st.sampled_from([*plain, *plain, f"['{key}']", f"['{key}']", ".*", f"['{key}'][0]", f"['{key}'][*]"])


@st.composite
def paths(draw: st.DrawFn, element: Element) -> str:
    """A path expression that reaches into the document, or nearly."""
    path = "$"
    here = element
    if draw(st.integers(0, 11)) == 0:
        return draw(st.sampled_from(["$", "$.*", "$.*.*"]))
    path += draw(_step(here.key))
    while draw(st.integers(0, 2)):
        children = [item for item in here.items if isinstance(item, Element)]
        if not children:
            break
        here = draw(st.sampled_from(children))
        path += draw(_step(here.key))
    choice = draw(st.integers(0, 4))
    if choice == 0:
        path += draw(st.sampled_from(["['#text']", ".#text", ".*"]))
    elif choice == 1 and here.attributes:
        space, name, _ = draw(st.sampled_from(here.attributes))
        key = f"@{space}:{name}" if space else f"@{name}"
        path += draw(st.sampled_from([f"['{key}']", f"['@{name}']"]))
    return path


@st.composite
def xml_bodies(draw: st.DrawFn, version: str) -> tuple[str, dict[str, Any], str]:
    """An example, body rules, and an actual document."""
    example = draw(elements())
    declared: dict[str, Any] = {}
    for _ in range(draw(st.integers(0, 2))):
        matchers = draw(st.lists(text_rules(version), min_size=1, max_size=1 if version == "2.0" else 2))
        declared[draw(paths(example))] = {"matchers": matchers, "combine": draw(st.sampled_from(["AND", "OR"]))}
    actual = draw(documents(draw(near_elements(example))))
    if draw(st.integers(0, 19)) == 0:
        actual = draw(
            st.sampled_from(
                ["", "<a>", "<a></b>", "<a/><b/>", "<!DOCTYPE a><a/>", "\ufeff<a/>", "<a b='1' b='2'/>", "<p:a/>",
                 "text",
                 '<?xml version="2.0"?><a/>', '<?xml version="1.1"?><a/>', "<a>&nbsp;</a>", "<a>\x01</a>", " <a/>"]
            )
        )  # fmt: skip
    return draw(documents(example)), declared, actual


@st.composite
def xml(draw: st.DrawFn, version: str) -> tuple[dict[str, Any], Response]:
    example, declared, actual = draw(xml_bodies(version))
    kind = draw(st.sampled_from(["application/xml", "text/xml", "application/vnd.a+xml"]))
    response = with_body(version, example.encode(), kind, {"body": declared})
    return response, (200, [("Content-Type", kind)], actual.encode())
