"""Endpoints of a provider: examples and captures of one method, path and status together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from contractlab.captures import REDACTED, AnyCapture, Capture, Redaction
from contractlab.contracts.contract import Example
from contractlab.values.display import quiet
from contractlab.values.http import HttpRequest
from contractlab.values.internal import Losses
from contractlab.verification.path_template import ANY_ID, path_template
from contractlab.verification.results import Result

__all__ = ["Endpoint", "EndpointKey", "capture_name", "example_name", "find_endpoints", "path_template"]

_REDACTION = Redaction()
_NO_ENDPOINT = "the endpoint that it is of cannot be told"


@quiet
@dataclass(frozen=True, slots=True)
class EndpointKey:
    """What an endpoint is known by.

    Attributes
    ----------
    provider : str
    method : str
        Empty for a message.
    template : str
        The path, with ``{id}`` for steps that vary; of a message its description.
    status : int
        0 for a message, or where the status is not known.
    """

    provider: str
    method: str
    template: str
    status: int

    @property
    def label(self) -> str:
        """``GET /customers/{id} → 200``."""
        if not self.method:
            return f"message {self.template}"
        return f"{self.method} {self.template}" + (f" → {self.status}" if self.status else "")


@quiet
@dataclass(slots=True, eq=False)
class Endpoint:
    """An endpoint with what contracts ask of it and what it answered.

    Attributes
    ----------
    key : EndpointKey
    examples : list of Example
    results : list of Result
        Of its examples, with the captures that exercised them.
    captures : list of Capture or MessageCapture
        Every answer that came from it, in the order in which they were recorded.
    """

    key: EndpointKey
    examples: list[Example] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    captures: list[AnyCapture] = field(default_factory=list)

    @property
    def consumers(self) -> tuple[str, ...]:
        """Who has examples of it, in the order of the contracts."""
        return tuple(dict.fromkeys(example.contract.consumer for example in self.examples))


def _of_example(example: Example) -> EndpointKey:
    provider = example.contract.provider
    if example.kind != "http":  # nothing else has a request of HTTP
        return EndpointKey(provider, "", example.description, 0)
    request, status = example.request, example.response.status
    return EndpointKey(provider, request.method.upper(), path_template(request.path), status)


def _of_capture(capture: AnyCapture, provider: str, owner: Example | None) -> EndpointKey | None:
    """The endpoint that a capture came from; None for one without an answer."""
    if not isinstance(capture, Capture):
        return None if owner is None else EndpointKey(provider, "", owner.description, 0)
    response = capture.response
    if response is None:
        return None
    status = int(response.status or 0)
    if owner is not None and owner.kind == "http":  # its path tells which steps vary
        return EndpointKey(provider, owner.request.method.upper(), path_template(owner.request.path), status)
    request = capture.request
    shown = _REDACTION.redact_request(HttpRequest(request.method, request.path)).path
    steps = (ANY_ID if step == REDACTED else step for step in path_template(shown).split("/"))
    return EndpointKey(provider, request.method.upper(), "/".join(steps), status)


def example_name(example: Example) -> str:
    """What an example is called where it is lost."""
    return example.description


def capture_name(capture: AnyCapture) -> str:
    """What a capture is called where it is lost."""
    return capture.key


def find_endpoints(
    examples: Iterable[Example],
    results: Sequence[Result],
    captures: Iterable[AnyCapture],
    provider: str,
    losses: Losses,
) -> list[Endpoint]:
    """The endpoints of one provider, those of examples first.

    Parameters
    ----------
    examples : iterable of Example
        Of all consumers of the provider.
    results : sequence of Result
        Of these examples.
    captures : iterable of Capture or MessageCapture
        All that was recorded of the provider, what matches no example too.
    provider : str
    losses : Losses
        Takes examples and captures whose endpoint cannot be told.
    """
    endpoints: dict[EndpointKey, Endpoint] = {}

    def at(key: EndpointKey) -> Endpoint:
        return endpoints.setdefault(key, Endpoint(key))

    for example, key in losses.each(examples, _of_example, _NO_ENDPOINT, example_name):
        at(key).examples.append(example)
    owners: dict[int, Example] = {}
    judged = [result for result in results if result.capture is not None and result.match is not None]

    def of_result(result: Result) -> EndpointKey:
        return _of_example(result.example)

    for result, key in losses.each(judged, of_result, _NO_ENDPOINT, lambda result: result.example.description):
        owners.setdefault(id(result.capture), result.example)
        at(key).results.append(result)

    def of_capture(capture: AnyCapture) -> EndpointKey | None:
        return _of_capture(capture, provider, owners.get(id(capture)))

    for capture, own in losses.each(captures, of_capture, _NO_ENDPOINT, capture_name):
        if own is not None:
            at(own).captures.append(capture)
    return list(endpoints.values())
