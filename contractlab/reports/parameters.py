"""Parameters of a report as papermill hands them over: from a command line, most of them are text."""

from __future__ import annotations

from typing import Any

__all__ = ["as_flag", "as_list"]

_NO = frozenset({"", "0", "false", "no", "off", "none"})


def as_flag(value: Any) -> bool:
    """True unless the value says no; ``-p strict false`` arrives as text."""
    return value.strip().lower() not in _NO if isinstance(value, str) else bool(value)


def as_list(value: Any) -> list[Any]:
    """One value or several, as a list; nothing as an empty one."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
