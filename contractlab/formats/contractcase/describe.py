"""A ContractCase example in words and values: who is under test, each value with its matcher and the mode in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contractlab.contracts.described import (
    DescribedBody,
    DescribedExample,
    DescribedPart,
    DescribedSide,
    DescribedValue,
    pointer_in_exchange,
)
from contractlab.engine.errors import CannotCheck
from contractlab.engine.nodes import explain
from contractlab.formats.contractcase.direction import Side
from contractlab.formats.contractcase.matching import Thrown
from contractlab.formats.contractcase.matching.http_nodes import ExchangeNode
from contractlab.formats.contractcase.matching.node import CaseNode, decides
from contractlab.formats.contractcase.model import CaseExample
from contractlab.values.explanation import Explained
from contractlab.values.json_types import JSON
from contractlab.values.mismatch import Mismatch
from contractlab.values.sentences import status_text
from contractlab.values.text import quote

__all__ = ["describe", "value_pointer"]

_PARTS = {
    "http": (("request", "Request", "what the client sends"), ("response", "Response", "what the server answers")),
    "function": (
        ("request", "Arguments", "what the function is called with"),
        ("response", "Result", "what comes of it"),
    ),
}
_JUDGED = {"request": ("request", "arguments"), "response": ("response", "result")}
_WRITTEN = 4_000
"""Characters of what cannot be worked out."""


def _side(when: str, party: str, side: Side) -> DescribedSide:
    wanted = (("state handlers", side.needs_state_handlers), ("triggers", side.needs_triggers))
    return DescribedSide(when, party, side.under_test, tuple(noun for noun, needed in wanted if needed))


def _text(name: str, value: JSON) -> str:
    if name == "status":
        return status_text(value)
    return value if isinstance(value, str) else quote(value, 100)


def _named(name: str, explained: Explained) -> Iterator[DescribedValue]:
    kind, separator = ("query", "=") if name == "query" else ("header", ": ")
    for child in explained.children:
        text = child.expected if isinstance(child.expected, str) else quote(child.expected, 100)
        yield DescribedValue(kind, f"{child.key}{separator}{text}", child.rule)


def _values_and_body(node: CaseNode, call: str) -> tuple[tuple[DescribedValue, ...], DescribedBody | None]:
    nodes: Mapping[str, CaseNode] = node.parts if isinstance(node, ExchangeNode) else {"": node}
    values: list[DescribedValue] = []
    tree: Explained | None = None
    for name, part in nodes.items():
        explained = explain(part, part.example, name)
        if name in ("query", "headers"):
            values += _named(name, explained)
        elif name in ("body", ""):
            tree = explained
        else:
            values.append(DescribedValue(name, _text(name, explained.expected), explained.rule))
    if tree is not None:
        noun, remark = ("body", "read as JSON, whatever its content type") if values else ("", "")
        return tuple(values), DescribedBody("present", noun, remark=remark, tree=tree, call=call)
    return tuple(values), DescribedBody("missing") if values else None


def _part(example: CaseExample, part: str, title: str, about: str) -> DescribedPart:
    call = f"example.mock[{part!r}]"
    values: tuple[DescribedValue, ...] = ()
    body: DescribedBody | None = None
    failure: str | None = None
    try:
        values, body = _values_and_body(decides(example.plan(part).node), call)
    except (Thrown, CannotCheck, RecursionError) as error:
        failure = str(error)
    return DescribedPart(
        title,
        about,
        example.request_name if part == "request" else example.response_name,
        example.direction.judged in _JUDGED[part] and bool(example.direction.verification.mock),
        values,
        body,
        call=call,
        failure=failure,
        written=quote(example.mock.get(part), _WRITTEN),
    )


def describe(example: CaseExample) -> DescribedExample:
    """See `contractlab.contracts.format.Format`."""
    direction = example.direction
    sides = (
        _side("when defined", "consumer", direction.definition),
        _side("when verified", "provider", direction.verification),
    )
    parts = _PARTS.get(example.kind)
    if parts is None:
        refusal = "The file does not say which side is under test, so nothing can be checked."
        return DescribedExample(sides=sides, refusal=refusal, written=quote(example.mock, _WRITTEN))
    return DescribedExample(tuple(_part(example, *part) for part in parts), sides)


def value_pointer(example: CaseExample, mismatch: Mismatch, subject: str) -> str:
    """See `contractlab.contracts.format.Format`; a mismatch of a call is shown at its example."""
    return pointer_in_exchange(example, mismatch, subject)
