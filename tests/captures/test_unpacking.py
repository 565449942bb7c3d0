"""Unpacking in linear time, and never to more than was allowed."""

from __future__ import annotations

import gzip
import zlib
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractlab.captures import unpacking
from contractlab.captures.unpacking import PackedWrongly, UnpackBudget, inflate

GZIP = 16 + zlib.MAX_WBITS
REAL = zlib.decompressobj


@given(st.lists(st.binary(max_size=2000), min_size=1, max_size=6), st.integers(0, 9))
def test_members_one_after_another_are_one_content(parts: list[bytes], zeros: int) -> None:
    packed = b"".join(gzip.compress(part, mtime=0) for part in parts) + b"\0" * zeros
    assert inflate(packed, GZIP, "gzip", 100_000) == b"".join(parts)


@given(st.binary(min_size=1, max_size=3000), st.integers(0, 3100))
def test_the_limit_is_exact(content: bytes, limit: int) -> None:
    packed = gzip.compress(content, mtime=0)
    if len(content) <= limit:
        assert inflate(packed, GZIP, "gzip", limit) == content
    else:
        with pytest.raises(PackedWrongly, match="unpacks to more than"):
            inflate(packed, GZIP, "gzip", limit)


@pytest.mark.parametrize("count", [2_000, 20_000])
def test_many_members_are_fed_once(count: int) -> None:
    """zlib copies what it did not need: the bytes that it is given must not grow faster than the file."""
    packed = gzip.compress(b"", mtime=0) * count
    fed = 0

    class Counting:
        def __init__(self, window: int) -> None:
            self._inner = REAL(window)

        def decompress(self, data: bytes, limit: int) -> bytes:
            nonlocal fed
            fed += len(data)
            return self._inner.decompress(data, limit)

        def __getattr__(self, name: str) -> object:
            return getattr(self._inner, name)

    with mock.patch.object(unpacking.zlib, "decompressobj", Counting):
        assert inflate(packed, GZIP, "gzip", 100) == b""
    assert fed <= 15 * len(packed)


def test_too_many_members_are_refused() -> None:
    with pytest.raises(PackedWrongly, match="100,000 gzip members"):
        inflate(gzip.compress(b"", mtime=0) * 100_001, GZIP, "gzip", 100)


@pytest.mark.parametrize("leftover", [b"rest", b"\x00" * 600])
def test_leftovers_behind_the_last_member_are_passed_over(leftover: bytes) -> None:
    assert inflate(gzip.compress(b"abc", mtime=0) + leftover, 31, "gzip", 1_000) == b"abc"


@pytest.mark.parametrize(
    ("packed", "reason"),
    [
        (gzip.compress(b"abc", mtime=0)[:-3], "is cut off"),
        (b"\x1f\x8b nothing of the kind", "is marked gzip and is not"),
    ],
)
def test_what_is_broken(packed: bytes, reason: str) -> None:
    with pytest.raises(PackedWrongly, match=reason):
        inflate(packed, GZIP, "gzip", 100)


def test_a_bomb_is_stopped_before_it_is_unpacked() -> None:
    packed = gzip.compress(bytes(50_000_000), mtime=0)
    made = 0

    class Counting:
        def __init__(self, window: int) -> None:
            self._inner = REAL(window)

        def decompress(self, data: bytes, limit: int) -> bytes:
            nonlocal made
            piece = self._inner.decompress(data, limit)
            made += len(piece)
            return piece

        def __getattr__(self, name: str) -> object:
            return getattr(self._inner, name)

    with mock.patch.object(unpacking.zlib, "decompressobj", Counting), pytest.raises(PackedWrongly):
        inflate(packed, GZIP, "gzip", 1000)
    assert made == 1001


def test_bodies_of_one_file_share_a_budget() -> None:
    budget = UnpackBudget(2500)
    packed = gzip.compress(bytes(1000), mtime=0)
    assert len(inflate(packed, GZIP, "gzip", 2000, budget)) == 1000
    assert len(inflate(packed, GZIP, "gzip", 2000, budget)) == 1000
    with pytest.raises(PackedWrongly, match="with what came before it in this file"):
        inflate(packed, GZIP, "gzip", 2000, budget)
