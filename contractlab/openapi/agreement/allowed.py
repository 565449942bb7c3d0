"""What else a body may be than its example: values that the document has, and values that a matcher takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any

from contractlab.contracts import json_document as document_of
from contractlab.contracts import match
from contractlab.contracts.matcher import example_of
from contractlab.contracts.registry import matcher_info
from contractlab.contracts.sample_exchange import OwnPart
from contractlab.errors import InvalidEdit
from contractlab.openapi.agreement.exchange import json_body
from contractlab.openapi.agreement.near_values import (
    ANY_TEXTS,
    LONGEST,
    NUMBERS,
    numbers_by_schema,
    other_keys,
    other_lists,
    other_values,
)
from contractlab.openapi.agreement.validity import Misfit, misfits
from contractlab.openapi.promises import promise_of
from contractlab.openapi.references import References
from contractlab.openapi.schemas import Schema
from contractlab.values.explanation import Explained
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import PathToken
from contractlab.values.result import MatchResult
from contractlab.values.rule import DecidingRule

__all__ = ["AskedBody", "document_values", "new_misfits", "taken_values"]

Tokens = tuple[PathToken, ...]

_TEXTS = {
    "date": ("2001-02-03", "1999-12-31"),
    "date-time": ("2001-02-03T04:05:06Z", "2001-02-03T04:05:06.789+01:00"),
    "time": ("04:05:06Z", "23:59:59+01:00"),
    "uuid": ("c0ffee00-1234-4abc-8def-0123456789ab", "00000000-0000-1000-8000-000000000000"),
    "email": ("someone@example.com",),
    "uri": ("https://example.com/a", "urn:a:b"),
    "ipv4": ("192.0.2.1",),
    "ipv6": ("2001:db8::1",),
    "hostname": ("example.com",),
    "byte": ("YWJj",),
    "duration": ("P1D",),
}
_MOST = 24
_MOST_OTHERS = 40
_MOST_ITEMS = 100


class AskedBody:
    """The body of an example's request or response, asked what it may be beside what it is.

    Parameters
    ----------
    own : OwnPart
        Of an exchange of HTTP.
    """

    def __init__(self, own: OwnPart) -> None:
        assert isinstance(own.recording, HttpRequest | HttpResponse)
        self._own, self._recording = own, own.recording

    @cached_property
    def _body(self) -> Any:
        return json_body(self._recording)

    @cached_property
    def _itself(self) -> MatchResult:
        return self._own.check(self._recording)

    @cached_property
    def _before(self) -> frozenset[tuple[str, str]]:
        return frozenset((mismatch.path, mismatch.code) for mismatch in self._itself.mismatches)

    @cached_property
    def _quick(self) -> Callable[[bytes | None], bool | None] | None:
        return self._own.body_passes if self._itself.verdict == "passed" else None

    def accepts(self, tokens: Tokens, value: Any) -> bool:
        """True if the example takes another value at a place, beside what it fails by itself; MISSING takes it away."""
        if not tokens:
            changed = value
        elif value is MISSING:
            changed = document_of.remove(self._body, tokens)
        else:
            changed = document_of.put(self._body, tokens, value)
        data = None if changed is MISSING else json.dumps(changed).encode()
        verdict = None if self._quick is None else self._quick(data)
        if verdict is not None:
            return verdict
        checked = self._own.check(replace(self._recording, body=data))
        return all((mismatch.path, mismatch.code) in self._before for mismatch in checked.mismatches)

    @cached_property
    def _explained(self) -> Explained | None:
        return self._itself.explanation.body

    def rule_of_part(self, part: str, name: str) -> DecidingRule | None:
        """The rule that decides on the path, or on a header or parameter of a name; None where equality does."""
        for own, called, explained in self._itself.explanation.parts:
            if own == part and (called == name or (part == "headers" and called.lower() == name.lower())):
                rules = [each.rule for each in islice(explained.walk(), 10) if each.rule is not None]
                return next((rule for rule in rules if rule.combined or not matcher_info(rule.name).exact), None)
        return None

    def accepts_message(self, changed: HttpRequest | HttpResponse) -> bool:
        """True if the example takes another message, beside what it fails by itself."""
        return all((each.path, each.code) in self._before for each in self._own.check(changed).mismatches)

    def value(self, tokens: Tokens) -> Any:
        """The example's value at a place."""
        return document_of.get(self._body, tokens)

    def rule(self, tokens: Tokens) -> DecidingRule | None:
        """The rule that decides at a place."""
        explained = self._at(tokens)
        return None if explained is None else explained.rule

    def _at(self, tokens: Tokens) -> Explained | None:
        explained = self._explained
        for token in tokens:
            explained = None if explained is None else explained.child(token)
        return explained

    def is_matched(self, tokens: Tokens) -> bool:
        """True if a matcher decides at a place, so that other values than the example's may do."""
        rule = self.rule(tokens)
        return rule is not None and (bool(rule.combined) or not matcher_info(rule.name).exact)

    def is_picky(self, tokens: Tokens) -> bool:
        """True if a matcher decides at a place that does not take every value of the example's kind."""
        rule = self.rule(tokens)
        if rule is None:
            return False
        info = matcher_info(rule.name)
        return bool(rule.combined) or not (info.exact or info.type_like)

    def has_free_keys(self, tokens: Tokens) -> bool:
        """True if an object may have other keys than the example: by its own matcher, or by one for all of its values.

        What asks for the type alone says nothing of keys.
        """
        if self.is_picky(tokens):
            return True
        explained = self._at(tokens)
        below = None if explained is None else next(iter(explained.children), None)
        return below is not None and below.rule is not None and below.rule.path.endswith("*")


