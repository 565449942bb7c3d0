"""Refusals as ``application/problem+json`` (RFC 9457), for clients that ask for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from contractlab.values.json_types import JSON

__all__ = ["as_problem"]

_INDEX = re.compile(r"^(.*) \(at index (\d+)\)$", re.DOTALL)
_KINDS = {
    400: ("bad-request", "Bad request"),
    404: ("not-found", "Not found"),
    409: ("conflict", "Conflict"),
    422: ("unprocessable", "Unprocessable content"),
    500: ("server-error", "Server error"),
}


def as_problem(base: str, status: int, body: JSON) -> JSON:
    """A refusal in the other form.

    Parameters
    ----------
    base : str
        Address of the broker.
    status : int
    body : JSON
        ``{"error": …}`` or ``{"errors": …}``; anything else stays as it is.
    """
    if not isinstance(body, Mapping):
        return body
    if "errors" in body:
        return {
            "title": "Validation errors",
            "type": f"{base}/problems/validation-error",
            "status": status,
            "instance": "/",
            "errors": _faults(base, body["errors"]),
        }
    if "error" not in body:
        return body
    name, title = _KINDS.get(status, ("error", "Error"))
    error = body["error"]
    detail = error.get("message") if isinstance(error, Mapping) else error
    return {"title": title, "type": f"{base}/problems/{name}", "detail": detail, "status": status, "instance": "/"}


def _faults(base: str, errors: JSON) -> list[JSON]:
    if isinstance(errors, list):
        return [_fault(base, "", str(text)) for text in errors]
    if not isinstance(errors, Mapping):
        return []
    listed: list[JSON] = []
    for name, texts in errors.items():
        pointer = "/" + name.replace("~", "~0").replace("/", "~1").replace(".", "/")
        for text in texts if isinstance(texts, list) else [texts]:
            indexed = _INDEX.match(str(text))
            if indexed is None:
                listed.append(_fault(base, pointer, str(text)))
            else:
                listed.append(_fault(base, f"{pointer}/{indexed[2]}", indexed[1]))
    return listed


def _fault(base: str, pointer: str, text: str) -> JSON:
    kind = "missing-body-property" if text == "is missing" else "invalid-body-property-value"
    return {"type": f"{base}/problems/{kind}", "title": "Invalid body parameter", "detail": text, "pointer": pointer}
