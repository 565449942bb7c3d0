"""Views show a format that they have never heard of, by what it says of its examples."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from pair_format import pairs_known
from strict_html import faults
from support import ROOT

import contractlab as cl
from contractlab.contracts.described import exact_tree
from contractlab.engine.nodes import explain
from contractlab.values.explanation import Explained
from contractlab.views import render_html, render_markdown, render_text
from contractlab.views.junit import junit_xml

TEXT = b"""pairs between reader and library
GET /books/1 => 200 {"title": "Emma", "pages": [1, 2, 3, 4, 5], "notes": {"by": null}}
GET /books/2 => 404 {"error": "no such book"}
PUT /books/3 => 200 []
"""


@pytest.fixture
def contract() -> Iterator[cl.Contract]:
    with pairs_known():
        yield cl.load(TEXT, name="books.pairs")


def answered(path: str, body: object, version: str = "1.0", status: int = 200) -> cl.Capture:
    return cl.Capture(cl.HttpRequest("GET", path), cl.HttpResponse(status, json=body), provider_version=version)


BOOK = {"title": "Emma", "pages": [1, 2, 3, 4, 5], "notes": {"by": None}}
CAPTURES = [
    answered("/books/1", BOOK), answered("/books/1", {**BOOK, "title": "Persuasion"}, "2.0"),
    answered("/books/2", {"error": "no such book"}, "2.0", 404), answered("/films/1", {}),
]  # fmt: skip


def test_an_example_is_shown_with_all_of_its_values(contract: cl.Contract) -> None:
    text = render_text(contract[0])
    for piece in ("GET /books/1", "status 200 OK", "Content-Type: application/json", '"title": "Emma"', "[0] 1"):
        assert piece in text
    assert text.count("exact") >= 8
    assert "⋯ 2 more items" in text


@pytest.mark.parametrize(
    "name",
    [
        "contract",
        "contracts",
        "example",
        "match",
        "run",
        "result",
        "results",
        "captures",
        "unpaired",
        "matrix",
        "changes",
    ],
)
def test_every_view_shows_it(contract: cl.Contract, name: str) -> None:
    run = cl.verify(contract, CAPTURES)
    matrix = cl.matrix(contract, cl.Captures(CAPTURES))
    items = {
        "contract": contract, "contracts": cl.Contracts([contract]), "example": contract[0],
        "match": contract[0].check_response(cl.HttpResponse(500, json={})), "run": run, "result": run.failures[0],
        "results": run["pair 0"], "captures": run.captures, "unpaired": run.unpaired[0], "matrix": matrix,
        "changes": matrix.changes("1.0", "2.0"),
    }  # fmt: skip
    item = items[name]
    assert faults(render_html(item)) == []
    assert render_markdown(item)
    text = render_text(item)
    assert not re.search(r"\bPact V|ContractCase", text)
    assert "book" in text


def test_a_difference_is_told_with_its_place_in_the_file(contract: cl.Contract) -> None:
    run = cl.verify(contract, CAPTURES)
    failed = run.failures[0]
    assert "$: expected" in render_text(failed)
    assert [cause.part for cause in run.causes] == ["body"]
    assert "books.pairs" in junit_xml(run)
    assert "/pairs/0/body" in render_html(failed)


def test_no_view_and_no_check_names_a_format() -> None:
    named = re.compile(
        r"formats\.(pact|contractcase)|CaseExample|PactExample|CaseContract|PactContract|\.format ==|contractcase"
        r"|expected_messages|expected_request|case_examples|pact_examples"
    )
    for room in ("views", "verification"):
        for path in sorted((ROOT / "contractlab" / room).glob("*.py")):
            assert not named.search(path.read_text()), path.name


def test_no_view_and_no_check_asks_whether_a_declared_name_is_there() -> None:
    for room in ("views", "verification"):
        for path in sorted((ROOT / "contractlab" / room).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                asked = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr"
                # The operating system's own errors declare no `strerror` where they are made without one.
                assert not asked or len(node.args) == 2 or "strerror" in ast.dump(node), f"{path.name}:{node.lineno}"


def same(first: Explained, second: Explained) -> bool:
    return (first.tokens, first.expected, first.actual, first.status, first.mismatches) == (
        second.tokens, second.expected, second.actual, second.status, second.mismatches,
    )  # fmt: skip


@pytest.mark.parametrize(
    "actual", [{"a": [1, 2, 3]}, {"a": [1, "x", 3, 4]}, {"a": []}, {"a": {"b": 1}}, {"b": 1}, [], 5]
)
@pytest.mark.parametrize("rules", [{}, {"$.a": {"matchers": [{"match": "type"}]}}])
def test_a_child_by_itself_is_the_child_among_its_neighbours(actual: object, rules: dict[str, object]) -> None:
    made = cl.load(
        {
            "consumer": {"name": "c"}, "provider": {"name": "p"},
            "interactions": [{"description": "x", "request": {}, "response": {
                "body": {"a": [1, 2, 3], "more": {"k": None}}, "matchingRules": {"body": rules}}}],
            "metadata": {"pactSpecification": {"version": "3.0"}},
        }
    )  # fmt: skip
    root = made[0].check_response(cl.HttpResponse(200, json=actual)).explanation.body
    assert root is not None
    for explained in root.walk():
        for child in explained.children:
            by_itself = explained.child(child.tokens[-1])
            assert by_itself is not None
            assert same(by_itself, child)
        assert explained.child("no such key") is None


def test_an_exact_tree_is_what_a_matcher_without_rules_explains() -> None:
    made = cl.load({
        "consumer": {"name": "c"}, "provider": {"name": "p"},
        "interactions": [{"description": "x", "request": {}, "response": {"body": BOOK}}],
        "metadata": {"pactSpecification": {"version": "3.0"}},
    })  # fmt: skip
    compiled = made[0].response_plan().body.comparison.node  # type: ignore[attr-defined]
    nodes = list(explain(compiled, BOOK, "body").walk())
    plain = list(exact_tree(BOOK).walk())
    assert [(node.path, node.expected, node.status) for node in nodes] == [
        (node.path, node.expected, node.status) for node in plain
    ]
    assert exact_tree(BOOK).child("title") is not None
    assert exact_tree(BOOK).child("none") is exact_tree([1]).child(1) is exact_tree("text").child(0) is None
