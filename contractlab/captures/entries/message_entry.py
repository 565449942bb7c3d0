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
from typing import Literal

from contractlab.captures.capture import MessageCapture
from contractlab.captures.entries.own_fields import OWN_KEY, common_own_fields, read_own_fields, read_states
from contractlab.captures.entries.place import NO_TIME, EntryPlace, EntryProblems
from contractlab.captures.entries.wording import kind_of
from contractlab.redaction.json_types import JSONObject, JSONValue
from contractlab.values.http import Body, Redacted
from contractlab.values.lookups import is_one_of
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.message import Message

__all__ = ["MESSAGE_KINDS", "is_message_entry", "read_message_entry", "write_message_entry"]

MESSAGE_KINDS = ("message", "sync-message")
_OF_A_MESSAGE = frozenset(["contents", "encoding", "metadata"])
_REBUILT = _OF_A_MESSAGE | {
    "kind", "request", "response", "responses", "description", "providerStates", "error", OWN_KEY
}  # fmt: skip
_OWN_REBUILT = frozenset(["provider_version", "example", "contract", "states", "redacted", "body"])
_METADATA_NAMES = ("metadata", "metaData")


def is_message_entry(entry: object) -> bool:
    """Tell an entry with messages from one of HAR."""
    if not isinstance(entry, dict):
        return False
    request = entry.get("request")
    answered = isinstance(request, dict) and "contents" in request and "url" not in request
    return is_one_of(entry.get("kind"), MESSAGE_KINDS) or answered or ("contents" in entry and "request" not in entry)


