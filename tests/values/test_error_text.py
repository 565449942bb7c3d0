"""The words of an error response, in the ways that servers write them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractlab.values.error_text import error_text, pretty_body

FIELDS = {"title": "Validation failed", "errors": {"name": ["is required"], "age": ["is no number", "is too long"]}}
POINTED = {"errors": [{"source": {"pointer": "/data/name"}, "detail": "must not be blank"}]}
BODIES: list[tuple[Any, str]] = [
    ({"title": "Unprocessable", "detail": "customerId is required"}, "Unprocessable: customerId is required"),
    ({"type": "https://e.test/p", "title": "No", "status": 409, "detail": "taken"}, "No: taken"),
    ({"type": "https://e.test/p", "detail": "taken"}, "taken"),
    ({"type": "about:blank", "status": 404}, '{"status":404,"type":"about:blank"}'),
    ({"error": "name is taken"}, "name is taken"),
    ({"error": {"code": "E42", "message": "name is taken"}}, "E42: name is taken"),
    ({"error": "invalid_grant", "error_description": "token expired"}, "invalid_grant: token expired"),
    ({"message": "No such customer"}, "No such customer"),
    ({"timestamp": 1, "status": 500, "error": "Internal Server Error", "message": "NPE", "path": "/x"},
     "Internal Server Error: NPE"),
    ({"detail": [{"loc": ["body", "name"], "msg": "field required", "type": "missing"}]}, "missing: field required"),
    ({"errors": ["a is short", "b is long"]}, "a is short; b is long"),
    ({"errors": [{"field": "name", "message": "is blank"}]}, "name is blank"),
    (FIELDS, "Validation failed: name is required; age is no number; is too long"),
    (POINTED, "/data/name must not be blank"),
    ({"errors": [{"message": f"e{number}"} for number in range(9)]}, "e0; e1; e2; and 6 more"),
    ({"response": {"message": "inside"}}, "inside"),
    ("just a text", "just a text"),
    ([{"message": "one"}, {"message": "two"}], "one; two"),
    ({"ok": False, "n": 1}, '{"n":1,"ok":false}'),
    (None, "null"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "words"), BODIES)
def test_json_errors(body: Any, words: str) -> None:
    assert error_text(json.dumps(body).encode()) == words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"java.lang.IllegalStateException: no stock\n\tat shop.Cart.add(Cart.java:7)\n", "java.lang.Illegal"),
        (b"<!DOCTYPE html><html><head><TITLE>502 Bad Gateway</TITLE></head><body>x</body></html>", "502 Bad Gateway"),
        (b"<html><body><h1>Oops &amp; sorry</h1><p>later</p></body></html>", "Oops & sorry"),
        (b"<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>", "gone"),
        (b"<a><b>first</b> <b>second</b></a>", "first second"),
        (b"<title", ""),
        (b"{broken", "{broken"),
        ("\ufeffläuft nicht".encode(), "läuft nicht"),
    ],
)
def test_other_errors(body: bytes, words: str) -> None:
    assert (error_text(body) or "").startswith(words)


@pytest.mark.parametrize("body", [None, b"", b" \n", b"\xff\xfe\x00", b"\0\1\2", b"<title></title>", b'""'])
def test_nothing_to_read(body: bytes | None) -> None:
    assert error_text(body) is None


def test_long_words_are_cut_in_the_middle() -> None:
    words = error_text(json.dumps({"message": "first " + "x" * 5_000 + " last"}).encode())
    assert words is not None
    assert len(words) <= 200
    assert words.startswith("first x")
    assert words.endswith("x last")


def test_depth_is_no_matter() -> None:
    assert error_text(b'{"error":' * 100 + b'"deep"' + b"}" * 100) is not None
    assert error_text(b"[" * 100_000) is not None


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_give_a_short_text_or_none(body: bytes) -> None:
    words = error_text(body)
    assert words is None or (0 < len(words) <= 200 and "\n" not in words)


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(["error", "errors", "detail", "message", "title", "field", "loc", "x"]), inner
        )
    ),
    max_leaves=25,
)


@given(JSONS)
def test_any_json_gives_a_short_text_or_none(value: Any) -> None:
    words = error_text(json.dumps(value).encode())
    assert words is None or 0 < len(words) <= 200


def test_bodies_are_laid_out_and_cut() -> None:
    assert pretty_body(b'{"a":[1,"\\u00e9"]}', 100) == '{\n  "a": [\n    1,\n    "é"\n  ]\n}'
    assert pretty_body(b" as it is\n", 100) == "as it is"
    assert pretty_body(b"x" * 50, 20) == "x" * 20 + "\n… 30 more characters"
    assert pretty_body(b"\0\0", 20) is None
    assert pretty_body(None, 20) is None
