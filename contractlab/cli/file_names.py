"""Arguments that name files: shells complete them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.types import StringParamType

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["FILE", "FOLDER", "FileName"]


class FileName(StringParamType):
    """A text that mostly names a file; an address, a pattern or ``-`` may stand there as well.

    Parameters
    ----------
    completed : str
        What a shell completes: ``"file"`` or ``"dir"``.
    """

    def __init__(self, completed: str) -> None:
        self.completed = completed

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """See `click.ParamType`; the shell itself knows the files."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type=self.completed)]


FILE = FileName("file")
FOLDER = FileName("dir")
