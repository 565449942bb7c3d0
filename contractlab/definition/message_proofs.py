"""Proving examples of messages: the consumer takes what the provider would send, or asks and gets the replies."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from contractlab.contracts.answering import messages_for, state_params
from contractlab.contracts.contract import Example
from contractlab.definition.consumer_call import Raises, ShownProof, called
from contractlab.errors import ContractBroken, InvalidEdit
from contractlab.values.display import present, quiet
from contractlab.values.json_types import JSON
from contractlab.values.message import Message
from contractlab.values.result import MatchResult

__all__ = ["MessageChannel", "MessageProof", "prove_message"]


@quiet
@dataclass(frozen=True, slots=True)
class MessageProof(ShownProof):
    """What came of running the consumer for an example of messages.

    Attributes
    ----------
    example : Example
    messages : tuple of Message
        What the consumer was handed: the message, or the replies.
    results : tuple of MatchResult
        Checks of what the consumer sent; there is none where it takes a message alone.
    returned : object
        What the consumer gave; None where it raised.
    raised : BaseException or None
    expected : exception or several, or None
        What it must raise.
    """

    example: Example
    messages: tuple[Message, ...]
    results: tuple[MatchResult, ...]
    returned: Any
    raised: BaseException | None
    expected: Raises = None

    @property
    def why(self) -> str:
        """Why it is no proof; empty for one that is."""
        if self.example.kind == "sync-message" and not self.results:
            return "The trigger sent no message: it is to call what it is given."
        broken = next((result for result in self.results if not result.passed), None)
        if broken is not None:
            differing = [mismatch.message for mismatch in broken.mismatches[:1]]
            return " ".join(["What the consumer sent does not match the example.", *differing])
        return self.failure


@quiet
@dataclass(slots=True)
class MessageChannel:
    """The other side of messages with replies: called with contents and metadata, it gives the replies.

    Attributes
    ----------
    example : Example
    seed : int
        What generators draw from: the same seed gives the n-th call the same values.
    results : list of MatchResult
        Checks of what was sent.
    """

    example: Example
    seed: int = 0
    results: list[MatchResult] = field(default_factory=list)
    _made: dict[int, tuple[Message, ...]] = field(default_factory=dict)

    @property
    def replies(self) -> tuple[Message, ...]:
        """What the provider answers to what was sent last, with the values of its generators."""
        return self._of_call(max(len(self.results) - 1, 0))

    def _of_call(self, call: int) -> tuple[Message, ...]:
        if call not in self._made:
            self._made[call] = messages_for(
                self.example,
                params=state_params(self.example),
                random=Random(f"{self.seed}/{self.example.key}/{call}"),  # noqa: S311 - examples, no secrets
                now=datetime.now().astimezone(),
            )
        return self._made[call]

    def __call__(self, contents: Any = None, metadata: Mapping[str, JSON] | None = None) -> tuple[Message, ...]:
        """Send a message.

        Parameters
        ----------
        contents : bytes, str, Message, or a JSON value
            A JSON value is sent as ``application/json``, where the metadata do not say another type.
        metadata : mapping, optional

        Returns
        -------
        tuple of Message
            The replies.

        Raises
        ------
        ContractBroken
            If it does not match the example; nothing is answered then.
        """
        if contents is not None and not isinstance(contents, Message | bytes | str):
            contents = json.dumps(contents, ensure_ascii=False).encode("utf-8", "surrogatepass")
            metadata = {"contentType": "application/json", **(metadata or {})}
        result = self.example.check_message(contents, metadata, part="request")
        self.results.append(result)
        if not result.passed:
            raise ContractBroken(present(result)["text/plain"])
        return self.replies


def prove_message(example: Example, consumer: Callable[..., Any], expected: Raises, *, seed: int = 0) -> MessageProof:
    """Run the consumer for an example of messages.

    Parameters
    ----------
    example : Example
        Of kind ``"message"`` or ``"sync-message"``.
    consumer : callable
        Takes contents and metadata of a message, or the `Message` where it has one parameter; of messages with replies
        it takes a `MessageChannel`. May be awaitable.
    expected : exception or several, optional
        What it must raise.
    seed : int
        What generators draw from.

    Raises
    ------
    InvalidEdit
        If it cannot be called.
    """
    if not callable(consumer):
        raise InvalidEdit(f"a {type(consumer).__name__} cannot take a message; give a function")
    channel = MessageChannel(example, seed)
    given: tuple[Any, ...] = (channel,)
    if example.kind == "message":
        (message,) = channel.replies or (Message(),)
        given = _arguments(consumer, message)
    call = called(lambda: consumer(*given))
    # What was sent and does not match is reported by its check; the consumer could do nothing but fail.
    broken = any(not result.passed for result in channel.results)
    return MessageProof(
        example,
        channel.replies,
        tuple(channel.results),
        call.returned,
        None if broken and isinstance(call.raised, ContractBroken) else call.raised,
        expected,
    )


def _arguments(consumer: Callable[..., Any], message: Message) -> tuple[Any, ...]:
    contents = message.contents if isinstance(message.contents, bytes) else None
    try:
        inspect.signature(consumer).bind(contents, message.metadata)
    except (TypeError, ValueError):
        return (message,)
    return contents, dict(message.metadata)
