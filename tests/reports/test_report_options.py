"""`contractlab report` with everything it can write, and `cl.report` by what a file's name ends in."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import matrices
import nbformat
import pytest
from commands import run, small
from nbformat.v4 import new_code_cell, new_notebook
from report_cells import bundles, code_of, outputs, read
from small_runs import BROKEN, CONTRACT, broken_run, entry, write_har
from support import ROOT, require

import contractlab as cl

require("papermill")
require("ipykernel")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


EVERY = (
    "--output", "r.ipynb", "--html", "r.html", "--markdown", "r.md", "--summary", "r.sum", "--json", "r.json",
    "--junit", "r.xml", "--save-run", "r.run",
)  # fmt: skip


def test_a_broken_contract_is_1_with_every_form_and_twice_the_same(own_folder: Path) -> None:
    written: list[dict[str, bytes]] = []
    for _ in range(2):
        Path("r.sum").write_text("before\n")
        done = run("report", CONTRACT, "--captures", BROKEN, *EVERY)
        assert done.exit_code == 1
        assert "report: r.ipynb, r.html, r.md, r.sum" in done.stdout
        written.append({name: Path(name).read_bytes() for name in sorted(os.listdir()) if name != "r.run"})
    assert written[0] == written[1]
    assert Path("r.sum").read_text().startswith("before\n# customer-service 2.5.0 breaks billing-service")
    assert "customer-service 2.5.0 breaks billing-service" in Path("r.html").read_text()
    assert Path("r.md").read_text().startswith("# customer-service 2.5.0 breaks billing-service")
    assert b"made at" not in written[0]["r.html"]


def test_several_versions_lie_side_by_side(own_folder: Path) -> None:
    contract, _ = small(own_folder)
    for version, value in (("1.0.0", 1), ("1.1.0", "text")):
        (own_folder / "captures" / version).mkdir(parents=True)
        write_har(own_folder / "captures" / version / "a.har", entry("/a", {"a": value}))
    done = run("report", contract, "--captures", "captures", "--markdown", "r.md", "--stamp")
    assert done.exit_code == 1
    text = Path("r.md").read_text()
    assert "1.0.0 | 1.1.0" in text
    assert "Last fully passing: **1.0.0**" in text
    assert "made at" in text
    assert "new in 1.1.0" in str(bundles(read(Path("report.ipynb")), "run"))


def template(folder: Path, *sources: str, tag: bool = True) -> Path:
    cells = [new_code_cell("contracts, captures = '', ''", metadata={"tags": ["parameters"]} if tag else {})]
    path = folder / "mine.ipynb"
    nbformat.write(new_notebook(cells=[*cells, *(new_code_cell(source) for source in sources)]), path)
    return path


def test_a_template_of_ones_own_gets_typed_parameters(own_folder: Path) -> None:
    contract, har = small(own_folder)
    mine = template(own_folder, "print(strict, limit, name, many)")
    parameters = ("-p", "limit=3", "-p", "name=a word", "-p", "many=[true, null]")
    done = run("report", contract, "--captures", har, "--template", mine, *parameters, "--html", "r.html")
    assert done.exit_code == 0, done.stderr
    notebook = read(Path("report.ipynb"))
    (printed,) = [output.text for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert printed == "False 3 a word [True, None]\n"
    assert Path("r.html").exists()
    assert "keeps its contract" in Path("r.html").read_text()


def test_a_cell_that_fails_is_named_and_everything_else_is_written(own_folder: Path) -> None:
    contract, har = small(own_folder, actual="x")
    mine = template(own_folder, "print('so far')", "1 / 0", "print('never')")
    done = run("report", contract, "--captures", har, "--template", mine, "--html", "r.html")
    assert done.exit_code == 3
    assert "cell 4 (1 / 0) of the report failed: ZeroDivisionError" in done.stderr
    notebook = read(Path("report.ipynb"))
    assert "so far" in str([cell.get("outputs") for cell in notebook.cells])
    assert "ZeroDivisionError" in str([cell.get("outputs") for cell in notebook.cells])
    assert "breaks" in Path("r.html").read_text()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--template", "none.ipynb"), "cannot be read"),
        (("--template", "bad.ipynb"), "is not a notebook"),
        (("--template", "untagged.ipynb"), "tagged 'parameters'"),
        (("-p", "no value"), "-p name=value"),
        (("-p", "a b=1"), "-p name=value"),
        (("--html", "page.txt"), "must end in .html"),
        (("--markdown", "page.html"), "must end in .md"),
    ],
)
def test_what_cannot_be_done_is_2(options: tuple[str, ...], complaint: str, own_folder: Path) -> None:
    contract, har = small(own_folder)
    Path("bad.ipynb").write_text("{")
    template(own_folder, tag=False).rename("untagged.ipynb")
    done = run("report", contract, "--captures", har, *options)
    assert done.exit_code == 2
    assert complaint in done.stderr


def test_results_of_the_verifier_are_reported_at_second_hand(own_folder: Path) -> None:
    results = ROOT / "notebooks" / "data" / "broken" / "2.5.0-verifier.json"
    done = run("report", CONTRACT, "--verifier-results", results, "--html", "r.html", "--markdown", "r.md")
    assert done.exit_code == 1, done.stderr
    assert "From verifier results" in Path("r.html").read_text()
    assert "is not known: the verifier does not tell it" in Path("r.md").read_text()
    assert "cl.load_verifier_results" in code_of(read(Path("report.ipynb")))
    assert run("report", CONTRACT, "--verifier-results", results, "--only", "x").exit_code == 2


def test_the_end_of_the_name_says_what_is_written(own_folder: Path) -> None:
    for name in ("r.html", "r.md", "r.ipynb", "R.HTML"):
        assert cl.report(broken_run(), name) == Path(name)
    assert Path("r.html").read_bytes() == Path("R.HTML").read_bytes()
    for name in ("r.pdf", "report"):
        with pytest.raises(cl.SaveConflict, match=r"\.ipynb, \.html or \.md"):
            cl.report(broken_run(), name)
    with pytest.raises(TypeError, match="a run, a matrix or a desk"):
        cl.report("no run", "r.html")


def test_a_matrix_and_a_desk_are_reported_like_a_run(own_folder: Path) -> None:
    versions = {"1.0.0": matrices.provider(["good"]), "1.1.0": matrices.provider(["text"])}
    matrix = cl.matrix(matrices.contract(1), versions)
    assert "since 1.1.0" in cl.report(matrix, "m.md").read_text() or "new in 1.1.0" in Path("m.md").read_text()
    lab = cl.open(matrices.contract(1), captures=versions)
    assert lab.report("l.html").read_text().count("1.1.0") > 2
    consumers = cl.matrix(
        {"old": matrices.contract(1), "new": matrices.contract(2)}, matrices.provider(["good", "text"])
    )
    notebook = read(cl.report(consumers, "c.ipynb"))
    assert "cl.matrix(" in code_of(notebook)
    values: dict[str, Any] = {}
    exec(notebook.cells[1].source, {}, values)
    assert list(values["contracts"]) == ["old", "new"]
    assert outputs(notebook, "matrix")


def test_every_way_of_executing_the_template_shows_the_same(own_folder: Path) -> None:
    """papermill, nbclient, `jupyter nbconvert --execute` and `cl.report` itself."""
    import subprocess
    import sys

    import papermill
    from nbclient import NotebookClient

    direct = read(cl.report(broken_run(), "direct.ipynb"))
    source = nbformat.from_dict(json.loads(Path("direct.ipynb").read_text()))
    source.cells[1].source += "\nstrict = False"
    for cell in source.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(source, "source.ipynb")
    papermill.execute_notebook("source.ipynb", "papermill.ipynb", progress_bar=False)
    client = nbformat.read("source.ipynb", as_version=4)
    NotebookClient(client, kernel_name="python3").execute()
    convert = [
        sys.executable,
        "-m",
        "jupyter",
        "nbconvert",
        "--to",
        "notebook",
        "--execute",
        "--output",
        "convert.ipynb",
    ]
    done = subprocess.run([*convert, "source.ipynb"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-1000:]
    wanted = {cell.id: [output.data for output in cell.outputs] for cell in direct.cells if cell.cell_type == "code"}
    for notebook in (read(Path("papermill.ipynb")), client, read(Path("convert.ipynb"))):
        displayed = {
            cell.id: [output.data for output in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"
        }
        assert displayed == wanted
