"""The words of `contractlab.match`; `contractlab.contracts.match` has them together with their short names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from contractlab.contracts import generate_words as generate
from contractlab.contracts.generator import Generator
from contractlab.contracts.judged_words import accepted, check_arguments, refusal, scalar
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
from contractlab.contracts.python_dates import date_text, pattern_of
from contractlab.contracts.registry import vocabularies
from contractlab.contracts.vocabulary import STATUS_CLASSES as _CLASSES
from contractlab.errors import InvalidEdit
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = [
    "STATUS_CLASSES",
    "UUID",
    "UUID_PATTERNS",
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

UUID_PATTERNS = {
    "lowercase": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
    "uppercase": "^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$",
    "simple": "^[0-9a-fA-F]{32}$",
    "urn": "^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
}
"""Patterns of the formats of a UUID, as pact-python 4.2.0 writes them."""

UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
STATUS_CLASSES = tuple(_CLASSES)


def like(
    value: Value = MISSING, *, min: int | None = None, max: int | None = None, generator: Generator | None = None
) -> Matcher:
    """Any value of the same type; of objects and arrays, everything inside too.

    Parameters
    ----------
    value : JSON value, optional
    min, max : int, optional
        Bounds of the length, of an array.
    generator : Generator, optional
        From `contractlab.generate`: makes the value anew at run time. Every matcher takes one.
    """
    bounds = length_bounds(min, max)
    if bounds and value is not MISSING:
        _needs_length(value, bounds)
    return Matcher("like", value, bounds, generator=generator)


def _needs_length(value: Value, bounds: Mapping[str, int]) -> None:
    """Refuse an example whose length lies outside of the bounds."""
    least, most = bounds.get("min", 0), bounds.get("max", float("inf"))
    if not (isinstance(value, list | tuple) and least <= len(value) <= most):
        raise refusal(value, f"an array of a length with {', '.join(f'{k} {v}' for k, v in bounds.items())}")


def shaped_like(value: Value = MISSING, *, generator: Generator | None = None) -> Matcher:
    """As `like`: the word of ContractCase."""
    return Matcher("shaped_like", value, generator=generator)


def equality(value: Value = MISSING, *, generator: Generator | None = None) -> Matcher:
    """Exactly this value, where a rule further up would let it vary."""
    return Matcher("equality", value, generator=generator)


def exactly_like(value: Value = MISSING, *, generator: Generator | None = None) -> Matcher:
    """As `equality`: the word of ContractCase."""
    return Matcher("exactly_like", value, generator=generator)


def any_string(value: Value = MISSING, *, size: int | None = None, generator: Generator | None = None) -> Matcher:
    """Any string.

    Parameters
    ----------
    value : str, optional
    size : int, optional
        Without a value: of so many characters, made anew at run time.
    generator : Generator, optional
    """
    if value is MISSING and size is not None:
        generator = generator or generate.string(size)
    if value is not MISSING and not isinstance(value, str):
        raise refusal(value, "a string")
    return Matcher("any_string", value, generator=generator)


def any_number(value: Value = MISSING, *, generator: Generator | None = None) -> Matcher:
    """Any number."""
    return scalar("any_number", value, "a number", generator=generator)


def _made_between(value: Value, least: int | None, most: int | None) -> tuple[Value, Generator | None]:
    """An example of a number that is made anew between bounds; a value that is given stays, and lies between them."""
    if least is None and most is None:
        return value, None
    made = generate.integer(min=least, max=most)
    if value is MISSING:
        return (least if least is not None else most), made
    low, high = (bound if bound is not None else value for bound in (least, most))
    if isinstance(value, int | float) and not low <= value <= high:
        raise refusal(value, f"a number from {low} to {high}")
    return value, None


def number(
    value: Value = MISSING,
    *,
    min: int | None = None,
    max: int | None = None,
    precision: int | None = None,
    generator: Generator | None = None,
) -> Matcher:
    """Any number; bounds and precision as of `integer` and `decimal`."""
    value, made = _made_between(value, min, max)
    if made is None and value is MISSING and precision is not None:
        made = generate.decimal(precision)
    return scalar("number", value, "a number", generator=generator or made)


def integer(
    value: Value = MISSING, *, min: int | None = None, max: int | None = None, generator: Generator | None = None
) -> Matcher:
    """A whole number, written without a fraction.

    Parameters
    ----------
    value : int, optional
    min, max : int, optional
        Without a value: bounds of what is made anew at run time. No contract holds the other side to them.
    generator : Generator, optional
    """
    value, made = _made_between(value, min, max)
    return scalar("integer", value, "an integer", generator=generator or made)


def decimal(value: Value = MISSING, *, precision: int | None = None, generator: Generator | None = None) -> Matcher:
    """A number written with a fraction.

    Parameters
    ----------
    value : float, optional
    precision : int, optional
        Without a value: made anew at run time, of so many digits.
    generator : Generator, optional
    """
    if value is MISSING and precision is not None:
        generator = generator or generate.decimal(precision)
    return scalar("decimal", value, "a decimal number, such as 12.5", generator=generator)


def boolean(value: Value = MISSING, *, generator: Generator | None = None) -> Matcher:
    """True or false."""
    if value is not MISSING and not isinstance(value, bool):
        raise refusal(value, "true or false")
    return Matcher("boolean", value, generator=generator)


def null() -> Matcher:
    """Null, and nothing else."""
    return Matcher("null", None)


def nullable(value: Value) -> Matcher:
    """Null, or what `value` says: a matcher, or an example whose type counts."""
    return any_of(null(), value if isinstance(value, Matcher) else like(value), example=value)


def regex(value: Value = MISSING, regex: str = "", *, generator: Generator | None = None) -> Matcher:
    """A text that a pattern matches as a whole, in the dialect of the Rust core (Oniguruma).

    Parameters
    ----------
    value : str, optional
    regex : str
    """
    needs_text(regex, "pattern", r'match.regex("12", regex=r"\d+")')
    check_arguments(Matcher("regex", args={"regex": regex}))
    return scalar("regex", value, f"text matching {regex}", {"regex": regex}, generator=generator)


def includes(value: Value = MISSING, includes: str = "", *, generator: Generator | None = None) -> Matcher:
    """A text that contains another.

    Parameters
    ----------
    value : str, optional
    includes : str
        What it is to contain; without it, `value` itself.
    """
    wanted = needs_text(includes or value, "text to look for", 'match.includes("a cat", "cat")')
    what = f"text containing {quote(wanted, 40)}"
    return scalar("includes", value, what, {"includes": wanted}, generator=generator)


def string_prefix(value: Value = MISSING, prefix: str = "", *, generator: Generator | None = None) -> Matcher:
    """A text that starts with `prefix`."""
    needs_text(prefix, "prefix", 'match.string_prefix("id-1", "id-")')
    if value is not MISSING and not (isinstance(value, str) and value.startswith(prefix)):
        raise refusal(value, f"text starting with {quote(prefix, 40)}")
    return Matcher("string_prefix", value, {"prefix": prefix}, generator=generator)


def string_suffix(value: Value = MISSING, suffix: str = "", *, generator: Generator | None = None) -> Matcher:
    """A text that ends with `suffix`."""
    needs_text(suffix, "suffix", 'match.string_suffix("a.png", ".png")')
    if value is not MISSING and not (isinstance(value, str) and value.endswith(suffix)):
        raise refusal(value, f"text ending with {quote(suffix, 40)}")
    return Matcher("string_suffix", value, {"suffix": suffix}, generator=generator)


def uuid(value: Value = MISSING, format: str | None = None, *, generator: Generator | None = None) -> Matcher:
    """A UUID, by default with hyphens and in either case.

    Parameters
    ----------
    value : str, optional
    format : str, optional
        ``"lowercase"`` or ``"uppercase"`` (with hyphens), ``"simple"`` (without) or ``"urn"``.
    generator : Generator, optional
    """
    if format is not None and format not in UUID_PATTERNS:
        raise InvalidEdit(f"{quote(format, 40)} is none of the formats {', '.join(UUID_PATTERNS)}")
    pattern = UUID if format is None else UUID_PATTERNS[format]
    if value is not MISSING and not (isinstance(value, str) and re.fullmatch(pattern, value)):
        raise refusal(value, "a UUID" if format is None else f"a UUID in the format {format}")
    return Matcher("uuid", value, {} if format is None else {"format": format}, generator=generator)


def semver(value: Value = MISSING, *, generator: Generator | None = None) -> Matcher:
    """A semantic version of three parts."""
    return scalar("semver", value, "a semantic version, such as 1.2.3", generator=generator)


_OFFSET_WITHOUT_COLON = "yyyy-MM-dd'T'HH:mm:ssZ"
"""The format that pact-python takes for a date with a time where none is given."""


_STRFTIME = {"date": "%Y-%m-%d", "time": "%H:%M:%S"}
"""How objects are written where no format is given."""


def _dated(
    word: str,
    value: Value | dt.date | dt.time,
    format: str,
    *,
    generator: Generator | None = None,
    disable_conversion: bool = False,
) -> Matcher:
    value = date_text(value, format, _STRFTIME.get(word, ""))
    given = format if disable_conversion else pattern_of(format)
    defaults = (vocabulary.default(word, "format") for vocabulary in vocabularies())
    default = next((pattern for pattern in defaults if pattern), "")
    if not given and word == "datetime" and isinstance(value, str) and re.search(r"[+-]\d{4}\Z", value):
        default = _OFFSET_WITHOUT_COLON
    pattern = needs_text(given or default, "format", f'match.{word}(format="{default}")')
    args = {"format": pattern}
    check_arguments(Matcher(word, args=args))
    return scalar(word, value, f"a {word} in {pattern}", args, generator=generator)


def date(
    value: Value | dt.date | dt.time = MISSING,
    format: str = "",
    *,
    generator: Generator | None = None,
    disable_conversion: bool = False,
) -> Matcher:
    """A date in a format such as ``yyyy-MM-dd``, which is the default.

    Parameters
    ----------
    value : str or date, optional
    format : str
        A pattern, or a format of ``strftime`` such as ``%Y-%m-%d``, whose pattern the contract gets.
    disable_conversion : bool
        True takes every format for a pattern.
    generator : Generator, optional
    """
    return _dated("date", value, format, generator=generator, disable_conversion=disable_conversion)


def time(
    value: Value | dt.date | dt.time = MISSING,
    format: str = "",
    *,
    generator: Generator | None = None,
    disable_conversion: bool = False,
) -> Matcher:
    """A time, by default in the format ``HH:mm:ss``; arguments as of `date`."""
    return _dated("time", value, format, generator=generator, disable_conversion=disable_conversion)


def datetime(
    value: Value | dt.date | dt.time = MISSING,
    format: str = "",
    *,
    generator: Generator | None = None,
    disable_conversion: bool = False,
) -> Matcher:
    """A date with a time, by default ``yyyy-MM-dd'T'HH:mm:ssXXX``; arguments as of `date`."""
    return _dated("datetime", value, format, generator=generator, disable_conversion=disable_conversion)


def content_type(value: Value = MISSING, content_type: str = "", *, generator: Generator | None = None) -> Matcher:
    """Content that looks like a media type: ``image/png``."""
    if "/" not in needs_text(content_type, "media type", 'match.content_type(content_type="image/png")'):
        raise InvalidEdit(f"{quote(content_type, 40)} is not a media type, such as image/png")
    return Matcher("content_type", value, {"content_type": content_type}, generator=generator)


def not_empty(value: Value = MISSING, *, generator: Generator | None = None) -> Matcher:
    """Anything that is not empty."""
    if value is not MISSING and value in ("", [], {}):
        raise refusal(value, "something that is not empty")
    return Matcher("not_empty", value, generator=generator)


_STATUS_PATTERN = re.compile(r"[1-5][0-9xX]{2}")


def status_code(
    status: str | int | Sequence[int | str], value: Value = MISSING, *, generator: Generator | None = None
) -> Matcher:
    """A class of statuses, or some of them.

    Parameters
    ----------
    status : str, int or sequence of int or str
        ``"info"``, ``"success"``, ``"redirect"``, ``"clientError"``, ``"serverError"``, ``"nonError"``, ``"error"``; or
        the statuses themselves, in which x stands for any digit: ``"4XX"``, ``[200, "3XX"]``.
    value : int, optional
        The example.
    """
    wanted: Any = status if isinstance(status, str | int) else listed(status, "statuses such as 200")
    for each in wanted if isinstance(wanted, list) else [wanted]:
        if isinstance(each, bool) or not (isinstance(each, int) or _STATUS_PATTERN.fullmatch(str(each))):
            if isinstance(wanted, list):
                raise InvalidEdit(f"{quote(wanted, 60)} is not a list of statuses; give numbers such as 200")
            if wanted not in STATUS_CLASSES:
                raise InvalidEdit(f"{quote(wanted, 40)} is none of the classes {', '.join(STATUS_CLASSES)}")
    made = Matcher("status_code", value, {"status": wanted}, generator=generator)
    if value is not MISSING and not accepted(made):
        raise refusal(value, f"the statuses {wanted}")
    return made


def each_like(
    value: Value = MISSING, *, min: int | None = None, max: int | None = None, generator: Generator | None = None
) -> Matcher:
    """An array whose items are all like the example.

    Parameters
    ----------
    value : JSON value
        One item; may hold matchers.
    min, max : int, optional
        Bounds of the length. Without `min` an empty array passes.
    """
    if max == 0 and value is not MISSING:
        raise refusal([value], "an array of 0 items")
    return Matcher("each_like", value, length_bounds(min, max), generator=generator)


def array_containing(variants: Sequence[Any]) -> Matcher:
    """An array that has, for each variant, an item like it; further items and the order are free."""
    return Matcher("array_containing", listed(variants, "variants"))


def each_key_matches(value: Value = MISSING, *, rules: Matcher, generator: Generator | None = None) -> Matcher:
    """An object whose keys all satisfy `rules`; its values are not looked at."""
    _needs_object(value, rules)
    if isinstance(value, Mapping):
        _fit([key for key in value if rules.name in _OF_TEXT], rules)
    return Matcher("each_key_matches", value, {"rules": rules}, generator=generator)


def each_value_matches(value: Value = MISSING, *, rules: Matcher, generator: Generator | None = None) -> Matcher:
    """An object whose values all satisfy `rules`; its keys are free."""
    _needs_object(value, rules)
    if isinstance(value, Mapping):
        _fit([each for each in value.values() if rules.name in _OF_TEXT | _OF_KINDS], rules)
    return Matcher("each_value_matches", value, {"rules": rules}, generator=generator)


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
        raise refusal(value, "an object with at least one key")


def all_of(*matchers: Matcher) -> Matcher:
    """All of several matchers: ``a & b``."""
    return combine("all_of", matchers)


def any_of(*matchers: Matcher, example: Any = MISSING) -> Matcher:
    """One of several matchers: ``a | b``."""
    return combine("any_of", matchers, example)


def made_word(name: str, value: Value, args: Mapping[str, JSON], generator: Generator | None) -> Matcher:
    """A matcher by a word that a format has beyond those here.

    Raises
    ------
    InvalidEdit
        If an argument cannot be used, or the example does not fit.
    """
    made = Matcher(name, value, args, generator=generator)
    check_arguments(made)
    if value is not MISSING and not accepted(made):
        raise refusal(value, f"match.{name}")
    return made
