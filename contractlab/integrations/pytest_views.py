"""What a failing test shows: the view of every run and result that it was about, and what an assertion compared."""

from __future__ import annotations

import ast
from contextlib import suppress
from typing import Any

import pytest

from contractlab.values.text import count

__all__ = ["compared_lines", "show_views"]

_LINES = 400
"""Lines of a view in the output of a test."""


def show_views(item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
    """Add the views of what a failing test used: of its fixtures, and of what the failing assertion names."""
    shown: dict[int, str] = {}
    if isinstance(item, pytest.Function):
        for name, title in (("contract_result", "contract"), ("contract_run", "contracts")):
            value = item.funcargs.get(name)
            if value is not None:
                _add(report, value, title, shown)
    for name, value in _named_in_assertion(call):
        if _did_not_pass(value):
            _add(report, value, f"contracts: {name}", shown)


def _add(report: pytest.TestReport, value: object, title: str, shown: dict[int, str]) -> None:
    """Add a view once; a conftest.py may write the fixtures anew, and give what has none."""
    lines = _view(value)
    if lines and id(value) not in shown:
        shown[id(value)] = title
        report.sections.append((title, "\n".join(lines)))


def _view(value: object) -> list[str]:
    """The lines of an object's text view; nothing for what has none."""
    from contractlab.values.display import Shown, present

    if not isinstance(value, Shown):
        return []
    lines = present(value)["text/plain"].splitlines()
    return [*lines[:_LINES], f"… {count(len(lines) - _LINES, 'more line')}"] if len(lines) > _LINES else lines


def _did_not_pass(value: object) -> bool:
    from contractlab.values.display import Shown

    if not isinstance(value, Shown):
        return False
    with suppress(Exception):  # what has no verdict, or cannot say it
        return getattr(value, "passed", True) is False
    return False


def _named_in_assertion(call: pytest.CallInfo[None]) -> list[tuple[str, Any]]:
    """The variables that the assertion names which failed."""
    if call.excinfo is None or not isinstance(call.excinfo.value, AssertionError):
        return []
    entry = call.excinfo.traceback[-1]
    try:
        statement = ast.parse(str(entry.statement).strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    frame = entry.frame
    names = dict.fromkeys(node.id for node in ast.walk(statement) if isinstance(node, ast.Name))
    places = (frame.f_locals, frame.f_globals)
    return [(name, place[name]) for name in names for place in places if name in place]


def compared_lines(op: str, left: object, right: object) -> list[str] | None:
    """What is to be read where a comparison with one of our objects does not hold; None for other objects.

    Parameters
    ----------
    op : str
        As it is written: ``==``.
    left, right : object
    """
    from contractlab.values.display import Shown

    if not isinstance(left, Shown) and not isinstance(right, Shown):
        return None
    from contractlab.contracts.contract import Contract
    from contractlab.errors import ContractLabError

    head = f"{left!r} {op} {right!r}"
    if isinstance(left, Contract) and isinstance(right, Contract):
        from contractlab.editing.compare import compare

        with suppress(ContractLabError):  # of two formats
            return [head, *str(compare(left, right)).splitlines()]
    view = _view(left) or _view(right)
    return [head, *view] if view else None
