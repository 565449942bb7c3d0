"""What a mock needs of a format: the response that it gives for an example, and which example its reference would take.

Formats that do not say it answer with the values of their examples; see `response_for` and `reference_choice_of`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from random import Random
from typing import Protocol, cast, runtime_checkable

from contractlab.contracts.contract import Example
from contractlab.contracts.registry import named
from contractlab.contracts.sample_exchange import response_of
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSON
from contractlab.values.message import Message
from contractlab.values.result import MatchResult

__all__ = [
    "AnswersRequests",
    "ReferenceChoice",
    "SendsMessages",
    "messages_for",
    "reference_choice_of",
    "response_for",
    "state_params",
]

ReferenceChoice = int | None
"""Index of the example that a program takes; None for none."""


@runtime_checkable
class AnswersRequests(Protocol):
    """What a format says of mocks; formats of others may be older than this."""

    def generated_response(
        self, example: Example, *, params: Mapping[str, JSON], random: Random, now: datetime, address: str
    ) -> HttpResponse:
        """The response of an example as a mock gives it, with the values that are made at run time.

        Parameters
        ----------
        example : Example
            Of kind ``"http"``.
        params : mapping of str to JSON value
            Parameters of provider states; a value whose parameter is missing stays as the example has it.
        random : random.Random
            The only source of chance: the same seed gives the same response.
        now : datetime
            The clock.
        address : str
            Of the mock, without a slash at its end.

        Raises
        ------
        CannotCheck
            Where no value can be made.
        """

    def reference_choice(self, request: HttpRequest, checked: Sequence[tuple[Example, MatchResult]]) -> ReferenceChoice:
        """Which example the mock of the format's own program takes for a request, before it asks whether it fits.

        Parameters
        ----------
        request : HttpRequest
            As it was received.
        checked : sequence of (Example, MatchResult)
            Every example of kind ``"http"``, in the order of the contract, with what it says of the request.
        """


@runtime_checkable
class SendsMessages(Protocol):
    """What a format says of messages whose values are made at run time; formats without such need not."""

    def generated_messages(
        self, example: Example, *, params: Mapping[str, JSON], random: Random, now: datetime
    ) -> Sequence[Message]:
        """The message, or the replies, that the provider of an example sends.

        Parameters
        ----------
        example : Example
            Of kind ``"message"`` or ``"sync-message"``.
        params, random, now
            As in `AnswersRequests.generated_response`.

        Raises
        ------
        CannotCheck
            Where no value can be made.
        """


def state_params(example: Example) -> dict[str, JSON]:
    """The parameters of an example's states, which its generators take values from; a later state counts."""
    return {name: value for state in example.states for name, value in state.params.items()}


@lru_cache(maxsize=64)
def _answers(kind: type) -> bool:
    """Asked once: a protocol looks for every one of its members, by name."""
    return issubclass(kind, AnswersRequests)


def _answering(example: Example) -> AnswersRequests | None:
    form = named(example.contract.format)
    return cast(AnswersRequests, form) if _answers(type(form)) else None


def response_for(
    example: Example, *, params: Mapping[str, JSON], random: Random, now: datetime, address: str
) -> HttpResponse:
    """The response that a mock gives for an example; parameters as in `AnswersRequests.generated_response`."""
    form = _answering(example)
    if form is not None:
        return form.generated_response(example, params=params, random=random, now=now, address=address)
    return response_of(example.response)


def messages_for(example: Example, *, params: Mapping[str, JSON], random: Random, now: datetime) -> tuple[Message, ...]:
    """What the provider of an example sends; parameters as in `SendsMessages.generated_messages`."""
    form = named(example.contract.format)
    if isinstance(form, SendsMessages):
        return tuple(form.generated_messages(example, params=params, random=random, now=now))
    return tuple(
        part.recording for part in example.own_parts if part.by == "provider" and isinstance(part.recording, Message)
    )


def reference_choice_of(request: HttpRequest, checked: Sequence[tuple[Example, MatchResult]]) -> ReferenceChoice:
    """Which example the format's own program takes; the first that fits where the format does not say."""
    form = _answering(checked[0][0]) if checked else None
    if form is not None:
        return form.reference_choice(request, checked)
    return next((place for place, (_, result) in enumerate(checked) if result.passed), None)