def document_values(schema: Schema, here: JSON, references: References) -> Iterator[JSON]:
    """Values of a kind that a schema takes; what makes a difference to matchers.

    Parameters
    ----------
    schema : Schema
    here : JSON value
        The example's, from which lists and objects are made: it need not have all that the schema asks for.
    references : References

    Raises
    ------
    UnreadableReference
        If the schema cannot be asked.
    """
    for value in islice(_drawn(schema, here), _MOST):
        if next(new_misfits(schema, here, value, references), None) is None:
            yield value


def new_misfits(schema: Schema, here: JSON, value: JSON, references: References) -> Iterator[Misfit]:
    """What of a value does not fit, beside what of the example's does not: a part may lack what a whole must have.

    Raises
    ------
    UnreadableReference
        If the schema cannot be asked.
    """
    before: set[tuple[tuple[str | int, ...], str]] | None = None
    for misfit in misfits(schema, value, references):
        if isinstance(value, dict | list) and before is None:
            before = {(each.tokens, each.text) for each in misfits(schema, here, references)}
        if (misfit.tokens, misfit.text) not in (before or ()):
            yield misfit


def _drawn(schema: Schema, here: JSON) -> Iterator[JSON]:
    for option in schema.options[:4]:
        yield from islice(_drawn(option, here), 8)
    types = schema.types
    if "string" in types:
        yield from _texts(schema)
    if "integer" in types or "number" in types:
        yield from numbers_by_schema(schema)
        yield from NUMBERS
    if "boolean" in types:
        yield from (True, False)
    if isinstance(here, list):
        yield from _lists(schema, here)
    if isinstance(here, dict):
        yield from _objects(schema, here)


def _lists(schema: Schema, here: list[JSON]) -> Iterator[JSON]:
    yield from other_lists(here, schema)
    items, least = schema.inner("items"), schema.first("minItems")
    if items is not None and (not isinstance(least, int) or least <= _MOST_ITEMS):
        for value in islice(_usual(items), 6):
            yield [value] * max(1, least if isinstance(least, int) else 1)


def _objects(schema: Schema, here: dict[str, JSON]) -> Iterator[JSON]:
    """Objects with a further key, as the document may have it."""
    more = schema.inner("additionalProperties")
    patterns = schema.first("patternProperties")
    for pattern in islice(patterns if isinstance(patterns, dict) else (), 4):
        for key in _of_pattern(pattern):
            inner = schema.entry("patternProperties", pattern)
            yield from ({**here, key: value} for value in islice(() if inner is None else _usual(inner), 3))
    last = next(reversed(here.values()), "a")
    names = schema.inner("propertyNames")
    listed = () if names is None else tuple(islice((each for each in _usual(names) if isinstance(each, str)), 6))
    for key in islice((*listed, *other_keys(here, schema)), 8):
        inner = schema.properties.get(key, more)
        values = (last,) if inner is None or inner.is_false or inner.target.value is True else _usual(inner)
        yield from ({**here, key: value} for value in islice(values, 2))


def _usual(schema: Schema) -> Iterator[JSON]:
    """Values of a schema: its members, texts and numbers, and one as the document describes it."""
    members = schema.first("enum")
    if isinstance(members, list):
        yield from members
        return
    if {"array", "object"}.isdisjoint(schema.types):
        yield from _drawn(schema, None)
        return
    made = example_of(promise_of(schema, "response", lambda _: True).value)
    if made is not MISSING:
        yield made


def _texts(schema: Schema) -> Iterator[str]:
    pattern, kind = schema.first("pattern"), schema.first("format")
    if isinstance(pattern, str):
        yield from _of_pattern(pattern)
    if isinstance(kind, str) and kind in _TEXTS:
        yield from _TEXTS[kind]
    for bound in (schema.first("minLength"), schema.first("maxLength")):
        if isinstance(bound, int) and 0 <= bound <= LONGEST:
            yield "x" * bound
    yield from ANY_TEXTS


def _of_pattern(pattern: str) -> Iterator[str]:
    if len(pattern) > LONGEST:
        return
    try:
        given = match.regex(regex=pattern).example
    except InvalidEdit:
        return
    if isinstance(given, str):
        yield given


def taken_values(asked: AskedBody, tokens: Tokens, value: JSON, schema: Schema | None = None) -> Iterator[JSON]:
    """Other values of the same kind as an example's that its matcher takes."""
    if isinstance(value, dict) and not asked.has_free_keys(tokens):
        return
    rule = asked.rule(tokens)
    for candidate in islice(other_values(value, schema, rule), _MOST_OTHERS):
        if candidate != value and asked.accepts(tokens, candidate):
            yield candidate
