"""Which rules and generators go along when a value is renamed, taken out, or moves up or down in its array.

A rule with stars belongs to a value if it means no other value of the example; one that means others too stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from contractlab.formats.pact.editing.rules import Entry, Tokens
from contractlab.values.json_types import JSON
from contractlab.values.mismatch import EVERY_ITEM, PathToken, Star

__all__ = ["Moves", "places_of"]


def places_of(value: JSON, pattern: Iterable[PathToken]) -> list[Tokens]:
    """Every place in a JSON value that a path names, which may hold stars."""
    reached: list[tuple[Tokens, Any]] = [((), value)]
    for token in pattern:
        reached = [((*at, step), inner) for at, outer in reached for step, inner in _below(outer, token)]
    return [at for at, _ in reached]


def _below(value: JSON, token: PathToken) -> list[tuple[PathToken, Any]]:
    if isinstance(value, Mapping):
        if isinstance(token, Star):
            return [] if token == EVERY_ITEM else list(value.items())
        return [(str(token), value[str(token)])] if str(token) in value else []
    if isinstance(value, list):
        if isinstance(token, Star):
            return list(enumerate(value))
        return [(token, value[token])] if isinstance(token, int) and token < len(value) else []
    return []


class Moves:
    """What becomes of entries when values of one body move.

    Parameters
    ----------
    body : JSON value
        Before the edit.
    categories : tuple of str
        Of entries that are about this body.
    """

    def __init__(self, body: JSON, categories: tuple[str, ...]) -> None:
        self.body = body
        self.categories = categories

    def _mine(self, entry: Entry, size: int) -> Tokens | None:
        """The steps of an entry that is about this body and reaches so deep."""
        if entry.category not in self.categories or entry.tokens is None or len(entry.tokens) < size:
            return None
        return entry.tokens

    def _alone(self, path: Tokens, places: list[Tokens]) -> bool:
        """True if a path means these places and no other."""
        if path in places:
            return True
        meant = places_of(self.body, path)
        return bool(meant) and all(place in places for place in meant)

    def renamed(self, entry: Entry, places: list[Tokens], key: str) -> Tokens | None:
        """Steps of an entry after the last step of several places got another name."""
        size = len(places[0])
        tokens = self._mine(entry, size)
        if tokens is None or tokens[size - 1] != places[0][-1] or not self._alone(tokens[:size], places):
            return entry.tokens
        return (*tokens[: size - 1], key, *tokens[size:])

    def copied(self, entry: Entry, places: list[Tokens], key: str) -> list[Tokens]:
        """Steps that an entry is to have as well, where it means values that keep their name, too."""
        size = len(places[0])
        tokens = self._mine(entry, size)
        if tokens is None or tokens[size - 1] != places[0][-1] or self._alone(tokens[:size], places):
            return []
        meant = [place for place in places_of(self.body, tokens[:size]) if place in places]
        return [(*place[:-1], key, *tokens[size:]) for place in meant]

    def removed(self, entry: Entry, places: list[Tokens]) -> Tokens | None:
        """Steps of an entry after several places went; None where it goes along."""
        last, size = places[0][-1], len(places[0])
        tokens = self._mine(entry, size)
        if tokens is None:
            return entry.tokens
        if isinstance(last, int):
            return self._shifted(tokens, places[0][:-1], last, -1)
        gone = tokens[size - 1] == last and self._alone(tokens[:size], places)
        return None if gone else tokens

    def inserted(self, entry: Entry, array: Tokens, index: int) -> Tokens | None:
        """Steps of an entry after an item came into an array."""
        tokens = self._mine(entry, len(array) + 1)
        return entry.tokens if tokens is None else self._shifted(tokens, array, index, 1)

    def _shifted(self, tokens: Tokens, array: Tokens, index: int, by: int) -> Tokens | None:
        """Rules for later items mean the next ones now; that of an item which went goes along."""
        size = len(array)
        at = tokens[size]
        if not isinstance(at, int) or not self._alone(tokens[:size], [array]):
            return tokens
        if by < 0 and at == index:
            return None
        later = at > index if by < 0 else at >= index
        return (*tokens[:size], at + by, *tokens[size + 1 :]) if later else tokens
