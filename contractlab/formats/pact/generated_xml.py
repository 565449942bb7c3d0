"""Values that generators make in a body of XML.

Source: what the mock server behind pact-python 4.2.0 answered. It reads the body and writes it anew, attributes sorted
and in single quotes. Each piece of text of an element is made for itself, an element without text gets one at its end;
attributes are made where the path names them, and where they are; an index fits no element. Names are compared as they
are written, prefix included. What is no XML, or has a DTD, stays as it is. Only the core makes a text anew at each
entity in it (observed: ``x&amp;z`` became three values); here it is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from xml.parsers import expat

from contractlab.engine.paths import Token
from contractlab.formats.pact.generating import NOT_APPLIED
from contractlab.values.json_text import to_string
from contractlab.values.json_types import JSON

__all__ = ["replaced_in_xml"]

_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ATTRIBUTE = {**_TEXT, '"': "&quot;", "'": "&apos;"}


class _Refused(Exception):
    """A document that is left as it is."""


def replaced_in_xml(data: bytes, tokens: Sequence[Token], make: Callable[[JSON], JSON]) -> bytes:
    """A body of XML with what is made at a path of it.

    Parameters
    ----------
    data : bytes
    tokens : sequence of Token
        The path, without its root.
    make : callable
        From the text that stands there to what is to stand there, or NOT_APPLIED.
    """
    writer = _Rewriter(tokens, make)
    try:
        writer.read(data)
    except (expat.ExpatError, _Refused, ValueError):
        return data
    return writer.written


class _Rewriter:
    """Writes a document while it is read; holds no tree, so that depth costs nothing."""

    def __init__(self, tokens: Sequence[Token], make: Callable[[JSON], JSON]) -> None:
        self._tokens, self._make = tuple(tokens), make
        self._pieces = ["<?xml version='1.0'?>"]
        self._text: list[str] = []
        self._names: list[str] = []
        self._has_text: list[bool] = []
        self._is_open = False
        """The last start tag may still become an empty element."""

    @property
    def written(self) -> bytes:
        return "".join(self._pieces).encode("utf-8", "surrogatepass")

    def read(self, data: bytes) -> None:
        parser = expat.ParserCreate("utf-8")
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.StartCdataSectionHandler = self._end_text
        parser.EndCdataSectionHandler = self._end_text
        parser.CommentHandler = lambda text: self._write(f"<!--{text}-->")
        parser.ProcessingInstructionHandler = lambda name, text: self._write(f"<?{name}{text and ' ' + text}?>")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.Parse(data, True)

    def _refuse(self, *_: Any) -> None:
        raise _Refused

    def _start(self, name: str, attributes: list[str]) -> None:
        self._write("")
        self._names.append(name)
        self._has_text.append(False)
        pairs = sorted(zip(attributes[::2], attributes[1::2], strict=True), key=_order)
        values = "".join(f" {key}='{_escaped(self._attribute(key, value), _ATTRIBUTE)}'" for key, value in pairs)
        self._pieces.append(f"<{name}{values}")
        self._is_open = True

    def _attribute(self, name: str, value: str) -> str:
        if self._fits() and self._tokens[-1].kind == "field" and self._tokens[-1].text == f"@{name}":
            return self._made(value)
        return value

    def _end(self, name: str) -> None:
        self._end_text()
        if not self._has_text[-1] and self._makes_text():
            text = self._made("")
            self._write(_escaped(text, _TEXT) if text else "")
        self._pieces.append("/>" if self._is_open else f"</{name}>")
        self._is_open = False
        self._names.pop()
        self._has_text.pop()

    def _end_text(self) -> None:
        """A piece of text is whole: it ends at a tag, a comment, an instruction, and where CDATA begins or ends."""
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        if self._names:
            self._has_text[-1] = True
            text = self._made(text) if self._makes_text() else text
            self._close_start()
            self._pieces.append(_escaped(text, _TEXT))

    def _write(self, text: str) -> None:
        self._end_text()
        self._close_start()
        self._pieces.append(text)

    def _close_start(self) -> None:
        if self._is_open:
            self._pieces.append(">")
            self._is_open = False

    def _makes_text(self) -> bool:
        if not self._fits():
            return False
        last = self._tokens[-1]
        return last.kind == "star" or (last.kind == "field" and last.text == "#text")

    def _fits(self) -> bool:
        """True if the path leads to something of the element that is read."""
        steps = self._tokens[:-1]
        return len(steps) == len(self._names) and all(
            token.kind == "star" or (token.kind == "field" and token.text == name)
            for token, name in zip(steps, self._names, strict=True)
        )

    def _made(self, text: str) -> str:
        made = self._make(text)
        return text if made is NOT_APPLIED else to_string(made)


def _order(pair: tuple[str, str]) -> tuple[bool, str]:
    """Attributes by name, declarations of namespaces behind them."""
    name = pair[0]
    return name == "xmlns" or name.startswith("xmlns:"), name


def _escaped(text: str, characters: dict[str, str]) -> str:
    return "".join(characters.get(character, character) for character in text)
