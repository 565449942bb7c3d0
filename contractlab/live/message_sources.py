"""Where the messages of a provider come from: its own functions, values, or an address that is asked.

Functions run in this process, so that a message is what the provider's code makes of it, with its serializer. They may
ask for what belongs to the example: ``request`` (the message that is to be answered), ``params`` (of the states, and
what their handlers gave), ``description``, ``metadata`` and ``example``.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Protocol, TypeAlias

import httpx

from contractlab.contracts.contract import Example
from contractlab.errors import ProviderError
from contractlab.live.handler_code import producer_stub
from contractlab.live.private_loop import PrivateLoop
from contractlab.live.tracebacks import in_short, user_traceback
from contractlab.values.display import quiet
from contractlab.values.http import HttpResponse
from contractlab.values.json_text import json_text
from contractlab.values.json_types import JSON
from contractlab.values.message import Message
from contractlab.values.reasons import ReasonCode
from contractlab.values.text import quote, shorten

__all__ = [
    "NO_MESSAGES",
    "MessageFailed",
    "MessageNeed",
    "MessageSource",
    "Messages",
    "NoMessages",
    "ProducedMessages",
    "Producers",
    "message_of",
]

Messages: TypeAlias = "Mapping[Any, Any] | Callable[..., Any] | str | None"
"""What ``messages=`` takes: producers by description, one function for all, or an address."""

_CONTENT_TYPE = "contentType"
_OF_PACT_PYTHON = frozenset({"contents", "metadata", "content_type"})


class MessageFailed(Exception):
    """A message that was not produced.

    Attributes
    ----------
    sentence : str
    traceback : str
        Of the producer, from the user's code on; empty where nothing was raised.
    code : ReasonCode
    """

    def __init__(self, sentence: str, traceback: str = "", code: ReasonCode = ReasonCode.PROVIDER_ERROR) -> None:
        self.sentence, self.traceback, self.code = sentence, traceback, code
        super().__init__(sentence)


@quiet
@dataclass(frozen=True, slots=True)
class MessageNeed:
    """What is to be produced.

    Attributes
    ----------
    example : Example
    request : Message or None
        The message that is to be answered.
    params : mapping of str to JSON value
        Parameters of the states in force, and what their handlers gave.
    """

    example: Example
    request: Message | None
    params: Mapping[str, JSON]


class ProducedMessages(Protocol):
    """A source that is ready."""

    def produce(self, need: MessageNeed) -> Message:
        """Give the message, or the reply.

        Raises
        ------
        MessageFailed
            With a sentence.
        """


class MessageSource(Protocol):
    """What produces messages."""

    def require(self, examples: Sequence[Example]) -> None:
        """Find what is missing for some examples, all of it at once.

        Raises
        ------
        ProviderError
            If something is.
        """

    def opened(self, client: httpx.Client | None, loop: PrivateLoop) -> Any:
        """Make it ready, as a context that gives `ProducedMessages`."""


class NoMessages:
    """For runs that ask for no messages."""

    def require(self, examples: Sequence[Example]) -> None:
        """Nothing is missing."""

    @contextmanager
    def opened(self, client: httpx.Client | None, loop: PrivateLoop) -> Iterator[ProducedMessages | None]:
        """There is nothing to be asked."""
        yield None


NO_MESSAGES = NoMessages()


class Producers:
    """Functions and values by description, key, or a pattern that the whole description fits.

    Parameters
    ----------
    by_name : mapping, or callable
        One function may stand for all.

    Raises
    ------
    ProviderError
        For names that are neither text nor a pattern.
    """

    def __init__(self, by_name: Mapping[Any, Any] | Callable[..., Any]) -> None:
        self._for_all: Callable[..., Any] | None = None
        self._by_name: dict[str | re.Pattern[str], Any] = {}
        if isinstance(by_name, Mapping):
            for name, producer in by_name.items():
                if not isinstance(name, str | re.Pattern):
                    raise ProviderError(f"messages= has the name {shorten(repr(name), 60)}; names are descriptions")
                self._by_name[name] = producer
        else:
            self._for_all = by_name

    def require(self, examples: Sequence[Example]) -> None:
        """See `MessageSource`."""
        lacking = [each for each in examples if "message" in each.kind and not self._has(each)]
        if not lacking:
            return
        names = list(dict.fromkeys(example.description for example in lacking))
        given = [name for name in self._by_name if isinstance(name, str)]
        lines = []
        for name in names[:20]:
            near = get_close_matches(name, given, n=1, cutoff=0.6)
            lines.append(f"  {quote(name, 120)}" + (f" (there is one for {quote(near[0], 120)})" if near else ""))
        if len(names) > 20:
            lines.append(f"  and {len(names) - 20:,} more")
        raise ProviderError(
            f"nothing produces {len(names):,} {'message' if len(names) == 1 else 'messages'}:\n"
            + "\n".join(lines)
            + "\n\nA beginning:\n\n"
            + producer_stub([(each.description, each.kind == "sync-message") for each in lacking[:20]])
        )

    def _has(self, example: Example) -> bool:
        return self._for_all is not None or self._name_of(example) is not None

    def _name_of(self, example: Example) -> str | re.Pattern[str] | None:
        for name in (example.description, example.key):
            if name in self._by_name:
                return name
        patterns = (name for name in self._by_name if isinstance(name, re.Pattern))
        return next((name for name in patterns if name.fullmatch(example.description)), None)

    @contextmanager
    def opened(self, client: httpx.Client | None, loop: PrivateLoop) -> Iterator[ProducedMessages]:
        """See `MessageSource`."""
        yield _ReadyProducers(self, loop)

    def producer_of(self, example: Example) -> Any:
        """The function or the value for an example."""
        name = self._name_of(example)
        return self._for_all if name is None else self._by_name[name]


@dataclass(frozen=True, slots=True)
class _ReadyProducers:
    producers: Producers
    loop: PrivateLoop

    def produce(self, need: MessageNeed) -> Message:
        producer = self.producers.producer_of(need.example)
        subject = f"the producer of {quote(need.example.description, 80)}"
        produced = self._called(producer, need, subject) if callable(producer) else producer
        return message_of(produced, subject)

    def _called(self, producer: Callable[..., Any], need: MessageNeed, subject: str) -> Any:
        arguments = _arguments(producer, need, subject)
        try:
            produced = producer(**arguments) if isinstance(arguments, dict) else producer(*arguments)
            if inspect.isawaitable(produced):
                produced = self.loop.call(lambda: _awaited(produced), None)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            text = f"{subject} raised {in_short(error)}"
            raise MessageFailed(text, user_traceback(error), ReasonCode.PROVIDER_ERROR) from None
        return produced


async def _awaited(produced: Any) -> Any:
    return await produced


def _arguments(producer: Callable[..., Any], need: MessageNeed, subject: str) -> dict[str, Any] | list[Any]:
    """What a producer is called with: what its parameters name; one parameter of another name gets the request.

    Raises
    ------
    MessageFailed
        For a parameter that nobody has a value for.
    """
    description = need.example.description
    offered: dict[str, Any] = {
        "request": need.request,
        "params": dict(need.params),
        "example": need.example,
        "description": description,
        "name": description,  # so pact-python calls it
        "metadata": dict(need.request.metadata) if need.request is not None else {},
    }
    try:
        parameters = list(inspect.signature(producer).parameters.values())
    except (TypeError, ValueError):  # some built-in functions have no signature that can be read
        return []
    if any(each.kind is each.VAR_KEYWORD for each in parameters):
        return offered
    asked = [each for each in parameters if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]
    unknown = [each for each in asked if each.name not in offered and each.default is each.empty]
    if len(unknown) == 1 == len(asked) and need.request is not None and asked[0].kind is not asked[0].KEYWORD_ONLY:
        return [need.request]
    if unknown:
        names = ", ".join(repr(each.name) for each in unknown)
        raise MessageFailed(
            f"{subject} asks for {names}; a producer may ask for {', '.join(offered)}",
            code=ReasonCode.PROVIDER_ERROR,
        )
    if any(each.kind is each.POSITIONAL_ONLY for each in asked):
        return [offered[each.name] for each in asked if each.name in offered]
    return {each.name: offered[each.name] for each in asked if each.name in offered}


def message_of(produced: Any, subject: str = "the producer") -> Message:
    """The message that a producer means by what it gave.

    Parameters
    ----------
    produced : Message, bytes, str, JSON value, None, response, or tuple of (contents, metadata)
        Bytes and text are contents as they are; any other JSON value is written as JSON, and its content type is that
        of JSON. A mapping of ``contents`` (bytes), ``metadata`` and ``content_type`` is read as pact-python reads it.
    subject : str
        Who gave it, for the sentence of an error.

    Raises
    ------
    MessageFailed
        For what is none of these.
    """
    if isinstance(produced, Message):
        return produced
    if isinstance(produced, tuple) and len(produced) == 2 and isinstance(produced[1], Mapping):
        inner = message_of(produced[0], subject)
        return replace(inner, metadata={**inner.metadata, **produced[1]})
    if produced is None:
        return Message(None)
    if isinstance(produced, bytes | bytearray | memoryview):
        return Message(bytes(produced))
    if isinstance(produced, str):
        return Message(produced.encode("utf-8", "surrogatepass"))
    if (
        isinstance(produced, Mapping)
        and set(produced) <= _OF_PACT_PYTHON
        and isinstance(produced.get("contents"), bytes)
    ):
        metadata = dict(produced.get("metadata") or {})
        if produced.get("content_type"):
            metadata.setdefault(_CONTENT_TYPE, produced["content_type"])
        return Message(produced["contents"], metadata)
    try:
        return Message(_as_json(produced), {_CONTENT_TYPE: "application/json"})
    except (TypeError, ValueError, RecursionError):
        pass
    try:
        response = HttpResponse.of(produced)
    except (TypeError, ValueError, AttributeError):
        kind = type(produced).__name__
        raise MessageFailed(
            f"{subject} gave {kind}; it gives contents, a cl.Message, or contents and metadata"
        ) from None
    kind_of = response.headers.get("content-type")
    return Message(response.body, {} if kind_of is None else {_CONTENT_TYPE: kind_of})


def _as_json(value: Any) -> bytes:
    """A value as the bytes of JSON.

    Raises
    ------
    TypeError
        For what JSON does not have.
    """
    json.dumps(value, allow_nan=False)
    return json_text(value).encode("utf-8", "surrogatepass")
