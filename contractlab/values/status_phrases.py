"""Reason phrases of statuses: the same words whatever Python runs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

# RFC 9110 renamed these; Python follows it since 3.13.
_RENAMED = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}


def reason_phrase(status: Any) -> str:
    """Return the words of a status, as RFC 9110 has them (``Not Found``); empty for a status that has none."""
    try:
        listed = HTTPStatus(status)
    except ValueError:
        return ""
    return _RENAMED.get(listed.value, listed.phrase)
