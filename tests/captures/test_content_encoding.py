"""Undoing content encodings: what is taken, what is not, and what not every client takes."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractlab.captures.content_encoding import CannotDecode, decode_body, unpack_body
from contractlab.values.headers import Headers

BODY = b"some text, some text"
GZIP, ZLIB = gzip.compress(BODY, mtime=0), zlib.compress(BODY)
LIMIT = 1_000


def unpacked(body: bytes, coding: str) -> tuple[bytes, bool]:
    """The body, and whether something is said of it."""
    result = unpack_body(body, Headers({"Content-Encoding": coding}), LIMIT)
    return result.body, bool(result.fault)


@pytest.mark.parametrize("leftovers", [b"", b"\0\0\0\0", b"leftovers"])
def test_what_follows_the_last_member_is_passed_over(leftovers: bytes) -> None:
    assert unpacked(GZIP + leftovers, "gzip") == (BODY, False)
    assert unpacked(ZLIB + leftovers, "deflate") == (BODY, False)


def test_what_only_lenient_clients_read_is_said() -> None:
    assert unpacked(GZIP + gzip.compress(b"!", mtime=0), "gzip") == (BODY + b"!", True)
    assert unpacked(ZLIB[2:-4], "deflate") == (BODY, True)


@given(st.binary(max_size=60), st.sampled_from(["gzip", "deflate", "x-gzip", "gzip, deflate"]))
def test_what_was_packed_comes_back(body: bytes, coding: str) -> None:
    packed = body
    for each in coding.split(", "):
        packed = zlib.compress(packed) if each == "deflate" else gzip.compress(packed, mtime=0)
    assert decode_body(packed, Headers({"Content-Encoding": coding}), LIMIT) == body


@pytest.mark.parametrize(
    ("body", "coding", "broken"),
    [
        (BODY, "gzip", True),
        (GZIP[:-6], "gzip", True),
        (GZIP[:-8] + bytes(8), "gzip", True),
        (BODY, "br", False),
        (gzip.compress(bytes(LIMIT + 1), mtime=0), "gzip", False),
    ],
)
def test_who_is_to_blame(body: bytes, coding: str, broken: bool) -> None:
    """Bytes that are not what they say, or what is not undone here."""
    with pytest.raises(CannotDecode) as caught:
        unpacked(body, coding)
    assert caught.value.broken == broken
