"""Objects and arrays that are compared key by key and entry by entry.

Source: ContractCase 0.30.1. Objects are open (more keys are always allowed); an array that stands as plain data is
closed: it means its entries and its length.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from contractlab.engine.array_neighbours import ItemsInOrder
from contractlab.engine.neighbours import Facts, Nearby, Search
from contractlab.engine.nodes import Child, Expansion, Note
from contractlab.formats.contractcase.matching.context import CaseError, StripUnsupported, Thrown, Where, config_error
from contractlab.formats.contractcase.matching.js_values import (
    has_key,
    in_key_order,
    is_number,
    is_object,
    js_type,
    key_value,
    number_text,
    pretty,
    template,
)
from contractlab.formats.contractcase.matching.node import CaseNode, check_together, register, register_plain
from contractlab.values.json_types import JSON, JSONObject, Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch
from contractlab.values.sentences import Sentence, code

__all__: list[str] = []


def not_an_array(actual: Value) -> str:
    """The core's words."""
    return f"'{js_type(actual)}' is not an array"


def no_property(value: Value, name: str, reading: str) -> Thrown:
    """What JavaScript throws where a matcher lacks the list that its type asks for."""
    if value is MISSING or value is None:
        message = f"Cannot read properties of {template(value)} (reading '{reading}')"
    else:
        message = f"matcher._case:matcher:{name}.{reading} is not a function"
    return Thrown("TypeError", message)


class Listed(CaseNode):
    """A matcher with a list of matchers."""

    attribute = "children"

    @cached_property
    def nodes(self) -> tuple[CaseNode, ...]:
        """The matchers of the list.

        Raises
        ------
        Thrown
            If there is no list.
        """
        steps: tuple[object, ...] = () if self.inferred else (f"_case:matcher:{self.attribute}",)
        raw = self.raw if self.inferred else self.field(self.attribute)
        if not isinstance(raw, list | tuple):
            raise no_property(raw, self.attribute, "map")
        return tuple(self.below(inner, *steps, index) for index, inner in enumerate(raw))

    def named(self, step: str, place: Where) -> list[str]:
        """Sentences of the matchers; `step` holds a pair of braces for the index."""
        return [node.name(place.at(step.format(index))) for index, node in enumerate(self.nodes)]

    def validate_all(self, step: str, place: Where) -> None:
        """Validate every matcher."""
        for index, node in enumerate(self.nodes):
            node.validate(place.at(step.format(index)))


