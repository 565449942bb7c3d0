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
from contractlab.contracts.registry import matcher_info
from contractlab.contracts.sample_exchange import OwnPart
from contractlab.errors import InvalidEdit
from contractlab.openapi.agreement.exchange import json_body
from contractlab.openapi.agreement.validity import misfits
from contractlab.openapi.references import References
from contractlab.openapi.schemas import Schema
from contractlab.values.explanation import Explained
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import PathToken
from contractlab.values.result import MatchResult
from contractlab.values.rule import DecidingRule

__all__ = ["AskedBody", "document_values", "taken_values"]

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
_ANY_TEXTS = ("", "a", "Z9 é", "0", "2001-02-03", "c0ffee00-1234-4abc-8def-0123456789ab", "x" * 60)
_NUMBERS = (0, 1, -1, 2**40, 0.5, -2.5)
_LONGEST = 1_000
_MOST = 16


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

    def _rule(self, tokens: Tokens) -> DecidingRule | None:
        explained = self._explained
        for token in tokens:
            explained = None if explained is None else explained.child(token)
        return None if explained is None else explained.rule

    def is_matched(self, tokens: Tokens) -> bool:
        """True if a matcher decides at a place, so that other values than the example's may do."""
        rule = self._rule(tokens)
        return rule is not None and (bool(rule.combined) or not matcher_info(rule.name).exact)

    def is_picky(self, tokens: Tokens) -> bool:
        """True if a matcher decides at a place that does not take every value of the example's kind."""
        rule = self._rule(tokens)
        if rule is None:
            return False
        info = matcher_info(rule.name)
        return bool(rule.combined) or not (info.exact or info.type_like)


def document_values(schema: Schema, references: References) -> Iterator[JSON]:
    """Texts, numbers, truth values and lengths of lists that a schema takes; what makes a difference to matchers.

    Raises
    ------
    UnreadableReference
        If the schema cannot be asked.
    """
    for value in islice(_drawn(schema), _MOST):
        if next(misfits(schema, value, references), None) is None:
            yield value


def _drawn(schema: Schema) -> Iterator[JSON]:
    types = schema.types
    if "string" in types:
        yield from _texts(schema)
    if "integer" in types or "number" in types:
        bounds = [schema.first(name) for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")]
        numbers = [bound for bound in bounds if isinstance(bound, int | float) and not isinstance(bound, bool)]
        yield from numbers
        yield from (bound + step for bound in numbers for step in (1, -1))
        yield from _NUMBERS
    if "boolean" in types:
        yield from (True, False)


def _texts(schema: Schema) -> Iterator[str]:
    pattern, kind = schema.first("pattern"), schema.first("format")
    if isinstance(pattern, str) and len(pattern) <= _LONGEST:
        try:
            given = match.regex(regex=pattern).example
        except InvalidEdit:
            given = None
        if isinstance(given, str):
            yield given
    if isinstance(kind, str) and kind in _TEXTS:
        yield from _TEXTS[kind]
    for bound in (schema.first("minLength"), schema.first("maxLength")):
        if isinstance(bound, int) and 0 <= bound <= _LONGEST:
            yield "x" * bound
    yield from _ANY_TEXTS


def taken_values(asked: AskedBody, tokens: Tokens, value: JSON) -> Iterator[JSON]:
    """Other values of the same kind as an example's that its matcher takes."""
    candidates: tuple[JSON, ...] = ()
    if isinstance(value, str):
        candidates = (*_ANY_TEXTS, value + value[-1:], value[:-1], value.swapcase())
    elif isinstance(value, bool):
        candidates = (not value,)
    elif isinstance(value, int | float):
        candidates = (*_NUMBERS, value + 1, value - 1)
    elif isinstance(value, list) and value and len(value) <= _LONGEST:
        candidates = ([], value[:1], [*value, value[-1]], [*value, *[value[-1]] * 9])
    for candidate in candidates:
        if candidate != value and asked.accepts(tokens, candidate):
            yield candidate
