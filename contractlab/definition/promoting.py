"""Examples of what was recorded: the calls that define a request and its response, without secrets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from contractlab.captures import AnyCapture, Capture, MessageCapture, Redaction
from contractlab.contracts.defined import DefinedBody, DefinedHeader
from contractlab.contracts.defining import FormatDefining
from contractlab.contracts.editing import RecordedExchange
from contractlab.contracts.matcher import Matcher
from contractlab.contracts.request_forms import parameters_of
from contractlab.definition.example_chain import ExampleBeingDefined
from contractlab.editing.from_capture import RecordedStates, exchange_of, name_for
from contractlab.errors import InvalidEdit
from contractlab.values.content_types import parse_content_type
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.message import Message

__all__ = ["define_recorded", "exchanges_of"]

Like = Callable[[JSON], Matcher]
"""Makes of a recorded value one that is asked for by type."""

_INTERACTIONS = {"http": "HTTP", "message": "Async", "sync-message": "Sync"}


def exchanges_of(
    recorded: AnyCapture | Iterable[AnyCapture],
    taken: set[str],
    description: str,
    states: RecordedStates | None,
    headers: tuple[str, ...],
    by_type: bool,
    redaction: Redaction,
) -> list[RecordedExchange]:
    """What was recorded, each call once, without secrets; parameters as in `Edit.promote`.

    Parameters
    ----------
    recorded : Capture, MessageCapture or several
    taken : set of str
        Descriptions that are in use.

    Raises
    ------
    InvalidEdit
        If there is nothing, or several have one description.
    """
    captures = [recorded] if isinstance(recorded, Capture | MessageCapture) else list(recorded)
    if not captures:
        raise InvalidEdit("nothing was recorded, so there is nothing to define")
    if description and len(captures) > 1:
        raise InvalidEdit(f"one description does not go with {len(captures)} recordings; promote them one by one")
    named = None if states is None else tuple(states)
    exchanges: list[RecordedExchange] = []
    for capture in captures:
        exchange = exchange_of(capture, "", named, headers, by_type, redaction)
        if any(_same(exchange, before) for before in exchanges):
            continue
        name = description or name_for(capture, taken)
        taken.add(name)
        exchanges.append(replace(exchange, description=name))
    return exchanges


def _same(exchange: RecordedExchange, before: RecordedExchange) -> bool:
    """True for a call that was recorded twice: the same was asked, and what was answered is of no other kind."""
    if (exchange.kind, exchange.states) != (before.kind, before.states) or exchange.kind != "http":
        return False
    asked_now, asked_before = exchange.request, before.request
    assert isinstance(asked_now, HttpRequest)
    assert isinstance(asked_before, HttpRequest)
    first, second = exchange.responses[0], before.responses[0]
    assert isinstance(first, HttpResponse)
    assert isinstance(second, HttpResponse)
    asked = (asked_now.method, asked_now.path, asked_now.query, asked_now.body) == (
        asked_before.method,
        asked_before.path,
        asked_before.query,
        asked_before.body,
    )
    return asked and first.status == second.status and first.body == second.body


def define_recorded(
    begin: Callable[[str, str], ExampleBeingDefined], recorded: RecordedExchange, defining: FormatDefining
) -> ExampleBeingDefined:
    """An example by what was recorded.

    Parameters
    ----------
    begin : callable
        Begins an example, by description and interaction.
    recorded : RecordedExchange
    defining : FormatDefining

    Raises
    ------
    InvalidEdit
        If it was not recorded whole, or the version of the contract cannot hold it.
    """
    if isinstance(recorded.request, HttpRequest):
        _check_body(recorded.responses[0])
    like = defining.like_recorded if recorded.by_type else None
    chain = begin(recorded.description, _INTERACTIONS[recorded.kind])
    for state, params in recorded.states:
        chain.given(state, params)
    if isinstance(recorded.request, HttpRequest):
        _fill_request(chain, recorded, recorded.request)
        (response,) = recorded.responses
        assert isinstance(response, HttpResponse)
        _fill_response(chain, recorded, response, like, defining.judges_response_headers)
        return chain
    if recorded.request is not None:
        _fill_message(chain, recorded, recorded.request, "Request", None)
    for message in recorded.responses:
        assert isinstance(message, Message)
        if recorded.kind == "sync-message":
            chain.will_respond_with()
        _fill_message(chain, recorded, message, "Response", like)
    return chain


def _check_body(response: HttpResponse | Message) -> None:
    if isinstance(response, HttpResponse) and response.body is NOT_RECORDED:
        raise InvalidEdit("the body of the response was not recorded, so there is nothing to ask for")


def _headers(recorded: RecordedExchange, pairs: Iterable[tuple[str, str]]) -> list[DefinedHeader]:
    return [
        DefinedHeader(name, value, whole=True)
        for name, value in pairs
        if name.lower() in recorded.kept_headers and recorded.marker not in value
    ]


def _fill_request(chain: ExampleBeingDefined, recorded: RecordedExchange, request: HttpRequest) -> None:
    query = [pair for pair in parameters_of(request.query) if recorded.marker not in pair[1]]
    chain.with_request(request.method.upper(), request.path, query=query)
    chain.with_headers(_headers(recorded, request.headers), "Request")
    body = _body(None if request.body is NOT_RECORDED else request.body, request.headers.get("content-type"), None)
    if body is not None:
        chain.with_body(body, part="Request")


def _fill_response(
    chain: ExampleBeingDefined, recorded: RecordedExchange, response: HttpResponse, like: Like | None, headers: bool
) -> None:
    chain.will_respond_with(response.status)
    if headers:
        chain.with_headers(_headers(recorded, response.headers), "Response")
    body = _body(response.body, response.headers.get("content-type"), like)
    if body is not None and not headers:
        body = replace(body, content_type=None)
    if body is not None:
        chain.with_body(body, part="Response")


def _fill_message(
    chain: ExampleBeingDefined, recorded: RecordedExchange, message: Message, part: str, like: Like | None
) -> None:
    if message.contents is NOT_RECORDED:
        raise InvalidEdit("the contents of the message were not recorded, so there is nothing to ask for")
    metadata: Mapping[str, Any] = {
        key: value for key, value in message.metadata.items() if recorded.marker not in str(value)
    }
    body = _body(message.contents, _declared_type(metadata), like)
    if body is not None:
        chain.with_body(body, part=part)
    if metadata:
        chain.with_metadata(metadata, part=part)


def _declared_type(metadata: Mapping[str, Any]) -> str | None:
    spelled = (value for name, value in metadata.items() if name.lower().replace("-", "") == "contenttype")
    value = next(spelled, None)
    return value if isinstance(value, str) else None


def _body(data: Any, content_type: str | None, like: Like | None) -> DefinedBody | None:
    """JSON by type or by value, a text, or bytes."""
    if not isinstance(data, bytes) or not data:
        return None
    kind = parse_content_type(content_type) if content_type else None
    if kind is None or kind.is_json:
        try:
            value = parse_json(data)
        except NotJson:
            pass
        else:
            if like is not None and isinstance(value, dict | list) and value:
                value = like(value)
            return DefinedBody("json", value, content_type)
    try:
        return DefinedBody("text", data.decode("utf-8"), content_type)
    except UnicodeDecodeError:
        return DefinedBody("bytes", data, content_type)
