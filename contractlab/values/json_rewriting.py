"""A changed document written into the text of the old one: only what differs is written anew.

Key order, indentation, line ends, the spelling of untouched numbers and escapes: all of it stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from contractlab.values.json_layout import JsonLayout, Spot, read_layout
from contractlab.values.json_types import JSONObject, Value

__all__ = ["rewrite", "rewrite_bytes", "same_value", "write_value"]

_BOM = b"\xef\xbb\xbf"

Splice = tuple[int, int, str]


def same_value(left: Value, right: Value) -> bool:
    """True if two JSON values are written alike: ``1``, ``1.0`` and ``true`` differ, and the order of keys counts."""
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return list(left) == list(right) and all(same_value(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same_value, left, right))
    return bool(left == right) and str(left) == str(right)


def rewrite_bytes(data: bytes, old: Value, new: Value) -> bytes:
    """Write `new` into the bytes of a file that holds `old`; see `rewrite`.

    Parameters
    ----------
    data : bytes
        UTF-8, with or without a byte order mark, which stays.
    old, new : JSON value
    """
    mark = _BOM if data.startswith(_BOM) else b""
    text = data.removeprefix(_BOM).decode("utf-8", "surrogatepass")
    return mark + rewrite(text, old, new).encode("utf-8", "surrogatepass")


def rewrite(text: str, old: Value, new: Value) -> str:
    """Write `new` into `text`, which holds `old`.

    Parameters
    ----------
    text : str
        The JSON text of `old`, laid out in any way, without a byte order mark.
    old, new : JSON value
        Parts that are the same object in both are not looked at.

    Returns
    -------
    str
        A text that holds `new`, and that equals `text` everywhere else.
    """
    if same_value(old, new):
        return text
    layout = read_layout(text)
    splices = sorted(_Writer(layout).value(layout.root, old, new, 0))
    pieces: list[str] = []
    at = 0
    for start, end, put in splices:
        pieces += [text[at:start], put]
        at = end
    return "".join(pieces) + text[at:]


def write_value(value: Value, layout: JsonLayout, depth: int, *, many_lines: bool) -> str:
    """Write a value in the style of a text.

    Parameters
    ----------
    value : JSON value
    layout : JsonLayout
    depth : int
        How many levels further in the lines after the first start.
    many_lines : bool
        True to give each key and item a line of its own.
    """
    style = layout.style
    if not many_lines or not style.indent:
        return json.dumps(value, ensure_ascii=style.ascii_only, separators=(style.comma, style.colon))
    text = json.dumps(value, ensure_ascii=style.ascii_only, indent=style.indent, separators=(",", style.colon))
    return text.replace("\n", style.newline + style.indent * depth)


class _Writer:
    """Finds what to put where."""

    def __init__(self, layout: JsonLayout) -> None:
        self.layout = layout
        self.text = layout.text

    def _lines(self, spot: Spot) -> bool:
        """True if each key or item of a container has its own line."""
        if not spot.inside:
            return bool(self.layout.style.indent)
        first = spot.keys[0][0] if spot.opens == "{" else spot.inside[0].start
        return "\n" in self.text[spot.start : first]

    def _new(self, value: Value, depth: int, many_lines: bool) -> str:
        return write_value(value, self.layout, depth, many_lines=many_lines)

    def value(self, spot: Spot, old: Value, new: Value, depth: int) -> Iterator[Splice]:
        """What to change so that `spot`, which holds `old`, holds `new`."""
        if same_value(old, new):
            return
        if isinstance(old, dict) and isinstance(new, dict) and old and new:
            yield from self._object(spot, old, new, depth)
        elif isinstance(old, list) and isinstance(new, list) and old and new:
            yield from self._array(spot, old, new, depth)
        else:
            many = bool(self.layout.style.indent) and (self._lines(spot) if spot.opens else True)
            yield (spot.start, spot.end, self._new(new, depth, many))

    def _object(self, spot: Spot, old: JSONObject, new: JSONObject, depth: int) -> Iterator[Splice]:
        names = list(old)
        if len(spot.keys) != len(names):
            yield from self._repeated(spot, old, new, depth)
            return
        kept = [key for key in names if key in new]
        renamed = _renamed(old, new)
        if renamed is not None:
            before, after = renamed
            for number, key in enumerate(names):
                if key == before:
                    start, end = spot.keys[number]
                    yield (start, end, json.dumps(after, ensure_ascii=self.layout.style.ascii_only))
                yield from self.value(spot.inside[number], old[key], new[after if key == before else key], depth + 1)
            return
        if not kept or kept != [key for key in new if key in old]:  # all of it is new, or in another order
            yield (spot.start, spot.end, self._new(new, depth, self._lines(spot)))
            return
        places = {key: number for number, key in enumerate(names)}
        for key in kept:
            yield from self.value(spot.inside[places[key]], old[key], new[key], depth + 1)
        gone = [number for number, key in enumerate(names) if key not in new]
        yield from self._remove(spot, gone)
        written = [
            (key, self._entry(json.dumps(key, ensure_ascii=self.layout.style.ascii_only), new[key], spot, depth))
            for key in new
            if key not in old
        ]
        texts = dict(written)
        order = list(new)
        yield from self._insert(
            spot, [(order.index(key), texts[key]) for key, _ in written], order, places, gone, depth
        )

    def _repeated(self, spot: Spot, old: JSONObject, new: JSONObject, depth: int) -> Iterator[Splice]:
        """An object in which a key repeats: only the last of its values counts."""
        if list(old) != list(new):  # keys come or go; it is laid out anew
            yield (spot.start, spot.end, self._new(new, depth, self._lines(spot)))
            return
        last = {json.loads(self.text[start:end]): number for number, (start, end) in enumerate(spot.keys)}
        for key, number in last.items():
            yield from self.value(spot.inside[number], old[key], new[key], depth + 1)

    def _entry(self, key: str, value: Value, spot: Spot, depth: int) -> str:
        return key + self.layout.style.colon + self._new(value, depth + 1, self._lines(spot))

    def _insert(
        self,
        spot: Spot,
        added: list[tuple[int, str]],
        order: list[Value],
        places: dict[Any, int],
        gone: list[int],
        depth: int,
    ) -> Iterator[Splice]:
        """Put new entries behind the kept one that they follow, or before the first that is kept."""
        groups: dict[int | None, list[str]] = {}
        for number, text in added:
            before = next((places[key] for key in reversed(order[:number]) if key in places), None)
            groups.setdefault(before, []).append(text)
        between = self._between(spot, depth)
        for before, texts in groups.items():
            joined = between.join(texts)
            if before is not None:
                at = spot.inside[before].end
                yield (at, at, between + joined)
            else:
                first = next(number for number in range(len(spot.inside)) if number not in gone)
                at = spot.keys[first][0] if spot.opens == "{" else spot.inside[first].start
                yield (at, at, joined + between)

    def _between(self, spot: Spot, depth: int) -> str:
        """What stands between two entries of a container."""
        if len(spot.inside) > 1:
            start = spot.keys[1][0] if spot.opens == "{" else spot.inside[1].start
            return self.text[spot.inside[0].end : start]
        style = self.layout.style
        return f",{style.newline}{style.indent * (depth + 1)}" if self._lines(spot) else style.comma

    def _remove(self, spot: Spot, gone: list[int]) -> Iterator[Splice]:
        """Take entries out, each with the comma before it; those at the start with the comma behind."""
        starts = [key[0] for key in spot.keys] if spot.opens == "{" else [entry.start for entry in spot.inside]
        removed = set(gone)
        first = next(number for number in range(len(spot.inside)) if number not in removed)
        if first:
            yield (starts[0], starts[first], "")
        for number in gone:
            if number > first:
                yield (spot.inside[number - 1].end, spot.inside[number].end, "")

    def _array(self, spot: Spot, old: list[Value], new: list[Value], depth: int) -> Iterator[Splice]:
        head = 0
        while head < min(len(old), len(new)) and same_value(old[head], new[head]):
            head += 1
        tail = 0
        while tail < min(len(old), len(new)) - head and same_value(old[-1 - tail], new[-1 - tail]):
            tail += 1
        was, now = old[head : len(old) - tail], new[head : len(new) - tail]
        if len(was) == len(now):
            for number, (before, after) in enumerate(zip(was, now, strict=True), head):
                yield from self.value(spot.inside[number], before, after, depth + 1)
            return
        shared = min(len(was), len(now))
        if was and (head or tail) and not now:
            yield from self._remove(spot, list(range(head, head + len(was))))
            return
        if now and not was:
            texts = [self._new(item, depth + 1, self._lines(spot)) for item in now]
            between = self._between(spot, depth)
            if head:
                at = spot.inside[head - 1].end
                yield (at, at, between + between.join(texts))
            else:
                at = spot.inside[0].start
                yield (at, at, between.join(texts) + between)
            return
        for number in range(shared):
            yield from self.value(spot.inside[head + number], was[number], now[number], depth + 1)
        if len(was) > shared:
            gone = list(range(head + shared, head + len(was)))
            yield from self._remove(spot, gone)
        else:
            texts = [self._new(item, depth + 1, self._lines(spot)) for item in now[shared:]]
            between = self._between(spot, depth)
            at = spot.inside[head + shared - 1].end
            yield (at, at, between + between.join(texts))


def _renamed(old: JSONObject, new: JSONObject) -> tuple[str, str] | None:
    """The one key that has another name now, everything else standing where it stood."""
    if len(old) != len(new):
        return None
    differing = [(before, after) for before, after in zip(old, new, strict=True) if before != after]
    if len(differing) != 1:
        return None
    before, after = differing[0]
    return (before, after) if before not in new and after not in old else None
