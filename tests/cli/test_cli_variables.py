"""Environment variables for every option, ``-q``, ``-v``, ``-V``, and what the help says of exit statuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from commands import run, small
from small_runs import BROKEN, CONTRACT, GOOD
from support import ROOT

import contractlab as cl
from contractlab.cli.broker import broker
from contractlab.cli.environment import PREFIX, split_words
from contractlab.cli.group import COMMANDS, main


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with what is typed to call it."""
    for group, before in ((main, ""), (broker, "broker ")):
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            if not isinstance(command, click.Group):
                yield before + name, command


ALL = dict(commands())


def parameters(command: click.Command) -> list[click.Parameter]:
    """What a command takes, but for the help."""
    return [each for each in command.get_params(click.Context(command)) if "--help" not in each.opts]


def variables(command: click.Command) -> list[str]:
    """The variables of a command's parameters."""
    listed = [
        [each.envvar] if isinstance(each.envvar, str) else list(each.envvar or ()) for each in parameters(command)
    ]
    return [name for names in listed for name in names]


@pytest.mark.parametrize("typed", sorted(ALL))
def test_every_parameter_has_a_variable_of_its_own(typed: str) -> None:
    prefix = f"CONTRACTLAB_{typed.upper().replace(' ', '_').replace('-', '_')}_"
    for parameter in parameters(ALL[typed]):
        assert any(name.startswith(prefix) for name in parameter.envvar or ()), parameter.name
    named = variables(ALL[typed])
    assert len(named) == len(set(named))


def test_no_variable_of_the_tests_sets_an_option() -> None:
    """Nor does one option's variable set another's."""
    listed = [name for command in ALL.values() for name in variables(command) if name.startswith("CONTRACTLAB_")]
    assert len(listed) == len(set(listed))
    places = [*(ROOT / "tests").rglob("*.py"), *(ROOT / ".ci").iterdir()]
    texts = [place.read_text("utf-8") for place in places if place.name != Path(__file__).name]
    used = {name for text in texts for name in re.findall(r"\bCONTRACTLAB_[A-Z_]+", text)}
    assert "CONTRACTLAB_FULL" in used
    assert {name for name in used & set(listed) if not name.startswith("CONTRACTLAB_SERVE_")} == set()


@pytest.mark.parametrize("typed", sorted(ALL))
def test_the_help_of_every_command_says_statuses_and_variables(typed: str) -> None:
    text = " ".join(run(*typed.split(), "--help").output.split())
    assert "Exit status: 0 " in text
    assert "2 input that cannot be read, or usage; 3 a fault in contractlab." in text
    assert f"CONTRACTLAB_{typed.upper().replace(' ', '_').replace('-', '_')}" in text


def test_the_help_of_all_says_them_and_names_every_command() -> None:
    text = " ".join(run("-h").output.split())
    assert all(f" {name} " in text for name in COMMANDS)
    assert "Exit status: 0 passed" in text
    assert "CONTRACTLAB_VERIFY_CAPTURES" in text


def test_variables_set_options_and_what_is_typed_comes_first(tmp_path: Path) -> None:
    contract, captures = small(tmp_path, "text")
    given = {
        "CONTRACTLAB_VERIFY_CONTRACTS": f"'{contract}'",
        "CONTRACTLAB_VERIFY_CAPTURES": f"'{captures}'",
        "CONTRACTLAB_VERIFY_JUNIT": str(tmp_path / "from variable.xml"),
    }
    assert run("verify", variables=given).exit_code == 1
    assert (tmp_path / "from variable.xml").is_file()
    assert run("verify", "--junit", tmp_path / "typed.xml", variables=given).exit_code == 1
    assert (tmp_path / "typed.xml").is_file()
    flag = {**given, "CONTRACTLAB_VERIFY_ONLY": "nothing", "CONTRACTLAB_VERIFY_ALLOW_NOT_EXERCISED": "1"}
    assert "no example matches 'nothing'" in run("verify", variables=flag).stderr


def test_names_are_those_that_are_typed_and_not_those_of_the_code(tmp_path: Path) -> None:
    contract, captures = small(tmp_path)
    done = run("verify", contract, "--captures", captures, variables={"CONTRACTLAB_VERIFY_JSON": "-"})
    assert done.output.startswith("{")


