"""The command line shows no secret of a capture and no control character of a contract, whatever it is asked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_contracts import TYPE, http, part_of
from small_runs import PLANTED, entry, leaked, secret_files, write_contract, write_har

import contractlab as cl
from contractlab.cli import main

RAW = "\x1b]0;owned\x07\x1b[2J\u202eevil\u2066\x9b31m\x00\x7f"
CONTROLS = [character for character in RAW if not character.isalnum() and character not in "[];"]


def output_of(*arguments: object) -> str:
    """All that a command writes for people or programs."""
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exit_code in (0, 1, 2), done.output
    return done.stdout + done.stderr


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def secrets(own_folder: Path) -> tuple[Path, Path]:
    contract, har = secret_files(own_folder)
    assert len(leaked(har.read_text())) == len(PLANTED)
    return contract, har


@pytest.mark.parametrize("more", [(), ("--json", "-"), ("--junit", "-"), ("--dialect", "spec")])
def test_verify_writes_no_secret(secrets: tuple[Path, Path], more: tuple[str, ...]) -> None:
    text = output_of("verify", secrets[0], "--captures", secrets[1], *more)
    assert "note" in text
    assert leaked(text) == []


def test_files_hold_no_secret(secrets: tuple[Path, Path]) -> None:
    output_of("verify", secrets[0], "--captures", secrets[1], "--json", "run.json", "--junit", "run.xml")
    assert leaked(Path("run.json").read_text() + Path("run.xml").read_text()) == []


def test_show_writes_no_secret(secrets: tuple[Path, Path]) -> None:
    text = output_of("show", secrets[1])
    assert "/login" in text
    assert leaked(text) == []


def hostile(folder: Path) -> tuple[Path, Path]:
    """Control characters in every text of a contract, and in what was recorded."""
    interaction = http(
        f"an example {RAW}",
        states=[f"state {RAW}"],
        request={"method": "GET", "path": "/a"},
        response={
            "status": 200,
            **part_of({f"key {RAW}": f"value {RAW}", "a": 1}, {f"$['a{RAW}']": TYPE, "$.a": {"match": RAW}}, "3.0"),
        },
        comments={"text": [RAW]},
    )
    contract = write_contract(
        folder / "hostile.json",
        interaction,
        http(
            f"other {RAW}",
            request={"method": "GET", "path": f"/{RAW}"},
            response={"status": 200, "headers": {"X-A": RAW}},
        ),
        http("status", request={"method": "GET", "path": "/status"}, response={"status": 200, "body": RAW}),
        consumer=f"consumer {RAW}",
        provider=f"provider {RAW}",
    )
    har = write_har(
        folder / "hostile.har",
        entry("/a", {f"key {RAW}": 1, "a": RAW}, provider_version=f"1 {RAW}"),
        entry("/status", RAW, status=500, answered={f"X-{RAW}": RAW}, provider_version=f"1 {RAW}"),
        entry("/else", example=f"no such {RAW}"),
    )
    return contract, har


def assert_tame(text: str) -> None:
    assert "evil" in text  # it was shown
    assert [hex(ord(control)) for control in CONTROLS if control in text] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify", "C", "--captures", "H"),
        ("verify", "C", "--captures", "H", "--junit", "-"),
        ("verify", "C", "--captures", "H", "--json", "-"),
        ("show", "C"),
        ("show", "H"),
        ("show", "C", "--example", "an example"),
        ("show", "C", "--example", f"unknown {RAW}"),
        ("lint", "C"),
        ("verify", "C", "--captures", f"none {RAW[:-2]}.har"),
        ("verify", f"none {RAW[:-2]}.json", "--captures", "H"),
    ],
)
def test_no_control_character_reaches_the_terminal(own_folder: Path, arguments: tuple[str, ...]) -> None:
    contract, har = hostile(own_folder)
    assert len(cl.load(contract).examples) == 3
    places = {"C": str(contract), "H": str(har)}
    assert_tame(output_of(*(places.get(argument, argument) for argument in arguments)))


def test_refused_contracts_are_told_tamely(own_folder: Path) -> None:
    document = '{"consumer": {"name": "evil"}, "provider": 5, "interactions": [{"description": "evil \\u001b[2J"}, 5]}'
    Path(own_folder / "bad.json").write_text(document)
    Path(own_folder / "evil \x1b[2J.json").write_text("{")
    for command in ("show", "lint"):
        assert_tame(output_of(command, own_folder))
    assert sorted(os.listdir(own_folder)) == ["bad.json", "evil \x1b[2J.json"]


def test_file_names_are_told_tamely(own_folder: Path) -> None:
    odd = http(
        "x", request={"path": "/"}, response={"body": 1, "matchingRules": {"body": {"$.a": {"matchers": [TYPE]}}}}
    )
    contract = write_contract(own_folder / "evil \x1b[2J\u202e.json", odd)
    har = write_har(own_folder / "evil \x1b[2J\u202e.har", entry("/", 2))
    (own_folder / "evil \x1b[2J\u202e.jsonl").write_text("{")
    assert cl.load(contract).problems
    assert_tame(output_of("lint", contract))
    assert_tame(output_of("show", contract))
    assert_tame(output_of("show", own_folder, har))
    assert_tame(output_of("verify", own_folder, "--captures", own_folder))


def test_settings_are_told_tamely(own_folder: Path) -> None:
    Path("pyproject.toml").write_text('[tool.contractlab]\n"evil \\u001b[2J \\u202e" = 1\n')
    assert_tame(output_of("verify"))
