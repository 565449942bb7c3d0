"""A format of one's own: one object, added by hand or by an entry point, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

import contractlab as cl
from contractlab.captures.readers import (
    READERS,
    CaptureReader,
    ReadCaptures,
    ReaderRegistry,
    RecordedFile,
    sniff_reader,
)

CONTRACT = {
    "consumer": {"name": "web"},
    "provider": {"name": "customers"},
    "interactions": [
        {
            "description": "a request for a customer",
            "request": {"method": "GET", "path": "/customers/1"},
            "response": {"status": 200, "body": {"name": "Ada"}},
        }
    ],
    "metadata": {"pactSpecification": {"version": "2.0.0"}},
}

TAPE = '''\
"""Reads tapes: a first line ``tape``, then one exchange a line, ``GET /path 200 body``."""
import contractlab as cl
from contractlab.captures.readers import ReadCaptures


class TapeReader:
    name = "tape"
    suffixes = (".tape",)

    def sniff(self, data, name):
        return data.startswith(b"tape\\n")

    def read(self, file):
        result = ReadCaptures()
        for index, line in enumerate(file.text.splitlines()[1:]):
            place = file.place(index, line=index + 2)
            fields = line.split(" ", 3)
            if len(fields) < 4:
                result.problems.append(place.problem("", "is not an exchange."))
                continue
            method, path, status, body = fields
            result.add(
                cl.Capture(
                    cl.HttpRequest(method, path),
                    cl.HttpResponse(int(status), {"Content-Type": "application/json"}, body),
                    provider_version=place.provider_version, source=place.source, index=index, line=place.line,
                    base_path=place.base_path,
                )
            )
        return result
'''


def tape_reader() -> CaptureReader:
    module: dict[str, type[CaptureReader]] = {}
    exec(TAPE, module)  # the same text that the test of entry points installs as a package
    return module["TapeReader"]()


@pytest.fixture
def tape() -> Iterator[CaptureReader]:
    reader = tape_reader()
    READERS.add(reader)
    yield reader
    READERS.remove(reader)


def test_a_reader_of_ones_own(tape: CaptureReader, tmp_path: Path) -> None:
    folder = tmp_path / "2.0.0"
    folder.mkdir()
    file = folder / "a.tape"
    file.write_text('tape\nGET /customers/1 200 {"name": "Eve", "password": "hunter22"}\ncut\n')
    (folder / "b.tape").write_text("something else")
    assert sniff_reader(file.read_bytes(), "any name") is tape
    for source in (file, tmp_path, file.read_bytes(), [file]):
        captures = cl.load_captures(source)
        assert [capture.label for capture in captures] == ["GET /customers/1 → 200"]
        assert [(problem.line, problem.severity) for problem in captures.problems] == [(3, "error")]
    captures = cl.load_captures(tmp_path)
    assert captures.provider_versions == ["2.0.0"]

    (result,) = cl.verify(cl.load(CONTRACT), captures).results
    assert result.verdict == "failed"
    assert [mismatch.path for mismatch in result.mismatches] == ["$.name"]

    saved = captures.save(tmp_path / "saved.har")
    assert "hunter22" not in saved.read_text()
    (again,) = cl.load_captures(saved)
    assert again.response is not None
    assert again.response.body == '{"name": "Eve", "password": "‹redacted›"}'.encode()
    assert "customers/1" in captures._repr_mimebundle_()["text/html"]


def test_a_tape_without_a_good_line_is_refused(tape: CaptureReader) -> None:
    with pytest.raises(cl.InvalidCapture, match="is not an exchange"):
        cl.load_captures(b"tape\ncut\n")


def test_a_reader_that_was_taken_back_is_asked_no_more() -> None:
    reader = tape_reader()
    READERS.add(reader)
    READERS.remove(reader)
    assert sniff_reader(b"tape\n") is None
    with pytest.raises(ValueError):
        READERS.remove(reader)


def test_the_reader_that_was_added_last_is_asked_first(tape: CaptureReader) -> None:
    later = tape_reader()
    READERS.add(later)
    assert sniff_reader(b"tape\n") is later
    READERS.remove(later)
    assert sniff_reader(b"tape\n") is tape


class Faulty:
    """A reader of somebody else that fails."""

    name = "faulty"
    suffixes = ()

    def __init__(self, *, sniffs: bool) -> None:
        self.sniffs = sniffs

    def sniff(self, data: bytes, name: str) -> bool:
        if self.sniffs:
            return data == b"faulty"
        raise KeyError("no\nkey")

    def read(self, file: RecordedFile) -> ReadCaptures:
        raise ZeroDivisionError("by\nzero")


def test_a_reader_that_fails_when_asked_is_passed_over() -> None:
    reader = Faulty(sniffs=False)
    READERS.add(reader)
    try:
        captures = cl.load_captures({"log": {"entries": []}})
    finally:
        READERS.remove(reader)
        noted = READERS._problems.pop("faulty")
    assert noted in captures.problems
    assert noted.severity == "warning"
    assert noted.message == (
        "the reader faulty failed when it was asked about a file, and was passed over: KeyError: 'no\\nkey'."
    )


def test_a_reader_that_fails_costs_its_file_alone() -> None:
    reader = Faulty(sniffs=True)
    READERS.add(reader)
    try:
        with pytest.raises(cl.InvalidCapture, match="the reader for faulty failed: ZeroDivisionError: by zero"):
            cl.load_captures(b"faulty")
        captures = cl.load_captures([b"faulty", {"log": {"entries": []}}])
    finally:
        READERS.remove(reader)
    assert [problem.severity for problem in captures.problems] == ["error", "warning"]
    assert captures.files == ["<document 1>"]


def test_a_fault_of_our_own_is_no_fault_of_the_file() -> None:
    with pytest.raises(ZeroDivisionError):
        ReaderRegistry([Faulty(sniffs=True)]).read(RecordedFile(b"faulty", "x"))
    with pytest.raises(KeyError):
        ReaderRegistry([Faulty(sniffs=False)]).sniff(b"")


def test_readers_of_other_packages(tmp_path: Path) -> None:
    """A package with entry points, one of which works; nothing of contractlab is touched, nothing imported by hand."""
    (tmp_path / "tapes.py").write_text(TAPE + "\nAN_OBJECT = TapeReader()\nNO_READER = 5\n")
    info = tmp_path / "tapes-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tapes\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[contractlab.captures]\n"
        "absent = tapes:NoSuchThing\nbroken = no_such_module:Reader\nfive = tapes:NO_READER\n"
        "object = tapes:AN_OBJECT\ntape = tapes:TapeReader\n"
    )
    (tmp_path / "a.tape").write_text('tape\nGET /customers/1 200 {"name": "Ada"}\n')
    program = f"""
        import sys
        sys.path.insert(0, {str(tmp_path)!r})
        import contractlab as cl
        from contractlab.captures.readers import READERS, sniff_reader
        assert "tapes" not in sys.modules, "a plugin costs nothing until captures are read"
        captures = cl.load_captures({str(tmp_path)!r})
        run = cl.verify(cl.load({CONTRACT!r}), captures)
        print(run.passed, len(captures), sniff_reader(b"tape\\n").name, type(list(READERS)[0]).__module__)
        for problem in captures.problems:
            print(problem)
        print(len(cl.load_captures({{"log": {{"entries": []}}}}).problems))
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(program)], capture_output=True, text=True, timeout=120, encoding="utf-8"
    )
    assert done.stderr == ""
    first, *problems, count = done.stdout.splitlines()
    assert first == "True 1 tape tapes"
    assert [line.split(":")[0] for line in problems] == ["<contractlab.captures>"] * 3
    assert problems[0].endswith(
        "the reader absent cannot be loaded: AttributeError: module 'tapes' has no attribute 'NoSuchThing'. "
        "Mend or remove tapes:NoSuchThing."
    )
    assert "the reader broken cannot be loaded: ModuleNotFoundError" in problems[1]
    assert (
        "the reader five is not a reader: int (tapes:NO_READER) lacks name, suffixes (a tuple), sniff or read."
        in problems[2]
    )
    assert count == "4", "the three of the plugins and that this recording is empty"
