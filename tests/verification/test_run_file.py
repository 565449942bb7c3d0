"""A saved run, loaded again, says and shows what it said before: verdicts, differences, gaps and refused input."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from small_contracts import contract_of, document_of, http, part_of
from small_runs import (
    BROKEN,
    CONTRACT,
    GOOD,
    answers,
    broken_run,
    entry,
    good_run,
    leaked,
    many_verdicts_run,
    secret_files,
    write_har,
)

import contractlab as cl
from contractlab.captures import Captures
from contractlab.values.display import present
from contractlab.values.mismatch import AnyKey, Mismatch
from contractlab.values.rule import DecidingRule
from contractlab.verification import Result, Run
from contractlab.views.junit import junit_xml


def again(run: Run, folder: Path) -> Run:
    return cl.load_run(run.save(folder / "run.json"))


EVEN = {"match": "regex", "regex": "^x+$"}


def with_rules(path: str, body: Any, rules: dict[str, Any]) -> dict[str, Any]:
    request = {"method": "GET", "path": path}
    return http(f"GET {path}", request=request, response={"status": 200, **part_of(body, rules, "3.0")})


def odd_values_run() -> Run:
    """Differences whose values JSON has no words for: missing, bytes; and documents that are read as no JSON."""
    contract = contract_of(
        answers("/missing", {"a": 1, "odd key": {"b": [1]}}),
        http("bytes", request={"path": "/bytes"}, response={"status": 200, "body": "text"}),
        answers("/surrogate", {"a": 1}),
        answers("/numbers", {"a": "x", "b": "y"}),
        with_rules("/free", {"m": {"k": 1}}, {"$.m": {"match": "values"}, "$.m.*": {"match": "type"}}),
        with_rules("/either", {"a": "x"}, {"$.a": {"combine": "OR", "matchers": [{"match": "null"}, EVEN]}}),
        http("header", request={"path": "/header"}, response={"headers": {"X-A": "1, 2", "X-B": "1"}}),
        description="odd",
    )
    captures = Captures()
    json_type = {"Content-Type": "application/json"}
    bodies = {
        "/missing": b'{"odd key": {"b": [1, "2", null]}}',
        "/bytes": b"\xff\xfe\x00",
        "/free": b'{"m": {"other": "no", "k": "no"}}',
        "/either": b'{"a": "y"}',
        "/surrogate": b'{"a": "\\ud800"}',
        "/numbers": b'{"a": 123456789012345678901234567890.5, "b": 1e400}',
    }
    for path, body in bodies.items():
        kind = json_type if path != "/bytes" else {"Content-Type": "text/plain"}
        captures.add(cl.HttpRequest("GET", path), cl.HttpResponse(200, kind, body))
    captures.add(cl.HttpRequest("GET", "/header"), cl.HttpResponse(200, {"X-A": "1, 3"}))
    return cl.verify(contract, captures)


def lines_run(folder: Path) -> Run:
    """Captures with a cut last line, read from two kinds of file, one of them paired by hand."""
    lines = folder / "3.0.0.jsonl"
    lines.write_text(json.dumps(entry("/a", {"a": "no"})) + "\n" + json.dumps(entry("/b"))[:40], encoding="utf-8")
    har = write_har(folder / "2.0.0.har", entry("/v2/a", {"a": 1}), entry("/nothing-like-it", {"a": None}))
    contract = contract_of(answers("/a", {"a": 1}), answers("/b"))
    captures = cl.load_captures([har, lines], base_path="/v2")
    captures.assign(1, contract[0])
    return cl.verify(contract, captures, redaction=cl.Redaction(headers=["X-Tenant"], parameters=["t"], body=["$.pin"]))


@pytest.fixture(params=["good", "broken", "verdicts", "odd", "lines"])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    made = {"good": good_run, "broken": broken_run, "verdicts": many_verdicts_run, "odd": odd_values_run}
    return lines_run(tmp_path) if request.param == "lines" else made[request.param]()


def rule_facts(rule: DecidingRule | None) -> Any:
    """Every field of a rule; places by what a reader sees of them."""
    if rule is None:
        return None

    def place(rule: Any) -> tuple[str, str, int | None]:
        return (rule.declared_at.file, rule.declared_at.pointer, rule.declared_at.line)

    beaten = [(result.name, result.path, place(result), result.weight, result.why) for result in rule.beaten]
    own_facts = (
        rule.name,
        dict(rule.args),
        rule.path,
        place(rule),
        rule.weight,
        rule.cascaded,
        rule.combined,
        rule.label,
    )
    return (*own_facts, beaten)


def mismatch_facts(mismatch: Mismatch) -> dict[str, Any]:
    values = {field.name: getattr(mismatch, field.name) for field in fields(Mismatch)}
    values["rule"] = rule_facts(mismatch.rule)
    values["facts"] = json.loads(json.dumps(dict(mismatch.facts)))  # tuples come back as lists
    kinds = [type(token).__name__ for token in mismatch.tokens]
    return {**values, "message": mismatch.message, "spans": mismatch.sentence.spans, "token kinds": kinds}


def result_facts(run: Run, result: Result) -> dict[str, Any]:
    return {
        "example": result.example.key,
        "capture": None if result.capture is None else result.capture.key,
        "version": result.provider_version,
        "verdict": result.verdict,
        "passed": result.passed,
        "breaks": result.breaks,
        "reason": result.reason,
        "match": None if result.match is None else (result.match.verdict, result.match.reason, result.match.dialect),
        "mismatches": [mismatch_facts(mismatch) for mismatch in run.shown_mismatches(result)],
        "unchecked": [(u.part, u.path, u.reason, u.message, u.sentence, u.tokens) for u in result.unchecked],
    }


def test_results_stay_in_every_field(run: Run, tmp_path: Path) -> None:
    loaded = again(run, tmp_path)
    assert [result_facts(loaded, result) for result in loaded] == [result_facts(run, result) for result in run]


def test_the_verdict_of_the_run_stays(run: Run, tmp_path: Path) -> None:
    loaded = again(run, tmp_path)
    assert (loaded.passed, loaded.counts(), loaded.dialect) == (run.passed, run.counts(), run.dialect)
    assert loaded.allow_not_exercised is run.allow_not_exercised
    assert loaded.provider_versions == run.provider_versions
    assert repr(loaded) == repr(run)
    assert [(str(c.sentence), len(c.results)) if hasattr(c, "results") else str(c) for c in loaded.causes] == [
        (str(c.sentence), len(c.results)) if hasattr(c, "results") else str(c) for c in run.causes
    ]


def test_input_that_was_odd_or_refused_stays(run: Run, tmp_path: Path) -> None:
    loaded = again(run, tmp_path)
    assert [str(refusal) for refusal in loaded.contracts.refused] == [str(refusal) for refusal in run.contracts.refused]
    assert loaded.captures.problems == run.captures.problems
    assert loaded.captures.files == run.captures.files
    assert loaded.captures.base_path == run.captures.base_path
    assert loaded.captures.assignments == run.captures.assignments
    assert loaded.contracts.skipped == run.contracts.skipped
    assert repr(loaded.redaction) == repr(run.redaction)
    assert loaded.redaction.parameters == run.redaction.parameters
    leftovers = [(each.capture.key, each.note, each.nearest and each.nearest.key) for each in loaded.unpaired]
    assert leftovers == [(each.capture.key, each.note, each.nearest and each.nearest.key) for each in run.unpaired]
    assert [[m.message for m in each.differences] for each in loaded.unpaired] == [
        [m.message for m in each.differences] for each in run.unpaired
    ]


def test_contracts_stay_byte_for_byte(run: Run, tmp_path: Path) -> None:
    loaded = again(run, tmp_path)
    assert [(contract.source.name, contract.source.data) for contract in loaded.contracts] == [
        (contract.source.name, contract.source.data) for contract in run.contracts
    ]


def test_every_view_says_the_same(run: Run, tmp_path: Path) -> None:
    loaded = again(run, tmp_path)
    assert present(loaded) == present(run)
    assert present(cl.Results(loaded)) == present(cl.Results(run))
    assert present(loaded.contracts) == present(run.contracts)
    assert junit_xml(loaded) == junit_xml(run)
    assert loaded.to_frame("mismatches").equals(run.to_frame("mismatches"))


def test_a_second_saving_writes_the_same(run: Run, tmp_path: Path) -> None:
    first = run.save(tmp_path / "first.json").read_bytes()
    loaded = cl.load_run(tmp_path / "first.json")
    assert loaded.to_dict() == run.to_dict()
    assert loaded.save(tmp_path / "second.json").read_bytes() == first


def test_the_examples_cover_what_they_must(tmp_path: Path) -> None:
    """The tables above prove nothing unless these values occur in them."""
    reasons = " ".join(result.reason or "" for result in many_verdicts_run())
    assert all(part in reasons for part in ("ambiguous", "no response was recorded", "not recorded"))
    assert {result.verdict for result in many_verdicts_run()} == {
        "passed",
        "failed",
        "error",
        "pending",
        "not exercised",
    }
    actual = [mismatch.actual for result in odd_values_run() for mismatch in result.mismatches]
    assert cl.MISSING in [value for value in actual if not isinstance(value, dict | list)]
    assert any(isinstance(value, bytes) for value in actual)
    assert "nearest" in {key for result in broken_run() for m in result.mismatches for key in m.facts}
    odd = [mismatch for result in odd_values_run() for mismatch in result.mismatches]
    assert any(isinstance(token, AnyKey) for mismatch in odd for token in mismatch.tokens)
    assert any(mismatch.rule.combined for mismatch in odd if mismatch.rule)
    lines = lines_run(tmp_path)
    assert lines.captures.problems
    assert lines.captures.assignments
    assert any(rule and rule.beaten for rule in (m.rule for result in broken_run() for m in result.mismatches))
    assert any(result.unchecked for result in good_run())


def test_markers_come_back_as_themselves(tmp_path: Path) -> None:
    loaded = again(odd_values_run(), tmp_path)
    missing = loaded["GET /missing"].mismatches[0]
    assert missing.actual is cl.MISSING
    assert any(isinstance(mismatch.actual, bytes) for mismatch in loaded["bytes"].mismatches)
    dropped = again(many_verdicts_run(), tmp_path)["GET /dropped"]
    assert dropped.capture is not None
    assert dropped.capture.response is not None
    assert dropped.capture.response.body is cl.NOT_RECORDED


def test_a_pending_example_stays_pending(tmp_path: Path) -> None:
    contract = contract_of(
        {**answers("/pending", {"a": 1}), "pending": True, "type": "Synchronous/HTTP"},
        {**answers("/ok"), "type": "Synchronous/HTTP"},
        version="4.0",
    )
    captures = Captures()
    captures.add(cl.HttpRequest("GET", "/pending"), cl.HttpResponse(200, json={"a": "no"}))
    captures.add(cl.HttpRequest("GET", "/ok"), cl.HttpResponse(200))
    loaded = again(cl.verify(contract, captures), tmp_path)
    assert loaded.passed
    assert (loaded[0].verdict, loaded[0].match.verdict) == ("pending", "failed")
    assert loaded[0].mismatches


def test_nothing_is_judged_again(tmp_path: Path) -> None:
    path = good_run().save(tmp_path / "run.json")
    document = json.loads(path.read_text())
    document["results"][0]["verdict"] = "failed"
    path.write_text(json.dumps(document))
    loaded = cl.load_run(path)
    assert loaded[0].verdict == "failed"
    assert not loaded.passed


def test_a_mark_of_byte_order_stays(tmp_path: Path) -> None:
    data = json.dumps(document_of(answers("/a", description="caf\u00e9")), ensure_ascii=False).encode()
    run = cl.verify(cl.load(b"\xef\xbb\xbf" + data, name="bom.json"), Captures())
    assert again(run, tmp_path).contracts[0].source.data == run.contracts[0].source.data


def test_the_file_holds_no_secret(tmp_path: Path) -> None:
    contract, har = secret_files(tmp_path)
    run = cl.verify(cl.load_all(contract), cl.load_captures(har))
    assert leaked(str([[m.message for m in result.mismatches] for result in run]))  # the check itself sees them
    text = run.save(tmp_path / "run.json").read_text()
    assert leaked(text) == []


def test_the_reason_holds_no_secret(tmp_path: Path) -> None:
    contract, har = secret_files(tmp_path)
    run = cl.verify(cl.load_all(contract), cl.load_captures(har))
    assert leaked(run.save(tmp_path / "run.json").read_text() + str(present(run)) + junit_xml(run)) == []


@pytest.mark.parametrize("rest", [b'", "a": ', b'", "a": "\\ud800"}'])
def test_a_body_that_cannot_be_read_gives_no_secret_away(rest: bytes, tmp_path: Path) -> None:
    secret = "planted-beside-a-fault"
    captures = Captures()
    body = b'{"password": "' + secret.encode() + rest
    captures.add(cl.HttpRequest("GET", "/a"), cl.HttpResponse(200, {"Content-Type": "application/json"}, body))
    run = cl.verify(contract_of(answers("/a", {"a": 1})), captures)
    loaded = again(run, tmp_path)
    assert run[0].verdict == "failed"
    assert secret not in str(present(run))
    assert all(secret not in str(mismatch.actual) for mismatch in loaded[0].mismatches)


def test_own_places_are_kept_from_sight_after_loading(tmp_path: Path) -> None:
    contract = contract_of(answers("/a", {"iban": 1, "tenant": 1}))
    captures = Captures()
    captures.add(cl.HttpRequest("GET", "/a"), cl.HttpResponse(200, json={"iban": "DE02-secret", "tenant": "T-secret"}))
    run = cl.verify(contract, captures, redaction=cl.Redaction(parameters=["tenant"], body=["$.iban"]))
    path = run.save(tmp_path / "run.json")
    assert "secret" not in path.read_text()
    assert len(cl.load_run(path)[0].mismatches) == 2


def test_the_example_data_says_what_the_tours_say() -> None:
    assert (broken_run().counts()["failed"], broken_run().counts()["passed"]) == (6, 3)
    assert len(broken_run().causes) == 5
    assert (good_run().counts()["passed"], len(good_run().unpaired)) == (9, 2)
    assert all(path.is_file() for path in (CONTRACT, GOOD, BROKEN))
