"""Requests and responses that are plain data being edited: headers and bodies without matchers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from contractlab.contracts import json_document as document_of
from contractlab.contracts.editing import DeclaredRules, DocumentChange, EditOperation, GeneratorsEditing, Tokens
from contractlab.contracts.matcher import Matcher
from contractlab.contracts.validate import content_type_of, named_value, path_tokens, status_of, text_of
from contractlab.errors import InvalidEdit
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Star, format_path
from contractlab.values.text import quote

__all__ = ["PlainBody", "PlainNamed", "PlainPart", "PlainSite", "plain_value"]

_DEFAULTS: Mapping[str, JSON] = {"status": 200, "method": "GET", "path": "/"}


@quiet
@dataclass(frozen=True, slots=True)
class PlainSite:
    """Where a part of an example stands at one moment.

    Attributes
    ----------
    root : JSON value
        The document.
    tokens : tuple
        Where the part stands in it.
    code : str
        How code names the part, behind the name of the example.
    format : str
        Name of the format, for sentences.
    spelling : mapping of str to str
        How the file calls what the house calls ``status``, ``headers`` and so on, where it has another word.
    """

    root: JSON
    tokens: Tokens
    code: str
    format: str
    spelling: Mapping[str, str]

    @property
    def document(self) -> Mapping[str, JSON]:
        """The part as the file has it; empty where it has none."""
        part = document_of.get(self.root, self.tokens) if document_of.has(self.root, self.tokens) else {}
        return part if isinstance(part, Mapping) else {}

    def read(self, attribute: str) -> JSON:
        """What is written for an attribute; MISSING where nothing is."""
        return self.document.get(self.spelling.get(attribute, attribute), MISSING)

    def within(self, change: Callable[[JSONObject], JSONObject]) -> DocumentChange:
        """An edit of the part as one of the document; a part that the file leaves out is written."""

        def change_document(document: JSON) -> JSON:
            if not document_of.has(document, self.tokens):
                return document_of.put(document, self.tokens, change({}))
            return document_of.replace_at(document, self.tokens, change)

        return change_document

    def put(self, attribute: str, value: JSON, label: str, code: str, *, deletes: bool = False) -> EditOperation:
        """Set an attribute; MISSING takes it out."""
        field = self.spelling.get(attribute, attribute)

        def change(part: JSONObject) -> JSONObject:
            if value is MISSING:
                return {key: below for key, below in part.items() if key != field}
            return {**part, field: value}

        return EditOperation(label, f"{self.code}{code}", self.within(change), deletes)


def plain_value(value: object, format_: str) -> Any:
    """A value without matchers.

    Raises
    ------
    InvalidEdit
        If it is a matcher or holds one.
    """
    if isinstance(value, Matcher):
        raise InvalidEdit(f"contracts of format {format_} know no matchers; give the value itself, not {value!r}")
    if isinstance(value, Mapping):
        return {key: plain_value(below, format_) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(item, format_) for item in value]
    return value


class PlainBody:
    """See `BodyEditing`.

    Parameters
    ----------
    site : PlainSite
        Where the part stands that has the body.
    attribute : str
        ``"body"`` or ``"contents"``.
    """

    def __init__(self, site: PlainSite, attribute: str) -> None:
        self._site = site
        self._attribute = attribute

    @property
    def value(self) -> JSON:
        """See `BodyEditing`."""
        return self._site.read(self._attribute)

    def _tokens(self, path: str, *, least: int = 0) -> Tokens:
        tokens = path_tokens(path)
        if any(isinstance(token, Star) for token in tokens):
            raise InvalidEdit(f"{path} names several values; edit each of them")
        if self.value is MISSING and (tokens or least):
            raise InvalidEdit("there is no body yet; set it whole: body['$'] = {…}")
        return tokens

    def _operation(self, body: JSON, label: str, code: str, *, deletes: bool = False) -> EditOperation:
        return self._site.put(self._attribute, body, label, f".{self._attribute}{code}", deletes=deletes)

    def rules(self, path: str) -> tuple[JSONObject, ...]:
        """There are none."""
        path_tokens(path)
        return ()

    def rule_path(self, tokens: Tokens) -> str:
        """See `BodyEditing`."""
        return format_path(tokens)

    def set(self, path: str, value: object) -> EditOperation:
        """See `BodyEditing`."""
        tokens, plain = self._tokens(path), plain_value(value, self._site.format)
        body = document_of.put(self.value, tokens, plain)
        return self._operation(body, f"set {path}", f"[{path!r}] = {value!r}")

    def set_rule(self, path: str, matcher: object) -> EditOperation:
        """Refused: there are no matchers."""
        if not isinstance(matcher, Matcher):
            raise InvalidEdit(f"{matcher!r} is not a matcher; see contractlab.match")
        raise InvalidEdit(f"contracts of format {self._site.format} know no matchers; every value is exact")

    def drop_rule(self, path: str) -> EditOperation:
        """Refused: there are no matchers."""
        raise InvalidEdit(f"no rule is declared for {path}")

    def remove(self, path: str) -> EditOperation:
        """See `BodyEditing`."""
        tokens = self._tokens(path)
        if not tokens:
            raise InvalidEdit("a body is removed by body.remove()")
        return self._operation(document_of.remove(self.value, tokens), f"remove {path}", f"[{path!r}]", deletes=True)

    def remove_all(self) -> EditOperation:
        """See `BodyEditing`."""
        return self._operation(MISSING, "remove the body", ".remove()")

    def rename(self, path: str, key: str) -> EditOperation:
        """See `BodyEditing`."""
        tokens = self._tokens(path)
        if not tokens:
            raise InvalidEdit("the root has no name")
        if not isinstance(key, str):
            raise InvalidEdit(f"{quote(key, 40)} is not a key; a key is text")
        body = document_of.rename(self.value, tokens, key)
        return self._operation(body, f"rename {path} to {key}", f".rename({path!r}, {key!r})")

    def insert(self, path: str, index: int, value: object) -> EditOperation:
        """See `BodyEditing`."""
        tokens, plain = self._tokens(path, least=1), plain_value(value, self._site.format)
        body = document_of.insert(self.value, tokens, index, plain)
        label = f"insert an item at {path}[{index}]"
        return self._operation(body, label, f".insert({path!r}, {index}, {value!r})")


class PlainNamed:
    """See `NamedEditing`; names of headers are alike in any case.

    Parameters
    ----------
    site : PlainSite
        Where the part stands.
    field : str
        ``"headers"``, ``"query"`` or ``"metadata"``.
    """

    def __init__(self, site: PlainSite, field: str) -> None:
        self._site = site
        self.field = field
        self._noun = {"headers": "header", "query": "parameter"}.get(field, "entry")

    @property
    def values(self) -> Mapping[str, JSON]:
        """See `NamedEditing`."""
        values = self._site.read(self.field)
        return values if isinstance(values, Mapping) else {}

    def _spelled(self, name: str) -> str:
        if self.field != "headers":
            return name
        return next((spelled for spelled in self.values if spelled.lower() == name.lower()), name)

    def get(self, name: str) -> JSON:
        """See `NamedEditing`."""
        return self.values[self._spelled(name)]

    def _operation(self, values: Mapping[str, JSON], label: str, code: str, *, deletes: bool = False) -> EditOperation:
        return self._site.put(self.field, dict(values), label, f".{self.field}{code}", deletes=deletes)

    def set(self, name: str, value: object) -> EditOperation:
        """See `NamedEditing`."""
        text_of(name, f"the name of a {self._noun}")
        plain = named_value(plain_value(value, self._site.format), name)
        values = {**self.values, self._spelled(name): plain}
        return self._operation(values, f"set the {self._noun} {name}", f"[{name!r}] = {value!r}")

    def _existing(self, name: str) -> str:
        spelled = self._spelled(name)
        if spelled not in self.values:
            raise InvalidEdit(f"there is no {self._noun} {name!r}")
        return spelled

    def remove(self, name: str) -> EditOperation:
        """See `NamedEditing`."""
        spelled = self._existing(name)
        values = {key: value for key, value in self.values.items() if key != spelled}
        return self._operation(values, f"remove {name}", f"[{name!r}]", deletes=True)

    def rename(self, name: str, new_name: str) -> EditOperation:
        """See `NamedEditing`."""
        spelled = self._existing(name)
        text_of(new_name, f"the name of a {self._noun}")
        if self._spelled(new_name) in self.values and self._spelled(new_name) != spelled:
            raise InvalidEdit(f"there is a {self._noun} {new_name!r} already")
        values = {new_name if key == spelled else key: value for key, value in self.values.items()}
        return self._operation(values, f"rename {name}", f".rename({name!r}, {new_name!r})")


class PlainPart:
    """See `PartEditing`: a request or a response.

    Parameters
    ----------
    name, answers
        As there.
    site : PlainSite
    """

    def __init__(self, name: str, answers: bool, site: PlainSite) -> None:
        self.name = name
        self.answers = answers
        self.place: tuple[str | int, ...] = (name,)
        self._site = site

    @property
    def tokens(self) -> Tokens:
        """See `PartEditing`."""
        return self._site.tokens

    @property
    def document(self) -> Mapping[str, JSON]:
        """See `PartEditing`."""
        return self._site.document

    def body(self, attribute: str) -> PlainBody:
        """See `PartEditing`."""
        return PlainBody(self._site, attribute)

    def named(self, attribute: str) -> PlainNamed:
        """See `PartEditing`."""
        return PlainNamed(self._site, attribute)

    def generators(self) -> GeneratorsEditing:
        """Refused: there are none."""
        self._refuse("generators")

    def declared(self, field: str, place: Tokens) -> DeclaredRules | None:
        """Nothing is."""
        return None

    def _refuse(self, noun: str) -> NoReturn:
        raise InvalidEdit(f"contracts of format {self._site.format} have no {noun}; every value is exact")

    def read(self, attribute: str) -> JSON:
        """See `PartEditing`."""
        if attribute == "content_type":
            headers = self.named("headers")
            return next((str(value) for name, value in headers.values.items() if name.lower() == "content-type"), None)
        value = self._site.read(attribute)
        return _DEFAULTS[attribute] if value is MISSING else value

    def write(self, attribute: str, value: object) -> EditOperation:
        """See `PartEditing`."""
        if attribute == "content_type":
            kind = content_type_of(value)
            operation = self.named("headers").set("Content-Type", kind)
            code = f"{self._site.code}.content_type = {kind!r}"
            return EditOperation(f"set the content type to {kind}", code, operation.change)
        plain = plain_value(value, self._site.format)
        if attribute == "status":
            status_of(plain)
        elif not isinstance(plain, str) or not plain:
            usage = {"method": "a word such as GET", "path": "text such as /customers/1"}[attribute]
            raise InvalidEdit(f"{quote(plain, 40)} is not a {attribute}; give {usage}")
        return self._site.put(attribute, plain, f"set the {attribute}", f".{attribute} = {plain!r}")
