"""What each matcher accepts: of a JSON scalar, of a text (header, parameter, path, plain body), of a status.

Source: pact_matching's rules on JSON values, strings and numbers. The three tables differ on purpose: ``integer``
takes no string in JSON but reads digits in a header, ``type`` accepts any text, ``null`` can never hold in a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from semver import Version

from contractlab.engine.paths import as_index
from contractlab.engine.rules import Rule
from contractlab.formats.pact.matching.dates import DEFAULT_FORMATS, date_checker, date_trouble
from contractlab.formats.pact.matching.regexes import InvalidRegex, whole_match, whole_match_all
from contractlab.values.content_sniffing import has_content_type, json_bytes
from contractlab.values.json_text import json_equal, json_text, to_string

__all__ = [
    "INERT_ON_SCALARS",
    "difference_facts",
    "json_predicate",
    "scalar_types",
    "status_predicate",
    "text_check_all",
    "text_predicate",
]

Check = Callable[[Any], bool]

INERT_ON_SCALARS = frozenset({"arrayContains", "eachKey", "eachValue", "statusCode"})
"""Matchers that accept every JSON scalar."""

_NUMBERS: frozenset[type] = frozenset({int, float})
_KINDS: dict[type, frozenset[type]] = {
    str: frozenset({str}),
    bool: frozenset({bool}),
    type(None): frozenset({type(None)}),
    int: _NUMBERS,
    float: _NUMBERS,
}
_TYPES_BY_RULE: dict[str, frozenset[type]] = {
    "integer": frozenset({int}),
    "decimal": frozenset({float}),
    "number": _NUMBERS,
    "null": frozenset({type(None)}),
}
_ALL_TYPES: frozenset[type] = frozenset({str, bool, type(None), int, float, dict, list})

_FLOAT = re.compile(r"[+-]?(?:inf|infinity|nan|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)", re.IGNORECASE)
_STATUS_RANGES = {
    "info": range(100, 200),
    "success": range(200, 300),
    "redirect": range(300, 400),
    "clientError": range(400, 500),
    "serverError": range(500, 600),
    "nonError": range(400),
    "error": range(400, 65536),
}


def scalar_types(rule: Rule, example: Any) -> frozenset[type] | None:
    """Python types that `rule` accepts, where the type of the value is all it asks; None for other rules."""
    if rule.name == "type":
        return None if type(example) in (list, dict) else _KINDS.get(type(example))
    if rule.name in INERT_ON_SCALARS:
        return _ALL_TYPES
    return _TYPES_BY_RULE.get(rule.name)


def _never(_: Any) -> bool:
    return False


def _regex(rule: Rule, text_of: Callable[[Any], str]) -> Check:
    try:
        match = whole_match(str(rule.args.get("regex", "")))
    except InvalidRegex:
        return _never
    return lambda actual: match(actual if type(actual) is str else text_of(actual))


def is_semver(text: object) -> bool:
    """Semantic version 2.0 of three parts, each within 64 bits."""
    if not isinstance(text, str) or not text.isascii() or text != text.strip():
        return False
    try:
        version = Version.parse(text)
    except (ValueError, TypeError):
        return False
    return max(version.major, version.minor, version.patch) < 2**64


def _date(rule: Rule) -> Check:
    check = date_checker(str(rule.args.get("format") or DEFAULT_FORMATS[rule.name]))
    return lambda actual: check(to_string(actual))


def text_check_all(rule: Rule) -> Callable[[Collection[str]], bool] | None:
    """The check of many JSON values that are known to be strings, where it needs nothing but the strings.

    Without the wrapping that `json_predicate` needs for other kinds of values.
    """
    if rule.name == "regex":
        try:
            return whole_match_all(str(rule.args.get("regex", "")))
        except InvalidRegex:
            return lambda texts: not texts
    if rule.name in DEFAULT_FORMATS:
        check = date_checker(str(rule.args.get("format") or DEFAULT_FORMATS[rule.name]))
        return lambda texts: all(map(check, texts))
    if rule.name == "semver":
        return lambda texts: all(map(is_semver, texts))
    return None


def _container(rule: Rule, kind: type) -> Check:
    """A ``type`` rule on a list or map that is judged as one value, as metadata is."""
    low, high = rule.args.get("min", 0), rule.args.get("max")
    if kind is dict or (not low and high is None):
        return lambda actual: type(actual) is kind
    return lambda actual: type(actual) is list and low <= len(actual) and (high is None or len(actual) <= high)


def json_predicate(rule: Rule, example: Any) -> Check:
    """What `rule` accepts where the example has a scalar.

    Parameters
    ----------
    rule : Rule
    example : str, int, float, bool or None; in metadata also list or dict
    """
    types = scalar_types(rule, example)
    if types is not None:
        return lambda actual: type(actual) in types
    name = rule.name
    if name == "type":
        return _container(rule, type(example))
    if name == "regex":
        return _regex(rule, json_text)
    if name in ("equality", "values"):
        return partial(json_equal, example)
    if name == "include":
        part = to_string(rule.args.get("value"))
        return lambda actual: part in (actual if type(actual) is str else json_text(actual))
    if name in DEFAULT_FORMATS:
        return _date(rule)
    if name == "boolean":
        return lambda actual: type(actual) is bool or actual in ("true", "false")
    if name == "notEmpty":
        return lambda actual: actual is not None and actual != "" and actual != [] and actual != {}
    if name == "semver":
        return is_semver
    if name == "contentType":
        wanted = str(rule.args.get("value", ""))
        return lambda actual: has_content_type(json_bytes(actual), wanted)
    return _never


def _text_status(rule: Rule) -> Check:
    check = _status_class(rule.args)

    def accepts(text: str) -> bool:
        digits = as_index(text)
        return digits is not None and int(digits) < 65536 and check(int(digits))

    return accepts


def text_predicate(rule: Rule, example: str, cascaded: bool) -> Callable[[str], bool]:
    """What `rule` accepts of a text.

    Parameters
    ----------
    rule : Rule
    example : str
    cascaded : bool
        True for a rule inherited from further up; ``eachKey`` and ``eachValue`` accept anything then.
    """
    name = rule.name
    if name == "type":
        return lambda _: True
    if name == "regex":
        return _regex(rule, str)
    if name in ("equality", "values"):
        return lambda text: text == example
    if name == "include":
        part = to_string(rule.args.get("value"))
        return lambda text: part in text
    if name in ("number", "decimal"):
        return lambda text: text.isascii() and bool(_FLOAT.fullmatch(text))
    if name == "integer":
        return lambda text: as_index(text) is not None
    if name in DEFAULT_FORMATS:
        return _date(rule)
    if name == "boolean":
        return lambda text: text in ("true", "false")
    if name == "notEmpty":
        return lambda text: bool(text)
    if name == "semver":
        return is_semver
    if name == "statusCode":
        return _text_status(rule)
    if name == "contentType":
        wanted = str(rule.args.get("value", ""))
        return lambda text: has_content_type(text.encode("utf-8", "surrogatepass"), wanted)
    if cascaded and name in ("eachKey", "eachValue"):
        return lambda _: True
    return _never


def _status_class(args: Mapping[str, Any]) -> Callable[[int], bool]:
    wanted = args.get("status", "success")
    if isinstance(wanted, list):
        return lambda status: status in wanted
    accepted = _STATUS_RANGES.get(str(wanted), range(0))
    return lambda status: status in accepted


def status_predicate(rule: Rule, example: int) -> Callable[[int], bool]:
    """What `rule` accepts of a status code (an unsigned number to the Rust core)."""
    name = rule.name
    if name in ("type", "number", "integer"):
        return lambda _: True
    if name == "regex":
        return _regex(rule, str)
    if name == "equality":
        return lambda status: status == example
    if name == "include":
        part = to_string(rule.args.get("value"))
        return lambda status: part in str(status)
    if name == "statusCode":
        return _status_class(rule.args)
    return _never


def difference_facts(rule: Rule, actual: Any) -> tuple[str, dict[str, Any]]:
    """Code and facts of a rejection by `rule`: where a date stops fitting, why a pattern is broken."""
    if not rule.known:
        return "unknown-matcher", {}
    if rule.name == "regex":
        try:
            whole_match(str(rule.args.get("regex", "")))
        except InvalidRegex as error:
            return "invalid-regex", {"reason": str(error)}
    if rule.name in DEFAULT_FORMATS and isinstance(actual, str):
        trouble = date_trouble(str(rule.args.get("format") or DEFAULT_FORMATS[rule.name]), actual)
        return rule.name, {"at": trouble} if trouble else {}
    return rule.name, {}
