"""Executed reports: every output is there, nothing of this machine is in them, and the run is the library's own.

Kernels are slow to start: a report is executed once for each kind of input, and looked at from many sides.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from report_cells import bundles, code_of, kinds, outputs, read
from small_runs import BROKEN, CONTRACT, GOOD, broken_run, good_run
from support import ROOT, require

import contractlab as cl
from contractlab.reports import Report, ReportFailed, ReportParameters, execute_report, make_template
from contractlab.reports.template import SECTIONS
from contractlab.values.display import present
from contractlab.verification import Run

papermill = require("papermill")
require("ipykernel")

DISPLAYED = ("run", *SECTIONS)
KINDS = {"good": GOOD, "broken": BROKEN}


@dataclass(frozen=True)
class Executed:
    """A report with what it was made from."""

    name: str
    path: Path
    saved: Path
    notebook: Any
    run: Run
    expected: Run


@pytest.fixture(scope="module", params=list(KINDS))
def executed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Executed:
    folder = tmp_path_factory.mktemp(request.param)
    path, saved = folder / "report {x}.ipynb", folder / "run.json"
    parameters = ReportParameters(
        contracts=(str(CONTRACT),), captures=(str(KINDS[request.param]),), save_run=str(saved)
    )
    run = execute_report(path, parameters)
    expected = good_run() if request.param == "good" else broken_run()
    return Executed(request.param, path, saved, read(path), run, expected)


def test_the_run_is_what_the_library_says(executed: Executed) -> None:
    assert executed.run.counts() == executed.expected.counts()
    assert executed.run.passed is executed.expected.passed is (executed.name == "good")
    assert [[m.message for m in result.mismatches] for result in executed.run] == [
        [m.message for m in result.mismatches] for result in executed.expected
    ]
    assert executed.run.to_dict() == executed.expected.to_dict()


def test_the_run_is_saved_where_it_was_asked_for(executed: Executed) -> None:
    assert cl.load_run(executed.saved).to_dict() == executed.expected.to_dict()
    assert sorted(os.listdir(executed.path.parent)) == ["report {x}.ipynb", "run.json"]


def test_every_part_has_its_output(executed: Executed) -> None:
    made = Report(executed.run)
    heading, *rest = bundles(executed.notebook, "run")
    assert heading["text/markdown"] == f"{made.heading.markdown}\n"
    assert rest == [present(made.overview), present(made["causes"])]
    for name in SECTIONS:
        if name != "failures":
            assert bundles(executed.notebook, name) == [present(made[name])], name
    assert len(made.failing) == (0 if executed.name == "good" else 6)
    assert bundles(executed.notebook, "failures")[1::2] == [present(failure) for failure in made.failing]
    assert outputs(executed.notebook, "verdict") == []


def test_there_is_nothing_but_displays(executed: Executed) -> None:
    assert kinds(executed.notebook) == {"display_data"}
    assert "widgets" not in executed.notebook.metadata
    media = {kind for cell in DISPLAYED for bundle in bundles(executed.notebook, cell) for kind in bundle}
    assert media == {"text/plain", "text/html", "text/markdown"}


def test_it_holds_no_path_of_the_temporary_folder(executed: Executed) -> None:
    # The project itself may lie in that folder, as it does where a clone of it is tested.
    text = executed.path.read_text(encoding="utf-8").replace(str(ROOT), "")
    assert "contractlab-" not in text
    assert tempfile.gettempdir() not in text
    assert "save_run = " not in executed.notebook.cells[2].source


def test_what_is_broken_stands_above_the_code(executed: Executed) -> None:
    hidden = [cell.metadata.get("jupyter", {}).get("source_hidden") for cell in executed.notebook.cells]
    assert hidden == [cell.cell_type == "code" or None for cell in executed.notebook.cells]


def test_the_parameters_are_in_a_cell_of_their_own(executed: Executed) -> None:
    (cell,) = (cell for cell in executed.notebook.cells if "injected-parameters" in cell.metadata.get("tags", []))
    assert str(CONTRACT) in cell.source
    assert cell.source.endswith("strict = False")
    about = executed.notebook.metadata.papermill
    assert about.exception is None
    assert about.output_path == executed.path.name


def test_input_that_cannot_be_read_is_told_and_the_notebook_kept(tmp_path: Path) -> None:
    path = tmp_path / "report.ipynb"
    with pytest.raises(ReportFailed, match=r"none\.har") as caught:
        execute_report(path, ReportParameters(contracts=(str(CONTRACT),), captures=(str(tmp_path / "none.har"),)))
    assert caught.value.error == "InvalidCapture"
    assert caught.value.path == path
    errors = [output for output in outputs(read(path), "run") if output.output_type == "error"]
    assert [output.ename for output in errors] == ["InvalidCapture"]
    assert os.listdir(tmp_path) == ["report.ipynb"]
    assert "contractlab-" not in path.read_text(encoding="utf-8")


def test_an_unknown_kernel_is_told(tmp_path: Path) -> None:
    path = tmp_path / "report.ipynb"
    with pytest.raises(ReportFailed, match="no Jupyter kernel 'cobol'") as caught:
        execute_report(path, ReportParameters(contracts=(str(CONTRACT),), captures=(str(GOOD),)), kernel="cobol")
    assert (caught.value.error, caught.value.path) == ("", None)
    assert not path.exists()


def plain(tmp_path: Path, captures: Path) -> Path:
    """The template executed by papermill itself, with its own defaults."""
    import nbformat

    template = tmp_path / "template.ipynb"
    nbformat.write(make_template(), template)
    done = tmp_path / "done.ipynb"
    papermill.execute_notebook(
        str(template), str(done), {"contracts": str(CONTRACT), "captures": str(captures)}, progress_bar=False
    )
    return done


def test_papermill_alone_passes_on_a_kept_contract(tmp_path: Path) -> None:
    assert kinds(read(plain(tmp_path, GOOD))) == {"display_data"}


def test_papermill_alone_fails_on_a_broken_contract(tmp_path: Path) -> None:
    with pytest.raises(papermill.PapermillExecutionError) as caught:
        plain(tmp_path, BROKEN)
    assert caught.value.ename == "ContractBroken"
    assert "creditLimit" in caught.value.evalue
    left = read(tmp_path / "done.ipynb")
    assert len(bundles(left, "failures")) == 12  # each with its heading
    assert "metadata" in json.loads((tmp_path / "done.ipynb").read_text())
    assert "ContractBroken" not in code_of(left)
