"""One example being edited, and its parts: request, response, message."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from contractlab.contracts import json_document as document_of
from contractlab.contracts.match import Matcher
from contractlab.editing.body_edit import BodyEdit
from contractlab.editing.generators_edit import GeneratorsEdit
from contractlab.editing.named_edit import NamedEdit
from contractlab.editing.pact_rules import set_entries
from contractlab.editing.strict_attributes import Guarded
from contractlab.editing.validate import content_type_of, place_of, text_of
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.write_rules import say
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import PathToken
from contractlab.values.text import quote

if TYPE_CHECKING:
    from contractlab.contracts.example import Example
    from contractlab.editing.contract_edit import Edit
    from contractlab.editing.states_edit import ExampleStates
    from contractlab.formats.pact.model import PactExample

__all__ = ["ExampleEdit", "PartEdit"]


class ExampleEdit(Guarded):
    """An example of an `Edit`; it stays the same one when others come, go and move.

    Parameters
    ----------
    edit : Edit
    field : str
        ``"interactions"`` or ``"messages"``.
    number : int
        Its number in `Edited.ids`.
    """

    _own: ClassVar[frozenset[str]] = frozenset({"edit", "field", "number"})

    def __init__(self, edit: Edit, field: str, number: int) -> None:
        self.edit = edit
        self.field = field
        self.number = number

    # -- where it stands ----------------------------------------------------------------------------------------------

    @property
    def index(self) -> int:
        """Its place in its list.

        Raises
        ------
        InvalidEdit
            If it was removed.
        """
        try:
            return self.edit.state.ids[self.field].index(self.number)
        except ValueError:
            raise InvalidEdit("this example was removed; edit.undo() brings it back") from None

    @property
    def tokens(self) -> tuple[PathToken, ...]:
        """Where it stands in the document."""
        return (self.field, self.index)

    @property
    def document(self) -> Mapping[str, Any]:
        """The example as the file has it now; not to be changed."""
        found: Mapping[str, Any] = document_of.get(self.edit.document, self.tokens)
        return found

    @property
    def example(self) -> Example:
        """The example as it is read now."""
        before = len(self.edit.state.ids["interactions"]) if self.field == "messages" else 0
        return self.edit.revised.examples[before + self.index]

    @property
    def name(self) -> str:
        """How code names it: its description where that is the only such one, else its place."""
        examples = self.edit.revised.examples
        mine = self.example
        alone = [one.description for one in examples].count(mine.description) == 1
        keys = {one.key for one in examples}
        return f"edit[{mine.description!r}]" if alone and mine.description not in keys else f"edit[{mine.index}]"

    def change(self, change: Callable[[dict[str, Any]], dict[str, Any]], label: str, code: str) -> None:
        """Make one edit of this example."""
        tokens = self.tokens
        self.edit.apply(lambda document: document_of.replace_at(document, tokens, change), label, code)

    def _set(self, key: str, value: Any, label: str) -> None:
        code = f"{self.name}.{key} = {value!r}"
        self.change(lambda one: {**one, key: value}, label, code)

    # -- the example itself -------------------------------------------------------------------------------------------

    @property
    def kind(self) -> str:
        """As in `Example`."""
        return self.example.kind

    @property
    def description(self) -> str:
        """What it is called."""
        return self.example.description

    @description.setter
    def description(self, text: str) -> None:
        self._set("description", text_of(text, "a description"), f"call it {text!r}")

    @property
    def pending(self) -> bool:
        """True if a failure must not break a build (V4)."""
        return self.example.pending

    @pending.setter
    def pending(self, pending: bool) -> None:
        self._needs_v4("pending")
        if not isinstance(pending, bool):
            raise InvalidEdit(f"{quote(pending, 40)} is neither True nor False")
        self._set("pending", pending, "mark it pending" if pending else "mark it not pending")

    @property
    def key(self) -> str:
        """Its key: the file's own, else the digest that stands for it."""
        return self.example.key

    @key.setter
    def key(self, key: str) -> None:
        self._needs_v4("a key")
        self.edit.check_key(text_of(key, "a key"), self.example.index)
        self._set("key", key, f"give it the key {key!r}")

    @property
    def comments(self) -> Mapping[str, Any]:
        """Comments (V4)."""
        return cast("PactExample", self.example).comments

    @comments.setter
    def comments(self, comments: Mapping[str, Any]) -> None:
        self._needs_v4("comments")
        if not isinstance(comments, Mapping):
            raise InvalidEdit(f"{quote(comments, 40)} is no object; comments are one, such as {{'text': ['…']}}")
        self._set("comments", dict(comments), "change its comments")

    def _needs_v4(self, what: str) -> None:
        if self.edit.version < "4.0":
            raise InvalidEdit(
                f"{what} came with Pact V4, and this contract is V{self.edit.version[0]}; convert it first: "
                "cl.convert(contract, to='pact', spec_version='4.0')"
            )

    @property
    def states(self) -> ExampleStates:
        """The states it needs."""
        from contractlab.editing.states_edit import ExampleStates

        return ExampleStates(self)

    # -- its parts ----------------------------------------------------------------------------------------------------

    @property
    def request(self) -> PartEdit:
        """What the consumer sends, or the message that is answered."""
        if self.kind not in ("http", "sync-message"):
            raise InvalidEdit(f"an example of kind {self.kind} has no request")
        return PartEdit(self, ("request",), "request")

    @property
    def response(self) -> PartEdit:
        """What the provider answers."""
        if self.kind != "http":
            raise InvalidEdit(f"an example of kind {self.kind} has no response; see contents and responses")
        return PartEdit(self, ("response",), "response")

    @property
    def responses(self) -> tuple[PartEdit, ...]:
        """The replies of a synchronous message."""
        if self.kind != "sync-message":
            raise InvalidEdit(f"an example of kind {self.kind} has no responses")
        listed = self.document.get("response")
        if not isinstance(listed, list):
            return (PartEdit(self, ("response",), "responses[0]"),)
        return tuple(PartEdit(self, ("response", number), f"responses[{number}]") for number in range(len(listed)))

    @property
    def contents(self) -> BodyEdit:
        """The contents of a message."""
        return self._message.contents

    @contents.setter
    def contents(self, value: Any) -> None:
        self._message.contents = value

    @property
    def metadata(self) -> NamedEdit:
        """The metadata of a message."""
        return self._message.metadata

    @property
    def generators(self) -> GeneratorsEdit:
        """Generators of a message by place."""
        return self._message.generators

    @property
    def _message(self) -> PartEdit:
        if self.kind != "message":
            raise InvalidEdit(f"an example of kind {self.kind} has no contents of its own")
        return PartEdit(self, (), "")

    # -- among the others ---------------------------------------------------------------------------------------------

    def duplicate(self, description: str) -> ExampleEdit:
        """Add a copy with another description, right behind this one."""
        value = copy.copy(dict(self.document))
        value["description"] = text_of(description, "a description")
        value.pop("key", None)
        code = f"{self.name}.duplicate({description!r})"
        return self.edit._insert(value, self.field, self.index + 1, f"copy it as {description!r}", code)

    def remove(self) -> None:
        """Take it out of the contract."""
        code, tokens, ids = f"{self.name}.remove()", self.tokens, self.edit.state.ids[self.field]
        kept = tuple(one for one in ids if one != self.number)
        label = f"remove {self.description!r}"
        self.edit.apply(lambda one: document_of.remove(one, tokens), label, code, ids={self.field: kept})

    def move(self, index: int) -> None:
        """Put it at another place of its list."""
        code, at, ids = f"{self.name}.move({index})", self.index, self.edit.state.ids[self.field]
        index = place_of(index, len(ids) - 1, f"{len(ids)} examples")
        order = [one for one in ids if one != self.number]
        order.insert(index, self.number)

        def change(document: Any) -> Any:
            def reorder(listed: list[Any]) -> list[Any]:
                new = [*listed[:at], *listed[at + 1 :]]
                return [*new[:index], listed[at], *new[index:]]

            return document_of.replace_at(document, (self.field,), reorder)

        label = f"move {self.description!r}"
        if index != at:
            self.edit.apply(change, label, code, ids={self.field: tuple(order)})

    def __repr__(self) -> str:
        return f"<ExampleEdit {self.description!r}>"


