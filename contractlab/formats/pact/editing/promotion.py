"""A recorded exchange as an example of a Pact file: what was asked and answered, without secrets."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from contractlab.contracts.editing import RecordedExchange
from contractlab.errors import InvalidEdit
from contractlab.values.content_types import detect_from_text, parse_content_type
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.message import Message

__all__ = ["list_for", "promoted"]

_TYPES = {"http": "Synchronous/HTTP", "message": "Asynchronous/Messages", "sync-message": "Synchronous/Messages"}


def list_for(recorded: RecordedExchange, version: str) -> str:
    """The list of a Pact file that an example belongs to: messages have one of their own before V4."""
    return "messages" if recorded.kind != "http" and version < "4.0" else "interactions"


def promoted(recorded: RecordedExchange, version: str) -> JSONObject:
    """The example as a Pact file of a version has it.

    Parameters
    ----------
    recorded : RecordedExchange
    version : str
        Of the specification.

    Raises
    ------
    InvalidEdit
        If it was not recorded whole, or the version cannot hold it.
    """
    return _Promotion(recorded, version).example()


class _Promotion:
    def __init__(self, recorded: RecordedExchange, version: str) -> None:
        self.recorded = recorded
        self.version = version

    def example(self) -> JSONObject:
        recorded = self.recorded
        made: JSONObject = {"type": _TYPES[recorded.kind]} if self.version >= "4.0" else {}
        made["description"] = recorded.description
        made.update(self._states())
        if isinstance(recorded.request, HttpRequest):
            made["request"] = self._request(recorded.request)
            (response,) = recorded.responses
            assert isinstance(response, HttpResponse)
            made["response"] = self._response(response)
            return made
        messages = [message for message in recorded.responses if isinstance(message, Message)]
        if recorded.request is not None:
            made["request"] = self._message(recorded.request, False)
            made["response"] = [self._message(message, recorded.by_type) for message in messages]
            return made
        return {**made, **self._message(messages[0], recorded.by_type)}

    def _states(self) -> JSONObject:
        states = self.recorded.states
        if not states:
            return {}
        if self.version < "3.0":
            if len(states) > 1 or states[0][1]:
                raise InvalidEdit("Pact V2 has one state without parameters for an example; give states=[(name, {})]")
            return {"providerState": states[0][0]}
        return {
            "providerStates": [
                {"name": name, **({"params": dict(params)} if params else {})} for name, params in states
            ]
        }

    def _hidden(self, text: object) -> bool:
        return isinstance(text, str) and self.recorded.marker in text

    def _headers(self, pairs: Iterable[tuple[str, str]]) -> JSONObject:
        lines: dict[str, list[str]] = {}
        for name, value in pairs:
            if name.lower() in self.recorded.kept_headers and not self._hidden(value):
                lines.setdefault(name, []).append(value)
        joined = {name: values if self.version >= "4.0" else ", ".join(values) for name, values in lines.items()}
        return {"headers": joined} if joined else {}

    def _query(self, request: HttpRequest) -> Any:
        pairs = [pair for pair in parse_qsl(request.query, keep_blank_values=True) if not self._hidden(pair[1])]
        if self.version < "3.0":
            return urlencode(pairs)
        by_name: dict[str, list[str]] = {}
        for name, value in pairs:
            by_name.setdefault(name, []).append(value)
        return by_name

    def _request(self, request: HttpRequest) -> JSONObject:
        made: JSONObject = {"method": request.method.upper(), "path": request.path}
        query = self._query(request)
        if query:
            made["query"] = query
        made.update(self._headers(request.headers))
        body = None if request.body is NOT_RECORDED else request.body
        made.update(_body(body, request.headers.get("content-type"), self.version))
        return made

    def _response(self, response: HttpResponse) -> JSONObject:
        made: JSONObject = {"status": response.status, **self._headers(response.headers)}
        if response.body is NOT_RECORDED:
            raise InvalidEdit("the body of the response was not recorded, so there is nothing to ask for")
        body = _body(response.body, response.headers.get("content-type"), self.version)
        made.update(body)
        if self.recorded.by_type and self.version >= "2.0":
            made.update(self._rules(body.get("body")))
        return made

    def _message(self, message: Message, by_type: bool) -> JSONObject:
        if message.contents is NOT_RECORDED:
            raise InvalidEdit("the contents of the message were not recorded, so there is nothing to ask for")
        metadata = {key: value for key, value in message.metadata.items() if value != self.recorded.marker}
        body = _body(message.contents, _declared_type(metadata), self.version)
        made: JSONObject = {}
        if body:
            made["contents"] = body["body"]
        if metadata:
            made["metadata"] = metadata
        if by_type:
            made.update(self._rules(made.get("contents")))
        return made

    def _rules(self, body: JSON) -> JSONObject:
        """A rule of type at the root of a JSON body."""
        value = body.get("content") if self.version >= "4.0" and isinstance(body, dict) else body
        if not isinstance(value, dict | list) or not value:
            return {}
        if self.version < "3.0":
            return {"matchingRules": {"$.body": {"match": "type"}}}
        return {"matchingRules": {"body": {"$": {"matchers": [{"match": "type"}], "combine": "AND"}}}}


def _declared_type(metadata: Mapping[str, JSON]) -> str | None:
    """The content type that metadata names, in any of its spellings."""
    return next((str(v) for k, v in metadata.items() if k.lower().replace("-", "") == "contenttype"), None)


def _body(data: Any, content_type: str | None, version: str) -> JSONObject:
    if not isinstance(data, bytes) or not data:
        return {}
    kind = parse_content_type(content_type) if content_type else None
    value: JSON
    encoded: Any = False
    try:
        value = parse_json(data)
        plain = kind is None or kind.is_json
        if not plain:
            value = data.decode("utf-8")
    except (NotJson, UnicodeDecodeError):
        try:
            value, plain = data.decode("utf-8"), False
        except UnicodeDecodeError:
            if version < "4.0":
                raise InvalidEdit(
                    f"the body is binary, which Pact V{version[0]} cannot hold; convert the contract first: "
                    "cl.convert(contract, to='pact', spec_version='4.0')"
                ) from None
            value, encoded, plain = base64.b64encode(data).decode("ascii"), "base64", False
    if version < "4.0":
        return {"body": value}
    # Without a header the kind is guessed, by whoever checks the answer too; both have to guess alike.
    guessed = "application/octet-stream" if encoded else "application/json" if plain else str(detect_from_text(value))
    shown = content_type or guessed
    return {"body": {"content": value, "contentType": shown.partition(";")[0].strip(), "encoded": encoded}}