@pytest.mark.parametrize("command", ["lint", "verify"])
def test_a_value_that_is_none_names_the_variable(command: str, tmp_path: Path) -> None:
    contract, _ = small(tmp_path)
    done = run(command, contract, variables={f"CONTRACTLAB_{command.upper()}_FORMAT": "yaml"})
    assert done.exit_code == 2
    assert f"It stands in the variable CONTRACTLAB_{command.upper()}_FORMAT." in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a b", ("a", "b")),
        ("'a b' c", ("a b", "c")),
        ('"it\'s" x', ("it's", "x")),
        ("C:\\pacts\\a.json", ("C:\\pacts\\a.json",)),
        ("http://h/a.json broker:P?branch=main", ("http://h/a.json", "broker:P?branch=main")),
        ("$.a#b", ("$.a#b",)),
        ("", ()),
    ],
)
def test_several_values_stand_as_in_a_shell(text: str, values: tuple[str, ...]) -> None:
    assert split_words(text, "X") == values


def test_a_quote_that_does_not_end_is_usage() -> None:
    done = run("verify", variables={"CONTRACTLAB_VERIFY_ONLY": "customer's order"})
    assert done.exit_code == 2
    assert "CONTRACTLAB_VERIFY_ONLY: a quote in it does not end" in done.stderr


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_the_version_is_said(option: str) -> None:
    assert run(option).output == f"contractlab {cl.__version__}\n"
    assert "contractlab" in run("-h", variables={"CONTRACTLAB_VERSION": "3"}).output


@pytest.mark.parametrize("place", ["before", "after", "variable"])
@pytest.mark.parametrize("command", ["verify", "crosscheck"])
def test_quiet_says_nothing_where_all_is_well(place: str, command: str) -> None:
    if command == "crosscheck":
        pytest.importorskip("pact_ffi")
    typed = [command, CONTRACT, "--captures", GOOD]
    given = {"before": ["-q", *typed], "after": [*typed, "--quiet"], "variable": typed}[place]
    done = run(*given, variables={f"CONTRACTLAB_{command.upper()}_QUIET": "1"} if place == "variable" else None)
    assert (done.exit_code, done.output) == (0, "")


def test_quiet_says_what_is_wrong_a_line_each() -> None:
    done = run("verify", CONTRACT, "--captures", BROKEN, "-q")
    assert done.exit_code == 1
    assert len(done.output.splitlines()) == 6
    assert all(
        re.match(r"\S+\.json:\d+: billing-service → customer-service: ", line) for line in done.output.splitlines()
    )


def test_quiet_lint_says_errors_alone(tmp_path: Path) -> None:
    assert run("lint", CONTRACT).output
    assert run("lint", CONTRACT, "-q").output == ""
    strict = run("lint", CONTRACT, "-q", "--strict")
    assert strict.exit_code == 1
    assert len(strict.output.splitlines()) == 2
    refused = run("lint", tmp_path / "none.json", "-q")
    assert (refused.exit_code, "none.json" in refused.stderr) == (2, True)


def test_verbose_says_what_was_read_and_shows_failures_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.contractlab]\ncontracts = '{CONTRACT}'\n")
    monkeypatch.chdir(tmp_path)
    usual, more = run("verify", "--captures", BROKEN), run("verify", "--captures", BROKEN, "-v")
    assert more.stdout.startswith(usual.stdout)
    assert len(more.stdout) > 2 * len(usual.stdout)
    assert usual.stderr == ""
    assert more.stderr.splitlines() == [
        "settings: pyproject.toml",
        f"read: {CONTRACT}: 9 examples",
        f"read: {BROKEN}",
        "captures: 11",
    ]


def test_every_option_before_the_name_of_a_command_has_a_variable() -> None:
    for parameter in parameters(main):
        if "--version" not in parameter.opts:
            assert parameter.envvar == f"{PREFIX}_{max(parameter.opts, key=len).lstrip('-').upper()}"


def test_a_variable_says_less_or_more_for_every_command_and_what_is_typed_comes_first() -> None:
    typed = ("verify", CONTRACT, "--captures", GOOD)
    less, more = {f"{PREFIX}_QUIET": "1"}, {f"{PREFIX}_VERBOSE": "1"}
    assert run(*typed, variables=less).output == ""
    assert run("lint", CONTRACT, variables=less).output == ""
    assert "captures: 11" in run(*typed, variables=more).stderr
    usual, verbose = run(*typed), run(*typed, "-v")
    for words in ((*typed, "-v"), ("-v", *typed)):
        assert run(*words, variables=less).output == verbose.output
    assert run(*typed, "-q", variables=more).output == ""
    assert run(*typed, "-v", variables={f"{PREFIX}_VERIFY_QUIET": "1"}).output == verbose.output
    assert verbose.output != usual.output != ""
    assert run(*typed, variables={**less, **more}).exit_code == 2


def test_less_and_more_do_not_go_together() -> None:
    done = run("-v", "lint", CONTRACT, "-q")
    assert done.exit_code == 2
    assert "-q and -v" in done.stderr
