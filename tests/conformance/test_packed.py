"""What travels with the project: its digests, its making, and the installed core asked again."""

from __future__ import annotations

import hashlib
import json
import lzma
import re
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pytest
from conformance.data import Row, body_bytes, lines_of
from make.ask_the_core import ask
from make.pack_conformance import pack, packed_rows
from support import PACKED, ROOMS, ROOT, require

ASKED_AGAIN = 200
VERSIONS = json.loads((PACKED / "golden" / "versions.json").read_text(encoding="utf-8"))


def packed(name: str) -> list[Row]:
    return [json.loads(line) for line in lines_of(PACKED / name)]


@pytest.mark.parametrize("name", VERSIONS["files"])
def test_a_packed_file_is_the_one_that_was_packed(name: str) -> None:
    facts = VERSIONS["files"][name]
    data = (PACKED / name).read_bytes()
    text = lzma.decompress(data)
    assert facts == {
        "rows": text.count(b"\n"),
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "sha256_of_text": hashlib.sha256(text).hexdigest(),
    }


def test_nothing_else_is_packed() -> None:
    travelling = {path.relative_to(PACKED).as_posix() for room in ROOMS for path in (PACKED / room).rglob("*.xz")}
    assert travelling == set(VERSIONS["files"])


def test_packing_what_is_packed_changes_nothing() -> None:
    digests = {name: hashlib.sha256(text).hexdigest() for name, text in packed_rows(PACKED).items()}
    assert digests == {name: facts["sha256_of_text"] for name, facts in VERSIONS["files"].items()}


def test_packing_keeps_our_own_rows_and_leaves_those_of_others(tmp_path: Path) -> None:
    source, output = tmp_path / "source", tmp_path / "output"
    (source / "golden").mkdir(parents=True)
    (source / "corpus" / "pact").mkdir(parents=True)
    for name in ("synthetic-1.json", "somebody+else.json"):
        (source / "corpus" / "pact" / name).write_text('{"é": 1.0}\n', encoding="utf-8")
    listed = ['{"file": "synthetic-1.json", "n": 1.0}\n', '{"file": "somebody+else.json"}\n']
    (source / "golden" / "pact-responses.jsonl").write_text("".join(listed), encoding="utf-8")
    assert {name: facts["rows"] for name, facts in pack(source, output)["files"].items()} == {
        "golden/pact-responses.jsonl.xz": 1,
        "corpus/pact/synthetic.jsonl.xz": 1,
    }
    assert lzma.decompress((output / "golden" / "pact-responses.jsonl.xz").read_bytes()).decode() == listed[0]
    (contract,) = lines_of(output / "corpus" / "pact" / "synthetic.jsonl.xz")
    assert json.loads(contract) == {"file": "synthetic-1.json", "text": '{"é": 1.0}\n'}


def evenly(listed: list[Row], count: int) -> list[Row]:
    return [listed[at * len(listed) // count] for at in range(count)]


@pytest.mark.oracle
def test_the_installed_core_still_gives_the_recorded_verdicts() -> None:
    require("pact")
    from conformance.rust_core import judge_responses

    contracts = {row["file"]: json.loads(row["text"]) for row in packed("corpus/pact/synthetic.jsonl.xz")}
    asked = evenly(packed("golden/pact-responses.jsonl.xz"), ASKED_AGAIN)
    asked.sort(key=lambda row: row["spec"])
    for version, group in groupby(asked, key=lambda row: row["spec"]):
        listed = list(group)
        expected = [contracts[row["file"]]["interactions"][row["index"]]["response"] for row in listed]
        answers = [
            (
                row["response"]["status"],
                [tuple(pair) for pair in row["response"]["headers"]],
                body_bytes(row["response"]),
            )
            for row in listed
        ]
        verdicts = judge_responses(expected, answers, version)
        assert verdicts == [row["passed"] for row in listed], version


@pytest.mark.oracle
def test_the_core_is_no_older_than_the_one_that_answered() -> None:
    def numbers(text: str) -> list[int]:
        return [int(digits) for digits in re.findall(r"\d+", text)]

    recorded = VERSIONS["answered_by"]["pact"]["pact-python"]
    assert numbers(require("pact").__version__) >= numbers(recorded)


def golden_and_corpus_tests(folder: Path) -> tuple[str, int]:
    """What pytest says of two modules on other data, and its exit status."""
    tests = ["tests/conformance/test_golden.py", "tests/conformance/test_corpus.py"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    environment = {"PATH": "/usr/bin:/bin", "CONTRACTLAB_CONFORMANCE_DATA": str(folder), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.stdout, done.returncode


def test_other_data_of_the_same_form_are_read_whatever_their_names(tmp_path: Path) -> None:
    (tmp_path / "golden").mkdir()
    row = packed("golden/pact-request-probes.jsonl.xz")[0]
    right, wrong = tmp_path / "golden" / "pact-request-probes-other.jsonl", {**row, "passed": not row["passed"]}
    right.write_text(json.dumps(row) + "\n", encoding="utf-8")
    output, status = golden_and_corpus_tests(tmp_path)
    assert "1 passed in" in output, output
    assert status == 0
    with lzma.open(tmp_path / "golden" / "pact-request-probes-more.jsonl.xz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(wrong) + "\n")
    output, status = golden_and_corpus_tests(tmp_path)
    assert "1 failed in" in output, output


@pytest.mark.oracle
def test_data_that_the_core_is_asked_for_anew_are_of_the_same_form(tmp_path: Path) -> None:
    require("pact")
    assert ask(tmp_path, seed=7, cases=5) > 50
    output, status = golden_and_corpus_tests(tmp_path)
    assert "failed" not in output, output
    assert status == 0


def test_without_any_data_one_line_says_so(tmp_path: Path) -> None:
    output, status = golden_and_corpus_tests(tmp_path / "nowhere")
    assert len(re.findall(r"^SKIPPED.*conformance data", output, re.MULTILINE)) == 1, output
    assert status == 0
