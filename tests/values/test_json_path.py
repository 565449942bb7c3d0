"""The one reader of paths: to one place (`read_path`), and to places in any body (`parse_body_path`)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractlab.values.json_path import ANY_DEPTH, advance, parse_body_path, read_path, start
from contractlab.values.mismatch import EVERY_ITEM, EVERY_KEY, Star, format_path

TOKENS = st.lists(st.integers(0, 99) | st.text(max_size=5) | st.sampled_from([EVERY_ITEM, EVERY_KEY]), max_size=5)


@given(TOKENS)
def test_both_read_what_is_written(tokens: list[Any]) -> None:
    text = format_path(tuple(tokens))
    assert read_path(text) == tuple(tokens)
    if tokens:
        assert parse_body_path(text).steps == tuple(tokens)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("$..iban", (ANY_DEPTH, "iban")),
        ("$.a..*", ("a", ANY_DEPTH, EVERY_KEY)),
        ("$..[0]", (ANY_DEPTH, 0)),
        ("$password", ("password",)),
        ("$.a/b", ("a/b",)),
        ("$['a\\/b']", ("a/b",)),
    ],
)
def test_places_in_bodies_are_named_more_freely(text: str, steps: tuple[Any, ...]) -> None:
    assert parse_body_path(text).steps == steps
    assert read_path(text) in (None, ("a\\/b",))


def reached(text: str, tokens: list[Any]) -> bool:
    hit, progress = False, start((parse_body_path(text),))
    for token in tokens:
        hit, progress = advance(progress, token)
    return hit


def fits(steps: tuple[Any, ...], tokens: list[Any]) -> bool:
    if not steps:
        return not tokens
    if steps[0] is ANY_DEPTH:
        return any(fits(steps[1:], tokens[taken:]) for taken in range(len(tokens) + 1))
    return bool(tokens) and (isinstance(steps[0], Star) or steps[0] == tokens[0]) and fits(steps[1:], tokens[1:])


@given(
    st.lists(st.sampled_from([".a", "..a", "[0]", "[*]", ".*", "..*"]), min_size=1, max_size=4),
    st.lists(st.sampled_from(["a", "b", 0, 1]), min_size=1, max_size=5),
)
def test_a_walk_reaches_what_the_steps_name(steps: list[str], tokens: list[Any]) -> None:
    text = f"${''.join(steps)}"
    assert reached(text, tokens) == fits(parse_body_path(text).steps, tokens)
