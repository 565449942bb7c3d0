"""Matchers of text: what it begins with, ends with, and contains.

Source: ContractCase 0.30.1.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from contractlab.engine.errors import CannotCheck
from contractlab.engine.nodes import Child, Expansion
from contractlab.formats.contractcase.matching.context import (
    CaseError,
    StripUnsupported,
    Thrown,
    Where,
    config_error,
)
from contractlab.formats.contractcase.matching.js_values import js_type, template
from contractlab.formats.contractcase.matching.node import EXAMPLE, CaseNode, check_together, register
from contractlab.values.json_types import JSONObject, Value
from contractlab.values.markers import MISSING

__all__: list[str] = []


def not_a_string(actual: Value) -> str:
    """The core's words."""
    return f"'{js_type(actual)}' is not a string"


def _unquoted(sentence: str) -> str:
    """A sentence without the quotation marks around it."""
    return sentence.strip('"')


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _text(units: bytes) -> str:
    return units.decode("utf-16-le", "surrogatepass")


def _joined(text: str) -> str:
    """Halves of a character that came to stand together are one, as in JavaScript."""
    return _text(_units(text)) if any("\ud800" <= char <= "\udfff" for char in text) else text


def after(text: str, prefix: str) -> str | None:
    """What follows `prefix`; None if the text does not begin with it. Halves of characters count in JavaScript."""
    if text.startswith(prefix):
        return text[len(prefix) :]
    if prefix and "\ud800" <= prefix[-1] <= "\udbff" and _units(text).startswith(_units(prefix)):
        return _text(_units(text)[len(_units(prefix)) :])
    return None


def before(text: str, suffix: str) -> str | None:
    """What stands before `suffix`; None if the text does not end with it."""
    if text.endswith(suffix):
        return text[: len(text) - len(suffix)]
    if suffix and "\udc00" <= suffix[0] <= "\udfff" and _units(text).endswith(_units(suffix)):
        return _text(_units(text)[: -len(_units(suffix))])
    return None


def contains(text: str, part: str) -> bool:
    """``includes``."""
    if part in text:
        return True
    if not any("\ud800" <= char <= "\udfff" for char in part):
        return False
    units, wanted = _units(text), _units(part)
    at = units.find(wanted)
    while at > 0 and at % 2:
        at = units.find(wanted, at + 1)
    return at >= 0


class _Half(CaseNode):
    """A fixed half and one that a matcher judges."""

    fixed = ""
    free = ""
    places = ("", "")
    words = ""
    key = ""

    @cached_property
    def rest(self) -> CaseNode:
        """What the other half must satisfy."""
        return self.inner(self.free)

    @cached_property
    def fixed_text(self) -> str:
        """The fixed half."""
        return template(self.field(self.fixed))

    def split(self, actual: str) -> str | None:
        """The other half; None if the fixed one is missing."""
        raise NotImplementedError

    def odd_length(self) -> int | None:
        """What JavaScript takes for the length of a fixed half that is no text; None for undefined.

        Raises
        ------
        Thrown
            If there is no fixed half.
        """
        value = self.field(self.fixed)
        if value is None or value is MISSING:
            raise Thrown("TypeError", f"Cannot read properties of {template(value)} (reading 'length')")
        return len(value) if isinstance(value, list) else None

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        if not isinstance(actual, str):
            return [self.error(not_a_string(actual), actual, place)]
        rest = self.split(actual)
        if rest is not None:
            return check_together([(self.rest, rest, place.at(self.places[0]))])
        message = f"The string '{actual}' did not {self.words} '{self.fixed_text}'"
        return [self.error(message, actual, place)]

    def rest_example(self, place: Where) -> str:
        """The other half of the example."""
        inside = place.at(self.places[1])
        return self.world.must_be_text(self.rest.example_of(inside), inside)

    def validate(self, place: Where) -> None:
        value = self.field(self.fixed)
        if not isinstance(value, str):
            message = f"Expected a string for the {self.fixed}, but got '{js_type(value)}' instead. "
            more = f"Did you put the arguments the wrong way around for the {self.fixed} matcher?"
            raise config_error(message + more, place)
        self.rest.validate(place.at(self.places[0]))

    def args(self) -> JSONObject:
        return {self.fixed: self.fixed_text}

    def accepts(self) -> Callable[[Value], bool]:
        ok = self.rest.ok

        def check(actual: Value) -> bool:
            rest = self.split(actual) if isinstance(actual, str) else None
            return rest is not None and ok(rest)

        return check

    def expand(self, actual: Value) -> Expansion:
        rest = self.split(actual) if isinstance(actual, str) else None
        if rest is None:
            return Expansion(own=[self.difference(self.kind, actual)])
        return Expansion(children=[Child(self.key, (self.rest,), self.rest.example, rest)])


