"""A body of a ContractCase example being edited: values by path, with the matchers that stand around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from contractlab.contracts import json_document as document_of
from contractlab.contracts.matcher import Matcher
from contractlab.editing.body_edit import BodyEdit
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.forms import M
from contractlab.formats.contractcase.places import find_place, followed, with_example
from contractlab.formats.contractcase.walking import CHILD, matcher_type
from contractlab.formats.contractcase.write_matchers import say_case
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import PathToken

if TYPE_CHECKING:
    from contractlab.editing.case_example import CasePartEdit

__all__ = ["CaseBodyEdit", "holds_matcher", "said_at"]

Tokens = tuple[PathToken, ...]
_ROUND = frozenset({"like", "shaped_like", "each_like", "named"})
"""Words that stand around what is there, so that matchers inside it stay."""
_REST = (f"{M}matcher", CHILD)


def holds_matcher(value: Any) -> bool:
    """True for a matcher, in words or as JSON, and for what holds one."""
    if isinstance(value, Matcher) or matcher_type(value) is not None:
        return True
    if isinstance(value, Mapping):
        return any(map(holds_matcher, value.values()))
    return isinstance(value, list | tuple) and any(map(holds_matcher, value))


def said_at(raw: Any, value: Any, kept: Any) -> Any:
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
        If it cannot be said.
    """
    if not holds_matcher(value):
        plain = say_case(value)
        return plain if raw is MISSING else with_example(raw, plain)
    inside = raw[CHILD] if matcher_type(raw) == "_case:Lookup" and CHILD in raw else raw
    if isinstance(value, Matcher) and value.name in _ROUND and inside is not MISSING and matcher_type(inside) is None:
        kept = inside
    said = say_case(value, kept)
    if inside is not raw and matcher_type(said) != "_case:Lookup":
        return {**raw, CHILD: said}  # it keeps its name
    return said


