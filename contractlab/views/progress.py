"""One line that says how far work is: in a notebook that somebody looks at, or on a terminal."""

from __future__ import annotations

import sys
from typing import Any

from contractlab.values.progress import Teller

__all__ = ["choose_teller"]


class _NotebookTeller:
    """A line of a cell's output, which the next replaces."""

    def __init__(self, show: Any) -> None:
        self._show = show
        self._shown: Any = None

    def tell(self, text: str) -> None:
        bundle = {"text/plain": text}
        if self._shown is None:
            self._shown = self._show(bundle, raw=True, display_id=True)
        else:
            self._shown.update(bundle, raw=True)

    def end(self, text: str) -> None:
        self.tell(text)


class _TerminalTeller:
    """The last line of a terminal; it goes when the work is done."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.text import Text

        self._text = Text  # what is told is no markup
        self._status = Console(stderr=True).status("")

    def tell(self, text: str) -> None:
        self._status.update(self._text(text))
        self._status.start()  # nothing happens where it has begun

    def end(self, text: str) -> None:
        self._status.stop()


def choose_teller() -> Teller | None:
    """Who tells: None in CI, and in a notebook that a program executes, whose outputs are to be the same each time."""
    try:
        # A front end with a person before it lets the kernel ask; nbclient and papermill do not.
        asks = bool(sys.modules["IPython"].get_ipython().kernel._allow_stdin)
    except (KeyError, AttributeError):  # not in a notebook
        return _TerminalTeller() if sys.stderr is not None and sys.stderr.isatty() else None
    if not asks:
        return None
    from IPython.display import display

    return _NotebookTeller(display)
