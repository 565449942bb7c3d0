"""A file that changed while it was edited: both changes are shown, nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from contractlab.editing.differences import text_difference
from contractlab.errors import SaveConflict
from contractlab.values.display import clean_text
from contractlab.values.files import read_file

__all__ = ["refuse_if_changed"]


def refuse_if_changed(path: Path, loaded: bytes, edited: Callable[[], bytes], edits: int) -> None:
    """Refuse to write over what somebody else wrote.

    Parameters
    ----------
    path : Path
    loaded : bytes
        The file as it was when editing began.
    edited : callable
        Gives the file as it would be written.
    edits : int
        Number of edits that wait.

    Raises
    ------
    SaveConflict
        If the file on disk is not what was loaded, or cannot be read.
    """
    try:
        there = read_file(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise SaveConflict(f"{path}: cannot be read: {error.strerror or error}") from None
    if there != loaded:
        kept = "your edit is" if edits == 1 else f"your {edits} edits are"
        theirs = text_difference(loaded, there, "as loaded", "on disk now")
        mine = text_difference(loaded, edited(), "as loaded", "your edits")
        raise SaveConflict(
            f"{path} changed on disk since it was loaded; nothing was written and {kept} kept. Save "
            f"under another name with save(path), or load the file again and repeat edit.code().\n"
            f"On disk:\n{clean_text(theirs)}\nYours:\n{clean_text(mine)}"
        )
