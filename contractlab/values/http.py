"""HTTP requests and responses as plain values."""

from __future__ import annotations

import json as _json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlsplit

from contractlab.values.display import clean_text
from contractlab.values.headers import Headers
from contractlab.values.json_types import JSON
from contractlab.values.markers import NOT_RECORDED, NotRecordedType
from contractlab.values.text import visible

__all__ = ["EVERY_HEADER", "Body", "HeaderNames", "HttpRequest", "HttpResponse", "Redacted"]

Body = bytes | None | NotRecordedType
"""None is absent, ``b""`` is empty, NOT_RECORDED is unknown."""

EVERY_HEADER = "*"
"""Among the names of headers that were not recorded: none were, whatever they are called."""

HeadersInput = Headers | Mapping[str, JSON] | Iterable[tuple[str, str]] | None
_UNSET: Any = object()


@dataclass(frozen=True, slots=True)
class Redacted:
    """A place whose text was removed before it was stored.

    Attributes
    ----------
    part : str
        ``"header"``, ``"query"`` or ``"body"``.
    name : str
        Header or parameter name, or a JSON path in the body.
    """

    part: str
    name: str


class HeaderNames(frozenset[str]):
    """Lower-case names of headers that a recording left out; with `EVERY_HEADER` among them, any name is."""

    __slots__ = ()

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (isinstance(name, str) and super().__contains__(EVERY_HEADER))


_NO_NAMES = HeaderNames()
"""Shared by all recordings that left nothing out: an empty set is as large as a request."""


def _as_headers(headers: HeadersInput) -> Headers:
    return headers if isinstance(headers, Headers) else Headers(headers)


def _escaped(text: object) -> str:
    # Half a surrogate pair comes from strangers' JSON; it is no fault of ours.
    return quote_plus(str(text), errors="surrogatepass")


def _as_query(query: JSON) -> str:
    if query is None:
        return ""
    if isinstance(query, bytes):
        return query.decode("utf-8", "replace")
    if isinstance(query, str):
        return query
    pairs = query.items() if isinstance(query, Mapping) else query
    parts: list[str] = []
    for name, value in pairs:
        for item in value if isinstance(value, list | tuple) else [value]:
            parts.append(_escaped(name) if item is None else f"{_escaped(name)}={_escaped(item)}")
    return "&".join(parts)


def _as_body(body: Any, json: Any) -> Body:
    if json is not _UNSET:
        return _json.dumps(json, ensure_ascii=False, separators=(",", ":")).encode()
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytearray | memoryview):
        return bytes(body)
    if body is None or isinstance(body, bytes) or body is NOT_RECORDED:
        return body
    raise TypeError(
        f"body takes bytes, str, None or NOT_RECORDED, not {type(body).__name__}; use json= for parsed JSON"
    )


def _set_contents(
    made: HttpRequest | HttpResponse,
    headers: HeadersInput,
    body: Any,
    json: Any,
    not_recorded: Iterable[str],
    redacted: Iterable[Redacted],
) -> None:
    """Set what requests and responses have alike, in the types of the fields."""
    sent = _as_headers(headers)
    if json is not _UNSET and "content-type" not in sent:
        sent = Headers([*sent, ("Content-Type", "application/json")])
    sent = sent.shared
    set_ = object.__setattr__
    set_(made, "headers", sent)
    set_(made, "body", _as_body(body, json))
    set_(made, "not_recorded", HeaderNames(name.lower() for name in not_recorded) or _NO_NAMES)
    set_(made, "redacted", tuple(redacted))


