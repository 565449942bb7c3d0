"""A path that tells what was saved there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from contractlab.values.display import Bundle, present

if TYPE_CHECKING:
    from contractlab.editing.differences import Difference

    Plain = Path
else:
    Plain = type(Path())  # before Python 3.12 only the path of the system itself can be extended

__all__ = ["SavedPath"]


class SavedPath(Plain):
    """The file that was written: a path like any other, which a notebook shows with what changed in it.

    Attributes
    ----------
    difference : Difference or None
        What changed against the file as it was loaded, or saved before; None for paths made of this one.
    """

    difference: Difference | None = None

    @classmethod
    def of(cls, path: Path, difference: Difference) -> SavedPath:
        """A path with what changed there."""
        made = cls(path)
        made.difference = difference
        return made

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        if self.difference is None:
            return {"text/plain": str(self)}
        if not self.difference:
            return {"text/plain": f"Saved to {self}: nothing had changed."}
        bundle = dict(present(self.difference))
        return {**bundle, "text/plain": f"Saved to {self}.\n{bundle.get('text/plain', '')}"}
