"""A report written from a run: the views as outputs, nothing executed, no text of a contract where it would run."""

from __future__ import annotations

import ast
import copy
import json
import os
from pathlib import Path

import nbformat
import pytest
from report_cells import bundles, code_of, kinds, outputs, read
from small_contracts import TYPE, http, matchers, part_of
from small_runs import BROKEN, CONTRACT, broken_run, entry, good_run, leaked, secret_files, write_contract, write_har

import contractlab as cl
from contractlab.captures import Captures
from contractlab.reports import Report, ReportParameters, execute_report, make_template
from contractlab.reports.template import SECTIONS
from contractlab.values.display import present

HOSTILE = [
    '"""\nimport os; os.system(\'hostile\')',
    "```\n```python\nhostile()\n```",
    "</script><script>hostile()</script>",
    "' + hostile() + '",
    "\\\nhostile()\n",
    "{hostile}\u2028hostile()\x1b[31m",
]


def hostile_files(folder: Path) -> tuple[Path, Path]:
    """Hostile text in every place of a contract and its captures that a report may show."""
    interactions = [
        http(
            f"{text} {number}",
            states=[text],
            request={"method": "GET", "path": f"/{number}"},
            response={"status": 200, **part_of({text: text, "a": 1}, {"$": TYPE}, "3.0"), "matchingRules": {}},
        )
        for number, text in enumerate(HOSTILE)
    ]
    interactions[0]["response"]["matchingRules"] = {"body": matchers({"$.a": {"match": "regex", "regex": HOSTILE[0]}})}
    contract = write_contract(folder / "hostile.json", *interactions, consumer=HOSTILE[0], provider=HOSTILE[2])
    entries = [
        entry(f"/{number}", {text: number, "a": text}, provider_version=text) for number, text in enumerate(HOSTILE)
    ]
    return contract, write_har(folder / "hostile.har", *entries)


@pytest.mark.parametrize("name", ["good", "broken"])
def test_its_outputs_are_the_views(name: str, tmp_path: Path) -> None:
    run = good_run() if name == "good" else broken_run()
    path = cl.report(run, tmp_path / "report.ipynb")
    notebook = read(path)
    assert path == tmp_path / "report.ipynb"
    made = Report(run)
    heading, *rest = bundles(notebook, "run")
    assert heading["text/markdown"] == f"{made.heading.markdown}\n"
    assert rest == [present(made.overview), present(made["causes"])]
    for section in SECTIONS:
        if section != "failures":
            assert bundles(notebook, section) == [present(made[section])]
    assert bundles(notebook, "failures")[1::2] == [present(failure) for failure in made.failing]
    assert len(made.failing) == len(run.failures)
    assert outputs(notebook, "verdict") == []
    assert kinds(notebook) == {"display_data"}
    assert os.listdir(tmp_path) == ["report.ipynb"]


def test_it_is_the_template_with_values_after_the_defaults(tmp_path: Path) -> None:
    notebook = read(cl.report(broken_run(), tmp_path / "report.ipynb"))
    template = make_template()
    pairs = list(zip(notebook.cells, template.cells, strict=True))
    assert [cell.id for cell, template_cell in pairs if cell.source != template_cell.source] == ["parameters"]
    values: dict[str, object] = {}
    exec(notebook.cells[1].source, {}, values)
    assert values["contracts"] == [str(CONTRACT)]
    assert values["captures"] == [str(BROKEN)]
    assert values["strict"] is True


def test_what_the_run_knows_is_in_the_parameters(tmp_path: Path) -> None:
    contract, har = secret_files(tmp_path)
    redaction = cl.Redaction(headers=["X-Tenant"], parameters=["session_hint"], body=["$.iban"])
    run = cl.verify(
        cl.load_all(contract),
        cl.load_captures(har, base_path="/v1"),
        dialect="spec",
        allow_not_exercised=True,
        redaction=redaction,
    )
    values: dict[str, object] = {}
    exec(read(cl.report(run, tmp_path / "report.ipynb")).cells[1].source, {}, values)
    assert (values["dialect"], values["base_path"], values["allow_not_exercised"]) == ("spec", "/v1", True)
    again = cl.Redaction.of(values["redaction"])
    assert set(redaction.headers) <= set(again.headers)
    assert set(redaction.parameters) <= set(again.parameters)
    assert [path.text for path in again.body] == ["$.iban"]


