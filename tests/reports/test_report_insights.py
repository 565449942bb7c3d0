"""Sections that say what to do, in every form of a report that asks for them; and in none that does not."""

from __future__ import annotations

from pathlib import Path

import commands
import nbformat
import pytest
from support import ROOT

import contractlab as cl
from contractlab.reports import Report, execute_report
from contractlab.reports.insights import INSIGHTS
from contractlab.reports.parameters import ReportParameters

CONTRACT = ROOT / "notebooks" / "data" / "billing-service-customer-service.json"
GOOD = ROOT / "notebooks" / "data" / "good"
BROKEN = ROOT / "notebooks" / "data" / "broken"


@pytest.fixture(scope="module")
def run() -> cl.Run:
    return cl.verify(cl.load(CONTRACT), cl.load_captures([GOOD, BROKEN]))


@pytest.mark.parametrize("form", [".html", ".md", ".ipynb"])
def test_every_form_has_the_sections_that_were_asked_for(run: cl.Run, tmp_path: Path, form: str) -> None:
    plain = cl.report(run, tmp_path / f"plain{form}").read_text(encoding="utf-8")
    full = cl.report(run, tmp_path / f"full{form}", insight=list(INSIGHTS)).read_text(encoding="utf-8")
    for title in INSIGHTS.values():
        assert title in full
        assert title not in plain
    assert "loyaltyTier" in full


def test_sections_carry_a_figure_and_are_found_by_name(run: cl.Run) -> None:
    report = Report(run, insight=["coverage", "strictness"])
    names = [section.name for section in report]
    assert names.index("problems") < names.index("coverage") < names.index("strictness") < names.index("versions")
    assert (report["coverage"].figure or 0) > 0
    assert report["drift"].title == INSIGHTS["drift"]
    assert "drift" not in names
    assert [getattr(item, "name", "") for item in report.insights()] == ["", "coverage", "", "strictness"]


def test_an_insight_that_does_not_exist_is_refused_with_those_that_do(run: cl.Run) -> None:
    with pytest.raises(cl.ContractLabError, match="coverage, strictness, drift"):
        Report(run, insight=["magic"])


def test_one_version_has_no_drift() -> None:
    run = cl.verify(cl.load(CONTRACT), cl.load_captures(GOOD))
    assert Report(run, insight=["drift"])["drift"].quiet


def test_the_command_and_the_executed_notebook(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    done = commands.run("report", CONTRACT, "--captures", GOOD, "--html", page, "--insight", "strictness")
    assert done.exit_code == 0, done.output
    assert INSIGHTS["strictness"] in page.read_text(encoding="utf-8")
    assert INSIGHTS["coverage"] not in page.read_text(encoding="utf-8")
    notebook = tmp_path / "report.ipynb"
    parameters = ReportParameters(contracts=(str(CONTRACT),), captures=(str(GOOD),), insight=("coverage",))
    execute_report(notebook, parameters)
    cells = {cell.id: cell for cell in nbformat.read(notebook, 4).cells}
    shown = "".join(str(output.get("data", "")) for output in cells["insights"].outputs)
    assert "nobody asks for" in shown
