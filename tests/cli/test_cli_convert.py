"""``contractlab convert``: another format or version, and what is lost on the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import run, small
from small_runs import CONTRACT, answers, write_contract

import contractlab as cl
from contractlab.formats.convert import VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_written_as_the_library_does(version: str) -> None:
    done = run("convert", CONTRACT, "--spec-version", version)
    expected = cl.convert(cl.load(CONTRACT), spec_version=version)
    assert done.stdout.encode().rstrip(b"\n") == expected.to_bytes().rstrip(b"\n")
    assert done.stderr.splitlines() == [str(problem) for problem in expected.lost]
    assert done.exit_code == int(any(problem.severity == "error" for problem in expected.lost))


def test_there_and_back_asks_the_same(tmp_path: Path) -> None:
    contract, captures = small(tmp_path)
    case, back = tmp_path / "case.json", tmp_path / "back.json"
    assert run("convert", contract, "--to", "contractcase", "-o", case).exit_code == 0
    assert run("convert", case, "--output", back).exit_code == 0
    assert run("verify", back, "--captures", captures).exit_code == 0


def test_losses_that_change_verdicts_fail_where_asked(tmp_path: Path) -> None:
    lost = cl.convert(cl.load(CONTRACT), spec_version="2.0").lost
    assert {problem.severity for problem in lost} == {"warning"}
    assert run("convert", CONTRACT, "--spec-version", "2.0").exit_code == 0
    strict = run("convert", CONTRACT, "--spec-version", "2.0", "--strict")
    assert strict.exit_code == 1
    assert strict.stdout, "it is written all the same"
    assert run("convert", CONTRACT, "--spec-version", "2.0", "-q").stderr == ""


def test_an_example_that_is_lost_fails(tmp_path: Path) -> None:
    message = {"description": "an event", "contents": {"a": 1}}
    document = {"consumer": {"name": "c"}, "provider": {"name": "p"}, "messages": [message]}
    document["metadata"] = {"pactSpecification": {"version": "3.0.0"}}
    (tmp_path / "messages.json").write_text(json.dumps(document))
    done = run("convert", tmp_path / "messages.json", "--spec-version", "2.0")
    assert done.exit_code == 1
    assert "messages.json:1: error: the example is a message" in done.stderr


def test_several_go_into_a_folder(tmp_path: Path) -> None:
    for consumer in ("a", "b"):
        write_contract(tmp_path / "pacts" / f"{consumer}.json", answers("/x", {"a": 1}), consumer=consumer)
    done = run("convert", tmp_path / "pacts", "--spec-version", "4.0")
    assert (done.exit_code, "give --output FOLDER/" in done.stderr) == (2, True)
    assert run("convert", tmp_path / "pacts", "-o", f"{tmp_path}/made/").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == ["a-p.json", "b-p.json"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--to", "openapi"], "there is no format 'openapi'"),
        (["--spec-version", "5"], "there is no version '5'"),
        (["--to", "contractcase", "--spec-version", "4.0"], "ContractCase files have none"),
        (["-o", "/proc/nowhere/a.json"], "there is no folder /proc/nowhere"),
    ],
)
def test_what_does_not_exist_is_usage(arguments: list[str], words: str) -> None:
    done = run("convert", CONTRACT, *arguments)
    assert done.exit_code == 2
    assert words in done.stderr


def test_what_cannot_be_read_is_said_and_the_rest_is_written(tmp_path: Path) -> None:
    contract, _ = small(tmp_path)
    (tmp_path / "broken.json").write_text("{")
    done = run("convert", contract, tmp_path / "broken.json", "-o", f"{tmp_path}/made/")
    assert done.exit_code == 2
    assert "broken.json" in done.stderr
    assert len(list((tmp_path / "made").iterdir())) == 1