class _MessageEntryReader:
    """Reads the messages of one entry, and collects what is odd about it."""

    def __init__(self, entry: Mapping[str, object], place: EntryPlace) -> None:
        self._entry = entry
        self.problems = EntryProblems(place)
        own = entry.get(OWN_KEY)
        self._own: Mapping[str, object] = own if isinstance(own, dict) else {}

    def message(self, value: object, pointer: str, side: str) -> Message | None:
        """Read one message; `side` is its name in ``_contractlab``."""
        if not isinstance(value, dict):
            self.problems.fault(pointer, f"expected a message with contents and metadata, got {kind_of(value)}.")
            return None
        return Message(self._contents(value, pointer, side), self._metadata(value, pointer), self._redacted(side))

    def _contents(self, value: Mapping[str, object], pointer: str, side: str) -> Body:
        contents, encoding = value.get("contents"), value.get("encoding")
        words = self._own.get("body")
        if isinstance(words, dict) and words.get(side) == "not recorded":
            return NOT_RECORDED
        if contents is None:
            return None
        if not isinstance(contents, str):
            return json.dumps(contents, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        if encoding in (None, "", False):
            return contents.encode("utf-8", "surrogatepass")
        if encoding != "base64":
            self.problems.fault(f"{pointer}/encoding", f"expected base64 or nothing, got {kind_of(encoding)}.")
            return None
        try:
            return base64.b64decode("".join(contents.split()), validate=True)
        except (binascii.Error, ValueError):
            self.problems.fault(f"{pointer}/contents", "is not the base64 that encoding says it is.")
            return None

    def _metadata(self, value: Mapping[str, object], pointer: str) -> dict[str, JSONValue]:
        name = next((name for name in _METADATA_NAMES if name in value), "metadata")
        metadata = value.get(name)
        if metadata is None or isinstance(metadata, dict):
            return metadata or {}
        self.problems.fault(f"{pointer}/{name}", f"expected an object with metadata, got {kind_of(metadata)}.")
        return {}

    def _redacted(self, side: str) -> tuple[Redacted, ...]:
        listed = self._own.get("redacted")
        places: list[Redacted] = []
        for place in listed if isinstance(listed, list) else []:
            part, name = (place.get("part"), place.get("name")) if isinstance(place, dict) else (None, None)
            if isinstance(part, str) and isinstance(name, str) and place.get("side", side) == side:
                places.append(Redacted(part, name))
        return tuple(places)

    def replies(self) -> tuple[Message, ...]:
        """Read what came back: one message or several."""
        listed, name = self._entry.get("responses"), "responses"
        if listed is None and "response" in self._entry:
            listed, name = self._entry["response"], "response"
        if listed is None:
            return ()
        if isinstance(listed, dict):
            read = [self.message(listed, f"/{name}", "reply 1")]
        elif isinstance(listed, list):
            read = [self.message(reply, f"/{name}/{n}", f"reply {n + 1}") for n, reply in enumerate(listed)]
        else:
            self.problems.fault(f"/{name}", f"expected an array of messages, got {kind_of(listed)}.")
            read = []
        return tuple(reply for reply in read if reply is not None)


def read_message_entry(entry: JSONObject, place: EntryPlace) -> MessageCapture:
    """Make a capture of an entry with messages.

    Parameters
    ----------
    entry : mapping
        Parsed JSON. ``description`` and ``providerStates``, as Pact's verifier sends them to a message provider, say
        which example it is where ``_contractlab`` does not.
    place : EntryPlace

    Raises
    ------
    UnreadableEntry
        With every fault of the entry.
    """
    reader = _MessageEntryReader(entry, place)
    problems = reader.problems
    own = read_own_fields(entry, problems.note)
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
    problems.refuse()
    description = entry.get("description")
    states = own.states or read_states(
        entry.get("providerStates"), lambda _, words: problems.note("/providerStates", words)
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
        problems=tuple(problems.notes),
        raw=_kept(entry),
    )


def _write_message(message: Message) -> dict[str, JSONValue]:
    written: dict[str, JSONValue] = {"contents": None}
    contents = message.contents
    if isinstance(contents, bytes):
        try:
            written["contents"] = contents.decode("utf-8")
        except UnicodeDecodeError:
            written["contents"] = base64.b64encode(contents).decode("ascii")
            written["encoding"] = "base64"
    written["metadata"] = dict(message.metadata)
    return written


def write_message_entry(capture: MessageCapture) -> dict[str, JSONValue]:
    """Write one capture of messages; fields that other tools added are kept.

    Parameters
    ----------
    capture : MessageCapture
        Redacted already.
    """
    entry: dict[str, JSONValue] = {"kind": capture.kind}
    sides: list[tuple[str, Message]] = []
    if capture.kind == "message":
        if capture.message is not None:
            entry |= _write_message(capture.message)
            sides.append(("message", capture.message))
    else:
        entry["request"] = None if capture.request is None else _write_message(capture.request)
        entry["responses"] = [_write_message(reply) for reply in capture.responses]
        sides += [("request", capture.request)] if capture.request is not None else []
        sides += [(f"reply {number}", reply) for number, reply in enumerate(capture.responses, start=1)]
    if capture.error:
        entry["error"] = capture.error
    entry |= {key: value for key, value in (capture.raw or {}).items() if key not in _REBUILT}
    if capture.started is not None:
        entry["startedDateTime"] = capture.started
    if capture.duration_ms is not None:
        entry["time"] = capture.duration_ms
    common = common_own_fields(capture, sides)
    redacted = common.pop("redacted")
    body: dict[str, JSONValue] = {side: "not recorded" for side, part in sides if part.contents is NOT_RECORDED}
    own = {**common, "body": body, "redacted": redacted}
    entry[OWN_KEY] = {
        **_other_own_fields((capture.raw or {}).get(OWN_KEY)),
        **{key: value for key, value in own.items() if value},
    }
    return entry


def _kept(entry: JSONObject) -> dict[str, JSONValue]:
    """Fields of an entry that are not written anew: those of other tools, and what the recorder noted beside them."""
    kept = {key: value for key, value in entry.items() if key not in _REBUILT}
    noted = _other_own_fields(entry.get(OWN_KEY))
    return {**kept, OWN_KEY: noted} if noted else kept


def _other_own_fields(own: object) -> dict[str, JSONValue]:
    return {key: value for key, value in own.items() if key not in _OWN_REBUILT} if isinstance(own, dict) else {}
