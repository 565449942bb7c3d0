"""The vocabulary of matchers as ContractCase writes them: inside the example, not beside it.

Source: the forms that ContractCase 0.30.1's own packages write. It has no patterns, dates or alternatives on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contractlab.contracts.matcher import Matcher, example_of
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.forms import BY_TYPE, M, exactly, matcher, status_rule, switched
from contractlab.formats.contractcase.walking import matcher_type
from contractlab.values.markers import MISSING

__all__ = ["say_case"]

_NEAREST = {
    "regex": "match.string_prefix, match.string_suffix, match.includes or match.any_string",
    "decimal": "match.any_number",
    "date": "match.any_string",
    "time": "match.any_string",
    "datetime": "match.any_string",
    "semver": "match.any_string",
    "uuid": "match.any_string",
    "content_type": "match.any_string",
    "not_empty": "match.array_length(min=1) for an array",
    "any_of": "one of the alternatives: ContractCase leaves optional values out on purpose, and asks for two examples",
}

Say = Callable[[Matcher, Any], Any]


def say_case(value: Any, kept: Any = MISSING) -> Any:
    """Turn a value with matchers in it into what a ContractCase file has.

    Parameters
    ----------
    value : JSON value, or Matcher
        May hold matchers at any depth, and matchers as JSON, which stay as they are.
    kept : JSON value, optional
        The example that stands there now, for a matcher without one.

    Returns
    -------
    JSON value

    Raises
    ------
    InvalidEdit
        If ContractCase cannot say a matcher (it names the nearest that can), or one has no example.
    """
    if isinstance(value, Matcher):
        make = _WORDS.get(value.name)
        if make is None:
            nearest = _NEAREST.get(value.name, "match.like")
            raise InvalidEdit(f"ContractCase cannot say match.{value.name}; the nearest here is {nearest}")
        if value.example is not MISSING:
            return make(value, value.example)
        item = value.name == "each_like"  # its example is one item of what stands there
        return make(value, (kept[0] if isinstance(kept, list) and kept else MISSING) if item else kept)
    if isinstance(value, Mapping):
        return {str(key): say_case(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [say_case(one) for one in value]
    return value


def _given(word: Matcher, example: Any) -> Any:
    """The example, said; a matcher needs one."""
    if example is MISSING:
        raise InvalidEdit(f"match.{word.name} needs an example here: nothing stands there that it could keep")
    return say_case(example)


def _plain(word: Matcher, example: Any, kind: type | tuple[type, ...], noun: str) -> Any:
    given = _given(word, example)
    if not isinstance(given, kind) or (isinstance(given, bool) and kind is not bool):
        raise InvalidEdit(f"match.{word.name} needs {noun} as its example; give one")
    return given


def _scalar(name: str, kind: type | tuple[type, ...], noun: str, resolves: str) -> Say:
    def make(word: Matcher, example: Any) -> Any:
        return {**matcher(name, example=_plain(word, example, kind, noun), resolvesTo=resolves), **BY_TYPE}

    return make


def _null(word: Matcher, example: Any) -> Any:
    return {**matcher("MatchNull", resolvesTo="null"), **BY_TYPE}


def _inside(name: str, **fields: str) -> Say:
    """A text that holds another value."""
    return lambda word, example: matcher(name, child=_given(word, example), **fields)


def _affix(fixed: str, free: str) -> Say:
    """A text that begins or ends with another, and is any text for the rest."""

    def make(word: Matcher, example: Any) -> Any:
        text, whole = word.args[fixed], _plain(word, example, str, "text")
        if not (whole.startswith(text) if fixed == "prefix" else whole.endswith(text)):
            raise InvalidEdit(f"the example {whole!r} does not fit match.{word.name}; give one that does")
        rest = whole[len(text) :] if fixed == "prefix" else whole[: len(whole) - len(text)]
        other = {**matcher("MatchString", example=rest, resolvesTo="string"), **BY_TYPE}
        sides = {fixed: text, free: other}
        name = "StringPrefix" if fixed == "prefix" else "StringSuffix"
        return matcher(name, prefix=sides["prefix"], suffix=sides["suffix"], resolvesTo="string")

    return make


def _contains(word: Matcher, example: Any) -> Any:
    text = word.args["includes"]
    whole = _plain(word, example, str, "text")
    if text not in whole:
        raise InvalidEdit(f"the example {whole!r} does not fit match.includes; give one that does")
    return matcher("StringContains", contains=text, example=whole, resolvesTo="string")


def _status(word: Matcher, example: Any) -> Any:
    rule = status_rule(word.args["status"])
    made = matcher("HttpStatusCode", rule=rule, resolvesTo="HttpStatusCode")
    return made if example is MISSING else {**made, f"{M}example": example}


def _each_like(word: Matcher, example: Any) -> Any:
    if example is MISSING:
        raise InvalidEdit("match.each_like needs an item as its example here")
    least, most = word.args.get("min", 1), word.args.get("max", "unlimited")
    if least < 1:
        raise InvalidEdit("ContractCase wants one item at least in match.each_like; the nearest is match.array_length")
    # Items are alike by type, as everywhere else where the word is said.
    item = say_case(example)
    each = matcher("ArrayEachEntryLike", matcher=item if isinstance(example, Matcher) else switched(item, True))
    if least == 1 and most == "unlimited":
        return each
    each[f"{M}example"] = [item] * least
    return matcher("And", children=[matcher("ArrayLength", minLength=least, maxLength=most), each])


def _array_length(word: Matcher, example: Any) -> Any:
    bounds = {"minLength": word.args.get("min", 0), "maxLength": word.args.get("max", "unlimited")}
    items = _plain(word, example, list, "an array")
    return matcher("CascadingContext", child=matcher("ArrayLength", **bounds), example=items)


def _rules(word: Matcher, example: Any) -> tuple[Matcher, dict[str, Any]]:
    inner, given = word.args["rules"], _plain(word, example, dict, "an object")
    if not given:
        raise InvalidEdit(f"match.{word.name} needs an object with a key as its example")
    return inner, given


def _each_key(word: Matcher, example: Any) -> Any:
    inner, given = _rules(word, example)
    return matcher("ObjectKeysMatch", matcher=say_case(inner, next(iter(given))))


def _each_value(word: Matcher, example: Any) -> Any:
    inner, given = _rules(word, example)
    first = next(iter(given.values()))
    return matcher("ObjectValuesMatch", matcher=say_case(inner, first), example=given)


def _all(word: Matcher, example: Any) -> Any:
    return matcher("And", children=[say_case(one, example) for one in word.parts])


def _like(word: Matcher, example: Any) -> Any:
    given = _given(word, example)
    return given if isinstance(example, Matcher) and matcher_type(given) == "_case:Lookup" else switched(given, True)


def _auth(word: Matcher, example: Any) -> Any:
    given = {name: say_case(word.args[name]) for name in ("username", "password")}
    if any(example_of(one) is MISSING for one in word.args.values() if _needs_example(one)):
        raise InvalidEdit("match.basic_auth needs a username and a password that have examples")
    return matcher("HttpBasicAuth", **given, resolvesTo="string")


def _needs_example(value: Any) -> bool:
    return isinstance(value, Matcher) and value.name not in ("state_variable", "reference")


_NUMBER = (int, float)
_WORDS: dict[str, Say] = {
    "like": _like,
    "shaped_like": _like,
    "equality": lambda word, example: exactly(_given(word, example)),
    "exactly_like": lambda word, example: exactly(_given(word, example)),
    "any_string": _scalar("MatchString", str, "text", "string"),
    "any_number": _scalar("MatchNumber", _NUMBER, "a number", "number"),
    "number": _scalar("MatchNumber", _NUMBER, "a number", "number"),
    "integer": _scalar("Integer", int, "a whole number", "number"),
    "boolean": _scalar("MatchBoolean", bool, "true or false", "boolean"),
    "null": _null,
    "includes": _contains,
    "string_prefix": _affix("prefix", "suffix"),
    "string_suffix": _affix("suffix", "prefix"),
    "url_encoded": _inside("UrlEncodedString", accepts="string", resolvesTo="string"),
    "base64": _inside("Base64Encoded", resolvesTo="string"),
    "json_stringified": _inside("JsonEncoded", resolvesTo="string"),
    "basic_auth": _auth,
    "status_code": _status,
    "each_like": _each_like,
    "array_length": _array_length,
    "array_containing": lambda word, example: matcher("ArrayContains", matchers=_given(word, example)),
    "array_starting_with": lambda word, example: matcher("ArrayShape", children=_given(word, example)),
    "each_key_matches": _each_key,
    "each_value_matches": _each_value,
    "all_of": _all,
    "state_variable": lambda word, example: matcher("ContextVariable", variableName=word.args["name"]),
    "named": lambda word, example: matcher("Lookup", uniqueName=word.args["name"], child=_given(word, example)),
    "reference": lambda word, example: matcher("Lookup", uniqueName=word.args["name"]),
}
