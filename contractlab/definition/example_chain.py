"""One example as it is being defined, by calls that follow each other.

The calls are those of pact-python 4 and, with everything in one call, those of version 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, Self

from contractlab.contracts.defined import (
    Defined,
    DefinedBody,
    DefinedCall,
    DefinedHeader,
    DefinedOutcome,
    DefinedPart,
    Element,
    FormPart,
)
from contractlab.contracts.matcher import Matcher, needs_text
from contractlab.definition.given_bodies import body_of, given_body, header_lines, part_of_file, query_pairs
from contractlab.definition.given_fields import in_order
from contractlab.definition.plain_values import refuse_unwritable
from contractlab.errors import InvalidEdit
from contractlab.values.display import Shown
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = ["ExampleBeingDefined", "Room", "is_received"]

_KINDS = {
    "http": "http",
    "async": "message",
    "message": "message",
    "sync": "sync-message",
    "sync-message": "sync-message",
}
_REQUEST, _RESPONSE = "Request", "Response"


class Room(Protocol):
    """What an example needs of its definition."""

    def write_example(self, defined: Defined) -> JSONObject:
        """The example as the definition's format and version have it."""

    def identity_of(self, defined: Defined, written: JSONObject) -> str:
        """What tells the example from others; of equal ones the last counts."""

    @property
    def needs_description(self) -> bool:
        """False if an example without a description is named by what it exchanges."""

    def changed(self, chain: ExampleBeingDefined) -> None:
        """Told when an example is there, or is another than before."""


