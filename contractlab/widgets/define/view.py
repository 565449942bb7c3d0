"""The live view of a definition: its examples tried against the mock, and what clients ask for as it comes in."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.sample_exchange import request_of
from contractlab.definition import Definition, define
from contractlab.definition.built_contract import DefinedExample
from contractlab.definition.received import Received
from contractlab.definition.variable_name import variable_name
from contractlab.errors import ContractLabError, InvalidEdit
from contractlab.values.http import HttpRequest
from contractlab.values.text import shorten, visible
from contractlab.views.definition_model import build_definition
from contractlab.views.miss_model import build_received
from contractlab.views.model import Paragraph, line
from contractlab.widgets.assets import module, style
from contractlab.widgets.block_json import blocks_json
from contractlab.widgets.define.protocol import DefineAnswer, DefineCode, DefinePayload, TriedExample, TriedRequest
from contractlab.widgets.drawn import drawn
from contractlab.widgets.live import LiveView, PanelHost
from contractlab.widgets.protocol import BlockJson, Message
from contractlab.widgets.rpc import Operation, text_of, whole_number

__all__ = ["DefineView", "definition_of"]

_EXAMPLES, _RECEIVED = 200, 100
_LONGEST = 100_000
_AT_THE_DESK = "lab.definition"
"""What code calls the definition that a desk holds, as the README and the tours call the desk."""


class DefineView(LiveView):
    """A definition whose examples are tried: by hand here, or by clients at the address of its mock.

    Parameters
    ----------
    definition : Definition
    host : PanelHost, optional

    Attributes
    ----------
    definition : Definition
    provider : MockProvider
        Keeps what was received; it serves an address while it is asked to.
    """

    _esm = module("define.js")
    _css = style("base.css", "define.css")
    view: DefinePayload

    def __init__(self, definition: Definition, *, host: PanelHost | None = None) -> None:
        self.definition = definition
        self.provider = definition.mock(require_calls=False, on_received=self._received, name=_AT_THE_DESK)
        self._shown = 0
        self._trying = False
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
        super().__init__(view=self._payload(), host=host)

    def close(self) -> None:
        """Stop the mock with the view."""
        self.provider.stop()
        super().close()

    def _payload(self) -> DefinePayload:
        received = self.provider.requests
        shown = received[self._shown - 1] if 0 < self._shown <= len(received) else None
        return {
            "card": drawn(self._card, _broken_part, "the card"),
            "examples": self._examples(),
            "address": self.provider.url if self.provider.serves else "",
            "received": [drawn(partial(_line, each), str, "this request") for each in received[-_RECEIVED:]],
            "shown": self._shown,
            "answer": []
            if shown is None
            else drawn(lambda: blocks_json(build_received(shown).blocks), _broken_part, "this request"),
            "code": "" if shown is None or shown.passed else drawn(shown.code, lambda sentence: f"# {sentence}", "it"),
        }

    def _card(self) -> list[BlockJson]:
        return blocks_json(build_definition(self.definition, _AT_THE_DESK).blocks)

    def _examples(self) -> list[TriedExample]:
        try:
            listed = self.definition.examples
        except InvalidEdit:
            return []  # the card says what is wrong
        return [
            drawn(partial(_tried, each), _broken_example, "this example")
            for each in listed[:_EXAMPLES]
            if each.example.kind == "http"
        ]

    def _answer(self) -> DefineAnswer:
        payload = self._payload()
        self.keep(payload)
        return {"view": payload}

    def _received(self, received: Received) -> None:
        """Show what a client asked, which comes in a thread of the mock."""
        self._shown = received.number
        if self._trying:
            return
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell)
        else:
            self._tell()

    def _tell(self) -> None:
        self.push("received", self._answer())

    def operations(self) -> Mapping[str, Operation]:
        """See `LiveView`."""
        return {"look": self._look, "serve": self._serve, "try": self._try, "show": self._show, "code": self._code}

    def _look(self, message: Message) -> DefineAnswer:
        return self._answer()

    def _serve(self, message: Message) -> DefineAnswer:
        if message.get("on") is True and not self.provider.serves:
            self.provider.start()
        elif message.get("on") is not True:
            self.provider.stop()
        return self._answer()

    def _try(self, message: Message) -> DefineAnswer:
        request = _typed_request(message)
        self._trying = True
        try:
            self.provider.answer(request)
        finally:
            self._trying = False
        return self._answer()

    def _show(self, message: Message) -> DefineAnswer:
        number = whole_number(message, "number")
        if not 0 < number <= len(self.provider.requests):
            raise InvalidEdit(f"request {number} was not received")
        self._shown = number
        return self._answer()

    def _code(self, message: Message) -> DefineCode:
        return {"code": self.definition.code(variable_name(self.definition.consumer))}


def definition_of(
    consumer: str | Contract | Definition, provider: str | None, spec_version: str | None, format_name: str | None
) -> Definition:
    """A definition, or one that is begun by names or a contract; arguments as of `Desk.define`."""
    if isinstance(consumer, Definition):
        return consumer
    return define(consumer, provider, spec_version=spec_version, format=format_name)


def _line(received: Received) -> str:
    """A received request in a line."""
    shown = received.shown_request
    about = "matches no example" if received.example is None else f"matches {received.example.description}"
    return visible(shorten(f"{received.number}  {shown.method} {shown.target}  {about}", 200))


def _tried(each: DefinedExample) -> TriedExample:
    """An example that can be tried."""
    return {
        "title": shorten(visible(each.example.description), 120),
        "proved": each.proved,
        "request": _request_text(each.example),
    }


def _broken_example(sentence: str) -> TriedExample:
    return {"title": sentence, "proved": False, "request": {"method": "GET", "target": "/", "headers": "", "body": ""}}


def _broken_part(sentence: str) -> list[BlockJson]:
    return blocks_json([Paragraph(line(sentence), "sentence")])


def _request_text(example: Example) -> TriedRequest:
    """The request of an example as it is typed."""
    request = request_of(example.request)
    body = request.body if isinstance(request.body, bytes) else b""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    return {
        "method": request.method,
        "target": request.target,
        "headers": "\n".join(f"{name}: {value}" for name, value in request.headers),
        "body": text,
    }


def _typed_request(message: Message) -> HttpRequest:
    """A request from what was typed."""
    method = text_of(message, "method", 40).strip().upper()
    target = text_of(message, "target", 20_000).strip()
    if not method or not target.startswith("/"):
        raise InvalidEdit("a request has a method, and a target that begins with a slash")
    headers: list[tuple[str, str]] = []
    for header in text_of(message, "headers", _LONGEST).splitlines():
        name, colon, value = header.partition(":")
        if header.strip() and (not colon or not name.strip()):
            raise InvalidEdit(f"{shorten(header, 60)} is not a header: write one a header, as Name: value")
        if header.strip():
            headers.append((name.strip(), value.strip()))
    path, _, query = target.partition("?")
    body = text_of(message, "body", _LONGEST).encode("utf-8", "surrogatepass")
    try:
        return HttpRequest(method, path, query, headers, body or None)
    except (ValueError, TypeError) as error:
        raise ContractLabError(f"this is not a request: {error}") from None
