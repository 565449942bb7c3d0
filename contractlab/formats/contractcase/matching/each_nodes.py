"""Matchers that hold for many values at once: every entry, every key, every value, some entry.

Source: ContractCase 0.30.1. Nothing to look at is an error there, never a pass.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from contractlab.engine.nodes import Child, Expansion, Note
from contractlab.formats.contractcase.matching.context import CaseError, Thrown, Where, text_of
from contractlab.formats.contractcase.matching.js_values import in_key_order, is_object, js_type
from contractlab.formats.contractcase.matching.node import (
    EXAMPLE,
    CaseNode,
    check_together,
    register,
    short_type,
    type_text,
)
from contractlab.formats.contractcase.matching.structure_nodes import Listed, not_an_array
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING
from contractlab.values.sentences import Sentence, code

__all__: list[str] = []

_EMPTY = (
    "Expected a non-empty array. It's not valid to use eachArrayEntryMatches for empty arrays. "
    "See the documentation for more details:\n\n   "
    "https://case.contract-testing.io/docs/faq#how-do-i-test-an-array-field-that-might-have-zero-items-in-it"
)


class _Repeated(CaseNode):
    """One matcher for many values."""

    sentence = ""
    step = ""
    example_step = ""

    @cached_property
    def each(self) -> CaseNode:
        """What every value must satisfy."""
        return self.inner("matcher")

    def name(self, place: Where) -> str:
        return f"{self.sentence} {self.each.name(place.at(self.step))}"

    def validate(self, place: Where) -> None:
        self.each.validate(place.at(self.step))


@register
class EachEntryNode(_Repeated):
    """An array with at least one entry, and each matches."""

    kind = "ArrayEachEntryLike"
    sentence = "an array where each entry matches"
    step = ":eachEntryLike"

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        if not isinstance(actual, list):
            return [self.error(not_an_array(actual), actual, place)]
        if not actual:
            return [self.error(_EMPTY, actual, place)]
        each = self.each
        return check_together(
            [
                (each, entry, place.at(f":eachEntryLike[{index}]"))
                for index, entry in enumerate(actual)
                if not _passes(each, entry)
            ]
        )

    def strip(self, place: Where) -> Any:
        if EXAMPLE in self.fields:
            return self.inner("example").example_of(place.at(":eachEntryLike[example]"))
        return [self.each.example_of(place.at(":eachEntryLike[matcher]"))]

    def accepts(self) -> Callable[[Value], bool]:
        each = self.each.ok

        def check(actual: Value) -> bool:
            return isinstance(actual, list) and bool(actual) and all(map(each, actual))

        return check

    def expand(self, actual: Value) -> Expansion:
        if not isinstance(actual, list):
            return Expansion(own=[self.difference("kind", actual, expected=[])])
        if not actual:
            return Expansion(own=[self.difference("min", actual, {"limit": 1, "count": 0})])
        each = self.each
        return Expansion(children=[Child(index, (each,), each.example, entry) for index, entry in enumerate(actual)])


def _passes(node: CaseNode, value: Value) -> bool:
    """True for a value of which the core would say nothing; what it would say is not asked here."""
    try:
        return node.ok(value)
    except Thrown:
        return False


class _ObjectRepeated(_Repeated):
    """One matcher for all of an object."""

    what = ""

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        if actual is None or actual is MISSING:
            return [self.error("Expected an object, but it was null or undefined", actual, place)]
        if isinstance(actual, list):
            return [self.error("Expected an object, but it was an array", actual, place)]
        if not is_object(actual):
            return [self.error(f"Expected an object, but the type was '{js_type(actual)}' instead", actual, place)]
        if not actual:
            message = (
                f"Expected an object with at least one key property. It's not valid to use {self.what} for empty "
                "objects. See the documentation for more details"
            )
            return [self.error(message, actual, place)]
        each = self.each
        return check_together([(each, self.picked(key, value), place.at(key)) for key, value in in_key_order(actual)])

    def picked(self, key: str, value: Value) -> Any:
        """The key or the value."""
        raise NotImplementedError

    def accepts(self) -> Callable[[Value], bool]:
        each, picked = self.each.ok, self.picked
        return lambda actual: (
            is_object(actual) and bool(actual) and all(each(picked(key, value)) for key, value in actual.items())
        )

    def expand(self, actual: Value) -> Expansion:
        if not is_object(actual):
            return Expansion(own=[self.difference("kind", actual, expected={})])
        if not actual:
            return Expansion(own=[self.difference("min", actual, {"limit": 1, "count": 0, "noun": "key"})])
        return self.expand_filled(actual)

    def expand_filled(self, actual: Value) -> Expansion:
        """Differences of an object that has keys."""
        raise NotImplementedError


@register
class EachValueNode(_ObjectRepeated):
    """An object with at least one key, and each value matches."""

    kind = "ObjectValuesMatch"
    sentence = "an object where each value is"
    step = ":eachValueLike"
    what = "objectEachValueMatches"

    def picked(self, key: str, value: Value) -> Any:
        return value

    def strip(self, place: Where) -> Any:
        if EXAMPLE in self.fields:
            return self.inner("example").example_of(place.at(":objectEachValueLike[example]"))
        return {"someKey": self.each.example_of(place.at(":objectEachValueLike[matcher]"))}

    def expand_filled(self, actual: Value) -> Expansion:
        each = self.each
        return Expansion(children=[Child(key, (each,), each.example, value) for key, value in in_key_order(actual)])


@register
class EachKeyNode(_ObjectRepeated):
    """An object with at least one key, and each key matches; nothing looks at the values."""

    kind = "ObjectKeysMatch"
    sentence = "an object where each key is"
    step = ":eachKeyLike"
    what = "objectEachKeyMatches"

    @cached_property
    def _example_key(self) -> CaseNode:
        return self.inner("exampleKey")

    def picked(self, key: str, value: Value) -> Any:
        return key

    def strip(self, place: Where) -> Any:
        if self.field("exampleKey") is not MISSING:
            return self._example_key.example_of(place.at(":objectEachKeyLike[example]"))
        return {text_of(self.each.example_of(place.at(":objectEachKeyLike[matcher]"))): "someValue"}

    def expand_filled(self, actual: Value) -> Expansion:
        each, expansion = self.each, Expansion()
        facts = {"key_rule": each.kind or short_type(each.type_name), "key_args": each.args()}
        for key, value in in_key_order(actual):
            if each.ok(key):
                expansion.extra.append((key, value))
                expansion.notes.append(Note("each-key-values", _values_unchecked, (key,), True))
                continue
            wrong = self.difference("each-key", key, facts, each.example)
            wrong.tokens = (key,)
            expansion.own.append(wrong)
        return expansion


def _values_unchecked(path: str, count: int) -> Sentence:
    noun = "value" if count == 1 else f"{count:,} values"
    return Sentence.of(code(path), f": {noun} not looked at; ", code("ObjectKeysMatch"), " judges keys alone.")


@register
class ContainsNode(Listed):
    """An array in which each of several matchers is satisfied by some entry, in any order."""

    kind = "ArrayContains"
    attribute = "matchers"

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        if not isinstance(actual, list):
            return [self.error(not_an_array(actual), actual, place)]
        errors: list[CaseError] = []
        for index, node in enumerate(self.nodes):
            errors += self._check_one(node, actual, place.at(f":arrayContainsExample[{index}]"))
        return errors

    def _check_one(self, node: CaseNode, actual: list[Value], place: Where) -> list[CaseError]:
        wanted = f"Expected an array that contained an element that matched '{type_text(node.raw)}', but "
        if not actual:
            return [self.error(f"{wanted}the array was empty", actual, place)]
        all_errors: list[CaseError] = []
        matched = False
        for index, entry in enumerate(actual):
            errors = check_together([(node, entry, place.at(f":actual[{index}]"))])
            matched = matched or not errors
            all_errors += errors
        if matched:
            return []
        message = (
            f"{wanted}no elements matched. All matching errors follow; "
            "this list may be long if there are many elements in the array"
        )
        return [self.error(message, actual, place), *all_errors]

    def strip(self, place: Where) -> Any:
        return [node.example_of(place.at(f":arrayContainsExample[{index}]")) for index, node in enumerate(self.nodes)]

    def name(self, place: Where) -> str:
        return f"an array containing {' and '.join(self.named(':arrayContains[{}]', place))},"

    def validate(self, place: Where) -> None:
        self.validate_all(":arrayContains[{}]", place)

    def accepts(self) -> Callable[[Value], bool]:
        nodes = self.nodes

        def check(actual: Value) -> bool:
            if not isinstance(actual, list):
                return False
            fits = True
            for node in nodes:
                fits = _some(node, actual) and fits
            return fits

        return check

    def expand(self, actual: Value) -> Expansion:
        if not isinstance(actual, list):
            return Expansion(own=[self.difference("kind", actual, expected=[])])
        expansion = Expansion(extra=[(index, entry) for index, entry in enumerate(actual)])
        for index, node in enumerate(self.nodes):
            if not _some(node, actual):
                facts = {"index": index, "actual_count": len(actual)}
                expansion.own.append(self.difference("variant", actual, facts, node.example))
        return expansion


def _some(node: CaseNode, actual: list[Value]) -> bool:
    """True if an entry satisfies `node`; the core looks at every entry, and may throw at one that nobody needs."""
    ok, satisfied = node.ok, False
    for entry in actual:
        if ok(entry):
            satisfied = True
        elif not satisfied or not node.calm:
            node.check(entry, _NOWHERE)
    return satisfied


_NOWHERE = Where()
