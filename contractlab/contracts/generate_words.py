"""The words of `contractlab.generate`: values that are made anew at run time.

Names and arguments are those of pact-python 4; formats of dates are the patterns that contracts hold (``yyyy-MM-dd``),
or those of ``strftime``, and every date takes an expression, such as ``"today + 6 days"``.
"""

from __future__ import annotations

from contractlab.contracts.generator import Generator
from contractlab.contracts.matcher import needs_text
from contractlab.contracts.python_dates import pattern_of
from contractlab.errors import InvalidEdit
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import quote

__all__ = [
    "UUID_FORMATS",
    "boolean",
    "date",
    "datetime",
    "decimal",
    "generator",
    "hexadecimal",
    "integer",
    "mock_server_url",
    "provider_state",
    "regex",
    "string",
    "time",
    "uuid",
]

UUID_FORMATS = {
    "lowercase": "lower-case-hyphenated",
    "uppercase": "upper-case-hyphenated",
    "simple": "simple",
    "urn": "URN",
}
"""Formats of a UUID as people write them, and as a Pact file does."""

_DATA_TYPES = ("STRING", "INTEGER", "DECIMAL", "FLOAT", "BOOLEAN", "RAW")


def _given(**args: JSON) -> JSONObject:
    return {name: value for name, value in args.items() if value is not None}


def _whole(value: JSON, name: str, least: int | None = None) -> JSON:
    """A whole number that may be left out."""
    if value is None or (type(value) is int and (least is None or value >= least)):
        return value
    raise InvalidEdit(
        f"{name} is a whole number{'' if least is None else f' of {least} or more'}, not {quote(value, 40)}"
    )


def integer(*, min: int | None = None, max: int | None = None) -> Generator:
    """A whole number; both bounds are included, by default 0 and 10."""
    least, most = _whole(min, "min"), _whole(max, "max")
    if min is not None and max is not None and min > max:
        raise InvalidEdit(f"min {min} and max {max} leave no number")
    given = _given(min=least, max=most)
    return Generator("integer", "RandomInt", {"min": 0, "max": 10, **given}, given)


def decimal(precision: int | None = None) -> Generator:
    """A decimal number of so many digits, by default 10."""
    given = _given(precision=_whole(precision, "precision", 1))
    return Generator("decimal", "RandomDecimal", {"digits": given.get("precision", 10)}, given)


def hexadecimal(digits: int | None = None) -> Generator:
    """A hexadecimal number of so many digits, by default 10."""
    given = _given(digits=_whole(digits, "digits", 1))
    return Generator("hexadecimal", "RandomHexadecimal", {"digits": 10, **given}, given)


def string(size: int | None = None) -> Generator:
    """A text of so many characters, by default 10."""
    given = _given(size=_whole(size, "size", 0))
    return Generator("string", "RandomString", {"size": 10, **given}, given)


def regex(regex: str) -> Generator:
    """A text that a pattern matches."""
    given = _given(regex=needs_text(regex, "pattern", r'generate.regex(r"\d+")'))
    return Generator("regex", "Regex", given, given)


def uuid(format: str | None = None) -> Generator:
    """A UUID; `format` is ``"lowercase"`` (with hyphens, the default), ``"uppercase"``, ``"simple"`` or ``"urn"``."""
    if format is None:
        return Generator("uuid", "Uuid")
    if format not in UUID_FORMATS:
        raise InvalidEdit(f"{quote(format, 40)} is none of the formats {', '.join(UUID_FORMATS)}")
    return Generator("uuid", "Uuid", {"format": UUID_FORMATS[format]}, {"format": format})


def _dated(word: str, name: str, format: str | None, expression: str | None, disable_conversion: bool) -> Generator:
    pattern = pattern_of(format) if isinstance(format, str) and not disable_conversion else format
    given = _given(format=pattern, expression=expression)
    for argument, value in given.items():
        needs_text(value, argument, f'generate.{word}(format="…", expression="…")')
    return Generator(word, name, given, given)


def date(format: str | None = None, *, expression: str | None = None, disable_conversion: bool = False) -> Generator:
    """Today, or the date that an expression says: ``generate.date(expression="today + 6 days")``."""
    return _dated("date", "Date", format, expression, disable_conversion)


def time(format: str | None = None, *, expression: str | None = None, disable_conversion: bool = False) -> Generator:
    """The time of now, or what an expression says: ``"now + 2 hours"``."""
    return _dated("time", "Time", format, expression, disable_conversion)


def datetime(
    format: str | None = None, *, expression: str | None = None, disable_conversion: bool = False
) -> Generator:
    """Now, or the moment that an expression says: ``"today + 1 day @ noon"``."""
    return _dated("datetime", "DateTime", format, expression, disable_conversion)


def boolean() -> Generator:
    """True or false."""
    return Generator("boolean", "RandomBoolean")


def provider_state(expression: str, *, data_type: str | None = None) -> Generator:
    """What a state definition brings: ``"${id}"``, ``"/customers/${id}"``, or a name alone.

    Parameters
    ----------
    expression : str
    data_type : str, optional
        ``"STRING"``, ``"INTEGER"``, ``"DECIMAL"``, ``"FLOAT"``, ``"BOOLEAN"`` or ``"RAW"``.
    """
    needs_text(expression, "expression", 'generate.provider_state("${id}")')
    if data_type is not None and data_type not in _DATA_TYPES:
        raise InvalidEdit(f"{quote(data_type, 40)} is none of {', '.join(_DATA_TYPES)}")
    given = _given(expression=expression, data_type=data_type)
    args = _given(expression=expression, dataType=data_type)
    return Generator("provider_state", "ProviderState", args, given)


def mock_server_url(regex: str, example: str) -> Generator:
    """An address of the mock; what the pattern's first group finds in `example` is kept."""
    needs_text(regex, "pattern", r'generate.mock_server_url(r".*(/path)$", "http://localhost/path")')
    given = _given(regex=regex, example=needs_text(example, "address", 'example="http://localhost/path"'))
    return Generator("mock_server_url", "MockServerURL", given, given)


def generator(name: str, **args: JSON) -> Generator:
    """Any generator by the name that a Pact file has for it: ``generate.generator("RandomInt", min=1)``."""
    needs_text(name, "name of a generator", 'generate.generator("RandomInt", min=1)')
    return Generator("generator", name, args, {"name": name, **args})
