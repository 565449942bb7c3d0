"""Where every value of a JSON text stands, and how the text is laid out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from contractlab.values.display import quiet
from contractlab.values.json_tokens import json_tokens

__all__ = ["JsonLayout", "Spot", "Style", "read_layout"]

_ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}")


@quiet
@dataclass(slots=True)
class Spot:
    """One value in the text.

    Attributes
    ----------
    start, end : int
        The value itself, from its first character to behind its last.
    opens : str
        ``"{"``, ``"["`` or ``""``.
    keys : list of (int, int)
        Of an object, where each key stands with its quotes, in order.
    inside : list of Spot
        Values below, in order; of an object one for each key.
    """

    start: int
    end: int = 0
    opens: str = ""
    keys: list[tuple[int, int]] = field(default_factory=list)
    inside: list[Spot] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is written.

    Attributes
    ----------
    indent : str
        One level; empty where the text is on one line.
    newline : str
    colon, comma : str
        Separators on one line, with their blanks.
    ascii_only : bool
        True if everything beyond ASCII is written as an escape.
    """

    indent: str
    newline: str
    colon: str
    comma: str
    ascii_only: bool


@dataclass(frozen=True, slots=True)
class JsonLayout:
    """A JSON text with the place of each value."""

    text: str
    root: Spot
    style: Style


def read_layout(text: str) -> JsonLayout:
    """Find every value of a text that is JSON; no recursion.

    Parameters
    ----------
    text : str
        Valid JSON without a byte order mark.
    """
    root: Spot | None = None
    stack: list[Spot] = []
    key: tuple[int, int] | None = None
    for match in json_tokens(text):
        token = match[0]
        if token in "}]":
            stack.pop().end = match.end()
            key = None
        elif token == ",":
            key = None
        elif token == ":":
            continue
        elif stack and stack[-1].opens == "{" and key is None:
            key = (match.start(), match.end())
        else:
            spot = Spot(match.start(), match.end(), token if token in "{[" else "")
            if not stack:
                root = spot
            else:
                stack[-1].inside.append(spot)
                if key is not None and stack[-1].opens == "{":
                    stack[-1].keys.append(key)
            if spot.opens:
                stack.append(spot)
                key = None
    if root is None:
        raise ValueError("the text holds no JSON value")
    return JsonLayout(text, root, _style(text, root))


def _style(text: str, root: Spot) -> Style:
    indent = ""
    newline = "\r\n" if "\r\n" in text else "\n"
    if root.inside:
        first = root.keys[0][0] if root.opens == "{" else root.inside[0].start
        before = text[root.start + 1 : first]
        if "\n" in before:
            indent = before.rpartition("\n")[2] or "  "
    colon, comma = ": ", ", "
    for spot in _containers(root):
        if spot.keys and "\n" not in text[spot.start : spot.inside[0].start]:
            colon = text[spot.keys[0][1] : spot.inside[0].start]
            break
        if spot.keys and indent:
            colon = text[spot.keys[0][1] : spot.inside[0].start]
    for spot in _containers(root):
        if len(spot.inside) > 1:
            start = spot.keys[1][0] if spot.opens == "{" else spot.inside[1].start
            between = text[spot.inside[0].end : start]
            if "\n" not in between:
                comma = between
                break
    if colon.strip() != ":" or "\n" in colon:
        colon = ": "
    if comma.strip() != ",":
        comma = ", "
    return Style(indent, newline, colon, comma, text.isascii() and _ESCAPED.search(text) is not None)


def _containers(root: Spot) -> list[Spot]:
    """The first few values that hold others."""
    containers: list[Spot] = []
    waiting = [root]
    while waiting and len(containers) < 200:
        spot = waiting.pop(0)
        if spot.opens and spot.inside:
            containers.append(spot)
            waiting += spot.inside[:50]
    return containers
