"""One example of a ContractCase contract being edited, and its parts; every value is written where its name leads."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, cast

from contractlab.contracts import json_document as document_of
from contractlab.contracts.matcher import Matcher
from contractlab.editing.body_edit import BodyEdit
from contractlab.editing.case_body import CaseBodyEdit, said_at
from contractlab.editing.case_named import CaseNamedEdit
from contractlab.editing.example_edit import ExampleEdit, PartEdit
from contractlab.editing.validate import content_type_of, text_of
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.model import CaseExample
from contractlab.formats.contractcase.places import followed, with_example
from contractlab.formats.contractcase.states import stripped
from contractlab.formats.contractcase.walking import CHILD, TYPE, UNIQUE_NAME, lookup_key, matcher_type
from contractlab.formats.contractcase.write_matchers import say_case
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import PathToken

__all__ = ["CaseExampleEdit", "CasePartEdit"]

Tokens = tuple[PathToken, ...]


def _refuse(what: str, instead: str) -> NoReturn:
    raise InvalidEdit(f"ContractCase has no {what}; {instead}")


class CaseExampleEdit(ExampleEdit):
    """An example of a `CaseEdit`; it stays the same one when others come, go and move."""

    @property
    def example(self) -> CaseExample:
        """The example as it is read now."""
        return cast(CaseExample, self.edit.revised.examples[self.index])

    # -- names --------------------------------------------------------------------------------------------------------

    @property
    def request_name(self) -> str:
        """What the request is called, or the call of a function."""
        return self.example.request_name

    @request_name.setter
    def request_name(self, name: str) -> None:
        self._call("request", name)

    @property
    def response_name(self) -> str:
        """What the response is called, or the result of a function."""
        return self.example.response_name

    @response_name.setter
    def response_name(self, name: str) -> None:
        self._call("response", name)

    def _call(self, part: str, name: str) -> None:
        """Give the matcher of a part another name; other examples keep the old one."""
        text_of(name, f"the name of a {part}")
        code = f"{self.name}.{part}_name = {name!r}"
        tokens = (*self.tokens, "mock", part)

        def change(document: Any) -> Any:
            raw = document_of.get(document, tokens)
            child = raw
            if matcher_type(raw) == "_case:Lookup":
                if raw.get(UNIQUE_NAME) == name:
                    return document
                at = (*tokens, CHILD) if CHILD in raw else ("matcherLookup", lookup_key(str(raw.get(UNIQUE_NAME))))
                child = document_of.get(document, at)
            known = document.get("matcherLookup", {}).get(lookup_key(name), child)
            if known != child:
                raise InvalidEdit(f"another matcher is called {name!r}; names are unique within a contract")
            wrapper = raw if matcher_type(raw) == "_case:Lookup" else {TYPE: "_case:Lookup"}
            return document_of.put(document, tokens, {**wrapper, UNIQUE_NAME: name, CHILD: child})

        self.edit.apply(change, f"call the {part} {name!r}", code)

    @property
    def description(self) -> str:
        """What it is called: its states, its request and its response together."""
        return self.example.description

    @description.setter
    def description(self, text: str) -> None:
        raise InvalidEdit(
            "a ContractCase example is described by its states, its request and its response: set request_name or "
            "response_name"
        )

    @property
    def pending(self) -> bool:
        """Always False: ContractCase knows no pending examples."""
        return False

    @pending.setter
    def pending(self, pending: bool) -> None:
        _refuse("pending examples", "take the example out, or let the contract be verified on a branch")

    @property
    def key(self) -> str:
        """The digest of its names and states."""
        return self.example.key

    @key.setter
    def key(self, key: str) -> None:
        _refuse("keys", "names of requests and responses tell its examples apart")

    @property
    def comments(self) -> Mapping[str, Any]:
        """Always empty."""
        return {}

    @comments.setter
    def comments(self, comments: Mapping[str, Any]) -> None:
        _refuse("comments", "names of requests, responses and states say what is meant")

    # -- its parts ----------------------------------------------------------------------------------------------------

    @property
    def request(self) -> CasePartEdit:
        """What the caller sends."""
        if self.kind != "http":
            raise InvalidEdit(f"an example of kind {self.kind} has no request; see arguments")
        return CasePartEdit(self, ("mock", "request"), "request")

    @property
    def response(self) -> CasePartEdit:
        """What the server answers."""
        if self.kind != "http":
            raise InvalidEdit(f"an example of kind {self.kind} has no response; see returns and throws")
        return CasePartEdit(self, ("mock", "response"), "response")

    def _function(self, part: str) -> CasePartEdit:
        if self.kind != "function":
            raise InvalidEdit(f"an example of kind {self.kind} is no function")
        return CasePartEdit(self, ("mock", part), "")

    @property
    def call(self) -> CaseCallEdit:
        """The call of a function as a part with contents: its arguments."""
        self._function("request")
        return CaseCallEdit(self, ("mock", "request"), "")

    @property
    def outcome(self) -> CaseCallEdit:
        """What comes of the call as a part with contents: what the function returns."""
        self._function("response")
        return CaseCallEdit(self, ("mock", "response"), "")

    @property
    def arguments(self) -> CaseBodyEdit:
        """What a function is called with: an array, ``$[0]`` is the first argument."""
        return CaseBodyEdit(self._function("request"), "arguments", "arguments")

    @arguments.setter
    def arguments(self, value: Any) -> None:
        self.arguments["$"] = value

    @property
    def returns(self) -> CaseBodyEdit:
        """What a function returns."""
        return CaseBodyEdit(self._function("response"), "success", "returns")

    @returns.setter
    def returns(self, value: Any) -> None:
        part = self._function("response")
        said = say_case(value)

        def change(result: dict[str, Any]) -> dict[str, Any]:
            kept = {key: one for key, one in result.items() if key not in ("errorClassName", "message")}
            raw = result.get("success", MISSING)
            return _field(kept, "success", said if raw is MISSING else said_at(raw, value, MISSING))

        part.change(change, "set what it returns", f"{self.name}.returns = {value!r}")

    @property
    def throws(self) -> str | None:
        """Class of the error that a function throws; None where it returns."""
        found = self._function("response").document.get("errorClassName")
        return found if isinstance(found, str) else None

    @throws.setter
    def throws(self, name: str) -> None:
        if not isinstance(name, str) or not name:
            raise InvalidEdit("an error has the name of its class, such as UserNotFound")

        def change(result: dict[str, Any]) -> dict[str, Any]:
            kept = {key: one for key, one in result.items() if key != "success"}
            return _field(kept, "errorClassName", name)

        self._function("response").change(change, f"let it throw {name}", f"{self.name}.throws = {name!r}")

    # -- among the others ---------------------------------------------------------------------------------------------

    def duplicate(self, description: str) -> ExampleEdit:
        """Add a copy right behind this one, whose request is called by another name."""
        text_of(description, "the name of a request")
        value = copy.copy(dict(self.document))
        mock = dict(value["mock"])
        raw = mock.get("request")
        if any(one.request_name == description for one in self.edit.revised.examples):  # type: ignore[attr-defined]
            raise InvalidEdit(f"there is a request called {description!r} already")
        start = (*self.tokens, "mock", "request")
        child = document_of.get(self.edit.document, start)
        if matcher_type(raw) == "_case:Lookup":
            at = (*start, CHILD) if CHILD in child else ("matcherLookup", lookup_key(str(child.get(UNIQUE_NAME))))
            child = document_of.get(self.edit.document, at)
        mock["request"] = {TYPE: "_case:Lookup", UNIQUE_NAME: description, CHILD: child}
        value["mock"] = mock
        code = f"{self.name}.duplicate({description!r})"
        return self.edit._insert(value, self.field, self.index + 1, f"copy it as {description!r}", code)


def _field(part: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """A part with a field; a new one stands before the matcher's type where that comes last, as ContractCase writes."""
    if name in part or next(reversed(part), None) != TYPE:
        return {**part, name: value}
    return {**{key: one for key, one in part.items() if key != TYPE}, name: value, TYPE: part[TYPE]}


