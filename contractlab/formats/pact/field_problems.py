"""Fields that the specification does not know, and what is missing or odd around the examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from contractlab.contracts.problems import Problem
from contractlab.formats.pact.bodies import BODY_ATTRIBUTES
from contractlab.formats.pact.core_loading import V4_TYPES
from contractlab.formats.pact.model import PactContract
from contractlab.values.json_types import JSON, Value
from contractlab.values.source import Source, join_pointer
from contractlab.values.text import visible

__all__ = ["beside_fields", "field_problems"]

TOP = frozenset({"consumer", "provider", "interactions", "messages", "metadata"})
BROKER = frozenset({"createdAt", "_links", "_id", "_embedded"})
"""Fields that a Pact Broker adds to what it serves."""

_VERSIONS = frozenset({"pactSpecification", "pact-specification", "pactSpecificationVersion"})
_STATES = frozenset({"providerState", "provider_state", "providerStates"})
_PART = frozenset({"headers", "body", "matchingRules", "generators"})
REQUEST = _PART | {"method", "path", "query", "requestMatchingRules"}
RESPONSE = _PART | {"status", "responseMatchingRules"}
MESSAGE = frozenset({"contents", "metadata", "metaData", "matchingRules", "generators"})
HTTP = _STATES | {"_id", "description", "request", "response"}
V4 = frozenset(
    {
        "type",
        "key",
        "description",
        "pending",
        "comments",
        "pluginConfiguration",
        "interactionMarkup",
        "transport",
        "_id",
    }
)


_ASKED = HTTP | MESSAGE | {"type", "key", "pending"}
"""Fields of an example that say what is asked, or how it is called."""


def beside_fields(document: Mapping[str, JSON], *, of_file: bool) -> dict[str, JSON]:
    """Fields of a file or an example that ask for nothing, without what a broker adds.

    Parameters
    ----------
    document : JSON object
    of_file : bool
        False for that of an example.
    """
    asked = (TOP - {"metadata"}) | BROKER if of_file else _ASKED
    kept = {name: value for name, value in document.items() if name not in asked}
    metadata = kept.get("metadata")
    if of_file and isinstance(metadata, Mapping):
        # The version stands in it, and has a sentence of its own.
        kept["metadata"] = {name: value for name, value in metadata.items() if name not in _VERSIONS}
    return kept


def field_problems(contract: PactContract) -> list[Problem]:
    """Oddities of the file's structure.

    Parameters
    ----------
    contract : PactContract
    """
    source, document = contract.source, contract.document
    problems = [*_frame(source, document), *_unknown(source, document, TOP | BROKER, "")]
    for field in ("interactions", "messages"):
        listed = document.get(field)
        if isinstance(listed, list):
            for index, value in enumerate(listed):
                if isinstance(value, Mapping):
                    problems += _interaction(
                        source, value, f"/{field}/{index}", contract.spec_version, field == "messages"
                    )
    problems += _duplicate_keys(contract)
    return problems


def _at(source: Source, severity: Any, code: str, message: str, pointer: str) -> Problem:
    return Problem(severity, code, message, source.at(pointer))


def _frame(source: Source, document: Mapping[str, JSON]) -> Iterator[Problem]:
    for role in ("consumer", "provider"):
        participant = document.get(role)
        if not (isinstance(participant, Mapping) and isinstance(participant.get("name"), str)):
            yield _at(source, "warning", "no-name", f"the {role} has no name; it is called {role!r}", f"/{role}")
    metadata = document.get("metadata")
    if not isinstance(metadata, Mapping) or not (
        metadata.keys() & {"pactSpecification", "pact-specification", "pactSpecificationVersion"}
    ):
        yield _at(
            source,
            "warning",
            "no-version",
            "the file names no version of the specification; it is read as V3",
            "/metadata",
        )


def _unknown(source: Source, value: Value, allowed: Iterable[str], pointer: str) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        return
    names = set(allowed)
    for field in value:
        if field in names or field.startswith(("_", "x-")):
            continue
        near = get_close_matches(field, names, n=1, cutoff=0.75)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        message = f"the field '{visible(field)[:80]}' is unknown here and is ignored{hint}"
        yield _at(source, "warning" if near else "info", "unknown-field", message, join_pointer(pointer, field))


def _interaction(
    source: Source, value: Mapping[str, JSON], pointer: str, version: str, message: bool
) -> Iterator[Problem]:
    if not isinstance(value.get("description"), str) or not value["description"]:
        yield _at(source, "warning", "no-description", "the example has no description", pointer)
    kind = "Asynchronous/Messages" if message else "Synchronous/HTTP"
    allowed = HTTP if not message else _STATES | MESSAGE | {"description", "_id"}
    if version == "4.0":
        declared = value.get("type")
        if isinstance(declared, str) and declared in V4_TYPES:
            kind = declared
        elif "type" in value:
            return
        allowed = V4 | _STATES | (MESSAGE if kind == "Asynchronous/Messages" else frozenset({"request", "response"}))
    yield from _unknown(source, value, allowed | {"pending"}, pointer)
    yield from _pending(source, value, pointer, version)
    yield from _parts(source, value, pointer, kind, version)


def _pending(source: Source, value: Mapping[str, JSON], pointer: str, version: str) -> Iterator[Problem]:
    """The core knows the field since V4, and takes nothing but true for it."""
    pending = value.get("pending", False)
    if version != "4.0" and pending:
        text = "'pending' counts since V4 alone, so a failure of this example breaks the build"
        yield _at(source, "warning", "ignored-pending", text, join_pointer(pointer, "pending"))
    elif not isinstance(pending, bool):
        text = "'pending' is to be true or false; anything else is false, so a failure breaks the build"
        yield _at(source, "warning", "ignored-pending", text, join_pointer(pointer, "pending"))


def _parts(source: Source, value: Mapping[str, JSON], pointer: str, kind: str, version: str) -> Iterator[Problem]:
    request, response = join_pointer(pointer, "request"), join_pointer(pointer, "response")
    if kind == "Synchronous/HTTP":
        for name, allowed, at in (("request", REQUEST, request), ("response", RESPONSE, response)):
            part = value.get(name)
            if not isinstance(part, Mapping):
                text = f"the example has no {name}; an empty one is assumed"
                yield _at(source, "warning", f"no-{name}", text, pointer)
                continue
            yield from _unknown(source, part, allowed, at)
            if version == "4.0":
                yield from _v4_body(source, part.get("body"), join_pointer(at, "body"))
            if name == "response":
                yield from _status(source, part.get("status", 200), join_pointer(at, "status"))
    elif kind == "Synchronous/Messages":
        yield from _unknown(source, value.get("request"), MESSAGE, request)
        replies = value.get("response")
        for index, reply in enumerate(replies if isinstance(replies, list) else []):
            yield from _unknown(source, reply, MESSAGE, join_pointer(response, index))
    rules = value.get("matchingRules")
    if kind == "Asynchronous/Messages" and isinstance(rules, Mapping) and "contents" in rules:
        text = "rules under 'contents' are never used by the Rust core; the category of a message is 'body'"
        yield _at(source, "error", "unused-category", text, join_pointer(pointer, "matchingRules", "contents"))


def _status(source: Source, status: Any, pointer: str) -> Iterator[Problem]:
    if isinstance(status, int) and status >= 65536:
        text = f"the core keeps 16 bits of a status, so {status:,} is read as {status & 0xFFFF}"
        yield _at(source, "error", "bad-status", text, pointer)


def _v4_body(source: Source, body: Any, pointer: str) -> Iterator[Problem]:
    if body is None:
        return
    if not isinstance(body, Mapping):
        text = "a body of V4 is an object with 'content'; this one is taken as plain text"
        yield _at(source, "warning", "bare-body", text, pointer)
        return
    if "content" not in body and body:
        text = (
            "the body has no 'content', so no body is expected and anything passes"
            if not body.keys() - BODY_ATTRIBUTES
            else "the body has no 'content'; the whole object is taken for it"
        )
        yield _at(source, "warning", "no-content", text, pointer)
    elif "content" in body:
        yield from _unknown(source, body, BODY_ATTRIBUTES, pointer)


def _duplicate_keys(contract: PactContract) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for example in contract.pact_examples:
        key = example.document.get("key")
        if not isinstance(key, str) or not key:
            continue
        if key in seen:
            text = f"the key {visible(key)[:80]!r} belongs to {visible(seen[key])[:80]!r} already; keys must be unique"
            yield Problem(
                "warning", "duplicate-key", text, contract.source.at(join_pointer(example.pointer, "key")), example.key
            )
        seen.setdefault(key, example.description)
