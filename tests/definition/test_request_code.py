"""The code that would define a request can be read by Python, holds its values, and no secret."""

from __future__ import annotations

import ast
import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

import contractlab as cl
from contractlab.definition.request_code import request_code

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
_JSON = st.recursive(
    _SCALARS, lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3), max_leaves=10
)


class _Read(ast.NodeTransformer):
    """Takes matchers away: what is left is the value that they were given."""

    def visit_Call(self, node: ast.Call) -> Any:
        return node.args[0]


def _arguments(code: str) -> dict[str, Any]:
    """Arguments of ``with_request`` by name; those without are under ``method`` and ``path``."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    (call,) = (node for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr == "with_request")
    named = {each.arg: ast.literal_eval(_Read().visit(each.value)) for each in call.keywords}
    method, path = map(ast.literal_eval, call.args)
    return {"method": method, "path": path, **named}


@given(_JSON, st.text(), st.text())
def test_json_comes_back_as_it_was(value: Any, path: str, state: str) -> None:
    request = cl.HttpRequest("PUT", f"/{path}", "", [("Content-Type", "application/json")], json.dumps(value))
    arguments = _arguments(request_code(request, "billing", [state]))
    assert arguments["path"] == f"/{path}"
    if value is None:
        assert (arguments["body"], arguments["content_type"]) == ("null", "application/json")
    else:
        assert arguments["json"] == _as_read(value)


def _as_read(value: Any) -> Any:
    """A value as verifiers read its text: an integer of more than 64 bits is a float."""
    if isinstance(value, dict):
        return {key: _as_read(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_as_read(below) for below in value]
    beyond = isinstance(value, int) and not -(2**63) <= value < 2**64
    return float(value) if beyond else value


@example(-(2**63) - 1)
@example([2**64])
@example({"": 1, "it's": [True], "it": "is"})
@given(_JSON.filter(lambda value: value not in (None, "")))  # the Rust core takes an expected null, or "", for no body
def test_a_request_fits_the_definition_that_was_written_of_it(value: Any) -> None:
    request = cl.HttpRequest("PUT", "/x", "a=1", [("Content-Type", "application/json")], json.dumps(value))
    definition = cl.define("consumer", "provider")
    exec(request_code(request, "definition"), {"definition": definition})
    (defined,) = definition.contract
    result = defined.check_request(request)
    assert result.passed, result.mismatches


@given(st.binary(min_size=1), st.sampled_from(["image/png", "text/plain", "application/xml", "nonsense"]))
def test_other_bodies_come_back_as_they_were(body: bytes, kind: str) -> None:
    arguments = _arguments(request_code(cl.HttpRequest("POST", "/", "", [("Content-Type", kind)], body), "x"))
    if "json" not in arguments:
        written = arguments["body"]
        assert (written.encode() if isinstance(written, str) else written) == body
        assert arguments["content_type"] == kind


def test_repeated_parameters_and_headers_are_lists() -> None:
    request = cl.HttpRequest(
        "GET", "/x", "a=1&a=2&b=%20", [("X-A", "1"), ("X-A", "2"), ("Host", "h"), ("Accept", "*/*")]
    )
    arguments = _arguments(request_code(request, "x"))
    assert arguments["query"] == {"a": ["1", "2"], "b": " "}
    assert arguments["headers"] == {"X-A": ["1", "2"]}, "what clients send of themselves is left out"


def test_a_form_is_written_by_its_fields() -> None:
    kind = [("Content-Type", "application/x-www-form-urlencoded")]
    arguments = _arguments(request_code(cl.HttpRequest("POST", "/x", "", kind, b"a=1&b=x+y&a=2"), "x"))
    assert arguments["form"] == {"a": ["1", "2"], "b": "x y"}


def test_a_name_that_is_no_variable_is_not_written() -> None:
    for name in ("a b", "class", "", "import os; x"):
        assert request_code(cl.HttpRequest("GET", "/x"), name).startswith("(contract.example(")


def test_secrets_are_not_in_the_code_of_what_was_received() -> None:
    contract = cl.load({"consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": []})
    provider = cl.mock(contract)
    headers = [("Authorization", "Bearer s3cr3t-t0k3n"), ("Content-Type", "application/json")]
    response = provider.answer(cl.HttpRequest("POST", "/x", "", headers, b'{"password": "hunter2-hunter2"}'))
    text = provider.requests[0].code() + response.body.decode() + repr(provider.requests[0])
    assert "s3cr3t" not in text
    assert "hunter2" not in text
