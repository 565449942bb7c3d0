"""XML read as the Rust core reads it: a tree of elements with the text cut into the pieces that its parser makes.

The parser is expat, the standard library's. A document type is refused, so nothing can be expanded or fetched.
Input is UTF-8 whatever it declares. Text is cut at comments, CDATA sections and references; every piece counts as a
child node.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from contractlab.engine.errors import CannotCheck
from contractlab.engine.limits import current_limits
from contractlab.values.json_text import NotJson
from contractlab.values.reasons import ReasonCode

__all__ = ["NotXml", "XmlElement", "parse_xml"]

_SEPARATOR = "\x1f"
_VERSION = re.compile(r"1\.[0-9]+")
_ENTITY_LIMIT = 64 * 1024 * 1024


class NotXml(NotJson):
    """Text that is not XML; the message says why and where."""


@dataclass(slots=True, eq=False)
class XmlElement:
    """An element.

    Attributes
    ----------
    name : str
        ``uri:local`` within a namespace, else the local name.
    local : str
    attributes : dict of str to str
        By name, namespaces as in `name`; without namespace declarations.
    children : list of XmlElement
    texts : list of str
        Pieces of text, as they are cut.
    nodes : int
        Child nodes of every kind: elements, pieces of text, comments, processing instructions.
    """

    name: str
    local: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[XmlElement] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    nodes: int = 0

    @property
    def text(self) -> str:
        """All pieces, each trimmed, joined."""
        return "".join(piece.strip() for piece in self.texts)

    def __repr__(self) -> str:
        return f"<{self.local}>"


def _split(name: str) -> tuple[str, str]:
    uri, separator, local = name.rpartition(_SEPARATOR)
    return (f"{uri}:{local}", local) if separator else (name, name)


class _Builder:
    """Builds the tree from expat's events."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.root: XmlElement | None = None
        self.open: list[XmlElement] = []
        # What the last event was: a run of plain text goes on until anything else comes.
        self.last = ""
        self.run: list[str] = []
        self.deepest = current_limits().xml_depth
        parser = expat.ParserCreate("utf-8", namespace_separator=_SEPARATOR)
        parser.buffer_text = False
        parser.ordered_attributes = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.StartCdataSectionHandler = self.start_cdata
        parser.EndCdataSectionHandler = self.end_cdata
        parser.CommentHandler = self.markup
        parser.ProcessingInstructionHandler = self.instruction
        parser.StartDoctypeDeclHandler = self.doctype
        parser.XmlDeclHandler = self.declaration
        self.parser = parser
        self.in_cdata = False

    def declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if not _VERSION.fullmatch(version or ""):
            raise NotXml(f"XML of version {version} cannot be read")

    def doctype(self, *_: Any) -> None:
        raise NotXml("a document type declaration is refused")

    def start(self, name: str, attributes: list[str]) -> None:
        self.finish_run()
        full, local = _split(name)
        element = XmlElement(full, local)
        for key, value in zip(attributes[::2], attributes[1::2], strict=True):
            element.attributes[_split(key)[0]] = value
        if self.open:
            self.open[-1].children.append(element)
            self.open[-1].nodes += 1
        else:
            self.root = element
        self.open.append(element)
        if len(self.open) > self.deepest:
            raise CannotCheck(f"XML elements are nested more than {self.deepest} levels deep", ReasonCode.LIMIT)
        self.last = "start"

    def end(self, name: str) -> None:
        self.finish_run()
        self.open.pop()
        self.last = "end"

    def characters(self, text: str) -> None:
        if not self.open:
            return
        element = self.open[-1]
        if self.in_cdata:
            kind = "cdata"
        else:
            at = self.parser.CurrentByteIndex
            kind = "reference" if self.data[at : at + 1] == b"&" else "text"
        if kind == self.last and kind != "reference":
            # expat tells every line by itself; joined when the run ends, or the work grows with the square.
            self.run.append(text)
            return
        self.finish_run()
        element.texts.append(text)
        element.nodes += 1
        self.last = kind

    def finish_run(self) -> None:
        """Join the pieces of the run of text that ends here."""
        if self.run:
            self.open[-1].texts[-1] += "".join(self.run)
            self.run = []

    def start_cdata(self) -> None:
        self.finish_run()
        self.in_cdata = True
        self.last = "start cdata"

    def end_cdata(self) -> None:
        if self.last == "start cdata" and self.open:  # a section without text is a node all the same
            self.open[-1].nodes += 1
        self.finish_run()
        self.in_cdata = False
        self.last = "end cdata"

    def markup(self, _: str) -> None:
        self.finish_run()
        if self.open:
            self.open[-1].nodes += 1
        self.last = "other"

    def instruction(self, target: str, text: str) -> None:
        self.markup(text)


def parse_xml(data: bytes) -> XmlElement:
    """Read an XML document.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    XmlElement
        The root.

    Raises
    ------
    NotXml
        If it is not well-formed, has a document type, or is not UTF-8.
    CannotCheck
        If elements stand too deep in one another.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotXml(f"byte {error.start + 1:,} is not UTF-8") from None
    if data.startswith(b"\xef\xbb\xbf"):
        raise NotXml("the text starts with a byte order mark")
    builder = _Builder(data)
    try:
        builder.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise NotXml(f"{expat.ErrorString(error.code)} at line {error.lineno:,}, column {error.offset + 1:,}") from None
    if builder.root is None:
        raise NotXml("there is no element")
    return builder.root
