"""JSON text of recordings, read so that nothing in it can do harm."""

from __future__ import annotations

import json
from typing import Any

from contractlab.errors import Fault
from contractlab.values.json_tokens import json_tokens

__all__ = ["UnreadableJson", "entry_lines", "parse_recording", "read_text"]

_LONGEST_NUMBER = 4000  # digits; Python refuses to convert more than 4,300
_DEEPEST = 1_000
DEEP = "is nested too deeply to be read; no recording needs that."


class UnreadableJson(Exception):
    """Bytes that are no JSON, with the reason."""

    def __init__(self, message: str, line: int | None = None) -> None:
        self.fault = Fault(message, "", line)
        super().__init__(message)


def read_text(data: bytes) -> str:
    """Decode a file: UTF-8 with or without its mark, or what else JSON files come in (RFC 8259 §8.1, RFC 7159 §8.1).

    Raises
    ------
    UnreadableJson
    """
    try:
        return data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableJson(
            f"is not valid UTF-8: byte {error.start:,} cannot be read. Save it as UTF-8.", line
        ) from None


def _integer(text: str) -> int | float:
    return int(text) if len(text) <= _LONGEST_NUMBER else float(text)


def _constant(name: str) -> None:
    """NaN and Infinity are no JSON, but some recorders write them for a time they do not know."""


def _open_at(text: str, position: int) -> int:
    """Containers that are open there, about: brackets in strings count as well.

    How deep the standard library reads before it gives up depends on the version of Python (3.14 goes on for tens of
    thousands); what a user is told should not.
    """
    before = text[:position]
    return before.count("[") + before.count("{") - before.count("]") - before.count("}")


def parse_recording(text: str) -> Any:
    """Parse JSON text.

    Raises
    ------
    UnreadableJson
        With the line, where it is known.
    """
    try:
        try:
            return json.loads(text, parse_constant=_constant)
        except json.JSONDecodeError:
            raise
        except ValueError:  # an integer of thousands of digits
            return json.loads(text, parse_constant=_constant, parse_int=_integer)
    except json.JSONDecodeError as error:
        if _open_at(text, error.pos) > _DEEPEST:
            raise UnreadableJson(DEEP) from None
        message = error.msg[:1].lower() + error.msg[1:]
        raise UnreadableJson(f"is not valid JSON: {message} at column {error.colno:,}.", error.lineno) from None
    except RecursionError:
        raise UnreadableJson(DEEP) from None


def entry_lines(text: str, count: int) -> list[int]:
    """Lines, from 1, on which the first `count` entries of a HAR document start.

    Needed only where something is wrong; keeps no path of any value, so that deep nesting costs nothing.
    """
    lines: list[int] = []
    depth, line, last = 0, 1, 0
    key, previous = "", ""
    in_log = in_entries = expects_entry = False
    for match in json_tokens(text):
        piece = match[0]
        if expects_entry and piece not in ("]", ","):
            line += text.count("\n", last, match.start())
            last = match.start()
            lines.append(line)
            expects_entry = False
            if len(lines) >= count:
                break
        if piece == ":":
            if depth <= 2:
                key = previous
        elif piece == ",":
            expects_entry = in_entries and depth == 3
        elif piece in "{[":
            depth += 1
            if depth == 2:
                in_log = key == '"log"'
            elif depth == 3:
                in_entries = expects_entry = piece == "[" and in_log and key == '"entries"'
        elif piece in "}]":
            depth -= 1
            if depth == 2:
                in_entries = expects_entry = False
        else:
            previous = piece
    return lines
