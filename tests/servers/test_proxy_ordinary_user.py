"""``contractlab record`` needs no privilege: tests often run as root, so it is started as somebody who is not."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from servers.loopback import raw_provider
from support import ROOT, missing

import contractlab as cl

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
NOBODY = 65534
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
WAYS = (
    ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"],
    # Where nobody else may read the interpreter: the same owner, to whom permissions apply like to anybody.
    ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"],
)

pytestmark = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="there are no such users here")


@pytest.fixture(scope="module")
def ordinary() -> list[str]:
    """What to write before a command so that it runs without privileges."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        missing("setpriv")
    usable = next(filter(_can_import, WAYS), None)
    return missing("a user who may read the interpreter") if usable is None else usable


def _can_import(way: list[str]) -> bool:
    ask = [*way, sys.executable, "-c", "import contractlab.cli, uvicorn"]
    return subprocess.run(ask, cwd=ROOT, env=ENVIRONMENT, capture_output=True, check=False).returncode == 0


@pytest.fixture
def own(ordinary: list[str]) -> Iterator[Path]:
    """A folder of that user."""
    with tempfile.TemporaryDirectory() as name:
        if ordinary == WAYS[0]:
            os.chown(name, NOBODY, NOBODY)
        yield Path(name)


def start(ordinary: list[str], upstream: str, output: Path) -> subprocess.Popen[str]:
    words = ["-m", "contractlab", "record", "--upstream", upstream, "--output", str(output)]
    return subprocess.Popen(
        [*ordinary, sys.executable, *words],
        cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_it_records(ordinary: list[str], own: Path) -> None:
    output = own / "captures.jsonl"
    with raw_provider(OK) as provider:
        process = start(ordinary, provider.url, output)
        assert process.stdout is not None
        line = ""
        while "send requests to" not in line:
            line = process.stdout.readline()
            assert line, process.communicate()[1]
        assert httpx.get(f"{line.split('send requests to ')[1].split()[0]}/a").text == "ok"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=240)
    assert (process.returncode, err) == (0, "")
    assert "1 exchange recorded" in out
    if ordinary == WAYS[0]:
        assert output.stat().st_uid == NOBODY
    assert stat.S_ISREG(output.stat().st_mode)
    assert [capture.request.path for capture in cl.load_captures(output)] == ["/a"]


def test_a_folder_of_somebody_else_is_told(ordinary: list[str], own: Path) -> None:
    own.chmod(0o500)
    process = start(ordinary, "http://127.0.0.1:9", own / "captures.jsonl")
    out, err = process.communicate(timeout=240)
    assert process.returncode == 2, out
    assert "Permission denied" in err
    assert "fault in contractlab" not in err
    own.chmod(0o700)