@register
class ObjectShapeNode(CaseNode):
    """An object with certain keys, and any others."""

    kind = "ObjectShape"

    @cached_property
    def entries(self) -> tuple[tuple[str, CaseNode], ...]:
        """Keys and what must stand there.

        Raises
        ------
        Thrown
            If there are no children.
        """
        raw = self.raw if self.inferred else self.field("children")
        steps: tuple[object, ...] = () if self.inferred else ("_case:matcher:children",)
        if raw is MISSING or raw is None:
            raise Thrown("TypeError", "Cannot convert undefined or null to object")
        pairs: Iterable[tuple[str, Any]] = ()
        if isinstance(raw, Mapping):
            pairs = in_key_order(raw)
        elif isinstance(raw, list | str):
            pairs = [(str(index), inner) for index, inner in enumerate(raw)]
        return tuple((key, self.below(inner, *steps, key)) for key, inner in pairs)

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        if not is_object(actual):
            return [self.error(_why_no_object(actual), actual, place)]
        # In the order of the keys, because whoever verifies an example names the first error alone.
        steps: list[list[CaseError] | tuple[CaseNode, Any, Where]] = []
        shown, wanted = "", MISSING
        for key, node in self.entries:
            if has_key(key, actual):
                node.must_be_known()
                steps.append((node, key_value(actual, key), place.at(key)))
            else:
                if not shown:
                    shown, wanted = pretty(actual), self.expected(place)
                steps.append([self.error(f"missing key '{key}' in object: {shown}", actual, place, wanted)])
        errors: list[CaseError] = []
        for step in steps:
            errors += step if isinstance(step, list) else step[0].check(*step[1:])
        return errors

    def strip(self, place: Where) -> Any:
        return {key: node.example_of(place.at(key)) for key, node in self.entries}

    def name(self, place: Where) -> str:
        inside = ",".join(f"{key}: {node.name(place.at(key))}" for key, node in self.entries)
        return f"an object shaped like {{{inside}}}"

    def validate(self, place: Where) -> None:
        for key, node in self.entries:
            node.validate(place.at(key))

    def accepts(self) -> Callable[[Value], bool]:
        checks = [(key, node.ok) for key, node in self.entries]

        def check(actual: Value) -> bool:
            if type(actual) is not dict and not is_object(actual):
                return False
            for key, ok in checks:
                if key in actual:
                    if not ok(actual[key]):
                        return False
                elif not (has_key(key, actual) and ok(key_value(actual, key))):
                    return False
            return True

        return check

    def order(self, actual: Value) -> Iterable[Any]:
        """Keys in document order."""
        keys = [key for key, _ in self.entries]
        asked = set(keys)
        return [*keys, *(key for key in actual if key not in asked)] if is_object(actual) else keys

    def expand(self, actual: Value) -> Expansion:
        if not is_object(actual):
            return Expansion(own=[self.difference("kind", actual, expected={})])
        expansion = Expansion()
        names = set()
        for key, node in self.entries:
            names.add(key)
            if has_key(key, actual):
                expansion.children.append(Child(key, (node,), node.example, key_value(actual, key)))
            else:
                missing = node.difference("missing-key", MISSING)
                missing.tokens = (key,)
                missing.facts = _nearest(key, actual)
                expansion.own.append(missing)
        expansion.extra = [(key, value) for key, value in actual.items() if key not in names]
        return expansion


def _nearest(key: str, actual: Mapping[str, JSON]) -> JSONObject:
    folded = key.lower().replace("_", "").replace("-", "")
    for candidate in list(actual)[:200]:
        if candidate.lower().replace("_", "").replace("-", "") == folded:
            return {"nearest": candidate}
    return {}


def _why_no_object(actual: Value) -> str:
    if actual is None:
        message = "'null' is not an object because the Object constructor doesn't return a reference to it"
        return f"Expected an object, but {message}"
    if isinstance(actual, list):
        return "Expected an object, but it was an array"
    return f"Expected an object, but the type was '{js_type(actual)}' instead"


@register
class ArrayShapeNode(Listed):
    """An array that begins with certain entries; without any it must be empty."""

    kind = "ArrayShape"

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        if not isinstance(actual, list):
            return [self.error(not_an_array(actual), actual, place)]
        if self.field("children") in (MISSING, None) and not self.inferred:
            raise no_property(self.field("children"), self.attribute, "length")
        nodes = self.nodes
        if len(actual) < len(nodes):
            message = (
                f"Array has different lengths - expected at least '{len(nodes)}' elements, "
                f"but found only '{len(actual)} elements"
            )
            return [self.error(message, actual, place)]
        pairs = [(node, actual[index], place.at(f"[{index}]")) for index, node in enumerate(nodes)]
        errors = check_together(pairs)
        if not nodes and actual:
            message = f"Expected an empty array, but instead found {len(actual)} elements"
            errors.append(self.error(message, actual, place))
        return errors

    def strip(self, place: Where) -> Any:
        return [node.example_of(place.at(f"[{index}]")) for index, node in enumerate(self.nodes)]

    def name(self, place: Where) -> str:
        return f"an array shaped like [{','.join(self.named('[{}]', place))}]"

    def validate(self, place: Where) -> None:
        self.validate_all("[{}]", place)

    def accepts(self) -> Callable[[Value], bool]:
        checks = [node.ok for node in self.nodes]
        count = len(checks)

        def check(actual: Value) -> bool:
            if not isinstance(actual, list) or len(actual) < count or (actual and not count):
                return False
            return all(ok(entry) for ok, entry in zip(checks, actual, strict=False))

        return check

    def expand(self, actual: Value) -> Expansion:
        if not isinstance(actual, list):
            return Expansion(own=[self.difference("kind", actual, expected=[])])
        nodes = self.nodes
        if len(actual) < len(nodes):
            return Expansion(own=[self.difference("min", actual, {"limit": len(nodes), "count": len(actual)})])
        if actual and not nodes:
            return Expansion(own=[self.difference("max", actual, {"limit": 0, "count": len(actual)})])
        expansion = entries_of(nodes, actual)
        expansion.notes = [Note("extra-entries", _entries_unchecked, (index,), True) for index, _ in expansion.extra]
        return expansion


