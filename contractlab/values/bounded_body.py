"""Unpacking a body while it arrives, and never more of it than was allowed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

__all__ = ["BodyTooLarge", "UnreadableBody", "unpack_within"]

_PIECE = 1 << 16


class BodyTooLarge(Exception):
    """There is more than was allowed; what follows was not read."""


class UnreadableBody(Exception):
    """It is not packed as its header says."""


def unpack_within(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """Put a body together from what arrives.

    Parameters
    ----------
    chunks : iterable of bytes
        As they are sent.
    encoding : str
        The header ``Content-Encoding``: nothing, ``identity``, ``gzip`` or ``deflate``, one of them.
    limit : int
        Most bytes, packed as well as unpacked.

    Raises
    ------
    BodyTooLarge
    UnreadableBody
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _joined(chunks, limit)
    if name not in ("gzip", "x-gzip", "deflate"):
        raise UnreadableBody(f"nobody asked for the encoding {encoding[:40]!r}")
    window = zlib.MAX_WBITS | (0 if name == "deflate" else 16)
    return _joined(_unpacked(chunks, window, limit), limit)


def _joined(chunks: Iterable[bytes], limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge
        pieces.append(chunk)
    return b"".join(pieces)


def _unpacked(chunks: Iterable[bytes], window: int, limit: int) -> Iterable[bytes]:
    unpacker, began, received = zlib.decompressobj(window), False, 0
    for chunk in chunks:
        received += len(chunk)
        if received > limit:
            raise BodyTooLarge
        data = chunk
        if not began and data and not window & 16 and data[0] & 15 != 8:
            unpacker = zlib.decompressobj(-zlib.MAX_WBITS)  # deflate without the frame that the standard wants
        began = began or bool(data)
        while data and not unpacker.eof:
            try:
                yield unpacker.decompress(data, _PIECE)
            except zlib.error as error:
                raise UnreadableBody(str(error)) from None
            data = unpacker.unconsumed_tail
    while not unpacker.eof:
        # The last piece may wait inside although everything was fed.
        piece = unpacker.decompress(unpacker.unconsumed_tail, _PIECE)
        if not piece:
            raise UnreadableBody("it is cut off")
        yield piece
