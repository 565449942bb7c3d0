"""A check that has no answer."""

from __future__ import annotations

__all__ = ["CannotCheck"]


class CannotCheck(Exception):
    """A part could not be checked: a time limit, an unsupported construct. The text is the result's reason."""
