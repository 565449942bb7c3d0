"""Who hears how far work is: a terminal, or a process that waits for this one."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from contractlab.values.progress import Teller

__all__ = ["PROGRESS_FILE", "NotebookTeller", "choose_teller", "is_watched", "stop_file"]

PROGRESS_FILE = "CONTRACTLAB_PROGRESS_FILE"
"""Environment variable: the file in which a kernel tells the process that waits for it how far it is."""


_CANCEL = (
    "<style>.jp-Notebook .contractlab-cancel{display:inline-block!important}</style>"
    '<button type="button" class="jp-mod-styled jp-mod-reject contractlab-cancel" style="display:none" '
    'data-commandlinker-command="notebook:interrupt-kernel" data-commandlinker-args="{}" '
    'data-lm-suppress-shortcuts="true">'  # else Enter edits the cell
    "Cancel, keep what is done</button>"
)
"""A kernel hears no message while it works, but JupyterLab can interrupt it: it runs the command that a clicked element
names, without a question where the output was made just now. Elsewhere nobody would hear the click, and nobody sees the
button."""


class NotebookTeller:
    """A line of a cell's output, which the next replaces, above a button that interrupts the work.

    The button is an output of its own, which stays as it is from one line to the next: an element that is replaced
    between pressing and letting go is not clicked, and loses focus. Nothing of it is left at the end.

    Parameters
    ----------
    show : callable
        IPython's ``display``.
    """

    def __init__(self, show: Any) -> None:
        self._show = show
        self._shown: Any = None
        self._button: Any = None

    def tell(self, text: str) -> None:
        """See `Teller`."""
        self._tell(text)
        if self._button is None:
            self._button = self._show({"text/plain": "", "text/html": _CANCEL}, raw=True, display_id=True)

    def end(self, text: str) -> None:
        """See `Teller`."""
        self._tell(text)
        if self._button is not None:
            self._button.update({}, raw=True)

    def _tell(self, text: str) -> None:
        bundle = {"text/plain": text}
        if self._shown is None:
            self._shown = self._show(bundle, raw=True, display_id=True)
        else:
            self._shown.update(bundle, raw=True)


class _FileTeller:
    """Tells a process that waits for this one, by a file beside which it can ask for an end."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def tell(self, text: str) -> None:
        self._path.write_text(text, encoding="utf-8")
        stop = stop_file(self._path)
        if stop.exists():
            stop.unlink()
            raise KeyboardInterrupt  # as if it had been pressed here

    def end(self, text: str) -> None:
        self._path.write_text(text, encoding="utf-8")


def stop_file(path: Path) -> Path:
    """The file that asks for an end of the work whose progress another file has."""
    return path.with_name(f"{path.name}.stop")


class _TerminalTeller:
    """The last line of a terminal; it goes when the work is done."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.text import Text

        self._text = Text  # progress is no markup
        self._status = Console(stderr=True).status("")

    def tell(self, text: str) -> None:
        self._status.update(self._text(text))
        self._status.start()  # nothing happens where it has begun

    def end(self, text: str) -> None:
        self._status.stop()


def choose_teller() -> Teller | None:
    """Who tells, where no notebook with a person before it does: a process that waits, a terminal, or nobody."""
    progress_file = os.environ.get(PROGRESS_FILE)
    if progress_file:
        return _FileTeller(Path(progress_file))
    if "IPython" in sys.modules and has_kernel():
        return None
    return _TerminalTeller() if sys.stderr is not None and sys.stderr.isatty() else None


def has_kernel() -> bool:
    """True in a notebook."""
    shell = sys.modules["IPython"].get_ipython()
    return hasattr(shell, "kernel") and shell.kernel is not None


def is_watched() -> bool:
    """True in a notebook with a person before it; what a program executes is to have the same outputs each time."""
    if "IPython" not in sys.modules or not has_kernel():
        return False
    # A front end with a person before it lets the kernel ask; nbclient and papermill do not.
    kernel = sys.modules["IPython"].get_ipython().kernel
    return hasattr(kernel, "_allow_stdin") and bool(kernel._allow_stdin)
