"""How commands are declared and found: a table of names, a file for each, and a dataclass of its arguments."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
from commands import run
from support import ROOT

from contractlab.cli import declare, group
from contractlab.cli.inputs import InputKind, kind_of

COMMANDS = [pytest.param(name, id=name) for name in group.COMMANDS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    paths: tuple[str, ...] = declare.argument(nargs=-1, metavar="PATH...")
    loud: bool = declare.option("--loud", is_flag=True, help="Say it loudly.")


@dataclass(frozen=True, slots=True, kw_only=True)
class GreetArguments(Shared):
    times: int = declare.option("-n", "--number", default=1, show_default=True, metavar="N", help="How often.")


@declare.command(GreetArguments)
def greet(arguments: GreetArguments) -> int:
    """Greet everybody.

    More of it.
    """
    click.echo(repr(arguments))
    return 7


@pytest.fixture
def with_greet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command more: a module of its name, and its name in the table."""
    module: Any = ModuleType("contractlab.cli.greet")
    module.greet = greet
    monkeypatch.setitem(sys.modules, "contractlab.cli.greet", module)
    monkeypatch.setattr(group, "COMMANDS", (*group.COMMANDS, "greet"))


@pytest.mark.usefixtures("with_greet")
def test_a_command_is_a_file_and_a_name_in_the_table() -> None:
    done = run("greet", "a", "b", "--number", "3")
    assert done.exit_code == 7
    assert done.stdout == "GreetArguments(paths=('a', 'b'), loud=False, times=3)\n"
    assert re.search(r"\bgreet +Greet everybody\.", run("--help").stdout)


@pytest.mark.usefixtures("with_greet")
def test_help_lists_what_is_shared_first_and_keeps_the_order() -> None:
    text = run("greet", "--help").stdout
    assert "Usage: main greet [OPTIONS] PATH..." in text
    places = [text.index(part) for part in ("Greet everybody.", "More of it.", "--loud", "-n, --number N", "--help")]
    assert places == sorted(places)
    assert "[default: 1]" in text


@pytest.mark.usefixtures("with_greet")
def test_a_value_of_the_wrong_kind_is_usage_and_names_the_option() -> None:
    done = run("greet", "--number", "many")
    assert done.exit_code == 2
    assert "Invalid value for '-n' / '--number'" in done.stderr


def test_the_table_names_every_command_that_there_is() -> None:
    commands = set()
    for path in (ROOT / "contractlab" / "cli").glob("*.py"):
        if not path.stem.startswith("__"):
            module = import_module(f"contractlab.cli.{path.stem}")
            if isinstance(vars(module).get(path.stem), click.Command):
                commands.add(path.stem)
    assert commands == set(group.COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_arguments_of_a_command_are_declared_once_and_frozen(name: str) -> None:
    module = import_module(f"contractlab.cli.{name}")
    if isinstance(vars(module)[name], click.Group):
        return  # its commands are asked below
    arguments = vars(module)[f"{name.capitalize()}Arguments"]
    assert arguments.__dataclass_params__.frozen
    declared = [field.name for field in dataclasses.fields(arguments)]
    command: click.Command = vars(module)[name]
    assert [parameter.name for parameter in command.params] == declared
    assert command.help == command.help.strip() != ""  # type: ignore[union-attr]


GROUPED = [
    pytest.param(made, name, id=f"{made.name} {name}")
    for made in (vars(import_module(f"contractlab.cli.{each}"))[each] for each in group.COMMANDS)
    if isinstance(made, click.Group)
    for name in made.list_commands(click.Context(made))
]


@pytest.mark.parametrize(("made", "name"), GROUPED)
def test_a_command_of_a_group_is_called_as_it_is_typed(made: click.Group, name: str) -> None:
    command = made.get_command(click.Context(made), name)
    assert command is not None
    assert command.name == name
    assert command.help
    assert all(parameter.help for parameter in command.params if isinstance(parameter, click.Option))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_loads_no_other(name: str) -> None:
    code = (
        "import sys\nfrom contractlab.cli import main\n"
        f"try: main([{name!r}, '--help'])\nexcept SystemExit: pass\n"
        f"print([one for one in {group.COMMANDS!r} if f'contractlab.cli.{{one}}' in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stderr.splitlines()[-1] == f"[{name!r}]"


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("a.har", InputKind.CAPTURES),
        ("folder.json/B.HAR", InputKind.CAPTURES),
        ("a.jsonl", InputKind.CAPTURES),
        ("https://recordings.test/a.ndjson", InputKind.CAPTURES),
        ("a.json", InputKind.CONTRACTS),
        ("a.har/pacts", InputKind.CONTRACTS),
        ("https://pacts.test/one", InputKind.CONTRACTS),
        ("", InputKind.CONTRACTS),
    ],
)
def test_what_is_a_recording_is_decided_in_one_place(source: str, kind: InputKind) -> None:
    assert kind_of(source) is kind
    assert kind_of(str(Path(source) / "x.har")) is InputKind.CAPTURES
