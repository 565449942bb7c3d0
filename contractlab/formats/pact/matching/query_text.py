"""Query strings, taken apart as the Rust core does (pact_models, query strings)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

__all__ = ["decode_query", "parse_query", "query_pairs", "read_query"]

_ESCAPE = re.compile(rb"%([0-9a-fA-F]{2})")


def decode_query(text: str) -> str:
    r"""Undo percent-encoding and ``+``; what is no UTF-8 afterwards stays as it was.

    The core takes the lowest byte of every character (observed: ``a=\U0001f600`` is ``a=\x00`` for it).
    """
    if text.isascii() and "%" not in text and "+" not in text:
        return text
    raw = bytes(ord(character) & 0xFF for character in text.replace("+", " "))
    try:
        return _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), raw).decode("utf-8")
    except UnicodeDecodeError:
        return text


def query_pairs(query: str) -> list[tuple[str, str]]:
    """Name and value of every parameter, in order; a name without ``=`` has an empty value."""
    pairs: list[tuple[str, str]] = []
    for piece in query.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((decode_query(name), decode_query(value)))
    return pairs


def parse_query(query: str) -> dict[str, list[str]]:
    """Name to its values in order."""
    by_name: dict[str, list[str]] = {}
    for name, value in query_pairs(query):
        by_name.setdefault(name, []).append(value)
    return by_name


@lru_cache(maxsize=4)
def read_query(query: str) -> Mapping[str, Sequence[str]]:
    """The same to look at: one request is held against many examples, and taken apart once."""
    return parse_query(query)
