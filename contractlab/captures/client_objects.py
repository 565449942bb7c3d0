"""Captures of exchanges that just happened: objects of httpx and requests, taken over as they are."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeAlias
from urllib.parse import urlsplit

from contractlab.captures.capture import NO_RESPONSE, Capture
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.markers import NOT_RECORDED

__all__ = ["RequestInput", "ResponseInput", "capture_exchange"]


class ClientRequest(Protocol):
    """A request as httpx and requests have it."""

    @property
    def method(self) -> object: ...
    @property
    def url(self) -> object: ...
    @property
    def headers(self) -> object: ...


class ClientResponse(Protocol):
    """A response as httpx and requests have it; most know their request."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> object: ...


RequestInput: TypeAlias = HttpRequest | ClientRequest | ClientResponse
ResponseInput: TypeAlias = HttpResponse | ClientResponse


class _WithBody:
    """A request or response seen with another body."""

    def __init__(self, inner: object, content: bytes | None) -> None:
        self._inner = inner
        self.content = content

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def capture_exchange(
    request: RequestInput,
    response: ResponseInput | None = None,
    *,
    started: str | None = None,
    duration_ms: float | None = None,
    error: str | None = None,
) -> Capture:
    """Make a capture of one exchange.

    Parameters
    ----------
    request : HttpRequest, or a request or response of httpx or requests
    response : HttpResponse or a response of httpx or requests, optional
    started, duration_ms, error : optional
        Worked out where the response knows them.

    Raises
    ------
    TypeError
        If one of them is nothing of the kind.
    """
    client_response: object = response
    client_request: object = request
    if response is None and hasattr(request, "status_code"):
        client_response, client_request = request, _request_of(request)
    elapsed = _elapsed(client_response)
    if duration_ms is None and elapsed is not None:
        duration_ms = elapsed.total_seconds() * 1000
    if started is None and elapsed is not None:
        started = (datetime.now(UTC) - elapsed).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Capture(
        request=_take_request(client_request),
        response=_take_response(client_response) if client_response is not None else None,
        started=started,
        duration_ms=duration_ms,
        http_version=_http_version(client_response),
        error=error if client_response is not None or error else NO_RESPONSE,
        origin=_origin(client_request),
    )


def _request_of(response: object) -> object:
    """The request a response answers; httpx raises where it knows none."""
    request: object = None
    with suppress(RuntimeError):
        request = getattr(response, "request", None)
    if request is None:
        raise TypeError(f"this {type(response).__name__} does not know its request; give the request first")
    return request


def _content(item: object) -> tuple[bytes | None, bool]:
    """Body of a foreign object, and whether it is known: one that was streamed and never read is not."""
    try:
        content: object = item.content if hasattr(item, "content") else getattr(item, "body", None)
    except RuntimeError:  # httpx.RequestNotRead, httpx.ResponseNotRead, requests' consumed streams
        return None, False
    if isinstance(content, str):
        return content.encode(), True
    if content is None or isinstance(content, bytes):
        return content, True
    return None, False


def _take_request(request: object) -> HttpRequest:
    if isinstance(request, HttpRequest):
        return request
    content, is_known = _content(request)
    taken = HttpRequest.of(_WithBody(request, content))
    if is_known:
        return taken
    return HttpRequest(taken.method, taken.path, taken.query, taken.headers, NOT_RECORDED)


def _take_response(response: object) -> HttpResponse:
    if isinstance(response, HttpResponse):
        return response
    content, is_known = _content(response)
    taken = HttpResponse.of(_WithBody(response, content))
    return taken if is_known else HttpResponse(taken.status, taken.headers, NOT_RECORDED)


def _elapsed(response: object) -> timedelta | None:
    try:
        elapsed = getattr(response, "elapsed", None)
    except RuntimeError:  # httpx knows it only once the response is closed
        return None
    return elapsed if isinstance(elapsed, timedelta) else None


def _http_version(response: object) -> str | None:
    try:
        version = getattr(response, "http_version", None)
    except RuntimeError:
        return None
    return version if isinstance(version, str) else None


def _origin(request: object) -> str:
    url = urlsplit(str(getattr(request, "url", "")))
    return f"{url.scheme}://{url.netloc}" if url.scheme and url.netloc else ""
