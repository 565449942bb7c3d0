"""Runs: verdicts, what passes, selection, lookup."""

from __future__ import annotations

from typing import Any

import pytest
from small_contracts import JSON, contract_of, document_of, http

import contractlab as cl
from contractlab.captures import Capture, Captures
from contractlab.verification import Results
from contractlab.verification.inputs import select_examples


def example(number: int, **more: Any) -> dict[str, Any]:
    return http(f"example {number}", type="Synchronous/HTTP", request={"path": f"/{number}"}, key=f"k{number}", **more)


def answer(number: int, status: int | None = 200, version: str | None = None, **more: Any) -> Capture:
    response = None if status is None else cl.HttpResponse(status)
    return Capture(cl.HttpRequest("GET", f"/{number}"), response, provider_version=version, index=number, **more)


THREE = contract_of(example(1), example(2), example(3, pending=True), version="4.0")
MESSAGE = {"type": "Asynchronous/Messages", "description": "m"}


# -- verdicts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("captures", "verdicts"),
    [
        ([], ["not exercised"] * 3),
        ([answer(1), answer(2), answer(3)], ["passed"] * 3),
        ([answer(1, 500), answer(2), answer(3, 500)], ["failed", "passed", "pending"]),
        ([answer(1, None), answer(2)], ["error", "passed", "not exercised"]),
        ([answer(1), answer(1, 500)], ["passed", "failed", "not exercised", "not exercised"]),
    ],
)
def test_verdicts(captures: list[Capture], verdicts: list[str]) -> None:
    assert [result.verdict for result in cl.verify(THREE, captures).results] == verdicts


def test_a_gap_is_counted_for_every_version() -> None:
    run = cl.verify(THREE, [answer(1, version="1.0.0"), answer(2, version="2.0.0"), answer(1, version="2.0.0")])
    assert [(result.example.key, result.provider_version, result.verdict) for result in run.results] == [
        ("k1", "1.0.0", "passed"), ("k1", "2.0.0", "passed"),
        ("k2", "2.0.0", "passed"), ("k2", "1.0.0", "not exercised"),
        ("k3", "1.0.0", "not exercised"), ("k3", "2.0.0", "not exercised"),
    ]  # fmt: skip
    assert run.provider_versions == ("1.0.0", "2.0.0")
    assert len(run.not_exercised) == 3
    assert not run.passed


def test_without_a_version_a_gap_is_counted_once() -> None:
    run = cl.verify(THREE, [answer(1), answer(2)])
    assert run.provider_versions == (None,)
    assert [(gap.example.key, gap.provider_version) for gap in run.not_exercised] == [("k3", None)]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("connection refused", "no response was recorded: connection refused"),
        (None, "no response was recorded: the connection broke"),
    ],
)
def test_a_capture_without_a_response_is_an_error(error: str | None, reason: str) -> None:
    result = cl.verify(THREE, [answer(1, None, error=error)])["k1"]
    assert (result.verdict, result.reason) == ("error", reason)
    assert result.breaks


def test_a_pending_example_that_cannot_be_checked_is_an_error_all_the_same() -> None:
    assert cl.verify(THREE, [answer(3, None)])["k3"].verdict == "error"


def test_a_message_is_never_exercised_by_http_captures() -> None:
    run = cl.verify(contract_of(MESSAGE, version="4.0"), [answer(1)])
    assert [result.verdict for result in run.results] == ["not exercised"]


P, F, E, N, D = "passed", "failed", "error", "not exercised", "pending"


@pytest.mark.parametrize(
    ("statuses", "strict", "tolerant"),
    [
        # the status of the answers to 1, 2 and 3 (pending); 0: the connection broke; -1: no capture
        ((200, 200, 200), True, True),
        ((200, 200, 500), True, True),
        ((200, 500, 200), False, False),
        ((200, 0, 200), False, False),
        ((200, -1, 200), False, True),
        ((-1, -1, 500), False, True),
        ((-1, -1, -1), False, False),
        ((0, -1, -1), False, False),
        ((500, 0, -1), False, False),
    ],
)
def test_when_a_run_passes(statuses: tuple[int, ...], strict: bool, tolerant: bool) -> None:
    captures = [answer(n, status or None) for n, status in enumerate(statuses, 1) if status >= 0]
    assert cl.verify(THREE, captures).passed is strict
    run = cl.verify(THREE, captures, allow_not_exercised=True)
    assert run.passed is bool(run) is tolerant
    if tolerant:
        assert run.require_passed() is run
    else:
        with pytest.raises(cl.ContractBroken) as broken:
            run.require_passed()
        assert broken.value.run is run
        assert str(broken.value)


def test_a_contract_without_examples_never_passes() -> None:
    run = cl.verify(contract_of(), [answer(1)], allow_not_exercised=True)
    assert not run.passed
    assert repr(run) == "<Run not passed: nothing to check>"


