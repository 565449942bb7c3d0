"""Captures of exchanges that just happened: objects of httpx and requests, taken over as they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from contractlab.captures.capture import Capture
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.markers import NOT_RECORDED

__all__ = ["capture_exchange"]


class _WithBody:
    """A request or response seen with another body."""

    def __init__(self, inner: Any, content: bytes | None) -> None:
        self._inner = inner
        self.content = content

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def capture_exchange(
    request: Any,
    response: Any = None,
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
    if response is None and hasattr(request, "status_code"):
        response, request = request, _request_of(request)
    elapsed = _elapsed(response)
    if duration_ms is None and elapsed is not None:
        duration_ms = elapsed.total_seconds() * 1000
    if started is None and elapsed is not None:
        started = (datetime.now(UTC) - elapsed).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Capture(
        request=_take_request(request),
        response=_take_response(response) if response is not None else None,
        started=started,
        duration_ms=duration_ms,
        http_version=_http_version(response),
        error=error if response is not None or error else "no response was recorded",
        origin=_origin(request),
    )


def _request_of(response: Any) -> Any:
    """The request a response answers; httpx raises where it knows none."""
    try:
        request = response.request
    except (AttributeError, RuntimeError):
        request = None
    if request is None:
        raise TypeError(f"this {type(response).__name__} does not know its request; give the request first")
    return request


def _content(item: Any) -> tuple[bytes | None, bool]:
    """Body of a foreign object, and whether it is known: one that was streamed and never read is not."""
    try:
        content = item.content if hasattr(item, "content") else getattr(item, "body", None)
    except RuntimeError:  # httpx.RequestNotRead, httpx.ResponseNotRead, requests' consumed streams
        return None, False
    if isinstance(content, str):
        return content.encode(), True
    if content is None or isinstance(content, bytes):
        return content, True
    return None, False


def _take_request(request: Any) -> HttpRequest:
    if isinstance(request, HttpRequest):
        return request
    content, known = _content(request)
    taken = HttpRequest.of(_WithBody(request, content))
    if known:
        return taken
    return HttpRequest(taken.method, taken.path, taken.query, taken.headers, NOT_RECORDED)


def _take_response(response: Any) -> HttpResponse:
    if isinstance(response, HttpResponse):
        return response
    content, known = _content(response)
    taken = HttpResponse.of(_WithBody(response, content))
    return taken if known else HttpResponse(taken.status, taken.headers, NOT_RECORDED)


def _elapsed(response: Any) -> timedelta | None:
    try:
        elapsed = getattr(response, "elapsed", None)
    except RuntimeError:  # httpx knows it only once the response is closed
        return None
    return elapsed if isinstance(elapsed, timedelta) else None


def _http_version(response: Any) -> str | None:
    try:
        version = getattr(response, "http_version", None)
    except (AttributeError, RuntimeError):
        return None
    return version if isinstance(version, str) else None


def _origin(request: Any) -> str:
    url = urlsplit(str(getattr(request, "url", "")))
    return f"{url.scheme}://{url.netloc}" if url.scheme and url.netloc else ""
