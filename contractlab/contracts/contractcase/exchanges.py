"""What ContractCase's matchers get to see of a request or response: the way there changes it.

Source: ContractCase 0.30.1. Responses come through axios, which reads any text as JSON that can be read so;
requests come through Express 4 with ``express.json()``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contractlab.contracts.contractcase.query_objects import parse_query_objects
from contractlab.matching.contractcase.js_text import BadJson, parse_json
from contractlab.matching.trouble import CannotCheck
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.markers import NOT_RECORDED

__all__ = ["RefusedBody", "SeenRequest", "response_body", "response_headers", "seen_request"]

_LARGEST = 100 * 1024
_ONCE = frozenset(
    "age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since "
    "last-modified location max-forwards proxy-authorization referer retry-after server user-agent".split()
)
"""Headers of which Node.js keeps the first only."""


class RefusedBody(Exception):
    """A request body that Express answers with an error, so that ContractCase's mock never sees the request."""


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request as the mock server has it: query as objects, header names in lower case.

    Attributes
    ----------
    body : JSON value
        An empty object where there is none, or none that is JSON.
    """

    method: str
    path: str
    query: dict[str, Any]
    headers: dict[str, Any]
    body: Any


def response_body(response: HttpResponse) -> Any:
    """The body as axios hands it on: JSON whatever its content type, else text; nothing is the empty string.

    Raises
    ------
    CannotCheck
        If it was not recorded.
    """
    data = response.body
    if data is NOT_RECORDED:
        raise CannotCheck("not recorded: the body")
    text = (data or b"").decode("utf-8", "replace").removeprefix("\ufeff")
    if not text:
        return ""
    try:
        return parse_json(text)
    except BadJson:
        return text
    except RecursionError:
        raise CannotCheck("the body is nested too deep to be read") from None


def response_headers(response: HttpResponse) -> dict[str, Any]:
    """Headers as Node.js has them, which ContractCase 0.30.1 does not hand on."""
    return _headers(response.headers.by_name)


def _headers(by_name: dict[str, list[str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, values in by_name.items():
        if name == "set-cookie":
            found[name] = list(values)
        elif name in _ONCE:
            found[name] = values[0]
        else:
            found[name] = ("; " if name == "cookie" else ", ").join(values)
    return found


def seen_request(request: HttpRequest) -> SeenRequest:
    """What the mock server sees of a request.

    Raises
    ------
    RefusedBody
        If Express refuses the body.
    CannotCheck
        If the body was not recorded.
    """
    return SeenRequest(
        request.method, request.path, parse_query_objects(request.query), _headers(request.headers.by_name),
        _request_body(request),
    )  # fmt: skip


def _request_body(request: HttpRequest) -> Any:
    data = request.body
    kind = (request.headers.get("content-type") or "").split(";")[0].strip().lower()
    if data is NOT_RECORDED:
        raise CannotCheck("not recorded: the body")
    if not data or kind != "application/json":
        return {}
    if len(data) > _LARGEST:
        raise RefusedBody("the mock server takes bodies of 100 kB at most")
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    if text.lstrip(" \t\n\r")[:1] not in ("{", "["):
        raise RefusedBody("the mock server takes only objects and arrays as JSON")
    try:
        return parse_json(text)
    except BadJson as error:
        raise RefusedBody(f"the body is no JSON: {error}") from None
    except RecursionError:
        raise CannotCheck("the body is nested too deep to be read") from None
