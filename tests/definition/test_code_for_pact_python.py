"""Code for pact-python: what people read, what it cannot say, and what no text of a contract can do to it."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import examples
from written_by_pact_python import file_of, settled

import contractlab as cl
from contractlab import generate, match
from contractlab.errors import InvalidEdit

CODE = """\
from pact import Pact, match

pact = Pact('Shop', 'Stock').with_specification('V4')
(
    pact.upon_receiving('a cup')
    .given('a cup exists', {'id': 7})
    .with_request('GET', match.regex('/cups/7', regex='/cups/[0-9]+'))
    .with_query_parameter('full', 'true')
    .set_header('Accept', 'application/json, text/plain')
    .will_respond_with(200)
    .with_body({'id': match.int(7), 'tags': match.each_like('blue', min=1)}, 'application/json')
)
"""


def cup() -> Any:
    shop = cl.define("Shop", "Stock")
    (
        shop.example("a cup")
        .given("a cup exists", id=7)
        .with_request(
            "GET",
            match.regex("/cups/7", regex="/cups/[0-9]+"),
            query={"full": "true"},
        )
        .set_header("Accept", "application/json, text/plain")
        .will_respond_with(200, json={"id": match.int(7), "tags": match.each_like("blue", min=1)})
    )
    return shop


def body(value: Any, **more: Any) -> Any:
    shop = cl.define("Shop", "Stock", **more)
    shop.example("x").with_request("GET", "/").will_respond_with(200, json=value)
    return shop


def test_the_code_is_what_people_would_type() -> None:
    assert cup().code("pact", style="pact-python") == CODE


@pytest.mark.oracle
@pytest.mark.parametrize(
    "value",
    [
        {"a": match.int(1) & match.like(1), "b": match.int(2)},
        {"a": match.each_like({"b": match.int(1)}, min=3), "c": match.regex("x", regex="[a-z]")},
        {"a": match.int(3, generator=generate.int(min=1, max=9))},
        {"a": match.each_key_matches({"k": 1}, rules=match.regex("k", regex="[a-z]")), "b": [match.bool(True), "x"]},
        {"*": match.int(1), "a.b": match.date(), "u": match.uuid(), "": 1},
        [match.like({"x": match.like([1])}), match.array_containing([match.int(1)])],
        {"pact:matcher:type": "x", "value": 1},
        match.str("root"),
        '{"a": 1}',
        None,
        [[[[]]], {}, 1e-7, -0.5, 10**20, "\u0000é\u2028"],
    ],
    ids=str,
)
def test_pact_python_writes_what_we_write(value: Any, tmp_path: Path) -> None:
    ours = body(value)
    written = json.loads(ours.contract.to_bytes())
    assert settled(file_of(ours.code(style="pact-python"), tmp_path)) == settled(written)


def test_only_what_pact_python_cannot_say_stands_beside() -> None:
    code = body({"a": match.int(1) & match.like(1), "b": match.int(2)}).code(style="pact-python")
    assert "'b': match.int(2)" in code
    assert "'$.a'" in code
    assert "'$.b'" not in code


def test_what_it_cannot_say_is_listed() -> None:
    shop = cup()
    shop.example("a cup").given("none").with_request("GET", "/cups/7").will_respond_with(404)
    code = shop.code(style="pact-python")
    assert '# not said: "a cup" (given "a cup exists")' in code
    assert code.count(".upon_receiving(") == 1


def test_a_contract_of_another_format_is_converted_first() -> None:
    shop = cl.define("Shop", "Stock", format="contractcase")
    shop.example().with_request("GET", "/").will_respond_with(200)
    with pytest.raises(InvalidEdit, match=r"cl\.convert"):
        shop.code(style="pact-python")
    code = cl.define(cl.convert(shop.contract)).code(style="pact-python")
    assert ".with_request('GET', '/')" in code


def test_a_style_that_there_is_not() -> None:
    with pytest.raises(InvalidEdit, match="'pact-python'"):
        cup().code(style="ruby")


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | st.sampled_from(
    ["\n", "\r", "'''", '"', "\\", "# not said", "\n__import__('os')", "{", "\u2028", "\x00"]
)


@given(_TEXT, _TEXT, _TEXT, st.dictionaries(_TEXT, _TEXT, max_size=2))
@settings(max_examples=examples(60), deadline=None)
def test_texts_stay_texts(description: str, state: str, header: str, fields: dict[str, str]) -> None:
    document = {
        "consumer": {"name": description},
        "provider": {"name": state},
        description: 1,
        "interactions": [
            {
                "description": description,
                "providerStates": [{"name": state, "params": fields}],
                "request": {"method": "GET", "path": "/", "headers": {"X": header}},
                "response": {"status": 200, "body": {"content": fields, "contentType": state}},
                header: 2,
                "type": "Synchronous/HTTP",
            }
        ]
        * 2,
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    code = cl.define(cl.load(document)).code("pact", style="pact-python")
    calls = {
        node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
    }
    assert calls <= {
        "Pact", "with_specification", "upon_receiving", "given", "with_request", "with_header", "set_header",
        "will_respond_with", "with_body", "with_binary_body",
    }  # fmt: skip
