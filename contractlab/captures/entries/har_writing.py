"""From a capture to a HAR 1.2 entry. What is passed in is written as it is: redaction comes before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import unquote_plus

from contractlab.__about__ import __version__
from contractlab.captures.capture import NO_RESPONSE, Capture
from contractlab.captures.entries.har_bodies import BODY_KEYS, HeldBodies, body_as_text, media_type
from contractlab.captures.entries.own_fields import OWN_KEY, write_own_fields
from contractlab.captures.entries.place import NO_TIME, EntryPlace
from contractlab.redaction.json_types import JSONValue
from contractlab.values.headers import Headers
from contractlab.values.http import HttpResponse
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.status_phrases import reason_phrase

__all__ = ["CREATOR", "write_har_entry", "write_log"]

CREATOR: Mapping[str, str] = {"name": "contractlab", "version": __version__}


def write_log(entries: Sequence[dict[str, JSONValue]]) -> dict[str, JSONValue]:
    """Put entries into a HAR document."""
    return {"log": {"version": "1.2", "creator": dict(CREATOR), "pages": [], "entries": [*entries]}}


def write_har_entry(capture: Capture) -> dict[str, JSONValue]:
    """Write one capture; fields that other tools added to its entry are kept.

    Parameters
    ----------
    capture : Capture
        Redacted already.

    Returns
    -------
    dict
        A HAR entry. Names of its own start with an underscore, as HAR allows.
    """
    raw = capture.raw or {}
    entry: dict[str, JSONValue] = {key: value for key, value in raw.items() if key != "pageref"}
    entry["startedDateTime"] = capture.started or NO_TIME
    entry["time"] = capture.duration_ms if capture.duration_ms is not None else -1
    entry["request"] = _request(capture, _object(raw.get("request")))
    entry["response"] = _response(capture, _object(raw.get("response")))
    entry.setdefault("cache", {})
    wait = capture.duration_ms if capture.duration_ms is not None else -1
    entry.setdefault("timings", {"send": 0, "wait": wait, "receive": 0})
    entry[OWN_KEY] = write_own_fields(capture, _object(raw.get(OWN_KEY)), _doubtful_sides(capture, entry))
    return entry


def _doubtful_sides(capture: Capture, entry: Mapping[str, JSONValue]) -> frozenset[str]:
    """Sides whose body would be read otherwise than it was: as text that lost bytes, or as packed."""
    held = HeldBodies(EntryPlace("<entry>"), lambda pointer, message: None)
    sides: list[str] = []
    body, headers = capture.request.body, capture.request.headers
    if isinstance(body, bytes) and held.request(_object(entry["request"]), headers, None) != body:
        sides.append("request")
    response = capture.response
    if response is not None and isinstance(response.body, bytes) and response.body:
        method = capture.request.method
        read = held.response(_object(entry["response"]), response.status, method, response.headers, None)
        if read != response.body:
            sides.append("response")
    return frozenset(sides)


def _object(value: object) -> dict[str, JSONValue]:
    return dict(value) if isinstance(value, dict) else {}


def _headers(headers: Headers) -> list[JSONValue]:
    return [{"name": name, "value": value} for name, value in headers]


def _query(query: str) -> list[JSONValue]:
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [{"name": unquote_plus(name), "value": unquote_plus(value)} for name, _, value in pairs]


def _request(capture: Capture, raw: dict[str, JSONValue]) -> dict[str, JSONValue]:
    request = capture.request
    raw["method"] = request.method
    # A target alone is read back as it is, too; it is what there is where no address was ever known.
    raw["url"] = f"{capture.origin}{request.target}"
    raw["httpVersion"] = capture.http_version or "HTTP/1.1"
    raw.setdefault("cookies", [])
    raw["headers"] = _headers(request.headers)
    raw["queryString"] = _query(request.query)
    body = request.body
    post = _object(raw.pop("postData", None))
    for key in ("params", *BODY_KEYS):
        post.pop(key, None)
    raw.setdefault("headersSize", -1)
    raw["bodySize"] = len(body) if isinstance(body, bytes) else raw.get("bodySize", -1) if body is NOT_RECORDED else 0
    if isinstance(body, bytes):
        mime_type = request.headers.get("content-type") or _text(post.get("mimeType"))
        post["mimeType"] = mime_type
        # HAR knows no encoding for what is sent, so bytes that are no text get a field of ours.
        post["text"], encoding = body_as_text(body, mime_type)
        if encoding:
            post["_contractlab_encoding"] = encoding
        raw["postData"] = post
    return raw


def _response(capture: Capture, raw: dict[str, JSONValue]) -> dict[str, JSONValue]:
    response = capture.response
    if response is None:
        # Nothing of a half answer is kept: it would be read as a whole one by others.
        return {
            "status": 0,
            "statusText": "",
            "httpVersion": "",
            "cookies": [],
            "headers": [],
            "content": {"size": 0, "mimeType": "x-unknown"},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
            "_error": capture.error or NO_RESPONSE,
        }
    raw["status"] = response.status
    raw.setdefault("statusText", reason_phrase(response.status))
    raw["httpVersion"] = capture.http_version or "HTTP/1.1"
    raw.setdefault("cookies", [])
    raw["headers"] = _headers(response.headers)
    raw["content"] = _content(response, _object(raw.get("content")))
    raw["redirectURL"] = response.headers.get("location") or ""
    raw.setdefault("headersSize", -1)
    raw.setdefault("bodySize", len(response.body) if isinstance(response.body, bytes) else -1)
    return raw


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _content(response: HttpResponse, raw: dict[str, JSONValue]) -> dict[str, JSONValue]:
    body = response.body
    for key in BODY_KEYS:
        raw.pop(key, None)
    mime_type = _text(raw.get("mimeType")) or response.headers.get("content-type") or "x-unknown"
    if body is NOT_RECORDED:
        return {**raw, "size": raw.get("size", -1), "mimeType": mime_type}
    if not isinstance(body, bytes):
        return {**raw, "size": 0, "mimeType": mime_type}
    text, encoding = body_as_text(body, media_type({"mimeType": mime_type}, response.headers))
    content: dict[str, JSONValue] = {**raw, "size": len(body), "mimeType": mime_type, "text": text}
    if encoding:
        content["encoding"] = encoding
    return content
