"""Content codings that the standard library cannot undo: br (RFC 7932) and zstd (RFC 8878), by the extra "codings"."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from contractlab.captures.unpacking import ZSTD_MAGIC, PackedWrongly, UnpackBudget

__all__ = ["EXTRA", "can_undo", "undo_coding"]

EXTRA = 'pip install "contractlab[codings]"'
_MODULES = {"br": "brotli", "zstd": "zstandard"}
_PIECE = 1 << 16
"""Bytes that brotli gives at a time."""
_FED = 256
"""Bytes that zstd is fed at a time: a block of four bytes may hold 128 kB, so that these give 8 MB at most."""
_WINDOW = 8 << 20
"""The largest window that may be asked for in HTTP (RFC 9659 §3)."""


def can_undo(coding: str) -> bool:
    """True for br and zstd, where their library is installed."""
    return _library(coding) is not None


def undo_coding(data: bytes, coding: str, limit: int, budget: UnpackBudget | None = None) -> bytes:
    """Give the bytes as they were; `can_undo` says whether it may be called.

    Parameters
    ----------
    data : bytes
    coding : str
        ``"br"`` or ``"zstd"``.
    limit : int
        Most bytes to unpack.
    budget : UnpackBudget, optional

    Raises
    ------
    PackedWrongly
        Never as `broken`: the client of CI undoes neither, and stumbles over neither.
    """
    library = _library(coding)
    assert library is not None, coding
    allowed = limit if budget is None else min(limit, budget.left)
    pieces: list[bytes] = []
    size = 0
    for piece in _PIECES[coding](library, data):
        size += len(piece)
        if size > allowed:
            _refuse(size, limit, budget)
        pieces.append(piece)
    if budget is not None:
        budget.spend(size)
    return b"".join(pieces)


def _library(coding: str) -> ModuleType | None:
    name = _MODULES.get(coding)
    if name is None:
        return None
    try:
        module = importlib.import_module(name)
    except ImportError:
        return None
    # brotli gives as much as it likes before 1.2, which is no bound.
    return module if coding != "br" or hasattr(module.Decompressor, "can_accept_more_data") else None


def _brotli_pieces(brotli: Any, data: bytes) -> Iterator[bytes]:
    unpacker = brotli.Decompressor()
    fed = data
    try:
        while not unpacker.is_finished():
            piece = unpacker.process(fed, output_buffer_limit=_PIECE)
            fed = b""
            yield piece
            if not piece and not unpacker.is_finished() and unpacker.can_accept_more_data():
                raise PackedWrongly("is cut off: its br content has no end")
    except brotli.error:
        raise PackedWrongly("is marked br and is not") from None


def _zstd_pieces(zstandard: Any, data: bytes) -> Iterator[bytes]:
    rest = data
    while rest:
        if not rest.startswith(ZSTD_MAGIC):
            raise PackedWrongly("is marked zstd and is not")
        unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
        position = 0
        try:
            while not unpacker.eof and position < len(rest):
                yield unpacker.decompress(rest[position : position + _FED])
                position += _FED
        except zstandard.ZstdError:
            raise PackedWrongly("is marked zstd and is not") from None
        if not unpacker.eof:
            raise PackedWrongly("is cut off: its zstd content has no end")
        # One frame may follow another (RFC 8878 §3.1).
        rest = unpacker.unused_data + rest[position:]


_PIECES: dict[str, Callable[[Any, bytes], Iterator[bytes]]] = {"br": _brotli_pieces, "zstd": _zstd_pieces}


def _refuse(size: int, limit: int, budget: UnpackBudget | None) -> None:
    if size > limit or budget is None:
        raise PackedWrongly(f"unpacks to more than {limit:,} bytes")
    budget.spend(size)
