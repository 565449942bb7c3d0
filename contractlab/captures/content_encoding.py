"""Undoing the content encoding of a body, with a limit: a few kilobytes can hold gigabytes."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from contractlab.values.headers import Headers

__all__ = ["CannotDecode", "Unpacked", "decode_body", "is_packed", "unpack_body"]

_GZIP, _RAW = 16 + zlib.MAX_WBITS, -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"


class CannotDecode(Exception):
    """A content encoding that is unknown, broken, or hides more than the limit.

    Attributes
    ----------
    broken : bool
        True if no program could undo it: the bytes are not what their encoding says.
    """

    def __init__(self, message: str, *, broken: bool = False) -> None:
        super().__init__(message)
        self.broken = broken


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A body without its content encoding.

    Attributes
    ----------
    body : bytes
    fault : str
        What a client that unpacks by the letter stumbles over; empty for nothing.
    """

    body: bytes
    fault: str = ""


def is_packed(body: bytes, headers: Headers) -> bool:
    """True if a body begins like what its last content coding makes, so that nobody can have undone it yet."""
    coding = (headers.get("content-encoding") or "").rpartition(",")[2].strip().lower()
    if coding in ("gzip", "x-gzip"):
        return body.startswith(_GZIP_MAGIC + b"\x08")
    return coding == "deflate" and _has_zlib_header(body)


def _has_zlib_header(body: bytes) -> bool:
    return len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0


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
    return unpack_body(body, headers, limit).body


def unpack_body(body: bytes, headers: Headers, limit: int) -> Unpacked:
    """Give the body as it was, and what not every client would have taken; parameters and exceptions as above."""
    codings = [coding.strip().lower() for coding in (headers.get("content-encoding") or "").split(",")]
    if not body:
        return Unpacked(body)
    fault = ""
    for coding in reversed(codings):
        if coding in ("", "identity"):
            continue
        if coding in ("gzip", "x-gzip"):
            unpacked = _inflate(body, _GZIP, coding, limit)
        elif coding == "deflate":
            # RFC 9110 §8.4.1.2 means zlib's format; some servers leave its two bytes of header out.
            unpacked = _inflate(body, zlib.MAX_WBITS if _has_zlib_header(body) else _RAW, coding, limit)
        else:
            raise CannotDecode(f"its content encoding {coding[:40]} cannot be undone here; gzip and deflate can")
        body, fault = unpacked.body, fault or unpacked.fault
    return Unpacked(body, fault)


def _inflate(body: bytes, window: int, coding: str, limit: int) -> Unpacked:
    pieces: list[bytes] = []
    size = 0
    while True:  # a gzip body may be several members one after another (RFC 1952 §2.2)
        unpacker = zlib.decompressobj(window)
        try:
            piece = unpacker.decompress(body, limit - size + 1)
        except zlib.error:
            raise CannotDecode(f"it is marked {coding} and is not", broken=True) from None
        size += len(piece)
        pieces.append(piece)
        if size > limit:
            raise CannotDecode(f"it unpacks to more than {limit:,} bytes")
        if not unpacker.eof:
            raise CannotDecode(f"its {coding} content is cut off", broken=True)
        body = unpacker.unused_data
        # Zeros and leftovers of a buffer behind the last member are passed over, as gzip itself does.
        if window != _GZIP or not body.startswith(_GZIP_MAGIC):
            break
    fault = "it lacks the header of zlib's format" if window == _RAW else ""
    if len(pieces) > 1:
        fault = f"it is {len(pieces):,} members of gzip, and the first one alone is read"
    return Unpacked(b"".join(pieces), fault)
