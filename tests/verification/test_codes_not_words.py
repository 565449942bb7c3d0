"""Decisions hang on codes: with the first word of every sentence changed, nothing is decided otherwise."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import case_contracts as case
import pytest
from small_contracts import contract_of, http
from small_runs import many_verdicts_run

import contractlab as cl
from contractlab.contracts.problems import Problem
from contractlab.engine.errors import CannotCheck
from contractlab.errors import Fault, InvalidContract
from contractlab.formats.contractcase.matching.context import Thrown
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.verification.inputs import as_captures

MADE_OF_WORDS = ((Reason, 1), (Fault, 0), (Problem, 2), (CannotCheck, 0), (Thrown, 1))
"""Where sentences are made: the classes, and which argument is one."""


def changed(sentence: str) -> str:
    return f"Otherwise {sentence.partition(' ')[2]}"


@pytest.fixture
def other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    for made, place in MADE_OF_WORDS:
        real = made.__init__

        @functools.wraps(real)
        def init(self: Any, *args: Any, _real: Callable[..., None] = real, _place: int = place, **more: Any) -> None:
            words = list(args)
            if len(words) > _place:
                words[_place] = changed(words[_place])
            _real(self, *words, **more)

        monkeypatch.setattr(made, "__init__", init)


def judged() -> list[tuple[Any, ...]]:
    run = many_verdicts_run()
    return [
        (result.verdict, result.reason_code, len(result.mismatches), 0 if result.match is None else result.match.reply)
        for result in run
    ]


def saved_and_loaded(folder: Path) -> list[tuple[Any, ...]]:
    run = cl.load_run(many_verdicts_run().save(folder / "run.json"))
    return [(result.verdict, result.reason_code) for result in run]


def previewed() -> list[Any]:
    twin = {"method": "GET", "path": "/twin"}
    contract = contract_of(
        http("one", states=["one"], request=twin, response={"status": 200}),
        http("two", states=["two"], request=twin, response={"status": 200}),
        version="4.0",
    )
    captures = as_captures([cl.Capture(cl.HttpRequest("GET", "/twin"), cl.HttpResponse(200))])
    edit = cl.edit(contract)
    before = edit.preview(captures).counts()
    edit["two"].request.path = "/other"
    apart = edit.preview(captures)
    edit["two"].request.path = "/twin"
    return [before, apart.counts(), [result.reason_code for result in apart.results], edit.preview(captures).counts()]


def loaded(folder: Path) -> list[Any]:
    (folder / "package.json").write_text('{"name": "no contract"}')
    (folder / "broken.json").write_text("{")
    (folder / "pact.json").write_bytes(contract_of(http("one")).to_bytes())
    contracts = cl.load_all(folder)
    return [
        len(contracts),
        [Path(name).name for name in contracts.skipped],
        [Path(result.source).name for result in contracts.refused],
    ]


def looked_through() -> list[Any]:
    inside = {f"{case.M}type": "_case:Weather", f"{case.M}example": 1}
    named = {f"{case.M}type": "_case:Lookup", f"{case.M}uniqueName": "weather"}
    bodies = [case.shaped(inside), case.matcher("Integer", example="x"), named]
    value = case.document(
        *(
            case.example(case.named(f"ask {at}", case.request()), case.named(f"get {at}", case.response(body=body)))
            for at, body in enumerate(bodies)
        )
    )  # fmt: skip
    value["matcherLookup"]["matcher:weather"] = inside
    contract = case.load(value)
    answers = [example.check_response(cl.HttpResponse(200, json=1)) for example in contract]
    return [
        [(problem.code, problem.pointer) for problem in contract.problems],
        [(answer.verdict, answer.reason_code) for answer in answers],
    ]


BEHAVIOURS: dict[str, Callable[[Path], list[Any]]] = {
    "verification": lambda folder: judged(),
    "a saved run": saved_and_loaded,
    "preview": lambda folder: previewed(),
    "load": loaded,
    "the self check of an example": lambda folder: looked_through(),
}


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_other_words_decide_nothing(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    (tmp_path / "before").mkdir()
    (tmp_path / "after").mkdir()
    before = BEHAVIOURS[name](tmp_path / "before")
    request.getfixturevalue("other_words")
    assert str(Reason(ReasonCode.LIMIT, "too much")) == "Otherwise much"
    assert BEHAVIOURS[name](tmp_path / "after") == before


def test_the_behaviours_do_something(tmp_path: Path) -> None:
    codes = {code for _, code, _, _ in judged()}
    assert {ReasonCode.AMBIGUOUS, ReasonCode.NO_ANSWER, ReasonCode.NOT_RECORDED, None} <= codes
    assert loaded(tmp_path) == [1, ["package.json"], ["broken.json"]]
    assert "example-fails" in {code for code, _ in looked_through()[0]}
    assert ("error", ReasonCode.UNKNOWN_MATCHER) in looked_through()[1]
    before, apart, codes_apart, again = previewed()
    assert (before, apart) != ({}, {}) or codes_apart
    assert again == before


def test_every_error_has_its_code() -> None:
    for result in many_verdicts_run():
        assert (result.reason is None) == (result.reason_code is None)
        assert result.reason_code is not ReasonCode.UNSPECIFIED


def test_a_run_that_was_saved_without_codes_loads(tmp_path: Path) -> None:
    path = many_verdicts_run().save(tmp_path / "run.json")
    document = json.loads(path.read_text())
    codes = [result.pop("reason_code", None) for result in document["results"]]
    assert "ambiguous" in codes
    path.write_text(json.dumps(document))
    run = cl.load_run(path)
    assert {result.reason_code for result in run if result.reason} == {ReasonCode.UNSPECIFIED}
    document["results"][codes.index("ambiguous")]["reason_code"] = "a code of tomorrow"
    path.write_text(json.dumps(document))
    assert cl.load_run(path).results[codes.index("ambiguous")].reason_code is ReasonCode.UNSPECIFIED


def test_only_a_file_with_a_reason_holds_a_code() -> None:
    results = many_verdicts_run().to_dict()["results"]
    assert all(("reason_code" in result) == (result["reason"] is not None) for result in results)


def test_the_code_of_a_fault_makes_no_other_fault_of_it() -> None:
    with pytest.raises(InvalidContract) as raised:
        cl.load(b'{"name": 1}')
    (fault,) = raised.value.faults
    assert fault == Fault(fault.message)
    assert "code" not in repr(fault)
