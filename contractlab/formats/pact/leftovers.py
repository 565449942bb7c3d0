"""Matchers of a defining library that were written into an example instead of being taken out of it.

Every library that defines contracts has objects that stand for a value with a rule. Where one is written as it is,
the contract asks for the object itself, and no provider ever sends that. Here they are known by what each library
writes: pact-js, pact-ruby, pact-go, pact-php and the Rust core's own form, and ContractCase's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from contractlab.values.json_types import JSON

__all__ = ["MARKERS", "leftover_in_text", "leftover_name"]

MARKERS: Mapping[str, str] = {
    "pact:matcher:type": "a matcher of the form that Pact libraries hand to the Rust core",
    "pact:generator:type": "a generator of the form that Pact libraries hand to the Rust core",
    "_case:matcher:type": "a matcher of ContractCase",
}
"""Keys that nothing but a matcher has, with what has them."""

_RUBY = re.compile(r"Pact::\w+|Regexp")
_TEXT_MARKERS = re.compile(r'"(pact:matcher:type|pact:generator:type|_case:matcher:type)"\s*:')
_EXPRESSION = re.compile(
    r"(?:matching\((?:type|equalTo|regex|integer|decimal|number|boolean|semver|include|date|time|datetime|"
    r"contentType)\s*,|(?:notEmpty|eachKey|eachValue|atLeast|atMost)\().*\)",
    re.DOTALL,
)


def leftover_name(value: Mapping[str, JSON]) -> str | None:
    """What an object of an example was meant to be, in words; None for an object like any other.

    Parameters
    ----------
    value : mapping
    """
    for marker, words in MARKERS.items():
        if marker in value:
            return f"{marker}: {words}"
    ruby = value.get("json_class")
    if isinstance(ruby, str) and _RUBY.fullmatch(ruby):
        return f"json_class {ruby}: a matcher of Pact's older libraries (Ruby, JavaScript, Go, PHP)"
    return _of_older_javascript(value)


def _of_older_javascript(value: Mapping[str, Any]) -> str | None:
    """Objects of pact-js V2, whose class was lost on the way: known where they repeat their own example."""
    keys = value.keys()
    if "getValue" in keys and keys & {"contents", "data", "matcher", "value"}:
        return "getValue: a matcher of pact-js for V2"
    if keys == {"generate", "matcher"}:
        return "generate and matcher: a term, a pattern with its example, of Pact's older libraries"
    if "contents" not in keys:
        return None
    if keys == {"contents", "value"} and value["contents"] == value["value"]:
        return "contents and value, which are equal: a matcher of pact-js for V2"
    least, repeated = value.get("min"), value.get("value")
    if not isinstance(least, int) or isinstance(least, bool) or least < 0:
        return None
    if keys == {"contents", "min"}:
        return "contents and min: an array with a minimum of pact-js for V2"
    if keys == {"contents", "min", "value"} and isinstance(repeated, list) and len(repeated) == least:
        return "contents, min and value: an array with a minimum of pact-js for V2"
    return None


def leftover_in_text(text: str) -> str | None:
    """What a text of an example was meant to be, in words: a matcher as JSON, or a matching expression.

    Parameters
    ----------
    text : str
    """
    if text.lstrip()[:1] in ("{", "["):
        marked = _TEXT_MARKERS.search(text)
        if marked is not None:
            return f"{marked[1]}: {MARKERS[marked[1]]}, as text"
    elif len(text) <= 2_000 and _EXPRESSION.fullmatch(text.strip()):
        return f"{text.strip().partition('(')[0]}(…): a matching expression, which plugins and libraries read"
    return None
