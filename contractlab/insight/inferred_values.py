"""What to ask of a value, learned from many: with restraint, so that all that came passes, and no more is dared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contractlab.contracts import match
from contractlab.contracts.editing import Tokens
from contractlab.contracts.match import Matcher
from contractlab.editing.observations import Seen
from contractlab.editing.text_formats import common_format
from contractlab.insight.maps import MapKeys, observe_with_maps
from contractlab.values.display import quiet
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import EVERY_ITEM, EVERY_KEY, format_path

__all__ = ["Expectation", "Observed", "expect_text"]

_FORMAT_FROM = 5
"""Different texts that a format is believed from; identifiers and times are believed from fewer."""

_SURE = frozenset({"a UUID", "a date-time", "a date-time with milliseconds"})
_ENUMERATION_FROM, _MOST_MEMBERS, _LONGEST_MEMBER = 20, 5, 30
"""An enumeration is believed from so many texts, of so few kinds, none longer."""

_HIDDEN = "a text"
"""What stands for a secret in an example."""

_SURE_KEYS = _SURE | {"a date"}
_WITH_ITEMS = frozenset({"each_like", "each_value_matches"})
_PLAIN = frozenset({"integer", "decimal", "string", "boolean"})


@quiet
@dataclass(slots=True)
class Observed:
    """Bodies of one place, and what is not to be asked of them.

    Parameters
    ----------
    bodies : iterable of JSON value
        Without secrets.
    refused : set of str
        Paths that are not asked for, whatever was seen.
    not_dared : dict of str to str
    empty : str
        Path of an array that is to be empty, because a state says so.
    maps : set of tokens
        Places of objects whose keys are data; filled.
    """

    bodies: Iterable[Any]
    refused: set[str] = field(default_factory=set)
    not_dared: dict[str, str] = field(default_factory=dict)
    empty: str = ""
    maps: set[Tokens] = field(default_factory=set)

    def expectation(self) -> Any:
        """The body to expect, with matchers; MISSING where nothing is dared."""
        places, maps = observe_with_maps(self.bodies)
        self.maps.update(maps)
        return Expectation(places, maps, self.refused, self.not_dared, self.empty).of(()) if () in places else MISSING


@quiet
@dataclass(frozen=True, slots=True)
class Expectation:
    """Builds what is expected from what was seen.

    Attributes
    ----------
    places : mapping of tokens to Seen
    maps : mapping of tokens to MapKeys
    refused : set of str
    not_dared : dict of str to str
        By path, why nothing is asked; filled.
    empty : str
        As in `Observed`.
    """

    places: Mapping[Tokens, Seen]
    maps: Mapping[Tokens, MapKeys]
    refused: set[str]
    not_dared: dict[str, str]
    empty: str = ""

    def of(self, tokens: Tokens) -> Any:
        """What to expect at a place; MISSING for nothing."""
        path = format_path(tokens)
        seen = self.places[tokens]
        if path in self.refused:
            return self._not(path, "an answer did not pass with it")
        if seen.total < seen.parents:
            return self._not(path, f"missing in {seen.parents - seen.total:,} of {seen.parents:,}")
        kinds = {"array" if kind == "empty array" else kind for kind in seen.kinds}
        null = "null" in kinds
        kinds.discard("null")
        if not kinds:
            return self._not(path, "always null")
        if kinds == {"object"} and not null:
            return self._map(tokens, path) if tokens in self.maps else self._object(tokens)
        if kinds == {"array"} and not null:
            return self._array(tokens, path, seen)
        if kinds <= {"integer", "decimal"} or (len(kinds) == 1 and kinds <= _PLAIN):
            matcher = self._scalar(seen, kinds)
            return match.nullable(matcher) if null else matcher
        return self._not(path, f"of several kinds: {', '.join(sorted(seen.kinds))}")

    def _not(self, path: str, why: str) -> Any:
        self.not_dared[path] = why
        return MISSING

    def _object(self, tokens: Tokens) -> Any:
        size = len(tokens)
        keys = [place[-1] for place in self.places if len(place) == size + 1 and place[:size] == tokens]
        expected = {key: self.of((*tokens, key)) for key in keys if isinstance(key, str)}
        kept = {key: value for key, value in expected.items() if value is not MISSING}
        return kept or match.like({})  # an example without keys would ask that there be none

    def _map(self, tokens: Tokens, path: str) -> Any:
        """An object whose keys are data: what all of its values are, and all of its keys."""
        own = self.maps[tokens]
        item = self.of((*tokens, EVERY_KEY))
        if item is MISSING or (isinstance(item, Matcher) and item.parts):
            self.not_dared[path] = "its keys vary, and its values have nothing in common that can be asked for"
            return match.like({})
        is_plain = isinstance(item, Matcher) and not isinstance(item.example, Mapping | list | Matcher)
        values = (
            match.each_value_matches({own.keys[0]: item.example}, rules=item)
            if is_plain and item.name not in _WITH_ITEMS
            else match.each_value_matches({own.keys[0]: item}, rules=match.like())
        )
        if not own.pattern or (len(own.keys) < _FORMAT_FROM and own.noun not in _SURE_KEYS):
            return values
        return values & match.each_key_matches(rules=match.regex(own.keys[0], regex=own.pattern))

    def _array(self, tokens: Tokens, path: str, seen: Seen) -> Any:
        inside = (*tokens, EVERY_ITEM)
        if inside not in self.places:
            if path == self.empty:
                return []
            return self._not(path, "always empty")
        item = self.of(inside)
        if item is MISSING:
            return self._not(path, "its items have nothing in common")
        return match.each_like(item, min=1) if all(seen.lengths) else match.each_like(item)

    def _scalar(self, seen: Seen, kinds: set[str]) -> Matcher:
        value = next((value for value in seen.scalars if value is not None), None)
        if kinds == {"boolean"}:
            return match.boolean(bool(value))
        if kinds == {"integer"}:
            return match.integer(value)
        if kinds <= {"integer", "decimal"}:
            return match.number(value)
        if seen.secret:
            return match.like(_HIDDEN)
        return expect_text(seen)


def expect_text(seen: Seen) -> Matcher:
    """What to ask of texts: their format, one of a few, or any text; never one text itself."""
    texts = [value for value in seen.scalars if isinstance(value, str)]
    first = texts[0] if texts else _HIDDEN
    format_ = None if seen.more or not texts else common_format(texts)
    if format_ is not None and (len(texts) >= _FORMAT_FROM or format_.noun in _SURE):
        return match.regex(first, regex=format_.pattern)
    few = not seen.more and 1 < len(texts) <= _MOST_MEMBERS and seen.kinds["string"] >= _ENUMERATION_FROM
    if few and all(0 < len(text) <= _LONGEST_MEMBER for text in texts):
        return match.regex(first, regex="|".join(map(re.escape, sorted(texts))))
    return match.like(first)
