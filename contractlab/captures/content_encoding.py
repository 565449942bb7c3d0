"""Undoing the content encoding of a body, with a limit: a few kilobytes can hold gigabytes."""

from __future__ import annotations

import zlib

from contractlab.values.headers import Headers

__all__ = ["CannotDecode", "decode_body"]

_GZIP, _RAW = 16 + zlib.MAX_WBITS, -zlib.MAX_WBITS


class CannotDecode(Exception):
    """A content encoding that is unknown, broken, or hides more than the limit."""


def decode_body(body: bytes, headers: Headers, limit: int) -> bytes:
    """Give the body as it was before its content encoding (RFC 9110 §8.4), as HAR holds bodies.

    Parameters
    ----------
    body : bytes
        As it travelled.
    headers : Headers
    limit : int
        Most bytes to unpack.

    Raises
    ------
    CannotDecode
        With the reason.
    """
    codings = [coding.strip().lower() for coding in (headers.get("content-encoding") or "").split(",")]
    if not body:
        return body
    for coding in reversed(codings):
        if coding in ("", "identity"):
            continue
        if coding in ("gzip", "x-gzip"):
            body = _inflate(body, _GZIP, coding, limit)
        elif coding == "deflate":
            # RFC 9110 §8.4.1.2 means zlib's format; some servers leave its two bytes of header out.
            zlib_format = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
            body = _inflate(body, zlib.MAX_WBITS if zlib_format else _RAW, coding, limit)
        else:
            raise CannotDecode(f"its content encoding {coding[:40]} cannot be undone here; gzip and deflate can")
    return body


def _inflate(body: bytes, window: int, coding: str, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while body:  # a gzip body may be several members one after another (RFC 1952 §2.2)
        unpacker = zlib.decompressobj(window)
        try:
            piece = unpacker.decompress(body, limit - size + 1)
        except zlib.error:
            raise CannotDecode(f"it is marked {coding} and is not") from None
        size += len(piece)
        pieces.append(piece)
        if size > limit:
            raise CannotDecode(f"it unpacks to more than {limit:,} bytes")
        if not unpacker.eof:
            raise CannotDecode(f"its {coding} content is cut off")
        body = unpacker.unused_data if window == _GZIP else b""
    return b"".join(pieces)
