"""What a ContractCase matcher asks of a value, in words: the other half of the table in `sentences`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contractlab.values.markers import MISSING
from contractlab.values.text import json_kind, quote, visible

__all__ = ["case_words"]

Span = tuple[str, str]

_NOUNS = {
    "MatchNumber": "a number",
    "MatchString": "a string",
    "MatchBoolean": "true or false",
    "MatchNull": "null",
    "Integer": "an integer",
    "ObjectShape": "an object",
    "ArrayShape": "an array",
    "ArrayLength": "an array",
    "ArrayEachEntryLike": "an array whose items all match",
    "ArrayContains": "an array with certain items",
    "ObjectValuesMatch": "an object whose values all match",
    "ObjectKeysMatch": "an object whose keys all match",
    "StringContains": "text containing ",
    "StringPrefix": "text starting with ",
    "StringSuffix": "text ending with ",
    "Base64Encoded": "text in base64",
    "JsonEncoded": "text that is JSON",
    "UrlEncodedString": "percent-encoded text",
    "HttpBasicAuth": "credentials of basic authentication",
    "HttpStatusCode": "a status of ",
    "HttpRequestMatcher": "a request",
    "HttpResponseMatcher": "a response",
    "FunctionArgumentsMatcher": "arguments",
    "FunctionResultMatcher": "a result",
}
_SAID = {"StringContains": "contains", "StringPrefix": "prefix", "StringSuffix": "suffix", "HttpStatusCode": "rule"}
_LIKE = frozenset({"MatchNumber", "MatchString", "Integer"})


def case_words(rule: str | None, args: Mapping[str, Any], expected: Any) -> list[Span] | None:
    """Say what a matcher asks for; None for one of another format.

    Parameters
    ----------
    rule : str or None
        Its type without prefix, such as ``MatchString``.
    args : mapping
        ``mode`` is ``"exact"`` or ``"type"`` where values are compared.
    expected : JSON value or MISSING
        The example.
    """
    if rule not in _NOUNS:
        return None
    if args.get("mode") == "exact" and expected is not MISSING:
        return [("text", "exactly "), ("code", visible(quote(expected)))]
    noun = _NOUNS[rule]
    if rule in _SAID:
        text = args.get(_SAID[rule], "")
        shown = str(text) if rule == "HttpStatusCode" else quote(text, 80)
        return [("text", noun), ("code", visible(shown))]
    if rule in _LIKE and json_kind(expected) in ("number", "string"):
        return [("text", f"{noun} like "), ("code", visible(quote(expected)))]
    return [("text", noun)]
