"""What ContractCase's matchers ask of a value, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contractlab.values.markers import MISSING
from contractlab.values.sentences import Span, Writer
from contractlab.values.text import json_kind, quote, visible

__all__ = ["SENTENCES", "CaseSentences", "case_expectation"]

_Pieces = tuple[list[Span], list[Span], list[Span]]
"""What was expected, what was got, and the hint."""

_KINDS = {
    "MatchNumber": "a number",
    "MatchString": "a string",
    "MatchBoolean": "true or false",
    "MatchNull": "null",
    "Integer": "an integer",
}
_ENCODED = {
    "Base64Encoded": "base64 text",
    "UrlEncodedString": "percent-encoded text",
    "JsonEncoded": "text that is JSON",
    "HttpBasicAuth": "basic credentials in base64",
}
_STRUCTURES = {
    "ObjectShape": "an object",
    "ArrayShape": "an array",
    "ArrayLength": "an array",
    "ArrayEachEntryLike": "an array",
    "ArrayContains": "an array with certain entries",
    "ObjectValuesMatch": "an object",
    "ObjectKeysMatch": "an object",
    "And": "a value that several matchers accept",
}
_PARTS = {
    "StringPrefix": ("prefix", "text beginning with "),
    "StringSuffix": ("suffix", "text ending with "),
    "StringContains": ("contains", "text containing "),
}


def _code(text: Any) -> Span:
    return ("code", visible(text))


def case_expectation(rule: str, args: Mapping[str, Any], expected: Any) -> list[Span] | None:
    """Say what a matcher asks; None for one that ContractCase does not have.

    Parameters
    ----------
    rule : str
        The matcher's type without ``_case:``.
    args : mapping
        ``mode`` (``"exact"`` or ``"type"``), ``prefix``, ``suffix``, ``contains``, ``rule``.
    expected : JSON value or MISSING
        The example.
    """
    if rule in _PARTS:
        name, words = _PARTS[rule]
        return [("text", words), _code(quote(args.get(name, "")))]
    if rule == "HttpStatusCode":
        return [("text", "a status that fits "), _code(args.get("rule", ""))]
    if rule in _KINDS:
        if args.get("mode") == "exact":
            return [("text", "exactly "), _code(quote(expected))]
        if rule in ("MatchNull", "MatchBoolean") or json_kind(expected) not in ("number", "string"):
            return [("text", _KINDS[rule])]
        return [("text", f"{_KINDS[rule]} like "), _code(quote(expected))]
    if rule in _ENCODED:
        if isinstance(expected, str):
            return [("text", f"{_ENCODED[rule]} like "), _code(quote(expected))]
        return [("text", _ENCODED[rule])]
    if rule == "FunctionResultMatcher":
        return [("text", "a return value" if _succeeds(expected) else "an error")]
    return [("text", _STRUCTURES[rule])] if rule in _STRUCTURES else None


def _succeeds(expected: Any) -> bool:
    return expected is not MISSING and isinstance(expected, Mapping) and "success" in expected


def _threw(m: Any) -> _Pieces:
    kind = m.actual.get("errorClassName") if isinstance(m.actual, Mapping) else None
    return [("text", "a return value")], [("text", "the error "), _code(quote(kind))], []


def _returned(m: Any) -> _Pieces:
    kind = m.expected.get("errorClassName") if isinstance(m.expected, Mapping) else None
    given = m.actual.get("success") if isinstance(m.actual, Mapping) else None
    return [("text", "the error "), _code(quote(kind))], [("text", "the return value "), _code(given)], []


_WRITERS: Mapping[str, Writer] = {"function-threw": _threw, "function-returned": _returned}


@dataclass(frozen=True, slots=True)
class CaseSentences:
    """Differences and matchers that only ContractCase has.

    Attributes
    ----------
    writers : mapping of str to Writer
    """

    writers: Mapping[str, Writer] = field(default_factory=lambda: _WRITERS)

    def expectation(self, rule: str, args: Mapping[str, Any], expected: Any) -> list[Span] | None:
        """See `case_expectation`."""
        return case_expectation(rule, args, expected)


SENTENCES = CaseSentences()
