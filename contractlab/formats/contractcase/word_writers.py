"""How each word of `match` is written in a ContractCase file: matchers stand inside the example, not beside it.

Source: the forms that ContractCase 0.30.1's own packages write.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from contractlab.contracts.matcher import Matcher, example_of
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.forms import BY_TYPE, M, matcher, status_rule, switched
from contractlab.formats.contractcase.walking import matcher_type
from contractlab.values.json_types import JSONObject, Value
from contractlab.values.markers import MISSING

__all__ = [
    "WriteInner",
    "WriteWord",
    "affix",
    "all_of",
    "array_length",
    "basic_auth",
    "contains",
    "each_key",
    "each_like",
    "each_value",
    "given_example",
    "inside",
    "like",
    "null",
    "scalar",
    "status",
]


class WriteInner(Protocol):
    """Writes what stands inside a matcher."""

    def __call__(self, value: Value, kept: Any = MISSING) -> Any:
        """From a value with matchers in it, and the example that stands there now, to JSON."""


WriteWord = Callable[[Matcher, Any, WriteInner], Any]
"""From a matcher as people write it, its example (MISSING if it has none), and the writer of inner values to JSON."""


def given_example(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """The example, said; a matcher needs one."""
    if example is MISSING:
        raise InvalidEdit(f"match.{word.name} needs an example here: nothing stands there that it could keep")
    return inner(example)


def _plain(word: Matcher, example: Any, inner: WriteInner, kind: type | tuple[type, ...], noun: str) -> Any:
    given = given_example(word, example, inner)
    if not isinstance(given, kind) or (isinstance(given, bool) and kind is not bool):
        raise InvalidEdit(f"match.{word.name} needs {noun} as its example; give one")
    return given


def scalar(name: str, kind: type | tuple[type, ...], noun: str, resolves: str) -> WriteWord:
    """One value of a kind, with an example."""

    def make(word: Matcher, example: Any, inner: WriteInner) -> Any:
        return {**matcher(name, example=_plain(word, example, inner, kind, noun), resolvesTo=resolves), **BY_TYPE}

    return make


def null(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """Null."""
    return {**matcher("MatchNull", resolvesTo="null"), **BY_TYPE}


def inside(name: str, **fields: str) -> WriteWord:
    """A text that holds another value."""
    return lambda word, example, inner: matcher(name, child=given_example(word, example, inner), **fields)


def affix(fixed: str, free: str) -> WriteWord:
    """A text that begins or ends with another, and is any text for the rest."""

    def make(word: Matcher, example: Any, inner: WriteInner) -> Any:
        text, whole = word.args[fixed], _plain(word, example, inner, str, "text")
        if not (whole.startswith(text) if fixed == "prefix" else whole.endswith(text)):
            raise InvalidEdit(f"the example {whole!r} does not match match.{word.name}; give one that does")
        rest = whole[len(text) :] if fixed == "prefix" else whole[: len(whole) - len(text)]
        remainder = {**matcher("MatchString", example=rest, resolvesTo="string"), **BY_TYPE}
        sides = {fixed: text, free: remainder}
        name = "StringPrefix" if fixed == "prefix" else "StringSuffix"
        return matcher(name, prefix=sides["prefix"], suffix=sides["suffix"], resolvesTo="string")

    return make


def contains(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """A text with a part."""
    text = word.args["includes"]
    whole = _plain(word, example, inner, str, "text")
    if text not in whole:
        raise InvalidEdit(f"the example {whole!r} does not match match.includes; give one that does")
    return matcher("StringContains", contains=text, example=whole, resolvesTo="string")


def status(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """Classes of statuses, or a list of them."""
    rule = status_rule(word.args["status"])
    made = matcher("HttpStatusCode", rule=rule, resolvesTo="HttpStatusCode")
    return made if example is MISSING else {**made, f"{M}example": example}


def each_like(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """An array whose items are all like one; bounds of its length stand beside that, in an ``And``."""
    if example is MISSING:
        raise InvalidEdit("match.each_like needs an item as its example here")
    least, most = word.args.get("min", 1), word.args.get("max", "unlimited")
    if least < 1:
        raise InvalidEdit("ContractCase wants one item at least in match.each_like; the nearest is match.array_length")
    # Items are alike by type, as everywhere else where the word is said.
    item = inner(example)
    each = matcher("ArrayEachEntryLike", matcher=item if isinstance(example, Matcher) else switched(item, True))
    if least == 1 and most == "unlimited":
        return each
    each[f"{M}example"] = [item] * least
    return matcher("And", children=[matcher("ArrayLength", minLength=least, maxLength=most), each])


def array_length(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """An array of a length, with its example around."""
    bounds = {"minLength": word.args.get("min", 0), "maxLength": word.args.get("max", "unlimited")}
    items = _plain(word, example, inner, list, "an array")
    return matcher("CascadingContext", child=matcher("ArrayLength", **bounds), example=items)


def _rules(word: Matcher, example: Any, inner: WriteInner) -> tuple[Matcher, JSONObject]:
    rules, given = word.args["rules"], _plain(word, example, inner, dict, "an object")
    if not given:
        raise InvalidEdit(f"match.{word.name} needs an object with a key as its example")
    return rules, given


def each_key(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """An object whose keys all satisfy a matcher."""
    rules, given = _rules(word, example, inner)
    return matcher("ObjectKeysMatch", matcher=inner(rules, next(iter(given))))


def each_value(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """An object whose values all satisfy a matcher."""
    rules, given = _rules(word, example, inner)
    first = next(iter(given.values()))
    return matcher("ObjectValuesMatch", matcher=inner(rules, first), example=given)


def all_of(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """Several matchers for one value."""
    return matcher("And", children=[inner(part, example) for part in word.parts])


def like(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """A value and all below it by type; a reference keeps the mode of what it refers to."""
    given = given_example(word, example, inner)
    return given if isinstance(example, Matcher) and matcher_type(given) == "_case:Lookup" else switched(given, True)


def basic_auth(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """A user name and a password, encoded together."""
    given = {name: inner(word.args[name]) for name in ("username", "password")}
    if any(example_of(each) is MISSING for each in word.args.values() if _needs_example(each)):
        raise InvalidEdit("match.basic_auth needs a username and a password that have examples")
    return matcher("HttpBasicAuth", **given, resolvesTo="string")


def _needs_example(value: Value) -> bool:
    return isinstance(value, Matcher) and value.name not in ("state_variable", "reference")
