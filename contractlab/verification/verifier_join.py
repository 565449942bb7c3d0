"""From the verifier's differences to ours: the same places, each with the rule that governs it here.

The verifier keeps no response. But each of its differences names a place and the value that was there; put into the
example's own response, they make one that differs in the same places. The matcher is asked about that, and of what it
says only the places stay that the verifier named: nothing else was ever seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from contractlab.contracts.example import Example
from contractlab.values.headers import Headers
from contractlab.values.http import HttpResponse
from contractlab.values.json_path import parse_body_path
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.markers import MISSING
from contractlab.values.message import Message
from contractlab.values.mismatch import Mismatch, PathToken, Star, format_path
from contractlab.values.result import MatchResult
from contractlab.values.rule import DecidingRule
from contractlab.verification.verifier_file import Told, ToldMismatch

__all__ = ["join_mismatches", "stand_in"]

Tokens = tuple[PathToken, ...]
_PARTS = {
    "BodyMismatch": "body", "BodyTypeMismatch": "content-type", "HeaderMismatch": "headers", "StatusMismatch": "status",
    "MetadataMismatch": "metadata", "QueryMismatch": "query", "MethodMismatch": "method", "PathMismatch": "path",
}  # fmt: skip
_ABSENT = re.compile(r"but (?:it )?was missing$")
_KEYS = re.compile(r"^Actual map is missing the following keys|^Expected a Map with keys")
_MOST_ITEMS = 10_000
"""Items that are made up to reach an index; a hostile file may name any."""


def join_mismatches(told: Told, example: Example) -> tuple[MatchResult, HttpResponse | Message | None]:
    """The verifier's differences with an example's rules.

    Returns
    -------
    match : MatchResult
        Of verdict ``"failed"``, without an explanation: nobody saw what matched.
    response : HttpResponse, Message or None
        The stand-in; to be asked where secrets are, never to be shown.
    """
    places = [(_PARTS[one.kind], _tokens(one), one) for one in told.mismatches]
    response = stand_in(example, told.mismatches)
    again = _check(example, response)
    known = list(again.mismatches) if again is not None else []
    found: list[Mismatch] = []
    for part, tokens, one in places:
        # A second difference of the same place says the same again.
        mine = [other for other in known if _same_place(other, part, tokens, one)]
        if mine:
            found += [other for other in mine if other not in found]
        elif not any(_same_place(other, part, tokens, one) for other in found):
            found.append(_reported(part, tokens, one, again))
    order = {id(other): number for number, other in enumerate(known)}
    found.sort(key=lambda other: order.get(id(other), len(order)))
    return MatchResult("failed", tuple(found), subject=_subject(example), example=example), response


def _subject(example: Example) -> str:
    return "response" if example.kind == "http" else "message"


def _check(example: Example, recording: HttpResponse | Message | None) -> MatchResult | None:
    if recording is None:
        return None
    return example.check_message(recording) if isinstance(recording, Message) else example.check_response(recording)


# -- places -----------------------------------------------------------------------------------------------------------


def _tokens(one: ToldMismatch) -> Tokens | None:
    """The steps of a body path; None where it is no path of JSON."""
    if one.kind != "BodyMismatch":
        return None
    if one.path in ("$", ""):
        return ()
    try:
        steps = parse_body_path(one.path).steps
    except ValueError:
        return None
    return None if any(isinstance(step, Star) for step in steps) else steps


def _missing_keys(one: ToldMismatch) -> list[str]:
    """Keys that the verifier missed in a map; it lists those that were expected and those that were there."""
    if one.kind != "BodyMismatch" or not _KEYS.search(one.words):
        return []
    expected, actual = _decoded(one.expected), _decoded(one.actual)
    if not isinstance(expected, list) or not isinstance(actual, list):
        return []
    return [key for key in expected if isinstance(key, str) and key not in actual]


def _same_place(other: Mismatch, part: str, tokens: Tokens | None, one: ToldMismatch) -> bool:
    if part == "body":
        if other.part not in ("body", "contents") or tokens is None:
            return False
        missing = _missing_keys(one)
        if missing:
            return other.tokens[:-1] == tokens and bool(other.tokens) and other.tokens[-1] in missing
        return other.tokens == tokens and other.code != "missing-key"
    if part == "metadata":
        return other.part == "metadata" and other.path == one.path
    if part == "headers":
        name = one.path.removeprefix("$.").lower()  # so it writes rules for lists of values
        return other.part == "headers" and other.path.lower() == name
    return other.part == part


# -- a response that differs in the same places -----------------------------------------------------------------------


def stand_in(example: Example, told: Iterable[ToldMismatch]) -> HttpResponse | Message | None:
    """What the example itself would send, with the values that the verifier saw put in; None where that is nothing."""
    if example.kind == "message":
        return _message(example, told)
    if example.kind != "http":
        return None
    expected = example.response
    status, headers = expected.status, {name: list(values) for name, values in expected.headers.items()}
    body: bytes | None = expected.body.data if expected.body.presence == "present" else None
    changes: list[tuple[Tokens, ToldMismatch]] = []
    for one in told:
        if one.kind == "StatusMismatch" and isinstance(one.actual, int):
            status = one.actual
        elif one.kind == "HeaderMismatch":
            name = next((key for key in headers if key.lower() == one.path.removeprefix("$.").lower()), one.path)
            headers.pop(name, None)
            if isinstance(one.actual, str) and not _ABSENT.search(one.words):
                headers[name] = [one.actual]
        elif one.kind == "BodyTypeMismatch":
            if isinstance(one.actual, str):
                headers = {key: value for key, value in headers.items() if key.lower() != "content-type"}
                headers["Content-Type"] = [one.actual]
            body = one.body.encode("utf-8", "surrogatepass") if one.body is not None else body
        else:
            tokens = _tokens(one)
            if tokens is not None:
                changes.append((tokens, one))
    if changes and body is not None:
        body = _changed(body, changes)
    if body is not None and not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = [str(expected.body.type_with(None))]
    return HttpResponse(status, Headers(headers), body)


def _message(example: Example, told: Iterable[ToldMismatch]) -> Message | None:
    own = next((part.recording for part in example.own_parts), None)
    if not isinstance(own, Message) or not isinstance(own.contents, bytes):
        return None
    metadata = dict(own.metadata)
    changes: list[tuple[Tokens, ToldMismatch]] = []
    for one in told:
        tokens = _tokens(one)
        if tokens is not None:
            changes.append((tokens, one))
        elif one.kind == "MetadataMismatch":
            metadata.pop(one.path, None)
            if one.actual is not None and not _ABSENT.search(one.words):
                metadata[one.path] = _decoded(one.actual)
    return Message(_changed(own.contents, changes), metadata)


def _changed(body: bytes, changes: list[tuple[Tokens, ToldMismatch]]) -> bytes:
    try:
        document = parse_json(body)
    except (NotJson, RecursionError):
        return body
    # What is further up first: a whole array before one of its items.
    for tokens, one in sorted(changes, key=lambda change: len(change[0])):
        missing = _missing_keys(one)
        if missing:
            place = _at(document, tokens)
            if isinstance(place, dict):
                for key in missing:
                    place.pop(key, None)
                for key in _decoded(one.actual):
                    place.setdefault(str(key), None)  # what was there instead may be the missing key's new name
        elif tokens:
            _put(document, tokens, _decoded(one.actual))
        else:
            document = _decoded(one.actual)
    return json.dumps(document, ensure_ascii=True).encode("ascii")


def _at(document: Any, tokens: Tokens) -> Any:
    for token in tokens:
        if isinstance(token, int) and isinstance(document, list):
            if document and token < _MOST_ITEMS:
                while len(document) <= token:
                    document.append(json.loads(json.dumps(document[0])))
            if token >= len(document):
                return MISSING
            document = document[token]
        elif isinstance(document, dict) and str(token) in document:
            document = document[str(token)]
        else:
            return MISSING
    return document


def _put(document: Any, tokens: Tokens, value: Any) -> None:
    place, last = _at(document, tokens[:-1]), tokens[-1]
    if isinstance(place, dict):
        place[str(last)] = value
    elif isinstance(place, list) and isinstance(last, int) and _at(place, (last,)) is not MISSING:
        place[last] = value


def _decoded(written: Any) -> Any:
    """The value behind a text of JSON; arrays hold such texts again."""
    value = _json(written)
    if isinstance(value, list) and isinstance(written, str):
        inner = [_json(one) for one in value]
        if all(isinstance(one, str) for one in value) and all(other is not MISSING for other in inner):
            return inner
    return written if value is MISSING else value


def _json(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return parse_json(text.encode("utf-8", "surrogatepass"))
    except (NotJson, RecursionError):
        return MISSING


# -- what the matcher does not say ------------------------------------------------------------------------------------


def _reported(part: str, tokens: Tokens | None, one: ToldMismatch, again: MatchResult | None) -> Mismatch:
    """A difference that only the verifier sees, with the rule in force at its place."""
    path = format_path(tokens) if tokens is not None else one.path.removeprefix("$.") if part == "headers" else one.path
    facts: Mapping[str, Any] = {"at": f"The verifier said: {one.words}"} if one.words else {}
    expected = _decoded(one.expected) if part == "body" else one.expected
    actual = _decoded(one.actual) if part == "body" else one.actual
    if expected is None and actual is None:
        expected = actual = MISSING
    return Mismatch(part, path, "reported", _rule_at(again, part, tokens, path), expected, actual, tokens or (), facts)


def _rule_at(again: MatchResult | None, part: str, tokens: Tokens | None, path: str) -> DecidingRule | None:
    if again is None:
        return None
    for kind, name, row in again.explanation.parts:
        if kind == part and name.lower() == path.lower():
            return row.rule
    node = again.explanation.body if part == "body" and tokens is not None else None
    for token in tokens or ():
        node = None if node is None else next((child for child in node.children if child.key == token), None)
    return None if node is None else node.rule
