"""The one scanner of JSON text: every character is a token's or a blank, for any text, in linear time."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import cpu_time

from contractlab.values.json_tokens import json_tokens, strings_of, unquote

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda values: st.lists(values, max_size=4) | st.dictionaries(st.text(), values, max_size=4),
    max_leaves=20,
)


def tokens_of(text: str) -> list[str]:
    return [token[0] for token in json_tokens(text)]


@given(VALUES, st.sampled_from([None, 0, 2, "\t"]), st.booleans())
def test_tokens_of_json_are_its_structure_strings_and_words(value: Any, indent: int | str | None, escape: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=escape)
    tokens = tokens_of(text)
    assert json.loads(" ".join(tokens)) == value
    assert [unquote(token) for token in tokens if token[0] == '"'] == [
        json.loads(token) for token in tokens if token[0] == '"'
    ]


@given(st.text(alphabet='{}[],:"\\ ab1\n\t'))
def test_what_is_no_token_of_a_broken_text_is_blank(text: str) -> None:
    at = 0
    for token in json_tokens(text):
        assert not text[at : token.start()].strip()
        at = token.end()
    assert not text[at:].strip()


@pytest.mark.parametrize("text", ['"' * 200_001, '"\\' * 100_000, '"a' * 100_001 + "\\", "[" * 200_000, "a" * 200_000])
def test_hostile_texts_take_linear_time(text: str) -> None:
    with cpu_time() as taken:
        assert sum(len(token) for token in tokens_of(text)) == len(re.sub(r"\s", "", text))
    assert taken.seconds < 20


def test_strings_that_are_values_are_told_from_keys() -> None:
    text = '{"a": "b", "c" : ["d", {"e\\"": "f\\""}], "g":1, "h": "'
    assert list(map(unquote, strings_of(text))) == ["b", "d", 'f"', ""]


@pytest.mark.parametrize(
    ("token", "text"),
    [('"a"', "a"), ('""', ""), ('"', ""), ('"a', "a"), ('"a\\', "a\\"), ('"\\u00e9\\n"', "é\n"), ('"\\x"', "\\x")],
)
def test_a_string_is_read_without_its_quotes_even_if_it_is_broken(token: str, text: str) -> None:
    assert unquote(token) == text
