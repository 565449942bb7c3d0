"""The parts of a Pact example as they would be sent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from contractlab.contracts.expected import ExpectedMessage
from contractlab.contracts.sample_exchange import OwnPart, data_of, request_of, response_of
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
            where = join_pointer(example.pointer, "request")
            yield OwnPart("request", "consumer", request_of(request), example.judge_request, where)
        where = join_pointer(example.pointer, "response")
        yield OwnPart("response", "provider", response_of(response), example.judge_response, where)
    for number, message in enumerate(example.expected_messages):
        if message.contents.presence == "null":
            continue
        part, index = ("request", 0) if number == 0 else ("response", number - 1)
        asked = example.kind == "sync-message" and number == 0
        yield OwnPart(
            "message" if number == 0 else f"reply {number}",
            "consumer" if asked else "provider",
            message_of(message),
            partial(example.judge_message, part=part, index=index),
            message.pointer or example.pointer,
        )


def message_of(expected: ExpectedMessage) -> Message:
    """A message as it would be sent: contents that declare their own type bring it along."""
    metadata = dict(expected.metadata)
    if expected.contents.content_type is not None and metadata_type(metadata) is None:
        metadata["contentType"] = str(expected.contents.content_type)
    return Message(data_of(expected.contents), metadata)
