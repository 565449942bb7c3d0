"""Parameters that a docstring describes together, each with its own type: an extension of griffe.

``states, client : …`` says one thing of both; griffe gives the type of the first to all of them.
"""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension, Function

GROUP = re.compile(
    r"^(?P<indent> *)(?P<names>\w+(?:, \w+)+)(?: : optional)?\n(?P<text>(?:(?P=indent) +\S.*\n?)+)", re.MULTILINE
)
PARAMETERS = re.compile(
    r"^(?P<indent> *)Parameters\n(?P=indent)-+\n(?P<rows>(?:.+\n?|\n(?! *\w+\n *-+))+)", re.MULTILINE
)


class GroupedParameters(Extension):
    """Writes a row for each parameter before docstrings are read."""

    def on_function(self, *, func: Function, **more: Any) -> None:
        """See `griffe.Extension`."""
        if func.docstring is not None:
            func.docstring.value = ungrouped(func.docstring.value)


def ungrouped(docstring: str) -> str:
    """The same docstring with a row for each parameter.

    Parameters
    ----------
    docstring : str
        In numpy style.
    """
    return PARAMETERS.sub(lambda section: GROUP.sub(_rows, section[0]), docstring)


def _rows(group: re.Match[str]) -> str:
    text = group["text"] if group["text"].endswith("\n") else f"{group['text']}\n"
    rows = "".join(f"{group['indent']}{name}\n{text}" for name in group["names"].split(", "))
    return rows if group["text"].endswith("\n") else rows.removesuffix("\n")