class PartEdit(Guarded):
    """A request, a response or a message being edited.

    Parameters
    ----------
    owner : ExampleEdit
    steps : tuple
        Where it stands in the example.
    name : str
        How code names it.
    """

    _own: ClassVar[frozenset[str]] = frozenset({"owner", "steps"})

    def __init__(self, owner: ExampleEdit, steps: tuple[PathToken, ...], name: str) -> None:
        self.owner = owner
        self.steps = steps
        self._name = name

    @property
    def document(self) -> Mapping[str, Any]:
        """The part as the file has it now; empty where it has none."""
        example = self.owner.document
        found = document_of.get(example, self.steps) if document_of.has(example, self.steps) else {}
        return found if isinstance(found, Mapping) else {}

    @property
    def version(self) -> str:
        """Version of the specification."""
        return self.owner.edit.version

    @property
    def code(self) -> str:
        """How code names it."""
        return f"{self.owner.name}.{self._name}" if self._name else self.owner.name

    def change(self, change: Callable[[dict[str, Any]], dict[str, Any]], label: str, code: str) -> None:
        """Make one edit of this part; a part that the file leaves out is written."""

        def change_example(example: dict[str, Any]) -> dict[str, Any]:
            if self.steps and not document_of.has(example, self.steps):
                new: dict[str, Any] = document_of.put(example, self.steps, change({}))
                return new
            if not isinstance(document_of.get(example, self.steps), dict):
                where = ".".join(map(str, self.steps))
                raise InvalidEdit(f"the {where} of this example is no object in the file; edit.put can set it whole")
            replaced: dict[str, Any] = document_of.replace_at(example, self.steps, change)
            return replaced

        self.owner.change(change_example, label, code)

    def _set_direct(self, field: str, value: Any, code_field: str) -> None:
        """Set a part that is one value, with its rule where a matcher is given."""
        said = say(value, self.version, text=True)
        rules = said.rules.get((), None)

        def change(part: dict[str, Any]) -> dict[str, Any]:
            new = part if said.example is MISSING else {**part, field: said.example}
            added: dict[tuple[str, tuple[PathToken, ...]], Any] = {}
            if rules is not None:
                added[(field, ())] = _entry(rules, self.version)
            # A plain value keeps its rule; warnings tell where it does not fit.
            return set_entries(new, lambda entry: entry.tokens, added, version=self.version)

        self.change(change, f"set the {field}", f"{self.code}.{code_field} = {value!r}")

    # -- what it consists of ------------------------------------------------------------------------------------------

    @property
    def status(self) -> int:
        """Expected status of a response."""
        status = self.document.get("status", 200)
        return status if isinstance(status, int) else 200

    @status.setter
    def status(self, status: int | Matcher) -> None:
        self._check_status(status)
        self._set_direct("status", status, "status")

    @staticmethod
    def _check_status(status: Any) -> None:
        example = status.example if isinstance(status, Matcher) else status
        if example is MISSING or isinstance(example, Mapping):
            return
        if isinstance(example, bool) or not isinstance(example, int):
            raise InvalidEdit(f"{example!r} is no status; give a number such as 200")
        if not 100 <= example <= 999:
            raise InvalidEdit(f"{example} is no status: statuses are 100 to 999")

    @property
    def method(self) -> str:
        """Expected method of a request."""
        return str(self.document.get("method", "GET"))

    @method.setter
    def method(self, method: str) -> None:
        if not isinstance(method, str) or not method:
            raise InvalidEdit("a method is a word such as GET")
        self.change(lambda one: {**one, "method": method}, "set the method", f"{self.code}.method = {method!r}")

    @property
    def path(self) -> str:
        """Expected path of a request."""
        return str(self.document.get("path", "/"))

    @path.setter
    def path(self, path: str | Matcher) -> None:
        example = path.example if isinstance(path, Matcher) else path
        if example is not MISSING and not isinstance(example, str):
            raise InvalidEdit(f"{example!r} is no path; give text such as /customers/1")
        self._set_direct("path", path, "path")

    @property
    def headers(self) -> NamedEdit:
        """Headers by name."""
        return NamedEdit(self, "headers", "header")

    @property
    def query(self) -> NamedEdit:
        """Query parameters by name."""
        return NamedEdit(self, "query", "query")

    @property
    def metadata(self) -> NamedEdit:
        """Metadata of a message by name."""
        return NamedEdit(self, "metadata" if "metaData" not in self.document else "metaData", "metadata")

    @property
    def body(self) -> BodyEdit:
        """The body."""
        return BodyEdit(self, "body")

    @body.setter
    def body(self, value: Any) -> None:
        BodyEdit(self, "body")["$"] = value

    @property
    def contents(self) -> BodyEdit:
        """The contents of a message."""
        return BodyEdit(self, "contents")

    @contents.setter
    def contents(self, value: Any) -> None:
        BodyEdit(self, "contents")["$"] = value

    @property
    def generators(self) -> GeneratorsEdit:
        """Generators by place: values that are made at run time (V3 and later)."""
        return GeneratorsEdit(self)

    @property
    def content_type(self) -> str | None:
        """The content type that the part declares: of its body, else its header."""
        for field in ("body", "contents"):
            body = self.document.get(field)
            if self.version >= "4.0" and isinstance(body, Mapping) and isinstance(body.get("contentType"), str):
                return str(body["contentType"])
        found = next((value for name, value in self.headers.items() if name.lower() == "content-type"), None)
        return found if found is None or isinstance(found, str) else ", ".join(map(str, found))

    @content_type.setter
    def content_type(self, kind: str) -> None:
        content_type_of(kind)

        def change(part: dict[str, Any]) -> dict[str, Any]:
            new = dict(part)
            written = False
            for field in ("body", "contents"):
                if self.version >= "4.0" and isinstance(new.get(field), Mapping):
                    new[field] = {**new[field], "contentType": kind}
                    written = True
            headers = new.get("headers")
            known = (
                next((n for n in headers if n.lower() == "content-type"), None) if isinstance(headers, dict) else None
            )
            if isinstance(headers, dict) and known is not None:
                new["headers"] = {**headers, known: [kind] if isinstance(headers[known], list) else kind}
                written = True
            if not written:
                value: Any = [kind] if self.version >= "4.0" else kind
                new["headers"] = {**(headers if isinstance(headers, dict) else {}), "Content-Type": value}
            return new

        self.change(change, f"set the content type to {kind}", f"{self.code}.content_type = {kind!r}")

    def __repr__(self) -> str:
        return f"<PartEdit {self.code}>"


def _entry(rules: tuple[str, list[dict[str, Any]]], version: str) -> Any:
    """Rules as a file of a version has them."""
    combine, listed = rules
    return listed[0] if version < "3.0" else {"matchers": listed, "combine": combine}
