"""Whether a value fits a schema, with the place in the value and in the document of everything that does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from contractlab.openapi.agreement.reasons import reason_of
from contractlab.openapi.references import Place, References, UnreadableReference
from contractlab.openapi.schemas import Schema
from contractlab.openapi.validating import errors_at
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON

__all__ = ["Misfit", "misfits"]

_MOST = 50


@quiet
@dataclass(frozen=True, slots=True)
class Misfit:
    """Something of a value that a schema does not allow.

    Attributes
    ----------
    tokens : tuple of str and int
        Where in the value.
    text : str
        What is wrong, as part of a sentence.
    place : Place
        The schema that refuses it, or the nearest that is known.
    keyword : str
        What of the schema.
    """

    tokens: tuple[str | int, ...]
    text: str
    place: Place
    keyword: str = ""


def misfits(schema: Schema, value: JSON, references: References) -> Iterator[Misfit]:
    """Everything of a value that a schema does not allow, 50 at most.

    Parameters
    ----------
    schema : Schema
    value : JSON value
    references : References

    Raises
    ------
    UnreadableReference
        If the schema cannot be asked.
    """
    if _says_a_type_alone(schema) and _is_of_type(schema.types, value):
        return
    target = schema.target
    for error in islice(errors_at(target, references, value), _MOST):
        yield Misfit(
            tuple(error.absolute_path), reason_of(error), _place(error, target, references), str(error.validator)
        )


_SAYS_NOTHING = frozenset(
    "type nullable title description example examples default deprecated readOnly writeOnly".split()
)


def _says_a_type_alone(schema: Schema) -> bool:
    """True if nothing but its type says what a value may be, so that the library need not be asked."""
    return bool(schema.types) and len(schema.parts) == 1 and _SAYS_NOTHING.issuperset(schema.keywords)


def _is_of_type(types: tuple[str, ...], value: JSON) -> bool:
    if value is None:
        return "null" in types
    if isinstance(value, bool):
        return "boolean" in types
    if isinstance(value, int):
        return "integer" in types or "number" in types
    if isinstance(value, float):
        return "number" in types  # 1.0 may be an integer; the library is asked where it must be
    return isinstance(value, str) and "string" in types


def _place(error: Any, start: Place, references: References) -> Place:
    """The place of the schema that an error is of: its path from the start, references followed on the way."""
    place = start
    steps = list(error.absolute_schema_path)[1:-1]  # without the reference to the start, and the keyword itself
    for step in steps:
        if step == "$ref":
            try:
                place = references.resolved(place)
            except UnreadableReference:
                return place
            continue
        value: Any = place.value
        try:
            below = value[step]
        except (KeyError, IndexError, TypeError):
            return place
        place = Place(below, place.base, f"{place.pointer}/{str(step).replace('~', '~0').replace('/', '~1')}")
    return place
