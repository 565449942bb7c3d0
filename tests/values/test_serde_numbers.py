"""Numbers that serde_json reads otherwise than to the nearest float."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractlab.values.json_text import NotJson, as_parsed, json_text, parse_json, parse_serde_json, read_again
from contractlab.values.serde_numbers import may_drift, serde_number

NUMBER = st.from_regex(r"-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("-0", -0.0),
        ("18446744073709551615", 2**64 - 1),
        ("-9223372036854775808", -(2**63)),
        ("-9223372036854775809", -9223372036854775809.0),
        ("931.5231385752825", 931.5231385752824),
        ("1180591620717411303424", 1.1805916207174113e21),
        ("1.1805916207174113e21", 1.1805916207174112e21),
        ("3.00000000000000000001", 3.0),
        # The digit behind the point fits into 64 bits where that before it did not.
        ("18446744073709551616.3", 18446744073709551613.0),
        ("1e-400", 0.0),
        ("-0.0e999", -0.0),
        ("0e99999999999999999999", 0.0),
        ("1e-99999999999999999999", 0.0),
        ("1e0000000000000000000005", 100000.0),
    ],
)
def test_a_number_is_read_as_serde_json_does(text: str, number: float) -> None:
    assert repr(serde_number(text)) == repr(number)
    assert repr(parse_serde_json(f"[{text}]")[0]) == repr(number)


@pytest.mark.parametrize("text", ["1e309", "-1e309", "1.7976931348623157e308999", "1e99999999999999999999", "1" * 400])
def test_a_number_out_of_range(text: str) -> None:
    with pytest.raises(OverflowError):
        serde_number(text)
    with pytest.raises(NotJson, match="out of range"):
        parse_serde_json(f"[{text}]")


@pytest.mark.parametrize("text", ["", "-", "01x", "1.", ".5", "1e", "NaN", "0x1"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        serde_number(text)


@given(NUMBER)
def test_a_number_that_cannot_drift_is_the_nearest_float(text: str) -> None:
    document = json.dumps({"a": 1}).replace("1", text).encode()
    if may_drift(document):
        return
    assert repr(parse_serde_json(document)["a"]) == repr(parse_json(document)["a"])
    assert repr(serde_number(text)) == repr(parse_json(text))


@given(st.lists(st.one_of(NUMBER, st.text().map(json.dumps), NUMBER.map(json.dumps)), max_size=6))
def test_other_values_stay_as_they_are(texts: list[str]) -> None:
    document = "[" + ", ".join(texts) + "]"
    try:
        read = parse_serde_json(document)
    except NotJson:
        return
    for text, value in zip(texts, read, strict=True):
        assert repr(value) == repr(json.loads(text) if text.startswith('"') else serde_number(text))


@pytest.mark.parametrize(
    ("document", "drifts"),
    [
        (b'{"a": 1.5, "b": 123456789012345, "c": "x"}', False),
        (b'{"id": "1234567890123456", "u": "3e4a-1e9", "at": "2020-01-02T10:11:12.123456789"}', False),
        (b'{"a": 0.30000000000000004}', True),
        (b"[-1234567890123456]", True),
        (b"1e5", True),
        (b'{"a":-1E+5}', True),
        (b'["' + b"1" * 300_000 + b'"]', False),
        (b'["' + b"1e1" * 300_000 + b'"]', True),  # looking at each would take longer than reading once more
        (b'["' + b"x" * 99_992 + b'",' + b"1234567890123456]", True),
    ],
)
def test_documents_that_are_read_once_more(document: bytes, drifts: bool) -> None:
    assert may_drift(document) is drifts


def test_a_value_is_read_again_from_its_own_text() -> None:
    value = parse_serde_json('{"a": [1180591620717411303424], "b": "x"}')
    again = read_again(value)
    assert (json_text(value["a"]), json_text(again["a"])) == ("[1.1805916207174113e+21]", "[1.1805916207174112e+21]")
    assert read_again({"a": 1.5}) == {"a": 1.5}
    assert as_parsed([10**400, -(10**5000), math.inf, 1e308]) == [math.inf, -math.inf, math.inf, 1e308]
    assert math.isnan(as_parsed(math.nan))
    assert as_parsed({"n": [931.5231385752825, 2**70, 1.5]}) == {"n": [931.5231385752824, 1.1805916207174113e21, 1.5]}
