"""The request of an example as a verifier sends it.

Source: what the Rust core behind pact-python 4.2.0 put on the wire (pact_verifier 1.4.7, reqwest). The path goes
through a URL parser, the query is decoded and written anew, JSON is written compact with its keys sorted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from urllib.parse import quote_from_bytes

from contractlab.contracts.expected import ExpectedRequest
from contractlab.formats.pact.matching.query_text import decode_query
from contractlab.values.content_types import parse_content_type
from contractlab.values.http import HttpRequest
from contractlab.values.json_text import json_text, to_string
from contractlab.values.json_types import JSON

__all__ = ["null_body", "sent_path", "sent_query", "sent_request"]

_OF_THE_CLIENT = frozenset({"transfer-encoding", "content-length"})
"""Headers that the verifier's client sets itself, whatever the contract says."""

_AROUND = "".join(map(chr, range(33)))
"""What the parser takes off the end of an address: control characters and spaces."""
_STRIPPED = re.compile(r"[\t\r\n]")
_DOTS = {".": 1, "%2e": 1, "..": 2, ".%2e": 2, "%2e.": 2, "%2e%2e": 2}
_PATH_SAFE = "!$%&'()*+,-./0123456789:;=@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz|~"
_INNER_QUERY_SAFE = _PATH_SAFE.replace("'", "") + "\\`{}?"
_FORM_SAFE = "*-._"


def sent_path(path: str, base_path: str = "") -> str:
    """A path behind a base path, as the WHATWG URL parser leaves it; what it takes for the query stays behind a ``?``.

    Parameters
    ----------
    path : str
    base_path : str
        Path of the provider's address.
    """
    inside = path.lstrip("/")
    joined = f"{base_path.rstrip('/')}/{inside}" if inside or not base_path.rstrip("/") else base_path.rstrip("/")
    target, mark, query = _STRIPPED.sub("", joined.rstrip(_AROUND)).partition("#")[0].partition("?")
    steps: list[str] = []
    pieces = target.replace("\\", "/").split("/")[1:]
    for number, piece in enumerate(pieces):
        dots = _DOTS.get(piece.lower(), 0)
        if dots == 2 and steps:
            steps.pop()
        if not dots:
            steps.append(piece)
        elif number == len(pieces) - 1:
            steps.append("")
    written = quote_from_bytes(f"/{'/'.join(steps)}".encode("utf-8", "replace"), safe=_PATH_SAFE)
    return written + mark + quote_from_bytes(query.encode("utf-8", "replace"), safe=_INNER_QUERY_SAFE)


def sent_query(query: JSON) -> str:
    """A query as a contract writes it, sorted by name and written anew as a form would be.

    Parameters
    ----------
    query : str, mapping of str to JSON value, or None
        A name without ``=``, and a value that is null, are not sent.
    """
    pairs = sorted(_parameters(query), key=itemgetter(0))
    return "&".join(f"{_form(name)}={_form(value)}" for name, value in pairs)


def _parameters(query: JSON) -> Iterator[tuple[str, str]]:
    if isinstance(query, str):
        for piece in query.split("&"):
            name, equals, value = piece.partition("=")
            if equals:
                yield decode_query(name), decode_query(value)
    elif isinstance(query, Mapping):
        for name, values in query.items():
            for value in values if isinstance(values, list) else [values]:
                if value is not None:
                    yield name, to_string(value)


def _form(text: str) -> str:
    # Unlike urllib's quote_plus, a form escapes the tilde and keeps the star.
    escaped = quote_from_bytes(text.encode("utf-8", "replace"), safe=f" {_FORM_SAFE}")
    return escaped.replace("~", "%7E").replace(" ", "+")


def sent_request(
    request: ExpectedRequest, query: JSON, *, base_path: str = "", custom_headers: Mapping[str, str] | None = None
) -> HttpRequest:
    """The request that a verifier makes of an expected one whose generators were applied.

    Parameters
    ----------
    request : ExpectedRequest
    query : str, mapping or None
        As the contract writes it: whether a parameter has no value or an empty one matters here.
    base_path : str
        Path of the provider's address.
    custom_headers : mapping of str to str, optional
        Headers that the verifier adds; one replaces the contract's of exactly the same spelling, and loses to one that
        is spelt in another case.

    Returns
    -------
    HttpRequest
        Without what any client adds of its own where the contract does not have it (``Host``, ``User-Agent``,
        ``Accept-Encoding``), and without ``Content-Length``.
    """
    headers: dict[str, list[str]] = {name: list(values) for name, values in request.headers.items()}
    headers.update({name: [value] for name, value in (custom_headers or {}).items() if _adds(name, headers)})
    lines = [(name, value.strip(" \t")) for name, values in headers.items() for value in values]
    lines = [(name, value) for name, value in lines if name.lower() not in _OF_THE_CLIENT]
    if not any(name.lower() == "accept" for name, _ in lines):
        lines.append(("Accept", "*/*"))
    path, _, inner = sent_path(request.path, base_path).partition("?")
    sent = "&".join(part for part in (inner, sent_query(query)) if part)
    return HttpRequest(_method(request.method), path, sent, lines, _body(request))


def _body(request: ExpectedRequest) -> bytes | None:
    if request.body.presence == "null":
        return null_body(request.headers)
    if request.body.presence != "present":
        return None
    if request.body.has_value:
        return json_text(request.body.value_as_read).encode("utf-8", "surrogatepass")
    return request.body.data or None


def null_body(headers: Mapping[str, Sequence[str]]) -> bytes | None:
    """What is sent for null: the core keeps it for JSON where the header says so, and sends it."""
    declared = next((values for name, values in headers.items() if name.lower() == "content-type"), [])
    parsed = parse_content_type(declared[0]) if declared else None
    return b"null" if parsed is not None and parsed.is_json else None


def _adds(name: str, headers: Mapping[str, Sequence[str]]) -> bool:
    return name in headers or name.lower() not in {written.lower() for written in headers}


def _method(method: str) -> str:
    """GET for what is no method's name: reqwest refuses it, and the core goes on with its default."""
    return method if re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", method) else "GET"
