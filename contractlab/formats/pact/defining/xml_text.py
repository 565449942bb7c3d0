"""An XML document as Pact writes it, with rules by element.

Source: pact_ffi 0.5.12 (`xml.rs`): attributes in order of their names, an element without children closed at once,
rules of a text at ``#text``, of an attribute at ``@name``, of elements that occur several times at the element itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from contractlab.contracts.defined import Element
from contractlab.contracts.matcher import Matcher, example_of
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.defining.concat import text_of
from contractlab.formats.pact.defining.values import Params, write_value
from contractlab.formats.pact.write_rules import Rules
from contractlab.values.json_types import JSONObject
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = ["WrittenXml", "write_xml"]

_NAME = re.compile(r"[^\s<>/=\"'&;!?]+")
_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_IN_ATTRIBUTE = {**_IN_TEXT, '"': "&quot;", "'": "&apos;"}
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MOST_DEEP = 100
_JOINED = frozenset({"concat", "state_variable"})
"""Words whose example comes from elsewhere."""


@dataclass(slots=True)
class WrittenXml:
    """The text, and rules and generators by path."""

    text: str
    rules: dict[str, tuple[str, list[Rules]]] = field(default_factory=dict)
    generators: dict[str, JSONObject] = field(default_factory=dict)


def write_xml(element: Element, version: str, params: Params) -> WrittenXml:
    """The document of an element.

    Raises
    ------
    InvalidEdit
        If a name or a text cannot stand in XML, or the version cannot say a rule.
    """
    written = WrittenXml("")
    writer = _Writer(written, version, params)
    written.text = "<?xml version='1.0'?>" + "".join(writer.element(element, "$", 0))
    return written


class _Writer:
    def __init__(self, written: WrittenXml, version: str, params: Params) -> None:
        self.written = written
        self.version = version
        self.params = params

    def element(self, element: Element, above: str, depth: int) -> Iterator[str]:
        """The pieces of an element's text."""
        if not _NAME.fullmatch(element.tag):
            raise InvalidEdit(f"{quote(element.tag, 40)} is not a name of an XML element")
        if depth > _MOST_DEEP:
            raise InvalidEdit(f"elements stand within each other more than {_MOST_DEEP} times")
        path = f"{above}.{element.tag}"
        if element.repeats:
            self._note_bounds(element, path)
        opened = f"<{element.tag}" + "".join(self._attributes(element, path))
        inner = "".join(self._children(element, path, depth))
        whole = f"{opened}>{inner}</{element.tag}>" if element.children else f"{opened}/>"
        yield from [whole] * (element.examples if element.repeats else 1)

    def _note_bounds(self, element: Element, path: str) -> None:
        bounds = {name: bound for name, bound in (("min", element.least), ("max", element.most)) if bound is not None}
        value = write_value(Matcher("each_like", "x", bounds), self.version, self.params)
        self.written.rules[path] = value.rules[()]

    def _attributes(self, element: Element, path: str) -> Iterator[str]:
        for name, value in sorted(element.attributes.items()):
            if not _NAME.fullmatch(name):
                raise InvalidEdit(f"{quote(name, 40)} is not a name of an XML attribute")
            text = self._text(value, f"{path}['@{name}']")
            yield f" {name}='{''.join(_IN_ATTRIBUTE.get(letter, letter) for letter in text)}'"

    def _children(self, element: Element, path: str, depth: int) -> Iterator[str]:
        for child in element.children:
            if isinstance(child, Element):
                yield from self.element(child, path, depth + 1)
            else:
                text = self._text(child, f"{path}.#text")
                yield "".join(_IN_TEXT.get(letter, letter) for letter in text)

    def _text(self, value: Any, path: str) -> str:
        if (
            isinstance(value, Matcher)
            and value.name != "null"
            and example_of(value) is MISSING
            and value.name not in _JOINED
        ):
            # The reference stops with an abort of the whole process here.
            raise InvalidEdit(f"{quote(value, 60)} needs an example in XML: match.integer(1)")
        written = write_value(value, self.version, self.params, text=True)
        if any(tokens for tokens in (*written.rules, *written.generators)) or isinstance(written.example, list | dict):
            raise InvalidEdit(f"{quote(value, 60)} is not a text of XML; give a text, a number, or a matcher of one")
        if () in written.rules:
            self.written.rules[path] = written.rules[()]
        if () in written.generators:
            self.written.generators[path] = written.generators[()]
        text = text_of(written.example)
        if _NOT_IN_XML.search(text):
            raise InvalidEdit(f"{quote(text, 60)} has a character that XML cannot hold")
        return text
