"""Dates as HTTP, mail and Ruby write them."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime

__all__ = ["read_http_date"]


def read_http_date(text: str) -> datetime | None:
    """The moment that a text names; None where it names none.

    The standard library raises whatever its own steps do: a year of a hundred digits is an ``OverflowError``.

    Parameters
    ----------
    text : str
        ``Thu, 01 Jan 2026 00:00:00 GMT``.
    """
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
