"""A check with the outcome it had somewhere else: in a file, or in another process."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from contractlab.values.explanation import Explanation
from contractlab.values.mismatch import Unchecked
from contractlab.values.result import MatchResult, Verdict

__all__ = ["SavedMatch"]


class SavedMatch(MatchResult):
    """An outcome; the check is made again only where somebody looks at the aligned trees.

    Parameters
    ----------
    check : callable
        Makes the check again; None where there is nothing to check.
    verdict : str
    """

    __slots__ = ("_check",)

    def __init__(self, check: Callable[[], MatchResult | None], verdict: Verdict, *args: Any, **more: Any) -> None:
        self._check = lru_cache(maxsize=1)(check)
        more.setdefault("unchecked", self._unchecked_again)
        super().__init__(verdict, *args, explain=self._explain_again, **more)

    def _explain_again(self) -> Explanation:
        again = self._check()
        return Explanation() if again is None else again.explanation

    def _unchecked_again(self) -> tuple[Unchecked, ...]:
        again = self._check()
        return () if again is None else again.unchecked
