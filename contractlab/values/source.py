"""Where something was written: a file's bytes, and the line of any JSON pointer into them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

__all__ = ["Location", "Source", "escape_pointer", "join_pointer", "split_pointer"]

# The tokens that matter for finding a place: strings whole, so that a bracket inside one is never structure.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def escape_pointer(token: object) -> str:
    """Write one step of a JSON pointer (RFC 6901 §3)."""
    return str(token).replace("~", "~0").replace("/", "~1")


def join_pointer(base: str, *tokens: object) -> str:
    """Extend the JSON pointer `base` by `tokens`."""
    return base + "".join(f"/{escape_pointer(token)}" for token in tokens)


def split_pointer(pointer: str) -> list[str]:
    """Take a JSON pointer apart into unescaped steps."""
    if not pointer:
        return []
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/")]


def _unquote(text: str) -> str:
    if "\\" not in text:
        return text[1:-1]
    joined = _ESCAPE.sub(
        lambda m: chr(int(m[1], 16)) if m[1] else _SHORT.get(m[2], m[2]),
        text[1:-1],
    )
    return joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _index_lines(text: str) -> dict[str, int]:
    """Map every JSON pointer of `text` to its line; no recursion, and what is broken ends the index early."""
    lines: dict[str, int] = {"": 1}
    # One frame per open container: [pointer, next index or None for objects, pending key]
    stack: list[list[object]] = []
    line, last = 1, 0
    key: str | None = None
    expect_key = False
    for match in _TOKEN.finditer(text):
        token = match[0]
        line += text.count("\n", last, match.start())
        last = match.start()
        if token in "}]":
            if stack:
                stack.pop()
            expect_key = False
            continue
        if token == ",":
            if stack:
                frame = stack[-1]
                if frame[1] is None:
                    expect_key = True
                else:
                    frame[1] = int(str(frame[1])) + 1
            continue
        if token == ":":
            continue
        if stack and stack[-1][1] is None and expect_key and token[0] == '"':
            key = _unquote(token)
            expect_key = False
            pointer = f"{stack[-1][0]}/{escape_pointer(key)}"
            lines[pointer] = line  # the last of duplicate keys is the one in force
            stack[-1][2] = pointer
            continue
        if not stack:
            pointer = ""
        elif stack[-1][1] is None:
            pointer = str(stack[-1][2])
        else:
            pointer = f"{stack[-1][0]}/{stack[-1][1]}"
            lines[pointer] = line
        if token in "{[":
            stack.append([pointer, None if token == "{" else 0, None])
            expect_key = token == "{"
    return lines


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

    @cached_property
    def _lines(self) -> dict[str, int]:
        return _index_lines(self.data.decode("utf-8-sig", "replace"))

    def line(self, pointer: str) -> int | None:
        """Line (from 1) at which the value at `pointer` is written, or its nearest parent that exists."""
        while pointer not in self._lines:
            if not pointer:
                return None
            pointer = pointer.rpartition("/")[0]
        return self._lines[pointer]

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
