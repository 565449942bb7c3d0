"""Keys of examples: the file's own, else a digest; unique within a contract."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from contractlab.contracts.states import StateDefinition
from contractlab.values.json_types import JSON

__all__ = ["digest_of", "unique_keys"]


def digest_of(description: str, states: Sequence[StateDefinition]) -> str:
    """Twelve hexadecimal digits that description and states decide."""
    named: list[tuple[str, Mapping[str, JSON]]] = [(state.name, state.params) for state in states]
    text = json.dumps(
        [description, [[name, dict(params)] for name, params in named]], sort_keys=True, ensure_ascii=True, default=str
    )
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def unique_keys(wanted: Sequence[str]) -> list[str]:
    """The same keys, with an ordinal where one repeats.

    Parameters
    ----------
    wanted : sequence of str
        One for each example, in order.
    """
    keys: list[str] = []
    taken: set[str] = set()
    reserved = set(wanted)  # an ordinal must not make the key that another example has of its own
    ordinals: dict[str, int] = {}
    for key in wanted:
        given = key
        while given in taken:
            ordinals[key] = ordinals.get(key, 1) + 1
            numbered = f"{key}-{ordinals[key]}"
            given = key if numbered in reserved else numbered
        taken.add(given)
        keys.append(given)
    return keys
