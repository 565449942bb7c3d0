"""Laws of definitions for ContractCase: saved and loaded they judge alike, and their code defines them again."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from case_definitions import case_definitions
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import contractlab as cl
from contractlab.contracts.format import format_of
from contractlab.definition import Definition
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.defining.case_defining import CASE_DEFINING
from contractlab.values.http import HttpRequest, HttpResponse

SOME = settings(max_examples=20, deadline=None)


def _whole(made: Definition) -> cl.Contract:
    """The contract; examples that ContractCase could not run are refused, and say nothing here."""
    try:
        return made.contract
    except InvalidEdit:
        assume(False)
        raise


def _recordings(contract: cl.Contract) -> list[tuple[int, str, Any]]:
    """Own requests and responses, and others near them."""
    listed: list[tuple[int, str, Any]] = []
    for example in contract.examples:
        for part in format_of(contract).sample_exchange(example):
            own = part.recording
            if isinstance(own, HttpRequest):
                others = [
                    HttpRequest(own.method, f"{own.path}x", own.query, own.headers, own.body),
                    HttpRequest(own.method, own.path, own.query, own.headers, b'{"a": 1}'),
                ]
                listed += [(example.index, "check_request", each) for each in (own, *others)]
            elif isinstance(own, HttpResponse):
                changed = HttpResponse(own.status, own.headers, b'{"a": 1}')
                listed += [(example.index, "check_response", each) for each in (own, changed)]
    return listed


@SOME
@given(case_definitions())
def test_saved_and_loaded_it_gives_the_same_verdicts(made: Definition) -> None:
    contract = _whole(made)
    with tempfile.TemporaryDirectory() as folder:
        loaded = cl.load(made.save(folder, unproved=True))
        assert loaded.content_hash in " ".join(path.name for path in Path(folder).rglob("*.json"))
    assert loaded.to_bytes() == contract.to_bytes()
    for index, check, recording in _recordings(contract):
        before = getattr(contract.examples[index], check)(recording)
        after = getattr(loaded.examples[index], check)(recording)
        assert (before.verdict, before.reason) == (after.verdict, after.reason)
        assert [str(each.message) for each in before.mismatches] == [str(each.message) for each in after.mismatches]


@SOME
@given(case_definitions())
def test_its_code_defines_it_again(made: Definition) -> None:
    contract = _whole(made)
    room: dict[str, Any] = {}
    exec(made.code(), room)
    assert room["billing"].contract.to_bytes() == contract.to_bytes()


@SOME
@given(case_definitions(ways=("client",)))
def test_its_own_requests_prove_it(made: Definition) -> None:
    contract = _whole(made)
    for example in contract.examples:
        assume(not any(problem.code == "example-fails" for problem in contract.problems))
        request = next(
            each.recording for each in format_of(contract).sample_exchange(example) if each.name == "request"
        )
        assert isinstance(request, HttpRequest)
        provider = made.mock(states=[state.name for state in example.states], wanted=example.key)
        with httpx.Client(transport=provider.transport, base_url="http://mock") as client:
            answer = client.request(request.method, request.target, headers=list(request.headers), content=request.body)
        assert provider.passed, provider.requests[0]
        codes = {problem.code for problem in contract.problems if problem.example == example.key}
        changed = codes & {"text-read-as-json", "body-not-sent"}
        assert example.check_response(answer).passed != bool(changed)
    assert not made.unproved


@pytest.mark.filterwarnings("ignore:.*still holds")
@SOME
@given(case_definitions(), st.data())
def test_merged_it_is_as_if_all_had_been_defined_together(made: Definition, data: st.DataObject) -> None:
    contract = _whole(made)
    place = data.draw(st.integers(0, len(contract.examples)))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "x.case.json")
        for kept in (range(place), range(place, len(contract.examples))):
            room: dict[str, Any] = {}
            exec(made.code(), room)
            part: Definition = room["billing"]
            for index in reversed(range(len(contract.examples))):
                if index not in kept:
                    part.remove(index)
            if kept:
                part.save(file, unproved=True, changed="merge")
        assert file.read_bytes() == contract.to_bytes()
        made.save(file, unproved=True, changed="merge")
        assert file.read_bytes() == contract.to_bytes()


RECORDED = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "a", "1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORDED, max_size=3) | st.dictionaries(st.sampled_from("abc"), RECORDED, max_size=3))
def test_what_was_recorded_would_do_where_it_is_asked_for_by_type(body: Any) -> None:
    answer = HttpResponse(200, {"content-type": "application/json"}, json.dumps(body).encode())
    made = cl.define("Shop", "Stock", format="contractcase")
    made.promote(cl.Capture(HttpRequest("GET", "/a"), answer))
    (example,) = made.contract
    assert example.check_response(answer).passed, example.check_response(answer).mismatches


@SOME
@given(case_definitions())
def test_an_example_is_the_same_by_calls_and_in_a_file(made: Definition) -> None:
    loaded = cl.load(_whole(made).to_bytes())
    for example, chain in zip(loaded.examples, made._now().entries, strict=True):
        assert CASE_DEFINING.kept_identity(example) == chain.identity


def test_an_example_without_a_description_is_the_same_by_calls_and_in_a_file() -> None:
    nameless = cl.define("A", "B", format="contractcase")
    chains = [
        nameless.example().given("s", a=1).with_request("GET", "/x").will_respond_with(200),
        nameless.receives().with_request("GET", "/y").will_respond_with(200),
        nameless.example().with_call("add", 1).will_return(2),
        nameless.receives().with_call("add", 1).will_throw("Error"),
    ]
    written = cl.load(nameless.contract.to_bytes()).examples
    assert [CASE_DEFINING.kept_identity(example) for example in written] == [chain.identity for chain in chains]
