"""How far work in a cell is, with a button that interrupts it where the front end can."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import anywidget

from contractlab.widgets.assets import module, style

if TYPE_CHECKING:
    from IPython.display import DisplayHandle

__all__ = ["CancelButton", "NotebookTeller"]


class CancelButton(anywidget.AnyWidget):
    """Lets JupyterLab interrupt the kernel, which hears no message while it works."""

    _esm = module("progress.js")
    _css = style("base.css")


class NotebookTeller:
    """See `Teller`; what stays in the notebook is text.

    The line is text from the first: a front end that has just connected shows no widget before the kernel is idle.

    Parameters
    ----------
    display : callable
        IPython's.
    """

    def __init__(self, display: Callable[..., DisplayHandle | None]) -> None:
        self._display = display
        self._button: CancelButton | None = None
        self._handles: list[DisplayHandle | None] = []

    def tell(self, text: str) -> None:
        """See `Teller`."""
        if self._handles:
            self._update(0, text)
            return
        self._button = CancelButton()
        drawn = self._button._repr_mimebundle_()
        for bundle in ({"text/plain": text}, {**(drawn[0] if drawn else {}), "text/plain": ""}):
            self._handles.append(self._display(bundle, raw=True, display_id=True))

    def end(self, text: str) -> None:
        """See `Teller`."""
        if self._button is not None:
            self._update(0, text)
            self._update(1, "")
            self._button.close()
            self._button = None

    def _update(self, place: int, text: str) -> None:
        handle = self._handles[place]
        if handle is not None:
            handle.update({"text/plain": text}, raw=True)  # type: ignore[no-untyped-call]
