"""Where our files differ from those that pact-python writes, and why: the only list of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

__all__ = ["DIFFERENCES", "REFUSALS", "WITHOUT_ROWS", "Difference", "difference_name", "differences", "refusal"]

ABSENT = "<absent>"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One place where two files differ.

    Attributes
    ----------
    path : tuple of str and int
    theirs, ours : JSON value, or ABSENT
    row : the row of the data
    """

    path: tuple[str | int, ...]
    theirs: Any
    ours: Any
    row: Row

    def named(self, *names: str) -> bool:
        """True if a step of the path has one of these names."""
        return any(step in names for step in self.path)


def differences(theirs: Any, ours: Any, row: Row, path: tuple[str | int, ...] = ()) -> Iterator[Difference]:
    """Every place where two documents differ."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted({*theirs, *ours}):
            yield from differences(theirs.get(key, ABSENT), ours.get(key, ABSENT), row, (*path, key))
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for index, (expected, written) in enumerate(zip(theirs, ours, strict=True)):
            yield from differences(expected, written, row, (*path, index))
    elif path[-1:] == ("query",) and isinstance(theirs, str) and isinstance(ours, str):
        yield from differences(_parameters(theirs), _parameters(ours), row, path)
    elif type(theirs) is not type(ours) or theirs != ours:
        yield Difference(path, theirs, ours, row)


def _parameters(query: str) -> list[list[str]]:
    """The parameters of a query that is one text (V2)."""
    return [list(pair) for pair in parse_qsl(query, keep_blank_values=True)]


def _matchers(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if "$match" in value:
            yield value
        for inner in value.values():
            yield from _matchers(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _matchers(item)


def _in_rules(difference: Difference) -> bool:
    return difference.named("matchingRules", "generators")


def _no_example(difference: Difference) -> bool:
    """Null, an empty text, or (under a form) nothing."""
    if _in_rules(difference) or difference.theirs not in (None, ""):
        return False
    if any(each["$match"] == "all_of" or "value" not in each for each in _matchers(difference.row["definition"])):
        return True
    return any(
        re.search(r"matching\(|pact:matcher:type", part["body"].get("raw_integration", ""))
        for part in _parts(difference.row)
        if "body" in part
    )


def _more_items(difference: Difference) -> bool:
    theirs, ours = difference.theirs, difference.ours
    if _in_rules(difference) or not any(each.get("min", 0) > 1 for each in _matchers(difference.row["definition"])):
        return False
    if isinstance(theirs, list) and isinstance(ours, list):
        shown = {str(item) for item in ours}
        return len(theirs) < len(ours) and (len(shown) == 1 or shown == {str(item) for item in theirs})
    return isinstance(theirs, str) and isinstance(ours, str) and len(theirs) < len(ours)


def _example_as_text(difference: Difference) -> bool:
    return difference.path[-1] == "value" and "matchingRules" in difference.path and difference.ours == ABSENT


def _uuid_pattern(difference: Difference) -> bool:
    theirs = difference.theirs
    return (
        difference.path[-1] == "regex" and isinstance(theirs, str) and theirs.startswith("^([0-9a-f]{8}(-[0-9a-f]{4})")
    )


def _uuid_format(difference: Difference) -> bool:
    return difference.path[-1] == "format" and "generators" in difference.path and difference.theirs == ABSENT


def _star_key(difference: Difference) -> bool:
    return str(difference.path[-1]) in ("$.*", "$['*']", "$.body.*", "$.body['*']") and difference.named(
        "matchingRules"
    )


def _json_text(difference: Difference) -> bool:
    return difference.theirs == "" and isinstance(difference.ours, str) and difference.ours[:1] in ("{", "[")


def _json_stays_json(difference: Difference) -> bool:
    if difference.named("headers"):
        return difference.theirs == "text/plain" and difference.ours == "application/json"
    return difference.named("body", "contents") and (
        difference.theirs == "text/plain" or _is_ascii_json(difference.theirs)
    )


def _is_ascii_json(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("{") and value.endswith("}")


def _form_fields(difference: Difference) -> bool:
    """Fields of null and of booleans, with their rules."""
    forms = [part["body"]["form"] for part in _parts(difference.row) if "form" in part.get("body", {})]
    dropped = [value for form in forms for value in form.values() if _is_dropped(value)]
    return bool(dropped) and difference.named("body", "matchingRules")


def _is_dropped(value: Any) -> bool:
    return value is None or isinstance(value, bool) or (isinstance(value, Mapping) and _is_dropped(value.get("value")))


def _parts(row: Row) -> Iterator[Mapping[str, Any]]:
    for example in row["definition"]["examples"]:
        yield from (example[name] for name in ("request", "response") if name in example)


def _utf8(difference: Difference) -> bool:
    return difference.named("query") and "\ufffd" in str(difference.theirs)


def _order(difference: Difference) -> bool:
    """A place of the list of examples as a whole; see `_in_order` of the test."""
    return difference.path[-1] == "order of examples"


def _bounds(difference: Difference) -> bool:
    """Bounds of a generator within ``like`` in a header or query, where pact-python writes those of no bounds."""
    if difference.path[-1] not in ("min", "max") or not difference.named("generators"):
        return False
    bounds = [each.get("generator") for each in _matchers(difference.row["definition"]) if each["$match"] == "like"]
    return any(each and each.get(str(difference.path[-1])) == difference.ours for each in bounds)


DIFFERENCES: Mapping[str, Callable[[Difference], bool]] = {
    "an example of several matchers together, and of one without a value, is one of its kind, never null": _no_example,
    "each_like(min=n) gives n items": _more_items,
    "eachKey and eachValue have no value: it is the example as a text of integration JSON": _example_as_text,
    "the pattern of a UUID is one for both cases": _uuid_pattern,
    "the generator of a UUID keeps its format, without which it makes what its own rule refuses": _uuid_format,
    "the key * is spelled ['*']: the star stands for every key": _star_key,
    "a text that looks like JSON is kept": _json_text,
    "a query of V2 is written in UTF-8": _utf8,
    "examples stand by description before V4 too, so that the order of tests does not matter": _order,
    "a body of JSON stays JSON, whatever its first key": _json_stays_json,
    "fields of a form that are null or a boolean are kept, with their rules": _form_fields,
    "a generator of whole numbers within like keeps its bounds": _bounds,
}
"""What a difference is called, and which ones it is."""

WITHOUT_ROWS = {"a generator of whole numbers within like keeps its bounds"}
"""Differences that random definitions showed, and no row of the data has."""

REFUSALS: Mapping[str, str] = {
    "matchers newer than the version": r"the matcher \w+ came with Pact V\d",
    "generators as a file has them, in a version without them": r"generators came with Pact V3",
    "messages in a version without them": r"messages( with replies)? came with Pact V\d",
    "a second state, and parameters of a state, in V2": r"Pact V2 cannot hold (a second state|parameters of a state)",
    "several matchers for one value in V2": r"Pact V2 has one rule for a value",
    "keys whose path no Pact loads": r"Pact has no path for the key",
    "matchers in a body that is a text to Pact": r"is a text to Pact, so that matchers in it would say nothing",
    "several rules for one name": r"has one rule for all values of the",
    "matchers without an example where none can be made": r"needs? (an example|a value)",
    "integration JSON that says nothing": r"needs a pattern|a generator needs a matcher beside it",
    "requests and messages in one file before V4": r"holds requests or messages, not both",
    "key, pending and comments before V4": r"(a key|pending|comments) came with Pact V4",
}
"""What is refused, by what its message says."""


def refusal(message: str) -> str | None:
    """The name of a refusal; None for one that nobody has named."""
    return next((name for name, pattern in REFUSALS.items() if re.search(pattern, message)), None)


def difference_name(difference: Difference) -> str | None:
    """The name of a difference; None for one that nobody has named."""
    return next((name for name, fits in DIFFERENCES.items() if fits(difference)), None)