def _entries_unchecked(path: str, count: int) -> Sentence:
    noun = "entry" if count == 1 else f"{count:,} entries"
    message = f": {noun} more than the contract names, not looked at; "
    return Sentence.of(code(path), message, code("ArrayShape"), " allows any.")


def entries_of(nodes: tuple[CaseNode, ...], actual: list[Value]) -> Expansion:
    """Entries beside their matchers; more of them are not looked at."""
    expansion = Expansion()
    for index, node in enumerate(nodes):
        expansion.children.append(Child(index, (node,), node.example, actual[index]))
    expansion.extra = [(index, entry) for index, entry in enumerate(actual) if index >= len(nodes)]
    return expansion


@register_plain("plain array")
class PlainArrayNode(Listed):
    """An array as plain data: these entries and no more. The core makes two matchers of it, and so two errors."""

    kind = "And"

    @cached_property
    def _shape(self) -> ArrayShapeNode:
        return ArrayShapeNode(self.raw, self.mode, self.pointer, self.world, True, self.depth)

    @cached_property
    def _length(self) -> ArrayLengthNode:
        count = len(self.raw)
        raw = {
            "_case:matcher:type": "_case:ArrayLength",
            "_case:matcher:minLength": count,
            "_case:matcher:maxLength": count,
        }
        return ArrayLengthNode(raw, self.mode, self.pointer, self.world, False, self.depth)

    @property
    def nodes_of_shape(self) -> tuple[CaseNode, ...]:
        """What stands for the entries."""
        return self._shape.nodes

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        errors = self._shape.check(actual, place.at(":and[0]"))
        return errors + self._length.check(actual, place.at(":and[1]"))

    def strip(self, place: Where) -> Any:
        try:
            return self._shape.strip(place.at(":and[0]"))
        except StripUnsupported:
            raise StripUnsupported("_case:And", place) from None

    def name(self, place: Where) -> str:
        return f"{self._shape.name(place.at(':and[0]'))} / {self._length.name(place.at(':and[1]'))}"

    def validate(self, place: Where) -> None:
        self._shape.validate(place.at(":and[0]"))

    def accepts(self) -> Callable[[Value], bool]:
        checks = [node.ok for node in self._shape.nodes]
        count = len(checks)

        def check(actual: Value) -> bool:
            if not isinstance(actual, list) or len(actual) != count:
                return False
            return all(ok(entry) for ok, entry in zip(checks, actual, strict=True))

        return check

    def expand(self, actual: Value) -> Expansion:
        if not isinstance(actual, list):
            return Expansion(own=[self.difference("kind", actual, expected=[])])
        nodes = self._shape.nodes
        if len(actual) != len(nodes):
            facts = {"expected_count": len(nodes), "actual_count": len(actual)}
            # The core does not look at the entries of an array that is too short.
            expansion = entries_of(nodes if len(actual) > len(nodes) else (), actual)
            expansion.around = _CaseItems(len(nodes), nodes.__getitem__, actual)
            expansion.own.append(replace(self.difference("length", actual, facts), around=expansion.around))
            expansion.missing = [(index, node.example) for index, node in enumerate(nodes) if index >= len(actual)]
            return expansion
        expansion = entries_of(nodes, actual)
        expansion.around = _CaseItems(len(nodes), nodes.__getitem__, actual)
        return expansion


