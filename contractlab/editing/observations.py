"""What recorded bodies have at each place: kinds, values, lengths, and what is sometimes missing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Container, Generator, Iterable
from dataclasses import dataclass, field
from typing import Any

from contractlab.captures import REDACTED
from contractlab.contracts.editing import Tokens
from contractlab.values.display import quiet
from contractlab.values.mismatch import EVERY_ITEM, EVERY_KEY
from contractlab.values.steps import last_of

__all__ = ["Seen", "general", "kind_of", "observe", "observe_in_steps"]

MOST_DISTINCT = 60
"""So many different values of one place are kept; beyond, only kinds are counted."""

MOST_KEY_SETS = 60
"""So many different sets of keys of one place are kept."""

MOST_ITEMS = 2_000
"""So many items of one array are looked at."""

_PLURAL = {
    "integer": "integers", "decimal": "decimal numbers", "string": "strings", "boolean": "booleans", "null": "nulls",
    "object": "objects", "array": "arrays", "empty array": "empty arrays",
}  # fmt: skip


@quiet
@dataclass(slots=True)
class Seen:
    """All values of one place, over all captures.

    Attributes
    ----------
    kinds : Counter of str
        ``integer``, ``decimal``, ``string``, ``boolean``, ``null``, ``object``, ``array``, ``empty array``.
    values : dict of str to (value, int)
        Different scalars with how often each came, by their JSON text.
    more : bool
        True if there were more different ones than are kept.
    captures : set of int
        In which captures it was seen.
    parents : int
        How often the object that may have it was seen.
    nulls : set of int
        In which captures it was null.
    lengths : list of int
        Of arrays.
    secret : bool
        True if a value was removed before it could be looked at.
    key_sets : dict of frozenset of str to set of int
        Of objects: which keys came together, and in which captures.
    more_key_sets : bool
        True if there were more different ones than are kept.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    values: dict[str, tuple[Any, int]] = field(default_factory=dict)
    more: bool = False
    captures: set[int] = field(default_factory=set)
    nulls: set[int] = field(default_factory=set)
    parents: int = 0
    lengths: list[int] = field(default_factory=list)
    secret: bool = False
    key_sets: dict[frozenset[str], set[int]] = field(default_factory=dict)
    more_key_sets: bool = False

    @property
    def total(self) -> int:
        """How often it was seen."""
        return self.kinds.total()

    @property
    def scalars(self) -> list[Any]:
        """The different scalars, most frequent first."""
        return [value for value, _ in sorted(self.values.values(), key=lambda counted: -counted[1])]

    def kinds_in_words(self) -> str:
        """``41 integers and 1 null``."""
        phrases = [f"{count:,} {kind if count == 1 else _PLURAL[kind]}" for kind, count in self.kinds.most_common()]
        return phrases[0] if len(phrases) == 1 else ", ".join(phrases[:-1]) + " and " + phrases[-1]

    def note(self, value: Any, capture: int) -> None:
        """Count one value."""
        kind = kind_of(value)
        self.kinds[kind] += 1
        self.captures.add(capture)
        if value is None:
            self.nulls.add(capture)
        if isinstance(value, list):
            self.lengths.append(len(value))
        elif isinstance(value, dict):
            self._note_keys(frozenset(value), capture)
        else:
            if value == REDACTED:
                self.secret = True
                return
            text = json.dumps(value)
            counted = self.values.get(text)
            if counted is not None:
                self.values[text] = (counted[0], counted[1] + 1)
            elif len(self.values) < MOST_DISTINCT:
                self.values[text] = (value, 1)
            else:
                self.more = True

    def _note_keys(self, keys: frozenset[str], capture: int) -> None:
        captures = self.key_sets.get(keys)
        if captures is not None:
            captures.add(capture)
        elif len(self.key_sets) < MOST_KEY_SETS:
            self.key_sets[keys] = {capture}
        else:
            self.more_key_sets = True


def kind_of(value: Any) -> str:
    """The kind of a value, as `Seen.kinds` counts it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "decimal"
    if isinstance(value, str):
        return "string"
    if isinstance(value, dict):
        return "object"
    return "array" if value else "empty array"


def general(tokens: Iterable[Any]) -> Tokens:
    """Tokens with `EVERY_ITEM` for every index."""
    return tuple(EVERY_ITEM if isinstance(token, int) else token for token in tokens)


def observe(bodies: Iterable[Any], maps: Container[Tokens] = ()) -> dict[Tokens, Seen]:
    """Look at bodies.

    Parameters
    ----------
    bodies : iterable of JSON value
        One for each capture, without secrets.
    maps : container of tokens
        Places of objects whose keys are data; what is below all of them is one place, `EVERY_KEY`.

    Returns
    -------
    dict of tokens to Seen
        By general path, parents before children.
    """
    return last_of(observe_in_steps(bodies, maps))


def observe_in_steps(bodies: Iterable[Any], maps: Container[Tokens] = ()) -> Generator[None, None, dict[Tokens, Seen]]:
    """The same, a body at a time."""
    places: dict[Tokens, Seen] = {}
    objects: Counter[Tokens] = Counter()
    for number, body in enumerate(bodies):
        stack: list[tuple[Tokens, Any]] = [((), body)]
        while stack:
            tokens, value = stack.pop()
            places.setdefault(tokens, Seen()).note(value, number)
            if isinstance(value, dict):
                objects[tokens] += 1
                if tokens in maps:
                    stack += [((*tokens, EVERY_KEY), below) for below in reversed(value.values())]
                else:
                    stack += [((*tokens, key), below) for key, below in reversed(value.items())]
            elif isinstance(value, list):
                inside = (*tokens, EVERY_ITEM)
                stack += [(inside, item) for item in reversed(value[:MOST_ITEMS])]
        yield
    for tokens, seen in places.items():
        single = tokens and tokens[-1] not in (EVERY_ITEM, EVERY_KEY)
        seen.parents = objects[tokens[:-1]] if single else seen.total
    return places
