"""Runs over contracts that CI refuses, panics at or passes over: no example of them passes anywhere."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from commands import run as command
from small_contracts import contract_of, document_of, http
from small_runs import answers

import contractlab as cl
from contractlab.captures import Capture, Captures
from contractlab.values.reasons import ReasonCode

UNREADABLE = {"matchingRules": {"body": {"$..id": {"matchers": []}}}}
HTTP = {"type": "Synchronous/HTTP"}


def refused(*, consumer: str = "c") -> cl.Contract:
    """Two examples, one of which has a rule that nobody can read."""
    bad = answers("/bad")
    bad["request"] |= UNREADABLE
    return contract_of(answers("/good"), bad, consumer=consumer)


def recorded(*paths: str, status: int = 200) -> Captures:
    captures = Captures()
    for path in paths:
        captures.add(cl.HttpRequest("GET", path), cl.HttpResponse(status))
    return captures


def codes(run: cl.Run) -> list[ReasonCode | None]:
    return [result.reason_code for result in run.results]


def test_every_example_is_an_error_whether_it_was_exercised_or_not() -> None:
    run = cl.verify(refused(), recorded("/good"), allow_not_exercised=True)
    assert [result.verdict for result in run.results] == ["error", "error"]
    assert codes(run) == [ReasonCode.REFUSED_FILE] * 2
    assert not run.passed
    assert run.unpaired == ()
    assert run.results[0].capture is not None
    assert all("the verifier refuses this file (line 1, /inter" in (result.reason or "") for result in run.results)


def test_the_specification_s_dialect_judges_what_can_be_read() -> None:
    run = cl.verify(refused(), recorded("/good", "/bad"), dialect="spec")
    assert [result.verdict for result in run.results] == ["passed", "passed"]


def test_what_has_no_verdict_is_paired_by_what_the_file_says() -> None:
    asks = [answers("/a", description="x"), answers("/a", description="y")]
    for number, example in enumerate(asks):
        example["request"]["query"] = {"n": [str(number)]}
    broken = contract_of(*asks, http("z", response={"status": "200"}), consumer="broken")
    good = contract_of(asks[0], consumer="good")
    captures = Captures()
    captures.add(cl.HttpRequest("GET", "/a", "n=1"), cl.HttpResponse(200))
    run = cl.verify([broken, good], captures)
    assert [result.example.description for result in run.results if result.capture is not None] == ["y"]
    assert run[("good", "p", "x")].verdict == "not exercised"


def test_an_equal_example_of_a_good_contract_keeps_its_verdict() -> None:
    good = contract_of(answers("/good"), consumer="good")
    for contracts in ([refused(), good], [good, refused()]):
        run = cl.verify(contracts, Captures([_one("/good", contract) for contract in contracts]))
        assert run[("good", "p", "GET /good")].verdict == "passed"
        assert run[("c", "p", "GET /good")].reason_code is ReasonCode.REFUSED_FILE


def _one(path: str, contract: cl.Contract) -> Capture:
    return Capture(
        cl.HttpRequest("GET", path), cl.HttpResponse(200), example=contract.examples[0].key, contract=contract.consumer
    )


def test_an_executor_gives_the_same() -> None:
    with ThreadPoolExecutor(2) as executor:
        run = cl.verify([refused(), contract_of(answers("/x"))], recorded("/good", "/x"), executor=executor)
    assert codes(run) == [ReasonCode.REFUSED_FILE, ReasonCode.REFUSED_FILE, None]


def test_a_matrix_and_a_saved_run_say_so_too(tmp_path: Path) -> None:
    contract = refused()
    matrix = cl.matrix(contract, {"1.0.0": recorded("/good"), "2.0.0": recorded("/good", "/bad")})
    assert {cell.verdict for row in matrix for cell in row.cells} == {"error"}
    run = cl.verify(contract, recorded("/good"))
    again = cl.load_run(run.save(tmp_path / "run.json"))
    assert codes(again) == codes(run)
    assert [result.reason for result in again.results] == [result.reason for result in run.results]
    for view in (run, again, run.results[0], run.results[1], again.results[1], matrix):
        shown = view._repr_mimebundle_()
        assert "refuses this file" in shown["text/plain"] or view is matrix


def test_an_edit_that_mends_the_file_makes_the_verdicts_normal_again() -> None:
    document = document_of(answers("/good"), answers("/bad"))
    document["interactions"][1]["response"]["status"] = "200"
    contract = cl.load(document)
    captures = recorded("/good", "/bad")
    assert codes(cl.verify(contract, captures)) == [ReasonCode.PANIC] * 2
    edit = cl.edit(contract)
    edit["GET /bad"].response.status = 200
    assert cl.verify(edit.contract, captures).passed
    assert [(change.before, change.after) for change in edit.preview(captures).changes] == [("error", "passed")] * 2
    edit.undo()
    assert codes(cl.verify(edit.contract, captures)) == [ReasonCode.PANIC] * 2


def test_messages_beside_interactions() -> None:
    contract = cl.load(document_of(answers("/a"), messages=[]))
    run = cl.verify(contract, recorded("/a"))
    assert codes(run) == [ReasonCode.NEVER_VERIFIED]
    assert not run.passed


@pytest.mark.parametrize(
    ("example", "verdict", "code"),
    [
        ({**answers("/a"), "pending": True, **HTTP}, "passed", None),
        ({**answers("/a", status=201), "pending": True, **HTTP}, "pending", None),
        ({**answers("/a"), "response": {"status": "200"}, "pending": True, **HTTP}, "error", ReasonCode.PANIC),
        (
            {**answers("/a"), "request": {"path": "/a", "headers": {"a b": ["x"]}}, "pending": True, **HTTP},
            "pending",
            ReasonCode.UNSENDABLE,
        ),
        (
            {
                **answers("/a"),
                "response": {"matchingRules": {"status": {"matchers": [{"match": "frob"}]}}},
                "pending": True,
                **HTTP,
            },
            "pending",
            ReasonCode.UNKNOWN_MATCHER,
        ),
    ],
)
def test_pending_covers_what_fails_one_example_and_not_what_ends_the_run(
    example: Any, verdict: str, code: ReasonCode | None, tmp_path: Path
) -> None:
    contract = contract_of(example, version="4.0")
    for captures in (recorded("/a"), recorded()):
        run = cl.verify(contract, captures)
        exercised = bool(captures) or code in (ReasonCode.PANIC, ReasonCode.UNSENDABLE)
        assert (run.results[0].verdict, run.results[0].reason_code) == (
            (verdict, code) if exercised else ("not exercised", None)
        )
        again = cl.load_run(run.save(tmp_path / "run.json"))
        assert [(each.verdict, each.reason_code) for each in again] == [
            (each.verdict, each.reason_code) for each in run
        ]
        assert [each.match.verdict for each in again if each.match is not None] == [
            each.match.verdict for each in run if each.match is not None
        ]


def test_before_v4_pending_excuses_nothing() -> None:
    contract = contract_of({**answers("/a", status=201), "pending": True})
    assert cl.verify(contract, recorded("/a")).results[0].verdict == "failed"


def test_the_command_line_ends_as_ci_does(tmp_path: Path) -> None:
    path = tmp_path / "c-p.json"
    document = document_of(answers("/good"))
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(document).encode())
    har = recorded("/good").save(tmp_path / "1.har")
    verified, linted = command("verify", path, "--captures", har), command("lint", path)
    assert (verified.exit_code, linted.exit_code) == (1, 1)
    assert "refuses this file" in verified.stdout
    assert "error: the verifier refuses this file" in linted.stdout
    written = json.loads(command("verify", path, "--captures", har, "--json", "-").stdout)
    assert [each["reason_code"] for each in written["results"]] == ["refused-file"]
    path.write_text(json.dumps(document))
    assert (command("verify", path, "--captures", har).exit_code, command("lint", path).exit_code) == (0, 0)
