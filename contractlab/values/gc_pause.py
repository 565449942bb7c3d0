"""Work that makes many objects and no cycles, without Python's search for cycles in between.

The search looks at every object that lives, again and again while they become more: half of the time of loading a
thousand examples, or of explaining a body of a hundred thousand items.
"""

from __future__ import annotations

import gc
from types import TracebackType

__all__ = ["PausedCollection"]


class PausedCollection:
    """Within the block, no cycles are searched for; afterwards as before, and where that was off it stays off."""

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        self._before = gc.isenabled()
        gc.disable()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before:
            gc.enable()
