"""Pact rules as ContractCase matchers: they stand inside the example, where Pact writes them beside it.

Built from the explained example, in which every value has the rule that judges it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contractlab.formats.contractcase.forms import M, matcher, switched
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.values.explanation import Explained
from contractlab.values.json_text import json_equal
from contractlab.values.json_types import JSON, Value
from contractlab.values.rule import DecidingRule

__all__ = ["CaseSpeaker"]

_BY_TYPE = frozenset({"like", "number", "boolean", "decimal"})
"""Words of `match` that ask for a type alone, which ContractCase says by its mode."""

Lose = Callable[[str, DecidingRule | None], None]
"""Takes what is lost, and the rule that says it, where one does."""


class CaseSpeaker:
    """Says explained values.

    Parameters
    ----------
    lose : callable
        Told what ContractCase cannot say.
    """

    def __init__(self, lose: Lose) -> None:
        self.lose = lose

    def say(self, row: Explained, by_type: bool = False) -> Any:
        """The matcher of a value, under the mode in force.

        Parameters
        ----------
        row : Explained
            The example explained against itself.
        by_type : bool
            True where values are compared by type further up.
        """
        rule, value = row.rule, row.expected
        if rule is None or MATCHERS.of(rule.name).wording.exact:
            return self._switch(row, value, False, by_type)
        if rule.combined:
            self.lose(f"ContractCase cannot combine {rule.combined}; any value of the example's type is accepted", rule)
            return self._switch(row, value, True, by_type)
        word = MATCHERS.of(rule.name).word
        special = _BY_WORD.get(word)
        if special is not None and not rule.cascaded:
            return special(self, row, value, rule, by_type)
        if word not in _BY_TYPE:
            self.lose(f"ContractCase has no matcher {rule.label}; any value of the example's type is accepted", rule)
        if word == "decimal":
            self.lose("ContractCase does not tell decimal numbers from integers", rule)
        return self._switch(row, value, True, by_type)

    def _switch(self, row: Explained, value: Value, wanted: bool, by_type: bool) -> Any:
        """The value with all below it in the wanted mode."""
        inner = self._plain(row, value, wanted)
        return inner if wanted is by_type or _needs_no_mode(inner) else switched(inner, wanted)

    def _plain(self, row: Explained, value: Value, by_type: bool) -> Any:
        if isinstance(value, Mapping):
            below = {child.key: child for child in row.children}
            spoken = {key: self.say(below[key], by_type) if key in below else inner for key, inner in value.items()}
            for key in [key for key, inner in spoken.items() if inner == {}]:
                self.lose("ContractCase stops at an empty object, so the key is left out", below[key].rule)
                del spoken[key]
            return spoken
        if isinstance(value, list):
            if row.rule is not None and row.rule.name in MATCHERS.type_like:
                return self._items(row, value, row.rule, by_type)
            below = {child.key: child for child in row.children}
            return [self.say(below[index], by_type) if index in below else item for index, item in enumerate(value)]
        if isinstance(value, int | float) and not by_type and not isinstance(value, bool):
            self.lose("1 and 1.0 are the same number in ContractCase", None)
        return value

    def _items(self, row: Explained, value: list[JSON], rule: DecidingRule, by_type: bool) -> Any:
        """An array whose items are all like the first: ContractCase wants one item at least."""
        bounds = rule.args if not rule.cascaded else {}
        least, most = bounds.get("min", 0), bounds.get("max", "unlimited")
        if not value or not row.children:
            return {**matcher("ArrayLength", minLength=least, maxLength=most), f"{M}example": value}
        if not least:
            self.lose("an empty array passes in Pact and fails in ContractCase", rule)
        first = row.children[0]
        if any(not json_equal(item, value[0]) for item in value):
            self.lose("items of the array that differ from the first are judged by the first in ContractCase", rule)
        each = matcher("ArrayEachEntryLike", matcher=self.say(first, by_type))
        if least <= 1 and most == "unlimited":
            return each
        length = matcher("ArrayLength", minLength=max(1, least), maxLength=most)
        each[f"{M}example"] = value
        return matcher("And", children=[length, each])

    def _integer(self, row: Explained, value: Value, rule: DecidingRule, by_type: bool) -> Any:
        self.lose("1.0 is an integer in ContractCase", rule)
        return matcher("Integer", example=value)

    def _null(self, row: Explained, value: Value, rule: DecidingRule, by_type: bool) -> Any:
        return None

    def _includes(self, row: Explained, value: Value, rule: DecidingRule, by_type: bool) -> Any:
        if not isinstance(value, str):
            self.lose("ContractCase looks for text in strings only", rule)
            return self._switch(row, value, True, by_type)
        return matcher("StringContains", contains=str(rule.args.get("value", "")), example=value)

    def _each_value_matches(self, row: Explained, value: Value, rule: DecidingRule, by_type: bool) -> Any:
        if not isinstance(value, Mapping) or not row.children:
            return self._switch(row, value, True, by_type)
        self.lose("an object without keys passes in Pact and fails in ContractCase; each value is like the first", rule)
        inner = self.say(row.children[0], by_type)
        return matcher("ObjectValuesMatch", matcher=inner, example=dict(value))

    def _array_containing(self, row: Explained, value: Value, rule: DecidingRule, by_type: bool) -> Any:
        if not isinstance(value, list) or not value:
            return self._switch(row, value, True, by_type)
        self.lose("rules inside the variants of arrayContains are left out: items are compared by type", rule)
        inner = matcher("ArrayContains", matchers=list(value))
        return inner if by_type else switched(inner, True)


def _needs_no_mode(value: Value) -> bool:
    """True where nothing inside is compared: empty containers, and matchers that look at no value."""
    return value == {} or value == [] or value is None


_BY_WORD: Mapping[str, Callable[[CaseSpeaker, Explained, Any, DecidingRule, bool], Any]] = {
    "integer": CaseSpeaker._integer,
    "null": CaseSpeaker._null,
    "includes": CaseSpeaker._includes,
    "each_value_matches": CaseSpeaker._each_value_matches,
    "array_containing": CaseSpeaker._array_containing,
}
"""How a rule is written for which another word of `match` stands in Pact's table."""
