"""Text from strangers: visible, quoted, cut."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support import in_turns

from contractlab.values.markers import MISSING, NOT_RECORDED
from contractlab.values.text import cut_middle, first_difference, json_kind, quote, shorten, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 漢 😀", "plain é 漢 😀"),
        ("a\u202eb", "a‹U+202E›b"),
        ("a\x00\x1b[31m", "a‹U+0000›‹U+001B›[31m"),
        ("a\nb\tc\rd", "a‹U+000A›b‹U+0009›c‹U+000D›d"),
        ("\u200b\ufeff\u2028\u2066", "‹U+200B›‹U+FEFF›‹U+2028›‹U+2066›"),
        ("\U000e0041\ud800", "‹U+E0041›‹U+D800›"),
        ("\x85\xad", "‹U+0085›‹U+00AD›"),
        (12, "12"),
    ],
)
def test_what_cannot_be_seen_is_named(text: object, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "null"), (True, "boolean"), (0, "number"), (1.5, "number"), ("", "string"), ({}, "object"),
        ([], "array"), ((), "array"), (b"", "value"),
    ],
)  # fmt: skip
def test_every_json_value_has_a_kind(value: object, kind: str) -> None:
    assert json_kind(value) == kind


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("EUR", '"EUR"'),
        ('say "hi"\n', '"say \\"hi\\"\\n"'),
        ("\u202e", '"‹U+202E›"'),
        ("é", '"é"'),
        (None, "null"),
        (True, "true"),
        (1.0, "1.0"),
        (12, "12"),
        ({"a": [1, "x"], "b": {}}, '{"a": [1, "x"], "b": {}}'),
        (MISSING, "nothing"),
        (NOT_RECORDED, "‹not recorded›"),
        (b"abc", "3 bytes"),
        (10**1000, "a number of about 1,001 digits"),
    ],
)
def test_a_value_is_quoted_as_json(value: object, shown: str) -> None:
    assert quote(value) == shown


def test_a_long_string_names_its_length() -> None:
    shown = quote("a" * 50 + "z" * 50)
    assert shown.endswith('" (100 characters)')
    assert shown.startswith('"aaa')
    assert "z…" not in shown
    assert "…z" in shown


def test_the_place_to_keep_stays_visible() -> None:
    text = "a" * 1000 + "HERE" + "b" * 1000
    assert "HERE" in quote(text, keep=1000)
    assert quote(text, keep=1000).startswith('"…')
    assert "HERE" in cut_middle(text, 60, 1000)
    assert cut_middle("short", 60, 2) == "short"


def test_a_huge_value_is_quoted_without_being_written_out() -> None:
    assert len(quote([{"k": "x" * 100}] * 100_000)) <= 60
    assert len(quote({str(n): n for n in range(100_000)})) <= 60


@given(st.text(max_size=200), st.integers(3, 80))
def test_what_is_cut_is_never_longer_than_asked(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit
    assert len(cut_middle(text, limit)) <= limit
    assert len(cut_middle(text, limit, 5)) <= limit + 2


@given(st.text(max_size=50))
@example("\\" * 50)
def test_a_text_that_is_neither_cut_nor_odd_can_be_read_back(text: str) -> None:
    shown = quote(text)
    assert len(shown) <= 60
    if "‹U+" not in shown and "…" not in shown:
        assert json.loads(shown) == text


@pytest.mark.parametrize(
    ("first", "second", "index"),
    [("abc", "abc", None), ("abc", "abd", 2), ("abc", "ab", 2), ("", "x", 0), ("x", "", 0)],
)
def test_the_first_difference_of_two_texts(first: str, second: str, index: int | None) -> None:
    assert first_difference(first, second) == index


@pytest.mark.parametrize("kind", ["array", "object"])
def test_depth_is_no_danger(kind: str) -> None:
    value: object = "x"
    for _ in range(100_000):
        value = [value] if kind == "array" else {"a": value}
    assert len(quote(value)) <= 60


@given(st.text("ab", max_size=6), st.text("ab", max_size=6))
def test_the_first_difference_is_found(text: str, second: str) -> None:
    pairs = zip(text, second, strict=False)
    first = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(text), len(second)))
    assert first_difference(text, second) == (None if text == second else first)


def test_long_texts_are_compared_at_once() -> None:
    long, differs = "x" * 20_000_000, "x" * 19_999_999 + "y"
    assert first_difference(long, differs) == 19_999_999
    a_twentieth = long[:1_000_000]
    by_letters, at_once = in_turns(lambda: sum(1 for _ in a_twentieth), lambda: first_difference(long, differs))
    assert at_once < 10 * by_letters
