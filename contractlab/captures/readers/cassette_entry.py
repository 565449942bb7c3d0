"""From one interaction of a cassette to a capture.

VCR.py and Ruby's VCR both write bodies as text or as bytes (``!!binary``, ``base64_string``), and as they travelled:
the content encoding is undone here, as it is in HAR.
"""

from __future__ import annotations

import base64
import binascii
import codecs
from collections.abc import Mapping

from contractlab.captures.capture import Capture
from contractlab.captures.content_encoding import CannotDecode, decode_body
from contractlab.captures.entries.addresses import Address, NoAddress, other_scheme, read_address
from contractlab.captures.entries.charsets import is_textual_type
from contractlab.captures.entries.har_bodies import has_no_body
from contractlab.captures.entries.packed_bodies import LARGEST_BODY
from contractlab.captures.entries.place import EntryPlace, EntryProblems, Note, UnreadableEntry
from contractlab.captures.entries.wording import bare_address, kind_of
from contractlab.captures.unpacking import GZIP_MAGIC
from contractlab.values.headers import Headers
from contractlab.values.http import Body, HttpRequest, HttpResponse
from contractlab.values.http_date import read_http_date
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.text import quote

__all__ = ["read_interaction"]


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
    address = _address(request.get("uri"), fault, note)
    status = response.get("status")
    if status is None:
        status = response.get("status_code")  # as VCR.py wrote it for httpx until version 6
    code = status.get("code") if isinstance(status, Mapping) else status
    if isinstance(code, bool) or not isinstance(code, int) or not 100 <= code <= 999:
        fault("/response/status", f"expected a code between 100 and 999, got {kind_of(code)}.")
    request_headers = _headers(request, "/request", fault)
    response_headers = _headers(response, "/response", fault)
    bodies = _Bodies(place, fault, note)
    request_body = bodies.read(request, "/request", request_headers)
    response_body = bodies.read(response, "/response", response_headers)
    problems.refuse()
    assert isinstance(method, str)
    assert isinstance(code, int)
    assert address is not None

    # Both write an empty text where nothing was sent.
    sent: Body = request_body if request_body is NOT_RECORDED else request_body or None
    if has_no_body(code, method) and not response_body:
        response_body = None
    version = response.get("http_version")
    return Capture(
        request=HttpRequest(method.strip().upper(), address.path, address.query, request_headers, sent),
        response=HttpResponse(code, response_headers, response_body),
        provider_version=place.provider_version,
        started=_moment(interaction.get("recorded_at")),
        source=place.source,
        index=place.index,
        line=place.line,
        http_version=version if isinstance(version, str) and version else None,
        origin=address.origin,
        base_path=place.base_path,
        problems=tuple(problems.notes),
    )


def _address(uri: object, fault: Note, note: Note) -> Address | None:
    try:
        address = read_address(uri) if isinstance(uri, str) and not other_scheme(uri) else None
    except NoAddress:
        address = None
    if address is None or not address.origin:
        got = quote(bare_address(uri), 60) if isinstance(uri, str) else kind_of(uri)
        fault("/request/uri", f"expected an address of HTTP, got {got}.")
        return None
    if address.remark:
        note("/request/uri", f"{address.remark}.")
    return address


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


class _Bodies:
    """Reads the bodies of one interaction."""

    def __init__(self, place: EntryPlace, fault: Note, note: Note) -> None:
        self._budget = place.budget
        self._fault = fault
        self._note = note

    def read(self, part: Mapping[str, object], pointer: str, headers: Headers) -> Body:
        """Give a body as it was before its content encoding; None where there is none."""
        content, encoding = part.get("body", part.get("content")), "utf-8"
        pointer = f"{pointer}/body"
        if isinstance(content, Mapping):
            named = content.get("encoding")
            encoding = named if isinstance(named, str) else encoding
            packed = content.get("base64_string")
            if packed is not None:
                content, pointer = _from_base64(packed), f"{pointer}/base64_string"
                if content is None:
                    self._fault(pointer, "expected bytes in base64.")
                    return NOT_RECORDED
            else:
                content, pointer = content.get("string"), f"{pointer}/string"
        if content is None:
            return None
        if isinstance(content, str):
            if "\ufffd" in content and not is_textual_type(headers.get("content-type") or ""):
                self._note(pointer, "lost bytes when it was turned into text; the body counts as not recorded.")
                return NOT_RECORDED
            content = _encode(content, encoding)
        if not isinstance(content, bytes):
            self._fault(pointer, f"expected text or bytes, got {kind_of(content)}.")
            return NOT_RECORDED
        return self._unpack(content, headers, pointer)

    def _unpack(self, body: bytes, headers: Headers, pointer: str) -> Body:
        try:
            return decode_body(body, headers, LARGEST_BODY, self._budget)
        except CannotDecode as error:
            # Either tool can be told to unpack bodies, and then leaves the header; text was surely unpacked.
            if not body.startswith(GZIP_MAGIC):
                try:
                    body.decode("utf-8")
                except UnicodeDecodeError:
                    pass
                else:
                    return body
            self._note(pointer, f"counts as not recorded: {error}.")
            return NOT_RECORDED


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


def _moment(text: object) -> str | None:
    """Ruby writes times as HTTP does."""
    moment = read_http_date(text) if isinstance(text, str) else None
    return None if moment is None else moment.isoformat()
