"""Saving from a screen: the difference is shown first, a conflict shows both changes, and edits survive a failure."""

from __future__ import annotations

from pathlib import Path

from contractlab.editing.contract_edit import Edit
from contractlab.editing.differences import text_difference
from contractlab.errors import InvalidEdit, SaveConflict
from contractlab.values.files import lock_folder, read_file
from contractlab.values.text import shorten, visible
from contractlab.views.words import count, file_name
from contractlab.widgets.protocol import Conflict, DiffLine, MeaningJson, NothingToSave, NotSaved, Saved, Saving
from contractlab.widgets.span_json import line_json

__all__ = ["conflict_of", "difference_lines", "save", "save_as", "saving"]

_CHANGES = 40
_LINES = 400
_LINE = 300
_NO_NAME = frozenset('/\\:*?"<>|\x00')
_SIGNS = {"+": "added", "-": "removed", "@": "place"}


def difference_lines(difference: str) -> list[DiffLine]:
    """Lines of a unified difference, each with what it is."""
    lines = difference.splitlines()
    shown: list[DiffLine] = [
        (_SIGNS.get(line[:1], "same"), visible(line)[:_LINE])
        for line in lines[:_LINES]
        if not line.startswith(("---", "+++"))
    ]
    if len(lines) > _LINES:
        shown.append(("place", f"… {count(len(lines) - _LINES, 'more line')}: edit.diff().text"))
    return shown


def _target(edit: Edit) -> str:
    path = edit.original.path
    return file_name(str(path)) if path is not None else ""


def saving(edit: Edit) -> Saving | NothingToSave:
    """What saving would change, in meaning and in the file; the button names the file."""
    difference = edit.diff()
    if not difference:
        return {"nothing": "Nothing is edited, so there is nothing to save."}
    changes = difference.comparison.changes
    meaning: list[MeaningJson] = [
        {"example": shorten(change.example, 80), "effect": change.effect, "sentence": line_json(change.sentence)}
        for change in changes[:_CHANGES]
    ]
    name, lines = _target(edit), difference_lines(difference.text)
    return {
        "meaning": meaning,
        "more": len(changes) - len(meaning),
        "lines": lines,
        "places": count(sum(kind == "place" for kind, _ in lines), "place"),
        "file": name,
        "button": f"Save to {shorten(name, 60)}" if name else "Save as…",
    }


def save(edit: Edit) -> Saved | NotSaved:
    """Write the file; a conflict is told with both changes, and nothing is written then."""
    try:
        target = edit.save()
    except SaveConflict as error:
        return {"conflict": conflict_of(edit, error)}
    return {"saved": f"Saved to {shorten(target.name, 80)}."}


def conflict_of(edit: Edit, error: SaveConflict) -> Conflict:
    """Why a file cannot be written, with both changes where somebody else wrote it."""
    path = edit.original.path
    try:
        on_disk = None if path is None else read_file(path)
    except OSError:
        on_disk = None
    loaded = edit.original.source.data
    if on_disk is None or on_disk == loaded:
        return {"title": "The file could not be written", "text": visible(str(error))[:600]}
    file, edits = shorten(_target(edit), 80), count(len(edit.steps), "edit")
    verb = "is" if len(edit.steps) == 1 else "are"
    return {
        "title": "The file changed on disk since you opened it",
        "text": f"{file} was written by someone else. Your {edits} {verb} kept; nothing was written.",
        "theirs": difference_lines(text_difference(loaded, on_disk, "as loaded", "on disk now")),
        "mine": difference_lines(text_difference(loaded, edit.to_bytes(), "as loaded", "your edits")),
    }


def save_as(edit: Edit, name: str) -> Saved:
    """Write to another file in the same folder.

    Parameters
    ----------
    edit : Edit
    name : str
        A file name without a folder.

    Raises
    ------
    InvalidEdit
        If the name leaves the folder, or a file of that name is there.
    """
    clean = name.strip()
    plain = clean == Path(clean).name and not set(clean) & _NO_NAME and clean == visible(clean)
    if not plain or not clean or clean.startswith(".") or len(clean) > 200:
        raise InvalidEdit("give a file name without a folder, such as billing-2.json")
    if not clean.lower().endswith(".json"):
        clean += ".json"
    path = edit.original.path
    target = (path.parent if path is not None else Path.cwd()) / clean
    with lock_folder(target):
        if target.exists():
            raise InvalidEdit(f"there is a file {shorten(clean, 80)} already; choose another name")
        try:
            written = edit.save(target)
        except SaveConflict as error:
            raise InvalidEdit(str(error)) from None
    return {"saved": f"Saved to {shorten(written.name, 80)}."}
