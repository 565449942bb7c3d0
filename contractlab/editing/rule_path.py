"""By which path a rule for a value is written: the one that has it now, else all items of the arrays on the way."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.contracts.editing import Tokens
from contractlab.editing.observations import general
from contractlab.editing.probing import Side
from contractlab.engine.paths import steps_of
from contractlab.values.explanation import Explained
from contractlab.values.mismatch import format_path

__all__ = ["own_rule_path", "rule_path"]


def own_rule_path(value: Explained) -> str:
    """The path of the rule that is declared for a value itself; empty where none is, or it stands further up."""
    if value.rule is None or value.rule.cascaded:
        return ""
    steps = steps_of(value.rule.path)
    return format_path(steps) if steps is not None and len(steps) == len(value.tokens) else ""


def rule_path(side: Side, values: Sequence[Explained]) -> str:
    """The path to write a rule for values of one general path by.

    Parameters
    ----------
    side : Side
        The part that they are in.
    values : sequence of Explained
    """
    first = values[0]
    meant_for_all = len(values) > 1 or _repeats(side, first.tokens)
    return own_rule_path(first) or format_path(general(first.tokens) if meant_for_all else first.tokens)


def _repeats(side: Side, tokens: Tokens) -> bool:
    """True if an array on the way may have any length, so that a rule is meant for all of its items."""
    for depth, token in enumerate(tokens):
        if isinstance(token, int):
            array = side.values.get(tokens[:depth])
            if array is not None and array.rule is not None:
                return True
    return False
