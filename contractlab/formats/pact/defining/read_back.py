"""An example of a Pact file as calls would define it: the other way round than `parts` and `bodies`.

What cannot be written so is not noticed here: whoever asks writes the answer again, and compares.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from contractlab.contracts.contract import Example
from contractlab.contracts.defined import Defined, DefinedBody, DefinedHeader, DefinedPart
from contractlab.formats.pact.defining.fold_rules import Folded, fold
from contractlab.formats.pact.matching.query_text import query_pairs
from contractlab.values.content_types import parse_content_type
from contractlab.values.json_types import JSON, JSONObject

__all__ = ["defined_of", "plain_body", "rules_of"]

_V2_CATEGORIES = ("body", "header", "headers", "query", "path", "status")
_KINDS = {"http", "message", "sync-message"}


def defined_of(example: Example) -> Defined | None:
    """An example as calls would define it; None where it is of a kind that no call defines.

    Parameters
    ----------
    example : Example
        Of a Pact contract.
    """
    if example.kind not in _KINDS:
        return None
    document, version = example.document, example.contract.spec_version
    states = tuple((state.name, dict(state.params)) for state in example.states)
    made = Defined(example.kind, example.description, states, None, ())
    if example.kind == "http":
        request, response = (_mapping(document.get(name)) for name in ("request", "response"))
        made = replace(made, request=_request(request, version), responses=(_response(response, version),))
    elif example.kind == "message":
        made = replace(made, responses=(_message(document, version),))
    else:
        listed = document.get("response")
        replies = listed if isinstance(listed, list) else []
        asked = _message(_mapping(document.get("request")), version)
        made = replace(made, request=asked, responses=tuple(_message(_mapping(reply), version) for reply in replies))
    key, comments = document.get("key"), document.get("comments")
    return replace(
        made,
        key=key if isinstance(key, str) else None,
        pending=document.get("pending") is True,
        comments=dict(comments) if isinstance(comments, Mapping) else {},
    )


def rules_of(part: Mapping[str, JSON], version: str) -> tuple[JSONObject, JSONObject]:
    """Rules and generators of a part by category, as versions after V2 group them."""
    given = _Rules(part, version)
    return given.rules, given.generators


def plain_body(part: Mapping[str, JSON], name: str, version: str) -> DefinedBody | None:
    """The body of a part without matchers; `name` is ``"body"`` or ``"contents"``."""
    return _body(part, name, version)


def _mapping(value: JSON) -> Mapping[str, JSON]:
    return value if isinstance(value, Mapping) else {}


def _request(part: Mapping[str, JSON], version: str) -> DefinedPart:
    rules = _Rules(part, version)
    method, path = part.get("method"), part.get("path")
    body = _body(part, "body", version)
    folded = rules.of_body(body)
    return DefinedPart(
        method=method if isinstance(method, str) else "GET",
        path=rules.one_text("path", path if isinstance(path, str) else "/"),
        query=tuple(rules.named("query", _query(part.get("query")))),
        headers=tuple(DefinedHeader(n, v, whole=True) for n, v in rules.named("header", _headers(part))),
        body=folded,
        rules=rules.rules,
        generators=rules.generators,
    )


def _response(part: Mapping[str, JSON], version: str) -> DefinedPart:
    rules = _Rules(part, version)
    body = rules.of_body(_body(part, "body", version))
    status = part.get("status")
    headers = tuple(DefinedHeader(n, v, whole=True) for n, v in rules.named("header", _headers(part)))
    value = status if isinstance(status, int) else 200
    return DefinedPart(status=value, headers=headers, body=body, rules=rules.rules, generators=rules.generators)


def _message(part: Mapping[str, JSON], version: str) -> DefinedPart:
    rules = _Rules(part, version)
    metadata = _mapping(part.get("metadata", part.get("metaData")))
    body = _body(part, "contents", version)
    if body is not None:
        body = replace(body, content_type=None if "contentType" in metadata else "")
    return DefinedPart(
        body=rules.of_body(body), metadata=dict(metadata), rules=rules.rules, generators=rules.generators
    )


def _query(query: JSON) -> list[tuple[str, Any]]:
    if isinstance(query, str):
        return list(query_pairs(query))
    if not isinstance(query, Mapping):
        return []
    return [(name, value) for name, values in query.items() for value in _listed(values)]


def _listed(values: JSON) -> list[Any]:
    return list(values) if isinstance(values, list) else [values]


def _headers(part: Mapping[str, JSON]) -> list[tuple[str, Any]]:
    return [(name, value) for name, values in _mapping(part.get("headers")).items() for value in _listed(values)]


def _content_type(part: Mapping[str, JSON]) -> str | None:
    spelled = (values for name, values in _mapping(part.get("headers")).items() if name.lower() == "content-type")
    first = next((value for values in spelled for value in _listed(values)), None)
    return first if isinstance(first, str) else None


def _body(part: Mapping[str, JSON], name: str, version: str) -> DefinedBody | None:
    """The body; with an empty content type where no header names one, so that none is added."""
    if name not in part:
        return None
    declared = _content_type(part) if name == "body" else None
    # Only this very spelling keeps the writer from adding one.
    given = None if "Content-Type" in _mapping(part.get("headers")) else ""
    value = part[name]
    if version >= "4.0":
        if not isinstance(value, Mapping):
            return None
        return _v4_body(value, given, version)
    kind = parse_content_type(declared) if declared else None
    if isinstance(value, str) and kind is not None and not kind.is_json:
        return DefinedBody("text", value, given)
    return DefinedBody("json", value, given)


def _v4_body(body: Mapping[str, JSON], given: str | None, version: str) -> DefinedBody:
    content, encoded = body.get("content"), body.get("encoded", False)
    written = body.get("contentType")
    kind = parse_content_type(written) if isinstance(written, str) else None
    shown = given if given is not None or not isinstance(written, str) else written
    if encoded and isinstance(content, str):
        try:
            return DefinedBody("bytes", base64.b64decode(content, validate=True), shown)
        except (binascii.Error, ValueError):
            return DefinedBody("text", content, shown)
    if isinstance(content, str) and not (kind is not None and kind.is_json):
        return DefinedBody("text", content, shown)
    return DefinedBody("json", content, shown)


class _Rules:
    """Rules and generators of a part: those that a value can say itself are taken out, the rest stays beside."""

    def __init__(self, part: Mapping[str, JSON], version: str) -> None:
        given = _mapping(part.get("matchingRules"))
        self.rules: JSONObject = _by_category(given) if version < "3.0" else dict(given)
        self.generators: JSONObject = dict(_mapping(part.get("generators")))

    def one_text(self, category: str, value: Any) -> Any:
        """A value that is one text, with the rule that its category is."""
        listed, generator = self.rules.get(category), self.generators.get(category)
        folded = Folded({"$": listed} if listed is not None else {}, {"$": generator} if generator is not None else {})
        made = fold(value, folded)
        if made is not None:
            self.rules.pop(category, None)
            self.generators.pop(category, None)
        return value if made is None else made

    def named(self, category: str, pairs: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
        """Values by name; a rule goes to the value of a name that occurs once."""
        listed = list(pairs)
        names = [name for name, _ in listed]
        made: list[tuple[str, Any]] = []
        for name, value in listed:
            taken = self._taken(category, name) if names.count(name) == 1 else None
            folded = None if taken is None else fold(value, taken)
            if folded is not None:
                self._drop(category, [name])
            made.append((name, value if folded is None else folded))
        return made

    def _taken(self, category: str, name: str) -> Folded:
        rules, generators = _mapping(self.rules.get(category)), _mapping(self.generators.get(category))
        return Folded(
            {"$": rules[name]} if name in rules else {}, {"$": generators[name]} if name in generators else {}
        )

    def _drop(self, category: str, names: Iterable[str]) -> None:
        for kept in (self.rules, self.generators):
            left = {name: each for name, each in _mapping(kept.get(category)).items() if name not in names}
            kept.pop(category, None)
            if left:
                kept[category] = left

    def of_body(self, body: DefinedBody | None) -> DefinedBody | None:
        """A body of JSON with the matchers that say its rules."""
        rules, generators = _mapping(self.rules.get("body")), _mapping(self.generators.get("body"))
        if body is None or body.kind != "json" or not (rules or generators):
            return body
        folded = fold(body.value, Folded(dict(rules), dict(generators)))
        if folded is None:
            return body
        self._drop("body", [*rules, *generators])
        return replace(body, value=folded)


def _by_category(flat: Mapping[str, JSON]) -> JSONObject:
    """Rules of V2, which stand flat by one path, as later versions group them."""
    made: JSONObject = {}
    for path, rule in flat.items():
        place = next((name for name in _V2_CATEGORIES if path == f"$.{name}" or _is_below(path, name)), None)
        if place is None or not isinstance(rule, Mapping):
            continue
        category = "header" if place == "headers" else place
        below = f"${path[len(place) + 2 :]}"
        entry = {"combine": "AND", "matchers": [dict(rule)]}
        if category == "path":
            made[category] = entry
        else:
            made.setdefault(category, {})[_plain_name(below) if category in ("header", "query") else below] = entry
    return made


def _is_below(path: str, name: str) -> bool:
    return path.startswith((f"$.{name}.", f"$.{name}["))


def _plain_name(path: str) -> str:
    """The name that a path names; the path itself where it is more than a name."""
    inner = path.removeprefix("$")
    if inner.startswith("['") and inner.endswith("']") and "'" not in inner[2:-2]:
        return inner[2:-2]
    plain = inner.removeprefix(".")
    return plain if plain.replace("_", "a").isalnum() and plain.isascii() else path
