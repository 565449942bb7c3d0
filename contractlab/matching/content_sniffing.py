"""What kind of file some bytes are.

The Rust core asks three detectors in turn: magic numbers, a database of text types where one is installed, and its
own look at the first 32 bytes. The first is ported in the library ``filetype``; the last is `detect_from_bytes`.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

import filetype

from contractlab.matching.content_types import ContentType, detect_from_bytes, parse_content_type
from contractlab.matching.json_text import json_text

__all__ = ["has_content_type", "json_bytes"]


def json_bytes(value: Any) -> bytes:
    """Bytes that a JSON value stands for: base64 where a string is base64, else its text."""
    if isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            return value.encode("utf-8", "surrogatepass")
    return json_text(value).encode()


def _is_text(data: bytes) -> bool:
    """Whether the first bytes look like text: no control characters but white space (shared-mime-info's rule)."""
    return not any(byte < 32 and byte not in (7, 8, 9, 10, 11, 12, 13, 27) for byte in data[:128])


def _text_magic(data: bytes) -> str | None:
    """Texts that the MIME database knows by how they start: XML by its declaration or a comment, and HTML."""
    start = data[:256].lstrip()
    if start.startswith((b"<?xml", b"<!--")):
        return "application/xml"
    return "text/html" if _HTML_START.match(start) else None


_HTML_START = re.compile(rb"<!doctype html|<html|<head|<title|<body", re.IGNORECASE)


def has_content_type(data: bytes, wanted: str) -> bool:
    """True if `data` looks like content of type `wanted`.

    What magic numbers say is final, and compared letter by letter. Anything else that is text is ``text/plain`` and
    also what the core's own look makes of it, so ``{}`` is both plain text and JSON.
    """
    magic = filetype.guess_mime(data[:8192]) if data else None
    if magic is None and not _is_text(data):
        magic = "application/octet-stream"
    magic = magic or _text_magic(data)
    if magic is not None:
        return magic == wanted
    if wanted == "text/plain":
        return True
    return detect_from_bytes(data) == (parse_content_type(wanted) or ContentType("*", "*"))
