"""Schemas of an API document, of 3.0 and 3.1 alike: keywords with references followed and ``allOf`` taken together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from contractlab.openapi.references import Place, References, UnreadableReference
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.source import join_pointer

__all__ = ["Schema"]

_MOST_PARTS = 200
"""Schemas under ``allOf`` that are taken together."""
_OPTIONS = ("oneOf", "anyOf")
_MOST_ERRORS = 50


@dataclass(frozen=True, eq=False)
class Schema:
    """A schema at a place of a document.

    Attributes
    ----------
    place : Place
        Where it is written, before its references are followed.
    references : References
    """

    place: Place
    references: References

    @cached_property
    def target(self) -> Place:
        """Where it stands once its references are followed.

        Raises
        ------
        UnreadableReference
            If nothing can be found there.
        """
        return self.references.resolved(self.place)

    @property
    def pointer(self) -> str:
        """JSON pointer of the schema, its references followed."""
        return self.target.pointer

    @cached_property
    def keywords(self) -> Mapping[str, JSON]:
        """What it says by itself; empty for ``true`` and for what is no schema."""
        value = self.target.value
        if not isinstance(value, Mapping):
            return {}
        beside = self.place.value
        if self.target is not self.place and isinstance(beside, Mapping) and len(beside) > 1 and self._beside_counts:
            return {**value, **{key: each for key, each in beside.items() if key != "$ref"}}
        return value

    @property
    def _beside_counts(self) -> bool:
        """In 3.0 nothing counts beside ``$ref``."""
        return not str(self.references.document.get("openapi", "")).startswith("3.0")

    @property
    def is_false(self) -> bool:
        """True for the schema ``false``, which nothing fits."""
        return self.target.value is False

    def below(self, *steps: str | int) -> Schema:
        """The schema at a place below."""
        value: Any = self.target.value
        for step in steps:
            value = value[step]
        at = Place(value, self.target.base, join_pointer(self.target.pointer, *steps))
        return Schema(at, self.references)

    @cached_property
    def parts(self) -> tuple[Schema, ...]:
        """The schema itself and everything under its ``allOf``, each once, in order."""
        found_parts: list[Schema] = []
        seen: set[tuple[str, str]] = set()
        waiting: list[Schema] = [self]
        while waiting and len(found_parts) < _MOST_PARTS:
            schema = waiting.pop(0)
            name = (schema.target.base, schema.target.pointer)
            if name in seen:
                continue
            seen.add(name)
            found_parts.append(schema)
            listed = schema.keywords.get("allOf")
            if isinstance(listed, Sequence) and not isinstance(listed, str):
                waiting = [*(schema.below("allOf", index) for index in range(len(listed))), *waiting]
        return tuple(found_parts)

    def values_of(self, keyword: str) -> Iterator[JSON]:
        """The values of a keyword in the schema and its parts."""
        return (part.keywords[keyword] for part in self.parts if keyword in part.keywords)

    def first(self, keyword: str) -> JSON:
        """The first value of a keyword; None where there is none."""
        return next(self.values_of(keyword), None)

    @cached_property
    def types(self) -> tuple[str, ...]:
        """Names of types that it allows; empty where it says nothing. ``"null"`` where null is allowed."""
        allowed: list[str] | None = None
        for stated in self.values_of("type"):
            names = stated if isinstance(stated, list) else [stated] if isinstance(stated, str) else []
            listed = [str(each) for each in names]
            allowed = listed if allowed is None else [each for each in allowed if each in listed]
        if allowed is None:
            allowed = self._implied()
        if self.first("nullable") is True and "null" not in allowed and allowed:
            allowed = [*allowed, "null"]
        return tuple(allowed)

    def _implied(self) -> list[str]:
        """The type that keywords are of, where none is stated."""
        if any(True for _ in self.values_of("properties")) or any(True for _ in self.values_of("required")):
            return ["object"]
        return ["array"] if any(True for _ in self.values_of("items")) else []

    @cached_property
    def properties(self) -> dict[str, Schema]:
        """Schemas of properties by name, in order; of several parts the first."""
        made: dict[str, Schema] = {}
        for part in self.parts:
            listed = part.keywords.get("properties")
            if isinstance(listed, Mapping):
                for name in listed:
                    made.setdefault(str(name), part._below("properties", str(name)))
        return made

    def _below(self, *steps: str | int) -> Schema:
        """As `below`; keywords beside a reference stand where the reference does."""
        owner = self.target if steps[0] in _mapping(self.target.value) else self.place
        value: Any = owner.value
        for step in steps:
            value = value[step]
        return Schema(Place(value, owner.base, join_pointer(owner.pointer, *steps)), self.references)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of properties that must be there."""
        listed = (each for stated in self.values_of("required") if isinstance(stated, list) for each in stated)
        return tuple(dict.fromkeys(each for each in listed if isinstance(each, str)))

    def inner(self, keyword: str) -> Schema | None:
        """The schema under a keyword such as ``items``; None where there is none."""
        for part in self.parts:
            if isinstance(part.keywords.get(keyword), Mapping | bool):
                return part._below(keyword)
        return None

    def schemas_of(self, keyword: str) -> tuple[Schema, ...]:
        """The schemas under a keyword such as ``not``, of every part that has one."""
        return tuple(
            part._below(keyword) for part in self.parts if isinstance(part.keywords.get(keyword), Mapping | bool)
        )

    def entry(self, keyword: str, name: str) -> Schema | None:
        """The schema under a name of a keyword such as ``patternProperties``; None where there is none."""
        for part in self.parts:
            if isinstance(_mapping(part.keywords.get(keyword)).get(name), Mapping | bool):
                return part._below(keyword, name)
        return None

    def listed(self, keyword: str) -> tuple[Schema, ...]:
        """The schemas under a keyword such as ``prefixItems``."""
        for part in self.parts:
            value = part.keywords.get(keyword)
            if isinstance(value, list):
                return tuple(part._below(keyword, index) for index in range(len(value)))
        return ()

    @property
    def options(self) -> tuple[Schema, ...]:
        """Alternatives: what stands under ``oneOf`` or ``anyOf``."""
        return next((found_options for name in _OPTIONS if (found_options := self.listed(name))), ())

    @property
    def example(self) -> tuple[JSON, ...]:
        """The example that the document gives, or nothing."""
        for keyword in ("example", "examples", "const", "default"):
            for stated in self.values_of(keyword):
                if keyword == "examples":
                    if isinstance(stated, list) and stated:
                        return (stated[0],)
                    continue
                return (stated,)
        return ()

    def errors(self, value: JSON) -> list[str]:
        """Why a value does not fit, as `jsonschema` says it; empty where it fits.

        Raises
        ------
        UnreadableReference
            If the schema cannot be asked.
        """
        from contractlab.openapi.validating import errors_of

        return errors_of(self.place, self.references, value, _MOST_ERRORS)

    def __repr__(self) -> str:
        try:
            return f"<Schema {self.pointer or '/'}>"
        except UnreadableReference as error:
            return f"<Schema {error}>"


def _mapping(value: JSON) -> JSONObject:
    return value if isinstance(value, dict) else {}
