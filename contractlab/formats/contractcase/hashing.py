"""The hash that ContractCase gives a contract, and the text that it writes.

Source: ContractCase 0.30.1, the contract writer; observed on every real contract that records its hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from contractlab.formats.contractcase.matching.js_text import stringify
from contractlab.formats.contractcase.matching.js_values import in_key_order, number_text, utf8
from contractlab.values.json_types import JSON, JSONObject, Value

__all__ = ["STATE_VARIABLE", "content_hash", "pretty_json", "recorded_hash", "shared_content"]

STATE_VARIABLE = "variable:state"
"""Lookups of this kind exist while tests run, and are never written."""

_OF_THE_BROKER = ("_links", "createdAt")


def content_hash(document: Mapping[str, JSON]) -> str:
    """SHA-256 of the contract's content, in hexadecimal.

    Metadata, what a broker adds, and variables of running tests do not count; the order of keys does.

    Parameters
    ----------
    document : mapping
        The parsed file, keys in the order of the file.
    """
    return hashlib.sha256(utf8(stringify(shared_content(document)))).hexdigest()


def shared_content(document: Mapping[str, JSON]) -> JSONObject:
    """What a contract says: without metadata, what a broker adds, and variables of running tests."""
    content: JSONObject = {key: value for key, value in document.items() if key not in _OF_THE_BROKER}
    content["metadata"] = {}
    lookup = document.get("matcherLookup")
    if isinstance(lookup, Mapping):
        content["matcherLookup"] = {key: value for key, value in lookup.items() if not key.startswith(STATE_VARIABLE)}
    return content


def recorded_hash(document: Mapping[str, JSON]) -> str | None:
    """The hash that the file says it has; None where it says none."""
    metadata = document.get("metadata")
    case = metadata.get("_case", metadata.get("case")) if isinstance(metadata, Mapping) else None
    recorded = case.get("hash") if isinstance(case, Mapping) else None
    return recorded if isinstance(recorded, str) else None


class _Text(str):
    """Text that is already written."""

    __slots__ = ()


def pretty_json(value: Value, indent: str = "  ") -> str:
    """``JSON.stringify(value, undefined, 2)``, without recursion."""
    pieces: list[str] = []
    stack: list[tuple[Any, int]] = [(value, 0)]
    while stack:
        value, depth = stack.pop()
        if isinstance(value, _Text):
            pieces.append(value)
        elif isinstance(value, Mapping | list):
            mapping = isinstance(value, Mapping)
            opening, closing = "{}" if mapping else "[]"
            if not value:
                pieces.append(opening + closing)
                continue
            margin = "\n" + indent * (depth + 1)
            entries = list(in_key_order(value)) if isinstance(value, Mapping) else [("", below) for below in value]
            steps: list[tuple[Any, int]] = [(_Text(opening), 0)]
            for number, (key, below) in enumerate(entries):
                name = f"{stringify(key)}: " if mapping else ""
                steps += [(_Text(f"{',' if number else ''}{margin}{name}"), 0), (below, depth + 1)]
            steps.append((_Text("\n" + indent * depth + closing), 0))
            stack += reversed(steps)
        else:
            pieces.append(_scalar(value))
    return "".join(pieces)


def _scalar(value: Value) -> str:
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int | float):
        text = number_text(value)
        return text if text[-1].isdigit() else "null"
    return str(stringify(value))