class _CaseItems(ItemsInOrder):
    """Entries compared one by one; a matcher at which the core stops says nothing of what is around it."""

    def facts(self, mismatch: Mismatch, nearby: Nearby, search: Search) -> Facts:
        try:
            return super().facts(mismatch, nearby, search)
        except Thrown:
            return {}


_DECIMAL = re.compile(r"[+-]?(?:Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")
_OTHER_BASE = re.compile(r"0(?:[xX][0-9A-Fa-f]+|[oO][0-7]+|[bB][01]+)")


def _as_number(value: Value) -> float:
    """What ``<`` and ``>`` compare."""
    if isinstance(value, bool):
        return float(value)
    if is_number(value):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    if value is None:
        return 0.0
    if isinstance(value, list | str):
        text = template(value).strip()
        if not text:
            return 0.0
        if _DECIMAL.fullmatch(text):
            return float(text)
        return float(int(text, 0)) if _OTHER_BASE.fullmatch(text) and len(text) < 250 else math.nan
    return math.nan


@register
class ArrayLengthNode(CaseNode):
    """An array with a number of entries within bounds; the bounds belong to it."""

    kind = "ArrayLength"

    @property
    def _unlimited(self) -> bool:
        limit = self.field("maxLength")
        return isinstance(limit, str) and limit == "unlimited"

    def _over(self, count: int) -> bool:
        return not self._unlimited and count > _as_number(self.field("maxLength"))

    def _under(self, count: int) -> bool:
        return count < _as_number(self.field("minLength"))

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        if not isinstance(actual, list):
            return [self.error(not_an_array(actual), actual, place, "An array")]
        count, errors = len(actual), []
        if self._over(count):
            limit = template(self.field("maxLength"))
            message = f"Array length of '{count}' is over the maximum length of {limit}"
            errors.append(self.error(message, actual, place, f"Array length <= {limit}"))
        if self._under(count):
            limit = template(self.field("minLength"))
            message = f"Array length of '{count}' is under the minimum length of {limit}"
            errors.append(self.error(message, actual, place, f"Array length >= {limit}"))
        return errors

    def strip(self, place: Where) -> Any:
        raise StripUnsupported(self.type_name, place)

    def name(self, place: Where) -> str:
        bounds = f"min: {template(self.field('minLength'))}, max: {template(self.field('maxLength'))}"
        return f"an array of length {bounds};"

    def validate(self, place: Where) -> None:
        for bound, word in (("maxLength", "maximum"), ("minLength", "minimum")):
            value = self.field(bound)
            if bound == "maxLength" and self._unlimited:
                continue
            number = _as_number(value)
            if number < 0 or (is_number(value) and math.isnan(number)):
                message = f"Array {word} length was set to the invalid value '{template(value)}'. "
                raise config_error(f"{message}It must be a positive integer", place)

    def args(self) -> JSONObject:
        bounds: JSONObject = {}
        for bound, word in (("minLength", "min"), ("maxLength", "max")):
            if is_number(self.field(bound)):
                bounds[word] = number_text(self.field(bound))
        return bounds

    def accepts(self) -> Callable[[Value], bool]:
        return lambda actual: isinstance(actual, list) and not self._over(len(actual)) and not self._under(len(actual))

    def expand(self, actual: Value) -> Expansion:
        if not isinstance(actual, list):
            return Expansion(own=[self.difference("kind", actual, expected=[])])
        own = []
        for kind, wrong, bound in (("max", self._over, "maxLength"), ("min", self._under, "minLength")):
            if wrong(len(actual)):
                limit = _as_number(self.field(bound))
                facts = {
                    "limit": int(limit) if math.isfinite(limit) and limit.is_integer() else limit,
                    "count": len(actual),
                }
                own.append(self.difference(kind, actual, facts))
        return Expansion(own=own, extra=[(index, entry) for index, entry in enumerate(actual)])
