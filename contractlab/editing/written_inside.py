"""Values that stand inside a text: JSON in a string, what a prefix leaves, what base64 says (ContractCase)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

from contractlab.contracts import json_document as document_of
from contractlab.errors import InvalidEdit
from contractlab.values.mismatch import PathToken

__all__ = ["put_inside", "stands_inside"]

Tokens = tuple[PathToken, ...]
_MARKS = frozenset({"#after", "#before", "#base64", "#decoded", "#json", "#username", "#password"})


def stands_inside(value: Any, token: PathToken) -> bool:
    """True if a step of a path leads from a text into what it holds."""
    return isinstance(value, str) and token in _MARKS


def put_inside(document: Any, tokens: Tokens, value: Any, example: Callable[[Tokens], Any]) -> Any:
    """A document with `value` at a place, which may lie inside a text.

    Parameters
    ----------
    document : JSON value
    tokens : tuple
    value : JSON value
    example : callable
        From the place of a part of a text to that part.

    Raises
    ------
    InvalidEdit
        If there is no such place, or the text cannot hold the value.
    """
    at = document
    for depth, token in enumerate(tokens):
        if stands_inside(at, token):
            mark = tokens[: depth + 1]
            inner = example(mark)
            new = put_inside(inner, tokens[depth + 1 :], value, lambda below, mark=mark: example((*mark, *below)))  # type: ignore[misc]
            return document_of.put(document, tokens[:depth], _written(at, str(token), inner, new))
        if not document_of.has(at, (token,)):
            break
        at = document_of.get(at, (token,))
    return document_of.put(document, tokens, value) if tokens else value


def _written(text: str, mark: str, old: Any, new: Any) -> str:
    """A text in which one part is another."""
    if mark == "#json":
        return json.dumps(new, ensure_ascii=False)
    if not isinstance(new, str) or not isinstance(old, str):
        raise InvalidEdit("only a text can stand inside a text")
    if mark == "#after":
        return text[: len(text) - len(old)] + new
    if mark == "#before":
        return new + text[len(old) :]
    if mark == "#decoded":
        return quote(new, safe="") if unquote(text) == old else text
    if mark == "#base64":
        return _encoded(new)
    try:
        user, _, password = base64.b64decode(text).decode("utf-8", "replace").partition(":")
    except binascii.Error:
        raise InvalidEdit("the credentials cannot be read") from None
    return _encoded(f"{new}:{password}" if mark == "#username" else f"{user}:{new}")


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")
