"""Keys that one object of a JSON file has more than once: every reader takes the last and says nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from contractlab.contracts.contract import Contract
from contractlab.contracts.problems import Problem
from contractlab.values.display import quiet
from contractlab.values.json_tokens import json_tokens, unquote
from contractlab.values.source import join_pointer
from contractlab.values.text import quote

__all__ = ["RepeatedKey", "find_repeated_keys", "may_repeat_keys", "repeated_key_problems"]

_NAMED_LINES = 5


@quiet
@dataclass(frozen=True, slots=True)
class RepeatedKey:
    """One key of one object, written more than once.

    Attributes
    ----------
    pointer : str
        JSON pointer of the value that is in force.
    key : str
    lines : tuple of int
        Where the key is written, from 1, in order; the last is in force.
    """

    pointer: str
    key: str
    lines: tuple[int, ...]


@quiet
@dataclass(slots=True)
class _Object:
    """An object or array that is being read."""

    pointer: str
    index: int | None
    lines: dict[str, list[int]] = field(default_factory=dict)
    key: str | None = None

    def step(self) -> str:
        """Where the value that comes next stands."""
        if self.index is None:
            return join_pointer(self.pointer, self.key or "")
        self.index += 1
        return join_pointer(self.pointer, self.index - 1)


def find_repeated_keys(text: str) -> Iterator[RepeatedKey]:
    """Every repeated key, where its object ends; no recursion, and what is broken ends the search early.

    Parameters
    ----------
    text : str
        JSON.
    """
    stack: list[_Object] = []
    line, last = 1, 0
    for match in json_tokens(text):
        token = match[0]
        line += text.count("\n", last, match.start())
        last = match.start()
        inside = stack[-1] if stack else None
        if token in "}]":
            if stack:
                yield from _repeated(stack.pop())
        elif token == ",":
            if inside is not None:
                inside.key = None
        elif token == ":":
            continue
        elif inside is not None and inside.index is None and inside.key is None:
            inside.key = unquote(token)
            inside.lines.setdefault(inside.key, []).append(line)
        else:
            pointer = "" if inside is None else inside.step()
            if token in "{[":
                stack.append(_Object(pointer, 0 if token == "[" else None))


class _Repeats(Exception):
    """A key that is written twice was read."""


def _refuse_repeats(pairs: list[tuple[str, None]]) -> None:
    if len(pairs) > 1 and len({key for key, _ in pairs}) != len(pairs):
        raise _Repeats


_SCANNER = json.JSONDecoder(
    object_pairs_hook=_refuse_repeats, parse_int=len, parse_float=len, parse_constant=len, strict=False
)
"""Reads at the speed of the standard library's parser, and keeps no value."""


def may_repeat_keys(text: str) -> bool:
    """False if no object has a key twice; True if one has, or if the text is not read to its end.

    Ten times as quick as `find_repeated_keys`, which says where.

    Parameters
    ----------
    text : str
        JSON.
    """
    try:
        _SCANNER.decode(text)
    except (_Repeats, ValueError, RecursionError):
        return True
    return False


def _repeated(ended: _Object) -> Iterator[RepeatedKey]:
    for key, lines in ended.lines.items():
        if len(lines) > 1:
            yield RepeatedKey(join_pointer(ended.pointer, key), key, tuple(lines))


def repeated_key_problems(contract: Contract) -> Iterator[Problem]:
    """Repeated keys as problems of a contract, each at the line of the value that is in force.

    Parameters
    ----------
    contract : Contract
    """
    text = contract.source.data.decode("utf-8-sig", "replace")
    if not may_repeat_keys(text):
        return
    keys = {example.pointer: example.key for example in contract.examples if example.pointer}
    for repeated in find_repeated_keys(text):
        owner = "/".join(repeated.pointer.split("/")[:3])
        message = (
            f"the key {quote(repeated.key, 80)} is written {_times(len(repeated.lines))} in one object, in "
            f"{_lines(repeated.lines)}; readers take the last and pass over the others"
        )
        place = contract.source.at(repeated.pointer)
        yield Problem("warning", "repeated-key", message, place, keys.get(owner))


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count:,} times"


def _lines(lines: tuple[int, ...]) -> str:
    distinct = list(dict.fromkeys(lines))
    if len(distinct) == 1:
        return f"line {distinct[0]:,}"
    shown = [f"{line:,}" for line in distinct[:_NAMED_LINES]]
    if len(distinct) > _NAMED_LINES:
        return f"lines {', '.join(shown)} and {len(distinct) - _NAMED_LINES:,} more"
    return f"lines {', '.join(shown[:-1])} and {shown[-1]}"
