"""Bodies as HAR holds them: text, base64, form parameters, files, or nothing, which may mean four different things."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote_plus

from contractlab.captures.attachments import NotAttached
from contractlab.captures.entries.charsets import body_as_text, text_as_body
from contractlab.captures.entries.har_recorder import UNKNOWN_RECORDER, Recorder
from contractlab.captures.entries.packed_bodies import LostBody, undo_packing
from contractlab.captures.entries.place import EntryPlace, Note
from contractlab.captures.entries.stored_text import StoredText, decode_base64
from contractlab.captures.entries.wording import kind_of
from contractlab.values.headers import Headers
from contractlab.values.http import Body
from contractlab.values.markers import NOT_RECORDED

__all__ = ["BODY_KEYS", "HeldBodies", "body_as_text", "has_no_body", "media_type", "text_as_body"]

_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_NEEDS_ENCODING = re.compile(r"[^\w.~*+%-]", re.ASCII)


def _size(part: Mapping[str, object], key: str) -> int:
    """A size in bytes; -1 where it is not known."""
    value = part.get(key)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**53 else -1


def has_no_body(status: int, method: str) -> bool:
    """Tell whether a response never has a body (RFC 9110 §6.4.1)."""
    return status in (204, 304) or method.upper() == "HEAD"


_FILE_KEYS = ("_file", "_sha1")
BODY_KEYS = ("text", "encoding", "_contractlab_encoding", "_isBinary", *_FILE_KEYS)
"""Fields of postData and content that say how a body is held."""
_HINTS: Mapping[str | None, Body] = {"absent": None, "empty": b"", "not recorded": NOT_RECORDED}


class HeldBodies:
    """Reads the bodies of one entry.

    HAR holds bodies as they are after the content encoding was undone, so a ``Content-Encoding: gzip`` among the
    headers says how the bytes travelled, not what they are here; `undo_packing` knows those who do otherwise.

    Parameters
    ----------
    place : EntryPlace
        Where the entry stands: what it may unpack to, and which files it may name.
    note : callable
        Told why a body counts as not recorded.
    recorder : Recorder, optional
        The tool that wrote the recording.
    """

    def __init__(self, place: EntryPlace, note: Note, recorder: Recorder = UNKNOWN_RECORDER) -> None:
        self._place = place
        self._recorder = recorder
        self._note = note

    def response(
        self, response: Mapping[str, object], status: int, method: str, headers: Headers, hint: str | None
    ) -> Body:
        """Read what came back.

        Parameters
        ----------
        response : mapping
            A HAR response.
        status, method : int, str
            Responses to HEAD, 204 and 304 have no body, whatever a browser shows from its cache.
        headers : Headers
            Of the response.
        hint : str or None
            ``"absent"``, ``"empty"``, ``"not recorded"`` or ``"recorded"``, where contractlab wrote the entry and HAR's
            own fields do not tell.
        """
        content = response.get("content")
        if hint in _HINTS and not (isinstance(content, dict) and content.get("text")):
            return _HINTS[hint]
        if content is not None and not isinstance(content, dict):
            return self._lost("/response/content", f"expected an object, got {kind_of(content)}")
        content = content or {}
        if has_no_body(status, method) and hint != "recorded":
            return None
        text, size = content.get("text"), _size(content, "size")
        if isinstance(text, str) and (text or not _names_file(content)):
            if not text and size > 0:
                return NOT_RECORDED  # fetched, and then left out
            return self._stored(content, "/response/content", headers, size, hint)
        if text is not None and not isinstance(text, str):
            return self._lost("/response/content/text", "is not a string")
        if _names_file(content):
            return self._attached(content, "/response/content", headers)
        if size == 0 or (size < 0 and "size" not in content and _size(response, "bodySize") == 0):
            return b""
        return NOT_RECORDED

    def request(self, request: Mapping[str, object], headers: Headers, hint: str | None) -> Body:
        """Read what was sent; parameters as in `response`."""
        post = request.get("postData")
        if hint in _HINTS and not (isinstance(post, dict) and post.get("text")):
            return _HINTS[hint]
        size = _size(request, "bodySize")
        if post is None:
            return NOT_RECORDED if size > 0 else None
        if not isinstance(post, dict):
            return self._lost("/request/postData", f"expected an object, got {kind_of(post)}")
        text, params = post.get("text"), post.get("params")
        if isinstance(text, str) and text:
            return self._stored(post, "/request/postData", headers, size, hint, written_by_client=True)
        if text is not None and not isinstance(text, str):
            return self._lost("/request/postData/text", "is not a string")
        if _names_file(post):
            return self._attached(post, "/request/postData", headers)
        if isinstance(params, list) and params:
            multipart = media_type(post, headers).lower().startswith("multipart/")
            form = None if multipart else _write_form(params)
            if form is None:
                return self._lost("/request/postData/params", "does not hold what was sent byte by byte")
            return form.encode("utf-8")
        if size > 0 or (size < 0 and self._recorder.omits_binary_requests):
            return NOT_RECORDED
        return b"" if isinstance(text, str) else None

    def _stored(
        self,
        part: Mapping[str, object],
        pointer: str,
        headers: Headers,
        size: int,
        hint: str | None,
        *,
        written_by_client: bool = False,
    ) -> Body:
        mime_type, budget = media_type(part, headers), self._place.budget
        text = str(part["text"])
        encoding = _encoding(part)
        if hint == "recorded":
            # contractlab wrote it: nothing was lost, and its content encoding is undone.
            exact = decode_base64(text) if encoding == "base64" else text_as_body(text, mime_type)
            return self._lost(f"{pointer}/text", "is marked base64 and is not") if exact is None else exact
        stored = StoredText(text, encoding, mime_type, size, headers, written_by_client)
        try:
            body, remark = stored.to_bytes(budget)
            plain = undo_packing(body, headers, mime_type, budget)
        except LostBody as error:
            return self._lost(f"{pointer}/text", str(error))
        if remark:
            self._note(f"{pointer}/text", f"{remark}.")
        return plain

    def _attached(self, part: Mapping[str, object], pointer: str, headers: Headers) -> Body:
        for key in _FILE_KEYS:
            name = part.get(key)
            if not isinstance(name, str):
                continue
            try:
                body = self._place.attachments.read(name)
                return undo_packing(body, headers, media_type(part, headers), self._place.budget)
            except NotAttached as error:
                return self._lost(f"{pointer}/{key}", f"was not found: {error}")
            except LostBody as error:
                return self._lost(f"{pointer}/{key}", str(error))
        return NOT_RECORDED

    def _lost(self, pointer: str, reason: str) -> Body:
        self._note(pointer, f"{reason}; the body counts as not recorded.")
        return NOT_RECORDED


def _names_file(part: Mapping[str, object]) -> bool:
    return any(key in part for key in _FILE_KEYS)


def media_type(part: Mapping[str, object], headers: Headers) -> str:
    """The type that the recording says, else that of the header; ``""`` where neither says one."""
    mime_type, sent = part.get("mimeType"), headers.get("content-type") or ""
    if not isinstance(mime_type, str) or not mime_type.strip() or mime_type.startswith("x-unknown"):
        return sent
    # Chrome leaves the character set out, in which it read the text.
    return mime_type if "charset" in mime_type.lower() or "charset" not in sent.lower() else sent


def _encoding(part: Mapping[str, object]) -> str:
    """How the text stands for bytes, lower case: ``"base64"``, ``"hex"``, ``""`` for text, or anything else."""
    for key in ("_contractlab_encoding", "encoding"):
        value = part.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip().lower()
    # PollyJS before version 6 wrote hexadecimal digits under a mark of its own.
    return "hex" if part.get("_isBinary") is True else ""


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
