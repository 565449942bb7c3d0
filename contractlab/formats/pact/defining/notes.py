"""What pact-python would write otherwise, and what a version keeps nothing of: remarks on an example as it is defined.

Source: the files that pact-python 4.2.0 (pact_ffi 0.5.12) wrote. Each remark is of a kind that the conformance test of
written files names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contractlab.contracts.defined import Defined, DefinedBody, DefinedPart, Element
from contractlab.contracts.defining import DefinitionNote
from contractlab.contracts.matcher import Matcher
from contractlab.values.content_types import detect_from_text
from contractlab.values.json_text import json_text
from contractlab.values.markers import MISSING

__all__ = ["notes_of"]

_CODE = "reference-writes-otherwise"
_MOST = 10_000
_NO_VALUE_NEEDED = frozenset({"null", "concat", "state_variable", "basic_auth"})
_EACH = {"each_key_matches": "eachKey", "each_value_matches": "eachValue"}


def notes_of(defined: Defined, version: str) -> Iterator[DefinitionNote]:
    """Remarks on an example, each kind once.

    Parameters
    ----------
    defined : Defined
    version : str
    """
    texts: set[str] = set()
    for note in _notes(defined, version):
        if note.text not in texts:
            texts.add(note.text)
            yield note


def _notes(defined: Defined, version: str) -> Iterator[DefinitionNote]:
    parts = [part for part in (defined.request, *defined.responses) if part is not None]
    for part in parts:
        for matcher in _matchers(part):
            yield from _of_matcher(matcher, version)
        yield from _of_texts(part)
        if part.body is not None:
            yield from _of_body(part.body)


def _otherwise(text: str) -> DefinitionNote:
    return DefinitionNote(_CODE, f"pact-python {text}")


def _of_matcher(matcher: Matcher, version: str) -> Iterator[DefinitionNote]:
    if matcher.generator is not None and version < "3.0":
        yield DefinitionNote(
            "generator-lost",
            f"Pact V2 has no generators, so {matcher.generator!r} is not in the file: the value stays the example; "
            "generators need spec_version='3.0'",
            "warning",
        )
    elif matcher.generator is not None and matcher.name == "like" and {"min", "max"} & set(matcher.generator.args):
        yield _otherwise("loses the bounds of a generator that stands in match.like(); here they are kept")
    if matcher.name == "all_of":
        yield _otherwise("writes null as the example of several matchers together; here it is that of the first")
    elif matcher.example is MISSING and not matcher.parts and matcher.name not in _NO_VALUE_NEEDED:
        yield _otherwise(
            f"has no fixed example for match.{matcher.name}() without a value; here it has one of its kind"
        )
    if matcher.name == "each_like" and _least(matcher) > 1:
        yield _otherwise(
            f"writes one item for match.each_like(min={_least(matcher)}); here there are as many as it asks"
        )
    if matcher.name in _EACH:
        yield _otherwise(f"repeats the example as a text in {_EACH[matcher.name]}; here it stands in the body alone")
    if matcher.name == "uuid" and "format" not in matcher.args:
        yield _otherwise("has another pattern for match.uuid(); both accept the same texts of one case")


def _least(matcher: Matcher) -> int:
    least = matcher.args.get("min", 1)
    return least if isinstance(least, int) else 1


def _of_texts(part: DefinedPart) -> Iterator[DefinitionNote]:
    """Texts outside of bodies that are JSON: the core takes them for a value, and writes something else."""
    values = [part.path, *(value for _, value in part.query), *(header.value for header in part.headers)]
    if any(isinstance(value, str) and value.lstrip()[:1] == "{" and "}" in value for value in values):
        yield _otherwise(
            "writes an empty text for one that is a JSON object in a path, parameter or header; it is kept"
        )


def _of_body(body: DefinedBody) -> Iterator[DefinitionNote]:
    if body.kind == "form" and any(_is_dropped(value) for value in dict(body.value).values()):
        yield _otherwise("drops fields of a form that are null, true or false, with their rules; they are kept")
    if body.kind == "json":
        if _has_key(body.value, "*"):
            yield _otherwise("writes a rule for every key where one is called *; here it is for that key alone")
        if body.content_type is None and isinstance(body.value, dict) and _is_text_to_core(body.value):
            yield _otherwise("takes this JSON for plain text, by its first key; here it stays JSON")


def _is_dropped(value: Any) -> bool:
    return value is None or isinstance(value, bool) or (isinstance(value, Matcher) and _is_dropped(value.example))


def _is_text_to_core(value: dict[str, Any]) -> bool:
    first = next(iter(value), "a")
    kind = detect_from_text(f"{{{json_text(first).encode('ascii', 'backslashreplace').decode()}: 1}}")
    return not kind.is_json


def _has_key(value: Any, key: str) -> bool:
    return any(isinstance(each, Mapping) and key in each for each in _walk(value))


def _matchers(part: DefinedPart) -> Iterator[Matcher]:
    values: list[Any] = [part.path, part.status, *(value for _, value in part.query)]
    values += [*(header.value for header in part.headers), *part.metadata.values()]
    if part.body is not None:
        values.append(part.body.value)
    return (each for value in values for each in _walk(value) if isinstance(each, Matcher))


def _walk(value: Any) -> Iterator[Any]:
    """A value and everything inside, matchers and elements too; no recursion."""
    waiting = [value]
    for _ in range(_MOST):
        if not waiting:
            return
        each = waiting.pop()
        yield each
        if isinstance(each, Mapping):
            waiting += each.values()
        elif isinstance(each, list | tuple):
            waiting += each
        elif isinstance(each, Matcher):
            waiting += [each.example, *each.parts]
        elif isinstance(each, Element):
            waiting += [*each.children, *each.attributes.values()]
