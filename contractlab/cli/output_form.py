"""The value of ``--format``: our own forms, and those that other packages write."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click
from click.types import StringParamType

from contractlab.values.text import shorten, visible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["FORMS", "OutputForm"]

FORMS = ("text", "json", "github", "gitlab", "sarif", "junit")
"""Our own; nobody takes their place."""


class OutputForm(StringParamType):
    """The name of a form; other packages are asked for theirs where it is none of ours, by the help and by a shell.

    Parameters
    ----------
    of_run : bool
        True for a command that judges a run, of which reports can be written; what was found can always be.
    """

    def __init__(self, of_run: bool) -> None:
        self.of_run = of_run

    def added(self) -> Iterator[str]:
        """Names that other packages give; none of their writers is loaded."""
        from contractlab.reports.added_writers import finding_names, report_names

        names = dict.fromkeys((*(report_names() if self.of_run else ()), *finding_names()))
        return (name for name in names if name not in FORMS)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """See `click.ParamType`; older versions of click hand no context over."""
        return f"[{'|'.join((*FORMS, *map(visible, self.added())))}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """See `click.ParamType`."""
        name = str(value)
        if name in FORMS:
            return name
        names = (*FORMS, *self.added())
        if name.lower() not in names:
            self.fail(self._words(name, names), param, ctx)
        return name.lower()

    def _words(self, name: str, names: tuple[str, ...]) -> str:
        """What is wrong with a name that is none of these."""
        from contractlab.reports.added_writers import report_names

        shown = shorten(visible(name), 80)
        if name.lower() in report_names():
            return f"{shown!r} is written of a run: verify, report and join take it. Here there are {_listed(names)}."
        near = get_close_matches(name.lower(), names, n=2, cutoff=0.6)
        hint = f"Did you mean {' or '.join(map(repr, near))}? " if near else ""
        return f"there is no form {shown!r}. {hint}There are {_listed(names)}."

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """See `click.ParamType`."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in (*FORMS, *self.added()) if name.startswith(incomplete.lower())]


def _listed(names: tuple[str, ...]) -> str:
    *most, last = map(visible, names)
    return f"{', '.join(most)} and {last}"
