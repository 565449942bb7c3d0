"""What ContractCase's matchers get to see of a request or response: the way there changes it.

Source: ContractCase 0.30.1. Responses come through axios, which reads any text as JSON that can be read so;
requests come through Express 4 with ``express.json()``.
"""

from __future__ import annotations

import json
from typing import Any

from contractlab.formats.contractcase.matching.js_text import BadJson, parse_as_javascript
from contractlab.formats.contractcase.query_objects import parse_query_objects
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.markers import NOT_RECORDED

__all__ = ["RefusedBody", "envelope_of", "seen_request", "seen_response"]

_LARGEST = 100 * 1024
_ONCE = frozenset(
    "age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since "
    "last-modified location max-forwards proxy-authorization referer retry-after server user-agent".split()
)
"""Headers of which Node.js keeps the first only."""


class RefusedBody(Exception):
    """A request body that Express answers with an error, so that ContractCase's mock never sees the request."""


def _response_body(response: HttpResponse) -> Any:
    """The body as axios hands it on: JSON whatever its content type, else text; nothing is the empty string."""
    data = response.body
    if data is NOT_RECORDED:
        return NOT_RECORDED
    text = (data or b"").decode("utf-8", "replace").removeprefix("\ufeff")
    if not text:
        return ""
    try:
        return parse_as_javascript(text)
    except BadJson:
        return text
    except RecursionError:  # nothing that is checked is nested so deep
        return text


def seen_response(response: HttpResponse) -> JSONObject:
    """A response: status, headers (which ContractCase 0.30.1 does not hand on) and body."""
    headers = _headers(response.headers.by_name)
    return {"status": response.status, "headers": headers, "body": _response_body(response)}


def _headers(by_name: dict[str, list[str]]) -> JSONObject:
    headers: JSONObject = {}
    for name, values in by_name.items():
        if name == "set-cookie":
            headers[name] = list(values)
        elif name in _ONCE:
            headers[name] = values[0]
        else:
            headers[name] = ("; " if name == "cookie" else ", ").join(values)
    return headers


def seen_request(request: HttpRequest) -> JSONObject:
    """A request: method, path, query as objects, headers with names in lower case, and body.

    Raises
    ------
    RefusedBody
        If Express refuses the body.
    """
    return {
        "method": request.method,
        "path": request.path,
        "query": parse_query_objects(request.query),
        "headers": _headers(request.headers.by_name),
        "body": _request_body(request),
    }


def envelope_of(outcome: JSON) -> JSONObject:
    """What came of a call of a function, in the envelope that ContractCase's wrappers make.

    Parameters
    ----------
    outcome : JSON value or Exception
    """
    if isinstance(outcome, BaseException):
        return {"errorClassName": type(outcome).__name__, "message": str(outcome)}
    return {"success": json.dumps(outcome, ensure_ascii=False)}


def _request_body(request: HttpRequest) -> Any:
    data = request.body
    kind = (request.headers.get("content-type") or "").split(";")[0].strip().lower()
    if data is NOT_RECORDED:
        return NOT_RECORDED
    if not data or kind != "application/json":
        return {}
    if len(data) > _LARGEST:
        raise RefusedBody("the mock server takes bodies of 100 kB at most")
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    if text.lstrip(" \t\n\r")[:1] not in ("{", "["):
        raise RefusedBody("the mock server takes only objects and arrays as JSON")
    try:
        return parse_as_javascript(text)
    except BadJson as error:
        raise RefusedBody(f"the body is not valid JSON: {error}") from None
    except RecursionError:
        raise RefusedBody("the body is nested too deep to be read") from None
