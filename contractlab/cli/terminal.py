"""Text views on a terminal: how wide they are, and colours where somebody looks at them.

Whether there is a terminal, and whether it has colours, is rich's answer: it follows ``NO_COLOR``, ``FORCE_COLOR``,
``TERM=dumb`` and the consoles of Windows. Verdicts keep their words, so that nothing depends on colour alone.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["echo_view", "view_width"]

UNLIMITED = 10_000
"""Columns where nobody reads columns: in the log of a CI job, and in a pipe, nothing is cut or wrapped."""


def view_width() -> int:
    """Columns that a view may take: those of the terminal, ``COLUMNS`` where it is set, else as many as it needs."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    if not sys.stdout.isatty():
        return UNLIMITED
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 100
    except (OSError, ValueError):
        return 100


def echo_view(text: str) -> None:
    """Write a text view, in colours where standard output shows them."""
    console = _console()
    if console is None:
        click.echo(text)
        return
    from contractlab.views.terminal import coloured

    for row in text.split("\n"):
        console.print(coloured(row), soft_wrap=True)


def _console() -> Console | None:
    """A console with colours; None where there are none, so that a pipe does not pay for the import."""
    if not sys.stdout.isatty() and not os.environ.get("FORCE_COLOR"):
        return None
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    return console if console.color_system is not None and not console.no_color else None
