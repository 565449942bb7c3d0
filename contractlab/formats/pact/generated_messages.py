"""The messages that a Pact example hands to its consumer, with the values of their generators.

Source: what ``Pact.verify`` of pact-python 4.2.0 (pact_ffi 0.5.12) hands over. It applies no ProviderState generators
and hands over no replies; here both are as in a mock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from random import Random

from contractlab.contracts.expected import ExpectedMessage
from contractlab.formats.pact.generating import NOT_APPLIED, generated
from contractlab.formats.pact.generators import read_generators
from contractlab.formats.pact.matching.generators import Generator
from contractlab.formats.pact.matching.messages import metadata_type
from contractlab.formats.pact.mocking import made_in_body
from contractlab.formats.pact.model import PactExample
from contractlab.formats.pact.sample_exchange import message_of
from contractlab.values.json_types import JSON
from contractlab.values.message import Message

__all__ = ["generated_messages"]


def generated_messages(
    example: PactExample, params: Mapping[str, JSON], *, random: Random, now: datetime
) -> tuple[Message, ...]:
    """The message, or the replies, that the provider of an example sends.

    Parameters
    ----------
    example : PactExample
    params : mapping of str to JSON value
        Parameters of provider states.
    random : random.Random
    now : datetime

    Raises
    ------
    CannotCheck
        Where the core panics.
    """
    sent = example.expected_messages[1:] if example.kind == "sync-message" else example.expected_messages
    return tuple(
        message_of(_with_generated(message, example, params, random, now))
        for message in sent
        if message.contents.presence != "null"
    )


def _with_generated(
    message: ExpectedMessage, example: PactExample, params: Mapping[str, JSON], random: Random, now: datetime
) -> ExpectedMessage:
    for generator in read_generators(message, example.contract.source):

        def make(value: JSON, generator: Generator = generator) -> JSON:
            # Metadata keep the kind of their example, as values of a body do.
            return generated(generator, value, part="body", params=params, random=random, now=now, mode="consumer")

        if generator.category == "metadata" and generator.path in message.metadata:
            made = make(message.metadata[generator.path])
            if made is not NOT_APPLIED:
                message = replace(message, metadata={**message.metadata, generator.path: made})
        elif generator.category == "body" and generator.tokens:
            declared = metadata_type(message.metadata)
            headers = {} if declared is None else {"Content-Type": [declared]}
            message = replace(message, contents=made_in_body(message.contents, headers, generator.tokens, make))
    return message
