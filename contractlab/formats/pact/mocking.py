"""What Pact's mock server does: the responses that it gives, and the example that it takes for a request.

Source: the mock server behind pact-python 4.2.0 (pact_mock_server 2.2.6, matching and ``MatchResult::score``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import cast

from contractlab.contracts.answering import ReferenceChoice
from contractlab.contracts.contract import Example
from contractlab.contracts.expected import ExpectedRequest, ExpectedResponse
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.contracts.sample_exchange import response_of
from contractlab.engine.paths import Token
from contractlab.formats.pact.generated_requests import replaced_in_body, with_texts
from contractlab.formats.pact.generated_xml import replaced_in_xml
from contractlab.formats.pact.generating import generated
from contractlab.formats.pact.generators import read_generators
from contractlab.formats.pact.matching.generators import Generator
from contractlab.formats.pact.matching.query_text import parse_query
from contractlab.formats.pact.model import PactExample
from contractlab.formats.pact.sending import null_body
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSON
from contractlab.values.mismatch import Mismatch
from contractlab.values.result import MatchResult

__all__ = ["generated_response", "made_in_body", "reference_choice", "score"]


def generated_response(
    example: PactExample, params: Mapping[str, JSON], *, random: Random, now: datetime, address: str
) -> HttpResponse:
    """The response of an example with the values of its generators.

    Parameters
    ----------
    example : PactExample
    params : mapping of str to JSON value
        Parameters of provider states. The reference has none in a mock: a ProviderState generator does nothing there.
    random : random.Random
    now : datetime
    address : str
        Of the mock.

    Raises
    ------
    CannotCheck
        Where the core panics.
    """
    values = {**params, "mockServer": {"href": address}}
    generators = read_generators(example.response, example.contract.source)
    response = response_of(_with_generated(example.response, generators, values, random, now))
    if example.response.body.presence == "null":
        return replace(response, body=null_body(example.response.headers))
    return response


def _with_generated(
    response: ExpectedResponse,
    generators: Iterable[Generator],
    params: Mapping[str, JSON],
    random: Random,
    now: datetime,
) -> ExpectedResponse:
    for generator in generators:

        def make(example: JSON, generator: Generator = generator) -> JSON:
            part = generator.category
            return generated(generator, example, part=part, params=params, random=random, now=now, mode="consumer")

        if generator.category == "status":
            status = make(response.status)
            if isinstance(status, int) and not isinstance(status, bool):
                response = replace(response, status=status)
        elif generator.category == "header":
            headers = with_texts(response.headers, _written_name(response, generator.path), make)
            response = response if headers is response.headers else replace(response, headers=headers)
        elif generator.category == "body" and generator.tokens:
            body = made_in_body(response.body, response.headers, generator.tokens, make)
            response = response if body is response.body else replace(response, body=body)
    return response


def made_in_body(
    body: ExpectedBody, headers: Mapping[str, Sequence[str]], tokens: Sequence[Token], make: Callable[[JSON], JSON]
) -> ExpectedBody:
    """A body of JSON or XML with what is made at a path of it; the same object if nothing was made.

    Parameters
    ----------
    body : ExpectedBody
    headers : mapping of str to list of str
        For its content type.
    tokens : sequence of Token
        The path, with its root.
    make : callable
        From what stands there to what is to stand there, or NOT_APPLIED.
    """
    declared = next((values[0] for name, values in headers.items() if name.lower() == "content-type"), None)
    if body.presence == "present" and not body.has_value and body.type_with(declared).is_xml:
        data = replaced_in_xml(body.data, tokens[1:], make)
        return body if data == body.data else replace(body, raw=data)
    return replaced_in_body(body, headers, tokens, make)


def _written_name(response: ExpectedResponse, name: str) -> str:
    """The name of a header as the response writes it: generators name headers without regard to case."""
    return next((written for written in response.headers if written.lower() == name.lower()), name)


def reference_choice(request: HttpRequest, checked: Sequence[tuple[Example, MatchResult]]) -> ReferenceChoice:
    """The example with the highest score, the first of equals.

    Whether it fits is asked afterwards, so that an example that nearly fits may keep out one that fits.
    """
    names = frozenset(parse_query(request.query))
    scores = [score(cast(PactExample, example), result, names) for example, result in checked]
    return scores.index(max(scores)) if scores else None


def score(example: PactExample, result: MatchResult, names: frozenset[str]) -> int:
    """How well a request fits an example, as the mock server counts it.

    One for the method, the path, each parameter that is expected or was received and each expected header; minus one
    for those that differ, for each path of the body that differs, and for a body of another type. The core adds in
    eight bits with a sign, so that many differences become a high score.

    Parameters
    ----------
    example : PactExample
    result : MatchResult
        Of the check of the request.
    names : frozenset of str
        Parameters that were received.
    """
    expected = cast(ExpectedRequest, example.request)
    differing = {(each.part, each.path.lower() if each.part == "headers" else each.path) for each in result.mismatches}
    parts = {part for part, _ in differing}
    counted = sum(-1 if part in parts else 1 for part in ("method", "path"))
    counted += sum(-1 if ("query", name) in differing else 1 for name in names | frozenset(expected.query))
    counted += sum(-1 if ("headers", name.lower()) in differing else 1 for name in expected.headers)
    counted -= len({_body_path(each) for each in result.mismatches if each.part == "body"})
    counted -= "content-type" in parts
    return (counted + 128) % 256 - 128


def _body_path(mismatch: Mismatch) -> tuple[str | int, ...]:
    """Where the core says a difference of the body is: of keys that are missing or too many, at their object."""
    if mismatch.code in ("missing-key", "extra-key"):
        return mismatch.tokens[:-1]
    return mismatch.tokens