def test_counts_and_failures_are_worst_first() -> None:
    run = cl.verify(THREE, [answer(1, None), answer(2, 500), answer(3, 500)])
    assert run.counts() == {"failed": 1, "error": 1, "pending": 1, "not exercised": 0, "passed": 0}
    assert [failure.verdict for failure in run.failures] == ["failed", "error"]
    assert [result.verdict for result in run.checked] == ["failed", "pending"]
    assert repr(run) == "<Run not passed: 1 failed, 1 error, 1 pending>"
    assert [result.verdict for result in Results(run.results)] == ["failed", "error", "pending"]
    assert not run.failures.passed
    assert len(run.failures[:1]) == 1


def test_a_result_without_a_check_has_nothing_to_show_and_does_not_break() -> None:
    gap = cl.verify(THREE, [])["k1"]
    assert (gap.match, gap.mismatches, gap.unchecked, gap.capture, gap.reason) == (None, (), (), None, None)
    assert gap.explanation.body is None
    assert not gap.passed


def test_the_dialect_is_handed_down_and_checked_at_once() -> None:
    nothing = contract_of(http(response={"headers": JSON, "body": None}))
    capture = Capture(cl.HttpRequest(), cl.HttpResponse(200, JSON, b"null"))
    assert cl.verify(nothing, [capture]).results[0].verdict == "failed"
    run = cl.verify(nothing, [capture], dialect="spec")
    assert (run.results[0].verdict, run.dialect) == ("passed", "spec")
    with pytest.raises(ValueError, match="no dialect 'x'"):
        cl.verify(nothing, [], dialect="x")


@pytest.mark.parametrize("given", [THREE, [THREE], cl.load_all(THREE), (contract for contract in [THREE])])
def test_contracts_may_be_given_in_every_form(given: Any) -> None:
    assert len(cl.verify(given, Captures([answer(1)])).results) == 3
    assert len(cl.verify(THREE, answer(1)).results) == 3  # type: ignore[arg-type]


# -- only= ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("only", "keys"),
    [
        (None, ["k1", "k2", "k3"]),
        ("k2", ["k2"]),
        ("example 2", ["k2"]),
        ("EXAMPLE", ["k1", "k2", "k3"]),
        ("* 3", ["k3"]),
        ("ple ?", ["k1", "k2", "k3"][:0]),
        ("example ?", ["k1", "k2", "k3"]),
        (["k1", "example 3"], ["k1", "k3"]),
        ((), []),
        (THREE[1], ["k2"]),
        ([THREE[1], "k1"], ["k1", "k2"]),
        (lambda example: example.pending, ["k3"]),
        ("nothing like it", []),
    ],
)
def test_only_names_examples(only: Any, keys: list[str]) -> None:
    assert [example.key for example in select_examples(THREE.examples, only)] == keys
    run = cl.verify(THREE, [answer(1), answer(2), answer(3)], only=only)
    assert [result.example.key for result in run.results] == keys
    assert run.unpaired == ()
    assert run.passed is bool(keys)


# -- run[...] ---------------------------------------------------------------------------------------------------------


def test_results_are_found_in_every_form() -> None:
    run = cl.verify(THREE, [answer(1), answer(2), answer(3)])
    second = run.results[1]
    for name in ("k2", "example 2", 1, -2, THREE[1], ("c", "p", "k2"), ("c", "p", "example 2"), ("c", "p", 1)):
        assert run[name] is second
    same = cl.load(THREE.to_bytes())
    assert run[same["k2"]] is second
    assert list(run) == list(run.results)
    assert len(run) == 3


def test_where_several_captures_exist_all_results_come_worst_first() -> None:
    run = cl.verify(THREE, [answer(1), answer(1, 500), answer(1, None)])
    results = run["k1"]
    assert isinstance(results, Results)
    assert [result.verdict for result in results] == ["failed", "error", "passed"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("zzz", "no example is called 'zzz'"),
        (3, "there is no result 3: the run has 3"),
        (("x", "p", "k1"), "the run has no contract between 'x' and 'p'"),
        (("c", "p", "zzz"), "no example is called 'zzz'"),
        (None, "no example is called None"),
    ],
)
def test_what_names_no_result_says_what_there_is(name: Any, words: str) -> None:
    with pytest.raises(cl.AmbiguousExample, match=words):
        cl.verify(THREE, [])[name]


def test_an_example_that_was_left_out_says_so() -> None:
    with pytest.raises(cl.AmbiguousExample, match="it was left out by only="):
        cl.verify(THREE, [], only="k1")["k2"]


def test_one_description_in_two_contracts_needs_a_pair() -> None:
    first, two = (cl.load(document_of(example(1), version="4.0", consumer=name)) for name in ("a", "b"))
    run = cl.verify([first, two], [answer(1)])
    assert run["a", "p", "example 1"] is run.results[0]
    assert run["b", "p", "example 1"] is run.results[1]
    assert run[two[0]] is run.results[1]
    with pytest.raises(cl.AmbiguousExample, match="2 examples are called 'example 1'"):
        run["example 1"]
