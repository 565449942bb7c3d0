"""What answers a request that matches no example: the differences from the nearest, and code that defines it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from contractlab.definition.received import Received
from contractlab.values.display import present
from contractlab.values.http import HttpResponse
from contractlab.values.json_text import json_text
from contractlab.values.json_types import JSON, JSONObject, Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch
from contractlab.values.rule import rule_label
from contractlab.values.text import count, shorten
from contractlab.verification.nearest import NearExample

__all__ = ["miss_document", "miss_response", "miss_sentence", "misses_sentence", "prefers_text"]

_MOST = 50
"""Differences of one example that are listed."""

_LONGEST = 1_000
"""Characters of a value that are repeated."""


def prefers_text(received: Received) -> bool:
    """True if the client asks for plain text, and not for JSON."""
    accepted = received.request.headers.get("accept", "") or ""
    kinds = [piece.partition(";")[0].strip().lower() for piece in accepted.split(",")]
    return "text/plain" in kinds and "application/json" not in kinds


def miss_response(received: Received) -> HttpResponse:
    """The 500 that answers a request which matches no example; JSON, or plain text where the client asks for it.

    Parameters
    ----------
    received : Received
    """
    header = ("X-Pact", "Request-Mismatch" if _nearly(received) else "Unexpected-Request")
    if prefers_text(received):
        text = present(received)["text/plain"]
        return HttpResponse(500, [("Content-Type", "text/plain; charset=utf-8"), header], f"{text}\n")
    body = json.dumps(miss_document(received), indent=2, ensure_ascii=False)
    data = body.encode("utf-8", "backslashreplace")
    return HttpResponse(500, [("Content-Type", "application/json; charset=utf-8"), header], data)


def _nearly(received: Received) -> bool:
    """True if method and path fit; the reference's mock says so in a header, by the example that it took."""
    near = received.nearest[:1]
    return bool(near) and not {"method", "path"} & {each.part for each in near[0].mismatches}


def miss_document(received: Received) -> JSONObject:
    """What the JSON says.

    Parameters
    ----------
    received : Received

    Returns
    -------
    JSON object
        ``error`` a sentence, ``request``, ``nearest`` a list of examples with ``mismatches``, ``code``.
    """
    shown = received.shown_request
    return {
        "error": miss_sentence(received),
        "request": {"method": shown.method, "target": shown.target, "number": received.number},
        "nearest": [_near(received, near) for near in received.nearest],
        "code": received.code(),
    }


def misses_sentence(missed: Sequence[Received]) -> str:
    """What is wrong with requests that match no example, in the sentence that a log of tests shows of it.

    Parameters
    ----------
    missed : sequence of Received
        Of one mock; the first is told.
    """
    if not missed:
        return "No request came, so nothing is proved."
    more = f" ({count(len(missed) - 1, 'more request')} match none.)" if len(missed) > 1 else ""
    return miss_sentence(missed[0]) + more.replace("1 more requests match", "1 more request matches")


def miss_sentence(received: Received) -> str:
    """What is wrong with a request: the first difference from the nearest example, secrets taken out.

    Parameters
    ----------
    received : Received
    """
    shown = received.shown_request
    subject = f"{shown.method} {shorten(shown.target, 200)}"
    if received.reason:
        return f"{subject}: {received.reason}"
    if not received.nearest:
        return f"{subject} matches no example: the contract has none for HTTP. The code below defines it."
    nearest = received.nearest[0]
    first = received.mask.mismatch(nearest.mismatches[0]).message
    more = len(nearest.mismatches) - 1
    rest = f" And {more:,} more." if more else ""
    return f"{subject} matches no example. Nearest: “{shorten(nearest.example.description, 200)}”; {first}{rest}"


def _near(received: Received, near: NearExample) -> JSONObject:
    document: JSONObject = {
        "example": near.example.description,
        "key": near.example.key,
        "states": [str(state) for state in near.example.states],
        "mismatches": [_mismatch(received, near, each) for each in near.mismatches[:_MOST]],
    }
    if len(near.mismatches) > _MOST:
        document["more"] = len(near.mismatches) - _MOST
    return document


def _mismatch(received: Received, near: NearExample, mismatch: Mismatch) -> JSONObject:
    shown = received.mask.mismatch(mismatch)
    location = received.location_of(near, mismatch)
    document: JSONObject = {
        "part": shown.part,
        "path": shown.path,
        "message": shown.message,
        "rule": "exact" if shown.rule is None else rule_label(shown.rule.name, shown.rule.args),
        "at": received.place_of(near, mismatch),
        "line": location.line,
        "pointer": location.pointer,
    }
    for name, value in (("expected", shown.expected), ("actual", shown.actual)):
        if value is not MISSING:
            document[name] = _repeated(value)
    return document


def _repeated(value: Value) -> JSON:
    """A value as it is repeated: cut where it is long."""
    if isinstance(value, bytes):
        return shorten(value.decode("utf-8", "replace"), _LONGEST)
    if isinstance(value, str):
        return shorten(value, _LONGEST)
    if isinstance(value, dict | list):
        text = json_text(value)
        return value if len(text) <= _LONGEST else shorten(text, _LONGEST)
    return value if value is None or isinstance(value, bool | int | float) else shorten(str(value), _LONGEST)
