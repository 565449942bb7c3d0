"""The parts of a Pact example as they would be sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from contractlab.contracts.expected import ExpectedMessage
from contractlab.contracts.sample_exchange import OwnPart, data_of, request_of, response_of
from contractlab.engine.errors import CannotCheck
from contractlab.formats.pact.matching.messages import metadata_type
from contractlab.values.message import Message
from contractlab.values.source import join_pointer

if TYPE_CHECKING:
    from contractlab.formats.pact.model import PactExample

__all__ = ["message_of", "own_parts"]


def own_parts(example: PactExample) -> Iterator[OwnPart]:
    """What the sides of an example would send; parts whose rules cannot be read are left out.

    They are checked as if the file could be loaded in CI: what it says is compared and put right by it.

    Parameters
    ----------
    example : PactExample
    """
    request, response = example.expected_request, example.expected_response
    if example.kind == "http" and request is not None and response is not None:
        if not example.request_faults:
            pointer = join_pointer(example.pointer, "request")
            question = request_of(request)
            quick = partial(_passes_with, lambda: example.request_plan(), question)
            key = partial(_asks_key, example, "request")
            yield OwnPart("request", "consumer", question, example.judge_request, pointer, quick, key)
        pointer = join_pointer(example.pointer, "response")
        answer = response_of(response)
        quick = partial(_passes_with, lambda: example.response_plan(), answer)
        key = partial(_asks_key, example, "response")
        yield OwnPart("response", "provider", answer, example.judge_response, pointer, quick, key)
    for number, message in enumerate(example.expected_messages):
        if message.contents.presence == "null":
            continue
        part, index = ("request", 0) if number == 0 else ("response", number - 1)
        asked = example.kind == "sync-message" and number == 0
        sent = message_of(message)
        plan = partial(example.message_plan, part, index)
        yield OwnPart(
            "message" if number == 0 else f"reply {number}",
            "consumer" if asked else "provider",
            sent,
            partial(example.judge_message, part=part, index=index),
            message.pointer or example.pointer,
            # Where no contents are expected, what is asked of the metadata depends on the contents that come.
            partial(_passes_with, plan, sent) if message.contents.presence == "present" else None,
        )


def _asks_key(example: PactExample, part: str) -> Hashable:
    """Rules and headers as the file has them: with these, what is asked of a body depends on its shape alone."""
    written = example.document.get(part)
    if not isinstance(written, Mapping):
        return None
    texts = (json.dumps(written.get(name), default=str) for name in ("matchingRules", "headers"))
    plugins = (example.plugins, example.contract.plugins)
    return (part, example.contract.spec_version, plugins, *texts)


def _passes_with(make: Callable[[], Any], recording: Any, data: bytes | None) -> bool | None:
    try:
        return bool(make().body_passes(recording, data))
    except CannotCheck:
        return False
    except Exception:
        # What breaks here breaks the whole check as well, which says so in its own way.
        return None


def message_of(expected: ExpectedMessage) -> Message:
    """A message as it would be sent: contents that declare their own type bring it along."""
    metadata = dict(expected.metadata)
    if expected.contents.content_type is not None and metadata_type(metadata) is None:
        metadata["contentType"] = str(expected.contents.content_type)
    return Message(data_of(expected.contents), metadata)
