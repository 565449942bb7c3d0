"""Everything that was done at a desk and is not saved: in words, where, and what it changed in the verdicts."""

from __future__ import annotations

from collections import Counter

from contractlab.editing import Edit
from contractlab.editing.history import Step
from contractlab.values.text import shorten, visible
from contractlab.views.words import file_name
from contractlab.widgets.desk.protocol import ChangeRow, ChangesAnswer
from contractlab.widgets.desk_history import EditStep
from contractlab.widgets.desk_protocol import DeskProtocol
from contractlab.widgets.protocol import VerdictCount
from contractlab.widgets.verdict_counts import count_changes

__all__ = ["changes_of"]

_ROWS = 200
_UNDONE = 20
_LOOKED_AT = 30
"""Newest changes of a contract whose own effect is looked up: each is a preview of its own."""

Verdicts = dict[tuple[int, int], str]


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
    after = _verdicts(replayed, desk)
    effects: dict[int, list[VerdictCount]] = {}
    for step in reversed(steps):
        replayed.undo()
        before = _verdicts(replayed, desk)
        places = dict.fromkeys([*before, *after])
        counted = Counter((before.get(place), after.get(place)) for place in places)
        changed = {pair: number for pair, number in counted.items() if pair[0] != pair[1]}
        effects[id(step)] = [entry for entry in count_changes(changed) if entry["number"]]
        after = before
    return effects


def _verdicts(edit: Edit, desk: DeskProtocol) -> Verdicts:
    return edit.preview(desk.captures, dialect=desk.dialect).verdicts
