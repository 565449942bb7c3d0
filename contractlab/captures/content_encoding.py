"""Undoing the content encoding of a body, with a limit: a few kilobytes can hold gigabytes."""

from __future__ import annotations

import zlib

from contractlab.captures.unpacking import PackedWrongly, UnpackBudget, inflate
from contractlab.values.headers import Headers

__all__ = ["CannotDecode", "content_codings", "decode_body"]


class CannotDecode(Exception):
    """A content encoding that is unknown, broken, or hides more than the limit."""


def content_codings(headers: Headers) -> list[str]:
    """Content codings of a message in the order in which they were applied, lower case; ``identity`` left out."""
    listed = (coding.strip().lower() for coding in (headers.get("content-encoding") or "").split(","))
    return [coding for coding in listed if coding not in ("", "identity")]


def decode_body(body: bytes, headers: Headers, limit: int, budget: UnpackBudget | None = None) -> bytes:
    """Give the body as it was before its content encoding (RFC 9110 §8.4), as HAR holds bodies.

    Parameters
    ----------
    body : bytes
        As it travelled.
    headers : Headers
    limit : int
        Most bytes to unpack.
    budget : UnpackBudget, optional
        What all bodies of one file may unpack to together.

    Raises
    ------
    CannotDecode
        With the reason.
    """
    if not body:
        return body
    for coding in reversed(content_codings(headers)):
        try:
            body = _undo(body, coding, limit, budget)
        except PackedWrongly as error:
            raise CannotDecode(f"it {error}") from None
    return body


def _undo(body: bytes, coding: str, limit: int, budget: UnpackBudget | None) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return inflate(body, 16 + zlib.MAX_WBITS, coding, limit, budget)
    if coding == "deflate":
        # RFC 9110 §8.4.1.2 means zlib's format; some servers leave its two bytes of header out.
        zlib_format = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
        return inflate(body, zlib.MAX_WBITS if zlib_format else -zlib.MAX_WBITS, coding, limit, budget)
    raise CannotDecode(f"its content encoding {coding[:40]} cannot be undone here; gzip and deflate can")
