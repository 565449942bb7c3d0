"""The formats that contractlab brings, and those that other distributions add.

An entry point of the group ``contractlab.formats`` names an object with the members of
`contractlab.contracts.format.Format`.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from importlib.metadata import entry_points

from contractlab.contracts.format import Format
from contractlab.formats.contractcase.format import CONTRACTCASE
from contractlab.formats.pact.format import PACT

__all__ = ["add_format", "formats"]

GROUP = "contractlab.formats"
_BUILT_IN: tuple[Format, ...] = (CONTRACTCASE, PACT)
_formats: tuple[Format, ...] | None = None


def formats() -> Sequence[Format]:
    """Every format; those that were added are asked first, because they know their own documents best."""
    global _formats
    if _formats is None:
        added: list[Format] = []
        for entry_point in entry_points(group=GROUP):
            try:
                added.append(entry_point.load())
            except Exception as error:
                warnings.warn(f"the format {entry_point.name!r} cannot be loaded: {error}", stacklevel=2)
        _formats = (*added, *_BUILT_IN)
    return _formats


def add_format(format: Format) -> None:  # noqa: A002  the word of the house
    """Add a format in this process; one of the same name takes the place of the former."""
    global _formats
    _formats = (format, *(each for each in formats() if each.name != format.name))
