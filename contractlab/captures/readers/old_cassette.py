"""Cassettes of VCR 1 (Ruby, until 2011) and of VCR.py before its version 1, put into the form that came after.

Both were a list of interactions without anything around it. Ruby wrote its own structures and symbols (``method:
:get``); VCR.py wrote host, port and path instead of an address, and headers as lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["LOOKS_OLD", "is_old_list", "modernise"]

LOOKS_OLD = re.compile(r"^- +(?:!ruby/(?:struct|object):VCR::|:?request *:)|^- *\n? *:?request *:", re.MULTILINE)
"""How the first interaction of such a list begins in YAML."""
_PARTS = frozenset(["request", "response", "status", "body"])
_HEADER_LINE = re.compile(r"(?P<name>[^:\s]+):[ \t]*(?P<value>[^\r\n]*)\s*")


def is_old_list(document: object) -> bool:
    """Tell such a list among parsed JSON or YAML; entries of HAR, which also stand in lists, have a ``url``."""
    first = document[0] if isinstance(document, list) and document else None
    if not isinstance(first, Mapping):
        return False
    request = _plain(first).get("request")
    keys = _plain(request) if isinstance(request, Mapping) else {}
    return "url" not in keys and ("uri" in keys or ("host" in keys and "path" in keys))


def modernise(interaction: object) -> object:
    """Give an interaction in the form of today; anything that is none as it is."""
    if not isinstance(interaction, Mapping):
        return interaction
    plain = _plain(interaction)
    request, response = plain.get("request"), plain.get("response")
    if isinstance(request, Mapping):
        plain["request"] = _request(_plain(request))
    if isinstance(response, Mapping):
        plain["response"] = _with_headers(_plain(response))
    return plain


def _plain(mapping: Mapping[object, object]) -> dict[object, object]:
    """Without the colons of Ruby's symbols, in the keys and in the parts that have keys of their own."""
    plain: dict[object, object] = {}
    for key, value in mapping.items():
        name = key.removeprefix(":") if isinstance(key, str) else key
        nested = name in _PARTS and isinstance(value, Mapping)
        plain[name] = _plain(value) if nested and isinstance(value, Mapping) else value
    return plain


def _request(request: dict[object, object]) -> dict[object, object]:
    method = request.get("method")
    if isinstance(method, str):
        request["method"] = method.removeprefix(":")
    if "uri" not in request:
        uri = _address(request)
        if uri is not None:
            request["uri"] = uri
    return _with_headers(request)


def _address(request: Mapping[object, object]) -> str | None:
    scheme, host = request.get("protocol", request.get("scheme", "http")), request.get("host")
    port, path = request.get("port"), request.get("path")
    if not isinstance(scheme, str) or not isinstance(host, str) or not isinstance(path, str):
        return None
    usual = {"http": 80, "https": 443}.get(scheme)
    place = f":{port}" if isinstance(port, int) and port != usual else ""
    return f"{scheme}://{host}{place}{path}"


def _with_headers(part: dict[object, object]) -> dict[object, object]:
    listed = part.get("headers")
    if isinstance(listed, list):
        lines = [_HEADER_LINE.fullmatch(line) if isinstance(line, str) else None for line in listed]
        if all(line is not None for line in lines):
            headers: dict[str, list[str]] = {}
            for line in lines:
                if line is not None:
                    headers.setdefault(line["name"], []).append(line["value"])
            part["headers"] = headers
    return part