class ExampleBeingDefined(Shown):
    """An example of a definition. Every call gives the example itself; what a version cannot say is refused at once.

    Attributes
    ----------
    description : str
    kind : str
        ``"http"``, ``"message"``, ``"sync-message"`` or ``"function"``.
    repeated : bool
        True if it stands beside an earlier one of its identity.
    """

    def __init__(self, room: Room, *, received: bool = False, repeated: bool = False) -> None:
        self._room = room
        self._draft = Defined("http", "", (), DefinedPart(), (), received=received)
        self._asked = False
        self.repeated = repeated
        self._identity = ""
        self._part = _REQUEST
        self._written: JSONObject = {}

    # What it is about

    @property
    def description(self) -> str:
        """What it is about."""
        return self._draft.description

    @property
    def kind(self) -> str:
        """``"http"``, ``"message"``, ``"sync-message"`` or ``"function"``."""
        return self._draft.kind

    @property
    def states(self) -> tuple[tuple[str, Mapping[str, JSON]], ...]:
        """Names of states with their parameters, in order."""
        return self._draft.states

    @property
    def defined(self) -> Defined:
        """What it says so far, before the format writes it."""
        return self._draft

    @property
    def lacks(self) -> str:
        """What is missing before it is an example; empty where nothing is."""
        if not self._is_named:
            return "a description: .upon_receiving(…)"
        if self.kind == "http" and not self._asked:
            return "a request: .with_request(…)"
        if self.kind == "http" and not self._draft.responses:
            return "a response: .will_respond_with(…)"
        if self.kind == "function" and not self._draft.responses:
            return "what comes of the call: .will_return(…) or .will_throw(…)"
        return ""

    @property
    def _is_named(self) -> bool:
        return bool(self._draft.description) or not self._room.needs_description

    @property
    def identity(self) -> str:
        """What tells it from the others of its definition; of equal ones the last counts."""
        return self._identity

    @property
    def written(self) -> JSONObject:
        """The example as the file has it; empty as long as it lacks something."""
        return self._written

    def upon_receiving(self, description: str, interaction: str = "HTTP") -> Self:
        """Say what it is about.

        Parameters
        ----------
        description : str
        interaction : str
            ``"HTTP"``, ``"Async"`` (a message) or ``"Sync"`` (a message with replies).
        """
        needs_text(description, "description", '.upon_receiving("a request for a customer")')
        kind = _KINDS.get(str(interaction).lower())
        if kind is None:
            raise InvalidEdit(f"{quote(interaction, 40)} is none of HTTP, Async and Sync")
        if self.kind == "function":
            return self._take(replace(self._draft, description=description))
        responses = (DefinedPart(),) if kind == "message" else ()
        return self._take(replace(self._draft, description=description, kind=kind, responses=responses))

    def given(self, state: str, parameters: Mapping[str, JSON] | None = None, /, **more: JSON) -> Self:
        """Add a state that the provider is to be in, with its parameters; one state may be given twice.

        Parameters
        ----------
        state : str
        parameters : mapping, optional
            Those whose names are no names in Python.
        **more
        """
        if not isinstance(state, str):
            raise InvalidEdit(f"{quote(state, 60)} is not a name of a state")
        params = {**(parameters or {}), **more}
        return self._take(replace(self._draft, states=(*self._draft.states, (state, params))))

    # The request

    def with_request(
        self,
        method: str = "GET",
        path: Any = "/",
        *,
        query: Any = None,
        headers: Any = None,
        body: Any = MISSING,
        json: Any = MISSING,
        text: str | None = None,
        xml: Element | str | None = None,
        form: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        content_type: str | None = None,
    ) -> Self:
        """Say what the consumer asks.

        Parameters
        ----------
        method : str
        path : str or Matcher
        query : mapping, pairs or str, optional
            A list means several values of one parameter.
        headers : mapping or pairs, optional
        body, json, text, xml, form, files : optional
            One of them: the body. `body` is JSON, a text, bytes or an XML element; `json` is JSON in any case, a text
            too; `files` are as httpx takes them.
        content_type : str, optional
        """
        self._needs_no_call(".with_call(…)")
        if self.kind != "http":
            raise InvalidEdit("a message has no request of HTTP: give .with_body(…) and .with_metadata(…)")
        needs_text(method, "method", '.with_request("GET", "/customers/1")')
        part = DefinedPart(
            method=method,
            path=path,
            query=query_pairs(query),
            headers=header_lines(headers),
            body=given_body(
                body=body, json=json, text=text, xml=xml, form=form, files=files, content_type=content_type
            ),
        )
        self._take(replace(self._draft, request=in_order(part)), asked=True)
        self._part = _REQUEST
        return self

    def with_query_parameter(self, name: str, value: Any) -> Self:
        """Add a value of a query parameter."""
        return self._on(_REQUEST, lambda part: replace(part, query=(*part.query, *query_pairs([(name, value)]))))

    def with_query_parameters(self, parameters: Any) -> Self:
        """Add query parameters, from a mapping or pairs."""
        return self._on(_REQUEST, lambda part: replace(part, query=(*part.query, *query_pairs(parameters))))

    # The response

    def will_respond_with(
        self,
        status: Any = 200,
        *,
        headers: Any = None,
        body: Any = MISSING,
        json: Any = MISSING,
        text: str | None = None,
        xml: Element | str | None = None,
        form: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        content_type: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        name: str | None = None,
    ) -> Self:
        """Say what the provider answers; of a message with replies, one more reply.

        Parameters
        ----------
        status : int or Matcher
        headers : mapping or pairs, optional
        body, json, text, xml, form, files, content_type : optional
            As in `with_request`.
        metadata : mapping, optional
            Of a reply.
        name : str, optional
            What the response is called, in formats whose responses have a name.
        """
        self._needs_no_call(".will_return(…)")
        part = DefinedPart(
            status=status,
            headers=header_lines(headers),
            body=given_body(
                body=body, json=json, text=text, xml=xml, form=form, files=files, content_type=content_type
            ),
            metadata=dict(metadata or {}),
            name=name,
        )
        if self.kind == "message":
            raise InvalidEdit(
                "a message has no response: give .with_body(…) and .with_metadata(…), or define it as Sync"
            )
        before = self._draft.responses if self.kind == "sync-message" else ()
        self._take(replace(self._draft, responses=(*before, in_order(part))))
        self._part = _RESPONSE
        return self

    # Calls of functions

    def with_call(self, function: str, *arguments: Any) -> Self:
        """Say which function is called, and with what.

        Parameters
        ----------
        function : str
            Its name.
        *arguments : value or Matcher
        """
        needs_text(function, "name of a function", '.with_call("add", 1, 2)')
        part = DefinedPart(call=DefinedCall(function, arguments))
        return self._take(replace(self._draft, kind="function", request=part), asked=True)

    def will_return(self, value: Any = None, *, name: str | None = None) -> Self:
        """Say what the function returns.

        Parameters
        ----------
        value : JSON value or Matcher
        name : str, optional
            What this outcome is called.
        """
        return self._come_of_it(DefinedOutcome(value), name)

    def will_throw(self, error_class: Any, message: Any = None, *, name: str | None = None) -> Self:
        """Say what the function throws.

        Parameters
        ----------
        error_class : str or Matcher
            The name of the class.
        message : str or Matcher, optional
        name : str, optional
            What this outcome is called.
        """
        if not isinstance(error_class, Matcher):
            needs_text(error_class, "name of an error's class", '.will_throw("NotFound", "no such customer")')
        return self._come_of_it(DefinedOutcome(None, error_class, message), name)

    def _come_of_it(self, outcome: DefinedOutcome, name: str | None) -> Self:
        if self.kind != "function":
            raise InvalidEdit("nothing is called yet: .with_call(…) comes first")
        return self._take(replace(self._draft, responses=(DefinedPart(outcome=outcome, name=name),)))

    def _needs_no_call(self, instead: str) -> None:
        if self.kind == "function":
            raise InvalidEdit(f"a call of a function has no parts of HTTP: give {instead}")

    # Parts of either

    def with_header(self, name: str, value: Any, part: str | None = None) -> Self:
        """Add a line of a header; lists such as ``Accept`` are split at commas, as the reference does."""
        return self._on(part, lambda each: replace(each, headers=(*each.headers, *header_lines([(name, value)]))))

    def with_headers(self, headers: Any, part: str | None = None) -> Self:
        """Add headers, from a mapping or pairs."""
        return self._on(part, lambda each: replace(each, headers=(*each.headers, *header_lines(headers))))

    def set_header(self, name: str, value: Any, part: str | None = None) -> Self:
        """Set a header to this one line, commas and all."""

        def change(each: DefinedPart) -> DefinedPart:
            others = tuple(header for header in each.headers if header.name.lower() != name.lower())
            return replace(each, headers=(*others, DefinedHeader(name, value, whole=True)))

        return self._on(part, change)

    def set_headers(self, headers: Any, part: str | None = None) -> Self:
        """Set several headers, each to one line, from a mapping or pairs."""
        for header in header_lines(headers, whole=True):
            self.set_header(header.name, header.value, part)
        return self

    def with_body(self, body: Any = None, content_type: str | None = None, part: str | None = None) -> Self:
        """Give the body: JSON, a text, bytes or an XML element; None is JSON's null.

        Parameters
        ----------
        body : JSON value with matchers, str, bytes or Element
        content_type : str, optional
            By default what the body looks like.
        part : str, optional
            ``"Request"`` or ``"Response"``; by default what was named last.
        """
        return self._with_body(body_of(body, content_type), part)

    def with_json(self, value: Any, content_type: str | None = None, part: str | None = None) -> Self:
        """Give a body of JSON, a text too."""
        return self._with_body(DefinedBody("json", value, content_type), part)

    def with_binary_body(self, body: bytes | None, content_type: str | None = None, part: str | None = None) -> Self:
        """Give a body of bytes."""
        return self._with_body(None if body is None else DefinedBody("bytes", bytes(body), content_type), part)

    def with_multipart_file(
        self,
        part_name: str,
        path: str | Path,
        content_type: str | None = None,
        part: str | None = None,
        boundary: str | None = None,
    ) -> Self:
        """Add a file to a body of several parts.

        Parameters
        ----------
        part_name : str
        path : path
        content_type : str, optional
        part : str, optional
        boundary : str, optional
            By default one that depends on the parts alone.
        """
        return self.with_multipart_part(part_of_file(part_name, Path(path), content_type), part, boundary)

    def with_multipart_part(self, made: FormPart, part: str | None = None, boundary: str | None = None) -> Self:
        """Add a part to a body of several parts."""

        def change(each: DefinedPart) -> DefinedPart:
            before = each.body if each.body is not None and each.body.kind == "multipart" else None
            parts = (*before.value, made) if before is not None else (made,)
            kept = before.boundary if before is not None else None
            return replace(each, body=DefinedBody("multipart", parts, None, boundary or kept))

        return self._on(part, change)

    def with_metadata(self, metadata: Mapping[str, Any] | None = None, /, part: str | None = None, **more: Any) -> Self:
        """Add metadata of a message."""
        if self.kind == "http":
            raise InvalidEdit("requests and responses have headers, not metadata: .with_headers(…)")
        given = {**(metadata or {}), **more}
        return self._on(part, lambda each: replace(each, metadata={**each.metadata, **given}))

    set_metadata = with_metadata

    def with_matching_rules(self, rules: Mapping[str, JSON], part: str | None = None) -> Self:
        """Add rules as a file has them: ``{"body": {"$.a": {"matchers": [{"match": "type"}]}}}``."""
        return self._on(part, lambda each: replace(each, rules=_joined(each.rules, rules)))

    def with_generators(self, generators: Mapping[str, JSON], part: str | None = None) -> Self:
        """Add generators as a file has them: ``{"body": {"$.a": {"type": "Uuid"}}}``."""
        return self._on(part, lambda each: replace(each, generators=_joined(each.generators, generators)))

    # The example as a whole

    def set_key(self, key: str | None) -> Self:
        """Give it a key, by which others can find it."""
        return self._take(replace(self._draft, key=key))

    def set_pending(self, pending: bool = True) -> Self:
        """Mark it as one whose failures do not break the provider's build."""
        return self._take(replace(self._draft, pending=pending))

    def set_comment(self, key: str, value: JSON) -> Self:
        """Set a comment; None takes it away."""
        comments = {name: comment for name, comment in self._draft.comments.items() if name != key}
        return self._take(replace(self._draft, comments=comments if value is None else {**comments, key: value}))

    def add_text_comment(self, comment: str) -> Self:
        """Add a line of text."""
        texts = self._draft.comments.get("text")
        return self.set_comment("text", [*(texts if isinstance(texts, list) else []), comment])

    def add_external_reference(self, group: str, name: str, value: str) -> Self:
        """Add a reference to something elsewhere: a ticket, an operation of OpenAPI."""
        references = self._draft.comments.get("references")
        groups: dict[str, Any] = dict(references) if isinstance(references, dict) else {}
        return self.set_comment("references", {**groups, group: {**groups.get(group, {}), name: value}})

    def test_name(self, name: str) -> Self:
        """Say which test defines it."""
        return self.set_comment("testname", name)

    # How changes are taken

    def _on(self, part: str | None, change: Callable[[DefinedPart], DefinedPart]) -> Self:
        """Change the request or the (last) response."""
        self._needs_no_call(".with_call(…), .will_return(…) or .will_throw(…)")
        wanted = self._part if part is None else str(part).capitalize()
        if wanted not in (_REQUEST, _RESPONSE):
            raise InvalidEdit(f"{quote(part, 40)} is neither Request nor Response")
        if wanted == _REQUEST and self.kind != "message":
            assert self._draft.request is not None  # of everything but a message
            return self._take(replace(self._draft, request=in_order(change(self._draft.request))))
        *before, last = self._draft.responses or (DefinedPart(),)
        return self._take(replace(self._draft, responses=(*before, in_order(change(last)))))

    def _with_body(self, body: DefinedBody | None, part: str | None) -> Self:
        wanted = self._part if part is None else str(part).capitalize()
        replies = self._draft.responses
        if self.kind == "sync-message" and wanted == _RESPONSE and replies and replies[-1].body is not None:
            return self._take(replace(self._draft, responses=(*replies, in_order(DefinedPart(body=body)))))
        return self._on(part, lambda each: replace(each, body=body))

    def _take(self, draft: Defined, *, asked: bool = False) -> Self:
        """Take a draft, once it can be written: what cannot is refused, and nothing has changed."""
        refuse_unwritable(draft)
        tried = draft
        if not draft.responses and draft.kind in ("http", "function"):
            outcome = DefinedOutcome() if draft.kind == "function" else None
            tried = replace(draft, responses=(DefinedPart(outcome=outcome),))
        named = bool(draft.description) or not self._room.needs_description
        written = self._room.write_example(tried) if named else {}
        self._draft, self._asked = draft, self._asked or asked
        self._written = {} if self.lacks else written
        self._identity = self._room.identity_of(draft, self._written)
        self._room.changed(self)
        return self

    def __repr__(self) -> str:
        states = "".join(f", given {name!r}" for name, _ in self.states)
        return f"<example {self.description!r}{states}{', lacks ' + self.lacks if self.lacks else ''}>"


def _joined(before: Mapping[str, JSON], more: Mapping[str, JSON]) -> JSONObject:
    """Categories of both, paths within a category together."""
    made: JSONObject = dict(before)
    for category, by_path in more.items():
        present = made.get(category)
        both = isinstance(present, dict) and isinstance(by_path, Mapping)
        made[category] = {**present, **by_path} if both else by_path  # type: ignore[dict-item]
    return made


def is_received(entry: object) -> bool:
    """True for an example in which the consumer is asked."""
    return isinstance(entry, ExampleBeingDefined) and entry.defined.received
