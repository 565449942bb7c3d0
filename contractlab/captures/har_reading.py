"""From one HAR 1.2 entry to a capture.

Every fault of an entry is found before it is refused. Only what a verdict needs can make an entry unreadable: method,
address, status and headers. Anything else that is odd is noted, and the entry stays.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contractlab.captures.capture import Capture, Problem
from contractlab.captures.har_bodies import read_request_body, read_response_body
from contractlab.captures.own_fields import bare_address, kind_of, read_own_fields
from contractlab.values.headers import Headers
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.text import quote

__all__ = ["NOTHING_DROPPED", "NO_TIME", "Dropped", "Place", "UnreadableEntry", "dropped_by_recorder", "read_entry"]

_URL = re.compile(r"(?P<origin>[A-Za-z][A-Za-z0-9+.\-]*://[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?", re.DOTALL)
_OTHER_SCHEME = re.compile(r"(?!https?:)([A-Za-z][A-Za-z0-9+.\-]{0,40}):", re.IGNORECASE)
NO_TIME = "1970-01-01T00:00:00.000Z"
"""HAR wants a time in every entry; this one is written, and understood, where none is known."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands, and what the way to it says about it.

    Attributes
    ----------
    source : str
        Name of the file.
    index : int
        Number of the entry, from 0.
    pointer : str
        JSON pointer of the entry in its file.
    line : int or None
        Line of the entry, in a file of JSON lines.
    provider_version : str or None
        Holds unless the entry says otherwise.
    base_path : str
    """

    source: str
    index: int = 0
    pointer: str = ""
    line: int | None = None
    provider_version: str | None = None
    base_path: str = ""

    def problem(self, pointer: str, message: str, *, warning: bool = False) -> Problem:
        """Say what is odd below this entry."""
        return Problem(message, self.source, self.line, "warning" if warning else "error", self.pointer + pointer)


@dataclass(frozen=True, slots=True)
class Dropped:
    """Lower-case names of headers that a recorder leaves out of requests and responses."""

    request: frozenset[str] = frozenset()
    response: frozenset[str] = frozenset()


NOTHING_DROPPED = Dropped()
_CHROME = Dropped(frozenset(["cookie", "authorization"]), frozenset(["set-cookie"]))


class UnreadableEntry(Exception):
    """An entry that is left out, with every reason; warnings where it is no exchange at all."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(problems)


def dropped_by_recorder(log: Mapping[str, Any], entries: list[Any]) -> Dropped:
    """Tell which headers the tool that wrote this log left out.

    Chrome's default export ("sanitized", since Chrome 130) has neither cookies nor Authorization. That they are missing
    from the whole log is the only sign of it; where one of them occurs, the log is complete.

    Parameters
    ----------
    log : mapping
        The ``log`` object.
    entries : list
        Its entries.
    """
    creator, browser = _name_of(log.get("creator")), _name_of(log.get("browser"))
    if creator != "webinspector" and not browser.startswith(("chrome", "google chrome")):
        return NOTHING_DROPPED
    names = _CHROME.request | _CHROME.response
    for entry in entries:
        for side in ("request", "response"):
            part = entry.get(side) if isinstance(entry, dict) else None
            if not isinstance(part, dict):
                continue
            headers = part.get("headers")
            for header in headers if isinstance(headers, list) else ():
                name = header.get("name") if isinstance(header, dict) else None
                if isinstance(name, str) and name.lower() in names:
                    return NOTHING_DROPPED
            if part.get("cookies"):
                return NOTHING_DROPPED
    return _CHROME


def _name_of(tool: Any) -> str:
    name = tool.get("name") if isinstance(tool, dict) else None
    return name.lower() if isinstance(name, str) else ""


def read_entry(entry: Any, place: Place, dropped: Dropped = NOTHING_DROPPED) -> Capture:
    """Make a capture of a HAR entry.

    Parameters
    ----------
    entry : parsed JSON
    place : Place
    dropped : Dropped
        What the recorder left out.

    Raises
    ------
    UnreadableEntry
        With every fault of the entry.
    """
    faults: list[Problem] = []
    notes: list[Problem] = []

    def fault(pointer: str, message: str) -> None:
        faults.append(place.problem(pointer, message))

    def note(pointer: str, message: str) -> None:
        notes.append(place.problem(pointer, message, warning=True))

    if not isinstance(entry, dict):
        raise UnreadableEntry(
            [place.problem("", f"expected an entry with request and response, got {kind_of(entry)}.")]
        )
    raw_request, raw_response = entry.get("request"), entry.get("response")
    other = _other_scheme(raw_request)
    if other:
        # Browsers list these among their requests; nothing is wrong with the recording.
        message = f"is no exchange over HTTP but {other}; it is left out."
        raise UnreadableEntry([place.problem("/request/url", message, warning=True)])
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
    if faults:
        raise UnreadableEntry(faults)
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
        problems=tuple(notes),
        raw=entry,
    )


# -- what a verdict needs ---------------------------------------------------------------------------------------------


def _other_scheme(request: Any) -> str | None:
    """``data:``, ``blob:``, ``chrome-extension:`` … where the address has such a scheme."""
    url = request.get("url") if isinstance(request, dict) else None
    match = _OTHER_SCHEME.match(url) if isinstance(url, str) else None
    return match[0] if match else None


def _method(request: Mapping[str, Any], fault: Any) -> str:
    method = request.get("method")
    if isinstance(method, str) and method.strip():
        return method.strip()
    fault("/request/method", f"expected a method such as GET, got {kind_of(method)}.")
    return ""


def _address(request: Mapping[str, Any], fault: Any) -> tuple[str, str, str]:
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


def _headers(part: Mapping[str, Any], pointer: str, fault: Any) -> Headers:
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
            pairs += [(name, one) for one in value.split("\n")] if "\n" in value else [(name, value)]
        elif value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            pairs.append((name, "" if value is None else str(value)))
        else:
            fault(f"{pointer}/headers/{index}/value", f"expected text, got {kind_of(value)}.")
    return Headers(pairs)


def _status(response: Mapping[str, Any], fault: Any) -> tuple[int, str | None]:
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


# -- what is good to know ---------------------------------------------------------------------------------------------


def _plain_text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _duration(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
