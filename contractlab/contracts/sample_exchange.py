"""What an example itself describes, as its sender would send it: the recording that a perfect partner would leave."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from contractlab.contracts.expected import ExpectedRequest, ExpectedResponse
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.values.display import quiet
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.message import Message
from contractlab.values.result import MatchResult

__all__ = ["OwnPart", "PartOwner", "data_of", "prefixed", "request_of", "response_of"]

PartOwner = Literal["consumer", "provider"]
"""Who makes a part of an exchange."""

AnyRecording = HttpRequest | HttpResponse | Message


@quiet
@dataclass(frozen=True, slots=True)
class OwnPart:
    """One part of an example, sent exactly as the contract has it.

    Attributes
    ----------
    name : str
        ``"request"``, ``"response"``, ``"message"``, ``"reply 1"`` ...
    by : str
        Who makes it: ``"consumer"`` or ``"provider"``.
    recording : HttpRequest, HttpResponse or Message
    check : callable
        From such a recording to what the example says of it.
    pointer : str
        JSON pointer of the part in the contract.
    body_passes : callable or None
        From a body to whether the part passes with it, where it passes with its own: the verdict alone, quickly. It
        returns None where only `check` can tell; None where a format has no such way.
    asks_key : callable or None
        Makes what is equal for parts that ask the same of bodies of one shape, whatever values they have; None where a
        format cannot tell.
    """

    name: str
    by: PartOwner
    recording: AnyRecording
    check: Callable[[AnyRecording], MatchResult]
    pointer: str
    body_passes: Callable[[bytes | None], bool | None] | None = None
    asks_key: Callable[[], Hashable] | None = None


def _lines(named: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in named.items() for value in values]


def data_of(body: ExpectedBody) -> bytes | None:
    """The bytes of a body; None where there is none."""
    return body.data if body.presence in ("present", "empty") else None


def _headers(named: Mapping[str, Sequence[str]], body: ExpectedBody) -> list[tuple[str, str]]:
    """Headers as they would be sent: a body that declares its own content type brings it along."""
    lines = _lines(named)
    if body.presence == "present" and body.content_type is not None:
        declared = any(name.lower() == "content-type" for name, _ in lines)
        lines += [] if declared else [("Content-Type", str(body.content_type))]
    return lines


def response_of(expected: ExpectedResponse) -> HttpResponse:
    """A response as it would be sent."""
    return HttpResponse(expected.status, _headers(expected.headers, expected.body), data_of(expected.body))


def prefixed(request: HttpRequest, base_path: str, headers: Mapping[str, str]) -> HttpRequest:
    """A request behind a base path, with headers that take the place of its own of the same name."""
    given = {name.lower() for name in headers}
    kept = [(name, value) for name, value in request.headers if name.lower() not in given]
    path = f"{base_path.rstrip('/')}{request.path}"
    return HttpRequest(request.method, path, request.query, [*kept, *headers.items()], request.body)


def request_of(expected: ExpectedRequest) -> HttpRequest:
    """A request as it would be sent."""
    headers, query = _headers(expected.headers, expected.body), _lines(expected.query)
    return HttpRequest(expected.method, expected.path, query, headers, data_of(expected.body))
