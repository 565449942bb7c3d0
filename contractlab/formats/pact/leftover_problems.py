"""What a defining library left in the examples of a contract, and headers that one part names twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contractlab.contracts.problems import Problem
from contractlab.formats.pact.leftovers import leftover_in_text, leftover_name
from contractlab.formats.pact.model import PactExample
from contractlab.values.json_types import JSON
from contractlab.values.source import join_pointer
from contractlab.values.text import visible

__all__ = ["header_problems", "leftover_problems"]

_EXAMPLES = ("path", "query", "headers", "body", "contents", "metadata", "metaData", "status", "method")
"""Fields of a part that hold what is sent; rules and generators have matchers by right."""

_MOST = 20
"""So many leftovers of one example are listed; an array of them says the same again and again."""


def _parts(example: PactExample) -> Iterator[tuple[Mapping[str, JSON], str]]:
    """Requests, responses and messages as the file has them, each with its pointer."""
    document, pointer = example.document, example.pointer
    if example.kind == "message":
        yield document, pointer
        return
    for name in ("request", "response"):
        part, place = document.get(name), join_pointer(pointer, name)
        if isinstance(part, Mapping):
            yield part, place
        elif isinstance(part, list):
            yield from (
                (reply, join_pointer(place, number)) for number, reply in enumerate(part) if isinstance(reply, Mapping)
            )


def leftover_problems(example: PactExample) -> Iterator[Problem]:
    """Matchers that stand in an example as values.

    Parameters
    ----------
    example : PactExample
    """
    listed = 0
    for part, pointer in _parts(example):
        for field in _EXAMPLES:
            if field not in part:
                continue
            for words, place in _leftovers(part[field], join_pointer(pointer, field)):
                listed += 1
                if listed > _MOST:
                    return
                message = (
                    f"a matcher was left in the example ({visible(words)[:160]}); the contract asks for it as it is "
                    "written, so write its value here and the rule into matchingRules, or define the contract anew"
                )
                yield Problem("warning", "leftover-matcher", message, example.contract.source.at(place), example.key)


def _leftovers(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Outermost leftovers in document order; without recursion, because contracts may be deep."""
    if not _has_leftover(value):
        return  # nearly always: no place is written down for it
    stack: list[tuple[Any, str]] = [(value, pointer)]
    while stack:
        inside, place = stack.pop()
        words = _words_of(inside)
        if words is not None:
            yield words, place
        elif isinstance(inside, Mapping):
            stack += [(below, join_pointer(place, key)) for key, below in reversed(list(inside.items()))]
        elif isinstance(inside, list):
            stack += [(below, join_pointer(place, index)) for index, below in reversed(list(enumerate(inside)))]


def _has_leftover(value: Any) -> bool:
    stack = [value]
    while stack:
        inside = stack.pop()
        if _words_of(inside) is not None:
            return True
        if isinstance(inside, Mapping):
            stack += inside.values()
        elif isinstance(inside, list):
            stack += inside
    return False


def _words_of(value: Any) -> str | None:
    """What tells that a value is a matcher which was left behind, whatever is inside it; None for any other value."""
    if isinstance(value, str):
        return leftover_in_text(value)
    return leftover_name(value) if isinstance(value, Mapping) else None


def header_problems(example: PactExample) -> Iterator[Problem]:
    """Headers that one part names in two spellings: to HTTP they are one.

    Parameters
    ----------
    example : PactExample
    """
    for part, pointer in _parts(example):
        headers = part.get("headers")
        spellings: dict[str, str] = {}
        for name in headers if isinstance(headers, Mapping) else ():
            first = spellings.setdefault(name.lower(), name)
            if first != name:
                message = (
                    f"{visible(first)[:80]} and {visible(name)[:80]} are one header to HTTP; every value that is sent "
                    "is compared with both, so write it once"
                )
                place = join_pointer(pointer, "headers", name)
                yield Problem("warning", "header-spellings", message, example.contract.source.at(place), example.key)
