"""Shells complete commands, options and file names, each asked as a person would type it."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from commands import run
from support import ROOT, open_terminal

from contractlab.cli.broker import broker
from contractlab.cli.completion import SHELLS
from contractlab.cli.group import COMMANDS, main

_PATIENCE = 60
"""Seconds that a shell may take on a busy machine."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the program, contracts and captures; the names have a space where one may be."""
    folder = tmp_path_factory.mktemp("a project")
    program = folder / "bin" / "contractlab"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nPYTHONPATH='{ROOT}' exec '{sys.executable}' -m contractlab \"$@\"\n")
    program.chmod(0o755)
    (folder / "pacts of billing.json").write_text("{}")
    (folder / "recordings").mkdir()
    (folder / "recordings" / "2.4.0.har").write_text("{}")
    return folder


class Terminal:
    """An interactive shell in a terminal of its own."""

    def __init__(self, command: list[str], folder: Path) -> None:
        environment = {
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "HOME": str(folder), "TERM": "dumb", "PS1": "ready$ ",
            "LC_ALL": "C.UTF-8", "INPUTRC": "/dev/null", "BASH_SILENCE_DEPRECATION_WARNING": "1",
        }  # fmt: skip
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe(command[0], command, environment)

    def type(self, text: str, expected: str) -> str:
        """Type something, and read until `expected` is on the screen; gives what was shown."""
        os.write(self.handle, text.encode())
        shown, end = "", time.monotonic() + _PATIENCE
        while expected not in shown and time.monotonic() < end:
            if select.select([self.handle], [], [], 1)[0]:
                shown += os.read(self.handle, 65536).decode("utf-8", "replace")
        assert expected in shown, f"{expected!r} is not in {shown!r}"
        return shown

    def close(self) -> None:
        """End the shell."""
        os.close(self.handle)
        os.waitpid(self.pid, 0)


@pytest.fixture(scope="module")
def bash(project: Path) -> Iterator[Terminal]:
    """Bash with the script of the command."""
    for end in open_terminal():
        os.close(end)
    terminal = Terminal(["bash", "--norc", "--noprofile", "-i"], project)
    terminal.type("bind 'set enable-bracketed-paste off'; echo up''on\n", "upon")
    terminal.type('eval "$(contractlab completion bash)"; echo evaled\n', "evaled")
    yield terminal
    terminal.close()


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("contractlab ver\t", "verify "),
        ("contractlab broker can-i-d\t", "can-i-deploy "),
        ("contractlab verify --verifier\t", "--verifier-results "),
        ("contractlab lint --format sa\t", "sarif "),
        ("contractlab lint pac\t", "pacts\\ of\\ billing.json "),
        ("contractlab verify pac\t", "pacts\\ of\\ billing.json "),
        ("contractlab verify --captures rec\t", "recordings/"),
        ("contractlab verify --captures recordings/2\t", "2.4.0.har "),
        ("contractlab diff pac\t", "pacts\\ of\\ billing.json "),
        ("contractlab completion z\t", "zsh "),
        ("contractlab tour rec\t", "recordings/"),
    ],
)
def test_bash_completes(typed: str, completed: str, bash: Terminal) -> None:
    shown = bash.type(typed, completed)
    assert completed in shown
    bash.type("\x15echo cl''ean\n", "clean")  # ^U empties the line


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_is_one_that_its_shell_reads(shell: str, tmp_path: Path) -> None:
    script = run("completion", shell).output
    assert f"_CONTRACTLAB_COMPLETE={shell}_complete" in script
    program = shutil.which(shell)
    if program is None:
        return  # the machinery behind it is asked below
    (tmp_path / "script").write_text(script)
    check = [program, *(["-n"] if shell != "fish" else ["--no-execute"]), str(tmp_path / "script")]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
@pytest.mark.parametrize(("before", "typed", "answer"), [("", "ver", "verify"), ("verify --captures", "rec", "file")])
def test_what_zsh_and_fish_ask_is_answered(shell: str, before: str, typed: str, answer: str) -> None:
    """What the scripts hand over in variables: fish gives the word alone, zsh its place."""
    words = f"contractlab {before} {typed}".split()
    place = typed if shell == "fish" else str(len(words) - 1)
    given = {"_CONTRACTLAB_COMPLETE": f"{shell}_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": place}
    environment = {**os.environ, **given, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "contractlab"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert answer in re.split(r"[\n,\t]", done.stdout)


@pytest.mark.parametrize("shell", ["", "powershell", "BASH", "-"])
def test_other_shells_are_refused(shell: str) -> None:
    done = run("completion", shell)
    assert done.exit_code == 2
    assert "'bash', 'zsh', 'fish'" in done.stderr


def test_every_parameter_that_names_a_file_is_completed_as_one() -> None:
    for group in (main, broker):
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            for each in command.params:
                metavar = each.metavar or ""
                if "FILE" in metavar or metavar in ("CONTRACT...", "OLD", "NEW", "RUN...") or each.name == "captures":
                    kinds = [item.type for item in each.shell_complete(click.Context(command), "x")]
                    assert kinds == ["file"], (name, each.name)


def test_commands_are_completed_with_what_they_do() -> None:
    completer = ShellComplete(main, {}, "contractlab", "_CONTRACTLAB_COMPLETE")
    items = completer.get_completions([], "")
    assert [item.value for item in items] == sorted(COMMANDS)
    assert all(item.help for item in items)
