"""Numbers of contracts that the Rust core reads otherwise than to the nearest float."""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_contracts import JSON, document_of, http

import contractlab as cl
from contractlab.contracts.contract import Contract
from contractlab.contracts.format import format_of

HUGE = "1180591620717411303424"
"""2 to the power of 70: the core reads it right, and its own text of it one unit off."""
LONG = "931.5231385752825"
"""Read one unit off, and right again after that."""


def contract_with(number: str, version: str = "3.0", rules: Any = None) -> Contract:
    """A contract whose bodies hold a number as it is written here."""
    body: Any = {"a": ["@number@"]}
    if version == "4.0":
        body = {"content": body, "contentType": "application/json", "encoded": False}
    response = {"headers": JSON, "body": body}
    if rules is not None:
        response["matchingRules"] = {"body": {"$.a[0]": {"matchers": [rules]}}}
    made = http(request={"method": "POST", "path": "/", "body": body}, response=response, type="Synchronous/HTTP")
    text = json.dumps(document_of(made, version=version), indent=2)
    return cl.load(text.replace('"@number@"', number).encode())


def passes(contract: Contract, number: str) -> bool:
    return contract[0].check_response(cl.HttpResponse(200, JSON, f'{{"a": [{number}]}}'.encode())).passed


@pytest.mark.parametrize("version", ["3.0", "4.0"])
@pytest.mark.parametrize(
    ("number", "answers", "refuses"),
    [
        ("1.5", ["1.5", "1.50", "15e-1"], ["1.4", "1"]),
        (LONG, [LONG, "931.5231385752824"], ["931.5231385752800", "931.5231385752827"]),
        (HUGE, ["1.1805916207174113e21"], [HUGE]),
        ("18446744073709551616", ["18446744073709551616", "18446744073709551617"], ["18446744073709551615"]),
        ("0.1000000000000000055511151231257827", ["0.1"], ["0.10000000000000002"]),
        ("9223372036854775807", ["9223372036854775807"], ["9223372036854775806", "9223372036854775807.0"]),
    ],
)
def test_a_number_is_compared_as_the_core_reads_it(
    version: str, number: str, answers: list[str], refuses: list[str]
) -> None:
    contract = contract_with(number, version)
    assert [text for text in answers if not passes(contract, text)] == []
    assert [text for text in refuses if passes(contract, text)] == []


def test_a_number_is_shown_as_the_file_says_it_and_sent_as_the_core_writes_it() -> None:
    contract = contract_with(LONG)
    example = contract[0]
    assert example.response.body.value == {"a": [931.5231385752825]}
    assert example.document["request"]["body"] == {"a": [931.5231385752825]}  # type: ignore[call-overload,index]
    assert format_of(contract).sent_request(example).body == b'{"a":[931.5231385752824]}'


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_a_number_that_fails_against_itself_is_a_problem(version: str) -> None:
    places = [each.pointer for each in contract_with(HUGE, version).problems if each.code == "unstable-number"]
    steps = "body/content/a/0" if version == "4.0" else "body/a/0"
    assert places == [f"/interactions/0/request/{steps}", f"/interactions/0/response/{steps}"]
    ruled = contract_with(HUGE, version, {"match": "number"})
    assert [each.pointer for each in ruled.problems if each.code == "unstable-number"] == places[:1]
    assert passes(ruled, HUGE)
    assert not any(each.code == "unstable-number" for each in contract_with(LONG, version).problems)


def test_an_edited_contract_is_compared_as_the_saved_one() -> None:
    for number in (HUGE, "1.5"):
        edit = cl.edit(contract_with(number))
        edit[0].response.status = 201
        edit[0].response.body["$.b"] = 931.5231385752825
        edited, saved = edit.contract, cl.load(edit.to_bytes())
        assert number.encode() in edit.to_bytes()
        for contract in (edited, saved):
            answer = f'{{"a": [{number}], "b": 931.5231385752824}}'.encode()
            (mismatches,) = [contract[0].check_response(cl.HttpResponse(201, JSON, answer)).mismatches]
            assert [each.path for each in mismatches] == (["$.a[0]"] if number == HUGE else [])


def test_a_number_that_is_out_of_range_for_the_core_alone_refuses_the_contract() -> None:
    # The nearest float is the largest there is; the core multiplies its way past it.
    number = "1.7976931348623157070e308"
    assert float(number) < float("inf")
    with pytest.raises(cl.InvalidContract, match="out of range"):
        contract_with(number)


def test_metadata_that_name_several_types() -> None:
    document = document_of(version="3.0")
    del document["interactions"]
    metadata = {"contentType": "application/json", "Content-Type": "text/plain"}
    document["messages"] = [{"description": "m", "contents": "x", "metaData": metadata}]
    assert [each.code for each in cl.load(document).problems].count("several-types") == 1
    metadata["Content-Type"] = "application/json"
    assert "several-types" not in [each.code for each in cl.load(document).problems]
