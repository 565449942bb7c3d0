"""A body of a ContractCase example being edited: values by path, with the matchers that stand around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contractlab.contracts import json_document as document_of
from contractlab.contracts.editing import EditOperation, Tokens
from contractlab.contracts.matcher import Matcher
from contractlab.contracts.validate import path_tokens
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.editing.places import find_place, followed, with_example
from contractlab.formats.contractcase.editing.site import CaseSite
from contractlab.formats.contractcase.forms import M
from contractlab.formats.contractcase.walking import CHILD, matcher_type
from contractlab.formats.contractcase.write_matchers import say_case
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import format_path

__all__ = ["CaseBody", "holds_matcher", "written_at"]

_ROUND = frozenset({"like", "shaped_like", "each_like", "named"})
"""Words that stand around what is there, so that matchers inside it stay."""

_REST = (f"{M}matcher", CHILD)


def holds_matcher(value: JSON) -> bool:
    """True for a matcher, in words or as JSON, and for what holds one."""
    if isinstance(value, Matcher) or matcher_type(value) is not None:
        return True
    if isinstance(value, Mapping):
        return any(map(holds_matcher, value.values()))
    return isinstance(value, list | tuple) and any(map(holds_matcher, value))


def written_at(raw: JSON, value: JSON, kept: JSON) -> JSON:
    """What is to be written at a place.

    Parameters
    ----------
    raw : JSON value or MISSING
        What is written there.
    value : JSON value or Matcher
        A plain value gives the matcher that stands there another example; a matcher takes its place.
    kept : JSON value or MISSING
        The example that stands there, for a matcher without one.

    Raises
    ------
    InvalidEdit
        If it cannot be written.
    """
    if not holds_matcher(value):
        plain = say_case(value)
        return plain if raw is MISSING else with_example(raw, plain)
    inside = raw[CHILD] if matcher_type(raw) == "_case:Lookup" and CHILD in raw else raw
    if isinstance(value, Matcher) and value.name in _ROUND and inside is not MISSING and matcher_type(inside) is None:
        kept = inside
    written = say_case(value, kept)
    if inside is not raw and matcher_type(written) != "_case:Lookup":
        return {**raw, CHILD: written}  # it keeps its name
    return written


class CaseBody:
    """See `BodyEditing`: a body, the arguments of a function, or what it returns.

    Parameters
    ----------
    site : CaseSite
        Where the part stands that has the body.
    field : str
        ``"body"``, ``"arguments"`` or ``"success"``.
    code : str
        How code names it, behind the name of the example.
    """

    def __init__(self, site: CaseSite, field: str, code: str) -> None:
        self._site = site
        self._field = field
        self._code = code

    @property
    def _start(self) -> Tokens:
        if self._field not in self._site.document:
            raise InvalidEdit("there is nothing yet; set it whole: body['$'] = {…}")
        return (*self._site.place, self._field)

    @property
    def value(self) -> JSON:
        """See `BodyEditing`."""
        return self._site.example_of(self._site.document.get(self._field, MISSING))

    def _raw(self, tokens: Tokens) -> tuple[Tokens, Any]:
        """Where a value is written, and what is written there; MISSING for one that would be new."""
        root = self._site.root
        place = find_place(root, self._start, tokens)
        return place, document_of.get(root, place) if document_of.has(root, place) else MISSING

    def rules(self, path: str) -> tuple[JSONObject, ...]:
        """See `BodyEditing`: the matcher that is written at a path; nothing for plain data."""
        raw = self._raw(path_tokens(path))[1]
        return (dict(raw),) if matcher_type(raw) is not None else ()

    def rule_path(self, tokens: Tokens) -> str:
        """See `BodyEditing`."""
        return format_path(tokens)

    def set(self, path: str, value: object) -> EditOperation:
        """See `BodyEditing`."""
        return self._assign(path_tokens(path), value, f"set {path}", f"{self._code}[{path!r}] = {value!r}")

    def _assign(self, tokens: Tokens, value: object, label: str, code: str) -> EditOperation:
        if not tokens and self._field not in self._site.document:
            return self._site.put(self._field, written_at(MISSING, value, MISSING), label, code)
        place, raw = self._raw(tokens)
        if matcher_type(raw) == "_case:Lookup" and CHILD not in raw and not _brings_name(value):
            place = followed(self._site.root, place)
            raw = document_of.get(self._site.root, place)
        written = written_at(raw, value, self._site.example_of(raw))
        return EditOperation(label, code, lambda document: document_of.put(document, place, written))

    def set_rule(self, path: str, matcher: object) -> EditOperation:
        """See `BodyEditing`: the same as setting a matcher without an example."""
        if not isinstance(matcher, Matcher):
            raise InvalidEdit(f"{matcher!r} is not a matcher; see contractlab.match")
        code = f"{self._code}.set_rule({path!r}, {matcher!r})"
        return self._assign(path_tokens(path), _bare(matcher), f"set the rule of {path}", code)

    def drop_rule(self, path: str) -> EditOperation:
        """See `BodyEditing`: the plain example is written, so that the mode in force further up decides."""
        place, raw = self._raw(path_tokens(path))
        if matcher_type(raw) is None:
            raise InvalidEdit(f"no matcher is written at {path}")
        plain = self._site.example_of(raw)
        if plain is MISSING:
            raise InvalidEdit(f"the matcher at {path} has no example that could stand for it; set a value")
        label, code = f"drop the rule of {path}", f"{self._code}.drop_rule({path!r})"
        return EditOperation(label, code, lambda document: document_of.put(document, place, plain))

    def _item(self, path: str, tokens: Tokens) -> Tokens:
        """Where one value of an object or array is written, which can come and go by itself."""
        place, raw = self._raw(tokens)
        if raw is MISSING:
            raise InvalidEdit(f"there is nothing at {path}")
        if place[-1] in _REST:
            raise InvalidEdit(f"{path} stands for every value beside it; set what is above it whole")
        return place

    def remove(self, path: str) -> EditOperation:
        """See `BodyEditing`."""
        tokens = path_tokens(path)
        if not tokens:
            raise InvalidEdit("a body is removed by body.remove()")
        place, code = self._item(path, tokens), f"{self._code}[{path!r}]"
        return EditOperation(f"remove {path}", code, lambda document: document_of.remove(document, place), True)

    def remove_all(self) -> EditOperation:
        """See `BodyEditing`."""

        def change(part: JSONObject) -> JSONObject:
            return {key: value for key, value in part.items() if key != self._field}

        return self._site.operation("remove the body", f"{self._code}.remove()", change)

    def rename(self, path: str, key: str) -> EditOperation:
        """See `BodyEditing`."""
        tokens = path_tokens(path)
        if not tokens:
            raise InvalidEdit("the root has no name")
        place, code = self._item(path, tokens), f"{self._code}.rename({path!r}, {key!r})"
        return EditOperation(f"rename {path} to {key}", code, lambda document: document_of.rename(document, place, key))

    def insert(self, path: str, index: int, value: object) -> EditOperation:
        """See `BodyEditing`."""
        place = followed(self._site.root, self._raw(path_tokens(path))[0])
        kind = matcher_type(document_of.get(self._site.root, place))
        inside = {None: (), "_case:ArrayShape": (f"{M}children",), "_case:ArrayContains": (f"{M}matchers",)}
        if kind not in inside:
            raise InvalidEdit(f"the items of {path} are all alike by their matcher; set the array whole")
        array, item = (*place, *inside[kind]), say_case(value)
        label = f"insert an item at {path}[{index}]"
        code = f"{self._code}.insert({path!r}, {index}, {value!r})"
        return EditOperation(label, code, lambda document: document_of.insert(document, array, index, item))


def _brings_name(value: object) -> bool:
    """True for what brings a name of its own."""
    named = isinstance(value, Matcher) and value.name in ("named", "reference")
    return named or matcher_type(value) == "_case:Lookup"


def _bare(matcher: Matcher) -> Matcher:
    return Matcher(matcher.name, MISSING, matcher.args, tuple(_bare(part) for part in matcher.parts))
