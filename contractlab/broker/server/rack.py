"""Queries as Rack reads them: ``name[]=x`` and ``name[][key]=x`` are lists, of texts and of mappings."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["rack_list"]


def rack_list(query: Sequence[tuple[str, str]], name: str) -> list[str | dict[str, str]]:
    """The entries of a list.

    Parameters
    ----------
    query : sequence of (str, str)
        Decoded.
    name : str
        Without brackets. A key that the last mapping has already begins the next one.
    """
    entries: list[str | dict[str, str]] = []
    for key, value in query:
        if key == f"{name}[]":
            entries.append(value)
        elif key.startswith(f"{name}[][") and key.endswith("]"):
            inner = key[len(name) + 3 : -1]
            last = entries[-1] if entries else None
            if not isinstance(last, dict) or inner in last:
                last = {}
                entries.append(last)
            last[inner] = value
    return entries
