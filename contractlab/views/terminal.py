"""Text views in colours, as rich draws them: on the command line, in a REPL, in somebody's own console.

Verdicts keep their words, so that nothing depends on colour alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from contractlab.views import render_text
from contractlab.views.registry import has_view

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.text import Text

__all__ = ["TerminalView", "coloured"]

_STYLES = {
    "failed": "bold red",
    "error": "bold magenta",
    "passed": "bold green",
    "idle": "yellow",
    "cause": "bold",
    "place": "cyan",
    "expected": "green",
    "got": "red",
    "call": "dim",
}

_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        r"^ *(?P<failed>FAIL|✗)(?= |$)",
        r"^ *(?P<error>ERR|error:)(?= |$)",
        r"^ *(?P<passed>ok)(?= |$)",
        r"^ *(?P<idle>pend|-)(?= )",
        r"^  (?P<cause>[A-Z+])(?=  \S)",
        r"(?P<place>[^\s:]+\.(?:json|ya?ml|har|jsonl|ipynb|html|md):\d+)",
        r"expected (?P<expected>.{1,120}?)(?=, (?:got|but) )",
        r", (?:got|but) (?P<got>.{1,120}?)(?=\.(?: |$))",
        r"(?P<call>(?:contractlab [a-z]+ |--[a-z][a-z-]+)(?: ?(?:FILE|NAME|'[^']{0,200}'))?)",
    )
]
"""What is marked in a line of a text view; each pattern looks a bounded way ahead."""


def coloured(row: str) -> Text:
    """A line of a text view with its colours; what contracts and captures say is no markup."""
    from rich.text import Text

    text = Text(row, no_wrap=True, overflow="ignore", end="")
    for pattern in _PATTERNS:
        for match in pattern.finditer(row):
            for name in match.groupdict():
                text.stylize(_STYLES[name], *match.span(name))
    return text


class TerminalView:
    """Something that has a view, for rich.

    Parameters
    ----------
    item : object
        A contract, a run, a matrix, whatever shows itself; its ``repr`` where nobody draws it.
    """

    def __init__(self, item: Any) -> None:
        self._item = item

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        try:
            written = render_text(self._item, width=options.max_width)
        except Exception:
            if has_view(self._item):
                raise
            written = repr(self._item)
        rows = written.rstrip("\n").split("\n")
        for row in rows:
            text = coloured(row)
            text.end = "\n"
            yield text
