"""What the inspector shows of one cell: the static view of its result in tabs, and what lies beside it."""

from __future__ import annotations

from typing import Any

from contractlab.captures import Capture
from contractlab.errors import InvalidEdit
from contractlab.values.http import HttpRequest
from contractlab.values.message import Message
from contractlab.values.text import shorten, visible
from contractlab.verification.matrix import NO_VERSION, Matrix
from contractlab.verification.matrix_rows import MatrixCell, MatrixRow
from contractlab.verification.results import Result
from contractlab.views.model import (
    Block,
    Cell,
    CodeBlock,
    Details,
    Line,
    Only,
    Paragraph,
    Row,
    Table,
    code,
    faint,
    line,
)
from contractlab.views.result_model import build_result
from contractlab.views.tree import Marks, body_branch
from contractlab.views.unfolding import unfold
from contractlab.views.value_history import history_line, value_history
from contractlab.views.why import decided
from contractlab.views.words import cut
from contractlab.widgets.blocks import blocks_json, fold_of, rows_json
from contractlab.widgets.spans import as_json

__all__ = ["RAW", "inspect", "raw_text", "unfolded"]

RAW = 50_000
"""Characters of a body that are sent at a time."""

_HEADERS = 200
_FOLDED = {"Why": "why", "Not checked": "not-checked", "Compared": "compared"}
"""Folded sections that have a tab, by how they begin."""


ROWS = 200
"""Rows of differences that are drawn at once where the rest can be asked for."""


def inspect(matrix: Matrix, row: MatrixRow, version: str, cell: MatrixCell, *, live: bool = True) -> dict[str, Any]:
    """Everything about a cell but its whole body, as JSON.

    Parameters
    ----------
    matrix : Matrix
    row : MatrixRow
    version : str
    cell : MatrixCell
    live : bool
        False where nobody can be asked to unfold a row.
    """
    shown: dict[str, Any] = {
        "description": shorten(row.description, 300),
        "version": "" if version == NO_VERSION else cut(version, 60),
        "verdict": cell.verdict or "none",
        "letters": cell.causes,
        "more": max(len(cell.results) - 1, 0),
    }
    result = cell.result
    if result is None:
        said = line("The contract of this version has no such example.")
        return {**shown, "head": blocks_json([Paragraph(said)]), "tabs": [], "copy": []}
    path, history = value_history(matrix, row, result)
    if history:
        shown["history"] = as_json(history_line(path, history))
    document = build_result(result, ROWS) if live else build_result(result)
    head, difference, folded = _apart(list(document.blocks[1:]))
    if difference and result.match is not None and result.match.mismatches:
        first = result.match.mismatches[0]
        difference.append(Paragraph(decided(first, row.example, result.match)))
    tabs = [_tab("difference", "Difference", difference, live)] if difference else []
    tabs += [one for one in (_raw(result), _headers(result), _states(result)) if one]
    copies: list[dict[str, str]] = []
    whys: list[Block] = []
    for details in folded:
        label = _plain(details.summary)
        if label.startswith("Reproduce"):
            copies = _copies(details)
            continue
        name = next((known for start, known in _FOLDED.items() if label.startswith(start)), label)
        if name == "why":
            whys += [Paragraph(details.summary), *details.blocks]
            continue
        tab = _tab(name, _label(name, details), list(details.blocks), live)
        tabs.insert(0, tab) if name == "compared" else tabs.append(tab)
    if whys:
        rules = sum(isinstance(one, Table) for one in whys)
        place = next((at for at, tab in enumerate(tabs) if tab["id"] == "not-checked"), len(tabs))
        tabs.insert(place, _tab("why", f"Why {rules} rules" if rules > 1 else "Why", whys))
    return {**shown, "head": blocks_json(head), "tabs": tabs, "copy": copies}


def unfolded(result: Result | None, fold: Any) -> list[dict[str, Any]]:
    """The rows that a folded row of the difference stands for, as JSON.

    Parameters
    ----------
    result : Result or None
    fold : JSON value
        As the row carries it; not trusted.

    Raises
    ------
    InvalidEdit
        If there is no such row.
    """
    known = fold_of(fold)
    match = None if result is None else result.match
    root = None if match is None or known is None else body_branch(match)
    if result is None or match is None or root is None or known is None:
        raise InvalidEdit("there is no such row any more")
    rows = unfold(root, Marks(match.mismatches, match.unchecked), result.mask, known)
    if rows is None:
        raise InvalidEdit("there is no such row any more")
    return rows_json(rows)


