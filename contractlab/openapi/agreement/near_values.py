"""Values near one of a contract, and at the borders of a schema, where two sides differ if they do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from contractlab.openapi.schemas import Schema
from contractlab.values.json_types import JSON
from contractlab.values.rule import DecidingRule

__all__ = [
    "ANY_TEXTS",
    "KINDS",
    "NUMBERS",
    "numbers_by_schema",
    "other_keys",
    "other_lists",
    "other_texts",
    "other_values",
]

ANY_TEXTS = ("", "a", "Z9 é", "0", "2001-02-03", "c0ffee00-1234-4abc-8def-0123456789ab", "x" * 60)
NUMBERS = (0, 1, -1, 2**40, 0.5, -2.5)
KINDS: tuple[JSON, ...] = ("a", 1, 0.5, True, None, [], {})
"""One of each kind, for what looks at no kind at all."""
LONGEST = 1_000
_MOST_CHANGED = 6
_MOST_WORDS = 12
_MOST_KEYS = 4
_MOST_ITEMS = 100


def other_values(value: JSON, schema: Schema | None, rule: DecidingRule | None) -> Iterator[JSON]:
    """Values of the same kind as one of a contract; whether its matcher takes them is to be asked.

    Parameters
    ----------
    value : JSON value
    schema : Schema or None
        At whose borders some lie.
    rule : DecidingRule or None
        Words of whose pattern are some.
    """
    if isinstance(value, str):
        yield from other_texts(value, schema, rule)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (*numbers_by_schema(schema), *NUMBERS, value + 1, value - 1)
    elif isinstance(value, list):
        yield from other_lists(value, schema)
        yield from ([*value, sample] for sample in KINDS)
    elif isinstance(value, dict):
        for key in islice(value, _MOST_KEYS):
            yield {name: inner for name, inner in value.items() if name != key}
        last = next(reversed(value.values()), "a")
        for key in other_keys(value, schema, rule):
            yield {**value, key: last}
        for key in islice(value, 1):
            yield from ({**value, key: sample} for sample in KINDS)


def other_texts(text: str, schema: Schema | None, rule: DecidingRule | None) -> Iterator[str]:
    """Texts near another: letter by letter changed within its class, longer, shorter, and words of a pattern."""
    if len(text) > LONGEST:
        return
    written = rule.args.get("regex") if rule is not None else None
    if isinstance(written, str):
        yield from islice(re.findall(r"\w+", written[:LONGEST]), _MOST_WORDS)
    for at in range(min(len(text), _MOST_CHANGED)):
        yield f"{text[:at]}{_another(text[at])}{text[at + 1 :]}"
    yield from (text + text[-1:], text[:-1], text.swapcase(), text * 2)
    for keyword, step in (("minLength", -1), ("maxLength", 1)):
        bound = None if schema is None else schema.first(keyword)
        if isinstance(bound, int) and 0 <= bound + step <= LONGEST and text:
            yield (text + text[-1] * (bound + step))[: bound + step]
    yield from ANY_TEXTS


def _another(letter: str) -> str:
    if letter.isdigit():
        return "9" if letter != "9" else "0"
    if letter.isalpha():
        last = "Z" if letter.isupper() else "z"
        return last if letter != last else "A" if letter.isupper() else "a"
    return "_" if letter != "_" else "-"


def numbers_by_schema(schema: Schema | None) -> Iterator[int | float]:
    """The bounds of a schema, and the numbers beside them."""
    if schema is None:
        return
    for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        bound = schema.first(name)
        if isinstance(bound, int | float) and not isinstance(bound, bool):
            yield from (bound, bound + 1, bound - 1)


def other_lists(value: list[JSON], schema: Schema | None) -> Iterator[JSON]:
    """Lists of other lengths, of the items of one."""
    yield []
    if not value or len(value) > LONGEST:
        return
    lengths = [1, len(value) + 1, len(value) + 9]
    for keyword, step in (("minItems", -1), ("minItems", 0), ("maxItems", 0), ("maxItems", 1)):
        bound = None if schema is None else schema.first(keyword)
        if isinstance(bound, int) and 0 < bound + step <= _MOST_ITEMS:
            lengths.append(bound + step)
    for length in dict.fromkeys(lengths):
        yield (value + [value[-1]] * length)[:length]


def other_keys(value: dict[str, JSON], schema: Schema | None, rule: DecidingRule | None = None) -> Iterator[str]:
    """Keys that an object has not, near those that it has."""
    made: dict[str, None] = {}
    if schema is not None:
        made.update(dict.fromkeys(islice(schema.properties, _MOST_CHANGED)))
    for key in islice(value, 1):
        made.update(dict.fromkeys(islice(other_texts(key, schema, rule), _MOST_CHANGED + 4)))
    made.update(dict.fromkeys(ANY_TEXTS[1:4]))
    return (key for key in made if key not in value)
