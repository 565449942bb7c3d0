"""From the verifier's differences to ours: the same places, each with the rule that governs it here.

The verifier keeps no response. But each of its differences names a place and the value that was there; put into the
example's own response, they make one that differs in the same places. The matcher is asked about that, and of what it
says only the places stay that the verifier named: nothing else was ever seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from contractlab.contracts.contract import Example
from contractlab.values.headers import Headers
from contractlab.values.http import HttpResponse
from contractlab.values.json_path import parse_body_path
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING
from contractlab.values.message import Message
from contractlab.values.mismatch import Mismatch, PathToken, Star, format_path
from contractlab.values.result import MatchResult
from contractlab.values.rule import DecidingRule
from contractlab.verification.verifier_file import VerifierMismatch, VerifierResult

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


def join_mismatches(verified: VerifierResult, example: Example) -> tuple[MatchResult, HttpResponse | Message | None]:
    """The verifier's differences with an example's rules.

    Returns
    -------
    match : MatchResult
        Of verdict ``"failed"``, without an explanation: nobody saw what matched.
    response : HttpResponse, Message or None
        The stand-in; to be asked where secrets are, never to be shown.
    """
    places = [(_PARTS[mismatch.kind], _tokens(mismatch), mismatch) for mismatch in verified.mismatches]
    response = stand_in(example, verified.mismatches)
    again = _check(example, response)
    own = list(again.mismatches) if again is not None else []
    joined: list[Mismatch] = []
    for part, tokens, place in places:
        # A second difference of the same place says the same again.
        mine = [each for each in own if _same_place(each, part, tokens, place)]
        if mine:
            joined += [each for each in mine if each not in joined]
        elif not any(_same_place(each, part, tokens, place) for each in joined):
            joined.append(_reported(part, tokens, place, again))
    order = {id(each): number for number, each in enumerate(own)}
    joined.sort(key=lambda each: order.get(id(each), len(order)))
    return MatchResult("failed", tuple(joined), subject=_subject(example), example=example), response


def _subject(example: Example) -> str:
    return "response" if example.kind == "http" else "message"


def _check(example: Example, recording: HttpResponse | Message | None) -> MatchResult | None:
    if recording is None:
        return None
    return example.check_message(recording) if isinstance(recording, Message) else example.check_response(recording)


def _tokens(reported: VerifierMismatch) -> Tokens | None:
    """The steps of a body path; None where it is no path of JSON."""
    if reported.kind != "BodyMismatch":
        return None
    if reported.path in ("$", ""):
        return ()
    try:
        steps = parse_body_path(reported.path).steps
    except ValueError:
        return None
    return None if any(isinstance(step, Star) for step in steps) else steps


def _missing_keys(reported: VerifierMismatch) -> list[str]:
    """Keys that the verifier missed in a map; it lists those that were expected and those that were there."""
    if reported.kind != "BodyMismatch" or not _KEYS.search(reported.words):
        return []
    expected, actual = _decoded(reported.expected), _decoded(reported.actual)
    if not isinstance(expected, list) or not isinstance(actual, list):
        return []
    return [key for key in expected if isinstance(key, str) and key not in actual]


def _same_place(mismatch: Mismatch, part: str, tokens: Tokens | None, reported: VerifierMismatch) -> bool:
    if part == "body":
        if mismatch.part not in ("body", "contents") or tokens is None:
            return False
        missing = _missing_keys(reported)
        if missing:
            return mismatch.tokens[:-1] == tokens and bool(mismatch.tokens) and mismatch.tokens[-1] in missing
        return mismatch.tokens == tokens and mismatch.code != "missing-key"
    if part == "metadata":
        return mismatch.part == "metadata" and mismatch.path == reported.path
    if part == "headers":
        name = reported.path.removeprefix("$.").lower()  # so it writes rules for lists of values
        return mismatch.part == "headers" and mismatch.path.lower() == name
    return mismatch.part == part


def stand_in(example: Example, reported: Iterable[VerifierMismatch]) -> HttpResponse | Message | None:
    """What the example itself would send, with the values that the verifier saw put in; None where that is nothing."""
    if example.kind == "message":
        return _message(example, reported)
    if example.kind != "http":
        return None
    expected = example.response
    status, headers = expected.status, {name: list(values) for name, values in expected.headers.items()}
    body: bytes | None = expected.body.data if expected.body.presence == "present" else None
    changes: list[tuple[Tokens, VerifierMismatch]] = []
    for difference in reported:
        if difference.kind == "StatusMismatch" and isinstance(difference.actual, int):
            status = difference.actual
        elif difference.kind == "HeaderMismatch":
            name = next(
                (key for key in headers if key.lower() == difference.path.removeprefix("$.").lower()), difference.path
            )
            headers.pop(name, None)
            if isinstance(difference.actual, str) and not _ABSENT.search(difference.words):
                headers[name] = [difference.actual]
        elif difference.kind == "BodyTypeMismatch":
            if isinstance(difference.actual, str):
                headers = {key: value for key, value in headers.items() if key.lower() != "content-type"}
                headers["Content-Type"] = [difference.actual]
            body = difference.body.encode("utf-8", "surrogatepass") if difference.body is not None else body
        else:
            tokens = _tokens(difference)
            if tokens is not None:
                changes.append((tokens, difference))
    if changes and body is not None:
        body = _changed(body, changes)
    if body is not None and not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = [str(expected.body.type_with(None))]
    return HttpResponse(status, Headers(headers), body)


def _message(example: Example, reported: Iterable[VerifierMismatch]) -> Message | None:
    own = next((part.recording for part in example.own_parts), None)
    if not isinstance(own, Message) or not isinstance(own.contents, bytes):
        return None
    metadata = dict(own.metadata)
    changes: list[tuple[Tokens, VerifierMismatch]] = []
    for difference in reported:
        tokens = _tokens(difference)
        if tokens is not None:
            changes.append((tokens, difference))
        elif difference.kind == "MetadataMismatch":
            metadata.pop(difference.path, None)
            if difference.actual is not None and not _ABSENT.search(difference.words):
                metadata[difference.path] = _decoded(difference.actual)
    return Message(_changed(own.contents, changes), metadata)


def _changed(body: bytes, changes: list[tuple[Tokens, VerifierMismatch]]) -> bytes:
    try:
        document = parse_json(body)
    except (NotJson, RecursionError):
        return body
    # What is further up first: a whole array before one of its items.
    for tokens, difference in sorted(changes, key=lambda change: len(change[0])):
        missing = _missing_keys(difference)
        if missing:
            place = _at(document, tokens)
            if isinstance(place, dict):
                for key in missing:
                    place.pop(key, None)
                for key in _decoded(difference.actual):
                    place.setdefault(str(key), None)  # what was there instead may be the missing key's new name
        elif tokens:
            _put(document, tokens, _decoded(difference.actual))
        else:
            document = _decoded(difference.actual)
    return json.dumps(document, ensure_ascii=True).encode("ascii")


def _at(document: JSON, tokens: Tokens) -> JSON:
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


def _put(document: JSON, tokens: Tokens, value: JSON) -> None:
    place, last = _at(document, tokens[:-1]), tokens[-1]
    if isinstance(place, dict):
        place[str(last)] = value
    elif isinstance(place, list) and isinstance(last, int) and _at(place, (last,)) is not MISSING:
        place[last] = value


def _decoded(written: JSON) -> JSON:
    """The value behind a text of JSON; arrays hold such texts again."""
    value = _json(written)
    if isinstance(value, list) and isinstance(written, str):
        inner = [_json(item) for item in value]
        if all(isinstance(item, str) for item in value) and all(below is not MISSING for below in inner):
            return inner
    return written if value is MISSING else value


def _json(text: JSON) -> JSON:
    if not isinstance(text, str):
        return text
    try:
        return parse_json(text.encode("utf-8", "surrogatepass"))
    except (NotJson, RecursionError):
        return MISSING


def _reported(part: str, tokens: Tokens | None, reported: VerifierMismatch, again: MatchResult | None) -> Mismatch:
    """A difference that only the verifier sees, with the rule in force at its place."""
    path = (
        format_path(tokens)
        if tokens is not None
        else reported.path.removeprefix("$.")
        if part == "headers"
        else reported.path
    )
    facts: Mapping[str, JSON] = {"at": f"The verifier said: {reported.words}"} if reported.words else {}
    expected = _decoded(reported.expected) if part == "body" else reported.expected
    actual = _decoded(reported.actual) if part == "body" else reported.actual
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
