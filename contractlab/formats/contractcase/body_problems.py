"""Bodies of responses that do not arrive as they are written: on their way they become something else.

Source: ContractCase 0.30.1. Its mock sends no body for what JavaScript takes for false, and, as every server of HTTP
(RFC 9110, 6.4.1), none with a status of 204 or 304 nor in answer to HEAD; axios, through which responses
come when the provider is verified, reads any text as JSON that can be read so.
"""

from __future__ import annotations

from collections.abc import Iterator

from contractlab.contracts.problems import Problem
from contractlab.formats.contractcase.matching.js_text import BadJson, parse_as_javascript
from contractlab.formats.contractcase.model import CaseExample
from contractlab.values.json_types import JSON, Value
from contractlab.values.source import join_pointer
from contractlab.values.text import quote

__all__ = ["body_problems"]


def body_problems(example: CaseExample) -> Iterator[Problem]:
    """What becomes of the body of a response.

    Parameters
    ----------
    example : CaseExample
    """
    if example.kind != "http":
        return
    expected = example.response
    if not expected.body.has_value:
        return
    value = expected.body.value
    pointer = join_pointer(expected.pointer or example.part_pointer("response"), "body")
    location = example.contract.source.at(pointer)
    bodiless = _bodiless(example)
    if bodiless and value != "":
        message = (
            f"no body is ever sent {bodiless}, so {quote(value, 40)} reaches no consumer, and no provider can answer "
            "it; leave the body out, or ask for another status"
        )
        yield Problem("warning", "body-not-sent", message, location, example.key)
    elif isinstance(value, str) and value and _is_json(value):
        message = (
            f"the body is the text {quote(value, 40)}, which is valid JSON: verifying the provider, ContractCase takes "
            "the value that it stands for, and the example fails; give that value, or a text that is not JSON"
        )
        yield Problem("warning", "text-read-as-json", message, location, example.key)
    elif not _is_sent(value):
        message = f"ContractCase's mock sends no body for {quote(value, 40)}, so the consumer is given an empty one"
        yield Problem("info", "body-not-sent", message, location, example.key)


def _bodiless(example: CaseExample) -> str:
    """Why HTTP carries no body in this answer; empty where it does, or where that depends on what comes."""
    if example.response.status in (204, 304):
        return f"with status {example.response.status}"
    return "in answer to HEAD" if example.request.method.upper() == "HEAD" else ""


def _is_sent(value: Value) -> bool:
    """False for what JavaScript takes for false; an empty text is what arrives then."""
    return not (value is None or value is False or (isinstance(value, int | float) and value == 0))


def _is_json(text: str) -> bool:
    try:
        read: JSON = parse_as_javascript(text)
    except (BadJson, RecursionError):
        return False
    return bool(read != text)
