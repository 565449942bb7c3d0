"""The section "Can it be deployed?", in every output of a report."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from commands import run as command
from small_runs import broken_run

import contractlab as cl
from contractlab.broker.embedded import EmbeddedBroker
from contractlab.reports import Report, ReportParameters, deploy_answers, execute_report

WORDS = "cannot be deployed"


def contract() -> cl.Contract:
    return cl.load(
        {
            "consumer": {"name": "Shop <b>"},
            "provider": {"name": "Stock"},
            "interactions": [
                {"description": "a", "request": {"method": "GET", "path": "/"}, "response": {"status": 200}}
            ],
        }
    )


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "team.sqlite"
    with EmbeddedBroker(path) as broker:
        broker.publish(contract(), version="1", branch="main")
        broker.create_environment("live", production=True)
    return str(path)


QUESTION = "Shop%20<b>?version=1&environment=live"


def test_every_output_has_the_answer(file: str, tmp_path: Path) -> None:
    answers = deploy_answers([QUESTION, f"broker:{QUESTION}&strict"], file)
    assert [answer.deployable for answer in answers] == [None, None]
    for name in ("report.html", "report.md", "report.ipynb"):
        path = cl.report(broken_run(), tmp_path / name, answers=answers)
        text = path.read_text(encoding="utf-8")
        assert "Can it be deployed?" in text
        assert WORDS in text
        assert "<b>?" not in text
    notebook = nbformat.read(tmp_path / "report.ipynb", as_version=4)
    (cell,) = [each for each in notebook.cells if each.id == "deploy"]
    assert len(cell.outputs) == 2
    made = Report(broken_run(), answers=answers)
    assert "deploy" in made
    assert made["deploy"].title == "Can it be deployed?"


def test_without_a_question_there_is_no_section() -> None:
    made = Report(broken_run())
    assert all(section.name != "deploy" for section in made.sections)
    assert made.deploy() == []
    assert made["deploy"].quiet


@pytest.mark.parametrize("question", ["", "Shop", "Shop?version=", "Shop?version=1&foo=2", "Nobody?version=1"])
def test_what_cannot_be_asked_is_refused(question: str, file: str) -> None:
    with pytest.raises(cl.BrokerError):
        deploy_answers([question], file)


def test_the_executed_notebook_asks_the_broker(file: str, tmp_path: Path) -> None:
    run = broken_run()
    written = run.contracts[0]
    written.save(tmp_path / "contract.json")
    run.captures.save(tmp_path / "captures.har")
    parameters = ReportParameters(
        contracts=(str(tmp_path / "contract.json"),),
        captures=(str(tmp_path / "captures.har"),),
        broker=file,
        deploy=(QUESTION,),
    )
    execute_report(tmp_path / "report.ipynb", parameters)
    assert WORDS in (tmp_path / "report.ipynb").read_text(encoding="utf-8")


def test_the_command_line_asks(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PACT_BROKER_BASE_URL", file)
    run = broken_run()
    run.contracts[0].save(tmp_path / "contract.json")
    run.captures.save(tmp_path / "captures.har")
    page = tmp_path / "report.html"
    done = command("report", "contract.json", "--captures", "captures.har", "--html", page, "--can-i-deploy", QUESTION)
    assert done.exit_code == 1, done.output
    assert WORDS in page.read_text(encoding="utf-8")
