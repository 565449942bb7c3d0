"""The verdict on another body alone is that of the whole check, for every part that passes by itself."""

from __future__ import annotations

import json
from typing import Any

from conformance.contract_strategies import cases
from conformance.data import PACT_CONTRACTS, data_files, needs
from formats.pact.matching.test_laws import contract
from hypothesis import given, settings
from hypothesis import strategies as st
from support import examples

import contractlab as cl
from contractlab.contracts.sample_exchange import OwnPart
from contractlab.editing.probing import PROBES, Side, variations
from contractlab.errors import ContractLabError
from contractlab.values.markers import MISSING

RAW: tuple[bytes | None, ...] = (
    None, b"", b" ", b"null", b"{}", b"[]", b"{", b"text", b"a=1&b=2", b"<a/>", b"<a><b>1</b></a>", b"\xff\xfe",
)  # fmt: skip
PLACES = 12
VALUES = 9


def disagreements(own: OwnPart) -> list[tuple[Any, ...]]:
    side = Side(own)
    if own.body_passes is None or side.own.verdict != "passed":
        return []
    odd: list[tuple[Any, ...]] = []

    def hold(place: Any, data: bytes | None) -> None:
        quick = own.body_passes(data) if own.body_passes is not None else None
        whole = own.check(side.with_data(data)).verdict == "passed"
        if quick is not None and quick is not whole:
            odd.append((own.pointer, place, data, quick))

    for data in RAW:
        hold("whole", data)
    if side.json is MISSING:
        return odd
    for tokens, value in list(side.values.items())[:PLACES]:
        for probe in [*variations(value.expected), *PROBES[:: len(PROBES) // VALUES], MISSING]:
            if side.accepts(tokens, probe) is not _accepts_wholly(own, tokens, probe):
                odd.append((own.pointer, tokens, probe))
    return odd


def _accepts_wholly(own: OwnPart, tokens: tuple[Any, ...], probe: Any) -> bool:
    """As `Side.accepts`, of a part that has no quick way."""
    plain = OwnPart(own.name, own.by, own.recording, own.check, own.pointer)
    return Side(plain).accepts(tokens, probe)


@settings(max_examples=examples(30))
@given(st.sampled_from(["2.0", "3.0", "4.0"]).flatmap(lambda version: st.tuples(st.just(version), cases(version))))
def test_of_generated_contracts(case: tuple[str, Any]) -> None:
    version, (declared, example, actual) = case
    for own in contract(version, declared, example)[0].own_parts:
        assert disagreements(own) == []
        if own.body_passes is not None and Side(own).own.verdict == "passed":
            data = json.dumps(actual).encode()
            whole = own.check(Side(own).with_data(data)).verdict == "passed"
            assert own.body_passes(data) in (whole, None)


@needs(PACT_CONTRACTS)
def test_of_real_contracts() -> None:
    files = [path for path in data_files(PACT_CONTRACTS) if path.suffix == ".json"]
    tried = 0
    for path in files[:: max(1, len(files) // examples(20))]:
        try:
            loaded = cl.load(path)
        except ContractLabError:
            continue
        for example in list(loaded)[:3]:
            for own in example.own_parts:
                tried += own.body_passes is not None
                assert disagreements(own) == [], path.name
    assert tried > 10


def test_messages_of_which_nothing_is_expected_have_no_quick_way() -> None:
    message = {"type": "Asynchronous/Messages", "description": "m", "contents": {}}
    document = {
        "consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": [message],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }  # fmt: skip
    assert [own.body_passes for own in cl.load(document)[0].own_parts] == [None]


def test_a_mark_that_an_example_holds_is_no_place() -> None:
    body = {"a": "\0", "b": "\0\0", "c": "x"}
    (asked, answered) = contract("3.0", {}, body)[0].own_parts
    side = Side(answered)
    for tokens, value in side.values.items():
        assert side.accepts(tokens, value.expected), tokens
        assert not side.accepts(tokens, "other"), tokens
    assert asked.body_passes is not None
