"""Everything that was done at a desk and is not saved: in words, where, and what it changed in the verdicts."""

from __future__ import annotations

from collections import Counter

from contractlab.editing import Edit
from contractlab.editing.history import Step
from contractlab.editing.preview import Preview
from contractlab.values.text import shorten, visible
from contractlab.views.words import file_name
from contractlab.widgets.desk.protocol import ChangeRow, ChangesAnswer
from contractlab.widgets.desk_history import EditStep
from contractlab.widgets.desk_protocol import DeskProtocol, preview_at
from contractlab.widgets.protocol import VerdictCount
from contractlab.widgets.verdict_counts import count_changes

__all__ = ["changes_of"]

_ROWS = 200
_UNDONE = 20
_LOOKED_AT = 30
"""Newest changes of a contract whose own effect is looked up: each is a preview of its own.

Where that takes pairing many captures anew, the effect is left out.
"""


def changes_of(desk: DeskProtocol) -> ChangesAnswer:
    """Every change of a desk, newest first."""
    done = desk.history.done
    effects: dict[int, list[VerdictCount]] = {}
    for edit in desk.history.edits:
        steps = [change.step for change in done if isinstance(change, EditStep) and change.edit is edit]
        effects |= _effects(edit, steps[-_LOOKED_AT:], desk)
    unsaved = {id(step) for edit in desk.history.edits for step in edit.unsaved_steps}
    rows: list[ChangeRow] = []
    for number, change in reversed(list(enumerate(done))):
        row: ChangeRow = {
            "number": number,
            "label": shorten(change.label, 200),
            "place": "captures",
            "code": visible(change.code)[:2_000],
            "effects": [],
            "saved": False,
        }
        if isinstance(change, EditStep):
            row["place"] = shorten(file_name(change.edit.original.source.name), 80)
            row["effects"] = effects.get(id(change.step), [])
            row["saved"] = id(change.step) not in unsaved
        rows.append(row)
    undone = [shorten(change.label, 200) for change in reversed(desk.history.undone)]
    return {"undone": undone[:_UNDONE], "changes": rows[:_ROWS], "left": max(len(rows) - _ROWS, 0)}


def _effects(edit: Edit, steps: list[Step], desk: DeskProtocol) -> dict[int, list[VerdictCount]]:
    """What each step changed against the one before, by its ``id``."""
    if not steps:
        return {}
    replayed = edit.fork()
    after = preview_at(desk, replayed)
    effects: dict[int, list[VerdictCount]] = {}
    for step in reversed(steps):
        replayed.undo()
        before = preview_at(desk, replayed)
        if before.ready and after.ready:
            counted = _changed_between(before, after)
            effects[id(step)] = [entry for entry in count_changes(counted) if entry["number"]]
        after = before
    return effects


def _changed_between(before: Preview, after: Preview) -> Counter[tuple[str | None, str | None]]:
    """Verdicts that are others in the second, counted by what they are in both."""
    numbers = before.edited_numbers | after.edited_numbers
    was, now = before.verdicts_of(numbers), after.verdicts_of(numbers)
    return Counter(
        (was.get(place), now.get(place)) for place in dict.fromkeys([*was, *now]) if was.get(place) != now.get(place)
    )
