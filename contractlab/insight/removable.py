"""Whether a field could be left out: every answer is judged again without it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from contractlab.captures import Capture
from contractlab.contracts.contract import Example
from contractlab.contracts.editing import Tokens
from contractlab.editing.observations import general
from contractlab.editing.probing import Side
from contractlab.insight.endpoints import Endpoint
from contractlab.values.display import Shown, quiet
from contractlab.values.http import HttpResponse
from contractlab.values.json_path import read_path
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import EVERY_ITEM, Mismatch
from contractlab.values.result import MatchResult
from contractlab.verification.results import Result

__all__ = ["Breaks", "Removable", "try_without", "without_field"]

_ANSWERS = 200
"""Answers of one endpoint that are judged again."""


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class Breaks:
    """An example that fails without the field.

    Attributes
    ----------
    example : Example
    mismatch : Mismatch
        The first difference that the missing field makes.
    """

    example: Example
    mismatch: Mismatch


class Removable(Shown):
    """Whether a provider could leave a field out.

    Attributes
    ----------
    path : str
    breaks : tuple of Breaks
        Examples that would fail, one each.
    answers : int
        Answers that had the field and were judged again without it.
    examples : int
        Examples of the endpoints that have it.
    without_contract : int
        Endpoints that no contract knows: who reads them is not known.
    """

    def __init__(
        self, path: str, breaks: tuple[Breaks, ...], answers: int, examples: int, without_contract: int
    ) -> None:
        self.path = path
        self.breaks = breaks
        self.answers = answers
        self.examples = examples
        self.without_contract = without_contract

    @property
    def safe(self) -> bool:
        """True if nothing fails without it, as far as these contracts know."""
        return not self.breaks

    def __bool__(self) -> bool:
        return self.safe

    @property
    def sentence(self) -> str:
        """``Yes, as far as these contracts know: …``."""
        tried = f"{self.answers:,} {'answer' if self.answers == 1 else 'answers'} and {self.examples:,} "
        tried += "example" if self.examples == 1 else "examples"
        if self.breaks:
            number = len(self.breaks)
            return f"No: {number:,} {'example fails' if number == 1 else 'examples fail'} without {self.path}."
        sentence = f"Yes, as far as these contracts know: {tried} were judged without {self.path}, and nothing fails."
        if self.without_contract:
            number = self.without_contract
            word = "endpoint has" if number == 1 else "endpoints have"
            sentence += f" {number:,} {word} no contract; who reads them is not known."
        return sentence

    def __repr__(self) -> str:
        return f"<Removable {self.sentence}>"


def without_field(body: Any, tokens: Tokens) -> tuple[Any, bool]:
    """A body without a field, and whether it had it; the body itself is not changed.

    Parameters
    ----------
    body : JSON value
    tokens : tuple
        A general path; its last step is a key.
    """
    if not tokens:
        return body, False
    first, rest = tokens[0], tokens[1:]
    if first == EVERY_ITEM or isinstance(first, int):
        if not isinstance(body, list):
            return body, False
        made = [without_field(item, rest) for item in body]
        return [item for item, _ in made], any(had for _, had in made)
    if not isinstance(body, dict) or first not in body:
        return body, False
    if not rest:
        return {key: value for key, value in body.items() if key != first}, True
    below, had = without_field(body[first], rest)
    return ({**body, first: below}, True) if had else (body, False)


def try_without(path: str, endpoints: Sequence[Endpoint], without_contract: int) -> Removable:
    """Judge every answer of some endpoints without a field.

    Parameters
    ----------
    path : str
    endpoints : sequence of Endpoint
    without_contract : int
    """
    tokens = general(read_path(path) or ())
    breaks: dict[int, Breaks] = {}
    answers = 0
    for endpoint in endpoints:
        for result in endpoint.results[:_ANSWERS]:
            tried = _judge_without(result, tokens)
            if tried is None:
                continue
            answers += 1
            for mismatch in _new(_differences(result), tried):
                breaks.setdefault(id(result.example), Breaks(result.example, mismatch))
        for example in endpoint.examples:
            for mismatch in _own_without(example, tokens):
                breaks.setdefault(id(example), Breaks(example, mismatch))
    examples = sum(len(endpoint.examples) for endpoint in endpoints)
    return Removable(path, tuple(breaks.values()), answers, examples, without_contract)


def _differences(result: Result) -> Sequence[Mismatch]:
    """What differs with the field; an answer that fits several examples was judged against none of them."""
    if result.verdict != "error" or not isinstance(result.seen, Capture) or result.match is None:
        return result.mismatches
    variables = result.example.variables_of(result.seen.states)
    checked = result.example.check_response(result.seen.response, dialect=result.match.dialect, variables=variables)
    return checked.mismatches


def _new(before: Sequence[Mismatch], after: MatchResult) -> list[Mismatch]:
    keys_before = {(mismatch.part, mismatch.path, mismatch.code) for mismatch in before}
    return [
        mismatch for mismatch in after.mismatches if (mismatch.part, mismatch.path, mismatch.code) not in keys_before
    ]


def _judge_without(result: Result, tokens: Tokens) -> MatchResult | None:
    seen = result.seen
    if not isinstance(seen, Capture) or seen.response is None or not isinstance(seen.response.body, bytes):
        return None
    changed = _data_without(seen.response.body, tokens)
    if changed is None or result.match is None:
        return None
    answer = HttpResponse(seen.response.status, seen.response.headers, changed)
    variables = result.example.variables_of(seen.states)
    return result.example.check_response(answer, dialect=result.match.dialect, variables=variables)


def _data_without(data: bytes, tokens: Tokens) -> bytes | None:
    try:
        body, had = without_field(parse_json(data), tokens)
    except NotJson:
        return None
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass") if had else None


def _own_without(example: Example, tokens: Tokens) -> Iterator[Mismatch]:
    """What an example says of its own answer without the field."""
    for own in example.own_parts:
        if own.by != "provider":
            continue
        side = Side(own)
        changed = None if side.json is MISSING or side.data is None else _data_without(side.data, tokens)
        if changed is not None:
            yield from _new(side.own.mismatches, own.check(side.with_data(changed)))
