"""One line that says how far work in a cell is, and interrupts it by a click where the front end can."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import anywidget
import traitlets

from contractlab.widgets.assets import module, style

if TYPE_CHECKING:
    from IPython.display import DisplayHandle

__all__ = ["NotebookTeller", "ProgressLine"]


class ProgressLine(anywidget.AnyWidget):
    """The line; its button lets JupyterLab interrupt the kernel, which hears no message while it works.

    Attributes
    ----------
    text : str
    """

    _esm = module("progress.js")
    _css = style("base.css")
    text = traitlets.Unicode().tag(sync=True)


class NotebookTeller:
    """See `Teller`; what stays in the notebook is text.

    Parameters
    ----------
    display : callable
        IPython's.
    """

    def __init__(self, display: Callable[..., DisplayHandle | None]) -> None:
        self._display = display
        self._line: ProgressLine | None = None
        self._handle: DisplayHandle | None = None

    def tell(self, text: str) -> None:
        """See `Teller`."""
        if self._line is not None:
            self._line.text = text
            return
        self._line = ProgressLine(text=text)
        drawn = self._line._repr_mimebundle_()
        bundle = {**(drawn[0] if drawn else {}), "text/plain": text}
        self._handle = self._display(bundle, raw=True, display_id=True)

    def end(self, text: str) -> None:
        """See `Teller`."""
        if self._handle is not None:
            self._handle.update({"text/plain": text}, raw=True)  # type: ignore[no-untyped-call]
        if self._line is not None:
            self._line.close()
            self._line = None
