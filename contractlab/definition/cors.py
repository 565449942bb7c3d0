"""What browsers ask of a server of another origin, as the reference's mock answers it.

Source: pact_mock_server 2.2.6 behind pact-python 4.2.0. It appends its headers beside those of a contract, which
browsers refuse; here a contract's own header takes the place of the mock's.
"""

from __future__ import annotations

from contractlab.values.headers import Headers
from contractlab.values.http import HttpRequest, HttpResponse

__all__ = ["is_preflight", "preflight_answer", "with_cors"]

_METHODS = "GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH"


def is_preflight(request: HttpRequest) -> bool:
    """True for what a browser asks before it sends a request to another origin (Fetch, CORS-preflight request)."""
    return request.method.upper() == "OPTIONS" and "access-control-request-method" in request.headers


def _headers(request: HttpRequest, allowed: str) -> list[tuple[str, str]]:
    return [
        ("Access-Control-Allow-Origin", request.headers.get("origin") or "*"),
        ("Access-Control-Allow-Headers", allowed),
        ("Access-Control-Allow-Methods", _METHODS),
        ("Access-Control-Expose-Headers", "Location, Link"),
        ("Access-Control-Allow-Credentials", "true"),
    ]


def preflight_answer(request: HttpRequest) -> HttpResponse:
    """The answer to a preflight: everything is allowed."""
    asked = request.headers.get("access-control-request-headers")
    return HttpResponse(204, _headers(request, f"{asked}, *" if asked else "*"))


def with_cors(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """A response that a page of any origin may read; headers that the contract has itself stay alone."""
    own: Headers = response.headers
    added = [(name, value) for name, value in _headers(request, "*") if name.lower() not in own]
    return HttpResponse(response.status, [*added, *own], response.body)
