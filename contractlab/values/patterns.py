"""Patterns of file names, as a shell has them, where no shell has put files in their place."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from pathlib import Path

from contractlab.errors import ContractLabError
from contractlab.values.text import visible

__all__ = ["NothingMatches", "expand_patterns", "is_elsewhere"]


class NothingMatches(ContractLabError):
    """A pattern of file names that no file has."""


def expand_patterns(sources: Iterable[str], folder: str | Path = ".") -> list[str]:
    """Put the files in the place of each pattern, in the order of their names, as a shell does.

    Parameters
    ----------
    sources : iterable of str
        Paths, addresses, and patterns with ``*``, ``?``, ``[…]``; ``**`` stands for any folders. A name that a file
        has is no pattern, whatever signs are in it.
    folder : path, optional
        What relative patterns are relative to.

    Returns
    -------
    list of str
        Paths as they were written, those of patterns relative to `folder` where the pattern is.

    Raises
    ------
    NothingMatches
        If no file matches a pattern.
    """
    expanded: list[str] = []
    for source in sources:
        if not _is_pattern(source, folder):
            expanded.append(source)
            continue
        matching = sorted(glob.glob(source, root_dir=folder, recursive=True))
        if not matching:
            place = os.path.abspath(folder)
            raise NothingMatches(
                f"{visible(source)}: no file matches this pattern in {visible(place)}. Check the path."
            )
        expanded += matching
    return expanded


def is_elsewhere(source: str) -> bool:
    """True for an address, and for what a broker is asked for: neither is a path."""
    return "://" in source or source.startswith("broker:")


def _is_pattern(source: str, folder: str | Path) -> bool:
    if not glob.has_magic(source) or is_elsewhere(source) or "\0" in source:
        return False
    return not os.path.lexists(os.path.join(folder, source))
