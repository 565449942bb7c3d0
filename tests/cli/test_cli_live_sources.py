"""``--messages``, ``--triggers`` and ``--functions``: what is asked beside requests over HTTP, by name."""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path

import case_contracts as case
import pytest
from case_contracts import M, named, shaped
from commands import run
from small_contracts import document_of, http

import contractlab as cl

MODULE = """
import httpx


def ordered(params):
    return {"id": 5}


messages = {"an order was placed": ordered, "a value": b"hi"}
broken = {"an order was placed": {"id": "five"}, "a value": b"hi"}
for_all = lambda description: {"id": 5} if "order" in description else b"hi"
triggers = {"asks for a user": lambda url: httpx.post(f"{url}/users", json={"id": 7}, trust_env=False)}
functions = {"pages": lambda count: f"{count} pages"}
wrong = {"pages": lambda count: "many"}
calls = []


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hi"]
"""


def message(description: str, contents: object, rules: object = None) -> dict[str, object]:
    made: dict[str, object] = {
        "type": "Asynchronous/Messages",
        "description": description,
        "contents": {"content": contents, "contentType": "application/json"},
    }
    return made if rules is None else {**made, "matchingRules": {"body": rules}}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "cli_sources", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "cli_sources.py").write_text(MODULE)
    rules = {"$.id": {"combine": "AND", "matchers": [{"match": "integer"}]}}
    pact = document_of(version="4.0")
    pact["interactions"] = [message("an order was placed", {"id": 1}, rules)]
    (tmp_path / "messages.json").write_text(json.dumps(pact))
    (tmp_path / "http.json").write_text(json.dumps(document_of(http("one", response={"status": 200}))))
    arguments = {f"{M}type": "_case:FunctionArgumentsMatcher", "arguments": [shaped(2)]}
    returns = {f"{M}type": "_case:FunctionResultMatcher", "success": "2 pages"}
    called = case.example(
        named("a call", arguments), named("the result", returns), setup=case.CALLER_READS, functionName="pages"
    )
    (tmp_path / "function.case.json").write_text(json.dumps(case.document(called)))
    asked = named("asks for a user", case.request(method="POST", body={"id": shaped(1)}))
    answered = named("the user", case.response(body={"name": shaped("Ada")}))
    sent = case.example(asked, answered, setup=case.SERVER_READS)
    (tmp_path / "client.case.json").write_text(json.dumps(case.document(sent)))
    return tmp_path


WAYS: list[tuple[list[str], int]] = [
    (["messages.json", "--messages", "cli_sources:messages"], 0),
    (["messages.json", "--messages", "cli_sources:for_all"], 0),
    (["messages.json", "--messages", "cli_sources:broken"], 1),
    (["function.case.json", "--functions", "cli_sources:functions"], 0),
    (["function.case.json", "--functions", "cli_sources:wrong"], 1),
    (["client.case.json", "--triggers", "cli_sources:triggers"], 0),
    (["messages.json", "http.json", "--messages", "cli_sources:messages"], 1),
    (["messages.json", "http.json", "--messages", "cli_sources:messages", "--provider", "cli_sources:app"], 0),
]


@pytest.mark.parametrize(("options", "status"), WAYS)
def test_sources_are_named(options: list[str], status: int, folder: Path) -> None:
    done = run("verify", *options)
    assert done.exit_code == status, done.output


@pytest.mark.parametrize(("options", "status"), WAYS)
def test_settings_name_them_too(options: list[str], status: int, folder: Path) -> None:
    names = dict(itertools.pairwise(options))
    lines = [f'{name[2:]} = "{value}"' for name, value in names.items() if name.startswith("--")]
    contracts = [name for name in options if name.endswith(".json")]
    text = "\n".join(["[tool.contractlab]", f"contracts = {contracts}", *lines])
    (folder / "pyproject.toml").write_text(text)
    done = run("verify")
    assert done.exit_code == status, done.output


def test_an_option_goes_before_its_setting_and_before_recordings_of_the_settings(folder: Path) -> None:
    text = "[tool.contractlab]\ncaptures = 'captures'\nmessages = 'cli_sources:broken'\n"
    (folder / "pyproject.toml").write_text(text)
    assert run("verify", "messages.json", "--messages", "cli_sources:messages").exit_code == 0


REPORTS = [
    ("messages.json", ["--messages", "cli_sources:messages"], ["--messages", "cli_sources:broken"]),
    ("function.case.json", ["--functions", "cli_sources:functions"], ["--functions", "cli_sources:wrong"]),
]


@pytest.mark.parametrize(("contract", "good", "broken"), REPORTS)
def test_reports_are_of_what_was_asked(contract: str, good: list[str], broken: list[str], folder: Path) -> None:
    done = run("report", contract, *good, "--markdown", "report.md", "--save-run", "good.json")
    assert done.exit_code == 0, done.output
    assert Path("report.ipynb").exists()
    assert "1 passed" in Path("report.md").read_text()
    assert cl.load_run("good.json").passed
    failed = run("report", contract, *broken, "--markdown", "report.md", "--save-run", "broken.json")
    assert failed.exit_code == 1
    assert "1 failed" in Path("report.md").read_text()
    assert [result.verdict for result in cl.load_run("broken.json").results] == ["failed"]


FAULTS: list[tuple[list[str], str]] = [
    (["messages.json", "--messages", "cli_sources:nothing"], "messages: cli_sources has no 'nothing'"),
    (["messages.json", "--messages", "cli_sources"], "neither an address nor the name of an object"),
    (["messages.json", "--messages", "no_such_module_here:x"], "there is no module"),
    (["messages.json", "--messages", "cli_sources:calls"], "messages= takes functions by description"),
    (["function.case.json", "--functions", "cli_sources:calls"], "functions= takes functions by name"),
    (["client.case.json", "--triggers", "cli_sources:functions"], 'trigger "asks for a user"'),
    (["client.case.json", "--triggers", "cli_sources:app"], "triggers= takes functions by name"),
    (["messages.json", "--messages", "cli_sources:messages", "--captures", "x"], "--messages goes without --captures"),
    (["messages.json", "--functions", "cli_sources:functions", "--captures", "x"], "--functions goes without"),
    (["messages.json", "--messages", "http://127.0.0.1:9/_messages"], ""),
]


@pytest.mark.parametrize(("options", "words"), FAULTS)
def test_what_cannot_be_asked_is_a_sentence(options: list[str], words: str, folder: Path) -> None:
    done = run("verify", *options)
    assert done.exit_code == 2 if words else done.exit_code in (1, 2)
    assert words in done.output + done.stderr
    assert "Traceback" not in done.output + done.stderr


def test_functions_leave_no_captures_so_their_report_has_no_cells_to_run(folder: Path) -> None:
    done = run("report", "function.case.json", "--functions", "cli_sources:functions", "-p", "strict=true")
    assert done.exit_code == 2
    assert "a call of a function leaves no capture" in done.stderr
