"""Bodies that a recorder stored as they travelled, although HAR holds them after their content encoding was undone.

Browsers undo it; PollyJS, some proxies and some exporters do not, and keep the header all the same. What packing leaves
in the bytes decides: the first two bytes of gzip, a checksum that fits. Where nothing decides, there is no body.
"""

from __future__ import annotations

import re

from contractlab.captures.content_encoding import CannotDecode, content_codings, decode_body
from contractlab.captures.entries.charsets import is_binary_type, is_text
from contractlab.captures.more_codings import can_undo
from contractlab.captures.unpacking import GZIP_MAGIC, ZSTD_MAGIC, UnpackBudget
from contractlab.values.headers import Headers

__all__ = ["LARGEST_BODY", "LostBody", "is_proven_packed", "undo_packing"]

LARGEST_BODY = 32_000_000
"""Most bytes that one packed body may hold."""
_GZIP_TYPE = re.compile(r"gzip|tgz|x-tar|compress|octet-stream|binary", re.IGNORECASE)


class LostBody(Exception):
    """A body that cannot be given byte for byte, with the reason as a sentence without its subject."""


def is_proven_packed(body: bytes, headers: Headers, budget: UnpackBudget) -> bool:
    """True if the bytes are packed as the headers say, by a format with a checksum that fits."""
    codings = content_codings(headers)
    if not codings:
        return False
    framed = body.startswith(GZIP_MAGIC) if codings[-1] in ("gzip", "x-gzip") else _has_zlib_frame(body)
    if not framed:
        return False
    try:
        decode_body(body, headers, LARGEST_BODY, UnpackBudget(budget.left))
    except CannotDecode:
        return False
    return True


def undo_packing(body: bytes, headers: Headers, mime_type: str, budget: UnpackBudget) -> bytes:
    """Give a body as it was before its content encoding, whether a recorder undid that or not.

    Parameters
    ----------
    body : bytes
        As stored, exactly.
    headers : Headers
    mime_type : str
    budget : UnpackBudget

    Raises
    ------
    LostBody
        If it is packed and cannot be unpacked, or may be packed and may be not.
    """
    codings = content_codings(headers)
    if not codings or not body:
        return body
    outermost = codings[-1]
    if len(codings) > 1:
        return _of_several(body, headers, mime_type, budget)
    if outermost in ("gzip", "x-gzip"):
        return _of_gzip(body, headers, mime_type, budget)
    if not is_binary_type(mime_type) and is_text(body, mime_type):
        return body  # no packing leaves text behind
    travelled = _travelled_size(headers)
    if outermost == "deflate":
        return _of_unframed(body, headers, travelled, budget)
    if outermost == "br" and can_undo("br"):
        # Neither text nor of a binary kind: it must be packed.
        return _of_unframed(body, headers, travelled, budget, surely=not is_binary_type(mime_type))
    if outermost == "zstd" and not body.startswith(ZSTD_MAGIC):
        return body
    if outermost == "zstd" and can_undo("zstd"):
        return _unpack(body, headers, budget)
    if outermost != "zstd" and travelled is not None and travelled != len(body):
        return body  # the length of the header is that of the packed body
    raise LostBody(f"may still be packed: its content encoding {outermost[:40]} cannot be undone here")


def _of_gzip(body: bytes, headers: Headers, mime_type: str, budget: UnpackBudget) -> bytes:
    if not body.startswith(GZIP_MAGIC):
        return body
    unpacked = _unpack(body, headers, budget)
    if _GZIP_TYPE.search(mime_type) and not unpacked.startswith(GZIP_MAGIC):
        # What was fetched may itself be a file of gzip.
        travelled = _travelled_size(headers)
        if travelled is None:
            raise LostBody("may be packed once or twice: it is gzip, and so is its content encoding")
        if travelled != len(body):
            return body
    return unpacked


def _of_several(body: bytes, headers: Headers, mime_type: str, budget: UnpackBudget) -> bytes:
    try:
        return decode_body(body, headers, LARGEST_BODY, budget)
    except CannotDecode as error:
        if not is_binary_type(mime_type) and is_text(body, mime_type):
            return body
        raise LostBody(f"may still be packed: {error}") from None


def _of_unframed(
    body: bytes, headers: Headers, travelled: int | None, budget: UnpackBudget, *, surely: bool = False
) -> bytes:
    """Of deflate and br, which have nothing at their beginning that would tell."""
    if content_codings(headers)[-1] == "deflate" and _has_zlib_frame(body):
        return _unpack(body, headers, budget)
    if travelled is not None and travelled != len(body):
        return body
    # Without a frame there is no checksum: only where all of it unpacks, it was packed.
    try:
        return decode_body(body, headers, LARGEST_BODY, budget)
    except CannotDecode as error:
        if surely:
            raise LostBody(str(error).removeprefix("it ")) from None
        if travelled is None:
            return body
        raise LostBody("is as long as it travelled, and is not packed as its content encoding says") from None


def _unpack(body: bytes, headers: Headers, budget: UnpackBudget) -> bytes:
    try:
        return decode_body(body, headers, LARGEST_BODY, budget)
    except CannotDecode as error:
        raise LostBody(str(error).removeprefix("it ")) from None


def _has_zlib_frame(body: bytes) -> bool:
    """True if the bytes begin as zlib's format does (RFC 1950 §2.2)."""
    return len(body) >= 6 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0


def _travelled_size(headers: Headers) -> int | None:
    """Bytes of the body on the wire, where one header says it."""
    lengths = set(headers.get_all("content-length"))
    length = lengths.pop().strip() if len(lengths) == 1 else ""
    return int(length) if re.fullmatch(r"[0-9]{1,15}", length) else None
