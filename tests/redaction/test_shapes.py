"""Credentials that show by their looks: a long text is looked through only by patterns that can match in it."""

from __future__ import annotations

import re
import string
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contractlab.redaction import shapes
from contractlab.redaction.secret_texts import REDACTED
from contractlab.redaction.shapes import SHAPES, holds_shape, redact_shapes

AROUND = st.text(string.ascii_letters + string.digits + ' ._-"', max_size=12)


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=2, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_match_holds_a_sign_of_its_pattern(name: str, data: st.DataObject) -> None:
    token = data.draw(st.from_regex(SHAPES[name], fullmatch=True, alphabet=st.characters(codec="ascii")))
    text = f"{data.draw(AROUND)} {token} {data.draw(AROUND)}"
    assert any(sign in token for sign in shapes._SIGNS_OF[name])
    assert holds_shape(text)
    assert token not in redact_shapes(text)
    assert REDACTED in redact_shapes(text)


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=2, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_it_is_found_behind_percent_signs(name: str, data: st.DataObject) -> None:
    token = data.draw(st.from_regex(SHAPES[name], fullmatch=True, alphabet=st.characters(codec="ascii")))
    for step in (quote(f"a b:{token}", safe=""), quote(f"https://h.test/{token}", safe="")):
        assert step[-8:] not in redact_shapes(f"https://h.test/p?next={step}&page=2")
        assert "&page=2" in redact_shapes(f"https://h.test/p?next={step}&page=2")


@pytest.mark.parametrize(
    "plain",
    [
        "postgres://u:hunter2hunter@db/x",
        "redis://:hunter2hunter@h",
        "Bearer abcdefghijklmnop1",
        "-----BEGIN PRIVATE KEY-----\nMIIE",
        "AccountName=a;AccountKey=abcdefghijklmnopq==",
        "https://a.test/c?sv=2&sig=abcdefghijklmnopq%3D",
    ],
)
def test_credentials_behind_percent_signs(plain: str) -> None:
    shown = redact_shapes(f"/p/{quote(plain, safe='')}/x")
    assert shown == f"/p/{REDACTED}/x"


@pytest.mark.parametrize(
    "plain", ["a b", "https://h.test/a?b=c&d=e f", "50% off, and more of it", "Bearer of news", "10:30 @ h"]
)
def test_other_texts_behind_percent_signs_stay(plain: str) -> None:
    assert redact_shapes(f"/p/{quote(plain, safe='')}/x") == f"/p/{quote(plain, safe='')}/x"


@pytest.mark.parametrize("name", SHAPES)
def test_no_pattern_matches_a_text_that_is_too_short_to_be_looked_through(name: str) -> None:
    shortest, _ = re._parser.parse(SHAPES[name]).getwidth()  # type: ignore[attr-defined]
    assert shortest >= shapes._SHORTEST


@settings(max_examples=60)
@given(pieces=st.lists(st.sampled_from(sorted({sign for signs in shapes._SIGNS_OF.values() for sign in signs}))))
def test_a_few_patterns_find_what_all_of_them_find(pieces: list[str]) -> None:
    text = " ".join(piece + "aB3" * 30 for piece in pieces)
    every = re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(SHAPES.values())})(?![A-Za-z0-9])")
    assert holds_shape(text) is (every.search(text) is not None)
