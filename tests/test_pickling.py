"""Contracts, examples, results, runs and matrices travel: by the bytes of the contract, and say the same afterwards."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import case_contracts
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_contracts import example_of
from small_runs import BROKEN, CONTRACT, DATA, GOOD, broken_run, many_verdicts_run
from views import sample

import contractlab as cl
from contractlab.captures import Captures
from contractlab.contracts.contract import Example
from contractlab.formats.contractcase import check_matcher
from contractlab.formats.pact.cases import check_case
from contractlab.values.result import MatchResult
from contractlab.verification import Run
from contractlab.verification.results import Result


def again(item: Any) -> Any:
    """What arrives; nothing of it is shared with what was sent."""
    return pickle.loads(pickle.dumps(item))


def rule_of(mismatch: cl.Mismatch) -> Any:
    rule = mismatch.rule
    if rule is None:
        return None
    return rule.name, rule.args, rule.weight, str(rule.declared_at), [str(each.declared_at) for each in rule.beaten]


def content_of(result: MatchResult | Result) -> list[Any]:
    """All that a result says."""
    return [
        result.verdict,
        result.reason,
        [(each.part, each.path, each.code, each.message, rule_of(each)) for each in result.mismatches],
        [(each.part, each.path, each.message) for each in result.unchecked],
        [(each.path, each.status, each.deviation, repr(each.actual)) for each in result.explanation.walk()],
    ]


def text_of(item: Any) -> str:
    return str(item._repr_mimebundle_()["text/plain"])


def same_run(run: Run, arrived: Run) -> None:
    assert type(arrived) is type(run)
    assert list(map(content_of, arrived.results)) == list(map(content_of, run.results))
    assert arrived.to_frame().equals(run.to_frame())
    assert arrived.to_frame("mismatches").astype(str).equals(run.to_frame("mismatches").astype(str))
    assert text_of(arrived) == text_of(run)
    assert [cause.message for cause in arrived.causes] == [cause.message for cause in run.causes]
    assert arrived.to_dict() == run.to_dict()
    assert arrived.passed == run.passed


def used(contract: cl.Contract) -> cl.Contract:
    """A contract that has checked what it itself holds, so that everything is compiled."""
    for example in contract:
        for part in example.own_parts:
            assert part.check(part.recording).explanation is not None
    assert contract.problems is not None
    return contract


def shipped() -> list[Path]:
    paths = sorted(path for path in DATA.rglob("*.json") if "verifier" not in path.name)
    assert len(paths) >= 4
    return paths


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.name[:40])
def test_a_contract_that_has_checked_something_arrives_as_it_was(path: Path) -> None:
    contract = used(cl.load(path))
    arrived = again(contract)
    assert arrived.source.data == contract.source.data
    assert (arrived.path, arrived.source.name, arrived.document) == (path, contract.source.name, contract.document)
    assert [each.key for each in arrived] == [each.key for each in contract]
    assert list(map(str, arrived.problems)) == list(map(str, contract.problems))
    for mine, theirs in zip(contract, arrived, strict=True):
        assert theirs.contract is arrived
        for part, same in zip(mine.own_parts, theirs.own_parts, strict=True):
            assert content_of(same.check(same.recording)) == content_of(part.check(part.recording))


def test_a_contract_travels_by_its_bytes_whatever_was_compiled() -> None:
    fresh = len(pickle.dumps(cl.load(CONTRACT)))
    assert len(pickle.dumps(used(cl.load(CONTRACT)))) == fresh
    assert fresh < CONTRACT.stat().st_size + 1000


def test_edited_and_converted_contracts_travel() -> None:
    edit = cl.edit(cl.load(CONTRACT))
    edit[0].response.status = 418
    for contract in (edit.revised, cl.convert(cl.load(CONTRACT), to="contractcase"), cl.edit(edit.revised).revised):
        arrived = again(used(contract))
        assert arrived.to_bytes() == contract.to_bytes()
        assert list(map(str, arrived.lost)) == list(map(str, contract.lost))
        assert [each.description for each in arrived] == [each.description for each in contract]


def test_examples_of_one_contract_stay_together() -> None:
    contract = cl.load(CONTRACT)
    first, second, whole = again((contract[0], contract[1], contract))
    assert first is whole[0]
    assert second is whole[1]
    assert (first.key, second.key) == (contract[0].key, contract[1].key)


def test_a_copy_of_an_example_is_another_object_of_the_same_contract() -> None:
    example = cl.load(CONTRACT)[0]
    made = copy.copy(example)
    assert made is not example
    assert made.contract is example.contract
    assert vars(made) == vars(example)


RUNS = {
    "broken": broken_run,
    "many verdicts": many_verdicts_run,
    "sample": sample.run,
    "messages": sample.message_run,
    "the verifier's own": sample.verifier_run,
    "ContractCase": lambda: cl.verify(
        cl.load_all(DATA / "case" / "library"), cl.load_captures(DATA / "case" / "library-1.1.0.har")
    ),
    "redacted": lambda: cl.verify(
        cl.load(CONTRACT), cl.load_captures(BROKEN), redaction=cl.Redaction(headers=["X-A"], body=["$..id"])
    ),
    "nothing": lambda: cl.verify(cl.load(CONTRACT), Captures()),
    "two files of one content": lambda: cl.verify(
        [cl.load(CONTRACT), cl.load(CONTRACT.read_bytes(), name="copy.json")], cl.load_captures(BROKEN)
    ),
}


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("looked_at", [False, True], ids=["fresh", "looked at"])
def test_a_run_arrives_as_it_was(name: str, looked_at: bool) -> None:
    run = RUNS[name]()
    if looked_at:
        text_of(run), list(map(content_of, run.results)), run.causes, run.failures, run.unpaired
        assert list(map(text_of, run.unpaired)) is not None
    same_run(run, again(run))
    same_run(run, again(again(run)))


def test_a_saved_run_travels(tmp_path: Path) -> None:
    run = cl.load_run(many_verdicts_run().save(tmp_path / "run.json"))
    same_run(run, again(run))


def test_a_matrix_arrives_as_it_was() -> None:
    for matrix in (
        sample.matrix(),
        cl.matrix(cl.load(CONTRACT), {"1": cl.load_captures(GOOD), "2": cl.load_captures(BROKEN)}),
    ):
        assert matrix.causes is not None
        assert text_of(matrix)
        arrived = again(matrix)
        assert arrived.to_frame().equals(matrix.to_frame())
        assert text_of(arrived) == text_of(matrix)
        assert [cause.letter for cause in arrived.causes] == [cause.letter for cause in matrix.causes]
        assert arrived._repr_mimebundle_()["text/html"] == matrix._repr_mimebundle_()["text/html"]


def test_results_alone_travel_with_their_example() -> None:
    run = broken_run()
    result, results = again((run.failures[0], run.failures))
    assert results[0] is result
    assert content_of(result) == content_of(run.failures[0])
    assert text_of(result) == text_of(run.failures[0])
    assert result.example in result.contract


def test_checks_of_functions_travel() -> None:
    asked = case_contracts.matcher("FunctionArgumentsMatcher") | {"arguments": [1]}
    answered = case_contracts.matcher("FunctionResultMatcher") | {"success": {"a": case_contracts.shaped(1)}}
    made = case_contracts.example(asked, answered, setup=case_contracts.CALLER_READS, functionName="fn")
    example = case_contracts.load(case_contracts.document(made))[0]
    outcomes = [{"a": 1}, {"a": "x"}, KeyError("gone")]
    for result in (example.check_call([1]), example.check_call([2]), *map(example.check_return, outcomes)):
        assert result.verdict in ("passed", "failed")
        assert content_of(again(result)) == content_of(result)


def test_variables_are_remembered() -> None:
    contract = cl.load(case_contracts.users())
    for variables in (None, {"userId": "7"}):
        for example in contract:
            response = example.own_parts[-1].recording
            result = example.check_response(response, variables=variables)
            assert content_of(again(result)) == content_of(result)


@given(st.recursive(st.integers(0, 2) | st.sampled_from(["a", "b"]), lambda v: st.lists(v, max_size=3), max_leaves=6))
def test_any_result_arrives_as_it_was(value: Any) -> None:
    for rules in (None, {"$": {"match": "type"}}, {"$[*]": {"match": "integer"}}):
        result = example_of({"x": [1, "a"]}, rules).check_response(cl.HttpResponse(json={"x": value}))
        assert content_of(again(result)) == content_of(result)


def test_official_cases_and_single_matchers_travel() -> None:
    case = {"match": False, "comment": "", "expected": {"status": 200}, "actual": {"status": 404}}
    result = check_case(case, spec_version="3.0", kind="response")
    assert content_of(again(result)) == content_of(result)
    checked = check_matcher({"_case:matcher:type": "NumberMatcher", "_case:matcher:example": 1}, "x")
    assert repr(again(checked)) == repr(checked)


def test_captures_and_redaction_travel() -> None:
    captures = cl.load_captures(BROKEN)
    arrived = again(captures)
    assert [each.key for each in arrived] == [each.key for each in captures]
    assert [each.response for each in arrived] == [each.response for each in captures]
    redaction = cl.Redaction(headers=["X-A"], parameters=["pin"], body=["$..iban", "$.a[*]"])
    assert repr(again(redaction)) == repr(redaction)
    response = cl.HttpResponse(200, {"X-A": "s"}, json={"a": [1], "b": {"iban": "DE1"}, "pin": "3"})
    assert again(redaction).redact_response(response) == redaction.redact_response(response)


def test_refused_files_travel(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    contracts = again(cl.load_all(CONTRACT, tmp_path / "broken.json"))
    assert len(contracts) == 1
    assert "broken.json" in str(contracts.refused[0])


def checked_elsewhere(example: Example, response: cl.HttpResponse) -> MatchResult:
    return example.check_response(response)


def test_examples_and_results_cross_to_other_processes_and_back() -> None:
    run = broken_run()
    pairs = [(each.example, each.capture.response) for each in run.results if each.match and each.capture]
    assert pairs
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        arrived = list(pool.map(checked_elsewhere, *zip(*pairs, strict=True)))
        matrix = pool.submit(cl.matrix, cl.load(CONTRACT), {"1": cl.load_captures(BROKEN)}).result()
        same_run(run, cl.verify(cl.load_all(CONTRACT), cl.load_captures(BROKEN), executor=pool))
    for result, (example, response) in zip(arrived, pairs, strict=True):
        assert content_of(result) == content_of(example.check_response(response))
    assert text_of(matrix) == text_of(cl.matrix(cl.load(CONTRACT), {"1": cl.load_captures(BROKEN)}))
