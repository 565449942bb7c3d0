"""``--format`` takes the names that other packages give, in every command that has it."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import click
import pytest
from click.shell_completion import ShellComplete
from commands import run, small
from small_runs import answers, write_contract
from test_entry_points import SHELF, entry_points, install

import contractlab.reports.added_writers as added
from contractlab.cli import main
from contractlab.cli.environment import PREFIX
from contractlab.cli.output_form import FORMS, OutputForm

VARIABLE = f"{PREFIX}_VERIFY_FORMAT"
OF_RUN = ("verify", "report", "join")
OF_FINDINGS = ("lint", "diff")

MORE = """
    def shout(findings):
        return b"\\x00".join(finding.rule.encode() for finding in findings)
    def fails(anything):
        raise ValueError("cannot write")
    def number(anything):
        return 5
"""


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The example's package, and another one whose writers are odd; both are forgotten afterwards."""
    site = tmp_path / "site packages"
    shutil.copytree(SHELF / "shelf", site / "shelf")
    # Its other plugins would stay for the rest of this process.
    forms = ("contractlab.report_writers", "contractlab.finding_writers")
    install(site, "shelf", {group: points for group, points in entry_points().items() if group in forms})
    (site / "odd_forms.py").write_text(dedent(MORE), encoding="utf-8")
    install(site, "odd_forms", {
        "contractlab.report_writers": {
            ".TABLE": "odd_forms:fails", "html": "odd_forms:fails", "sarif": "odd_forms:fails",
        },
        "contractlab.finding_writers": {
            "Shout": "odd_forms:shout", "json": "odd_forms:fails", "fails": "odd_forms:fails",
            "number": "odd_forms:number", "absent": "no_such_module:write",
        },
    })  # fmt: skip
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setattr(added, "_writers", None)
    monkeypatch.setattr(added, "_finding_writers", None)
    monkeypatch.setattr("contractlab.values.plugins._warned", set())
    yield site
    for name in [name for name in sys.modules if name.partition(".")[0] in ("shelf", "odd_forms")]:
        del sys.modules[name]


def options() -> dict[str, OutputForm]:
    """The type of ``--format`` of each command that has it as one of our forms."""
    context = click.Context(main)
    types = {}
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        for parameter in command.params if command is not None else ():
            if isinstance(parameter.type, OutputForm):
                assert parameter.opts[0] == "--format"
                types[name] = parameter.type
    return types


def completed(*words: str) -> list[str]:
    completer = ShellComplete(main, {}, "contractlab", "_CONTRACTLAB_COMPLETE")
    return [item.value for item in completer.get_completions(list(words[:-1]), words[-1])]


def test_every_command_with_a_form_is_of_one_kind() -> None:
    assert {name: each.of_run for name, each in options().items()} == {
        **dict.fromkeys(OF_RUN, True),
        **dict.fromkeys(OF_FINDINGS, False),
    }


@pytest.mark.parametrize("command", [*OF_RUN, *OF_FINDINGS])
def test_help_and_shells_name_what_is_taken(command: str, plugins: Path) -> None:
    of_findings = ["shout", "fails", "number", "absent", "lines"]
    of_run = ["table", "csv", *of_findings]
    names = of_run if command in OF_RUN else of_findings
    listed = options()[command].get_metavar(click.Option(["--format"]), None).strip("[]").split("|")
    assert listed[: len(FORMS)] == list(FORMS)
    assert sorted(listed[len(FORMS) :]) == sorted(names)
    words = run(command, "--help").stdout.replace("\n", "").replace(" ", "")
    assert f"--format[{'|'.join(listed)}]" in words
    assert completed(command, "--format", "") == listed
    assert completed(command, "--format", "LI") == ["lines"]
    assert not {"shelf.writers", "odd_forms"}.intersection(sys.modules), "names alone load nothing"


