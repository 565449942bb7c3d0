"""The text of numbers, kept when a document is written anew: ``1.10`` stays ``1.10``, where a parsed 1.1 is ``1.1``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from contractlab.values.json_tokens import json_tokens, unquote
from contractlab.values.json_types import JSON

__all__ = ["Written", "keep_number_texts"]

Place = tuple[str | int, ...]
Written = tuple[JSON, bytes]
"""A document, and the text that it was parsed of."""


def _numbers(text: str, wanted: Callable[[str], bool]) -> Iterator[tuple[Place, int, str]]:
    """Place, offset and text of the numbers that are wanted, in order; no recursion."""
    place: list[str | int] = []
    opened: list[str] = []
    key: str | None = None
    for match in json_tokens(text):
        token = match[0]
        if token in ("{", "["):
            opened.append(token)
            place.append(0 if token == "[" else "")
            key = None
        elif token in ("}", "]"):
            if opened:
                opened.pop()
                place.pop()
            key = None
        elif token == ",":
            if opened and opened[-1] == "[":
                place[-1] = int(place[-1]) + 1
            key = None
        elif token == ":":
            continue
        elif opened and opened[-1] == "{" and key is None:
            key = place[-1] = unquote(token)
        elif token[0] in "-0123456789" and wanted(token):
            yield tuple(place), match.start(), token


def _may_differ(token: str) -> bool:
    """True for what a writer may spell otherwise: all but whole numbers."""
    return not token.lstrip("-").isdigit() or token.startswith("-0") or len(token) > 18


def keep_number_texts(written: bytes, document: JSON, sources: Sequence[Written]) -> bytes:
    """The text of a document in which numbers that were taken over are spelled as they were.

    Parameters
    ----------
    written : bytes
        The text of `document`.
    document : JSON object
        Its values, and the items of its lists, count as taken over where they are the same objects as in a source.
    sources : sequence of (JSON value, bytes)
    """
    spelled: dict[int, dict[Place, str]] = {}
    for source, data in sources:
        texts = list(_numbers(data.decode("utf-8-sig", "replace"), _may_differ))
        if texts:
            _note(source, texts, spelled)
    if not spelled or not isinstance(document, dict):
        return written
    text = written.decode("utf-8", "surrogatepass")
    made: list[str] = []
    last = 0
    for place, start, token in _numbers(text, _may_differ):
        kept = next((spelled[number][rest] for number, rest in _owners(document, place, spelled)), token)
        if kept != token:
            made += [text[last:start], kept]
            last = start + len(token)
    return "".join([*made, text[last:]]).encode("utf-8", "surrogatepass") if made else written


def _note(source: JSON, texts: list[tuple[Place, int, str]], spelled: dict[int, dict[Place, str]]) -> None:
    """Texts by the object near the top of the document that they stand in, and their place below it."""
    for place, _, text in texts:
        for depth in (1, 2):
            owner = _at(source, place[:depth])
            if isinstance(owner, dict | list):
                spelled.setdefault(id(owner), {})[place[depth:]] = text


def _owners(document: JSON, place: Place, spelled: dict[int, dict[Place, str]]) -> Iterator[tuple[int, Place]]:
    for depth in (1, 2):
        number = id(_at(document, place[:depth]))
        if place[depth:] in spelled.get(number, {}):
            yield number, place[depth:]


def _at(document: Any, place: Place) -> Any:
    for step in place:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return None
    return document
