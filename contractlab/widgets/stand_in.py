"""The static view that a notebook keeps beside a live one."""

from __future__ import annotations

import sys

from contractlab.views import render_html, render_text

__all__ = ["stand_in"]


def stand_in(item: object) -> None:
    """Write the static view of something into a notebook, for whoever opens it without a kernel.

    A live view hides it while it is alive.

    Parameters
    ----------
    item : object
        Anything that has a view.
    """
    shell = None if "IPython" not in sys.modules else sys.modules["IPython"].get_ipython()
    if shell is None or not hasattr(shell, "kernel"):
        return
    from IPython.display import display

    html = f'<div class="contractlab-stands-in">{render_html(item)}</div>'
    display({"text/html": html, "text/plain": render_text(item)}, raw=True)  # type: ignore[no-untyped-call]
