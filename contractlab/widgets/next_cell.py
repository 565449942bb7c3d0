"""Putting code into the next cell of a notebook, where there is one."""

from __future__ import annotations

import sys

__all__ = ["insert_cell"]


def insert_cell(code: str) -> str:
    """Put code into the cell below the one that runs.

    Parameters
    ----------
    code : str

    Returns
    -------
    str
        What to say about it.
    """
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    if shell is None:
        return f"There is no notebook here; the code is: {code}"
    shell.set_next_input(code)
    return "The code stands in the next cell."