class CasePartEdit(PartEdit):
    """A request or a response, or a call and its result, being edited where its name leads."""

    owner: CaseExampleEdit

    @property
    def place(self) -> Tokens:
        """Where it is written in the document."""
        return followed(self.owner.edit.document, (*self.owner.tokens, *self.steps))

    @property
    def document(self) -> Mapping[str, Any]:
        """The part as the file has it now."""
        found = document_of.get(self.owner.edit.document, self.place)
        return found if isinstance(found, Mapping) else {}

    def change(self, change: Callable[[dict[str, Any]], dict[str, Any]], label: str, code: str) -> None:
        """Make one edit of this part, in every example that uses it by the same name."""
        place = self.place
        if not isinstance(document_of.get(self.owner.edit.document, place), Mapping):
            said = f"the {self.steps[-1]} is written in a form that cannot be edited part by part"
            raise InvalidEdit(f"{said}; edit.put can")
        self.owner.edit.apply(lambda document: document_of.replace_at(document, place, change), label, code)

    def put(self, field: str, value: Any, label: str, code: str) -> None:
        """Set a field to what is to be written."""
        self.change(lambda part: _field(part, field, value), label, code)

    def example_of(self, raw: Any) -> Any:
        """The example of what is written; MISSING where it has none."""
        return stripped(raw, "", self.owner.example.world())

    def _value(self, field: str, without: Any) -> Any:
        raw = self.document.get(field, MISSING)
        found = MISSING if raw is MISSING else self.example_of(raw)
        return without if found is MISSING else found

    def _set_direct(self, field: str, value: Any, code_field: str) -> None:
        raw = self.document.get(field, MISSING)
        written = said_at(raw, value, MISSING if raw is MISSING else self.example_of(raw))
        self.put(field, written, f"set the {field}", f"{self.code}.{code_field} = {value!r}")

    @property
    def status(self) -> int:
        """Status that is asked for, or its example."""
        status = self._value("status", 200)
        return int(status) if isinstance(status, int | float) else 200

    @status.setter
    def status(self, status: int | Matcher) -> None:
        self._check_status(status)
        self._set_direct("status", status, "status")

    @property
    def method(self) -> str:
        """Expected method."""
        return str(self._value("method", "GET"))

    @method.setter
    def method(self, method: str | Matcher) -> None:
        if not isinstance(method, str | Matcher | Mapping) or not method:
            raise InvalidEdit("a method is a word such as GET")
        self._set_direct("method", method, "method")

    @property
    def path(self) -> str:
        """Expected path, or its example."""
        return str(self._value("path", "/"))

    @path.setter
    def path(self, path: str | Matcher) -> None:
        if not isinstance(path, str | Matcher | Mapping):
            raise InvalidEdit(f"{path!r} is no path; give text such as /customers/1")
        self._set_direct("path", path, "path")

    @property
    def headers(self) -> CaseNamedEdit:  # type: ignore[override]
        """Headers by name."""
        return CaseNamedEdit(self, "headers")

    @property
    def query(self) -> CaseNamedEdit:  # type: ignore[override]
        """Query parameters by name."""
        return CaseNamedEdit(self, "query")

    @property
    def metadata(self) -> NoReturn:
        """ContractCase has none."""
        _refuse("metadata", "functions stand for messages")

    @property
    def body(self) -> BodyEdit:
        """The body."""
        return CaseBodyEdit(self, "body", f"{self.code}.body")

    @body.setter
    def body(self, value: Any) -> None:
        self.body["$"] = value

    @property
    def contents(self) -> BodyEdit:
        """ContractCase has none."""
        _refuse("messages", "see body, or arguments and returns of a function")

    @contents.setter
    def contents(self, value: Any) -> None:
        _refuse("messages", "see body, or arguments and returns of a function")

    @property
    def generators(self) -> NoReturn:
        """ContractCase has none."""
        _refuse("generators", "variables of its states bring values: match.state_variable(name)")

    @property
    def content_type(self) -> str | None:
        """The content type that the headers ask for."""
        found = next((value for name, value in self.headers.items() if name.lower() == "content-type"), None)
        return None if found is None else str(found)

    @content_type.setter
    def content_type(self, kind: str) -> None:
        content_type_of(kind)
        headers = self.headers
        raw = headers.raw("content-type")
        value = kind if raw is MISSING else with_example(raw, kind)
        headers.put("content-type", value, f"set the content type to {kind}", f"{self.code}.content_type = {kind!r}")


class CaseCallEdit(CasePartEdit):
    """The call of a function, or what comes of it, with contents like a message's."""

    @property
    def contents(self) -> BodyEdit:
        """Arguments, or what is returned."""
        return self.owner.arguments if self.steps[-1] == "request" else self.owner.returns

    @contents.setter
    def contents(self, value: Any) -> None:
        self.contents["$"] = value
