"""An example from an operation of an API document: what it takes and what it promises, as values and matchers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote as percent_encoded

from contractlab.contracts import match
from contractlab.contracts.defined import DefinedBody, DefinedHeader, DefinedPart
from contractlab.contracts.defining import FormatDefining
from contractlab.contracts.matcher import Matcher, example_of
from contractlab.definition.example_chain import ExampleBeingDefined
from contractlab.errors import InvalidEdit
from contractlab.openapi import ApiDocument, Operation, Parameter
from contractlab.openapi.operations import MediaType, Reply
from contractlab.openapi.promises import Promise, Sayable, Side, Unsaid, promise_of
from contractlab.openapi.references import Place
from contractlab.values.content_types import parse_content_type
from contractlab.values.json_text import to_string
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = ["FromDocument", "define_operation"]

_OWN_HEADERS = frozenset({"accept", "content-type", "authorization"})
"""Parameters of these names count for nothing (OpenAPI, parameter object)."""

_USUAL_DESCRIPTION = "a request for {name} answered {status}"


@dataclass(slots=True)
class FromDocument:
    """What came of an operation.

    Attributes
    ----------
    chain : ExampleBeingDefined
    document : ApiDocument
    unsaid : list of Unsaid
        What the document says and the example does not.
    """

    chain: ExampleBeingDefined
    document: ApiDocument
    unsaid: list[Unsaid] = field(default_factory=list)


def define_operation(
    begin: Callable[[str], ExampleBeingDefined],
    defining: FormatDefining,
    sayable: Sayable,
    asks: Callable[[DefinedPart], bool],
    document: ApiDocument,
    name: str,
    status: int | None,
    *,
    description: str = "",
    media_type: str | None = None,
    base_path: str = "",
) -> FromDocument:
    """Define an example of an operation; parameters as in `Definition.from_openapi`.

    `sayable` says whether a matcher can stand in a body; `asks`, whether a request can be defined that fits itself.

    Raises
    ------
    InvalidEdit
        If there is no such operation, status or media type.
    """
    operation = document[name]
    reply, code = _reply(operation, status)
    chain = begin(description or _USUAL_DESCRIPTION.format(name=operation.name, status=code))
    made = FromDocument(chain, document)
    builder = _Builder(made, sayable, asks)
    chain.with_request(operation.method, builder.path(operation, base_path))
    builder.parameters(operation)
    builder.request_body(operation, media_type)
    chain.will_respond_with(code)
    builder.response(reply, media_type, headers=defining.judges_response_headers)
    return made


def _reply(operation: Operation, status: int | None) -> tuple[Reply, int]:
    """The answer of a status; without one, the first that is a success."""
    replies = operation.replies
    if status is None:
        codes = [_code(reply.status) for reply in replies]
        status = next((code for code in codes if 200 <= code < 300), codes[0] if codes else 200)
    reply = operation.reply(status)
    if reply is None:
        known_codes = ", ".join(each.status for each in replies) or "none"
        raise InvalidEdit(f"{operation.name} answers nothing with the status {status}; the document has {known_codes}")
    return reply, status


def _code(status: str) -> int:
    if re.fullmatch(r"[1-5]\d\d", status):
        return int(status)
    return int(status[0]) * 100 if re.fullmatch(r"[1-5][xX]{2}", status) else 200


def _is_nested(value: Any) -> bool:
    """True for a list of which an item is more than a text can say."""
    is_like = isinstance(value, Matcher)
    repeats = is_like and value.name == "each_like"  # its example is one item
    items = [value.example] if repeats else value.example if is_like else value
    return isinstance(items, list) and any(
        isinstance(example_of(item), list | Mapping) or (isinstance(item, Matcher) and item.name == "each_like")
        for item in items
    )


class _Builder:
    def __init__(self, made: FromDocument, sayable: Sayable, asks: Callable[[DefinedPart], bool]) -> None:
        self.chain = made.chain
        self.unsaid = made.unsaid
        self.sayable = sayable
        self.asks = asks

    def _note(self, text: str, place: Place) -> None:
        self.unsaid.append(Unsaid(text, place))

    def _taken(self, promise: Promise, what: str) -> Any:
        self.unsaid += [Unsaid(f"{what} {each.text.removeprefix('$: ')}", each.place) for each in promise.unsaid]
        return promise.value

    def _value(self, parameter: Parameter, side: Side) -> Any:
        """The value of a parameter; MISSING where it has none that a contract can express."""
        what = f"{parameter.location} {parameter.name}:"
        schema = parameter.schema
        if schema is None or parameter.is_content:
            if parameter.example:
                return self._as_text(match.like(parameter.example[0]), parameter)
            self._note(f"{what} the document says nothing of its value that a text could be", parameter.place)
            return match.any_string("text")
        value = self._taken(promise_of(schema, side, self.sayable, parameter.example, text=True), what)
        if _is_nested(value):
            self._note(f"{what} a list of lists or objects as a parameter is not said", parameter.place)
            return match.any_string("text") if parameter.location == "path" else MISSING
        return self._as_text(value, parameter)

    def _as_text(self, value: Any, parameter: Parameter) -> Any:
        """A value as it can be asked for in a text: no format reads a number there, and not all ask for its kind."""
        if isinstance(value, list):
            return [self._as_text(each, parameter) for each in value]
        if isinstance(value, Matcher) and value.name == "each_like":
            return replace(value, example=self._as_text(value.example, parameter))
        example = example_of(value)
        if example is MISSING or value is None or isinstance(example, list | Mapping):
            return value
        text = to_string(example)
        if not isinstance(value, Matcher):
            return text
        if self._asks_for_text(value):
            return value
        self._note(
            f"{parameter.location} {parameter.name}: any text fits, as match.{value.name} asks for no text here",
            parameter.place,
        )
        made = match.any_string(text)
        return made if self._asks_for_text(made) else text

    def _asks_for_text(self, matcher: Matcher) -> bool:
        return self.asks(DefinedPart(headers=(DefinedHeader("x-text", matcher),), order=("headers",)))

    def path(self, operation: Operation, base_path: str) -> Any:
        """The path: fixed pieces, and what the parameters say."""
        by_name = {each.name: each for each in operation.parameters if each.location == "path"}
        pieces: list[Any] = []
        given: set[int] = set()  # places of what parameters say
        for piece in re.split(r"(\{[^{}]*\})", base_path.rstrip("/") + operation.path):
            if not piece.startswith("{"):
                pieces += [piece] if piece else []
                continue
            parameter = by_name.get(piece[1:-1])
            if parameter is None:
                self._note(f"path {piece}: the document has no such parameter", operation.place)
                pieces.append(match.regex("1", regex="[^/]+"))
                continue
            given.add(len(pieces))
            pieces.append(self._value(parameter, "request"))
        encoded = [_in_path(piece) if place in given else piece for place, piece in enumerate(pieces)]
        if all(isinstance(piece, str) for piece in encoded):
            return "".join(encoded)
        for made in (encoded, pieces):
            if self._asks_for_path(made):
                return match.concat(*made)
        self._note("path: it varies, which this version does not say", operation.place)
        return "".join(piece if isinstance(piece, str) else to_string(example_of(piece)) for piece in encoded)

    def _asks_for_path(self, pieces: list[Any]) -> bool:
        try:
            return self.asks(DefinedPart(path=match.concat(*pieces)))
        except InvalidEdit:
            return False

    def parameters(self, operation: Operation) -> None:
        """Parameters and headers that must be there; cookies and the rest are noted."""
        left = [each.name for each in operation.parameters if not each.required]
        if left:
            shown = ", ".join(left[:8]) + (f" and {len(left) - 8} more" if len(left) > 8 else "")
            self._note(f"not required, so not sent: {shown}", operation.place)
        for parameter in operation.parameters:
            if not parameter.required or parameter.location == "path":
                continue
            value = self._value(parameter, "request")
            if parameter.location == "query":
                for each in self._texts(parameter, value):
                    self.chain.with_query_parameter(parameter.name, each)
            elif parameter.location == "header" and parameter.name.lower() not in _OWN_HEADERS:
                for each in self._texts(parameter, value):
                    self.chain.with_header(parameter.name, each, "Request")
            elif parameter.location == "cookie":
                self._note(f"the cookie {parameter.name} is required, which is not said", parameter.place)

    def _texts(self, parameter: Parameter, value: Any) -> Iterator[Any]:
        """A value as it travels: a list one by one where it explodes, or joined by commas."""
        if isinstance(value, Matcher) and value.name == "each_like":
            value = [value.example]
        if isinstance(value, Mapping) or (isinstance(value, Matcher) and isinstance(value.example, Mapping)):
            self._note(f"{parameter.location} {parameter.name}: an object as a parameter is not said", parameter.place)
            return
        if isinstance(value, list):
            if parameter.explode or len(value) < 2:
                yield from value
            else:
                yield ",".join(to_string(each) for each in map(example_of, value) if each is not MISSING)
        elif value is not MISSING and value is not None:
            yield value

    def request_body(self, operation: Operation, media_type: str | None) -> None:
        """The body, where there must be one."""
        media, required = operation.body
        if not media:
            return
        if not required:
            self._note("the body of the request is not required, and is sent all the same", operation.place)
        self._body(_chosen(media, media_type, operation.name), "request")

    def response(self, reply: Reply, media_type: str | None, *, headers: bool) -> None:
        """Headers, where the format asks for them, and body of the answer."""
        if reply.headers and not headers:
            named = ", ".join(header.name for header in reply.headers)
            self._note(f"headers of a response are not asked for in this format: {named}", reply.headers[0].place)
        for header in reply.headers if headers else ():
            if not header.required:
                self._note(f"the header {header.name} is not required, so not asked for", header.place)
                continue
            for value in self._texts(header, self._value(header, "response")):
                self.chain.with_header(header.name, value, "Response")
        if reply.content:
            self._body(_chosen(reply.content, media_type, reply.status, strict=False), "response")

    def _body(self, media: MediaType, side: Side) -> None:
        part = side.capitalize()
        kind = parse_content_type(media.name)
        name = media.name if "*" not in media.name else "application/json"
        schema = media.schema
        if schema is None or not (kind is None or kind.is_json or kind.is_form or "*" in media.name):
            example = media.example or (schema.example if schema is not None else ())
            text = example[0] if example and isinstance(example[0], str) else None
            if text is not None:
                self.chain.with_body(text, name, part)
                self._note(f"the {side} is as its example has it: {name} has no schema that is said", media.place)
                return
            self.chain.with_header("Content-Type", name, part)
            self._note(f"the body of the {side} is not said: {name} has no schema that is", media.place)
            return
        promise = promise_of(schema, side, self.sayable, media.example)
        value = self._taken(promise, side)
        if value is MISSING:
            return
        if kind is not None and kind.is_form and isinstance(value, Mapping):
            self.chain.with_body(DefinedBody("form", dict(value), name), part=part)
        else:
            self.chain.with_json(value, name, part)


def _chosen(media: tuple[MediaType, ...], wanted: str | None, name: str, *, strict: bool = True) -> MediaType:
    """The media type that is asked for; else JSON, else the first."""
    by_name = {each.name.lower(): each for each in media}
    if wanted is not None and wanted.lower() in by_name:
        return by_name[wanted.lower()]
    if wanted is not None and strict:
        raise InvalidEdit(f"{name} takes no {quote(wanted, 40)}; it takes {', '.join(by_name)}")
    kinds = ((each, parse_content_type(each.name)) for each in media)
    return next((each for each, kind in kinds if kind is not None and kind.is_json), media[0])


def _in_path(value: Any) -> Any:
    """A piece of a path: text that needs no encoding."""
    # Of some patterns no example can be made, and a list may have none either.
    if isinstance(example_of(value), list | Mapping) or example_of(value) is MISSING:
        return match.regex("1", regex="[^/]+")
    if not isinstance(value, Matcher):
        return percent_encoded(to_string(value), safe="")
    if value.name in ("any_string", "like", "equality", "any_of"):
        example = percent_encoded(to_string(example_of(value)), safe="") or "1"
        return example if value.name == "equality" else match.regex(example, regex="[^/]+")
    return value
