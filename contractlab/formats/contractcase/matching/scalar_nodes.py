"""Matchers of single values: numbers, strings, booleans, null, integers.

Source: ContractCase 0.30.1. A value of the wrong type in exact mode has two errors in the core and one difference here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from contractlab.engine.nodes import Expansion
from contractlab.formats.contractcase.matching.context import CaseError, Where, text_of
from contractlab.formats.contractcase.matching.js_values import is_number, js_type, pretty, same
from contractlab.formats.contractcase.matching.node import CaseNode, register
from contractlab.values.json_types import JSONObject, Value
from contractlab.values.markers import MISSING

__all__: list[str] = []

_TOO_LARGE = 2**1024 - 2**970
"""Integers from here on are Infinity to JavaScript."""


def _finite(number: int | float) -> bool:
    return math.isfinite(number) if isinstance(number, float) else -_TOO_LARGE < number < _TOO_LARGE


class _Leaf(CaseNode):
    """One value with an example."""

    any_value = ""
    calm = True

    def wanted(self) -> Any:
        """The example."""
        return self.raw if self.inferred else self.field("example")

    def strip(self, place: Where) -> Any:
        return self.wanted()

    def expected(self, place: Where) -> Any:
        return self.wanted()

    def name(self, place: Where) -> str:
        return self.exact_name() if self.mode.exact else self.any_value

    def exact_name(self) -> str:
        """How the example is written in a sentence."""
        return text_of(self.wanted())

    def args(self) -> JSONObject:
        return {"mode": "exact" if self.mode.exact else "type"}

    def same_error(self, actual: Value, place: Where) -> list[CaseError]:
        """The error of exact mode."""
        wanted = self.wanted()
        if not self.mode.exact or same(actual, wanted):
            return []
        message = f"{pretty(actual)} ({js_type(actual)}) is not exactly equal to {pretty(wanted)} ({js_type(wanted)})"
        return [self.error(message, actual, place)]

    def expand(self, actual: Value) -> Expansion:
        code = "equality" if self.mode.exact else self.kind
        return Expansion() if self.ok(actual) else Expansion(own=[self.difference(code, actual)])


@register
class NumberNode(_Leaf):
    """A number."""

    kind = "MatchNumber"
    any_value = "<any number>"

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        errors = self.same_error(actual, place)
        if not is_number(actual):
            return [*errors, self.error(f"'{js_type(actual)}' is not a number", actual, place)]
        if self.mode.serialisable_to == "json" and not _finite(actual):
            if actual != actual:
                errors.append(self.error("NaN is not a valid JSON number", actual, place))
            errors.append(self.error("JSON numbers must be finite", actual, place))
        return errors

    def accepts(self) -> Callable[[Value], bool]:
        finite = self.mode.serialisable_to == "json"
        wanted, exact = self.wanted(), self.mode.exact

        def check(actual: Value) -> bool:
            kind = type(actual)
            if kind is float:
                return (not finite or math.isfinite(actual)) and (not exact or same(actual, wanted))
            if kind is not int or (finite and not -_TOO_LARGE < actual < _TOO_LARGE):
                return False
            return not exact or same(actual, wanted)

        return check


@register
class StringNode(_Leaf):
    """A string."""

    kind = "MatchString"
    any_value = "<any string>"

    def exact_name(self) -> str:
        return f'"{text_of(self.wanted())}"'

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        errors = self.same_error(actual, place)
        if not isinstance(actual, str):
            errors.append(self.error(f"'{js_type(actual)}' is not a string", actual, place))
        return errors

    def accepts(self) -> Callable[[Value], bool]:
        wanted = self.wanted()
        if self.mode.exact:
            return lambda actual: isinstance(actual, str) and actual == wanted
        return lambda actual: isinstance(actual, str)


@register
class BooleanNode(_Leaf):
    """A boolean."""

    kind = "MatchBoolean"
    any_value = "<any boolean>"

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        errors = self.same_error(actual, place)
        if not isinstance(actual, bool):
            errors.append(self.error(f"{pretty(actual)} is not a boolean", actual, place))
        return errors

    def accepts(self) -> Callable[[Value], bool]:
        wanted = self.wanted()
        if self.mode.exact:
            return lambda actual: isinstance(actual, bool) and isinstance(wanted, bool) and actual == wanted
        return lambda actual: isinstance(actual, bool)


@register
class NullNode(_Leaf):
    """Null; a missing value is something else."""

    kind = "MatchNull"

    def wanted(self) -> Any:
        return None

    def expected(self, place: Where) -> Any:
        given = self.field("example")
        return None if given is MISSING else given

    def name(self, place: Where) -> str:
        return "null"

    def args(self) -> JSONObject:
        return {}

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        return [] if actual is None else [self.error(f"{pretty(actual)} is not null", actual, place)]

    def accepts(self) -> Callable[[Value], bool]:
        return lambda actual: actual is None

    def expand(self, actual: Value) -> Expansion:
        return Expansion() if actual is None else Expansion(own=[self.difference(self.kind, actual)])


@register
class IntegerNode(_Leaf):
    """A whole number; its value is never compared, not even in exact mode."""

    kind = "Integer"
    any_value = "<any integer>"

    def args(self) -> JSONObject:
        return {}

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        return [] if self.ok(actual) else [self.error("Expected an integer", actual, place)]

    def accepts(self) -> Callable[[Value], bool]:
        def check(actual: Value) -> bool:
            kind = type(actual)
            return (kind is int and _finite(actual)) or (kind is float and actual.is_integer())

        return check

    def expand(self, actual: Value) -> Expansion:
        return Expansion() if self.ok(actual) else Expansion(own=[self.difference(self.kind, actual)])
