"""What kind of file some bytes are.

The Rust core asks three detectors in turn: magic numbers, a database of text types where one is installed, and its
own look at the first 32 bytes. The first is ported in the library ``filetype``; the last is `detect_from_bytes`.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

import filetype

from contractlab.matching.content_types import ContentType, detect_from_bytes, parse_content_type
from contractlab.matching.json_text import json_text

__all__ = ["has_content_type", "json_bytes", "sniff"]


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


def sniff(data: bytes) -> ContentType:
    """The content type that `data` looks like."""
    magic = filetype.guess_mime(data[:8192]) if data else None
    if magic:
        return parse_content_type(magic) or ContentType("*", "*")
    if not _is_text(data):
        return ContentType("application", "octet-stream")
    return detect_from_bytes(data) or ContentType("text", "plain")


def has_content_type(data: bytes, wanted: str) -> bool:
    """True if `data` looks like content of type `wanted`."""
    found = sniff(data)
    return str(found) == wanted or found == (parse_content_type(wanted) or ContentType("*", "*"))
