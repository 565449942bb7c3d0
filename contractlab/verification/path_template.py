"""Paths with a mark for each step that names one thing among many."""

from __future__ import annotations

import re

__all__ = ["ANY_ID", "path_template", "resource_of"]

_VARYING = re.compile(
    r"\d+|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|[0-9a-fA-F]{16,}"
)
"""Steps of a path that name one thing among many."""

ANY_ID = "{id}"


def path_template(path: str) -> str:
    """A path with ``{id}`` for numbers, UUIDs and long hexadecimal names."""
    return "/".join(ANY_ID if _VARYING.fullmatch(step) else step for step in path.split("/"))


def resource_of(path: str) -> str:
    """What a path is about, one thing or all of its kind: ``/customers`` of ``/customers/12`` and of ``/customers``."""
    return path_template(path).rstrip("/").removesuffix(f"/{ANY_ID}")