def test_nothing_runs_and_no_kernel_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was executed")

    monkeypatch.setattr("papermill.execute_notebook", refuse)
    monkeypatch.setattr("subprocess.Popen", refuse)
    cl.report(good_run(), tmp_path / "report.ipynb")


def test_two_reports_of_a_run_are_equal(tmp_path: Path) -> None:
    first, second = (cl.report(broken_run(), tmp_path / name).read_bytes() for name in ("a.ipynb", "b.ipynb"))
    assert first == second


def test_hostile_text_never_reaches_a_code_cell(tmp_path: Path) -> None:
    contract, har = hostile_files(tmp_path)
    run = cl.verify(cl.load_all(contract), cl.load_captures(har))
    assert run.failures
    notebook = read(cl.report(run, tmp_path / "report.ipynb"))
    assert "hostile" not in code_of(notebook).replace(str(contract), "").replace(str(har), "")
    assert "hostile" in json.dumps([bundles(notebook, "failures")])
    words = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert words == [cell.source for cell in make_template().cells if cell.cell_type == "markdown"]


def test_hostile_file_names_stay_text(tmp_path: Path) -> None:
    run = good_run()
    name = "x'\"]\nimport os\nos.system('hostile')\n\u2028#"
    contract = cl.load(CONTRACT.read_bytes(), name=name)
    captures = Captures(copy.copy(list(run.captures)), files=[name])
    notebook = read(cl.report(cl.verify(contract, captures), tmp_path / "report.ipynb"))
    tree = ast.parse(notebook.cells[1].source)
    assert all(
        isinstance(statement, ast.Assign) and ast.literal_eval(statement.value) is not ... for statement in tree.body
    )
    assert len(notebook.cells[1].source.splitlines()) == len(make_template().cells[1].source.splitlines()) + 9


def test_it_holds_no_secret(tmp_path: Path) -> None:
    contract, har = secret_files(tmp_path)
    run = cl.verify(cl.load_all(contract), cl.load_captures(har))
    text = cl.report(run, tmp_path / "report.ipynb").read_text(encoding="utf-8")
    assert leaked(text) == []


def test_where_it_cannot_be_written_the_error_says_so(tmp_path: Path) -> None:
    with pytest.raises(cl.SaveConflict, match="no folder"):
        cl.report(good_run(), tmp_path / "none" / "report.ipynb")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def hostile_report(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, object]:
    """One executed report of hostile input, with secrets beside it."""
    folder = tmp_path_factory.mktemp("hostile")
    contract, har = hostile_files(folder)
    planted, secrets = secret_files(folder)
    parameters = ReportParameters(contracts=(str(contract), str(planted)), captures=(str(har), str(secrets)))
    run = execute_report(folder / "report.ipynb", parameters)
    return run, nbformat.read(folder / "report.ipynb", as_version=4)


def test_an_executed_report_keeps_hostile_text_out_of_code(hostile_report: tuple[cl.Run, object]) -> None:
    run, notebook = hostile_report
    assert run.counts()["failed"] >= len(HOSTILE)
    nbformat.validate(notebook)
    source = "\n".join(
        line for line in code_of(notebook).splitlines() if not line.startswith(("contracts =", "captures ="))
    )
    assert "hostile" not in source
    assert "error" not in kinds(notebook)


def test_an_executed_report_holds_no_secret(hostile_report: tuple[cl.Run, object]) -> None:
    _, notebook = hostile_report
    assert leaked(nbformat.writes(notebook)) == []
    assert "secrets.json" in str(bundles(notebook, "versions"))
