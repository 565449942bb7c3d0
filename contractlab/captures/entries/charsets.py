"""Text and bytes of a body: which character set a media type asks for, and which types are text at all."""

from __future__ import annotations

import base64
import codecs
import re

__all__ = ["body_as_text", "is_binary_type", "is_text", "is_textual_type", "text_as_body"]

_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:\-]+)", re.IGNORECASE)
# Python's codecs also hold things that are no character sets, and some that take quadratic time.
_CHARACTER_SETS = re.compile(
    r"(utf-?(8|16|32)|ascii|latin|iso-?8859|iso2022|cp\d|windows|koi8|gb|big5|shift_?jis|euc|mac|tis|hz|kz|ptcp)"
)
_TEXTUAL = re.compile(r"^text/|json|xml|javascript|ecmascript|urlencoded|graphql|yaml|csv|^$", re.IGNORECASE)
_BINARY = re.compile(
    r"^(image|audio|video|font)/|octet-stream|protobuf|grpc|msgpack|messagepack|cbor|avro|thrift|wasm|parquet|arrow"
    r"|pdf|zip|gzip|x-tar|compress|7z|rar|bzip|zstd|brotli|msword|ms-excel|officedocument|binary|pkcs|java-archive",
    re.IGNORECASE,
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def is_textual_type(mime_type: str) -> bool:
    """True for types whose bodies are text; an unknown type (``""``) counts as text."""
    return _TEXTUAL.search(mime_type.partition(";")[0].strip()) is not None


def is_binary_type(mime_type: str) -> bool:
    """True for types whose bodies are never text; of the rest nobody knows."""
    return not is_textual_type(mime_type) and _BINARY.search(mime_type.partition(";")[0]) is not None


def _charset(mime_type: str) -> str:
    """Python's name of the character set that a media type asks for; UTF-8 where it asks for none that exists."""
    match = _CHARSET.search(mime_type)
    if match is None:
        return "utf-8"
    try:
        name = codecs.lookup(match[1]).name
    except (LookupError, ValueError):
        return "utf-8"
    return name if _CHARACTER_SETS.match(name) else "utf-8"


def text_as_body(text: str, mime_type: str) -> bytes:
    """Bytes of a text that HAR holds decoded: in the character set of its media type where that can write it."""
    name = _charset(mime_type)
    # Browsers read "iso-8859-1" as windows-1252 (WHATWG Encoding §4.2), so its text may hold a euro sign.
    for encoding in (name, "cp1252") if name == "iso8859-1" else (name,):
        try:
            return text.encode(encoding)
        except UnicodeError:
            continue
    return text.encode("utf-8", "surrogatepass")


def body_as_text(body: bytes, mime_type: str) -> tuple[str, str | None]:
    """Write a body for HAR: text where reading it gives the same bytes again, else base64.

    Returns
    -------
    text : str
    encoding : str or None
        ``"base64"`` or None.
    """
    try:
        text = body.decode(_charset(mime_type))
    except UnicodeError:
        text = None
    if text is not None and text_as_body(text, mime_type) == body:
        return text, None
    return base64.b64encode(body).decode("ascii"), "base64"


def is_text(body: bytes, mime_type: str) -> bool:
    """Tell whether bytes are text in the character set of their type, without control characters."""
    try:
        text = body.decode(_charset(mime_type))
    except UnicodeError:
        return False
    # Any byte is a character of the single-byte sets; control characters give bytes away that are none.
    return _CONTROLS.search(text) is None
