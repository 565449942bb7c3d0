"""Advice on real contracts: nothing raises, outcomes agree with the engine, and edits do what they promise."""

from __future__ import annotations

from functools import cache

import pytest
from conformance.data import CASE_CONTRACTS, PACT_CONTRACTS, case_files, needs, pact_files
from support import FULL

import contractlab as cl
from contractlab.errors import InvalidContract
from contractlab.insight.judged import Outcome

SAMPLE = 1 if FULL else 6
"""Each so many'th contract."""


@cache
def contracts() -> list[cl.Contract]:
    loaded = []
    for path in [*pact_files(), *case_files()][::SAMPLE]:
        try:
            loaded.append(cl.load(path))
        except InvalidContract:
            continue
    return loaded


@pytest.mark.parametrize("what", ["strictness", "coverage"])
@needs(PACT_CONTRACTS, CASE_CONTRACTS)
def test_every_contract_can_be_asked_and_shown(what: str) -> None:
    assert len(contracts()) > 20
    for contract in contracts():
        asked = cl.strictness(contract) if what == "strictness" else cl.coverage(contract, [])
        assert asked._repr_mimebundle_()["text/plain"], contract.source.name
        if what == "coverage":
            assert isinstance(asked, cl.Coverage)
            assert len(asked.to_frame()) >= 0
            assert asked.sent is not None


@needs(PACT_CONTRACTS, CASE_CONTRACTS)
def test_what_an_example_answers_itself_is_what_its_captures_show() -> None:
    """Captures made of the examples' own answers: no field is asked for by nobody, and no asked one can go."""
    looked = 0
    for contract in contracts():
        for example in contract.examples[:3]:
            parts = {own.name: own.recording for own in example.own_parts}
            request, response = parts.get("request"), parts.get("response")
            if not isinstance(request, cl.HttpRequest) or not isinstance(response, cl.HttpResponse):
                continue
            if not example.check_response(response).passed:
                continue
            captures = cl.Captures([cl.Capture(request, response)])
            captures.assign(0, example)
            covered = cl.coverage(contract, captures)
            for endpoint in covered:
                if not endpoint.endpoint.captures:
                    continue
                for field in endpoint.fields[:8]:
                    if not field.tokens or not isinstance(field.tokens[-1], str) or not field.seen:
                        continue
                    looked += 1
                    safe = covered.removable(field.path, endpoint.label).safe
                    assert safe or field.asks, (contract.source.name, example.description, field.path)
    assert looked > 30


@needs(PACT_CONTRACTS, CASE_CONTRACTS)
def test_edits_of_strictness_stop_what_they_promise() -> None:
    tried = 0
    for contract in contracts():
        for tightening in cl.strictness(contract).edits[:3]:
            edit = cl.edit(contract)
            tightening.apply(edit)
            label = tightening.field.label
            again = [
                judged.mutant.words
                for field in cl.strictness(edit.contract).fields
                if field.label == label and field.example.index == tightening.field.example.index
                for judged in field.mutants
                if judged.outcome is Outcome.WEAKLY
            ]
            assert not {mutant.words for mutant in tightening.stops} & set(again), (contract.source.name, label)
            tried += 1
    assert tried
