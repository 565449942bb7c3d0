"""Every form of ``lint`` and ``verify`` names file and line, and changes nothing of the exit status."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from commands import run
from small_contracts import http
from small_runs import BROKEN, CONTRACT, GOOD, write_contract

from contractlab.cli.output_format import FORMATS


def odd(folder: Path) -> Path:
    """A contract with a rule that nobody knows, which is an error."""
    rules = {"$.a": {"matchers": [{"match": "nonsense"}]}}
    response = {"status": 200, "body": {"a": 1}, "matchingRules": {"body": rules}}
    return write_contract(folder / "odd.json", http("x", request={"method": "GET", "path": "/"}, response=response))


def places(form: str, text: str) -> set[tuple[str, int]]:
    """File and line of everything that is an error in a form."""
    if form == "sarif":
        locations = [result["locations"][0]["physicalLocation"] for result in json.loads(text)["runs"][0]["results"]]
        return {(place["artifactLocation"]["uri"], place["region"]["startLine"]) for place in locations}
    if form == "gitlab":
        return {(each["location"]["path"], each["location"]["lines"]["begin"]) for each in json.loads(text)}
    if form == "junit":
        cases = ElementTree.fromstring(text.encode()).iter("testcase")
        broken = [case for case in cases if case.find("failure") is not None]
        return {(case.get("file", ""), int(case.get("line", "0"))) for case in broken}
    lines = [line for line in text.splitlines() if line.startswith("::error ")]
    fields = [dict(part.split("=", 1) for part in line[8:].split("::")[0].split(",")[:2]) for line in lines]
    return {(each["file"], int(each["line"])) for each in fields}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("command", ["lint", "verify"])
def test_a_form_changes_no_status(command: str, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    good = [CONTRACT] if command == "lint" else [CONTRACT, "--captures", GOOD]
    broken = [odd(tmp_path)] if command == "lint" else [CONTRACT, "--captures", BROKEN]
    assert run(command, *good, "--format", form).exit_code == 0
    done = run(command, *broken, "--format", form)
    assert done.exit_code == 1
    if form == "json":
        document = json.loads(done.stdout)
        assert document["problems"][0]["line"] if command == "lint" else document["passed"] is False
    assert run(command, "missing.json", *broken[1:], "--format", form).exit_code == 2


@pytest.mark.parametrize("form", ["github", "gitlab", "sarif", "junit"])
def test_places_are_those_of_the_file(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    odd(tmp_path)
    line = next(
        number for number, text in enumerate((tmp_path / "odd.json").read_text().splitlines(), 1) if "nonsense" in text
    )
    ((file, named),) = {
        place for place in places(form, run("lint", "odd.json", "--format", form).stdout) if place[1] >= line - 3
    }
    assert file == "odd.json"
    assert line - 3 <= named <= line, "the rule, or the list that holds it"
    (tmp_path / "billing.json").write_bytes(CONTRACT.read_bytes())
    locations = places(form, run("verify", "billing.json", "--captures", BROKEN, "--format", form).stdout)
    assert {file for file, _ in locations} == {"billing.json"}
    assert {123, 48, 517, 364, 418} <= {number for _, number in locations}
