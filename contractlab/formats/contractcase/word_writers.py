"""How each word of `match` is written in a ContractCase file: matchers stand inside the example, not beside it.

Source: the forms that ContractCase 0.30.1's own packages write.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from contractlab.contracts.matcher import Matcher, example_of
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.forms import BY_TYPE, M, matcher, status_example, status_matcher, switched
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
    "boolean",
    "contains",
    "each_entry",
    "each_key",
    "each_like",
    "each_value",
    "given_example",
    "inside",
    "integer",
    "joined",
    "like",
    "null",
    "scalar",
    "status",
    "with_example",
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


def integer(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """A whole number as the packages for JavaScript write it: one matcher for that, and one for any number."""
    given = _plain(word, example, inner, int, "an integer")
    fields = {"example": given, "resolvesTo": "number"}
    return matcher("And", children=[matcher("Integer", **fields), {**matcher("MatchNumber", **fields), **BY_TYPE}])


def boolean(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """True or false."""
    given = _plain(word, example, inner, bool, "true or false")
    return {**matcher("MatchBoolean", example=given), **BY_TYPE, f"{M}resolvesTo": "boolean"}


def null(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """Null."""
    return {**matcher("MatchNull", example=None), **BY_TYPE, f"{M}resolvesTo": "null"}


def inside(name: str, **fields: str) -> WriteWord:
    """A text that holds another value."""
    return lambda word, example, inner: matcher(name, child=given_example(word, example, inner), **fields)


_REST = {"prefix": "someString", "suffix": "x"}
"""What stands behind a prefix or before a suffix where nothing is given."""


def affix(fixed: str, free: str) -> WriteWord:
    """A text that begins or ends with another, and is any text for the rest."""

    def make(word: Matcher, example: Any, inner: WriteInner) -> Any:
        text = word.args[fixed]
        if example is MISSING:
            example = f"{text}{_REST[fixed]}" if fixed == "prefix" else f"{_REST[fixed]}{text}"
        whole = _plain(word, example, inner, str, "text")
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
    return matcher("StringContains", contains=text, resolvesTo="string", example=whole)


def status(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """Classes of statuses, or a list of them."""
    wanted = word.args["status"]
    return status_matcher(wanted, status_example(wanted) if example is MISSING else example)


def each_like(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """An array whose items are all like one; bounds of its length stand beside that, in an ``And``."""
    if example is MISSING:
        raise InvalidEdit("match.each_like needs an item as its example here")
    least, most = word.args.get("min", 1), word.args.get("max", "unlimited")
    if least < 1:
        raise InvalidEdit("ContractCase wants one item at least in match.each_like; the nearest is match.array_length")
    # Items are alike by type, as everywhere else where the word is used.
    item = inner(example)
    each = matcher("ArrayEachEntryLike", matcher=item if isinstance(example, Matcher) else switched(item, True))
    if least == 1 and most == "unlimited":
        return each
    each[f"{M}example"] = [item] * least
    return matcher("And", children=[matcher("ArrayLength", minLength=least, maxLength=most), each])


def each_entry(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """An array whose entries all satisfy one matcher, in the mode that is in force around it."""
    each = matcher("ArrayEachEntryLike", matcher=given_example(word, example, inner))
    return {**each, f"{M}example": inner(word.args["example"])} if "example" in word.args else each


def with_example(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """A matcher with another example than its own."""
    given = given_example(word, example, inner)
    return {**matcher("CascadingContext", child=inner(word.args["matcher"])), f"{M}example": given}


def joined(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """A text of fixed pieces around one that varies; adjoining fixed pieces are one."""
    before, varying, after = "", [], ""
    for piece in word.args["pieces"]:
        if isinstance(piece, Matcher):
            varying.append(piece)
        elif varying:
            after += piece
        else:
            before += piece
        if len(varying) > 1:
            raise InvalidEdit(
                f"ContractCase cannot tell where one varying piece ends and the next begins: {word!r}; give one "
                "matcher, with texts before and after"
            )
    if not varying:
        return before
    made = inner(varying[0])
    if after:
        made = matcher("StringSuffix", prefix=made, suffix=after, resolvesTo="string")
    return matcher("StringPrefix", prefix=before, suffix=made, resolvesTo="string") if before else made


def array_length(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """An array of a length, with its example around."""
    items = _plain(word, example, inner, list, "an array")
    return matcher("CascadingContext", child=_bounds(word), example=items)


def _bounds(word: Matcher) -> JSONObject:
    return matcher("ArrayLength", minLength=word.args.get("min", 0), maxLength=word.args.get("max", "unlimited"))


def _rules(word: Matcher, example: Any, inner: WriteInner) -> tuple[Matcher, JSONObject | None]:
    """What values or keys must satisfy, and the example; None where the rules make it."""
    rules: Matcher = word.args["rules"]
    if example is MISSING and rules.example is MISSING and not _makes_its_example(rules):
        raise InvalidEdit(f"match.{word.name} needs an example here: of the object, or of {rules!r}")
    if example is MISSING:
        return rules, None
    given = _plain(word, example, inner, dict, "an object")
    if not given:
        raise InvalidEdit(f"match.{word.name} needs an object with a key as its example")
    return rules, given


def _makes_its_example(rules: Matcher) -> bool:
    return rules.name in ("concat", "all_of", "state_variable", "reference", "basic_auth", "string_prefix", "null")


def each_key(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """An object whose keys all satisfy a matcher."""
    rules, given = _rules(word, example, inner)
    return matcher("ObjectKeysMatch", matcher=inner(rules, MISSING if given is None else next(iter(given))))


def each_value(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """An object whose values all satisfy a matcher."""
    rules, given = _rules(word, example, inner)
    if given is None:
        return matcher("ObjectValuesMatch", matcher=inner(rules))
    return matcher("ObjectValuesMatch", matcher=inner(rules, next(iter(given.values()))), example=given)


def all_of(word: Matcher, example: Any, inner: WriteInner) -> Any:
    """Several matchers for one value; a length beside one that makes an array needs no example of its own."""
    children = [
        _bounds(part)
        if part.name == "array_length" and part.example is MISSING and not isinstance(example, list)
        else inner(part, example)
        for part in word.parts
    ]
    return matcher("And", children=children)


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
