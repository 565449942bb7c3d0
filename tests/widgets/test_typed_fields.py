"""Values typed into fields: a string as it stands, everything else by its kind, and what to write instead."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractlab.errors import InvalidEdit
from contractlab.widgets.json_field import read_typed, typed_text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(VALUES)
def test_what_a_field_shows_reads_back_as_the_same_value(value: object) -> None:
    text, kind = typed_text(value)
    assert "\n" not in text
    again = read_typed(text, kind)
    assert (json.dumps(again), type(again)) == (json.dumps(value), type(value))


@pytest.mark.parametrize("text", ["", " ", "abc", "12", "true", "null", '"x"', "{", "1200,5", "a\\b", "é"])
def test_a_string_needs_no_quotes_and_stays_as_typed(text: str) -> None:
    assert read_typed(text, "string") == text


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("1200,5", "1200.5"), ("-3,25", "-3.25"), ("1.200,50", "1200.50"), ("1,200.50", "1200.50"), ("+5", "5"),
        ("1,200", "1.200 or 1200"), ("007", "7"), (".5", "0.5"), ("5.", "5"), ("1 200", "1200"),
        ("1'200'000", "1200000"), ("1.200.000", "1200000"),
    ],
)  # fmt: skip
def test_a_number_in_another_spelling_is_kept_and_the_right_one_is_named(text: str, use: str) -> None:
    with pytest.raises(InvalidEdit) as raised:
        read_typed(text, "number")
    assert str(raised.value) == f"Not a number. Use {use}, or choose string. Previous value kept."
    for number in use.split(" or "):
        assert isinstance(read_typed(number, "number"), int | float)


@pytest.mark.parametrize("text", ["abc", "", "NaN", "Infinity", "0x1f", "1.2.3", "--1", "1e", "9" * 60 + ",", "true"])
def test_what_is_no_number_at_all_names_one(text: str) -> None:
    with pytest.raises(InvalidEdit, match=r"Not a number\. Use digits with a point, such as 1200\.5, or choose string"):
        read_typed(text, "number")


def test_other_kinds_say_what_they_take() -> None:
    assert read_typed("true", "boolean") is True
    with pytest.raises(InvalidEdit, match=r"Not true or false\. Use true, or choose string"):
        read_typed("Yes", "boolean")
    with pytest.raises(InvalidEdit, match=r"Not true or false\. Use true or false, or choose string"):
        read_typed("maybe", "boolean")
    assert read_typed("null", "null") is None
    with pytest.raises(InvalidEdit, match="Null has no text"):
        read_typed("x", "null")
    assert read_typed('{"a": [1]}', "json") == {"a": [1]}
    with pytest.raises(InvalidEdit, match="text needs double quotes"):
        read_typed("abc", "json")


@pytest.mark.parametrize("kind", [None, 1, "text", [], {}])
def test_a_kind_that_is_none_is_refused(kind: object) -> None:
    with pytest.raises(InvalidEdit, match="choose string, number"):
        read_typed("x", kind)  # type: ignore[arg-type]
