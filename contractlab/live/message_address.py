"""Messages from an address: the protocol by which Pact's verifier asks a provider for its messages.

Source: what the Rust core behind pact-python 4.2.0 posts and takes (pact_verifier 1.4.7). An answer outside 2xx is an
error here; the core looks at the status of replies alone, and there at 4xx and 5xx.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from contractlab.captures import Capture
from contractlab.contracts.contract import Example
from contractlab.contracts.format import format_of
from contractlab.contracts.message_questions import AsksForMessages
from contractlab.errors import ProviderError
from contractlab.live.asking import Asker
from contractlab.live.message_sources import MessageFailed, MessageNeed, ProducedMessages
from contractlab.live.private_loop import PrivateLoop
from contractlab.live.providers import open_provider
from contractlab.values.display import quiet
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSONObject
from contractlab.values.message import Message
from contractlab.values.reasons import ReasonCode

__all__ = ["MessageAddress", "message_in"]

_METADATA_HEADER = "pact-message-metadata"
_CONTENT_TYPE = "contentType"


@quiet
@dataclass(frozen=True, slots=True)
class MessageAddress:
    """An address that produces messages: ``http://127.0.0.1:8000/_pact/message``.

    Attributes
    ----------
    address : str
        With its whole path.
    """

    address: str

    def require(self, examples: Sequence[Example]) -> None:
        """See `MessageSource`: who listens there says itself what it has not.

        Raises
        ------
        ProviderError
            If a format has no such protocol.
        """
        for example in examples:
            if "message" in example.kind and not isinstance(format_of(example.contract), AsksForMessages):
                raise ProviderError(
                    "messages of this format cannot be asked for at an address; give functions: messages={…}"
                )

    @contextmanager
    def opened(self, client: httpx.Client | None, loop: PrivateLoop) -> Iterator[ProducedMessages]:
        """See `MessageSource`.

        Raises
        ------
        ProviderError
            If nobody listens there.
        """
        with open_provider(self.address, client, loop) as provider:
            yield _Asked(Asker(provider))


@dataclass(frozen=True, slots=True)
class _Asked:
    asker: Asker

    def produce(self, need: MessageNeed) -> Message:
        form = format_of(need.example.contract)
        assert isinstance(form, AsksForMessages), "asked for by require"
        headers = [("Content-Type", "application/json"), ("Accept", "*/*")]
        path = self.asker.provider.base_path or "/"
        request = HttpRequest("POST", path, "", headers, form.message_question(need.example))
        asked = self.asker.ask(request)
        self.asker.forget()
        capture: Capture = asked.capture
        if asked.code is not None or capture.response is None:
            raise MessageFailed(capture.error or "nothing came back", capture.traceback, asked.code or _NO_ANSWER)
        status = capture.response.status
        if not 200 <= status < 300:
            raise MessageFailed(f"the address of messages answered with status {status}, so nothing was produced")
        return message_in(capture.response)


_NO_ANSWER = ReasonCode.NO_ANSWER


def message_in(response: HttpResponse) -> Message:
    """The message that an answer carries: its body, and metadata in a header.

    Parameters
    ----------
    response : HttpResponse
        Its ``Content-Type`` is an entry of the metadata, unless these have one; the core takes an absent one as empty.
    """
    metadata: JSONObject = {_CONTENT_TYPE: response.headers.get("content-type") or ""}
    written = response.headers.get(_METADATA_HEADER)
    if written is not None:
        metadata.update(_decoded(written))
    return Message(response.body, metadata)


def _decoded(written: str) -> JSONObject:
    """Metadata out of base64; nothing where it cannot be read."""
    try:
        decoded = parse_json(base64.b64decode(written, validate=True))
    except (binascii.Error, ValueError, NotJson):
        return {}
    return decoded if isinstance(decoded, dict) else {}
