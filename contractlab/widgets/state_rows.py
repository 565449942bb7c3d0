"""State definitions as forms: names, and parameters typed from JSON."""

from __future__ import annotations

from collections.abc import Mapping

from contractlab.values.text import json_kind, shorten
from contractlab.widgets.json_field import field_text
from contractlab.widgets.protocol import Param

__all__ = ["params_rows"]


def _kind_of(value: object) -> str:
    """Name the kind of a parameter: ``integer``, ``decimal``, ``string``."""
    if isinstance(value, int) and not isinstance(value, bool):
        return "integer"
    return "decimal" if isinstance(value, float) else json_kind(value)


def params_rows(params: Mapping[str, object]) -> list[Param]:
    """A row for each parameter: name (and how it is shown), JSON text, kind."""
    return [
        {"name": str(key), "shown": shorten(str(key), 120), "value": field_text(value), "kind": _kind_of(value)}
        for key, value in params.items()
    ]
