"""Edits as code that a screen keeps, so that they outlive the kernel."""

from __future__ import annotations

from collections.abc import Iterable

from contractlab.editing.contract_edit import Edit

__all__ = ["unsaved_code"]

_LONGEST = 50_000


def unsaved_code(edits: Iterable[Edit]) -> str:
    """The code of edits that are not saved; empty where there are none, or where it is too long to send with each.

    Parameters
    ----------
    edits : iterable of Edit
    """
    code = "\n\n".join(edit.code() for edit in edits if edit.changed)
    return code if len(code) <= _LONGEST else ""