def test_a_run_is_written_as_a_report_and_as_findings(
    plugins: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    small(tmp_path, actual="x")
    given = ("small.json", "--captures", "1.0.0.har")
    done = run("verify", *given, "--format", "csv", "--output", "run.json")
    assert done.exit_code == 1
    assert done.stdout.startswith("consumer,")
    assert "$.a" in done.stdout
    assert run("join", "run.json", "--format", "CSV").stdout == done.stdout
    lines = run("verify", *given, "--format", "lines", variables={VARIABLE: "csv"})
    assert lines.exit_code == 1
    assert lines.stdout.startswith("small.json:")
    assert ": error: " in lines.stdout
    assert run("verify", *given, variables={VARIABLE: "lines"}).stdout == lines.stdout
    raw = run("verify", *given, "--format", "shout").stdout_bytes
    assert raw.startswith(b"mismatch/body")
    assert not raw.endswith(b"\n")
    small(tmp_path)
    assert run("verify", *given, "--format", "lines").exit_code == 0


def test_what_lint_and_diff_find_is_written(plugins: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_contract(tmp_path / "old.json", answers("/a", {"a": 1}))
    write_contract(tmp_path / "new.json", answers("/a", {"a": 1, "b": 2}))
    differs = run("diff", "old.json", "new.json", "--format", "lines")
    assert differs.exit_code == 1
    assert differs.stdout.startswith("new.json:")
    assert ": error: " in differs.stdout
    document = json.loads((tmp_path / "new.json").read_bytes())
    document["interactions"][0]["response"]["matchingRules"] = {"body": {"$.a": {"matchers": [{"match": "nonsense"}]}}}
    (tmp_path / "odd.json").write_text(json.dumps(document), encoding="utf-8")
    linted = run("lint", "odd.json", "--format", "lines")
    assert linted.exit_code == 1
    assert any(row.startswith("odd.json:") and ": error: " in row for row in linted.stdout.splitlines())


@pytest.mark.parametrize(
    ("command", "name", "words"),
    [
        ("verify", "lnies", "Did you mean 'lines'? "),
        ("verify", "junti", "Did you mean 'junit'? "),
        ("diff", "zzz", "there is no form 'zzz'. There are text, "),
        ("lint", "csv", "'csv' is written of a run: verify, report and join take it. Here there are text, "),
        ("verify", "html", "there is no form 'html'. "),
        ("lint", "a\x1b[31m" + "b" * 500, "there is no form "),
    ],
)
def test_a_name_that_nobody_gives_is_refused_with_near_ones(
    command: str, name: str, words: str, plugins: Path, tmp_path: Path
) -> None:
    contract, _ = small(tmp_path)
    done = run(command, contract, *([contract] if command == "diff" else []), "--format", name)
    assert done.exit_code == 2
    assert words in done.stderr
    assert "\x1b" not in done.stderr
    assert "b" * 100 not in done.stderr


def test_our_forms_keep_their_names_and_a_broken_writer_is_named(plugins: Path, tmp_path: Path) -> None:
    contract, captures = small(tmp_path, actual="x")
    given = ("verify", contract, "--captures", captures, "--format")
    with pytest.warns(UserWarning, match="the finding writer 'absent' cannot be loaded"):
        done = run(*given, "absent")
    assert done.exit_code == 2
    assert "the writer of 'absent' cannot be used" in done.stderr
    assert json.loads(run(*given, "json").stdout)["passed"] is False
    assert json.loads(run(*given, "sarif").stdout)["runs"]
    for name, words in (
        ("table", "the report writer 'table' failed: ValueError: cannot write"),
        ("fails", "the finding writer 'fails' failed: ValueError: cannot write"),
        ("number", "the finding writer 'number' gave a int, not text or bytes"),
    ):
        done = run(*given, name)
        assert done.exit_code == 2
        assert f"standard output: {words}" in done.stderr
        assert done.stdout == ""


def test_only_one_form_goes_to_standard_output(plugins: Path, tmp_path: Path) -> None:
    contract, captures = small(tmp_path)
    done = run("verify", contract, "--captures", captures, "--format", "csv", "--junit", "-")
    assert done.exit_code == 2
    assert "--junit - and --format csv cannot both go to standard output" in done.stderr
