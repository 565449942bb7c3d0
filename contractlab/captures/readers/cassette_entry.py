"""From one interaction of a cassette to a capture.

VCR.py and Ruby's VCR both write bodies as text or as bytes (``!!binary``, ``base64_string``), and as they travelled:
the content encoding is undone here, as it is in HAR.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from contractlab.captures.capture import Capture
from contractlab.captures.content_encoding import CannotDecode, decode_body
from contractlab.captures.entries.har_bodies import has_no_body
from contractlab.captures.entries.place import EntryPlace, EntryProblems, Note, UnreadableEntry
from contractlab.captures.entries.wording import bare_address, kind_of
from contractlab.values.headers import Headers
from contractlab.values.http import Body, HttpRequest, HttpResponse
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.text import quote

__all__ = ["read_interaction"]

UNPACKED = 100_000_000
"""Most bytes that a packed body may hold."""
_URI = re.compile(r"(?P<origin>https?://[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?", re.IGNORECASE | re.DOTALL)


def read_interaction(interaction: object, place: EntryPlace) -> Capture:
    """Make a capture of one interaction.

    Raises
    ------
    UnreadableEntry
        With every fault.
    """
    if not isinstance(interaction, Mapping):
        message = f"expected an interaction with request and response, got {kind_of(interaction)}."
        raise UnreadableEntry([place.problem("", message)])
    problems = EntryProblems(place)
    fault, note = problems.fault, problems.note
    request, response = interaction.get("request"), interaction.get("response")
    for name, part in (("request", request), ("response", response)):
        if not isinstance(part, Mapping):
            fault(f"/{name}", f"expected an object, got {kind_of(part)}.")
    problems.refuse()
    assert isinstance(request, Mapping)
    assert isinstance(response, Mapping)

    method = request.get("method")
    if not isinstance(method, str) or not method.strip():
        fault("/request/method", f"expected a method such as GET, got {kind_of(method)}.")
    uri = request.get("uri")
    match = _URI.fullmatch(uri.partition("#")[0]) if isinstance(uri, str) else None
    if match is None:
        got = quote(bare_address(uri), 60) if isinstance(uri, str) else kind_of(uri)
        fault("/request/uri", f"expected an address of HTTP, got {got}.")
    status = response.get("status")
    if status is None:
        status = response.get("status_code")  # as VCR.py wrote it for httpx until version 6
    code = status.get("code") if isinstance(status, Mapping) else status
    if isinstance(code, bool) or not isinstance(code, int) or not 100 <= code <= 999:
        fault("/response/status", f"expected a code between 100 and 999, got {kind_of(code)}.")
    request_headers = _headers(request, "/request", fault)
    response_headers = _headers(response, "/response", fault)
    request_body = _body(request, "/request", request_headers, fault, note)
    response_body = _body(response, "/response", response_headers, fault, note)
    problems.refuse()
    assert isinstance(method, str)
    assert isinstance(code, int)
    assert match is not None

    # Both write an empty text where nothing was sent.
    sent: Body = request_body if request_body is NOT_RECORDED else request_body or None
    if has_no_body(code, method) and not response_body:
        response_body = None
    version = response.get("http_version")
    return Capture(
        request=HttpRequest(method.strip().upper(), match["path"] or "/", match["query"] or "", request_headers, sent),
        response=HttpResponse(code, response_headers, response_body),
        provider_version=place.provider_version,
        started=_moment(interaction.get("recorded_at")),
        source=place.source,
        index=place.index,
        line=place.line,
        http_version=version if isinstance(version, str) and version else None,
        origin=match["origin"],
        base_path=place.base_path,
        problems=tuple(problems.notes),
    )


def _headers(part: Mapping[str, object], pointer: str, fault: Note) -> Headers:
    listed = part.get("headers")
    if listed is None:
        return Headers()
    if not isinstance(listed, Mapping):
        fault(f"{pointer}/headers", f"expected an object of names, got {kind_of(listed)}.")
        return Headers()
    pairs: list[tuple[str, str]] = []
    for name, values in listed.items():
        for value in values if isinstance(values, list | tuple) else [values]:
            text = _text(value)
            if not isinstance(name, str) or not name or text is None:
                fault(f"{pointer}/headers", f"expected names with texts, got {kind_of(value)} for {kind_of(name)}.")
                break
            pairs.append((name, text))
    return Headers(pairs)


def _text(value: object) -> str | None:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)


def _body(part: Mapping[str, object], pointer: str, headers: Headers, fault: Note, note: Note) -> Body:
    """A body as it was before its content encoding; None where there is none."""
    content, encoding = part.get("body", part.get("content")), "utf-8"
    pointer = f"{pointer}/body"
    if isinstance(content, Mapping):
        named = content.get("encoding")
        encoding = named if isinstance(named, str) else encoding
        packed = content.get("base64_string")
        if packed is not None:
            content, pointer = _from_base64(packed), f"{pointer}/base64_string"
            if content is None:
                fault(pointer, "expected bytes in base64.")
                return NOT_RECORDED
        else:
            content, pointer = content.get("string"), f"{pointer}/string"
    if content is None:
        return None
    if isinstance(content, str):
        content = _encode(content, encoding)
    if not isinstance(content, bytes):
        fault(pointer, f"expected text or bytes, got {kind_of(content)}.")
        return NOT_RECORDED
    return _unpacked(content, headers, pointer, note)


def _from_base64(text: object) -> bytes | None:
    if isinstance(text, str):
        text = "".join(text.split())
    if not isinstance(text, str | bytes):
        return None
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _encode(text: str, encoding: str) -> bytes:
    """VCR.py always means UTF-8; Ruby names the encoding, ``ASCII-8BIT`` where it knows none."""
    try:
        if codecs.lookup(encoding).name in ("iso8859-1", "cp1252", "iso8859-15", "shift_jis", "euc_jp", "gb18030"):
            return text.encode(encoding)
    except (LookupError, ValueError, UnicodeError):
        pass
    return text.encode("utf-8", "surrogatepass")


def _unpacked(body: bytes, headers: Headers, pointer: str, note: Note) -> Body:
    try:
        return decode_body(body, headers, UNPACKED)
    except CannotDecode as error:
        # Either tool can be told to unpack bodies, and then leaves the header; text was surely unpacked.
        if not body.startswith(b"\x1f\x8b"):
            try:
                body.decode("utf-8")
            except UnicodeDecodeError:
                pass
            else:
                return body
        note(pointer, f"counts as not recorded: {error}.")
        return NOT_RECORDED


def _moment(text: object) -> str | None:
    """Ruby writes times as HTTP does."""
    try:
        return parsedate_to_datetime(text).isoformat() if isinstance(text, str) else None
    except (ValueError, TypeError, IndexError):
        return None
