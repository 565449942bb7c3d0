"""Whether a value fits a schema, and whether a document is one of OpenAPI: both by the libraries that are for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from contractlab.openapi.checked_formats import format_checker
from contractlab.openapi.references import Place, References, UnreadableReference
from contractlab.values.json_types import JSON
from contractlab.values.source import join_pointer

__all__ = ["document_faults", "errors_at", "errors_of"]

_PATTERN_SECONDS = 0.2


def errors_of(place: Place, references: References, value: JSON, most: int) -> list[str]:
    """Why a value does not fit the schema at a place.

    Parameters
    ----------
    place : Place
    references : References
    value : JSON value
    most : int
        So many reasons at most.

    Raises
    ------
    UnreadableReference
        If the schema cannot be asked: a reference in it names nothing, or it goes in circles.
    """
    return [_told(error) for error in islice(errors_at(place, references, value), most)]


def errors_at(place: Place, references: References, value: JSON) -> Iterator[Any]:
    """The library's own errors of a value against the schema at a place.

    Parameters
    ----------
    place : Place
    references : References
    value : JSON value

    Raises
    ------
    UnreadableReference
        As `errors_of`.
    """
    from jsonschema.exceptions import _WrappedReferencingError
    from openapi_schema_validator import OAS30Validator, OAS31Validator

    is_old = str(references.document.get("openapi", "")).startswith("3.0")
    kind = _bounded(OAS30Validator if is_old else OAS31Validator)
    schema = {"$ref": f"{place.base}#{place.pointer}"}
    try:
        yield from kind(schema, registry=references.registry, format_checker=format_checker()).iter_errors(value)
    except _WrappedReferencingError as error:
        raise UnreadableReference(f"a reference of the schema cannot be followed: {str(error)[:300]}") from None
    except UnreadableReference:
        raise
    except RecursionError:
        raise UnreadableReference("the schema goes in circles") from None
    except Exception as error:  # a schema that is no schema makes any error there
        raise UnreadableReference(f"the schema cannot be used: {type(error).__name__}: {str(error)[:300]}") from None


@lru_cache(maxsize=4)
def _bounded(kind: Any) -> Any:
    """The validator with patterns that cannot run for ever: a document may be anybody's."""
    from jsonschema.exceptions import ValidationError
    from jsonschema.validators import extend

    def pattern(validator: Any, wanted: Any, value: Any, schema: Any) -> Iterator[Any]:
        if validator.is_type(value, "string") and not _matches(wanted, value):
            yield ValidationError(f"{value[:60]!r} does not match {str(wanted)[:60]!r}")

    def pattern_properties(validator: Any, wanted: Any, value: Any, schema: Any) -> Iterator[Any]:
        if validator.is_type(value, "object"):
            for expression, inner in wanted.items():
                for name, each in value.items():
                    if _matches(expression, name):
                        yield from validator.descend(each, inner, path=name, schema_path=expression)

    def is_integer(_checker: Any, value: Any) -> bool:
        return (isinstance(value, int) and not isinstance(value, bool)) or (
            isinstance(value, float) and value.is_integer()
        )

    # JSON knows one kind of numbers: 1.0 is an integer to everybody who reads it in JavaScript.
    types = kind.TYPE_CHECKER.redefine("integer", is_integer)
    return extend(kind, {"pattern": pattern, "patternProperties": pattern_properties}, type_checker=types)


def _matches(pattern: Any, text: str) -> bool:
    import regex

    try:
        return regex.search(str(pattern), text, timeout=_PATTERN_SECONDS) is not None
    except (regex.error, TimeoutError) as error:
        why = str(error) or "it takes too long"
        raise UnreadableReference(f"the pattern {str(pattern)[:60]} cannot be used: {why}") from None


def _told(error: Any) -> str:
    return f"{error.json_path}: {error.message}"[:500]


@lru_cache(maxsize=2)
def _checker(version: str) -> Any:
    from jsonschema import Draft4Validator, Draft202012Validator
    from openapi_spec_validator import schemas
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    if version == "3.0":
        return Draft4Validator(dict(schemas.schema_v30))
    rules = dict(schemas.schema_v31)
    # Crawled once: each schema of a document looks up an anchor, for which a registry is walked unless it was before.
    registry = Registry().with_resource(rules["$id"], DRAFT202012.create_resource(rules)).crawl()
    return Draft202012Validator({"$ref": rules["$id"]}, registry=registry)


def document_faults(document: dict[str, JSON], most: int) -> Iterator[tuple[str, str]]:
    """Where a document breaks the rules of OpenAPI: JSON pointer and reason.

    Nothing but the document itself is looked at: no reference is followed.

    Parameters
    ----------
    document : dict
    most : int
    """
    checker = _checker("3.0" if str(document.get("openapi")).startswith("3.0") else "3.1")
    try:
        for error in islice(checker.iter_errors(document), most):
            deepest = _deepest(error)
            yield join_pointer("", *deepest.absolute_path), str(deepest.message)[:300]
    except RecursionError:
        yield "", "it is nested too deeply to be checked"


def _deepest(error: Any) -> Any:
    """Of alternatives the reason that lies deepest: the one that was meant."""
    for _ in range(20):
        if not error.context:
            return error
        error = max(error.context, key=lambda each: len(each.absolute_path))
    return error
