"""What kind of file some bytes are.

The Rust core asks three detectors in turn: magic numbers, a database of types where one is installed beside it, and its
own look at the first 32 bytes. The first is ported in the library ``filetype``, but for texts; the last is
`detect_from_bytes`. What a database adds is not known here: it may take the text ``[1]`` for a bibliography.
"""

from __future__ import annotations

import base64
import binascii
import re

import filetype

from contractlab.values.content_types import ContentType, detect_from_bytes, parse_content_type
from contractlab.values.json_text import json_text
from contractlab.values.json_types import Value

__all__ = ["has_content_type", "json_bytes"]


def json_bytes(value: Value) -> bytes:
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
    """Texts that the core's first detector (the crate ``infer``) knows by how they start, after white space."""
    start = data[:256].lstrip(b"\t\n\f\r ")
    if start[:5].lower() == b"<?xml":
        return "text/xml"
    if _HTML_START.match(start):
        return "text/html"
    return "text/x-shellscript" if data.startswith(b"#!") else None


_HTML_START = re.compile(
    rb"<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|!--)[ >]", re.IGNORECASE
)


def has_content_type(data: bytes, wanted: str) -> bool:
    """True if `data` looks like content of type `wanted`.

    What magic numbers say is final, and compared letter by letter. Anything else that is text is ``text/plain`` and
    also what the core's own look makes of it, so ``{}`` is both plain text and JSON.
    """
    magic = (filetype.guess_mime(data[:8192]) or _text_magic(data)) if data else None
    if magic is None and not _is_text(data):
        magic = "application/octet-stream"
    if magic is not None:
        return magic == wanted
    if wanted == "text/plain":
        return True
    return detect_from_bytes(data) == (parse_content_type(wanted) or ContentType("*", "*"))
