"""The lines of a run file: one for each field, and for each item of long lists.

So a million results pass through memory one after the other. To every other program the file is a JSON document; what
has other lines, or was written by an earlier version, is read as one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, overload

from contractlab.values.files import read_file
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON

__all__ = ["StreamedList", "document_lines", "read_document"]

_OPENS = b": [\n"


def document_lines(fields: Mapping[str, JSON | Iterator[JSON]]) -> Iterator[bytes]:
    """Write an object.

    Parameters
    ----------
    fields : mapping
        Iterators become lists with an item on each line.

    Yields
    ------
    bytes
        Of ASCII, because contracts and captures may hold halves of surrogate pairs.
    """
    yield b"{"
    separator = b"\n "
    for name, value in fields.items():
        yield separator + _text(name) + b": "
        separator = b",\n "
        if not isinstance(value, Iterator):
            yield _text(value)
            continue
        between = b"[\n  "
        for item in value:
            yield between + _text(item)
            between = b",\n  "
        yield b"[]" if between.startswith(b"[") else b"\n ]"
    yield b"\n}\n"


def _text(value: JSON) -> bytes:
    return json.dumps(value, ensure_ascii=True).encode("ascii")


class StreamedList(Sequence[JSON]):
    """A list of a file, read anew for each iteration; an item by number costs reading as far as there.

    Parameters
    ----------
    path : Path
    offset : int
        Where the line of the first item begins, in bytes.
    length : int
        Number of items.
    """

    def __init__(self, path: Path, offset: int, length: int) -> None:
        self._path, self._offset, self._length = path, offset, length

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[JSON]:
        with self._path.open("rb") as file:
            file.seek(self._offset)
            for _ in range(self._length):
                yield parse_json(file.readline().rstrip(b",\n"))

    @overload
    def __getitem__(self, index: int) -> JSON: ...
    @overload
    def __getitem__(self, index: slice) -> list[JSON]: ...
    def __getitem__(self, index: int | slice) -> JSON | list[JSON]:
        if isinstance(index, slice):
            return list(self)[index]
        return next(item for place, item in enumerate(self) if place == range(self._length)[index])


def read_document(path: Path, streamed: frozenset[str]) -> JSON:
    """Read a JSON document, long lists of it only as far as somebody iterates.

    Parameters
    ----------
    path : Path
    streamed : frozenset of str
        Fields that may be given as a `StreamedList`; where the file has other lines they are lists.

    Raises
    ------
    OSError
        If the file cannot be read.
    NotJson
        If it is no JSON.
    """
    if not path.is_file() and path.exists():  # a pipe is read once, and some devices have no lines
        return parse_json(read_file(path))
    with path.open("rb") as file:
        fields = _fields(file, path, streamed)
    return parse_json(read_file(path)) if fields is None else fields


def _fields(file: BinaryIO, path: Path, streamed: frozenset[str]) -> dict[str, JSON] | None:
    """The fields of a file with the lines that `document_lines` writes; None for any other."""
    if file.readline() != b"{\n":
        return None
    fields: dict[str, JSON] = {}
    try:
        while True:
            line = file.readline()
            if line == b"}\n":
                return fields if not file.read(1) else None
            if line.endswith(_OPENS):
                name = parse_json(line[: -len(_OPENS)])
                listed = _list(file, path, keep=name not in streamed)
                if listed is None:
                    return None
                value: JSON = listed
            else:
                ((name, value),) = parse_json(b"{" + line.rstrip(b",\n") + b"}").items()
            if name in fields:
                return None
            fields[name] = value
    except (NotJson, ValueError):
        return None  # reading it as a whole says what is wrong, and where


def _list(file: BinaryIO, path: Path, *, keep: bool) -> list[JSON] | StreamedList | None:
    """A list with an item on each line; None where it has other lines."""
    kept: list[JSON] = []
    offset, count, more = file.tell(), 0, True
    while True:
        line = file.readline()
        if line in (b" ]\n", b" ],\n"):
            return None if more and count else kept if keep else StreamedList(path, offset, count)
        if not more or not line.startswith(b"  "):
            return None
        item = parse_json(line.rstrip(b",\n"))
        if keep:
            kept.append(item)
        more, count = line.endswith(b",\n"), count + 1