def _apart(blocks: list[Block]) -> tuple[list[Block], list[Block], list[Details]]:
    """Sentences on top, the table of differences with what follows it, and what is folded."""
    flat: list[Block] = []
    for one in blocks:
        if not isinstance(one, Only):
            flat.append(one)
        elif "html" in one.media:
            flat += one.blocks
    first = next((at for at, one in enumerate(flat) if isinstance(one, Table | Details)), len(flat))
    head, rest = flat[:first], flat[first:]
    folded = [one for one in rest if isinstance(one, Details)]
    return head, [one for one in rest if not isinstance(one, Details)], folded


def _tab(name: str, label: str, blocks: list[Block], live: bool = False) -> dict[str, Any]:
    return {"id": visible(name)[:40], "label": label, "blocks": blocks_json(blocks, live=live)}


def _plain(spans: Line) -> str:
    return "".join(span.text for span in spans)


def _label(name: str, details: Details) -> str:
    if name == "compared":
        return "Compared"
    if name == "not-checked":
        number = _plain(details.summary).partition(":")[2].strip().split(" ")[0]
        return f"Not checked {number}".strip()
    return shorten(name, 40)


def _copies(details: Details) -> list[dict[str, str]]:
    """Commands to copy, by the word of their program."""
    found = []
    for block in details.blocks:
        if isinstance(block, CodeBlock):
            text = block.text
            name = "curl" if text.startswith("curl") else "pytest" if "def test_" in text else "httpx"
            found.append({"name": name, "text": "\n".join(map(visible, text.split("\n")))})
    return found


# -- tabs of what was recorded ----------------------------------------------------------------------------------------


def _recorded(result: Result) -> Any:
    capture = result.mask.capture
    if capture is None:
        return None
    if isinstance(capture, Capture):
        asked = result.match is not None and isinstance(result.match.actual, HttpRequest)
        return capture.request if asked else capture.response
    return next(iter(capture.parts), None)


def raw_text(result: Result | None, offset: int) -> dict[str, Any]:
    """A part of the recorded body as text, secrets taken out.

    Returns
    -------
    dict
        ``text``, ``total`` (characters) and ``next`` (where the rest begins; None at the end).
    """
    recorded = None if result is None else _recorded(result)
    data = recorded.contents if isinstance(recorded, Message) else getattr(recorded, "body", None)
    if not isinstance(data, bytes):
        return {"text": "", "total": 0, "next": None}
    text = data.decode("utf-8", "replace")
    piece = text[offset : offset + RAW]
    after = offset + len(piece)
    shown = "\n".join(map(visible, piece.split("\n")))
    return {"text": shown, "total": len(text), "next": after if after < len(text) else None}


def _raw(result: Result) -> dict[str, Any] | None:
    first = raw_text(result, 0)
    return {"id": "raw", "label": "Raw", "raw": first} if first["total"] else None


def _headers(result: Result) -> dict[str, Any] | None:
    recorded = _recorded(result)
    named = recorded.metadata.items() if isinstance(recorded, Message) else getattr(recorded, "headers", None)
    if not named:
        return None
    pairs = [(str(name), str(value)) for name, value in named][:_HEADERS]
    rows = tuple(Row((Cell((code(cut(name, 100)),)), Cell((code(cut(value, 400)),)))) for name, value in pairs)
    noun = "Metadata" if isinstance(recorded, Message) else "Headers"
    return _tab("headers", f"{noun} {len(pairs)}", [Table(rows, ("name", "recorded"))])


def _states(result: Result) -> dict[str, Any] | None:
    states = result.example.states
    if not states:
        return None
    rows = []
    for state in states:
        params = ", ".join(f"{key} = {value!r}" for key, value in state.params.items())
        told = (code(cut(params, 300)),) if params else line(faint("–"))
        rows.append(Row((Cell(line(cut(state.name, 200))), Cell(told))))
    return _tab("states", f"States {len(states)}", [Table(tuple(rows), ("state", "parameters"))])
