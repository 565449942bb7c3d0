"""A request with the values of its generators, as a verifier is to send it.

Source: what the Rust core behind pact-python 4.2.0 put on the wire (pact_verifier 1.4.7): in requests, generators of
the method and of a status do nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from random import Random

from contractlab.contracts.expected import ExpectedRequest
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.engine.paths import Token
from contractlab.formats.pact.generating import NOT_APPLIED, generated
from contractlab.formats.pact.matching.generators import Generator
from contractlab.values.json_text import NotJson, json_text, parse_serde_json, read_again
from contractlab.values.json_types import JSON

__all__ = ["replaced", "replaced_in_body", "with_generated", "with_texts"]


def with_generated(
    request: ExpectedRequest,
    generators: Iterable[Generator],
    params: Mapping[str, JSON],
    *,
    random: Random,
    now: datetime,
) -> ExpectedRequest:
    """A request with the values of its generators, as a verifier is to send it.

    Parameters
    ----------
    request : ExpectedRequest
    generators : iterable of Generator
        Applied in this order. Those of the method and of a status are not applied in requests.
    params : mapping of str to JSON value
        Parameters of provider states.
    random : random.Random
    now : datetime

    Returns
    -------
    ExpectedRequest
        The same object if nothing was made. `query_text` is None if the query was changed.

    Raises
    ------
    CannotCheck
        Where the core panics.
    """
    for generator in generators:

        def make(example: JSON, generator: Generator = generator) -> JSON:
            return generated(generator, example, part=generator.category, params=params, random=random, now=now)

        if generator.category == "path":
            path = make(request.path)
            request = request if path is NOT_APPLIED else replace(request, path=path)
        elif generator.category == "header":
            headers = with_texts(request.headers, generator.path, make)
            request = request if headers is request.headers else replace(request, headers=headers)
        elif generator.category == "query":
            query = with_texts(request.query, generator.path, make)
            request = request if query is request.query else replace(request, query=query, query_text=None)
        elif generator.category == "body" and generator.tokens:
            body = replaced_in_body(request.body, request.headers, generator.tokens, make)
            request = request if body is request.body else replace(request, body=body)
    return request


_Make = Callable[[JSON], JSON]


def with_texts(named: Mapping[str, Sequence[str]], name: str, make: _Make) -> Mapping[str, Sequence[str]]:
    """Headers or parameters with what is made of the values of one name; the same object if nothing was made."""
    made = [make(text) for text in named.get(name, ())]
    if all(text is NOT_APPLIED for text in made):
        return named
    kept = [old if new is NOT_APPLIED else new for old, new in zip(named[name], made, strict=True)]
    return {**named, name: kept}


def replaced_in_body(
    body: ExpectedBody, headers: Mapping[str, Sequence[str]], tokens: Sequence[Token], make: _Make
) -> ExpectedBody:
    """A body with what is made at a path of it; the same object if nothing was made.

    Parameters
    ----------
    body : ExpectedBody
    headers : mapping of str to list of str
        Of the request or response, for its content type.
    tokens : sequence of Token
        The path, with its root.
    make : callable
        As in `replaced`.
    """
    if body.has_value:
        # The core writes the body, reads it again and writes it once more where a generator stands in it.
        read = read_again(body.value_as_read)
        value = replaced(read, tokens[1:], make)
        return body if value is read else ExpectedBody("present", None, body.content_type, value)
    declared = next((values[0] for name, values in headers.items() if name.lower() == "content-type"), None)
    if body.presence != "present" or not body.type_with(declared).is_json:
        return body
    try:
        parsed = parse_serde_json(body.data)
    except NotJson:
        return body
    value = replaced(parsed, tokens[1:], make)
    return body if value is parsed else replace(body, raw=json_text(value).encode("utf-8", "surrogatepass"))


def replaced(value: JSON, tokens: Sequence[Token], make: _Make) -> JSON:
    """A value with what is made at a path of it.

    Parameters
    ----------
    value : JSON value
    tokens : sequence of Token
        The path, without its root.
    make : callable
        From what stands there to what is to stand there, or NOT_APPLIED.

    Returns
    -------
    JSON value
        The very same object if nothing was made.
    """
    if not tokens:
        made = make(value)
        return value if made is NOT_APPLIED else made
    token, rest = tokens[0], tokens[1:]
    if isinstance(value, dict) and token.kind in ("field", "star"):
        keys = list(value) if token.kind == "star" else [token.text] if token.text in value else []
        changed = {key: replaced(value[key], rest, make) for key in keys}
        return value if all(changed[key] is value[key] for key in keys) else {**value, **changed}
    if isinstance(value, list) and token.kind in ("index", "star-index"):
        every = token.kind == "star-index"
        places = [place for place in range(len(value)) if every or str(place) == token.text]
        items = list(value)
        for place in places:
            items[place] = replaced(value[place], rest, make)
        return value if all(items[place] is value[place] for place in places) else items
    return value