@dataclass(frozen=True, slots=True, init=False, repr=False)
class HttpRequest:
    """A request.

    Parameters
    ----------
    method, path : str
        The path is taken as sent: percent-encoding is significant to Pact.
    query : str, pairs or mapping
        As sent, without the question mark; pairs are encoded.
    headers : Headers, mapping or pairs
    body : bytes, str, None or NOT_RECORDED
    json : any JSON value, instead of `body`
        Also adds a Content-Type header where there is none.
    not_recorded : names
        Lower-case names of headers that the recording left out; `EVERY_HEADER` for all of them.
    redacted : Redacted
        Places whose text was removed before storing.
    """

    method: str
    path: str
    query: str
    headers: Headers
    body: Body = field(repr=False)
    not_recorded: frozenset[str]
    redacted: tuple[Redacted, ...]

    def __init__(
        self,
        method: str = "GET",
        path: str = "/",
        query: JSON = "",
        headers: HeadersInput = None,
        body: Any = None,
        *,
        json: Any = _UNSET,
        not_recorded: Iterable[str] = (),
        redacted: Iterable[Redacted] = (),
    ) -> None:
        object.__setattr__(self, "method", method)
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "query", _as_query(query))
        _set_contents(self, headers, body, json, not_recorded, redacted)

    def __repr__(self) -> str:
        # Headers, query and body may hold secrets; a repr ends up in logs.
        return f"<HttpRequest {visible(self.method)} {visible(clean_text(self.path))}>"

    @property
    def target(self) -> str:
        """Path and query as in a request line."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @classmethod
    def of(cls, request: Any) -> HttpRequest:
        """Take over a request of httpx or requests, or anything shaped like one.

        Raises
        ------
        TypeError
            If `request` has no ``method`` and ``url``.
        """
        if isinstance(request, cls):
            return request
        try:
            url = urlsplit(str(request.url))
            headers = _pairs(request.headers)
            body = request.content if hasattr(request, "content") else getattr(request, "body", None)
        except AttributeError:
            raise TypeError(f"{type(request).__name__} is not a request: it has no method, url and headers") from None
        return cls(str(request.method), url.path or "/", url.query, headers, body or None)


@dataclass(frozen=True, slots=True, init=False, repr=False)
class HttpResponse:
    """A response.

    Parameters
    ----------
    status : int
    headers : Headers, mapping or pairs
    body : bytes, str, None or NOT_RECORDED
    json : any JSON value, instead of `body`
        Also adds a Content-Type header where there is none.
    not_recorded : names
        Lower-case names of headers that the recording left out; `EVERY_HEADER` for all of them.
    redacted : Redacted
        Places whose text was removed before storing.
    """

    status: int
    headers: Headers
    body: Body = field(repr=False)
    not_recorded: frozenset[str]
    redacted: tuple[Redacted, ...]

    def __init__(
        self,
        status: int = 200,
        headers: HeadersInput = None,
        body: Any = None,
        *,
        json: Any = _UNSET,
        not_recorded: Iterable[str] = (),
        redacted: Iterable[Redacted] = (),
    ) -> None:
        object.__setattr__(self, "status", status)
        _set_contents(self, headers, body, json, not_recorded, redacted)

    def __repr__(self) -> str:
        size = (
            "no body"
            if self.body is None
            else "body not recorded"
            if self.body is NOT_RECORDED
            else f"{len(self.body)} bytes"
        )
        return f"<HttpResponse {self.status}, {size}>"

    @classmethod
    def of(cls, response: Any) -> HttpResponse:
        """Take over a response of httpx or requests, or anything with status_code, headers and content.

        Raises
        ------
        TypeError
            If `response` is nothing of the kind.
        """
        if isinstance(response, cls):
            return response
        try:
            return cls(int(response.status_code), _response_pairs(response), response.content)
        except AttributeError:
            raise TypeError(
                f"{type(response).__name__} is not a response: use cl.HttpResponse(status=…, headers=…, body=…), "
                "or a response of httpx or requests"
            ) from None


def _pairs(headers: Any) -> list[tuple[str, str]]:
    """Repeated headers stay apart where the library keeps them apart."""
    if hasattr(headers, "multi_items"):
        return [(str(name), str(value)) for name, value in headers.multi_items()]
    return [(str(name), str(value)) for name, value in headers.items()]


def _response_pairs(response: Any) -> list[tuple[str, str]]:
    """Headers of a response; requests joins repeated ones, and the urllib3 response below it does not."""
    pairs = _pairs(response.headers)
    below = getattr(getattr(response, "raw", None), "headers", None)
    if below is None or hasattr(response.headers, "multi_items") or not hasattr(below, "getlist"):
        return pairs
    apart = _pairs(below)
    same = {name.lower() for name, _ in apart} == {name.lower() for name, _ in pairs}
    return apart if same else pairs
