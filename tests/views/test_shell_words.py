"""In a shell, what is to be typed next is typed in a shell: no view of the command line speaks Python."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commands import run
from matrices import contract, provider
from small_runs import (
    BROKEN,
    CONTRACT,
    DATA,
    GOOD,
    answers,
    broken_run,
    entry,
    many_verdicts_run,
    write_contract,
    write_har,
)

import contractlab as cl
from contractlab.verification.matrix import matrix_of
from contractlab.views import render_text

PYTHON = re.compile(
    r"\b(run|matrix|lab|captures|contracts?|result|results)(\.[a-z_]+|\[)|=True|=False|\bcl\.|to_frame|\(\)"
)


def big() -> cl.Run:
    kinds = ["text", "null", "gone", "status", None, "good"]
    return cl.verify(contract(60), provider([kinds[number % 6] for number in range(60)], "1.0.0"))


def many_causes() -> cl.Run:
    from small_contracts import contract_of

    made = contract_of(*(answers(f"/{number}", {f"k{number}": 1}) for number in range(40)))
    captures = cl.Captures()
    for number in range(40):
        captures.add(cl.HttpRequest("GET", f"/{number}"), cl.HttpResponse(200, json={}))
        captures.add(cl.HttpRequest("GET", f"/{number}/other"), cl.HttpResponse(200, json={}))
    return cl.verify(made, captures)


ITEMS = {
    "broken": lambda: broken_run(),
    "many verdicts": lambda: many_verdicts_run(),
    "big": big,
    "many causes": many_causes,
    "matrix": lambda: cl.matrix(contract(40), {f"{n}.0": provider(["text", "good"] * 20) for n in range(16)}),
    "versions": lambda: matrix_of(cl.verify(cl.load(CONTRACT), cl.load_captures([GOOD, BROKEN]))),
    "contracts": lambda: cl.Contracts([contract(3, consumer=f"consumer {number}") for number in range(70)]),
    "contract": lambda: contract(80),
    "captures": lambda: provider(["good"] * 80),
    "nothing": lambda: cl.Contracts(),
    "second hand": lambda: cl.load_verifier_results(DATA / "broken" / "2.5.0-verifier.json", [cl.load(CONTRACT)]),
    "result": lambda: broken_run().failures[0],
}


@pytest.mark.parametrize("name", ITEMS)
def test_no_python_in_a_shell(name: str) -> None:
    text = re.sub(r"[“'\"].*?[”'\"]", "", render_text(ITEMS[name](), width=500, in_shell=True))
    assert PYTHON.findall(text) == []


def test_a_notebook_keeps_its_calls() -> None:
    assert 'run["' in render_text(broken_run())
    assert "allow_not_exercised=True" in render_text(cl.verify(contract(2), provider(["good", None])))


def test_the_command_names_its_own_options(tmp_path: Path) -> None:
    path = write_contract(
        tmp_path / "c.json", answers("/a", {"a": 1}), answers("/b's", {"a": 1}), answers("/c", {"a": 1})
    )
    har = write_har(tmp_path / "x.har", entry("/a", {"a": "x"}), entry("/b's", {"a": "x"}))
    done = run("verify", path, "--captures", har)
    assert "--allow-not-exercised" in done.stdout
    assert "--only 'GET /a' shows one in full." in done.stdout
    again = run("verify", path, "--captures", har, "--only", "GET /a")
    assert "FAIL failed  GET /a" in again.stdout
    assert "--json FILE" in run("verify", path, "--captures", har, "--captures", GOOD).stdout


def test_show_says_what_matches_what(tmp_path: Path) -> None:
    done = run("show", CONTRACT, "--captures", GOOD)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "11 captures 2.4.0, 9 matched, 2 unmatched"
    assert any(
        line.split("  ")[1:2] == ["GET /customers/123 → 200"] and "“a request for customer 123”" in line
        for line in lines
    )
    assert any(
        "GET /customers/123/ matches no example. Nearest: “a request for customer 123”" in line for line in lines
    )


def test_every_capture_has_its_line_however_many(tmp_path: Path) -> None:
    path = write_contract(tmp_path / "c.json", *(answers(f"/{number}", {"a": 1}) for number in range(60)))
    har = write_har(tmp_path / "x.har", *(entry(f"/{number}", {"a": 1}) for number in range(60)))
    shown = run("show", path, "--captures", har).stdout
    assert all(f"GET /{number} → 200" in shown for number in range(60))
