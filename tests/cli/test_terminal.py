"""Text views on terminals, in pipes and in logs of CI jobs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from small_contracts import http
from small_runs import BROKEN, CONTRACT, GOOD, entry, write_contract, write_har
from support import ROOT, open_terminal

from contractlab.views import terminal as terminal_view

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def environment(**more: str) -> dict[str, str]:
    cleared = {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM"}
    kept = {name: value for name, value in os.environ.items() if name not in cleared}
    return {**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **more}


def on_terminal(*arguments: object, columns: int = 90, **more: str) -> str:
    """Output of the command where standard output is a terminal of this width."""
    import fcntl
    import struct
    import termios

    ours, theirs = open_terminal()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "contractlab.cli", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env=environment(**more),
    )
    os.close(theirs)
    output = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so when the other side is closed
            break
        if not piece:
            break
        output += piece
    os.close(ours)
    process.wait(60)
    return output.decode().replace("\r\n", "\n")


def piped(*arguments: object, **more: str) -> str:
    command = [sys.executable, "-m", "contractlab.cli", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, env=environment(**more), check=False)
    return done.stdout.decode()


def test_a_terminal_shows_verdicts_in_colours() -> None:
    output = on_terminal("verify", CONTRACT, "--captures", BROKEN)
    assert "\x1b[1;31mFAIL\x1b[0m 6 of 9 failed" in output
    assert "\x1b[36mbilling-service-customer-service.json:123\x1b[0m" in output
    assert "\x1b[31m200 OK\x1b[0m" in output
    assert max(map(len, ESCAPE.sub("", output).splitlines())) <= 90
    assert "\x1b[1;32mok\x1b[0m" in on_terminal("verify", CONTRACT, "--captures", GOOD)


@pytest.mark.parametrize("more", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_colours_shows_the_same_text(more: dict[str, str]) -> None:
    plain = on_terminal("verify", CONTRACT, "--captures", BROKEN, **more)
    assert "\x1b" not in plain
    assert plain == ESCAPE.sub("", on_terminal("verify", CONTRACT, "--captures", BROKEN))


def test_colours_can_be_asked_for_in_a_pipe() -> None:
    plain = piped("verify", CONTRACT, "--captures", BROKEN)
    coloured = piped("verify", CONTRACT, "--captures", BROKEN, FORCE_COLOR="1")
    assert "\x1b" not in plain
    assert "\x1b[1;31mFAIL" in coloured
    assert ESCAPE.sub("", coloured) == plain


def test_names_are_whole_where_nobody_reads_columns(tmp_path: Path) -> None:
    description = "a request for " + "the invoices of a customer with a long name, " * 3
    response = {"status": 200, "body": {"a": 1}}
    contract = write_contract(
        tmp_path / "c.json", http(description, request={"method": "GET", "path": "/a"}, response=response)
    )
    captures = write_har(tmp_path / "1.0.0.har", entry("/a", {"a": 2}))
    shown = description.strip()[:59]  # what causes say of an example
    assert shown in piped("verify", contract, "--captures", captures)
    narrow = piped("verify", contract, "--captures", captures, COLUMNS="60")
    assert max(map(len, narrow.splitlines())) <= 60


def test_words_of_strangers_colour_nothing_by_themselves(tmp_path: Path) -> None:
    contract = write_contract(
        tmp_path / "c.json",
        http("[red]x[/red] \x1b[31m :boom:", request={"method": "GET", "path": "/a"}, response={"status": 200}),
    )
    captures = write_har(tmp_path / "1.0.0.har", entry("/a", {"a": 2}, status=500))
    output = piped("verify", contract, "--captures", captures, FORCE_COLOR="1")
    assert "[red]x[/red]" in output
    assert ":boom:" in output
    assert "\x1b[31m :boom:" not in output


def test_every_pattern_names_a_style() -> None:
    names = {name for pattern in terminal_view._PATTERNS for name in pattern.groupindex}
    assert names == set(terminal_view._STYLES)
