"""The values that came back at one place, over all captures of an example: each once, with its versions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from contractlab.captures import REDACTED
from contractlab.values.display import quiet
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import EVERY_ITEM, PathToken
from contractlab.values.text import quote
from contractlab.views.words import cut
from contractlab.widgets.editor.protocol import CapturedValue
from contractlab.widgets.editor.recorded_values import RecordedPart

__all__ = ["Captured", "captured_at", "captured_beside", "captured_json"]

MOST = 40
"""So many different values are asked about; more tell nothing that these do not."""

_ITEMS = 2_000
_VERSIONS = 3
_TEXT = 24


@quiet
@dataclass
class Captured:
    """One value that came back.

    Attributes
    ----------
    value : JSON value, or MISSING where an object came without the key
    number : int
        How often it came.
    versions : dict of str to None
        Versions that it came from, in order.
    """

    value: Value
    number: int = 0
    versions: dict[str, None] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The value in a few characters."""
        return "missing" if self.value is MISSING else quote(self.value, _TEXT)

    @property
    def version_words(self) -> str:
        """The versions in a few words."""
        names = [cut(version, 20) for version in list(self.versions)[:_VERSIONS]]
        more = len(self.versions) - len(names)
        return ", ".join(names) + (f" and {more:,} more" if more else "")


def captured_at(recorded: RecordedPart, place: Sequence[PathToken]) -> list[Captured]:
    """What came back at a general place of the body; secrets are left out.

    Parameters
    ----------
    recorded : RecordedPart
    place : sequence of token
        With `EVERY_ITEM` for each index.
    """
    distinct: dict[str, Captured] = {}
    for version, body in recorded.bodies:
        for value in _walk(body, tuple(place)):
            if value == REDACTED:
                continue
            # Unlike Python's equality, JSON text keeps 1, 1.0 and true apart.
            key = "" if value is MISSING else json.dumps(value, sort_keys=True)
            if key not in distinct and len(distinct) == MOST:
                continue
            held = distinct.setdefault(key, Captured(value))
            held.number += 1
            if version is not None:
                held.versions[version] = None
    return list(distinct.values())


def _walk(body: Value, place: tuple[PathToken, ...]) -> Iterator[Value]:
    stack: list[tuple[Value, int]] = [(body, 0)]
    while stack:
        value, depth = stack.pop()
        if depth == len(place):
            yield value
            continue
        token = place[depth]
        if token == EVERY_ITEM and isinstance(value, list):
            stack += [(item, depth + 1) for item in reversed(value[:_ITEMS])]
        elif isinstance(value, dict) and isinstance(token, str):
            if token in value:
                stack.append((value[token], depth + 1))
            elif depth == len(place) - 1:
                yield MISSING


def captured_beside(recorded: RecordedPart, place: tuple[str, str]) -> list[Captured]:
    """The same for a header, an entry of metadata or the status; versions are not kept for these."""
    counted = list(recorded.named.get(place, Counter()).items())[:MOST]
    return [
        Captured(int(text) if place[0] == "status" and text.isdecimal() else text, number)
        for text, number in counted
        if text != REDACTED
    ]


def captured_json(values: Iterable[Captured]) -> list[CapturedValue]:
    """The values as chips."""
    return [{"text": each.text, "versions": each.version_words, "number": each.number} for each in values]
