"""Examples of ContractCase in which the provider is a client, calls a function, or is one.

Source: case-core 0.30.1. A mock server answers with the status and the body of the response alone, so headers of the
contract are not sent; a text is HTML, objects and arrays are JSON, and what JavaScript takes for false is no body.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from contractlab.contracts.calls import CallKind, CallNeed, Outcome
from contractlab.contracts.expected import ExpectedResponse
from contractlab.engine.errors import CannotCheck
from contractlab.formats.contractcase.matching.context import Thrown, Where
from contractlab.formats.contractcase.matching.function_nodes import ArgumentsNode, ResultNode
from contractlab.formats.contractcase.matching.js_text import stringify
from contractlab.formats.contractcase.matching.js_values import template, utf8
from contractlab.formats.contractcase.matching.node import decides
from contractlab.formats.contractcase.model import CaseExample
from contractlab.formats.contractcase.sample_exchange import own_response
from contractlab.values.content_types import parse_content_type
from contractlab.values.http import HttpResponse
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING
from contractlab.values.reasons import ReasonCode

__all__ = ["call_arguments", "call_need", "full_response", "mock_outcome", "mock_response"]

_KINDS: dict[str, CallKind] = {"request": "client", "arguments": "caller", "result": "function"}
"""By the part that gets the verdict."""


def call_need(example: CaseExample) -> CallNeed | None:
    """What an example needs; None where the provider is an HTTP server."""
    kind = _KINDS.get(example.judged)
    if kind is None or example.kind == "unknown":
        return None
    name = example.mock.get("functionName")
    variables = {name: each.default for state in example.states for name, each in state.variables.items()}
    return CallNeed(
        kind,
        name if isinstance(name, str) and kind != "client" else "",
        "" if kind == "function" else example.request_name,
        variables,
    )


def mock_response(example: CaseExample) -> HttpResponse:
    """Status and body of the response, as the mock server sends it."""
    return _sent(replace(example.response, headers={}))


def full_response(example: CaseExample, variables: Mapping[str, JSON]) -> HttpResponse:
    """The response with its headers, which the mock server of the core leaves out.

    Parameters
    ----------
    example : CaseExample
    variables : mapping of str to JSON value
        Values of state variables; the defaults stay in force for the others.
    """
    return _sent(own_response(example.plan("response", variables=variables)))


def _sent(expected: ExpectedResponse) -> HttpResponse:
    """A response as Express sends it.

    A number is sent as JSON, where the core hands it to Express, which takes it for the status.
    """
    headers = [(name, value) for name, values in expected.headers.items() for value in values]
    declared = next((value for name, value in headers if name.lower() == "content-type"), None)
    value = expected.body.value if expected.body.has_value else None
    if value is MISSING or value in (None, "", 0, False):
        return HttpResponse(expected.status, headers, None)
    kind = None if declared is None else parse_content_type(declared)
    if isinstance(value, str) and not (kind is not None and kind.is_json):
        usual, data = "text/html; charset=utf-8", utf8(value)
    else:
        usual, data = "application/json; charset=utf-8", utf8(str(stringify(value)))
    added = [("Content-Type", usual)] if declared is None else []
    return HttpResponse(expected.status, [*headers, *added], data)


def mock_outcome(example: CaseExample) -> Outcome:
    """What the function does that stands for the consumer's.

    Raises
    ------
    CannotCheck
        If the example does not say it.
    """
    node = _decided(example, "response", None)
    if not isinstance(node, ResultNode):
        raise CannotCheck("the example does not say what the function returns", ReasonCode.UNREADABLE)
    if node.succeeds:
        return Outcome(_value(node.success.example))
    message = node.message.example
    text = "" if message is MISSING or message is None else template(message)
    return Outcome(None, template(node.error_class.example) or "Error", text)


def call_arguments(example: CaseExample, variables: Mapping[str, JSON]) -> list[JSON]:
    """What the provider's function is called with.

    Raises
    ------
    CannotCheck
        If the example does not say it.
    """
    node = _decided(example, "request", variables or None)
    if not isinstance(node, ArgumentsNode):
        raise CannotCheck("the example does not say what the function is called with", ReasonCode.UNREADABLE)
    try:
        listed = node.listed.example_of(Where())
    except Thrown as error:
        raise CannotCheck(f"ContractCase stops here: {error.message}", ReasonCode.STOPPED) from None
    return [_value(each) for each in cast(list[Value], listed)]


def _decided(example: CaseExample, part: str, variables: Mapping[str, JSON] | None) -> object:
    try:
        return decides(example.plan(part, variables=variables).node)
    except Thrown as error:
        raise CannotCheck(f"ContractCase stops here: {error.message}", ReasonCode.STOPPED) from None


def _value(example: Value) -> JSON:
    return None if example is MISSING else cast(JSON, example)
