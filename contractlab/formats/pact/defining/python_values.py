"""Values with matchers as pact-python 4 spells them; only what it writes into the file exactly so.

Source: what pact-python 4.2.0 (pact_ffi 0.5.12) wrote. What it writes otherwise raises `NotSaid` here, and stands as a
plain value with its rules beside it (``with_matching_rules``), which pact-python writes as they are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pprint import pformat
from typing import Any

from contractlab.contracts.generator import Generator
from contractlab.contracts.matcher import Matcher
from contractlab.formats.pact.write_rules import Tokens
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING

__all__ = ["Code", "NotSaid", "code_of", "spoken", "spoken_in_parts"]

_WIDTH = 96
_MOST_DEEP = 60
"""Deeper values are written as text: Python's own parser has a limit."""
_SPECIAL = ("pact:matcher:type", "pact:generator:type")
"""Keys by which pact-python takes an object for a matcher."""

_EVERY_KEY = "*"
"""A key whose rules pact-python writes for all keys."""

_WORDS = {"like": "like", "integer": "int", "decimal": "float", "boolean": "bool", "number": "number"}
_OWN_NAMES = {"semver": "semver", "equality": "equality", "not_empty": "notEmpty"}
_DATES = {"date": "date", "time": "time"}
_EXACT_RULES = frozenset({"type", "integer", "decimal", "number", "boolean", "null", "regex", "date", "time"})
_TYPES: Mapping[str, type | tuple[type, ...]] = {"integer": int, "decimal": float, "number": (int, float)}
_GENERATORS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "RandomInt": ("int", {"min": "min", "max": "max"}),
    "RandomDecimal": ("float", {"digits": "precision"}),
    "RandomHexadecimal": ("hex", {"digits": "digits"}),
    "RandomString": ("str", {"size": "size"}),
    "Regex": ("regex", {"regex": "regex"}),
    "RandomBoolean": ("bool", {}),
    "MockServerURL": ("mock_server_url", {"regex": "regex", "example": "example"}),
}
"""pact-python's word of a generator, and its arguments by the names of a file."""


class NotSaid(Exception):
    """pact-python has no words for it, or writes something else."""


class Code:
    """A piece of code that stands in a value."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def code_of(value: Any, indent: int = 0) -> str:
    """A value as Python spells it; lines after the first are indented."""
    return pformat(value, width=_WIDTH, sort_dicts=False).replace("\n", "\n" + " " * indent)


def spoken(value: Any, depth: int = 0) -> Any:
    """A value with pact-python's matchers in place of ours.

    Raises
    ------
    NotSaid
        If pact-python would write something else.
    """
    if depth > _MOST_DEEP:
        raise NotSaid
    if isinstance(value, Matcher):
        return Code(_matcher(value, depth))
    if isinstance(value, Mapping):
        if any(key in value for key in _SPECIAL) or (_EVERY_KEY in value and _has_matcher(value[_EVERY_KEY])):
            raise NotSaid
        return {key: spoken(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [spoken(each, depth + 1) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise NotSaid
    return value


def spoken_in_parts(value: Any, plain: JSON, refused: list[Tokens], at: Tokens = ()) -> Any:
    """A value with pact-python's matchers; what it would write otherwise is plain.

    Parameters
    ----------
    value : JSON value with matchers
    plain : JSON value
        The same without.
    refused : list
        Gets the places that are plain, with everything below them.

    Raises
    ------
    NotSaid
        If no value says it, plain or not.
    """
    if len(at) > _MOST_DEEP:
        raise NotSaid
    if isinstance(value, Mapping) and isinstance(plain, Mapping):
        if any(key in value for key in _SPECIAL):
            raise NotSaid
        return {
            key: _plain_at((*at, key), plain[key], refused)
            if key == _EVERY_KEY and _has_matcher(each)
            else spoken_in_parts(each, plain[key], refused, (*at, key))
            for key, each in value.items()
        }
    if isinstance(value, list) and isinstance(plain, list):
        pairs = zip(value, plain, strict=True)
        return [spoken_in_parts(each, bare, refused, (*at, index)) for index, (each, bare) in enumerate(pairs)]
    try:
        return spoken(value, len(at))
    except NotSaid:
        if not isinstance(value, Matcher):
            raise
        return _plain_at(at, plain, refused)


def _plain_at(at: Tokens, plain: JSON, refused: list[Tokens]) -> Any:
    refused.append(at)
    return spoken(plain, len(at))


def _has_matcher(value: Any) -> bool:
    """True for a value that holds a matcher; one that is too deep has been refused before."""
    if isinstance(value, Mapping):
        return any(map(_has_matcher, value.values()))
    return isinstance(value, Matcher) or (isinstance(value, list) and any(map(_has_matcher, value)))


def _matcher(matcher: Matcher, depth: int) -> str:
    if matcher.parts or matcher.example is MISSING:
        raise NotSaid
    name, args = matcher.name, dict(matcher.args)
    rule = "null" if name == "null" else str(args["name"]) if name == "rule" else name
    example = spoken(matcher.example, depth + 1)
    shown = code_of(example)
    if name == "each_like":
        return _each_like(shown, args, matcher.generator)
    if matcher.generator is not None:
        return _generated(rule, args, shown, matcher.generator, name)
    if name in _WORDS and not args:
        _check_type(rule, matcher.example)
        return f"match.{_WORDS[name]}({shown})"
    if name == "null":
        return "match.null()"
    if name == "regex" and args.keys() == {"regex"}:
        return f"match.regex({shown}, regex={args['regex']!r})"
    if name in _DATES and args.keys() == {"format"} and isinstance(matcher.example, str):
        return f"match.{_DATES[name]}({shown}, {args['format']!r}, disable_conversion=True)"
    if name == "includes" and args.get("includes", matcher.example) == matcher.example and len(args) <= 1:
        return f"match.includes({shown})"
    return _generic(_own_name(name, rule), args if name != "rule" else _rule_args(args), shown)


def _check_type(rule: str, example: Any) -> None:
    """pact-python's words take values of their kind alone."""
    wanted = _TYPES.get(rule)
    if wanted is not None and (isinstance(example, bool) or not isinstance(example, wanted)):
        raise NotSaid


