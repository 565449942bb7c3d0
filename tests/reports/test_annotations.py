"""Findings with file and line, and the forms in which other programs take them."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from commands import run, small
from small_contracts import TYPE, contract_of, http, matchers
from small_runs import BROKEN, CONTRACT, GOOD, PLANTED, answers, entry, write_contract, write_har

import contractlab as cl
from contractlab.reports import Checkout, Report, render_summary
from contractlab.reports.annotations import (
    code_quality,
    findings_of_contracts,
    findings_of_run,
    github_commands,
    junit_findings,
    sarif_log,
)
from contractlab.reports.annotations.finding import Finding
from contractlab.views.junit import junit_xml

GET_A = {"method": "GET", "path": "/a"}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def capture(path: str, body: object) -> cl.Capture:
    return cl.Capture(cl.HttpRequest("GET", path), cl.HttpResponse(200, json=body))


def broken() -> cl.Run:
    return cl.verify(cl.load_all(CONTRACT), cl.load_captures(BROKEN))


def line_of(text: str, file: Path) -> int:
    return next(number for number, row in enumerate(file.read_text().splitlines(), 1) if text in row)


def test_each_cause_comes_first_once_and_at_its_rule() -> None:
    made = broken()
    findings = findings_of_run(made)
    assert len(findings) > len(made.causes)  # one cause sits at two rules
    for finding, cause in zip(findings, made.causes, strict=False):
        assert finding.level == "error"
        assert finding.rule == f"mismatch/{cause.part}"
        assert cause.path in finding.message
        assert finding.message.count("..") == 0
    written = CONTRACT.read_text().splitlines()
    by_message = {finding.message.partition(":")[0]: finding for finding in findings}
    assert "404" in written[(by_message["status"].line or 0) - 1]
    assert "Cache-Control" in written[(by_message["header Cache-Control"].line or 0) - 1]
    assert "decimal" in written[findings[0].line or 0]  # the line after the one where the matcher opens


def test_good_runs_find_nothing() -> None:
    assert findings_of_run(cl.verify(cl.load_all(CONTRACT), cl.load_captures(GOOD))) == []


def test_files_are_named_as_the_working_folder_sees_them(own_folder: Path) -> None:
    contract, captures = small(own_folder, actual="x")
    (finding,) = findings_of_run(cl.verify(cl.load_all(contract.resolve()), cl.load_captures(captures)))
    assert finding.file == "small.json"
    assert finding.line == line_of('"match"', contract) - 1  # where the matcher opens


def test_what_has_no_verdict_breaks_the_build_as_well(own_folder: Path) -> None:
    contract = write_contract(own_folder / "c.json", answers("/a", {"a": 1}), answers("/b", {"b": 1}))
    captures = cl.load_captures(write_har(own_folder / "1.0.0.har", entry("/a", {"a": 1})))
    (gap,) = findings_of_run(cl.verify(cl.load_all(contract), captures))
    assert (gap.level, gap.rule) == ("error", "not-exercised")
    assert "GET /b" in gap.message
    (allowed,) = findings_of_run(cl.verify(cl.load_all(contract), captures, allow_not_exercised=True))
    assert allowed.level == "note"


def test_errors_and_refused_files_are_findings(own_folder: Path) -> None:
    (own_folder / "bad.json").write_text("{\n,")
    rules = matchers({"$.a": {"match": "nonsense"}})
    response = {"status": 200, "body": {"a": 1}, "matchingRules": {"body": rules}}
    odd = write_contract(
        own_folder / "odd.json", http("odd", request={"method": "GET", "path": "/a"}, response=response)
    )
    captures = cl.load_captures(write_har(own_folder / "1.0.0.har", entry("/a", {"a": 1})))
    findings = findings_of_run(cl.verify(cl.load_all(odd, own_folder / "bad.json"), captures))
    assert {finding.rule for finding in findings} == {"not-readable", "error/unknown-matcher"}
    assert {finding.file for finding in findings} == {"bad.json", "odd.json"}


def test_lint_findings_carry_the_code_of_the_problem(own_folder: Path) -> None:
    rules = matchers({"$.nowhere": TYPE})
    response = {"status": 200, "body": {"a": 1}, "matchingRules": {"body": rules}}
    odd = write_contract(
        own_folder / "odd.json", http("odd", request={"method": "GET", "path": "/a"}, response=response)
    )
    contracts = cl.load_all(odd)
    findings = findings_of_contracts(contracts)
    assert {finding.rule for finding in findings} == {f"lint/{problem.code}" for problem in contracts.problems}
    levels = [finding.level for finding in findings]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)


def test_fingerprints_do_not_depend_on_what_was_received(own_folder: Path) -> None:
    prints = []
    for actual in ("x", [1], None):
        contract, captures = small(own_folder, actual=actual)
        (finding,) = findings_of_run(cl.verify(cl.load_all(contract), cl.load_captures(captures)))
        prints.append(finding.fingerprint)
    assert len(set(prints)) == 1


HOSTILE = Finding("warning", "mismatch/body", "a%b:c,d\n::error::x", "line\r\n::error::y %0A", "f,o:o%.json", 3, "/a")


def test_github_commands_cannot_be_forged() -> None:
    (row,) = github_commands([HOSTILE]).splitlines()
    assert row == (
        "::warning file=f%2Co%3Ao%25.json,line=3,title=a%25b%3Ac%2Cd%0A%3A%3Aerror%3A%3Ax::line%0D%0A::error::y %250A"
    )


def test_github_commands_are_one_line_each() -> None:
    findings = findings_of_run(broken())
    rows = github_commands(findings).splitlines()
    assert len(rows) == len(findings)
    assert all(re.match(r"::error file=[^,]+\.json,line=\d+,title=[^:]+::\S", row) for row in rows)


def test_code_quality_has_what_gitlab_asks_for() -> None:
    findings = findings_of_run(broken())
    entries = json.loads(code_quality([*findings, findings[0]]))
    assert len(entries) == len(findings) + 1
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    for written, finding in zip(entries, findings, strict=False):
        assert written["location"] == {"path": finding.file, "lines": {"begin": finding.line}}
        assert written["severity"] == "major"
        assert finding.message in written["description"]


def test_sarif_refers_to_its_rules() -> None:
    log = json.loads(sarif_log([*findings_of_run(broken()), HOSTILE]))
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    rules = only["tool"]["driver"]["rules"]
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        (location,) = result["locations"]
        assert location["physicalLocation"]["region"]["startLine"] > 0
        assert not set(location["physicalLocation"]["artifactLocation"]["uri"]) & set(" ,<>")


def test_junit_of_a_lint_counts_what_fails() -> None:
    root = ElementTree.fromstring(junit_findings([HOSTILE, Finding("error", "lint/x", "t", "m", "f.json", 2, "")]))
    suites = root.findall("testsuite")
    assert [(suite.get("name"), suite.get("failures"), suite.get("skipped")) for suite in suites] == [
        ("f,o:o%.json", "0", "1"),
        ("f.json", "1", "0"),
    ]
    assert ElementTree.fromstring(junit_findings([])).find("testsuite/testcase") is not None


def test_secrets_and_control_characters_stay_out(own_folder: Path) -> None:
    secret = PLANTED["response"]
    contract = write_contract(own_folder / "c.json", answers("/a", {"password": "x", "b": 1}))
    body = {"password": [secret], "b": "\x1b[31m"}
    captures = cl.load_captures(write_har(own_folder / "1.0.0.har", entry("/a", body)))
    findings = findings_of_run(cl.verify(cl.load_all(contract), captures))
    for text in (github_commands(findings), code_quality(findings), sarif_log(findings), junit_findings(findings)):
        assert secret not in text
        assert "\x1b" not in text


def test_commands_write_each_form(own_folder: Path) -> None:
    contract, captures = small(own_folder, actual="x")
    arguments = ("verify", contract, "--captures", captures)
    files = {"json": "r.json", "junit": "r.xml", "sarif": "r.sarif", "gitlab": "q.json"}
    options = [piece for name, file in files.items() for piece in (f"--{name}", file)]
    done = run(*arguments, *options)
    assert done.exit_code == 1
    assert done.stdout.startswith("FAIL 1 of 1 failed")
    for name, file in files.items():
        alone = run(*arguments, "--format", name)
        assert alone.exit_code == 1
        assert alone.stdout == Path(file).read_text(encoding="utf-8") == run(*arguments, f"--{name}", "-").stdout
    github = run(*arguments, "--format", "github").stdout
    assert github.startswith(done.stdout)
    assert github.splitlines()[-1].startswith("::error file=small.json,line=")


@pytest.mark.parametrize("options", [("--format", "sarif", "--json", "-"), ("--junit", "-", "--gitlab", "-")])
def test_only_one_form_goes_to_standard_output(own_folder: Path, options: tuple[str, ...]) -> None:
    contract, captures = small(own_folder)
    done = run("verify", contract, "--captures", captures, *options)
    assert done.exit_code == 2
    assert "cannot both go to standard output" in done.stderr


def test_lint_writes_each_form(own_folder: Path) -> None:
    rules = matchers({"$.a": {"match": "nonsense"}})
    response = {"status": 200, "body": {"a": 1}, "matchingRules": {"body": rules}}
    odd = write_contract(
        own_folder / "odd.json", http("odd", request={"method": "GET", "path": "/a"}, response=response)
    )
    text = run("lint", odd)
    assert run("lint", odd, "--format", "text").stdout == text.stdout
    github = run("lint", odd, "--format", "github").stdout
    assert github.startswith(text.stdout)
    assert "::error file=odd.json,line=" in github
    assert json.loads(run("lint", odd, "--format", "sarif").stdout)["runs"][0]["results"]
    assert json.loads(run("lint", odd, "--format", "gitlab").stdout)[0]["check_name"].startswith("contractlab/lint/")
    assert "<failure" in run("lint", odd, "--format", "junit").stdout
    assert run("lint", odd, "--format", "json").stdout == run("lint", odd, "--json").stdout
    assert run("lint", odd, "--json", "--format", "sarif").exit_code == 2


def test_junit_names_file_and_line_of_what_failed() -> None:
    made = broken()
    cases = ElementTree.fromstring(junit_xml(made)).findall(".//testcase")
    assert len(cases) == len(made.results)
    lines = {finding.line for finding in findings_of_run(made)}
    for case, result in zip(cases, made.results, strict=True):
        if result.verdict == "passed":
            assert "file" not in case.attrib
            continue
        assert Path(case.attrib["file"]).name == CONTRACT.name
        assert int(case.attrib["line"]) in lines


def test_junit_names_no_file_where_there_is_none() -> None:
    run = cl.verify(contract_of(answers("/a", {"a": 1})), [])
    (case,) = ElementTree.fromstring(junit_xml(run)).findall(".//testcase")
    assert "file" not in case.attrib


GITHUB = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": "abc123"}
GITLAB = {"CI_PROJECT_URL": "https://gitlab.example/g/p", "CI_COMMIT_SHA": "abc123"}


@pytest.mark.parametrize(
    ("environment", "start"),
    [
        (GITHUB, "https://github.com/o/r/blob/abc123/pacts/a%20b.json#L"),
        (GITLAB, "https://gitlab.example/g/p/-/blob/abc123/pacts/a%20b.json#L"),
        ({}, ""),
        ({**GITHUB, "GITHUB_SHA": ""}, ""),
        ({**GITHUB, "GITHUB_SERVER_URL": "javascript:alert(1)//"}, ""),
    ],
)
def test_a_summary_begins_with_causes_and_links(own_folder: Path, environment: dict[str, str], start: str) -> None:
    (own_folder / "pacts").mkdir()
    write_contract(own_folder / "pacts" / "a b.json", answers("/a", {"a": 1}), answers("/b", {"b": 1}))
    run = cl.verify(cl.load_all("pacts"), [capture("/a", {"a": "x"}), capture("/b", {})])
    text = render_summary(Report(run), Checkout.of(environment))
    title, headline, heading, first, *_ = [line for line in text.splitlines() if line]
    assert title.startswith("# ")
    assert "2 of 2 failed" in headline
    assert heading == "## Causes 2"
    assert first.startswith("- **✗ A**")
    assert (f"]({start}" in first) == bool(start)
    assert "](" in first or not start
    assert "a b.json:" in first
    assert text.count("## Causes") == 1


def test_a_file_outside_the_checkout_has_no_link(own_folder: Path) -> None:
    checkout = Checkout.of({**GITHUB, "GITHUB_WORKSPACE": str(own_folder)})
    assert checkout.link(broken().results[0].example.location) == ""
