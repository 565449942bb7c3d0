"""Messages as JSON lines, in and out: HAR knows exchanges over HTTP only.

One line is ``{"kind": "message", "contents": …, "metadata": {…}, "_contractlab": {…}}``, or for messages that are
answered ``{"kind": "sync-message", "request": {"contents": …, "metadata": {…}}, "responses": [{…}]}``. Text under
``contents`` is the payload as it was sent (``"encoding": "base64"`` for bytes); anything else is taken as JSON.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any, Literal

from contractlab.captures.capture import MessageCapture, Problem, State
from contractlab.captures.har_reading import NO_TIME, Place, UnreadableEntry
from contractlab.captures.own_fields import OWN_KEY, kind_of, read_own_fields, read_states
from contractlab.values.http import Body, Redacted
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.message import Message

__all__ = ["is_message_entry", "read_message_entry", "write_message_entry"]

_KINDS = ("message", "sync-message")
_OF_A_MESSAGE = frozenset(["contents", "encoding", "metadata"])
_REBUILT = _OF_A_MESSAGE | {
    "kind", "request", "response", "responses", "description", "providerStates", "error", OWN_KEY
}  # fmt: skip
_METADATA_NAMES = ("metadata", "metaData")


def is_message_entry(entry: Any) -> bool:
    """Tell an entry with messages from one of HAR."""
    if not isinstance(entry, dict):
        return False
    request = entry.get("request")
    answered = isinstance(request, dict) and "contents" in request and "url" not in request
    return entry.get("kind") in _KINDS or answered or ("contents" in entry and "request" not in entry)


# -- reading ----------------------------------------------------------------------------------------------------------


class _Reader:
    """Reads one entry and collects what is odd about it."""

    def __init__(self, entry: Mapping[str, Any], place: Place) -> None:
        self.entry = entry
        self.place = place
        self.faults: list[Problem] = []
        self.notes: list[Problem] = []
        own = entry.get(OWN_KEY)
        self.own: Mapping[str, Any] = own if isinstance(own, dict) else {}

    def fault(self, pointer: str, message: str) -> None:
        self.faults.append(self.place.problem(pointer, message))

    def note(self, pointer: str, message: str) -> None:
        self.notes.append(self.place.problem(pointer, message, warning=True))

    def message(self, value: Any, pointer: str, side: str) -> Message | None:
        if not isinstance(value, dict):
            self.fault(pointer, f"expected a message with contents and metadata, got {kind_of(value)}.")
            return None
        return Message(self._contents(value, pointer, side), self._metadata(value, pointer), self._redacted(side))

    def _contents(self, value: Mapping[str, Any], pointer: str, side: str) -> Body:
        contents, encoding = value.get("contents"), value.get("encoding")
        words = self.own.get("body")
        if isinstance(words, dict) and words.get(side) == "not recorded":
            return NOT_RECORDED
        if contents is None:
            return None
        if not isinstance(contents, str):
            return json.dumps(contents, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        if encoding in (None, "", False):
            return contents.encode("utf-8", "surrogatepass")
        if encoding != "base64":
            self.fault(f"{pointer}/encoding", f"expected base64 or nothing, got {kind_of(encoding)}.")
            return None
        try:
            return base64.b64decode("".join(contents.split()), validate=True)
        except (binascii.Error, ValueError):
            self.fault(f"{pointer}/contents", "is not the base64 that encoding says it is.")
            return None

    def _metadata(self, value: Mapping[str, Any], pointer: str) -> dict[str, Any]:
        name = next((one for one in _METADATA_NAMES if one in value), "metadata")
        metadata = value.get(name)
        if metadata is None or isinstance(metadata, dict):
            return metadata or {}
        self.fault(f"{pointer}/{name}", f"expected an object with metadata, got {kind_of(metadata)}.")
        return {}

    def _redacted(self, side: str) -> tuple[Redacted, ...]:
        listed = self.own.get("redacted")
        places: list[Redacted] = []
        for one in listed if isinstance(listed, list) else []:
            part, name = (one.get("part"), one.get("name")) if isinstance(one, dict) else (None, None)
            if isinstance(part, str) and isinstance(name, str) and one.get("side", side) == side:
                places.append(Redacted(part, name))
        return tuple(places)

    def replies(self) -> tuple[Message, ...]:
        listed, name = self.entry.get("responses"), "responses"
        if listed is None and "response" in self.entry:
            listed, name = self.entry["response"], "response"
        if listed is None:
            return ()
        if isinstance(listed, dict):
            read = [self.message(listed, f"/{name}", "reply 1")]
        elif isinstance(listed, list):
            read = [self.message(one, f"/{name}/{n}", f"reply {n + 1}") for n, one in enumerate(listed)]
        else:
            self.fault(f"/{name}", f"expected an array of messages, got {kind_of(listed)}.")
            read = []
        return tuple(one for one in read if one is not None)


def read_message_entry(entry: Mapping[str, Any], place: Place) -> MessageCapture:
    """Make a capture of an entry with messages.

    Parameters
    ----------
    entry : mapping
        Parsed JSON. ``description`` and ``providerStates``, as Pact's verifier sends them to a message provider, say
        which example it is where ``_contractlab`` does not.
    place : Place

    Raises
    ------
    UnreadableEntry
        With every fault of the entry.
    """
    reader = _Reader(entry, place)
    own = read_own_fields(entry, reader.note)
    error = entry.get("error")
    kind: Literal["message", "sync-message"] = "message"
    message = request = None
    responses: tuple[Message, ...] = ()
    if entry.get("kind") == "sync-message" or "request" in entry or "responses" in entry:
        kind = "sync-message"
        if entry.get("request") is not None:
            request = reader.message(entry["request"], "/request", "request")
        responses = reader.replies()
    elif not error or "contents" in entry:
        message = reader.message(entry, "", "message")
    if reader.faults:
        raise UnreadableEntry(reader.faults)
    description = entry.get("description")
    states: tuple[State, ...] = own.states or read_states(
        entry.get("providerStates"), lambda pointer, words: reader.note("/providerStates", words)
    )
    started, spent = entry.get("startedDateTime"), entry.get("time")
    return MessageCapture(
        kind,
        message,
        request,
        responses,
        provider_version=own.provider_version or place.provider_version,
        example=own.example or (description if isinstance(description, str) and description else None),
        contract=own.contract,
        states=states,
        started=started if isinstance(started, str) and started and started != NO_TIME else None,
        duration_ms=float(spent) if isinstance(spent, int | float) and 0 <= spent < 1e15 else None,
        source=place.source,
        index=place.index,
        line=place.line,
        error=str(error)[:500] if error else None,
        base_path=place.base_path,
        problems=tuple(reader.notes),
        raw={key: value for key, value in entry.items() if key not in _REBUILT},
    )


# -- writing ----------------------------------------------------------------------------------------------------------


def _write_message(message: Message) -> dict[str, Any]:
    written: dict[str, Any] = {"contents": None}
    contents = message.contents
    if isinstance(contents, bytes):
        try:
            written["contents"] = contents.decode("utf-8")
        except UnicodeDecodeError:
            written["contents"] = base64.b64encode(contents).decode("ascii")
            written["encoding"] = "base64"
    written["metadata"] = dict(message.metadata)
    return written


def write_message_entry(capture: MessageCapture) -> dict[str, Any]:
    """Write one capture of messages; fields that other tools added are kept.

    Parameters
    ----------
    capture : MessageCapture
        Redacted already.
    """
    entry: dict[str, Any] = {"kind": capture.kind}
    sides: list[tuple[str, Message]] = []
    if capture.kind == "message":
        if capture.message is not None:
            entry |= _write_message(capture.message)
            sides.append(("message", capture.message))
    else:
        entry["request"] = None if capture.request is None else _write_message(capture.request)
        entry["responses"] = [_write_message(one) for one in capture.responses]
        sides += [("request", capture.request)] if capture.request is not None else []
        sides += [(f"reply {number}", one) for number, one in enumerate(capture.responses, start=1)]
    if capture.error:
        entry["error"] = capture.error
    entry |= {key: value for key, value in (capture.raw or {}).items() if key not in _REBUILT}
    if capture.started is not None:
        entry["startedDateTime"] = capture.started
    if capture.duration_ms is not None:
        entry["time"] = capture.duration_ms
    own: dict[str, Any] = {
        "provider_version": capture.provider_version,
        "example": capture.assigned or capture.example,
        "contract": capture.contract,
        "states": [{"name": name, "params": dict(params)} if params else name for name, params in capture.states],
        "body": {side: "not recorded" for side, one in sides if one.contents is NOT_RECORDED},
        "redacted": [
            {"side": side, "part": place.part, "name": place.name} for side, one in sides for place in one.redacted
        ],
    }
    entry[OWN_KEY] = {key: value for key, value in own.items() if value}
    return entry
