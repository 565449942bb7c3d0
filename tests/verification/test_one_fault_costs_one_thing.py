"""A fault of contractlab itself costs one check, one capture, one file, one block; everything else is done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import run as command
from small_contracts import contract_of, document_of
from small_runs import answers, entry, write_contract, write_har

import contractlab as cl
from contractlab.contracts.contract import Contract
from contractlab.formats.pact.matching.http import ResponsePlan
from contractlab.reports import Report
from contractlab.values.internal import fault_count
from contractlab.values.reasons import ReasonCode
from contractlab.verification import Run
from contractlab.verification.pairing import ExampleFinder
from contractlab.views import present, render_html

UNFORESEEN = [ValueError("s3cret-of-a-recording"), KeyError("a"), RecursionError(), MemoryError()]
PATHS = ["/a", "/b", "/c"]


def contracts() -> Contract:
    return contract_of(*(answers(path, {"a": 1}) for path in PATHS))


def captures() -> cl.Captures:
    return cl.load_captures(har_of(*(entry(path, {"a": 1}) for path in PATHS)))


def raising_for(original: Callable[..., Any], error: Exception, is_bad: Callable[..., bool]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        if is_bad(*args):
            raise error
        return original(*args, **kwargs)

    return call


def har_of(*entries: Any) -> dict[str, Any]:
    return {"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": list(entries)}}


def verdicts(run: Run) -> list[str]:
    return [result.verdict for result in run.results]


@pytest.fixture(params=UNFORESEEN, ids=lambda error: type(error).__name__)
def error(request: pytest.FixtureRequest) -> Exception:
    made: Exception = request.param
    return made


def break_check(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    bad = raising_for(ResponsePlan.check, error, lambda plan, actual, example: example.description.endswith("/b"))
    monkeypatch.setattr(ResponsePlan, "check", bad)


def test_a_check(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    break_check(monkeypatch, error)
    before = fault_count()
    run = cl.verify(contracts(), captures())
    assert verdicts(run) == ["passed", "error", "passed"]
    assert run.results[1].reason_code is ReasonCode.INTERNAL
    assert "s3cret" not in str(run.results[1].reason) + str(present(run))
    assert fault_count() > before
    assert run.to_dict()
    alone = contracts()[1].check_response(cl.HttpResponse(200))
    assert (alone.verdict, alone.reason_code) == ("error", ReasonCode.INTERNAL)


def test_a_capture_that_cannot_be_paired(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    bad = raising_for(ExampleFinder.find, error, lambda finder, capture: capture.request.path == "/b")
    monkeypatch.setattr(ExampleFinder, "find", bad)
    run = cl.verify(contracts(), captures())
    assert verdicts(run) == ["passed", "not exercised", "passed"]
    assert [unpaired.capture.request.path for unpaired in run.unpaired] == ["/b"]


def test_a_look_at_problems(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    from contractlab.formats.pact import problems

    looks = tuple(
        raising_for(look, error, lambda example: example.description.endswith("/b")) if place == 2 else look
        for place, look in enumerate(problems._OF_EXAMPLE)
    )
    monkeypatch.setattr(problems, "_OF_EXAMPLE", looks)
    contract = contracts()
    assert [(problem.code, problem.example) for problem in contract.problems] == [("internal", contract[1].key)]


def test_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    from contractlab.formats.pact.format import PactFormat

    for name in "abc":
        write_contract(tmp_path / f"{name}.json", answers(f"/{name}", {"a": 1}))
    monkeypatch.setattr(PactFormat, "read", raising_for(PactFormat.read, error, _is_b))
    loaded = cl.load_all(tmp_path)
    assert [contract.source.name[-6:] for contract in loaded] == ["a.json", "c.json"]
    assert len(loaded.refused) == 1


def _is_b(*args: Any) -> bool:
    return any(getattr(each, "name", "").endswith("b.json") for each in args)


def test_an_entry_of_a_recording(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    from contractlab.captures.readers import har

    bad = raising_for(har.read_entry, error, lambda read, place: place.index == 1)
    monkeypatch.setattr(har, "read_entry", bad)
    loaded = captures()
    assert [capture.request.path for capture in loaded] == ["/a", "/c"]
    assert [problem.severity for problem in loaded.problems] == ["error"]


def test_a_block_of_a_view(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.setattr("contractlab.verification.causes.find_causes", lambda results: raise_(error))
    monkeypatch.setattr("contractlab.verification.run.find_causes", lambda results: raise_(error))
    run = cl.verify(contracts(), cl.load_captures(har_of(entry("/a", {"a": "x"}), entry("/b", {"a": 1}))))
    for text in present(run).values():
        assert "cannot be drawn" in text
        assert "1 of 3 failed" in text or "1 failed" in text
        assert "s3cret" not in text


def raise_(error: Exception) -> Any:
    raise error


def test_a_section_of_a_report(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.setattr("contractlab.reports.document.states_section", lambda subject: raise_(error))
    report = Report(cl.verify(contracts(), captures()))
    shown = {section.name: render_html(section) for section in report.sections}
    assert [name for name, page in shown.items() if "cannot be drawn" in page] == ["states"]


def test_an_explanation(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    run = cl.verify(contracts(), cl.load_captures(har_of(entry("/a", {"a": "x"}))))
    monkeypatch.setattr("contractlab.values.result.MatchResult.explanation", property(lambda self: raise_(error)))
    for text in present(run.results[0]).values():
        assert "cannot be drawn" in text
        assert "FAIL" in text or "failed" in text


def test_the_command_judges_the_rest_and_says_3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contract = tmp_path / "c.json"
    contract.write_text(json.dumps(document_of(*(answers(path, {"a": 1}) for path in PATHS))))
    recording = write_har(tmp_path / "1.0.0.har", *(entry(path, {"a": 1}) for path in PATHS))
    saved = tmp_path / "run.json"
    break_check(monkeypatch, ValueError("s3cret-of-a-recording"))
    done = command("verify", contract, "--captures", recording, "--output", saved)
    assert done.exit_code == 3
    assert "--debug" in done.output
    assert "Traceback" not in done.output
    assert "s3cret" not in done.output
    assert verdicts(cl.load_run(saved)) == ["passed", "error", "passed"]
    assert "Traceback" in command("--debug", "verify", contract, "--captures", recording).output


@pytest.mark.parametrize("dialect", ["reference", "spec"])
@pytest.mark.parametrize(
    "body",
    [
        rb'["\ud83d\ude00","\u12"]', rb'"\uD8', rb'"\ud83d\u"', rb'{"a":"\uZZZZ"}', rb'"\u', b'"\\',
        b'["\xed\xa0\x80"]',
        b"1e999", b"-", b"\xef\xbb\xbf{", rb'["\ud83d\ude00\ud83d"]', b"[" * 5000, b'{"a":' * 3000, b"\x00",
    ],
    ids=range(14),
)  # fmt: skip
def test_broken_json_is_a_plain_unreadable_body(body: bytes, dialect: str) -> None:
    before = fault_count()
    result = contracts()[0].check_response(
        cl.HttpResponse(200, {"Content-Type": "application/json"}, body), dialect=dialect
    )
    assert result.verdict == "failed"
    assert present(result)
    with pytest.raises(cl.InvalidContract):
        cl.load(body)
    assert fault_count() == before
