"""Where something was written: a file's bytes, and the line of any JSON pointer into them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from contractlab.values.display import quiet
from contractlab.values.json_tokens import json_tokens, unquote

__all__ = ["LaterSource", "Location", "Source", "escape_pointer", "join_pointer", "split_pointer"]


def escape_pointer(token: object) -> str:
    """Write one step of a JSON pointer (RFC 6901 §3)."""
    text = str(token)
    return text.replace("~", "~0").replace("/", "~1") if "/" in text or "~" in text else text


def join_pointer(base: str, *tokens: object) -> str:
    """Extend the JSON pointer `base` by `tokens`."""
    for token in tokens:
        base = f"{base}/{token if type(token) is int else escape_pointer(token)}"
    return base


def split_pointer(pointer: str) -> list[str]:
    """Take a JSON pointer apart into unescaped steps."""
    if not pointer:
        return []
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/")]


class _Place:
    """Line of a value, and the places inside it by key or index."""

    __slots__ = ("inside", "line", "next_index")

    def __init__(self, line: int, opens: str = "") -> None:
        self.line = line
        self.inside: dict[str, _Place] | None = {} if opens else None
        self.next_index: int | None = 0 if opens == "[" else None


def _index_lines(text: str) -> _Place:
    """Find the line of every value of `text`; no recursion, and what is broken ends the index early."""
    top = _Place(1)
    if "\n" not in text:
        return top  # a document that a program wrote: whatever is asked for stands in the one line
    stack: list[_Place] = []
    key: str | None = None
    line, last = 1, 0
    for match in json_tokens(text):
        token = match[0]
        line += text.count("\n", last, match.start())
        last = match.start()
        if token in "}]":
            if stack:
                stack.pop()
            key = None
        elif token == ",":
            key = None
        elif token == ":":
            continue
        elif stack and stack[-1].next_index is None and key is None:
            # A key: the line of a value in an object is the line of its key; the last of duplicate keys is in force.
            key = unquote(token)
            assert stack[-1].inside is not None
            stack[-1].inside[key] = _Place(line)
        else:
            place = _Place(line, token if token in "{[" else "")
            if not stack:
                top = place
            else:
                _put(stack[-1], key, place)
            if place.inside is not None:
                stack.append(place)
                key = None
    return top


def _put(parent: _Place, key: str | None, place: _Place) -> None:
    assert parent.inside is not None
    if parent.next_index is not None:
        parent.inside[str(parent.next_index)] = place
        parent.next_index += 1
    elif key is not None:
        place.line = parent.inside[key].line
        parent.inside[key] = place


@quiet
@dataclass(frozen=True, eq=False)
class Source:
    """The bytes of a file with its name.

    Attributes
    ----------
    name : str
        What to call it on screen: a path as given, an address, or a phrase such as ``<bytes>``.
    data : bytes
        The file as it is, or the JSON text of a document that was handed over parsed.
    """

    name: str
    data: bytes = field(repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return Source, (self.name, self.data)

    @cached_property
    def _places(self) -> _Place:
        return _index_lines(self.data.decode("utf-8-sig", "replace"))

    def line(self, pointer: str) -> int | None:
        """Line (from 1) at which the value at `pointer` is written, or its nearest parent that exists."""
        place = self._places
        for step in split_pointer(pointer):
            child = place.inside.get(step) if place.inside is not None else None
            if child is None:
                break
            place = child
        return place.line

    def at(self, pointer: str) -> Location:
        """Name one place in this file."""
        return Location(self, pointer)


@dataclass(frozen=True, slots=True)
class Location:
    """One place in a file: JSON pointer and line."""

    source: Source
    pointer: str

    @property
    def file(self) -> str:
        """Name of the file."""
        return self.source.name

    @property
    def line(self) -> int | None:
        """Line in the file, from 1; None where the file has no such place."""
        return self.source.line(self.pointer)

    def __str__(self) -> str:
        line = self.line
        return f"{self.file}:{line}" if line is not None else self.file

    def __repr__(self) -> str:
        return f"Location({self.file!r}, {self.pointer!r})"


class LaterSource(Source):
    """A source whose text is written when somebody asks for it.

    Parameters
    ----------
    name : str
    make : callable
        Gives the bytes of the file.
    """

    def __init__(self, name: str, make: Callable[[], bytes]) -> None:
        object.__setattr__(self, "name", name)
        self.__dict__["_make"] = make

    @cached_property
    def data(self) -> bytes:
        """The bytes of the file."""
        return bytes(self.__dict__["_make"]())