class CaseBodyEdit(BodyEdit):
    """A body, the arguments of a function, or what it returns; paths name values as the other side sees them.

    Parameters
    ----------
    part : CasePartEdit
    field : str
        ``"body"``, ``"arguments"`` or ``"success"``.
    code : str
        How code names it.
    """

    _part: CasePartEdit

    def __init__(self, part: CasePartEdit, field: str, code: str) -> None:
        super().__init__(part, field)
        owner = part.owner.name
        self._said = code if code.startswith(owner) else f"{owner}.{code}"

    @property
    def _code(self) -> str:
        return self._said

    @property
    def _document(self) -> Any:
        return self._part.owner.edit.document

    @property
    def _start(self) -> Tokens:
        if self._field not in self._part.document:
            raise InvalidEdit("there is nothing yet; set it whole: body['$'] = {…}")
        return (*self._part.place, self._field)

    @property
    def value(self) -> Any:
        """The whole example; MISSING where there is none."""
        raw = self._part.document.get(self._field, MISSING)
        return MISSING if raw is MISSING else self._part.example_of(raw)

    def _raw(self, tokens: Tokens) -> tuple[Tokens, Any]:
        """Where a value is written, and what is written there; MISSING for one that would be new."""
        place = find_place(self._document, self._start, tokens)
        return place, document_of.get(self._document, place) if document_of.has(self._document, place) else MISSING

    def rules(self, path: str = "$") -> tuple[dict[str, Any], ...]:
        """The matcher that is written at a path, as the file has it; nothing for plain data."""
        raw = self._raw(self._tokens(path))[1]
        return (dict(raw),) if matcher_type(raw) is not None else ()

    # -- values and matchers ------------------------------------------------------------------------------------------

    def __setitem__(self, path: str, value: Any) -> None:
        self._assign(self._tokens(path), value, f"set {path}", f"{self._code}[{path!r}] = {value!r}")

    def _assign(self, tokens: Tokens, value: Any, label: str, code: str) -> None:
        if not tokens and self._field not in self._part.document:
            self._part.put(self._field, said_at(MISSING, value, MISSING), label, code)
            return
        place, raw = self._raw(tokens)
        if matcher_type(raw) == "_case:Lookup" and CHILD not in raw and not _names(value):
            place = followed(self._document, place)
            raw = document_of.get(self._document, place)
        kept = MISSING if raw is MISSING else self._part.example_of(raw)
        written = said_at(raw, value, kept)
        self._apply(lambda document: document_of.put(document, place, written), label, code)

    def _apply(self, change: Callable[[Any], Any], label: str, code: str) -> None:
        self._part.owner.edit.apply(change, label, code)

    def set_rule(self, path: str, matcher: Matcher) -> None:
        """Change the matcher of a path and keep its value: the same as setting a matcher without an example."""
        if not isinstance(matcher, Matcher):
            raise InvalidEdit(f"{matcher!r} is no matcher; see contractlab.match")
        bare = Matcher(matcher.name, MISSING, matcher.args, tuple(_bare(one) for one in matcher.parts))
        code = f"{self._code}.set_rule({path!r}, {matcher!r})"
        self._assign(self._tokens(path), bare, f"set the rule of {path}", code)

    def drop_rule(self, path: str) -> None:
        """Write the plain example instead of the matcher, so that the mode in force further up decides."""
        tokens = self._tokens(path)
        place, raw = self._raw(tokens)
        if matcher_type(raw) is None:
            raise InvalidEdit(f"no matcher is written at {path}")
        plain = self._part.example_of(raw)
        if plain is MISSING:
            raise InvalidEdit(f"the matcher at {path} has no example that could stand for it; set a value")
        label, code = f"drop the rule of {path}", f"{self._code}.drop_rule({path!r})"
        self._apply(lambda document: document_of.put(document, place, plain), label, code)

    # -- coming, going, moving ----------------------------------------------------------------------------------------

    def _item(self, path: str) -> Tokens:
        """Where one value of an object or array is written, which can come and go by itself."""
        tokens = self._tokens(path)
        place, raw = self._raw(tokens)
        if raw is MISSING:
            raise InvalidEdit(f"there is nothing at {path}")
        if place[-1] in _REST:
            raise InvalidEdit(f"{path} stands for every value beside it; set what is above it whole")
        return place

    def __delitem__(self, path: str) -> None:
        """Take a value out, with its matchers."""
        if not self._tokens(path):
            raise InvalidEdit("a body is removed by body.remove()")
        place = self._item(path)
        code = f"del {self._code}[{path!r}]"
        self._apply(lambda document: document_of.remove(document, place), f"remove {path}", code)

    def remove(self) -> None:
        """Take the whole body out, with its matchers."""
        field = self._field
        self._part.change(
            lambda part: {key: value for key, value in part.items() if key != field},
            "remove the body",
            f"{self._code}.remove()",
        )

    def rename(self, path: str, key: str) -> None:
        """Call a key by another name; its matchers go along."""
        if not self._tokens(path):
            raise InvalidEdit("the root has no name")
        place = self._item(path)
        code = f"{self._code}.rename({path!r}, {key!r})"
        self._apply(lambda document: document_of.rename(document, place, key), f"rename {path} to {key}", code)

    def insert(self, path: str, index: int, value: Any) -> None:
        """Put an item into an array."""
        place = followed(self._document, self._raw(self._tokens(path))[0])
        kind = matcher_type(document_of.get(self._document, place))
        inside = {None: (), "_case:ArrayShape": (f"{M}children",), "_case:ArrayContains": (f"{M}matchers",)}
        if kind not in inside:
            raise InvalidEdit(f"the items of {path} are all alike by their matcher; set the array whole")
        where, said = (*place, *inside[kind]), say_case(value)
        label = f"insert an item at {path}[{index}]"
        code = f"{self._code}.insert({path!r}, {index}, {value!r})"
        self._apply(lambda document: document_of.insert(document, where, index, said), label, code)


def _names(value: Any) -> bool:
    """True for what brings a name of its own."""
    return (isinstance(value, Matcher) and value.name in ("named", "reference")) or matcher_type(
        value
    ) == "_case:Lookup"


def _bare(matcher: Matcher) -> Matcher:
    return Matcher(matcher.name, MISSING, matcher.args, tuple(_bare(one) for one in matcher.parts))
