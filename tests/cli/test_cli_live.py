"""``contractlab verify --provider``: a provider is asked from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import run
from conformance_wire import Reply, Wire, wire
from small_contracts import document_of, http

import contractlab as cl

HANDLERS = """
import contractlab as cl

states = cl.StateHandlers()


@states("A user exists")
def exists(id):
    with open("log.txt", "a") as file:
        file.write(f"+{id}\\n")
    yield
    with open("log.txt", "a") as file:
        file.write(f"-{id}\\n")


@states("Nobody asks")
def idle():
    pass
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    document = document_of(
        http("one", states={"A user exists": {"id": 1}}, request={"path": "/1"}),
        http("two", request={"path": "/2"}, response={"status": 200}),
    )
    (tmp_path / "pacts").mkdir()
    (tmp_path / "pacts" / "a.json").write_text(json.dumps(document))
    (tmp_path / "cli_handlers.py").write_text(HANDLERS)
    return tmp_path


@pytest.fixture
def provider() -> Iterator[Wire]:
    with wire(lambda arrived: Reply(200 if arrived.target == "/1" else 500)) as server:
        yield server


def test_a_provider_is_asked_and_its_answers_are_saved(folder: Path, provider: Wire) -> None:
    done = run(
        "verify", "pacts", "--provider", provider.url, "--states", "cli_handlers:states",
        "--header", "Authorization: Bearer t0ken-t0ken", "--save-captures", "captures.jsonl",
        "--provider-version", "2.5.0",
    )  # fmt: skip
    assert done.exit_code == 1
    assert "expected 200" in done.output.lower() or "500" in done.output
    assert "no example needs the handler of state 'Nobody asks'" in done.stderr
    assert (folder / "log.txt").read_text() == "+1\n-1\n"
    assert dict(provider.arrived[0].headers)["authorization"] == "Bearer t0ken-t0ken"
    assert "t0ken" not in (folder / "captures.jsonl").read_text() + done.output
    offline = run("verify", "pacts", "--captures", "captures.jsonl")
    assert offline.exit_code == 1
    assert [each.provider_version for each in cl.load_captures("captures.jsonl")] == ["2.5.0", "2.5.0"]


def test_settings_name_provider_and_states(folder: Path, provider: Wire) -> None:
    (folder / "pyproject.toml").write_text(
        f'[tool.contractlab]\ncontracts = ["pacts"]\nprovider = "{provider.url}"\nstates = "cli_handlers:states"\n'
    )
    assert run("verify", "--only", "one").exit_code == 0
    assert [each.target for each in provider.arrived] == ["/1"]


def test_filters_and_fail_fast(folder: Path, provider: Wire) -> None:
    url = provider.url
    assert run("verify", "pacts", "--provider", url, "--state", "A user exists", "--consumer", "c").exit_code == 0
    provider.answer = lambda arrived: Reply(500)
    provider.arrived.clear()
    assert run("verify", "pacts", "--provider", url, "--fail-fast").exit_code == 1
    assert [each.target for each in provider.arrived] == ["/1"]
    assert run("verify", "pacts", "--provider", url, "--only", "nothing like it").exit_code == 2


FAULTS: list[tuple[list[str], str]] = [
    (["--provider", "http://127.0.0.1:9"], "cannot be reached"),
    (["--provider", "no_such_module_here:app"], "there is no module"),
    (["--provider", "http://127.0.0.1:9", "--captures", "x"], "goes without --captures"),
    (["--provider", "http://127.0.0.1:9", "--base-path", "/api"], "write it into the address"),
    (["--provider", "http://127.0.0.1:9", "--header", "secret-without-colon"], "--header number 1 is not a header"),
    (["--captures", "x", "--fail-fast"], "give --provider as well"),
]


@pytest.mark.parametrize(("options", "words"), FAULTS)
def test_what_cannot_be_asked_is_a_sentence(options: list[str], words: str, folder: Path) -> None:
    done = run("verify", "pacts", *options)
    assert done.exit_code == 2
    assert words in done.output + done.stderr
    assert "secret-without-colon" not in done.output + done.stderr


def test_missing_handlers_are_told_with_code(folder: Path, provider: Wire) -> None:
    (folder / "cli_no_handlers.py").write_text("states = {}\n")
    done = run("verify", "pacts", "--provider", provider.url, "--states", "cli_no_handlers:states")
    assert done.exit_code == 2
    assert "1 state has no handler" in done.stderr
    assert "def a_user_exists(id):" in done.stderr
    assert provider.arrived == []


def test_a_report_of_a_provider_that_is_asked(folder: Path, provider: Wire) -> None:
    options = ["--provider", provider.url, "--states", "cli_handlers:states", "--output", "report.ipynb"]
    assert run("report", "pacts", *options, "--only", "one", "--markdown", "report.md").exit_code == 0
    assert [each.target for each in provider.arrived] == ["/1"]
    assert "one" in (folder / "report.md").read_text()
    assert len(cl.load_captures("report.captures.jsonl")) == 1
    assert run("report", "pacts", *options, "--save-captures", "mine.jsonl").exit_code == 1
    assert len(cl.load_captures("mine.jsonl")) == 2
