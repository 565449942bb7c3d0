"""ContractCase matchers as words of the common vocabulary, which Pact's rules are written from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from contractlab.contracts import match
from contractlab.contracts.match import Matcher
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.forms import status_class_of
from contractlab.formats.contractcase.matchers import MATCHERS
from contractlab.formats.contractcase.matching.context import World
from contractlab.formats.contractcase.matching.structure_nodes import ObjectShapeNode
from contractlab.formats.contractcase.states import stripped
from contractlab.formats.contractcase.walking import lookup_key, matcher_type
from contractlab.formats.pact.write_rules import say
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING
from contractlab.values.source import join_pointer

__all__ = ["PactSpeaker"]

M = "_case:matcher:"
_DEEPEST = 100

Lose = Callable[[str, str], None]
"""Takes what is lost, and the JSON pointer of the matcher that says it."""


class Below(Protocol):
    """Says what stands in an attribute of a matcher."""

    def __call__(self, name: str, mode: bool = ..., inherited: bool = ...) -> Any:
        """From the name of the attribute, whether values are compared by type, and whether Pact hands a rule down."""


class PactSpeaker:
    """Says the matchers of one example.

    Parameters
    ----------
    world : World
        Named matchers and variables.
    version : str
        Of the Pact specification.
    lose : callable
    """

    def __init__(self, world: World, version: str, lose: Lose) -> None:
        self.world = world
        self.version = version
        self.lose = lose

    def say(self, raw: JSON, pointer: str, by_type: bool = False, inherits: bool = False, depth: int = 0) -> Any:
        """A value with matchers of the vocabulary in it.

        Parameters
        ----------
        raw : JSON value
            Matcher or data.
        pointer : str
        by_type : bool
            The mode in force.
        inherits : bool
            True below a rule that Pact hands down, where exact values must say that they are.
        """
        if depth > _DEEPEST:
            self.lose("the matchers are nested too deeply; the value is left out", pointer)
            return None
        if isinstance(raw, Mapping) and matcher_type(raw) is not None:
            mode = raw.get("_case:context:matchBy")
            return self._matcher(raw, pointer, by_type if mode is None else mode != "exact", inherits, depth)
        if isinstance(raw, Mapping):
            return self._object(raw, pointer, by_type, inherits, depth)
        if isinstance(raw, list):
            if inherits:
                self.lose("the array has exactly these items, and here Pact lets it have more", pointer)
            return [
                self.say(item, join_pointer(pointer, index), by_type, inherits, depth + 1)
                for index, item in enumerate(raw)
            ]
        return self._leaf(raw, by_type, inherits, pointer)

    def _object(self, raw: Mapping[str, JSON], pointer: str, by_type: bool, inherits: bool, depth: int) -> Any:
        return {
            key: self.say(value, join_pointer(pointer, key), by_type, inherits, depth + 1) for key, value in raw.items()
        }

    def _leaf(self, value: Value, by_type: bool, inherits: bool, pointer: str) -> Any:
        if value is None:
            return self._try(match.null(), None, pointer) if inherits else None
        if by_type:
            return self._try(match.like(value), value, pointer)
        return self._try(match.equality(value), value, pointer) if inherits else value

    def _try(self, word: Matcher, example: Any, pointer: str, nearest: bool = True) -> Any:
        """The word if the version has it; else any value of the example's type."""
        try:
            say(word, self.version)
        except InvalidEdit as error:
            self.lose(f"{error}", pointer)
            return match.like(example) if nearest and self.version >= "2.0" else example
        return word

    def _example(self, raw: Mapping[str, JSON], pointer: str) -> Any:
        example = stripped(raw, pointer, self.world)
        return None if example is MISSING else example

    def _matcher(self, raw: Mapping[str, JSON], pointer: str, by_type: bool, inherits: bool, depth: int) -> Any:
        kind = str(matcher_type(raw)).removeprefix("_case:")

        def below(name: str, mode: bool = by_type, inherited: bool = inherits) -> Any:
            return self.say(raw.get(M + name), join_pointer(pointer, M + name), mode, inherited, depth + 1)

        spec = MATCHERS.by_name.get(kind)
        word = "" if spec is None else spec.word
        if spec is not None and spec.by_mode:
            value = raw.get(f"{M}example")
            if not by_type:
                return self._leaf(value, False, inherits, pointer)
            # Pact has no matcher for strings alone: a type like the example's is the nearest.
            return self._try(_BY_TYPE.get(word, match.like)(value), value, pointer)
        if word == "null":
            return self._leaf(None, by_type, inherits, pointer)
        if word == "integer":
            value = raw.get(f"{M}example")
            return self._try(match.integer(value if isinstance(value, int) else 1), value, pointer)
        if word in ("like", "named"):
            return self._followed(raw, pointer, by_type, inherits, depth)
        if word == "state_variable":
            value = self._example(raw, pointer)
            name = raw.get(f"{M}variableName")
            self.lose(
                f"Pact compares with the example instead of the state's variable {name!r}: any value of its type",
                pointer,
            )
            return self._try(match.like(value), value, pointer)
        if spec is not None and spec.node is ObjectShapeNode:
            return self._object_shape(raw, below)
        special = _BY_WORD.get(word)
        return self._nearest(raw, pointer, kind) if special is None else special(self, raw, pointer, below)

    def _nearest(self, raw: Mapping[str, JSON], pointer: str, kind: str) -> Any:
        value = self._example(raw, pointer)
        self.lose(f"Pact cannot say {kind}; any value of the example's type is accepted", pointer)
        return self._try(match.like(value), value, pointer)

    def _followed(self, raw: Mapping[str, JSON], pointer: str, by_type: bool, inherits: bool, depth: int) -> Any:
        if f"{M}child" in raw:
            return self.say(raw[f"{M}child"], join_pointer(pointer, f"{M}child"), by_type, inherits, depth + 1)
        key = lookup_key(str(raw.get(f"{M}uniqueName")))
        if key not in self.world.lookups:
            self.lose("the name leads nowhere, so the value is left out", pointer)
            return None
        return self.say(self.world.lookups[key], join_pointer("/matcherLookup", key), by_type, inherits, depth + 1)

    @staticmethod
    def _object_shape(raw: Mapping[str, JSON], below: Below) -> Any:
        children = raw.get(f"{M}children")
        return below("children") if isinstance(children, Mapping) else {}

    def _array_starting_with(self, raw: Mapping[str, JSON], pointer: str, below: Below) -> Any:
        self.lose("the array may have more items in ContractCase, and must have these alone in Pact", pointer)
        return below("children")

    def _each_like(self, raw: Mapping[str, JSON], pointer: str, below: Below) -> Any:
        item = below("matcher", inherited=True)
        return self._try(match.each_like(item, min=1), self._example(raw, pointer), pointer)

    def _array_containing(self, raw: Mapping[str, JSON], pointer: str, below: Below) -> Any:
        items = below("matchers", inherited=False)
        if not isinstance(items, list) or not items:
            return self._nearest(raw, pointer, "ArrayContains")
        return self._try(match.array_containing(items), match.example_of(items), pointer)

    def _each_value_matches(self, raw: Mapping[str, JSON], pointer: str, below: Below) -> Any:
        inner, value = below("matcher", inherited=True), self._example(raw, pointer)
        if not isinstance(inner, Matcher) or not isinstance(value, dict) or not value:
            return self._nearest(raw, pointer, "ObjectValuesMatch")
        self.lose("an object without keys fails in ContractCase and passes in Pact", pointer)
        return self._try(match.each_value_matches(value, rules=inner), value, pointer)

    def _all_of(self, raw: Mapping[str, JSON], pointer: str, below: Below) -> Any:
        children = raw.get(f"{M}children")
        kinds = [matcher_type(child) for child in children] if isinstance(children, list) else []
        if sorted(map(str, kinds)) == ["_case:Integer", "_case:MatchNumber"]:
            return below("children")[kinds.index("_case:Integer")]
        spoken = below("children") if kinds else []
        words = [said_child for said_child in spoken if isinstance(said_child, Matcher)]
        if kinds == ["_case:ArrayLength", "_case:ArrayEachEntryLike"]:
            limits = children[0] if isinstance(children, list) else {}
            bounds = {name: limits.get(f"{M}{name}Length") for name in ("min", "max")}
            least, most = (bound if isinstance(bound, int) else None for bound in bounds.values())
            return (
                match.each_like(words[-1].example, min=least, max=most) if words else self._nearest(raw, pointer, "And")
            )
        if len(words) > 1 and len(words) == len(spoken):
            return self._try(match.all_of(*words), self._example(raw, pointer), pointer)
        return self._nearest(raw, pointer, "And")

    def _includes(self, raw: Mapping[str, JSON], pointer: str, below: Below) -> Any:
        value, wanted = self._example(raw, pointer), stripped(raw.get(f"{M}contains"), pointer, self.world)
        if not isinstance(value, str) or not isinstance(wanted, str) or wanted not in value:
            return self._nearest(raw, pointer, "StringContains")
        return self._try(match.includes(value, wanted), value, pointer)

    def _string_prefix(self, raw: Mapping[str, JSON], pointer: str, below: Below) -> Any:
        return self._affix(raw, pointer, below("suffix"), "prefix", "suffix")

    def _string_suffix(self, raw: Mapping[str, JSON], pointer: str, below: Below) -> Any:
        return self._affix(raw, pointer, below("prefix"), "suffix", "prefix")

    def _affix(self, raw: Mapping[str, JSON], pointer: str, rest: Any, fixed: str, free: str) -> Any:
        value, text = self._example(raw, pointer), raw.get(M + fixed)
        if not isinstance(value, str) or not isinstance(text, str):
            return self._nearest(raw, pointer, f"String{fixed.title()}")
        if isinstance(rest, str):
            return value
        if not (isinstance(rest, Matcher) and rest.name in ("like", "any_string")):
            self.lose(f"what the {free} must be is not said in Pact; any text is accepted there", pointer)
        word = match.string_prefix(value, text) if fixed == "prefix" else match.string_suffix(value, text)
        return self._try(word, value, pointer)

    def _status_code(self, raw: Mapping[str, JSON], pointer: str, below: Below) -> Any:
        rule = raw.get(f"{M}rule")
        rules = [str(code).upper() for code in (rule if isinstance(rule, list) else [rule])]
        value = self._example(raw, pointer)
        wanted: Any = status_class_of(rules)
        if wanted is None and all(each.isdigit() for each in rules):
            wanted = [int(each) for each in rules]
        if wanted is None or not isinstance(value, int):
            self.lose(f"Pact cannot say the statuses {', '.join(rules)}; only the example is accepted", pointer)
            return value
        return self._try(match.status_code(wanted, value), value, pointer, nearest=False)


_BY_TYPE: Mapping[str, Callable[[Any], Matcher]] = {"number": match.number, "boolean": match.boolean}
_BY_WORD: Mapping[str, Callable[[PactSpeaker, Mapping[str, JSON], str, Below], Any]] = {
    "array_starting_with": PactSpeaker._array_starting_with,
    "each_like": PactSpeaker._each_like,
    "array_containing": PactSpeaker._array_containing,
    "each_value_matches": PactSpeaker._each_value_matches,
    "all_of": PactSpeaker._all_of,
    "includes": PactSpeaker._includes,
    "string_prefix": PactSpeaker._string_prefix,
    "string_suffix": PactSpeaker._string_suffix,
    "status_code": PactSpeaker._status_code,
}
"""How a matcher is written for which another word of `match` stands in ContractCase's table."""
