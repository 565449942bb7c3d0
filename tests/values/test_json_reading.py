"""JSON as the Rust core reads and writes it."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractlab.values.json_text import MAX_DEPTH, NotJson, json_equal, json_text, parse_json, to_string


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("18446744073709551615", 2**64 - 1),
        ("18446744073709551616", float(2**64)),
        ("-9223372036854775808", -(2**63)),
        ("-9223372036854775809", float(-(2**63) - 1)),
        ("[100000000000000000000, 7]", [1e20, 7]),
        ("-0", -0.0),
        ("0", 0),
        ("1.0", 1.0),
        ("1e2", 100.0),
        ("1E+2", 100.0),
        ("1e-400", 0.0),
        ("123456789012345678901234567890.5", 123456789012345678901234567890.5),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('"\\u00e9\\ud83d\\ude00"', "é😀"),
        ('"\\\\ud800"', "\\ud800"),
        ('" \\/ "', " / "),
        (" [1 , 2]\r\n\t", [1, 2]),
        ('"-0 and 1e999 in a text"', "-0 and 1e999 in a text"),
        ('{"n": -0, "t": "-0"}', {"n": -0.0, "t": "-0"}),
    ],
)
def test_a_text_is_read_as(text: str, value: Any) -> None:
    for given_as in (text, text.encode()):
        read = parse_json(given_as)
        assert json_equal(read, value)
        assert repr(read) == repr(value)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "nul", "{", "[1,]", "{'a': 1}", "01", "+1", ".5", "1.", "NaN", "Infinity", "-Infinity", "1e400",
        '"\\ud800"', '"\\udc00"', '"\\ud800x"', '"\\ud83d\\ud83d"', '{"\\ud800": 1}', '"\t"', '"a\nb"', '"\\x"', "1 2",
        "[-1e999]", "\ufeff1", "// c\n1", "[" * 128 + "]" * 128, '{"a":' * 128 + "1" + "}" * 128, "[" * 100_000,
    ],
)  # fmt: skip
def test_a_text_that_the_core_cannot_read_is_refused(text: str) -> None:
    for given_as in (text, text.encode()):
        with pytest.raises(NotJson) as raised:
            parse_json(given_as)
        assert str(raised.value)


@pytest.mark.parametrize("data", [b"\xff", b'"\xc3"', b"\xef\xbb\xbf{}", '"é"'.encode("latin-1"), "1".encode("utf-16")])
def test_bytes_that_are_not_plain_utf_8_are_refused(data: bytes) -> None:
    with pytest.raises(NotJson):
        parse_json(data)


@pytest.mark.parametrize("text", ['"\\u12"', '"\\u"', '"\\u 123"', '{"\\u12g4": 1}', '"\\ud83d\\u"'])
def test_an_escape_that_is_cut_short_is_refused_like_any_broken_text(text: str) -> None:
    with pytest.raises(NotJson, match=r"Invalid .* at line 1, column|a lone surrogate"):
        parse_json(text)


def test_half_of_a_surrogate_pair_in_a_python_text_is_refused() -> None:
    for text in ('"\ud83d"', '{"\udc00": 1}'):
        with pytest.raises(NotJson, match="a lone surrogate stands in a string"):
            parse_json(text)


def test_brackets_in_strings_are_no_containers() -> None:
    filler = "x" * 10_000
    for string in ("[" * 200, "]" * 200 + "[" * 200, '\\"' + "[" * 200, "\\\\" + "{" * 200):
        assert len(parse_json(f'["{filler}", "{string}", [1], {{"{string}": "{string}"}}]')) == 4
        too_deep = "[" * 127 + f'["{filler}", "{string}"]' + "]" * 127
        with pytest.raises(NotJson, match="more than 127 levels deep"):
            parse_json(too_deep)


def test_containers_stand_up_to_127_deep() -> None:
    deepest = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert parse_json(deepest) is not None
    assert parse_json("[" + ",".join(["[]"] * 500) + "]") == [[]] * 500
    assert parse_json('{"a":' * 126 + "[]" + "}" * 126)
    assert parse_json(json.dumps("[" * 500)) == "[" * 500


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1, "1"),
        (1.0, "1.0"),
        (100.0, "100.0"),
        (-0.0, "-0.0"),
        (1.5e-5, "0.000015"),
        (0.00001, "0.00001"),
        (1e-6, "1e-6"),
        (1.25e-7, "1.25e-7"),
        (1e15, "1000000000000000.0"),
        (1e16, "1e+16"),
        (1.5e300, "1.5e+300"),
        (123456789.125, "123456789.125"),
        (0.1, "0.1"),
        (5e-324, "5e-324"),
        ({"b": 1, "a": [1, {"d": 2, "c": 3}]}, '{"a":[1,{"c":3,"d":2}],"b":1}'),
        ('é"\n', '"é\\"\\n"'),
        ([], "[]"),
        ({}, "{}"),
    ],
)
def test_a_value_is_written_compact_sorted_and_raw(value: Any, text: str) -> None:
    assert json_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_written_so_that_it_reads_back(number: float) -> None:
    read = parse_json(json_text(number))
    assert read == number
    assert math.copysign(1, read) == math.copysign(1, number)
    assert isinstance(read, float)


@pytest.mark.parametrize(("value", "text"), [("x", "x"), (None, ""), (1, "1"), (True, "true"), ([1, "a"], '[1,"a"]')])
def test_as_a_string_a_text_is_itself_and_null_is_nothing(value: Any, text: str) -> None:
    assert to_string(value) == text


@pytest.mark.parametrize(
    ("first", "second", "equal"),
    [
        (1, 1, True), (1, 1.0, False), (1, True, False), (0.0, -0.0, True), ("a", "a", True), (None, None, True),
        ([1], [1.0], False), ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True), ({"a": 1}, {"a": 1, "b": 1}, False),
        ({"a": None}, {"b": None}, False), ([1, 2], [2, 1], False), ([], {}, False), ([[]], [[]], True),
    ],
)  # fmt: skip
def test_equality_is_typed(first: Any, second: Any, equal: bool) -> None:
    assert json_equal(first, second) is equal
    assert json_equal(second, first) is equal


_ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def written_by_hand(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{json_text(key)}:{written_by_hand(value[key])}" for key in sorted(value)) + "}"
    return "[" + ",".join(map(written_by_hand, value)) + "]" if isinstance(value, list) else json_text(value)


@given(_ANY_JSON)
def test_a_whole_is_written_as_its_parts_are(value: Any) -> None:
    assert json_text(value) == written_by_hand(value)
