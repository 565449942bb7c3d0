"""From one HAR 1.2 entry to a capture.

Every fault of an entry is found before it is refused. Only what a verdict needs can make an entry unreadable: method,
address, status and headers. Anything else that is odd is noted, and the entry stays.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from contractlab.captures.capture import NO_RESPONSE, Capture
from contractlab.captures.entries.addresses import NoAddress, other_scheme, read_address
from contractlab.captures.entries.browser_cache import is_from_cache
from contractlab.captures.entries.har_bodies import HeldBodies
from contractlab.captures.entries.har_recorder import UNKNOWN_RECORDER, Recorder
from contractlab.captures.entries.own_fields import read_own_fields
from contractlab.captures.entries.place import NO_TIME, EntryPlace, EntryProblems, Note, UnreadableEntry
from contractlab.captures.entries.wording import kind_of
from contractlab.values.display import quiet
from contractlab.values.headers import Headers
from contractlab.values.http import EVERY_HEADER, HttpRequest, HttpResponse

__all__ = ["read_har_entry"]

_REQUEST_ALONE = "the recording holds the request alone"


def read_har_entry(entry: object, place: EntryPlace, recorder: Recorder = UNKNOWN_RECORDER) -> Capture:
    """Make a capture of a HAR entry.

    Parameters
    ----------
    entry : parsed JSON
    place : EntryPlace
    recorder : Recorder
        What the tool that wrote the recording leaves out.

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
        message = f"is not an exchange over HTTP but {scheme}; it is left out."
        raise UnreadableEntry([place.problem("/request/url", message, warning=True)])
    if entry.get("_wasFulfilled") is True:
        message = "was answered by a test of Playwright (route.fulfill), not by the provider; it is left out."
        raise UnreadableEntry([place.problem("/_wasFulfilled", message, warning=True)])
    problems = EntryProblems(place)
    fault, note = problems.fault, problems.note
    own = read_own_fields(entry, note)

    target, headers = _target(raw_request, fault, note)
    status, response_headers, error = _outcome(raw_response, fault)
    problems.refuse()
    assert isinstance(raw_request, dict)
    unlisted = recorder.without_request_headers(len(headers))
    if EVERY_HEADER in unlisted:
        note("/request/headers", "lists no header, and no client sends none; they count as not recorded.")

    started = _plain_text(entry.get("startedDateTime"))
    held = HeldBodies(place, note, recorder)
    request = HttpRequest(
        target.method,
        target.path,
        target.query,
        headers,
        held.request(raw_request, headers, own.request.body),
        not_recorded=unlisted | own.request.not_recorded,
        redacted=own.request.redacted,
    )
    response, from_cache = None, False
    if error is None and isinstance(raw_response, dict):
        response = HttpResponse(
            status,
            response_headers,
            held.response(raw_response, status, target.method, response_headers, own.response.body),
            not_recorded=recorder.response | own.response.not_recorded,
            redacted=own.response.redacted,
        )
        from_cache = own.from_cache or is_from_cache(entry, raw_response, status, recorder)
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
        origin=target.origin,
        base_path=place.base_path,
        from_cache=from_cache,
        problems=tuple(problems.notes),
        raw=entry,
    )


@quiet
@dataclass(frozen=True, slots=True)
class _Target:
    method: str
    origin: str
    path: str
    query: str


def _target(request: object, fault: Note, note: Note) -> tuple[_Target, Headers]:
    """What was asked for, and the headers; empty where a fault is noted."""
    if not isinstance(request, dict):
        fault("/request", f"expected an object with method and url, got {kind_of(request)}.")
        return _Target("", "", "", ""), Headers()
    return _Target(_method(request, fault), *_address(request, fault, note)), _headers(request, "/request", fault)


def _outcome(response: object, fault: Note) -> tuple[int, Headers, str | None]:
    """Status and headers, and why there is no response."""
    if isinstance(response, dict):
        status, error = _status(response, fault)
        return status, _headers(response, "/response", fault), error
    if response is None:
        return 0, Headers(), _REQUEST_ALONE
    fault("/response", f"expected an object with a status, got {kind_of(response)}.")
    return 0, Headers(), None


def _other_scheme(request: object) -> str | None:
    """``data:``, ``blob:``, ``chrome-extension:`` … where the address has such a scheme."""
    url = request.get("url") if isinstance(request, dict) else None
    return other_scheme(url) if isinstance(url, str) else None


def _method(request: Mapping[str, object], fault: Note) -> str:
    method = request.get("method")
    if isinstance(method, str) and method.strip():
        return method.strip()
    fault("/request/method", f"expected a method such as GET, got {kind_of(method)}.")
    return ""


def _address(request: Mapping[str, object], fault: Note, note: Note) -> tuple[str, str, str]:
    """Origin, path and query of the URL."""
    url = request.get("url")
    if not isinstance(url, str) or not url:
        fault("/request/url", f"expected an address, got {kind_of(url)}.")
        return "", "", ""
    try:
        address = read_address(url)
    except NoAddress as error:
        fault("/request/url", f"{error}.")
        return "", "", ""
    if address.remark:
        note("/request/url", f"{address.remark}.")
    return address.origin, address.path, address.query


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
        # PollyJS wrote the values of a repeated header as a list.
        for line in value if isinstance(value, list) and value else [value]:
            if isinstance(line, str):
                # Browsers join a repeated header with line feeds, which no header can hold.
                pairs += [(name, part) for part in line.split("\n")] if "\n" in line else [(name, line)]
            elif line is None or (isinstance(line, int | float) and not isinstance(line, bool)):
                pairs.append((name, "" if line is None else str(line)))
            else:
                fault(f"{pointer}/headers/{index}/value", f"expected text, got {kind_of(line)}.")
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
        return status, NO_RESPONSE
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
