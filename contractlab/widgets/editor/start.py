"""Where the editor begins: at the value that differs, in the tab that holds it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from contractlab.values.mismatch import Mismatch
from contractlab.verification.results import Result
from contractlab.widgets.editor.protocol import Start, Tab, ValueRow

__all__ = ["start_of"]

_FIELDS = {"headers": "headers", "metadata": "metadata", "query": "query"}
"""Parts of a difference that are rows of names, by the field that holds them."""


def start_of(result: Result, tabs: Sequence[Tab]) -> Start | None:
    """The tab and the value to look at first.

    Parameters
    ----------
    result : Result
        What failed.
    tabs : sequence of Tab
        As the editor shows them.

    Returns
    -------
    Start or None
        None where nothing differs, or no tab holds what does.
    """
    if not result.mismatches or result.match is None:
        return None
    mismatch = result.mismatches[0]
    side = "consumer" if result.match.subject == "request" else "provider"
    for tab in tabs:
        if tab["by"] != side:
            continue
        start = _in_tab(mismatch, tab)
        if start is not None:
            return start
    return None


def _in_tab(mismatch: Mismatch, tab: Tab) -> Start | None:
    """The place of a difference in a tab; None where the tab holds another part."""
    for section in tab["sections"]:
        if section["kind"] == "body" and mismatch.part in ("body", "contents", "content-type"):
            row = _nearest(mismatch, (cast(ValueRow, row) for row in section["rows"] if "at" in row))
            return {"tab": tab["id"]} if row is None else {"tab": tab["id"], "at": row["at"]}
        if section["kind"] == "named" and section["field"] == _FIELDS.get(mismatch.part):
            name = mismatch.path.lower()
            row_name = next((row["name"] for row in section["rows"] if row["name"].lower() == name), None)
            return {"tab": tab["id"]} if row_name is None else _focus(tab, f"named {section['field']} {row_name}")
        if section["kind"] == "fields" and any(row["name"] == mismatch.part for row in section["rows"]):
            return _focus(tab, f"field {mismatch.part}")
    return None


def _focus(tab: Tab, name: str) -> Start:
    return {"tab": tab["id"], "focus": name}


def _nearest(mismatch: Mismatch, rows: Iterable[ValueRow]) -> ValueRow | None:
    """The row of the value, else of the nearest parent that the example has.

    An example shows an array by its first items, so that item 7 of what came back is its first one here.
    """
    wanted = [token if isinstance(token, str) else 0 for token in mismatch.tokens]
    exact = [token if isinstance(token, str | int) else 0 for token in mismatch.tokens]
    best, longest = None, -1
    for row in rows:
        at = list(row["at"])
        generalised = [token if isinstance(token, str) else 0 for token in at]
        if at == exact:
            return row
        if generalised == wanted[: len(at)] and len(at) > longest:
            best, longest = row, len(at)
    return best