def _own_name(name: str, rule: str) -> str:
    if name in _OWN_NAMES:
        return _OWN_NAMES[name]
    if name == "rule" and rule in _EXACT_RULES:
        return rule
    if name == "datetime":
        return "datetime"
    raise NotSaid


def _rule_args(args: Mapping[str, Any]) -> dict[str, Any]:
    given = args.get("args")
    return dict(given) if isinstance(given, Mapping) else {}


def _generic(rule: str, args: Mapping[str, Any], shown: str, more: str = "") -> str:
    if not all(isinstance(each, str) for each in args.values()) or not all(key.isidentifier() for key in args):
        raise NotSaid
    given = "".join(f", {key}={each!r}" for key, each in args.items())
    return f"GenericMatcher({rule!r}, {shown}{more}{given})"


def _each_like(item: str, args: Mapping[str, Any], generator: Generator | None) -> str:
    least = args.get("min")
    if generator is not None or least not in (None, 1):  # it writes one item, whatever the least number is
        raise NotSaid
    bounds = "".join(f", {name}={args[name]!r}" for name in ("min", "max") if args.get(name) is not None)
    return f"match.each_like({item}{bounds})"


def _generated(rule: str, args: Mapping[str, Any], shown: str, generator: Generator, name: str) -> str:
    word, names = _GENERATORS.get(generator.name, ("", {}))
    if generator.name == "RandomInt" and generator.args.keys() != {"min", "max"}:
        raise NotSaid  # it writes bounds of its own
    if generator.name == "ProviderState" and generator.args.keys() == {"expression"}:
        made = f"generate.provider_state({generator.args['expression']!r})"
    elif not word or not generator.args.keys() <= names.keys():
        raise NotSaid
    else:
        given = ", ".join(f"{names[key]}={each!r}" for key, each in generator.args.items())
        made = f"generate.{word}({given})"
    if name == "like" and not args:
        return f"match.like({shown}, generator={made})"
    own = {"like": "type", "includes": "include"}.get(name, rule)
    is_expressible = own in _EXACT_RULES or name in _OWN_NAMES or name == "datetime"
    if not is_expressible or (name == "rule" and _rule_args(args)):
        raise NotSaid
    plain = {} if name == "rule" else args
    return _generic(_OWN_NAMES.get(name, own), plain, shown, f", generator={made}")
