"""A body edited as one text: only what differs is edited, so that rules of what stayed the same stay too."""

from __future__ import annotations

from collections.abc import Callable

from contractlab.editing.body_edit import BodyEdit
from contractlab.editing.contract_edit import Edit, ExampleEdit
from contractlab.values.json_rewriting import same_value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import PathToken, format_path

__all__ = ["in_one_step", "replace_body"]

Tokens = tuple[PathToken, ...]
Change = Callable[[BodyEdit], None]

_MOST = 500
"""So many separate differences are edited one by one; beyond, the whole body is replaced."""


def in_one_step(example: ExampleEdit, change: Callable[[ExampleEdit], None], label: str) -> None:
    """Make several edits of an example as a single step, which is undone at once.

    Parameters
    ----------
    example : ExampleEdit
    change : callable
        Makes the edits on the example that it is given.
    label : str
    """
    edit: Edit = example.edit
    trial = edit.fork()
    before = len(trial.steps)
    change(trial.example_edit(example.field, example.number))
    steps = trial.steps[before:]
    if not steps:
        return
    if len(steps) == 1:
        label = steps[0].label
    document = trial.document
    edit.apply(lambda _: document, label, "\n".join(step.code for step in steps))


def replace_body(body: BodyEdit, value: object) -> None:
    """Make a body `value`; rules stay with the values that stay.

    Parameters
    ----------
    body : BodyEdit
    value : JSON value
    """
    old = body.value
    if old is MISSING:
        body["$"] = value
        return
    changes = _differences(old, value)
    if len(changes) > _MOST:
        body["$"] = value
        return
    for change in changes:
        change(body)


def _differences(old: object, new: object) -> list[Change]:
    """What turns one value into another; later items of arrays are taken out before earlier ones."""
    changes: list[Change] = []
    stack: list[tuple[Tokens, object, object]] = [((), old, new)]
    while stack:
        tokens, before, after = stack.pop()
        if same_value(before, after):
            continue
        if isinstance(before, dict) and isinstance(after, dict):
            changes += [_remove((*tokens, key)) for key in before if key not in after]
            changes += [_set((*tokens, key), value) for key, value in after.items() if key not in before]
            stack += [((*tokens, key), before[key], value) for key, value in after.items() if key in before]
        elif isinstance(before, list) and isinstance(after, list):
            shared = min(len(before), len(after))
            changes += [_remove((*tokens, index)) for index in range(len(before) - 1, shared - 1, -1)]
            changes += [_insert(tokens, index, after[index]) for index in range(shared, len(after))]
            stack += [((*tokens, index), before[index], after[index]) for index in range(shared)]
        else:
            changes.append(_set(tokens, after))
    return changes


def _set(tokens: Tokens, value: object) -> Change:
    return lambda body: body.__setitem__(format_path(tokens), value)


def _remove(tokens: Tokens) -> Change:
    return lambda body: body.__delitem__(format_path(tokens))


def _insert(tokens: Tokens, index: int, value: object) -> Change:
    return lambda body: body.insert(format_path(tokens), index, value)
