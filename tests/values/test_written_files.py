"""Saving: into what is no file, beside other writers, and after writers that were killed."""

from __future__ import annotations

import json
import os
import shlex
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from commands import run as command
from commands import small
from small_contracts import document_of
from small_runs import answers, write_contract
from support import FULL, ROOT

import contractlab as cl
from contractlab.values.files import lock_folder, replace_file

ROUNDS = int(os.environ.get("CONTRACTLAB_ROUNDS", "200" if FULL else "5"))
"""How often several writers save at once."""
KILLS = int(os.environ.get("CONTRACTLAB_KILLS", "200" if FULL else "2"))
"""How often each kind of writer is killed; recording is killed as often, in ``test_proxy_trouble``."""


def python(script: str, *arguments: object, **more: object) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)], env=environment, stdout=subprocess.PIPE, **more
    )  # type: ignore[call-overload,no-any-return]


# -- what is no regular file -------------------------------------------------------------------------------------------


def test_a_device_stays_one() -> None:
    before = os.stat("/dev/null")
    replace_file("/dev/null", b"x" * 100_000)
    after = os.stat("/dev/null")
    assert stat.S_ISCHR(after.st_mode)
    assert (before.st_ino, before.st_rdev) == (after.st_ino, after.st_rdev)


@pytest.mark.parametrize("linked", [False, True])
def test_a_pipe_is_written_through(tmp_path: Path, linked: bool) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    target = pipe
    if linked:
        target = tmp_path / "link"
        target.symlink_to(pipe)
    data, read = os.urandom(300_000), []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    replace_file(target, data)
    reader.join()
    assert read == [data]
    assert stat.S_ISFIFO(os.stat(pipe).st_mode)


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev/../dev/stdout"])
@pytest.mark.parametrize("to_file", [False, True])
def test_standard_output_by_its_names(name: str, to_file: bool, tmp_path: Path) -> None:
    script = (
        "import sys; from contractlab.values.files import replace_file as r; print('before'); r(sys.argv[1], b'it')"
    )
    out = tmp_path / "out.txt"
    if to_file:
        with out.open("wb") as file:
            subprocess.run([sys.executable, "-c", script, name], stdout=file, check=True, cwd=ROOT)
        assert out.read_bytes() == b"before\nit"
    else:
        assert python(script, name).communicate()[0] == b"before\nit"


def test_a_shell_reads_what_is_written(tmp_path: Path) -> None:
    contract, recording = small(tmp_path)
    out = tmp_path / "copy.json"
    verify = shlex.join([sys.executable, "-m", "contractlab", "verify", str(contract), "--captures", str(recording)])
    line = f"{verify} --json >(cat > {shlex.quote(str(out))}); wait $!"
    subprocess.run(["bash", "-c", line], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    assert json.loads(out.read_bytes())["results"]


def test_a_run_goes_to_standard_output(tmp_path: Path) -> None:
    contract, recording = small(tmp_path)
    done = command("verify", contract, "--captures", recording, "--output", "-")
    assert json.loads(done.stdout)["results"]
    assert not (Path.cwd() / "-").exists()


@pytest.mark.parametrize("kind", ["folder", "socket"])
def test_what_cannot_be_written_is_told(kind: str, tmp_path: Path) -> None:
    target = tmp_path / "x"
    if kind == "folder":
        target.mkdir()
    else:
        import socket

        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(target))
    with pytest.raises(cl.SaveConflict):
        replace_file(target, b"x")
    assert target.exists()


COMMANDS = {
    "verify": ["verify", "{contract}", "--captures", "{recording}"],
    "verify as JSON": ["verify", "{contract}", "--captures", "{recording}", "--output", "-"],
    "show": ["show", "{contract}"],
    "lint": ["lint", "{contract}"],
    "diff": ["diff", "{contract}", "{contract}"],
    "convert": ["convert", "{contract}", "--to", "contractcase"],
    "completion": ["completion", "bash"],
    "record": ["record", "--upstream", "http://127.0.0.1:9", "--output", "{folder}/x.jsonl", "--port", "0"],
    "help": ["--help"],
    "help of a command": ["verify", "--help"],
    "version": ["--version"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_output_is_no_fault_of_ours(name: str, tmp_path: Path) -> None:
    contract, recording = small(tmp_path)
    words = [word.format(contract=contract, recording=recording, folder=tmp_path) for word in COMMANDS[name]]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "contractlab", *words],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False, timeout=240,
        )  # fmt: skip
    assert done.returncode == 2
    assert b"No space left" in done.stderr
    assert b"fault in contractlab" not in done.stderr
    assert b"Traceback" not in done.stderr


# -- other writers -----------------------------------------------------------------------------------------------------

