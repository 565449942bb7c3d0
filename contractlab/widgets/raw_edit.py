"""A body edited as one text: only what differs is edited, so that rules of what stayed the same stay too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contractlab.editing.body_edit import BodyEdit
from contractlab.editing.contract_edit import Edit, ExampleEdit
from contractlab.values.json_rewriting import same_value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import PathToken, format_path

__all__ = ["in_one_step", "replace_body"]

Tokens = tuple[PathToken, ...]

_MOST = 500
"""So many separate differences are edited one by one; beyond, the whole body is replaced."""


def in_one_step(example: ExampleEdit, change: Callable[[ExampleEdit], None], label: str) -> None:
    """Make several edits of an example as one that is undone at once.

    Parameters
    ----------
    example : ExampleEdit
    change : callable
        Makes the edits on the example that it is given.
    label : str
    """
    edit: Edit = example.edit
    trial = edit.fork()
    known = len(trial.steps)
    change(trial.example_edit(example.field, example.number))
    steps = trial.steps[known:]
    if not steps:
        return
    if len(steps) == 1:
        label = steps[0].label
    document = trial.document
    edit.apply(lambda _: document, label, "\n".join(step.code for step in steps))


def replace_body(body: BodyEdit, value: Any) -> None:
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


Change = Callable[[BodyEdit], None]


def _differences(old: Any, new: Any) -> list[Change]:
    """What turns one value into another; later items of arrays are taken out before earlier ones."""
    found: list[Change] = []
    stack: list[tuple[Tokens, Any, Any]] = [((), old, new)]
    while stack:
        tokens, one, other = stack.pop()
        if same_value(one, other):
            continue
        if isinstance(one, dict) and isinstance(other, dict):
            found += [_remove((*tokens, key)) for key in one if key not in other]
            found += [_set((*tokens, key), value) for key, value in other.items() if key not in one]
            stack += [((*tokens, key), one[key], value) for key, value in other.items() if key in one]
        elif isinstance(one, list) and isinstance(other, list):
            shared = min(len(one), len(other))
            found += [_remove((*tokens, index)) for index in range(len(one) - 1, shared - 1, -1)]
            found += [_insert(tokens, index, other[index]) for index in range(shared, len(other))]
            stack += [((*tokens, index), one[index], other[index]) for index in range(shared)]
        else:
            found.append(_set(tokens, other))
    return found


def _set(tokens: Tokens, value: Any) -> Change:
    return lambda body: body.__setitem__(format_path(tokens), value)


def _remove(tokens: Tokens) -> Change:
    return lambda body: body.__delitem__(format_path(tokens))


def _insert(tokens: Tokens, index: int, value: Any) -> Change:
    return lambda body: body.insert(format_path(tokens), index, value)
