"""One message example against a provider: its states, what was produced, and all of it undone."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from contractlab.captures.capture import FAILURE_KEY, TRACEBACK_KEY, MessageCapture
from contractlab.captures.entries.own_fields import OWN_KEY
from contractlab.contracts.contract import Example
from contractlab.errors import ProviderError
from contractlab.live.handler_calls import HandlerCaller
from contractlab.live.importing import import_named
from contractlab.live.message_address import MessageAddress
from contractlab.live.message_sources import (
    MessageFailed,
    MessageNeed,
    MessageSource,
    NoMessages,
    ProducedMessages,
    Producers,
)
from contractlab.live.state_session import StateFault, StateSource
from contractlab.live.state_steps import REQUEST
from contractlab.redaction.json_types import JSONObject
from contractlab.values.display import quiet
from contractlab.values.message import Message
from contractlab.values.reasons import ReasonCode

__all__ = ["MessageRunner", "as_message_source"]


def as_message_source(messages: object) -> MessageSource:
    """A source of messages out of what ``messages=`` takes.

    Parameters
    ----------
    messages : mapping, callable, str or None
        Functions and values by description, one function for all, or an address; a text without ``://`` is the name of
        an object, such as ``"package.module:messages"``.

    Raises
    ------
    ProviderError
        For anything else.
    """
    if messages is None:
        return NoMessages()
    if isinstance(messages, str):
        if "://" in messages:
            return MessageAddress(messages)
        return as_message_source(import_named(messages, "messages", ProviderError))
    if isinstance(messages, Mapping) or callable(messages):
        return Producers(messages)
    kind = type(messages).__name__
    raise ProviderError(f"messages= takes functions by description, one function, or an address; this is {kind}")


@quiet
@dataclass(frozen=True, slots=True)
class MessageRunner:
    """Runs examples of messages against one source of them.

    Attributes
    ----------
    produced : ProducedMessages
    states : StateSource
    caller : HandlerCaller
    names : mapping of int to str
        By what captures name contracts, by the ``id`` of each.
    provider_version : str or None
    """

    produced: ProducedMessages
    states: StateSource
    caller: HandlerCaller
    names: Mapping[int, str]
    provider_version: str | None = None

    def run(self, example: Example, index: int) -> MessageCapture:
        """Bring the states of an example about, have its message produced, and undo them.

        Parameters
        ----------
        example : Example
            Of kind ``"message"`` or ``"sync-message"``.
        index : int
            Number of the capture.
        """
        session = self.states.begin(example, self.caller)
        message: Message | None = None
        failed: MessageFailed | None = None
        faults: tuple[StateFault, ...] = ()
        request = _request(example)
        started, began = datetime.now(UTC), time.perf_counter()
        try:
            fault = session.set_up()
            if fault is not None:
                failed = MessageFailed(fault.sentence, fault.traceback, ReasonCode.STATE_FAILED)
            else:
                began = time.perf_counter()
                with self.caller.steps.step(REQUEST):
                    message = self.produced.produce(MessageNeed(example, request, session.params))
        except MessageFailed as error:
            failed = error
        finally:
            took = (time.perf_counter() - began) * 1_000
            faults = session.tear_down()
        answered = example.kind == "sync-message"
        return MessageCapture(
            kind="sync-message" if answered else "message",
            message=None if answered else message,
            request=request,
            responses=(message,) if answered and message is not None else (),
            provider_version=self.provider_version,
            example=example.key,
            contract=self.names.get(id(example.contract), example.contract.label),
            states=tuple((name, dict(params)) for name, params in session.states),
            started=started.isoformat(),
            duration_ms=took,
            index=index,
            error=None if failed is None else failed.sentence,
            raw=_own(failed, faults, session.values),
        )


def _request(example: Example) -> Message | None:
    """The message that is to be answered, as its sender would send it; generators are applied to no message."""
    if example.kind != "sync-message":
        return None
    own = (part.recording for part in example.own_parts if part.by == "consumer")
    return next((recording for recording in own if isinstance(recording, Message)), Message(None))


def _own(failed: MessageFailed | None, faults: tuple[StateFault, ...], values: Mapping[str, Any]) -> JSONObject | None:
    """What is noted beside the message: why there is no verdict, and what handlers gave."""
    own: dict[str, Any] = {"values": dict(values)} if values else {}
    sentences = [failed.sentence] if failed is not None else []
    sentences += [fault.sentence for fault in faults]
    if sentences:
        code = failed.code if failed is not None else ReasonCode.STATE_FAILED
        own[FAILURE_KEY] = {"code": code.value, "message": "; ".join(sentences)}
    tracebacks = [failed.traceback] if failed is not None else []
    tracebacks += [fault.traceback for fault in faults]
    joined = "\n\n".join(dict.fromkeys(text for text in tracebacks if text))
    if joined:
        own[TRACEBACK_KEY] = joined
    return {OWN_KEY: own} if own else None
