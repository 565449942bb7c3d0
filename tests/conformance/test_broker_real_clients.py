"""The official clients against ours: what they did with a real broker they do again, and end and say the same.

The program that wrote the recordings plays them: every command of the Rust and the Ruby command line, verifiers with
pending contracts, work in progress, tags, failures, and all of them with and without the right credentials. Clients
live in environments of their own, which variables name; those that take long are asked where time does not matter.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from data import data_files, needs, rows
from support import FULL, missing

from contractlab.broker.server.access import Access
from contractlab.broker.server.serving import serving
from contractlab.broker.store import MEMORY, Store

PLAYER = "golden/broker/make/client_sessions.py"
RECORDED = "golden/broker/clients-2/*.jsonl"
PROGRAMS = {
    "RUST": ("CONTRACTLAB_PACT_CLI", "pact"),
    "RUBY": ("CONTRACTLAB_PACT_RUBY_CLI", "pact-broker"),
    "RUBY_VERIFIER": ("CONTRACTLAB_PACT_RUBY_VERIFIER", "pact-provider-verifier"),
}
"""Variables with the paths of programs: of pact-python-cli 1!0.10.9, 2.6.4.0 and 2.4.26.2."""
SESSIONS = {
    "rust": ("rust_cli_0.9.0.jsonl", ("RUST",)),
    "ruby": ("ruby_cli_1.78.0.jsonl", ("RUBY",)),
    "verifiers": ("verifiers.jsonl", ("RUST", "RUBY_VERIFIER")),
    "auth": ("auth.jsonl", ("RUST", "RUBY")),
}
ACCESS = Access(writer=("w", "pw"), reader=("r", "pr"))
"""Who may ask in the session with credentials, as the real broker was told."""
SECONDS = 900

_NORMAL = (
    (re.compile(r"\x1b\[[0-9;]*m"), ""),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UUID"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( UTC|[+Z][\d:]*)?"), "TIME"),
    (re.compile(r"webhooks/[\w-]{22}|(?<=\")[\w-]{22}(?=\")"), "ID"),
    (re.compile(r"/metadata/[\w-]+"), "/metadata/M"),
    (re.compile(r"verification-results/\d+"), "verification-results/N"),
    (re.compile(r"\(\d+\) panicked at \S+/(?=[\w.-]+/src/)"), "(N) panicked at "),
    (re.compile(r"/tmp/[\w./-]+"), "TMP"),
    (re.compile(r"\d+ ?(ms|s|µs)\b"), "DURATION"),
    (re.compile(r"127\.0\.0\.1:\d+"), "HOST"),
)
_OF_RUBY = re.compile(r"\.rb:\d+")


def _difference(row: Mapping[str, Any], text: str) -> str:
    """Without the text of what changed, which is set by a library of each broker's own."""
    for exchange in row["exchanges"]:
        if exchange["status"] != 409:
            continue
        for notice in json.loads(exchange["response"]).get("notices", ()):
            if notice["type"] == "info":
                shown = str(notice["text"])
                for form in (shown, shown.strip(), " ".join(shown.split())):
                    text = text.replace(form, "DIFFERENCE")
    return text


def _advice(_: Mapping[str, Any], text: str) -> str:
    """Without a setting that ours does not have."""
    return re.sub(r"\s*To disable this check, set `\w+` to false in the configuration\.", "", text)


OWN: Mapping[str, Callable[[Mapping[str, Any], str], str]] = {
    "differences of two contracts are set by Python's difflib": _difference,
    "nobody is told of a setting that ours does not have": _advice,
}
"""What is said otherwise on purpose; each entry takes it out."""


def _said(row: Mapping[str, Any], name: str) -> list[str]:
    # Places in the client's own sources are those of its installation.
    text = "\n".join(line for line in str(row[name]).splitlines() if not _OF_RUBY.search(line))
    for taken_out in OWN.values():
        text = taken_out(row, text)
    for pattern, replacement in _NORMAL:
        text = pattern.sub(replacement, text)
    # Files are published in an order of the client's own.
    return sorted(line.rstrip() for line in text.splitlines() if line.strip())


def _program(name: str) -> Path:
    variable, program = PROGRAMS[name]
    path = os.environ.get(variable, "")
    if not path or shutil.which(path) is None:
        missing(f"the program {program} of pact-python-cli, which {variable} names,")
    return Path(path)


def _played(session: str, folder: Path) -> list[dict[str, Any]]:
    """What the clients did and said; the player writes its contracts beside itself."""
    programs = folder / "programs"
    programs.mkdir()
    for name in SESSIONS[session][1]:
        program = _program(name)
        (programs / PROGRAMS[name][1]).symlink_to(program.resolve())
    (player,) = data_files(PLAYER)
    (folder / "make").mkdir()
    copied = shutil.copy(player, folder / "make")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    places = {"RUST": str(programs), "RUBY": str(programs), "PYTHON": sys.executable, "PACT_DO_NOT_TRACK": "true"}
    out = folder / "played.jsonl"
    with serving(Store(MEMORY), access=ACCESS if session == "auth" else None) as url:
        done = subprocess.run(
            [sys.executable, str(copied), url.rpartition(":")[2], str(out), session],
            env={**environment, **places},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


@needs(PLAYER, RECORDED)
@pytest.mark.parametrize("session", SESSIONS if FULL else ["rust"])
def test_the_official_clients_end_and_say_what_they_did(session: str, tmp_path: Path) -> None:
    golden = list(rows(f"golden/broker/clients-2/{SESSIONS[session][0]}"))
    ours = _played(session, tmp_path)
    faults, compared = [], 0
    for theirs, row in zip(golden, ours, strict=True):
        if "argv" not in theirs:
            continue
        compared += 1
        assert theirs["argv"] == row["argv"]
        command = " ".join(theirs["argv"][-12:])[-160:]
        if theirs["exit"] != row["exit"]:
            faults.append(f"{command}: exit {theirs['exit']} != {row['exit']}: {row['stdout']}{row['stderr']}")
        for name in ("stdout", "stderr"):
            wanted, got = _said(theirs, name), _said(row, name)
            if wanted != got:
                absent = [line for line in wanted if line not in got]
                added = [line for line in got if line not in wanted]
                faults.append("\n".join([f"{command}: {name}:", *absent, "!=", *added]))
    assert compared > 20
    assert not faults, "\n".join(faults)[:5000]
