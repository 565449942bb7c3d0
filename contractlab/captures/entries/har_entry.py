"""From one HAR 1.2 entry to a capture.

Every fault of an entry is found before it is refused. Only what a verdict needs can make an entry unreadable: method,
address, status and headers. Anything else that is odd is noted, and the entry stays.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from contractlab.captures.capture import Capture
from contractlab.captures.entries.har_bodies import read_request_body, read_response_body
from contractlab.captures.entries.har_dropped import NOTHING_DROPPED, Dropped
from contractlab.captures.entries.own_fields import read_own_fields
from contractlab.captures.entries.place import NO_TIME, EntryPlace, EntryProblems, Note, UnreadableEntry
from contractlab.captures.entries.wording import bare_address, kind_of
from contractlab.values.headers import Headers
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.text import quote

__all__ = ["read_har_entry"]

_URL = re.compile(r"(?P<origin>[A-Za-z][A-Za-z0-9+.\-]*://[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?", re.DOTALL)
_OTHER_SCHEME = re.compile(r"(?!https?:)([A-Za-z][A-Za-z0-9+.\-]{0,40}):", re.IGNORECASE)


def read_har_entry(entry: object, place: EntryPlace, dropped: Dropped = NOTHING_DROPPED) -> Capture:
    """Make a capture of a HAR entry.

    Parameters
    ----------
    entry : parsed JSON
    place : EntryPlace
    dropped : Dropped
        What the recorder left out.

    Raises
    ------
    UnreadableEntry
        With every fault of the entry.
    """
    if not isinstance(entry, dict):
        raise UnreadableEntry(
            [place.problem("", f"expected an entry with request and response, got {kind_of(entry)}.")]
        )
    raw_request, raw_response = entry.get("request"), entry.get("response")
    scheme = _other_scheme(raw_request)
    if scheme:
        # Browsers list these among their requests; nothing is wrong with the recording.
        message = f"is no exchange over HTTP but {scheme}; it is left out."
        raise UnreadableEntry([place.problem("/request/url", message, warning=True)])
    problems = EntryProblems(place)
    fault, note = problems.fault, problems.note
    own = read_own_fields(entry, note)

    method, path, query, origin = "", "", "", ""
    headers = Headers()
    if isinstance(raw_request, dict):
        method = _method(raw_request, fault)
        origin, path, query = _address(raw_request, fault)
        headers = _headers(raw_request, "/request", fault)
    else:
        fault("/request", f"expected an object with method and url, got {kind_of(raw_request)}.")

    status, response_headers = 0, Headers()
    error: str | None = None
    if isinstance(raw_response, dict):
        status, error = _status(raw_response, fault)
        response_headers = _headers(raw_response, "/response", fault)
    elif raw_response is None:
        error = "no response was recorded"
    else:
        fault("/response", f"expected an object with a status, got {kind_of(raw_response)}.")
    problems.refuse()
    assert isinstance(raw_request, dict)

    started = _plain_text(entry.get("startedDateTime"))
    request = HttpRequest(
        method,
        path,
        query,
        headers,
        read_request_body(raw_request, own.request.body, note),
        not_recorded=dropped.request | own.request.not_recorded,
        redacted=own.request.redacted,
    )
    response = None
    if error is None and isinstance(raw_response, dict):
        response = HttpResponse(
            status,
            response_headers,
            read_response_body(raw_response, status, method, own.response.body, note),
            not_recorded=dropped.response | own.response.not_recorded,
            redacted=own.response.redacted,
        )
    return Capture(
        request=request,
        response=response,
        provider_version=own.provider_version or place.provider_version,
        example=own.example,
        contract=own.contract,
        states=own.states,
        started=started if started != NO_TIME else None,
        duration_ms=_duration(entry.get("time")),
        source=place.source,
        index=place.index,
        line=place.line,
        http_version=_plain_text((raw_response or raw_request).get("httpVersion")),
        error=error,
        origin=origin,
        base_path=place.base_path,
        problems=tuple(problems.notes),
        raw=entry,
    )


def _other_scheme(request: object) -> str | None:
    """``data:``, ``blob:``, ``chrome-extension:`` … where the address has such a scheme."""
    url = request.get("url") if isinstance(request, dict) else None
    match = _OTHER_SCHEME.match(url) if isinstance(url, str) else None
    return match[0] if match else None


def _method(request: Mapping[str, object], fault: Note) -> str:
    method = request.get("method")
    if isinstance(method, str) and method.strip():
        return method.strip()
    fault("/request/method", f"expected a method such as GET, got {kind_of(method)}.")
    return ""


def _address(request: Mapping[str, object], fault: Note) -> tuple[str, str, str]:
    """Origin, path and query of the URL, cut out of it and never decoded: percent-encoding is significant."""
    url = request.get("url")
    if not isinstance(url, str) or not url:
        fault("/request/url", f"expected an address, got {kind_of(url)}.")
        return "", "", ""
    if url.startswith("/"):  # only a target, as servers log it
        path, _, query = url.partition("#")[0].partition("?")
        return "", path, query
    match = _URL.match(url)
    if match is None:
        fault("/request/url", f"is no address of HTTP: {quote(bare_address(url), 60)}.")
        return "", "", ""
    return match["origin"], match["path"] or "/", match["query"] or ""


def _headers(part: Mapping[str, object], pointer: str, fault: Note) -> Headers:
    """Headers as sent; HTTP/2 pseudo headers (``:authority``) repeat what the URL says and are no headers."""
    listed = part.get("headers")
    if listed is None:
        return Headers()
    if isinstance(listed, dict):
        listed = [{"name": name, "value": value} for name, value in listed.items()]
    if not isinstance(listed, list):
        fault(f"{pointer}/headers", f"expected an array of names and values, got {kind_of(listed)}.")
        return Headers()
    pairs: list[tuple[str, str]] = []
    for index, header in enumerate(listed):
        name = header.get("name") if isinstance(header, dict) else None
        if not isinstance(name, str) or not name:
            fault(f"{pointer}/headers/{index}", f"expected a name and a value, got {kind_of(header)}.")
            continue
        if name[0] == ":":
            continue
        value = header.get("value")
        if isinstance(value, str):
            # Browsers join a repeated header with line feeds, which no header can hold.
            pairs += [(name, line) for line in value.split("\n")] if "\n" in value else [(name, value)]
        elif value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            pairs.append((name, "" if value is None else str(value)))
        else:
            fault(f"{pointer}/headers/{index}/value", f"expected text, got {kind_of(value)}.")
    return Headers(pairs)


def _status(response: Mapping[str, object], fault: Note) -> tuple[int, str | None]:
    """The status, and what went wrong if there was no complete answer."""
    status = response.get("status")
    if isinstance(status, float) and status.is_integer():
        status = int(status)
    if isinstance(status, bool) or not isinstance(status, int):
        fault("/response/status", f"expected a number, got {kind_of(status)}.")
        return 0, None
    for key in ("_error", "_failureText"):
        if response.get(key):
            return status, str(response[key])[:500]
    if status in (0, -1):
        return status, "no response was recorded"
    if not 100 <= status <= 999:
        fault("/response/status", f"expected a status between 100 and 999, got {kind_of(status)}.")
    return status, None


def _plain_text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _duration(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
