"""The first keys of a JSON document, found in its first bytes: they tell what a file is before all of it is parsed."""

from __future__ import annotations

import json
from collections.abc import Iterator

from contractlab.values.json_tokens import json_tokens

__all__ = ["head_of", "leading_keys"]

HEAD = 65_536
"""Bytes that are looked at."""


def head_of(data: bytes) -> str:
    """Decode the first bytes of a file; what cannot be decoded, or is cut, is replaced."""
    return data[:HEAD].decode(json.detect_encoding(data[:4]), "replace")


def leading_keys(head: str) -> Iterator[tuple[str, str]]:
    """Give the keys of the outermost object of a JSON text, or of the first object in its outermost array.

    Parameters
    ----------
    head : str
        The text, or its beginning.

    Yields
    ------
    key : str
        As written, without its quotes.
    token : str
        First token of its value: ``{``, ``[``, or a scalar as written.
    """
    depth, level, key = 0, 0, ""  # level: the depth at which the keys stand, 0 while the object has not begun
    after_colon = False
    for match in json_tokens(head):
        token = match[0]
        if level == 0 and (token not in ("{", "[") or (token == "[" and depth)):
            return
        if after_colon and depth == level:
            yield key, token
            after_colon = False
        elif depth == level and token[0] == '"':
            key = token[1:-1]
        elif depth == level and token == ":":
            after_colon = True
        if token in ("{", "["):
            depth += 1
            if level == 0 and token == "{":
                level = depth
        elif token in ("}", "]"):
            depth -= 1
            if depth < level:
                return
