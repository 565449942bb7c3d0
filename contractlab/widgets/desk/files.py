"""Saving all that was edited at a desk: the list of files first, then all of them or none."""

from __future__ import annotations

import os
from collections.abc import Sequence

from contractlab.editing import Edit
from contractlab.errors import InvalidEdit, SaveConflict
from contractlab.values.files import read_file
from contractlab.values.text import shorten, visible
from contractlab.views.words import count, file_name
from contractlab.widgets.desk.protocol import FilesSaved, FileToSave
from contractlab.widgets.desk_protocol import DeskProtocol, preview_at
from contractlab.widgets.edit_events import tell
from contractlab.widgets.saving_panel import conflict_of, save_as, saving
from contractlab.widgets.verdict_counts import counts_of_changes

__all__ = ["files_to_save", "save_file_as", "save_files"]


def files_to_save(desk: DeskProtocol) -> list[FileToSave]:
    """Every file that saving would write, with what changes in meaning, in the file and in the verdicts."""
    files: list[FileToSave] = []
    for number, edit in enumerate(desk.history.edits):
        if not edit.changed:
            continue
        change = saving(edit)
        if "nothing" in change:
            continue
        preview = preview_at(desk, edit)
        file: FileToSave = {
            "number": number,
            "file": change["file"],
            "contract": shorten(edit.original.label, 120),
            "meaning": change["meaning"],
            "more": change["more"],
            "lines": change["lines"],
            "places": change["places"],
            "counts": [entry for entry in counts_of_changes([preview]) if entry["number"]],
        }
        problem = _obstacle(edit)
        if problem is not None:
            file["conflict"] = conflict_of(edit, problem)
        files.append(file)
    return files


def _obstacle(edit: Edit) -> SaveConflict | None:
    """Why a file could not be written now; None where nothing stands in the way."""
    path = edit.original.path
    if path is None:
        return None
    try:
        on_disk = read_file(path)
    except OSError as error:
        return SaveConflict(f"{path}: cannot be read any more: {error.strerror or error}.")
    if on_disk != edit.original.source.data:
        return SaveConflict(f"{path}: changed on disk.")
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        return SaveConflict(f"{file_name(str(path))} is read-only.")
    return None


def save_files(desk: DeskProtocol, numbers: Sequence[int]) -> FilesSaved:
    """Write files, all or none.

    Parameters
    ----------
    desk : DeskProtocol
    numbers : sequence of int
        As in `files_to_save`.

    Raises
    ------
    InvalidEdit
        If there is no such file, or it has no place to be saved to.
    """
    edits = [_edit_at(desk, number) for number in dict.fromkeys(numbers)]
    if not edits:
        raise InvalidEdit("choose at least one file")
    for edit in edits:
        obstacle = _obstacle(edit)
        if obstacle is not None:
            return {"saved": "", "problem": f"{visible(str(obstacle))[:400]} Nothing was written."}
    written: list[str] = []
    for edit in edits:
        try:
            written.append(edit.save().name)
        except SaveConflict as error:
            done = f"Already written: {', '.join(written)}." if written else "Nothing was written."
            return {"saved": "", "problem": f"{visible(str(error))[:400]} {done}"}
        tell(edit)
    names = ", ".join(shorten(name, 60) for name in written[:3])
    more = f" and {len(written) - 3} more" if len(written) > 3 else ""
    return {"saved": f"{count(len(written), 'file')} saved: {names}{more}.", "problem": ""}


def save_file_as(desk: DeskProtocol, number: int, name: str) -> FilesSaved:
    """Write one file under another name beside it; exceptions as in `saving_panel.save_as`."""
    edit = _edit_at(desk, number)
    saved = save_as(edit, name)
    tell(edit)
    return {"saved": saved["saved"], "problem": ""}


def _edit_at(desk: DeskProtocol, number: int) -> Edit:
    edits = desk.history.edits
    if not 0 <= number < len(edits) or not edits[number].changed:
        raise InvalidEdit("this file no longer exists")
    return edits[number]
