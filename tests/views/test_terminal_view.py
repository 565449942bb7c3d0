"""What rich draws: the text view, as wide as the console, in colours, without secrets and markup of strangers."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import Any

import matrices
import pytest
from rich.console import Console
from rich.panel import Panel
from rich.pretty import pprint
from small_contracts import contract_of
from small_runs import answers

import contractlab as cl
from contractlab.broker.results import MatrixRow, MatrixSummary, MatrixTable
from contractlab.values.display import Shown
from contractlab.views import render_text
from contractlab.views.registry import has_view


def drawn(item: Any, width: int = 90, **more: Any) -> str:
    file = io.StringIO()
    Console(file=file, width=width, force_terminal=False, **more).print(item)
    return file.getvalue()


def everything() -> dict[str, Any]:
    contract = matrices.contract()
    matrix = cl.matrix(contract, {"1": matrices.provider(["good"] * 3), "2": matrices.provider(["text", "null"])})
    run = matrix.runs["2"]
    builder = cl.define("web", "shop")
    builder.example("a book").with_request("GET", "/books/1").will_respond_with(200)
    return {
        "run": run, "matrix": matrix, "result": run.failures[0], "results": run.failures, "contract": contract,
        "contracts": cl.load_all(contract), "example": contract[0], "captures": run.captures,
        "capture": run.captures[0], "definition": builder, "coverage": cl.coverage(contract, run.captures),
        "strictness": cl.strictness(contract), "drift": cl.drift(matrix), "edit": cl.edit(contract),
        "comparison": cl.compare(contract, matrices.contract(2)), "changes": matrix.changes("1", "2"),
        "match": run.failures[0].match, "handlers": cl.StateHandlers(), "repairs": cl.repairs(run),
        "broker matrix": MatrixTable((MatrixRow("c", "1", "p", None, None),), MatrixSummary(None, 0, 0, 1)),
    }  # fmt: skip


KINDS = (
    "run", "matrix", "result", "results", "contract", "contracts", "example", "captures", "capture", "definition",
    "coverage", "strictness", "drift", "edit", "comparison", "changes", "match", "handlers", "repairs", "broker matrix",
)  # fmt: skip


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return everything()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [60, 100])
def test_rich_draws_the_text_view(kind: str, width: int, made: dict[str, Any]) -> None:
    assert tuple(made) == KINDS
    item = made[kind]
    assert has_view(item)
    text = drawn(item, width)
    assert text.rstrip("\n") == render_text(item, width=width).rstrip("\n")
    assert repr(item) != text.strip()


def test_verdicts_and_values_have_colours_where_there_are_some(made: dict[str, Any]) -> None:
    file = io.StringIO()
    Console(file=file, width=90, force_terminal=True, color_system="standard").print(made["run"])
    assert "\x1b[1;31mFAIL\x1b[0m" in file.getvalue()
    assert "\x1b" not in drawn(made["run"])


def test_a_panel_and_a_pretty_printer_take_it(made: dict[str, Any]) -> None:
    inside = drawn(Panel(made["result"]), 70).splitlines()
    assert {len(row) for row in inside} == {70}
    assert "FAIL" in inside[1]
    file = io.StringIO()
    pprint([made["run"]], console=Console(file=file, width=90))
    assert file.getvalue().startswith("[<Run not passed: ")


def test_words_of_strangers_are_no_markup_and_no_secrets() -> None:
    hostile = answers("/0", {"a": 1}) | {"description": "[red]not red[/red] \x1b[2J [link=http://x]y[/link] :smile:"}
    captured = cl.Capture(
        cl.HttpRequest("GET", "/0", headers={"Authorization": "Bearer s3cr3t-0f-the-house"}),
        cl.HttpResponse(json={"a": "x", "password": "s3cr3t-0f-the-house"}),
    )
    run = cl.verify(contract_of(hostile), [captured])
    for item in (run, run.results[0], captured, run.captures):
        text = drawn(item, 200)
        assert "s3cr3t" not in text
        assert "\x1b" not in text
    assert "[red]not red[/red]" in drawn(run, 300)


class Plain(Shown):
    def __repr__(self) -> str:
        return "<Plain [bold]>"


def test_what_nobody_draws_shows_its_repr() -> None:
    assert drawn(Plain()) == "<Plain [bold]>\n"


def test_rich_is_not_imported_before_it_is_used() -> None:
    program = "import sys, contractlab; assert 'rich' not in sys.modules and 'contractlab.views' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)