@register
class PrefixNode(_Half):
    """Text that begins so, and goes on as a matcher says."""

    kind = "StringPrefix"
    fixed, free = "prefix", "suffix"
    places = (":prefix", ":suffix")
    words = "start with the expected prefix"
    key = "#after"

    def split(self, actual: str) -> str | None:
        rest = after(actual, self.fixed_text)
        return rest if rest is None or isinstance(self.field("prefix"), str) else actual[self.odd_length() or 0 :]

    def strip(self, place: Where) -> Any:
        return _joined(self.fixed_text + self.rest_example(place))

    def name(self, place: Where) -> str:
        return _joined(f'"{self.fixed_text}{_unquoted(self.rest.name(place.at(":prefix")))}"')


@register
class SuffixNode(_Half):
    """Text that ends so, and begins as a matcher says."""

    kind = "StringSuffix"
    fixed, free = "suffix", "prefix"
    places = (":suffix", ":prefix")
    words = "end with the expected suffix"
    key = "#before"

    def split(self, actual: str) -> str | None:
        rest = before(actual, self.fixed_text)
        if rest is None or isinstance(self.field("suffix"), str):
            return rest
        length = self.odd_length()
        return "" if length is None else actual[: len(actual) - length]

    def strip(self, place: Where) -> Any:
        return _joined(self.rest_example(place) + self.fixed_text)

    def name(self, place: Where) -> str:
        return _joined(f'"{_unquoted(self.rest.name(place.at(":suffix")))}{self.fixed_text}"')


@register
class StringContainsNode(CaseNode):
    """Text with a certain part; without an example the core throws, whatever the text: it wants one for its error."""

    kind = "StringContains"

    @cached_property
    def _part(self) -> CaseNode:
        return self.inner("contains")

    def _wanted(self, place: Where) -> str:
        return self.world.must_be_text(self._part.example_of(place), place)

    def expected(self, place: Where) -> Any:
        if EXAMPLE not in self.fields and "contains-without-example" in self.world.documented:
            return self._wanted(place)
        return super().expected(place)

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        wanted = self._wanted(place)
        if not isinstance(actual, str):
            return [self.error(not_a_string(actual), actual, place)]
        message = f"The string '{actual}' did not include the expected substring '{wanted}'"
        error = self.error(message, actual, place)
        return [] if contains(actual, wanted) else [error]

    def strip(self, place: Where) -> Any:
        if EXAMPLE in self.fields:
            return self.field("example")
        if "contains-without-example" in self.world.documented:
            return self._wanted(place)
        raise StripUnsupported(self.type_name, place)

    def name(self, place: Where) -> str:
        return f'a string containing "{_unquoted(self._wanted(place))}"'

    def validate(self, place: Where) -> None:
        given = self.field("example")
        if given is not MISSING and not isinstance(given, str):
            message = "The example provided to the string contains matcher was of type "
            raise config_error(f"{message}'{js_type(given)}' instead of string", place)
        self._part.validate(place.at(":stringContains"))

    def args(self) -> JSONObject:
        try:
            return {"contains": self._wanted(Where())}
        except (Thrown, CannotCheck):
            return {}

    def accepts(self) -> Callable[[Value], bool]:
        wanted = self._wanted(Where())
        self.expected(Where())
        return lambda actual: isinstance(actual, str) and contains(actual, wanted)

    def expand(self, actual: Value) -> Expansion:
        return Expansion() if self.ok(actual) else Expansion(own=[self.difference(self.kind, actual)])
