"""A check with the outcome it had somewhere else: in a file, or in another process."""

from __future__ import annotations

from typing import Any

from contractlab.values.mismatch import Unchecked
from contractlab.values.result import Again, MatchResult, Verdict

__all__ = ["SavedMatch"]


class SavedMatch(MatchResult):
    """An outcome; the check is made again only where somebody looks at the aligned trees.

    Parameters
    ----------
    again : callable
        Makes the check again; None where there is nothing to check.
    verdict : str
    unchecked : tuple of Unchecked, optional
        What passed without being checked, where that was saved.
    """

    __slots__ = ()

    def __init__(
        self, again: Again, verdict: Verdict, *args: Any, unchecked: tuple[Unchecked, ...] | None = None, **more: Any
    ) -> None:
        super().__init__(verdict, *args, again=again, **more)
        self._unchecked = unchecked
