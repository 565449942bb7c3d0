"""Whether a document promises what a consumer relies on: its response may have less than the schema, never more.

As PactFlow's comparator judges it (openapi-pact-comparator 1.7.0): keys that an object's schema does not name are not
promised, whatever it says of additional ones by default, and what the schema requires need not be asked for. Under
``oneOf`` and ``anyOf`` one alternative is enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contractlab.openapi.agreement.validity import misfits
from contractlab.openapi.references import Place, References, UnreadableReference
from contractlab.openapi.schemas import Schema
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON
from contractlab.values.mismatch import PathToken
from contractlab.values.text import quote

__all__ = ["Promised", "unpromised"]

_MOST = 200
_DEEPEST = 60
_SHALLOW = frozenset({"enum", "const", "maxProperties", "uniqueItems"})
"""What says something of an object or a list itself that a part of it breaks, too."""

Tokens = tuple[PathToken, ...]


@quiet
@dataclass(frozen=True, slots=True)
class Promised:
    """A value that a consumer relies on, and what the document says of it.

    Attributes
    ----------
    tokens : tuple
    text : str
        Why it is not promised; empty where it is.
    place : Place
        The schema.
    schema : Schema or None
        Of a promised value.
    required : bool
        True if the value must be there.
    """

    tokens: Tokens
    text: str
    place: Place
    schema: Schema | None = None
    required: bool = True


def unpromised(schema: Schema, value: JSON, references: References) -> Iterator[Promised]:
    """Every value of an expected body with what the schema says of it, parents first; 200 places at most.

    Raises
    ------
    UnreadableReference
        If the schema cannot be asked.
    """
    stack: list[tuple[Schema, JSON, Tokens, bool]] = [(schema, value, (), True)]
    made = 0
    while stack and made < _MOST:
        own, here, tokens, required = stack.pop()
        made += 1
        if len(tokens) > _DEEPEST:
            raise UnreadableReference("the body is nested too deeply to be compared with the document")
        refused = _refused(own, here, references)
        if refused is not None:
            yield Promised(tokens, refused, own.target)
            continue
        yield Promised(tokens, "", own.target, own, required)
        chosen = _chosen(own, here, references)
        if isinstance(here, dict):
            below, unknown = _keys(chosen, own, here, tokens)
            yield from unknown
            stack += reversed(below)
        elif isinstance(here, list):
            items = chosen.inner("items")
            if items is not None:
                stack += [(items, item, (*tokens, number), True) for number, item in reversed(list(enumerate(here)))]


def _chosen(schema: Schema, value: JSON, references: References) -> Schema:
    """The schema itself, or the alternative that has what the value has."""
    if not schema.options:
        return schema
    for option in schema.options:
        try:
            if all(not each.text for each in unpromised(option, value, references)):
                return option
        except UnreadableReference:
            continue
    return schema


def _refused(schema: Schema, value: JSON, references: References) -> str | None:
    """Why the schema by itself does not take a value, leaving what is inside aside."""
    if schema.is_false:
        return "nothing is allowed here"
    if schema.options and all(_refuses(option, value, references) for option in schema.options):
        return f"none of {len(schema.options):,} alternatives has {quote(value, 60)}"
    if isinstance(value, dict | list):
        return _refused_container(schema, value, references)
    if schema.options:
        return None  # one of them takes it
    for misfit in misfits(schema, value, references):
        return misfit.text
    return None


def _refused_container(schema: Schema, value: dict[str, JSON] | list[JSON], references: References) -> str | None:
    kind = "object" if isinstance(value, dict) else "array"
    stated = any(True for _ in schema.values_of("type"))
    if stated and kind not in schema.types:
        return f"{kind} where the document says {' or '.join(schema.types)}"
    if any(not _SHALLOW.isdisjoint(part.keywords) for part in schema.parts):
        for misfit in misfits(schema, value, references):
            if not misfit.tokens and misfit.keyword in _SHALLOW:
                return misfit.text
    for refused in schema.schemas_of("not"):
        if next(misfits(refused, value, references), None) is None:
            return f"{kind} of a kind that the document excludes"
    return _length(schema, len(value)) if isinstance(value, list) else None


def _refuses(option: Schema, value: JSON, references: References) -> bool:
    return any(each.text for each in unpromised(option, value, references))


def _length(schema: Schema, length: int) -> str | None:
    least, most = schema.first("minItems"), schema.first("maxItems")
    if isinstance(least, int) and length < least:
        return f"the document has at least {least:,} items, the contract {length:,}"
    if isinstance(most, int) and length > most:
        return f"the document has at most {most:,} items, the contract {length:,}"
    return None


def _keys(
    schema: Schema, outer: Schema, value: dict[str, JSON], tokens: Tokens
) -> tuple[list[tuple[Schema, JSON, Tokens, bool]], list[Promised]]:
    """Schemas of the keys that the document names, and the keys that it does not."""
    properties = {**outer.properties, **schema.properties}
    required = {*outer.required, *schema.required}
    patterns = schema.first("patternProperties")
    more = schema.inner("additionalProperties")
    below: list[tuple[Schema, JSON, Tokens, bool]] = []
    unknown: list[Promised] = []
    for key, inner in value.items():
        place = (*tokens, key)
        if key in properties:
            below.append((properties[key], inner, place, key in required))
        elif isinstance(patterns, dict) and any(_matches(str(pattern), key) for pattern in patterns):
            continue
        elif more is not None and isinstance(more.target.value, dict):
            below.append((more, inner, place, False))
        elif _is_closed(schema) or (more is not None and more.is_false):
            near = ", ".join(list(properties)[:5])
            words = f"the document has no {quote(key, 60)} here" + (f"; it has {near}" if near else "")
            unknown.append(Promised(place, words, schema.target))
    return below, unknown


def _is_closed(schema: Schema) -> bool:
    """True if keys that the schema does not name are not promised."""
    return "object" in schema.types and any(True for _ in schema.values_of("type")) and not schema.options


def _matches(pattern: str, text: str) -> bool:
    import regex

    try:
        return regex.search(pattern, text, timeout=0.2) is not None
    except (regex.error, TimeoutError):
        return False
