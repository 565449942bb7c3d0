"""An example that cannot be read costs its own verdict; the others of its file are loaded, judged, shown and kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from case_contracts import users
from commands import run as command
from fault_injection import calls_of, place_of, raising_at
from small_contracts import document_of, http
from small_runs import answers, entry, write_har

import contractlab as cl
from contractlab.values.internal import fault_count
from contractlab.values.reasons import ReasonCode
from contractlab.verification import Run
from contractlab.views import present

PATHS = ["/a", "/b", "/c", "/d", "/e"]
UNREADABLE = [17, None, [], "x", True, 1e300]
NO_CASE = [*UNREADABLE, {}, {"mock": 3}, {"states": []}]
UNFORESEEN = [ValueError("s3cret"), KeyError("s3cret"), RecursionError(), MemoryError()]


def pact(version: str = "3.0", *, bad: Any = ...) -> dict[str, Any]:
    examples: list[Any] = [answers(path, {"a": 1}, states=["s"]) for path in PATHS]
    if bad is not ...:
        examples[2] = bad
    return document_of(*examples, version=version, typed=False)


def case(*, bad: Any = ...) -> dict[str, Any]:
    document = json.loads(json.dumps(users()))
    example = document["examples"][0]
    document["examples"] = [json.loads(json.dumps(example)) for _ in PATHS]
    if bad is not ...:
        document["examples"][2] = bad
    return document


def recorded() -> cl.Captures:
    entries = [entry(path, {"a": 1}) for path in PATHS]
    return cl.load_captures({"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": entries}})


def check_all(contract: cl.Contract, *, pointer: str, code: ReasonCode) -> Run:
    """What holds of every contract whose third example cannot be read."""
    assert len(contract.examples) == len(PATHS)
    assert [example.unread is None for example in contract] == [True, True, False, True, True]
    bad = contract.examples[2]
    assert (bad.pointer, bad.location.pointer) == (pointer, pointer)
    named = [problem for problem in contract.problems if problem.example == bad.key]
    assert [(problem.severity, problem.code, problem.pointer) for problem in named] == [("error", code.value, pointer)]
    for dialect in ("reference", "spec"):
        for asked in (bad.check_response(cl.HttpResponse(200), dialect=dialect),
                      bad.check_request(cl.HttpRequest("GET", "/"), dialect=dialect),
                      bad.check_message(b"", dialect=dialect)):  # fmt: skip
            assert (asked.verdict, asked.reason_code) == ("error", code)
            assert pointer in str(asked.reason)
        run = cl.verify(contract, recorded(), dialect=dialect)
        own = [result for result in run.results if result.example is bad]
        assert [(result.verdict, result.reason_code) for result in own] == [("error", code)]
    assert not run.passed
    for shown in (bad, contract, run, *run.results):
        assert "s3cret" not in str(present(shown))
    assert "cannot be read" in str(present(contract))
    return run


@pytest.mark.parametrize("version", ["1.0", "1.1", "2.0", "3.0"])
@pytest.mark.parametrize("bad", UNREADABLE, ids=repr)
def test_an_interaction_that_is_no_object_costs_itself_alone(version: str, bad: Any, tmp_path: Path) -> None:
    contract = cl.load(pact(version, bad=bad))
    run = check_all(contract, pointer="/interactions/2", code=ReasonCode.UNREADABLE)
    assert run.counts()["passed"] == len(PATHS) - 1
    loaded = cl.load_run(run.save(tmp_path / "run.json"))
    assert [result.reason_code for result in loaded.results] == [result.reason_code for result in run.results]
    assert contract.to_bytes() == cl.load(contract.save(tmp_path / "c.json")).to_bytes()


@pytest.mark.parametrize("bad", UNREADABLE, ids=repr)
def test_of_v4_the_core_refuses_the_whole_file(bad: Any) -> None:
    document = document_of(*[answers(path, {"a": 1}) for path in PATHS], version="4.0")
    document["interactions"][2] = bad
    run = cl.verify(cl.load(document), recorded())
    assert {result.reason_code for result in run.results} == {ReasonCode.REFUSED_FILE}
    spec = cl.verify(cl.load(document), recorded(), dialect="spec")
    assert spec.counts()["passed"] == len(PATHS) - 1


@pytest.mark.parametrize("bad", NO_CASE, ids=repr)
def test_a_case_that_says_nothing_of_an_exchange_costs_itself_alone(bad: Any) -> None:
    check_all(cl.load(case(bad=bad)), pointer="/examples/2", code=ReasonCode.UNREADABLE)


@pytest.mark.parametrize("document", [pact(), case(), pact("4.0")], ids=["pact", "contractcase", "pact V4"])
@pytest.mark.parametrize("error", UNFORESEEN, ids=lambda error: type(error).__name__)
def test_a_fault_while_one_example_is_read_costs_it_alone(document: dict[str, Any], error: Exception) -> None:
    """Every function that reads each of them raises once, in the middle."""
    if document.get("metadata", {}).get("pactSpecification", {}).get("version") == "4.0":
        document = document_of(*[answers(path, {"a": 1}, states=["s"]) for path in PATHS], version="4.0")
    data = json.dumps(document).encode()
    cl.load(data)
    counted = {code: times for code, times in calls_of(lambda: cl.load(data)).items() if times >= len(PATHS)}
    inner = {code: times for code, times in counted.items() if not _is_around(place_of(code))}
    assert len(inner) >= 10
    for code, times in inner.items():
        before = fault_count()
        contract = raising_at(lambda: cl.load(data), code, times // 2 + 1, error)
        assert len(contract.examples) == len(PATHS), place_of(code)
        unread = [example.unread for example in contract if example.unread is not None]
        # What a value's own guard takes is known all the same; nothing else is ever lost.
        assert [each.code for each in unread] in ([ReasonCode.INTERNAL], []), place_of(code)
        assert fault_count() - before == len(unread), place_of(code)
        assert cl.verify(contract, recorded()).results


_AROUND_EXAMPLES = ("__init__", "unique_keys", "location", "at")
"""What makes the examples of what was read, and looks into none of them."""


def _is_around(place: str) -> bool:
    file, _, name = place.partition(":")
    return file.startswith(("values/json_text", "values/document_kinds", "values/source")) or name.endswith(
        (*_AROUND_EXAMPLES, ".<listcomp>", ".<genexpr>", "InteractionReader.__call__", "_PartReader.interaction")
    )


@pytest.mark.parametrize("document", [pact(bad=7), case(bad={})], ids=["pact", "contractcase"])
def test_what_can_be_done_with_others_is_done(document: dict[str, Any], tmp_path: Path) -> None:
    contract = cl.load(document)
    before = fault_count()
    run = cl.verify(contract, recorded())
    for make in _uses(contract, run, tmp_path):
        make()
    edit = cl.edit(contract)
    edit[0].response.status = 201
    assert [example.unread is None for example in edit.contract] == [True, True, False, True, True]
    with pytest.raises(cl.InvalidEdit):
        edit[2].response.status = 201
    assert fault_count() == before


def _uses(contract: cl.Contract, run: Run, folder: Path) -> list[Callable[[], Any]]:
    return [
        lambda: present(cl.coverage(contract, recorded())),
        lambda: present(cl.strictness(contract)),
        lambda: present(cl.repairs(run)),
        lambda: present(cl.matrix(contract, {"1": recorded(), "2": recorded()})),
        lambda: present(cl.compare(contract, cl.load(pact() if contract.format == "pact" else case()))),
        lambda: run.to_frame("mismatches"),
        lambda: cl.report(run, folder / "report.ipynb"),
        lambda: cl.convert(contract, to="contractcase" if contract.format == "pact" else "pact"),
        lambda: cl.verify(contract, provider=cl.wsgi(_answer_ok)),
    ]


def _answer_ok(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b'{"a": 1}']


def test_one_that_was_repaired_is_judged_again() -> None:
    document = pact(bad=7)
    whole = cl.load(pact())
    assert cl.load(document)[2].unread is not None
    document["interactions"][2] = pact()["interactions"][2]
    assert cl.load(document)[2].key == whole[2].key


def test_commands_judge_the_others_and_say_what_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps(pact(bad=7), indent=1))
    recording = write_har(tmp_path / "1.0.0.har", *(entry(each, {"a": 1}) for each in PATHS))
    saved = tmp_path / "run.json"
    done = command("verify", path, "--captures", recording, "--output", saved)
    assert done.exit_code == 2
    assert "/interactions/2: this example cannot be read: an interaction must be an object" in done.output
    assert cl.load_run(saved).counts()["passed"] == len(PATHS) - 1
    for name in ("lint", "show", "strictness"):
        outcome = command(name, path)
        assert (outcome.exit_code, "an interaction must be an object" in outcome.output) == (2, True), name


def test_where_none_can_be_read_the_file_is_refused_with_all_reasons() -> None:
    with pytest.raises(cl.InvalidContract) as raised:
        cl.load({"interactions": [1, "x", None]})
    assert [fault.pointer for fault in raised.value.faults] == [f"/interactions/{number}" for number in range(3)]
    bad_rule = http(response={"matchingRules": {"body": {"$.a": {"matchers": [{}]}}}})
    with pytest.raises(cl.InvalidContract) as raised:  # the core refuses it
        cl.load({"interactions": [bad_rule, 5, http()]})
    assert len(raised.value.faults) == 2