EDITOR = """
import sys, time
import contractlab as cl
path, name, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
for number in range(rounds):
    sys.stdin.readline()
    edit = cl.edit(cl.load(path))
    edit[0].description = f"{name} in round {number}"
    sys.stdout.write("ready\\n"); sys.stdout.flush()
    sys.stdin.readline()
    try:
        edit.save()
        sys.stdout.write("saved\\n")
    except cl.SaveConflict as error:
        sys.stdout.write("conflict\\n" if "On disk" in str(error) and "Yours" in str(error) else "lost\\n")
    sys.stdout.flush()
"""


@pytest.mark.parametrize("writers", [2, 8])
def test_of_those_who_save_at_once_one_hears_saved(writers: int, tmp_path: Path) -> None:
    path = write_contract(tmp_path / "c.json", answers("/a", {"a": 1}))
    processes = [
        python(EDITOR, path, f"writer {number}", ROUNDS, stdin=subprocess.PIPE, text=True) for number in range(writers)
    ]

    def ask(process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        process.stdin.write("\n")  # type: ignore[arg-type]
        process.stdin.flush()

    try:
        for number in range(ROUNDS):
            for process in processes:
                ask(process)
            for process in processes:
                assert process.stdout.readline() == "ready\n"  # type: ignore[union-attr,comparison-overlap]
            for process in processes:
                ask(process)
            heard = [str(process.stdout.readline()) for process in processes]  # type: ignore[union-attr]
            assert heard.count("saved\n") == 1
            assert heard.count("conflict\n") == writers - 1
            winner = heard.index("saved\n")
            assert cl.load(path)[0].description == f"writer {winner} in round {number}"
        print(f"{writers} writers, {ROUNDS} rounds: nobody who heard saved is lost")
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def test_threads_wait_for_each_other_and_a_holder_does_not(tmp_path: Path) -> None:
    target = tmp_path / "count"
    target.write_text("0")

    def add() -> None:
        for _ in range(50):
            with lock_folder(target):
                replace_file(target, str(int(target.read_text()) + 1).encode())

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert target.read_text() == "200"


# -- killed writers ----------------------------------------------------------------------------------------------------

KILLED = {
    "contract": """
contract = cl.edit(cl.load(sys.argv[1]))
contract[0].description = "x" * 300_000
contract = contract.contract
def save(): contract.save(sys.argv[2])
""",
    "run": """
run = cl.verify(cl.load(sys.argv[1]), [cl.Capture(cl.HttpRequest(), cl.HttpResponse(json=[1] * 50_000))])
def save(): run.save(sys.argv[2])
""",
    "desk": """
from contractlab.widgets.saving_panel import save as save_panel
edit = cl.edit(cl.load(sys.argv[2]))
def save():
    edit[0].description = edit[0].description[:100] + "x" * 200_000
    assert "saved" in save_panel(edit)
    edit[0].description = "y"
""",
    "page": """
from contractlab.reports import Report, write_report
from pathlib import Path
report = Report(cl.verify(cl.load(sys.argv[1]), []))
def save(): write_report(report, Path(sys.argv[2]))
""",
}
LOOP = """
import sys
import contractlab as cl
{}
sys.stdout.write("ready\\n"); sys.stdout.flush()
while True:
    save()
"""


@pytest.mark.parametrize("kind", sorted(KILLED))
def test_a_killed_writer_leaves_the_old_file_or_the_new_one(kind: str, tmp_path: Path) -> None:
    source = write_contract(tmp_path / "source.json", *(answers(f"/{number}", {"a": 1}) for number in range(20)))
    folder = tmp_path / "target"
    target = folder / ("page.html" if kind == "page" else "file.json")
    folder.mkdir()
    old = json.dumps(document_of(answers("/old", {"a": 1}))).encode()
    for number in range(KILLS):
        target.write_bytes(old)
        process = python(LOOP.format(KILLED[kind]), source, target)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        # Another moment each time, without a clock: so many looks at the folder.
        for _ in range(number * 37 % 400):
            os.listdir(folder)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        written = target.read_bytes()
        assert written == old or written.rstrip().endswith((b"}", b"</html>"))
        if kind != "page":
            json.loads(written)
    print(f"{kind}: killed {KILLS} times, the old file or the new one each time")
    (folder / f".{'0a' * 8}.tmp").write_bytes(b"left behind")
    (folder / ".mine.tmp").write_bytes(b"of somebody else")
    target.write_bytes(old)
    process = python(LOOP.format(KILLED[kind]).replace("while True:", "if True:"), source, target)
    process.communicate()
    assert process.returncode == 0
    assert sorted(os.listdir(folder)) == [".mine.tmp", target.name], "the next save takes away what was left"
