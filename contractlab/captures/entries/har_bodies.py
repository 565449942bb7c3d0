"""Bodies as HAR holds them: text or base64, form parameters, or nothing, which may mean four different things."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Mapping
from urllib.parse import quote_plus

from contractlab.captures.entries.place import Note
from contractlab.values.http import Body
from contractlab.values.markers import NOT_RECORDED

__all__ = ["body_as_text", "has_no_body", "read_request_body", "read_response_body", "text_as_body"]

_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:\-]+)", re.IGNORECASE)
# Python's codecs also hold things that are no character sets, and some that take quadratic time.
_CHARACTER_SETS = re.compile(
    r"(utf-?(8|16|32)|ascii|latin|iso-?8859|iso2022|cp\d|windows|koi8|gb|big5|shift_?jis|euc|mac|tis|hz|kz|ptcp)"
)
_TEXTUAL = re.compile(r"^text/|json|xml|javascript|urlencoded|graphql|yaml|csv|^$", re.IGNORECASE)
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_NEEDS_ENCODING = re.compile(r"[^\w.~*+%-]", re.ASCII)


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


def _from_base64(text: str) -> bytes | None:
    try:
        # Some writers break the lines, some leave the padding out.
        compact = "".join(text.split())
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _size(part: Mapping[str, object], key: str) -> int:
    """A size in bytes; -1 where it is not known."""
    value = part.get(key)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**53 else -1


def _is_base64(part: Mapping[str, object]) -> bool:
    for key in ("_contractlab_encoding", "encoding"):
        value = part.get(key)
        if isinstance(value, str) and value.lower() == "base64":
            return True
    return False


def has_no_body(status: int, method: str) -> bool:
    """Tell whether a response never has a body (RFC 9110 §6.4.1)."""
    return status in (204, 304) or method.upper() == "HEAD"


def read_response_body(response: Mapping[str, object], status: int, method: str, hint: str | None, note: Note) -> Body:
    """Read what came back.

    HAR holds bodies as they are after the content encoding was undone, so a ``Content-Encoding: gzip`` among the
    headers says how the bytes travelled, not what they are here.

    Parameters
    ----------
    response : mapping
        A HAR response.
    status, method : int, str
        Responses to HEAD, 204 and 304 have no body, whatever a browser shows from its cache.
    hint : str or None
        ``"absent"``, ``"empty"``, ``"not recorded"`` or ``"recorded"``, where contractlab wrote the entry and HAR's own
        fields do not tell.
    note : callable
    """
    content = response.get("content")
    if hint in _HINTS and not (isinstance(content, dict) and content.get("text")):
        return _HINTS[hint]
    if content is not None and not isinstance(content, dict):
        note("/response/content", f"expected an object, got {type(content).__name__}; the body counts as not recorded.")
        return NOT_RECORDED
    content = content or {}
    if has_no_body(status, method) and hint != "recorded":
        return None
    text = content.get("text")
    mime_type = content.get("mimeType")
    mime_type = mime_type if isinstance(mime_type, str) else ""
    if isinstance(text, str):
        if not text and _size(content, "size") > 0:
            return NOT_RECORDED  # fetched, and then left out
        if not _is_base64(content):
            return text_as_body(text, mime_type)
        decoded = _from_base64(text)
        if decoded is None:
            note("/response/content/text", "is marked base64 and is not; the body counts as not recorded.")
            return NOT_RECORDED
        return decoded
    if text is not None:
        note("/response/content/text", "is no string; the body counts as not recorded.")
        return NOT_RECORDED
    size = _size(content, "size")
    if size == 0 or (size < 0 and "size" not in content and _size(response, "bodySize") == 0):
        return b""
    return NOT_RECORDED


_HINTS: Mapping[str | None, Body] = {"absent": None, "empty": b"", "not recorded": NOT_RECORDED}


def _write_form(params: list[object]) -> str | None:
    """Put form parameters together again; None where they are not all names and texts (an uploaded file)."""
    pairs: list[tuple[str, str]] = []
    for param in params:
        if not isinstance(param, dict) or not isinstance(param.get("name"), str) or param.get("fileName"):
            return None
        value = param.get("value", "")
        if not isinstance(value, str):
            return None
        pairs.append((param["name"], value))
    texts = [text for pair in pairs for text in pair]
    # The format does not say whether they are decoded. Texts that could not stand in a form as they are, were.
    encoded = any(_ENCODED.search(text) for text in texts) and not any(_NEEDS_ENCODING.search(text) for text in texts)
    write = str if encoded else _quote
    return "&".join(f"{write(name)}={write(value)}" for name, value in pairs)


def _quote(text: str) -> str:
    return quote_plus(text, safe="*", errors="replace")


def read_request_body(request: Mapping[str, object], hint: str | None, note: Note) -> Body:
    """Read what was sent; parameters as above."""
    post = request.get("postData")
    if hint in _HINTS and not (isinstance(post, dict) and post.get("text")):
        return _HINTS[hint]
    size = _size(request, "bodySize")
    if post is None:
        return NOT_RECORDED if size > 0 else None
    if not isinstance(post, dict):
        note("/request/postData", f"expected an object, got {type(post).__name__}; the body counts as not recorded.")
        return NOT_RECORDED
    text, params = post.get("text"), post.get("params")
    mime_type = post.get("mimeType")
    mime_type = mime_type if isinstance(mime_type, str) else ""
    if isinstance(text, str) and text:
        if _is_base64(post):
            decoded = _from_base64(text)
            if decoded is None:
                note("/request/postData/text", "is marked base64 and is not; the body counts as not recorded.")
                return NOT_RECORDED
            return decoded
        if "\ufffd" in text and not _TEXTUAL.search(mime_type):
            note("/request/postData/text", "lost bytes when it was turned into text; the body counts as not recorded.")
            return NOT_RECORDED
        return text_as_body(text, mime_type)
    if text is not None and not isinstance(text, str):
        note("/request/postData/text", "is no string; the body counts as not recorded.")
        return NOT_RECORDED
    if isinstance(params, list) and params:
        form = None if mime_type.lower().startswith("multipart/") else _write_form(params)
        if form is None:
            note(
                "/request/postData/params", "does not hold what was sent byte by byte; the body counts as not recorded."
            )
            return NOT_RECORDED
        return form.encode("utf-8")
    if size > 0 or "_file" in post or "_sha1" in post:
        return NOT_RECORDED
    return b"" if isinstance(text, str) else None
