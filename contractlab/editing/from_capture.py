"""What a capture recorded as plain values, without secrets: what a format makes an example of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from contractlab.captures import REDACTED, AnyCapture, Capture, MessageCapture, Redaction
from contractlab.contracts.editing import RecordedExchange
from contractlab.errors import InvalidEdit
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSON
from contractlab.values.message import Message

__all__ = ["RecordedStates", "exchange_of", "name_for"]

RecordedStates = Iterable[str | tuple[str, Mapping[str, JSON]]]
"""Names of states, with parameters or without."""

_KEPT = frozenset({"content-type"})
"""Headers that an example gets without being asked: the others are the transport's business, not the contract's."""


def name_for(capture: AnyCapture, taken: set[str]) -> str:
    """A description that no other example has."""
    if isinstance(capture, Capture):
        request = capture.relative_request
        name = f"{request.method.upper()} {request.path}"
    else:
        name = "a message"
    count, made = 1, name
    while made in taken:
        count += 1
        made = f"{name} ({count})"
    return made


def exchange_of(
    capture: AnyCapture,
    description: str,
    states: RecordedStates | None,
    headers: Iterable[str],
    by_type: bool,
    redaction: Redaction,
) -> RecordedExchange:
    """What is to become an example.

    Parameters
    ----------
    capture : Capture or MessageCapture
    description : str
    states : iterable of str or (str, mapping), optional
        Those of the recording without it.
    headers : iterable of str
        Names of headers to keep beside the content type.
    by_type : bool
        As in `RecordedExchange`.
    redaction : Redaction
        What must not get into the file.

    Raises
    ------
    InvalidEdit
        If it is no capture, or has no answer.
    """
    if not isinstance(capture, Capture | MessageCapture):
        raise InvalidEdit(f"a {type(capture).__name__} is not a capture; give one of cl.load_captures(path)")
    capture = redaction.redact_capture(capture)
    wanted = capture.states if states is None else states
    named = tuple((state, {}) if isinstance(state, str) else state for state in wanted)
    kept = _KEPT | {name.lower() for name in headers}
    request: HttpRequest | Message | None
    responses: tuple[HttpResponse | Message, ...]
    if isinstance(capture, Capture):
        if capture.response is None:
            raise InvalidEdit(f"the capture has no response to promote: {capture.error or 'nothing came back'}")
        request, responses = capture.relative_request, (capture.response,)
        return RecordedExchange("http", description, named, request, responses, kept, by_type, REDACTED)
    if capture.request is not None:
        request, responses = capture.request, tuple(capture.responses)
        return RecordedExchange("sync-message", description, named, request, responses, kept, by_type, REDACTED)
    if capture.message is None:
        raise InvalidEdit("the capture has no message to promote")
    return RecordedExchange("message", description, named, None, (capture.message,), kept, by_type, REDACTED)
