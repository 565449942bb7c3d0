"""The report template: always the same, one cell of parameters, and no word of a contract in its source."""

from __future__ import annotations

import ast
import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from support import ROOT

from contractlab.reports import as_flag, as_list, make_template
from contractlab.reports.template import SECTIONS, Kind


def test_it_is_the_same_byte_for_byte_in_every_process() -> None:
    command = "import nbformat; from contractlab.reports import make_template; print(nbformat.writes(make_template()))"
    made = nbformat.writes(make_template())
    assert nbformat.writes(make_template()) == made
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"}
    printed = subprocess.run([sys.executable, "-c", command], capture_output=True, env=environment, check=True)
    assert printed.stdout.decode("utf-8").replace("\r\n", "\n") == made + "\n"


def test_two_templates_share_nothing() -> None:
    first = make_template()
    first.cells[1].source += "\nchanged = True"
    first.metadata.kernelspec.name = "other"
    assert "changed" not in nbformat.writes(make_template())
    assert make_template().metadata.kernelspec.name == "python3"


@pytest.mark.parametrize("kind", ["run", "matrix", "second-hand"])
def test_papermill_reads_every_parameter_and_says_nothing(
    kind: Kind, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It reads line by line, and takes a second sign of equality for one that it cannot read."""
    template = make_template(kind)
    nbformat.write(template, tmp_path / "report.ipynb")
    names = [row.partition(" = ")[0] for row in template.cells[1].source.splitlines()]
    with caplog.at_level(logging.WARNING, logger="papermill"):
        assert list(papermill.inspect_notebook(str(tmp_path / "report.ipynb"))) == names
    assert caplog.text == ""


def test_it_is_a_valid_notebook_without_outputs() -> None:
    template = make_template()
    nbformat.validate(template)
    code = [cell for cell in template.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert len({cell.id for cell in template.cells}) == len(template.cells)


def test_exactly_one_cell_is_tagged_parameters() -> None:
    tagged = [cell for cell in make_template().cells if "parameters" in cell.metadata.get("tags", [])]
    assert [cell.id for cell in tagged] == ["parameters"]
    assert tagged[0].cell_type == "code"


def test_parameters_are_plain_assignments_with_a_remark_each() -> None:
    (cell,) = (cell for cell in make_template().cells if cell.id == "parameters")
    statements = ast.parse(cell.source).body
    assert all(
        isinstance(statement, ast.Assign) and ast.literal_eval(statement.value) is not ... for statement in statements
    )
    assert all("  # " in line for line in cell.source.splitlines())


def test_every_code_cell_parses_and_every_display_has_its_cell() -> None:
    code = {cell.id: cell.source for cell in make_template().cells if cell.cell_type == "code"}
    for source in code.values():
        ast.parse(source)
    assert set(code) == {"parameters", "run", "deploy", "over-versions", *SECTIONS, "insights", "verdict"}
    for kind in ("matrix", "second-hand"):
        for cell in make_template(kind).cells:
            if cell.cell_type == "code":
                ast.parse(cell.source)


def test_the_notebook_in_the_repository_is_the_template() -> None:
    text = (ROOT / "notebooks" / "report.ipynb").read_text(encoding="utf-8")
    assert text == nbformat.writes(make_template()) + "\n"


@pytest.mark.parametrize(
    "value", [False, None, 0, 0.0, "", "0", "false", "False", " FALSE ", "no", "No", "off", "None"]
)
def test_flags_that_say_no(value: Any) -> None:
    assert as_flag(value) is False


@pytest.mark.parametrize("value", [True, 1, 2, "1", "true", "True", "yes", "on", "anything"])
def test_flags_that_say_yes(value: Any) -> None:
    assert as_flag(value) is True


@pytest.mark.parametrize(
    ("value", "listed"),
    [
        (None, []),
        ("", []),
        ([], []),
        ((), []),
        ("one", ["one"]),
        ("a, b", ["a, b"]),
        (["one"], ["one"]),
        (("one", "two"), ["one", "two"]),
        (7, [7]),
    ],
)
def test_one_or_several_become_a_list(value: Any, listed: list[Any]) -> None:
    assert as_list(value) == listed


def test_a_list_is_a_copy() -> None:
    given = ["one"]
    as_list(given).append("two")
    assert given == ["one"]


def test_the_template_executes_nothing_by_being_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    json.loads(nbformat.writes(make_template()))
    assert list(tmp_path.iterdir()) == []
