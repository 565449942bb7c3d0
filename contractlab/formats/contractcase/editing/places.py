"""Where a value of an example is written: matchers stand around it, and inside one another.

A path names a value as the other side sees it (``$.items[0].id``); in the file, the way there leads through matchers,
and through names to where they are declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contractlab.contracts import json_document as document_of
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.forms import M
from contractlab.formats.contractcase.matchers import MATCHERS, CaseMatcherSpec
from contractlab.formats.contractcase.walking import CHILD, UNIQUE_NAME, lookup_key, matcher_type
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import EVERY_ITEM, PathToken, format_path

__all__ = ["find_place", "followed", "with_example"]

Tokens = tuple[PathToken, ...]
_DEEPEST = 200


def _spec(raw: JSON) -> CaseMatcherSpec | None:
    """The row of a matcher; None for plain data, and for a type that nobody knows."""
    return MATCHERS.by_type.get(matcher_type(raw) or "")


def followed(document: JSON, tokens: Tokens) -> Tokens:
    """The place behind names and contexts: where what they lead to is written.

    Raises
    ------
    InvalidEdit
        If a name leads nowhere, or in a circle.
    """
    for _ in range(_DEEPEST):
        raw = document_of.get(document, tokens)
        spec = _spec(raw)
        if spec is None or not spec.wraps:
            return tokens
        if CHILD in raw:
            tokens = (*tokens, CHILD)
            continue
        name = raw.get(UNIQUE_NAME)
        tokens = ("matcherLookup", lookup_key(str(name)))
        if UNIQUE_NAME not in raw or not document_of.has(document, tokens):
            raise InvalidEdit(f"the matcher named {name!r} is declared nowhere")
    raise InvalidEdit("matchers lead to one another in a circle")


def _ways(raw: JSON, token: PathToken) -> Iterator[Tokens]:
    """Steps in the file for one step of a path."""
    kind = matcher_type(raw)
    if kind is None:
        if isinstance(raw, Mapping) or (isinstance(raw, list) and isinstance(token, int)):
            yield (token if isinstance(raw, list) else str(token),)
    elif kind in ("_case:ObjectShape", "_case:ArrayShape"):
        yield (f"{M}children", token)
    elif kind == "_case:ArrayEachEntryLike":
        if isinstance(token, int) or token == EVERY_ITEM:
            yield (f"{M}matcher",)
    elif kind == "_case:ObjectValuesMatch":
        yield (f"{M}matcher",)
    elif kind == "_case:ArrayContains":
        yield (f"{M}matchers", token)


def find_place(document: JSON, start: Tokens, path: Tokens) -> Tokens:
    """Where the value at `path` is written.

    Parameters
    ----------
    document : JSON value
        The whole file.
    start : tuple
        Where the root of the paths is written.
    path : tuple
        Steps as the other side sees them; `EVERY_ITEM` stands for the items of an array that are all alike.

    Returns
    -------
    tuple
        Steps in the file. What they lead to may still be a name or a context around the value; the last step may be one
        that is not there yet.

    Raises
    ------
    InvalidEdit
        If no value of the file stands for the path.
    """
    place = _find(document, start, path, 0)
    if place is None:
        raise InvalidEdit(f"nothing in the file stands for {format_path(path)}; set what is above it whole")
    return place


def _find(document: JSON, at: Tokens, path: Tokens, depth: int) -> Tokens | None:
    if not path:
        return at
    if depth > _DEEPEST:
        return None
    at = followed(document, at)
    raw = document_of.get(document, at)
    kind = matcher_type(raw)
    if kind == "_case:And":
        children = raw.get(f"{M}children")
        for index in range(len(children) if isinstance(children, list) else 0):
            place = _find(document, (*at, f"{M}children", index), path, depth + 1)
            if place is not None and document_of.has(document, place):
                return place
        return None
    if kind == "_case:JsonEncoded":
        return _find(document, (*at, CHILD), path, depth + 1)
    for steps in _ways(raw, path[0]):
        inside = (*at, *steps)
        if document_of.has(document, inside):
            return _find(document, inside, path[1:], depth + 1)
        if len(path) == 1 and document_of.has(document, inside[:-1]):
            return inside
    return None


def with_example(raw: JSON, value: JSON) -> JSON:
    """A matcher with another example; plain data is replaced.

    Parameters
    ----------
    raw : JSON value
        As the file has it, names followed.
    value : JSON value

    Raises
    ------
    InvalidEdit
        If the matcher makes its example out of its parts.
    """
    kind = matcher_type(raw)
    if kind is None or raw is MISSING:
        return value
    spec = _spec(raw)
    if spec is not None and spec.wraps and CHILD in raw:
        if f"{M}example" in raw:
            return {**raw, f"{M}example": value}
        return {**raw, CHILD: with_example(raw[CHILD], value)}
    if spec is not None and spec.carries_example:
        return {**raw, f"{M}example": value}
    if kind == "_case:MatchNull":
        return raw if value is None else value
    if kind == "_case:ObjectShape" and isinstance(value, Mapping):
        return {**raw, f"{M}children": dict(value)}
    if kind == "_case:ArrayShape" and isinstance(value, list):
        return {**raw, f"{M}children": value}
    if kind == "_case:And":
        children = raw.get(f"{M}children")
        made = [_tried(child, value) for child in children] if isinstance(children, list) else []
        if any(new is not old for new, old in zip(made, children or [], strict=True)):
            return {**raw, f"{M}children": made}
    if spec is not None and spec.put_parts is not None:
        return spec.put_parts(raw, value, with_example)
    raise InvalidEdit(
        f"a matcher {kind.removeprefix('_case:')} makes its example out of its parts; give a matcher instead of a "
        "value, or match.equality(value)"
    )


def _tried(raw: JSON, value: JSON) -> Any:
    """The child of several with the example, if it has one of its own."""
    spec = _spec(raw)
    if spec is None or not (spec.carries_example or spec.wraps or spec.put_parts):
        return raw
    try:
        return with_example(raw, value)
    except InvalidEdit:
        return raw
