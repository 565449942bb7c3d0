"""The vocabulary of matchers: what people write, whatever the format of the contract.

>>> from contractlab import match
>>> match.each_like({"id": match.integer(1), "name": match.like("Ada")}, min=1)

Names are those of pact-python where it has one. A matcher without a value keeps the example that the contract has. Each
refuses an example that it would not accept itself; which formats and versions can say it is told where it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from contractlab.contracts.match_structures import (
    array_length,
    array_starting_with,
    base64,
    basic_auth,
    json_stringified,
    named,
    reference,
    state_variable,
    url_encoded,
)
from contractlab.contracts.matcher import Matcher, combine, example_of, length_bounds, listed, needs_text
from contractlab.contracts.registry import vocabularies
from contractlab.contracts.vocabulary import STATUS_CLASSES as _CLASSES
from contractlab.engine.errors import CannotCheck
from contractlab.errors import InvalidEdit
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = [
    "Matcher",
    "all_of",
    "any_number",
    "any_of",
    "any_string",
    "array_containing",
    "array_length",
    "array_starting_with",
    "base64",
    "basic_auth",
    "boolean",
    "content_type",
    "date",
    "datetime",
    "decimal",
    "each_key_matches",
    "each_like",
    "each_value_matches",
    "equality",
    "exactly_like",
    "example_of",
    "includes",
    "integer",
    "json_stringified",
    "like",
    "named",
    "not_empty",
    "null",
    "nullable",
    "number",
    "reference",
    "regex",
    "semver",
    "shaped_like",
    "state_variable",
    "status_code",
    "string_prefix",
    "string_suffix",
    "time",
    "url_encoded",
    "uuid",
]

UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
STATUS_CLASSES = tuple(_CLASSES)


def _refuse(value: Value, what: str) -> InvalidEdit:
    return InvalidEdit(f"{quote(value, 60)} does not match {what}; give a value that does")


def _check_arguments(matcher: Matcher) -> None:
    """Refuse arguments that a format cannot use, such as a pattern that cannot be read."""
    faults = (vocabulary.fault(matcher) for vocabulary in vocabularies())
    fault = next((fault for fault in faults if fault is not None), None)
    if fault is not None:
        raise InvalidEdit(fault)


def _accepts(matcher: Matcher) -> bool:
    """True if no format that judges the matcher refuses its example."""
    try:
        return all(vocabulary.accepts(matcher, matcher.example) is not False for vocabulary in vocabularies())
    except CannotCheck as error:
        raise InvalidEdit(str(error)) from None


def _scalar(word: str, value: Value, what: str, args: Mapping[str, JSON] | None = None) -> Matcher:
    """A matcher whose example the formats can judge."""
    made = Matcher(word, value, dict(args or {}))
    if value is not MISSING:
        if not (value is None or isinstance(value, str | int | float)):
            raise _refuse(value, what)
        if not _accepts(made):
            raise _refuse(value, what)
    return made


def like(value: Value = MISSING) -> Matcher:
    """Any value of the same type; of objects and arrays, everything inside too."""
    return Matcher("like", value)


def shaped_like(value: Value = MISSING) -> Matcher:
    """As `like`: the word of ContractCase."""
    return Matcher("shaped_like", value)


def equality(value: Value = MISSING) -> Matcher:
    """Exactly this value, where a rule further up would let it vary."""
    return Matcher("equality", value)


def exactly_like(value: Value = MISSING) -> Matcher:
    """As `equality`: the word of ContractCase."""
    return Matcher("exactly_like", value)


def any_string(value: Value = MISSING) -> Matcher:
    """Any string."""
    if value is not MISSING and not isinstance(value, str):
        raise _refuse(value, "a string")
    return Matcher("any_string", value)


def any_number(value: Value = MISSING) -> Matcher:
    """Any number."""
    return _scalar("any_number", value, "a number")


def number(value: Value = MISSING) -> Matcher:
    """Any number."""
    return _scalar("number", value, "a number")


def integer(value: Value = MISSING) -> Matcher:
    """A whole number, written without a fraction."""
    return _scalar("integer", value, "an integer")


def decimal(value: Value = MISSING) -> Matcher:
    """A number written with a fraction."""
    return _scalar("decimal", value, "a decimal number, such as 12.5")


def boolean(value: Value = MISSING) -> Matcher:
    """True or false."""
    if value is not MISSING and not isinstance(value, bool):
        raise _refuse(value, "true or false")
    return Matcher("boolean", value)


def null() -> Matcher:
    """Null, and nothing else."""
    return Matcher("null", None)


def nullable(value: Value) -> Matcher:
    """Null, or what `value` says: a matcher, or an example whose type counts."""
    return any_of(null(), value if isinstance(value, Matcher) else like(value), example=value)


def regex(value: Value = MISSING, regex: str = "") -> Matcher:
    """A text that a pattern matches as a whole, in the dialect of the Rust core (Oniguruma).

    Parameters
    ----------
    value : str, optional
    regex : str
    """
    needs_text(regex, "pattern", r'match.regex("12", regex=r"\d+")')
    _check_arguments(Matcher("regex", args={"regex": regex}))
    return _scalar("regex", value, f"text matching {regex}", {"regex": regex})


def includes(value: Value = MISSING, includes: str = "") -> Matcher:
    """A text that contains another.

    Parameters
    ----------
    value : str, optional
    includes : str
        What it is to contain; without it, `value` itself.
    """
    wanted = needs_text(includes or value, "text to look for", 'match.includes("a cat", "cat")')
    what = f"text containing {quote(wanted, 40)}"
    return _scalar("includes", value, what, {"includes": wanted})


def string_prefix(value: Value = MISSING, prefix: str = "") -> Matcher:
    """A text that starts with `prefix`."""
    needs_text(prefix, "prefix", 'match.string_prefix("id-1", "id-")')
    if value is not MISSING and not (isinstance(value, str) and value.startswith(prefix)):
        raise _refuse(value, f"text starting with {quote(prefix, 40)}")
    return Matcher("string_prefix", value, {"prefix": prefix})


def string_suffix(value: Value = MISSING, suffix: str = "") -> Matcher:
    """A text that ends with `suffix`."""
    needs_text(suffix, "suffix", 'match.string_suffix("a.png", ".png")')
    if value is not MISSING and not (isinstance(value, str) and value.endswith(suffix)):
        raise _refuse(value, f"text ending with {quote(suffix, 40)}")
    return Matcher("string_suffix", value, {"suffix": suffix})


def uuid(value: Value = MISSING) -> Matcher:
    """A UUID with hyphens, in either case."""
    if value is not MISSING and not (isinstance(value, str) and re.fullmatch(UUID, value)):
        raise _refuse(value, "a UUID")
    return Matcher("uuid", value)


def semver(value: Value = MISSING) -> Matcher:
    """A semantic version of three parts."""
    return _scalar("semver", value, "a semantic version, such as 1.2.3")


def _dated(word: str, value: Value, format: str) -> Matcher:
    defaults = (vocabulary.default(word, "format") for vocabulary in vocabularies())
    default = next((pattern for pattern in defaults if pattern), "")
    pattern = needs_text(format or default, "format", f'match.{word}(format="{default}")')
    args = {"format": pattern}
    _check_arguments(Matcher(word, args=args))
    return _scalar(word, value, f"a {word} in {pattern}", args)


def date(value: Value = MISSING, format: str = "") -> Matcher:
    """A date in a format such as ``yyyy-MM-dd``, which is the default."""
    return _dated("date", value, format)


def time(value: Value = MISSING, format: str = "") -> Matcher:
    """A time in a format such as ``HH:mm:ss``, which is the default."""
    return _dated("time", value, format)


def datetime(value: Value = MISSING, format: str = "") -> Matcher:
    """A date with a time, by default ``yyyy-MM-dd'T'HH:mm:ssXXX``."""
    return _dated("datetime", value, format)


def content_type(value: Value = MISSING, content_type: str = "") -> Matcher:
    """Content that looks like a media type: ``image/png``."""
    if "/" not in needs_text(content_type, "media type", 'match.content_type(content_type="image/png")'):
        raise InvalidEdit(f"{quote(content_type, 40)} is not a media type, such as image/png")
    return Matcher("content_type", value, {"content_type": content_type})


def not_empty(value: Value = MISSING) -> Matcher:
    """Anything that is not empty."""
    if value is not MISSING and value in ("", [], {}):
        raise _refuse(value, "something that is not empty")
    return Matcher("not_empty", value)


def status_code(status: str | Sequence[int], value: Value = MISSING) -> Matcher:
    """A class of statuses, or some of them.

    Parameters
    ----------
    status : str or sequence of int
        ``"info"``, ``"success"``, ``"redirect"``, ``"clientError"``, ``"serverError"``, ``"nonError"``, ``"error"``,
        or the statuses themselves.
    value : int, optional
        The example.
    """
    wanted: Any = status if isinstance(status, str) else listed(status, "statuses such as 200")
    if isinstance(wanted, list) and not all(type(code) is int for code in wanted):
        raise InvalidEdit(f"{quote(wanted, 60)} is not a list of statuses; give numbers such as 200")
    if isinstance(wanted, str) and wanted not in STATUS_CLASSES:
        raise InvalidEdit(f"{quote(wanted, 40)} is none of the classes {', '.join(STATUS_CLASSES)}")
    made = Matcher("status_code", value, {"status": wanted})
    if value is not MISSING and not _accepts(made):
        raise _refuse(value, f"the statuses {wanted}")
    return made


def each_like(value: Value = MISSING, *, min: int | None = None, max: int | None = None) -> Matcher:
    """An array whose items are all like the example.

    Parameters
    ----------
    value : JSON value
        One item; may hold matchers.
    min, max : int, optional
        Bounds of the length. Without `min` an empty array passes.
    """
    if max == 0 and value is not MISSING:
        raise _refuse([value], "an array of 0 items")
    return Matcher("each_like", value, length_bounds(min, max))


def array_containing(variants: Sequence[Any]) -> Matcher:
    """An array that has, for each variant, an item like it; further items and the order are free."""
    return Matcher("array_containing", listed(variants, "variants"))


def each_key_matches(value: Value = MISSING, *, rules: Matcher) -> Matcher:
    """An object whose keys all satisfy `rules`; its values are not looked at."""
    _needs_object(value, rules)
    if isinstance(value, Mapping):
        _fit([key for key in value if rules.name in _OF_TEXT], rules)
    return Matcher("each_key_matches", value, {"rules": rules})


def each_value_matches(value: Value = MISSING, *, rules: Matcher) -> Matcher:
    """An object whose values all satisfy `rules`; its keys are free."""
    _needs_object(value, rules)
    if isinstance(value, Mapping):
        _fit([each for each in value.values() if rules.name in _OF_TEXT | _OF_KINDS], rules)
    return Matcher("each_value_matches", value, {"rules": rules})


_OF_TEXT = frozenset(
    {"regex", "includes", "string_prefix", "string_suffix", "uuid", "semver", "date", "time", "datetime"}
)
_OF_KINDS = frozenset({"any_string", "any_number", "number", "integer", "decimal", "boolean", "not_empty"})


def _fit(examples: Sequence[Any], rules: Matcher) -> None:
    """Refuse examples that the rules for them would refuse."""
    for example in examples:
        if not isinstance(example, Matcher):
            globals()[rules.name](example, **rules.args)


def _needs_object(value: Value, rules: JSON) -> None:
    if not isinstance(rules, Matcher):
        raise InvalidEdit(f"{quote(rules, 60)} is not a matcher; write rules=match.like() or another")
    if value is not MISSING and not (isinstance(value, Mapping) and value):
        raise _refuse(value, "an object with at least one key")


def all_of(*matchers: Matcher) -> Matcher:
    """All of several matchers: ``a & b``."""
    return combine("all_of", matchers)


def any_of(*matchers: Matcher, example: Any = MISSING) -> Matcher:
    """One of several matchers: ``a | b``."""
    return combine("any_of", matchers, example)


if not TYPE_CHECKING:  # a checker is to find words that nobody knows

    def __getattr__(name: str) -> Callable[..., Matcher]:
        """A word that a format has beyond these: ``match.even(2)``, after somebody added its matcher."""
        if name.startswith("_") or not any(vocabulary.says(name) for vocabulary in vocabularies()):
            raise AttributeError(f"match has no word {name!r}")

        def word(value: Value = MISSING, **args: Any) -> Matcher:
            made = Matcher(name, value, args)
            _check_arguments(made)
            if value is not MISSING and not _accepts(made):
                raise _refuse(value, f"match.{name}")
            return made

        word.__name__ = name
        return word
