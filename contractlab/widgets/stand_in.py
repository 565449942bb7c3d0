"""The static view that a notebook keeps beside a live one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from contractlab.views import render_html, render_text

if TYPE_CHECKING:
    from IPython.display import DisplayHandle

__all__ = ["stand_in"]

_NOT_YET = "Not everything was checked when this notebook was saved. Run the cell to see it."


def stand_in(item: Callable[[], object], *, later: bool = False) -> Callable[[], None]:
    """Write the static view of something into a notebook, for whoever opens it without a kernel.

    A live view hides it while it is alive.

    Parameters
    ----------
    item : callable
        Gives anything that has a view.
    later : bool
        True if to make the view would take long now: a sentence says so until it is there.

    Returns
    -------
    callable
        Writes the view as it is then; nothing where there is no notebook.
    """
    shell = None if "IPython" not in sys.modules else sys.modules["IPython"].get_ipython()
    if shell is None or not hasattr(shell, "kernel"):
        return lambda: None
    from IPython.display import display

    bundle = {"text/html": _hidden_when_live(f"<p>{_NOT_YET}</p>"), "text/plain": _NOT_YET} if later else _view(item)
    handle: DisplayHandle = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]
    return lambda: handle.update(_view(item), raw=True)  # type: ignore[no-untyped-call]


def _view(item: Callable[[], object]) -> dict[str, str]:
    made = item()
    return {"text/html": _hidden_when_live(render_html(made)), "text/plain": render_text(made)}


def _hidden_when_live(html: str) -> str:
    return f'<div class="contractlab-stands-in">{html}</div>'
