"""Odd questions as cases: expected responses, messages and requests, each with what was received."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from conformance.odd_questions import CONTENTS, NUMBERS, TYPE_KEYS, TYPES, WORDS, Asker, Case, in_python, written
from conformance.text_strategies import declare
from hypothesis import strategies as st

__all__ = ["header_response", "json_request", "json_response", "message", "query_request", "seeded", "typed_response"]

NAMES = ["X-A", "x-b", "Accept", "Vary", "ETag", "Content-Language", "Link"]
JSON_TYPE = "application/json"


def seeded(grow: Callable[[Asker], Case], version: str) -> st.SearchStrategy[Case]:
    """Cases, each of one number."""
    return st.integers(0, 2**40).map(lambda number: grow(Asker(Random(number), version)))


def _body_rules(asker: Asker, places: list[list[str | int]]) -> dict[str, Any]:
    return {asker.path(steps): asker.rule_list() for steps in places}


def _grown(asker: Asker) -> tuple[dict[str, Any], Any]:
    """Rules, and a value that some of them mean."""
    places = [asker.steps() for _ in range(asker.chance.randint(0, 3))]
    return _body_rules(asker, places), asker.value(places[0] if places else [])


def _with_rules(asker: Asker, part: dict[str, Any], categories: dict[str, Any]) -> dict[str, Any]:
    rules = declare(asker.version, categories)
    if rules or asker.odds(0.1):
        part["matchingRules"] = rules
    return part


def _body(asker: Asker, value: Any) -> Any:
    """A JSON value as a contract holds it: as a value, or as a text."""
    as_text = asker.odds(0.3) and isinstance(value, dict | list)
    content: Any = written(value) if as_text else in_python(value)
    if asker.v4:
        kind = {} if asker.odds(0.1) else {"contentType": JSON_TYPE}
        encoded = {} if asker.odds(0.2) else {"encoded": "JSON" if as_text else False}
        if isinstance(content, str) and not as_text:
            content, encoded = json.dumps(content), {"encoded": "JSON"}
        return {"content": content, **kind, **encoded}
    return json.dumps(content) if isinstance(content, str) and not as_text else content


def json_response(asker: Asker) -> Case:
    """A JSON body with rules."""
    rules, value = _grown(asker)
    part: dict[str, Any] = {"body": _body(asker, value), "headers": {"Content-Type": JSON_TYPE}}
    if asker.v4:
        part["headers"] = {"Content-Type": [JSON_TYPE]}
    part = _with_rules(asker, asker.left_out(part, 0.04), {"body": rules})
    sent = [] if asker.odds(0.05) else [("Content-Type", JSON_TYPE)]
    received = value if asker.odds(0.25) else asker.damaged(value)
    return part, (200, sent, b"" if asker.odds(0.02) else written(received).encode())


def header_response(asker: Asker) -> Case:
    """Headers with any number of values, and a status, each with or without rules."""
    values = [*WORDS[1:], "a,b", "a, b", "b;q=1", "text/plain; charset=utf-8", *NUMBERS[2:8]]
    values = [value for value in values if value.isascii()]
    headers: dict[str, Any] = {}
    rules: dict[str, Any] = {}
    sent: list[tuple[str, str]] = []
    for name in asker.chance.sample(NAMES, asker.chance.randint(0, 2)):
        listed = [asker.pick(values) for _ in range(asker.pick([0, 1, 1, 2, 3]))]
        headers[name] = listed if asker.v4 or len(listed) != 1 or asker.odds(0.5) else listed[0]
        if asker.odds(0.6):
            rules[asker.pick([name, name, name.lower()])] = asker.rule_list()
        lines = (
            listed
            if asker.odds(0.4)
            else [asker.pick([*listed, asker.pick(values)]) for _ in range(asker.pick([0, 1, 2]))]
        )
        sent += [(name, line) for line in lines]
    part: dict[str, Any] = {"status": asker.pick([200, 201, 404])}
    if headers or asker.odds(0.2):
        part["headers"] = headers
    categories: dict[str, Any] = {"header": rules}
    if asker.odds(0.4):
        categories["status"] = asker.rule_list()
    part = _with_rules(asker, asker.left_out(part), categories)
    return part, (asker.pick([part.get("status", 200), 200, 404]), sent, b"")


def _loose(asker: Asker, content: Any) -> bytes:
    value = content if asker.odds(0.6) else asker.pick(CONTENTS)
    text = value if isinstance(value, str) else json.dumps(value)
    return b"" if asker.odds(0.06) else text.encode()


def typed_response(asker: Asker) -> Case:
    """Bodies of every type, with their types left out, twice or wrong."""
    content = asker.pick(CONTENTS)
    part: dict[str, Any] = {}
    if asker.odds(0.7):
        kind = asker.pick(TYPES)
        part["headers"] = {asker.pick(["Content-Type", "content-type"]): [kind] if asker.v4 else kind}
    part["body"] = _wrapped(asker, content) if asker.v4 else content
    rules = {asker.path(asker.steps()): asker.rule_list() for _ in range(asker.pick([0, 0, 1, 1, 2]))}
    part = _with_rules(asker, asker.left_out(part), {"body": rules})
    sent = [] if asker.odds(0.3) else [("Content-Type", asker.pick(TYPES) or "text/plain")]
    return part, (200, sent, _loose(asker, content))


def _wrapped(asker: Asker, content: Any) -> Any:
    if asker.odds(0.04):
        return asker.pick([None, content])
    encodings = [False, False, False, True, "base64", "json", "JSON"]
    whole = {"content": content, "contentType": asker.pick([*TYPES, None, 1]), "encoded": asker.pick(encodings)}
    return asker.left_out(whole, 0.2)


def message(asker: Asker) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    """Messages that say their type here, there, twice or nowhere."""
    metadata: dict[str, Any] = {}
    for key in asker.chance.sample([*dict.fromkeys(TYPE_KEYS), "topic", "key"], asker.pick([0, 0, 1, 1, 2])):
        metadata[key] = asker.pick(
            [*TYPES, None, 1] if "type" in key.lower() else [*WORDS, 1, 1.5, None, [1], {"a": 1}]
        )
    if not asker.v4:
        # Before V4 the core takes one at random of several types.
        named = [key for key in metadata if key in TYPE_KEYS]
        metadata = {key: value for key, value in metadata.items() if key not in named[1:]}
    rules, value = _grown(asker)
    content = in_python(value) if asker.odds(0.5) else asker.pick(CONTENTS)
    contents = _wrapped(asker, content) if asker.v4 else content
    part = asker.left_out(
        {"contents": contents, "metadata" if asker.v4 or asker.odds(0.3) else "metaData": metadata}, 0.1
    )
    categories: dict[str, Any] = {"body": rules if asker.odds(0.6) else {}}
    if asker.odds(0.4):
        categories["metadata"] = {asker.pick([*TYPE_KEYS, "topic", "key"]): asker.rule_list() for _ in range(2)}
    part = _with_rules(asker, part, categories)
    given = {key: value if asker.odds(0.75) else asker.pick([*TYPES, *WORDS[:-2]]) for key, value in metadata.items()}
    given = {key: value for key, value in given.items() if not asker.odds(0.15)}
    if asker.odds(0.45):
        given.setdefault("contentType", asker.pick(TYPES))
    if content is not value and asker.odds(0.6):
        received = written(asker.damaged(value)).encode()
        return part, given, received
    return part, given, _loose(asker, content)


def json_request(asker: Asker) -> Case:
    """A JSON body that is authored, and what a consumer sends."""
    rules, value = _grown(asker)
    while not isinstance(value, dict | list):
        value = asker.container([], 0)
    asked: dict[str, Any] = {"method": "POST", "path": "/", "body": written(value), "type": JSON_TYPE}
    if rules:
        asked["rules"] = {"body": rules}
    received = value if asker.odds(0.4) else asker.damaged(value)
    sent = [] if asker.odds(0.05) else [("Content-Type", JSON_TYPE)]
    return asked, ("POST", "/", sent, b"" if asker.odds(0.03) else written(received).encode())


def query_request(asker: Asker) -> Case:
    """Parameters and headers, with a rule on the path at times."""
    from conformance.text_strategies import encoded

    path = asker.pick(["/", "/a", "/a/12", "/12"])
    pairs = [(asker.pick(["a", "b", "id", "0"]), asker.pick(WORDS)) for _ in range(asker.pick([0, 1, 2, 3]))]
    asked: dict[str, Any] = {"method": asker.pick(["GET", "DELETE"]), "path": path, "query": pairs}
    rules: dict[str, Any] = {}
    named = {name: asker.rule_list() for name, _ in pairs if asker.odds(0.5)}
    if named:
        rules["query"] = named
    if asker.odds(0.3):
        rules["path"] = asker.rule_list()
    if rules:
        asked["rules"] = rules
    sent = [(name, value if asker.odds(0.7) else asker.pick(WORDS)) for name, value in pairs if not asker.odds(0.08)]
    if asker.odds(0.1):
        sent.append((asker.pick(["a", "c"]), asker.pick(WORDS)))
    target = asker.pick([path, path, path, "/a", "/12"])
    query = encoded(sent, plus=asker.odds(0.5))
    return asked, (asked["method"], f"{target}?{query}" if query else target, [], b"")
