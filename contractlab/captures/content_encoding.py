"""Undoing the content encoding of a body, with a limit: a few kilobytes can hold gigabytes."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from contractlab.captures.more_codings import EXTRA, can_undo, undo_coding
from contractlab.captures.unpacking import GZIP_MAGIC, PackedWrongly, UnpackBudget, inflate, inflate_members
from contractlab.values.display import quiet
from contractlab.values.headers import Headers

__all__ = ["CannotDecode", "Unpacked", "content_codings", "decode_body", "is_packed", "unpack_body"]

_GZIP, _RAW = 16 + zlib.MAX_WBITS, -zlib.MAX_WBITS


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


@quiet
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


def content_codings(headers: Headers) -> list[str]:
    """Content codings of a message in the order in which they were applied, lower case; ``identity`` left out."""
    listed = (coding.strip().lower() for coding in (headers.get("content-encoding") or "").split(","))
    return [coding for coding in listed if coding not in ("", "identity")]


def is_packed(body: bytes, headers: Headers) -> bool:
    """True if a body begins like what its last content coding makes, so that nobody can have undone it yet."""
    coding = (headers.get("content-encoding") or "").rpartition(",")[2].strip().lower()
    if coding in ("gzip", "x-gzip"):
        return body.startswith(GZIP_MAGIC + b"\x08")
    return coding == "deflate" and _has_zlib_header(body)


def _has_zlib_header(body: bytes) -> bool:
    return len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0


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
    return unpack_body(body, headers, limit, budget).body


def unpack_body(body: bytes, headers: Headers, limit: int, budget: UnpackBudget | None = None) -> Unpacked:
    """Give the body as it was, and what not every client would have taken; parameters and exceptions as above."""
    fault = ""
    for coding in reversed(content_codings(headers)) if body else ():
        try:
            unpacked = _undo(body, coding, limit, budget)
        except PackedWrongly as error:
            raise CannotDecode(f"it {error}", broken=error.broken) from None
        body, fault = unpacked.body, fault or unpacked.fault
    return Unpacked(body, fault)


def _undo(body: bytes, coding: str, limit: int, budget: UnpackBudget | None) -> Unpacked:
    if coding in ("gzip", "x-gzip"):
        inflated = inflate_members(body, _GZIP, coding, limit, budget)
        several = inflated.members > 1
        fault = f"it is {inflated.members:,} members of gzip, and the first one alone is read" if several else ""
        return Unpacked(inflated.data, fault)
    if coding == "deflate":
        # RFC 9110 §8.4.1.2 means zlib's format; some servers leave its two bytes of header out.
        zlib_format = _has_zlib_header(body)
        data = inflate(body, zlib.MAX_WBITS if zlib_format else _RAW, coding, limit, budget)
        return Unpacked(data, "" if zlib_format else "it lacks the header of zlib's format")
    if can_undo(coding):
        return Unpacked(undo_coding(body, coding, limit, budget))
    remedy = EXTRA if coding in ("br", "zstd") else "gzip and deflate can"
    raise CannotDecode(f"its content encoding {coding[:40]} cannot be undone here; {remedy}")
