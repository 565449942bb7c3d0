"""What the inspector shows of one cell: the static view of its result in tabs, and what lies beside it."""

from __future__ import annotations

from contractlab.contracts.sample_exchange import AnyRecording
from contractlab.errors import InvalidEdit
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
from contractlab.views.origin import origin_line
from contractlab.views.pictures import value_over_versions
from contractlab.views.result_model import build_result, unchecked_groups
from contractlab.views.tree import Marks, body_branch
from contractlab.views.unfolding import unfold
from contractlab.views.value_history import history_line, value_history
from contractlab.views.why import decided
from contractlab.views.words import cut
from contractlab.widgets.block_json import blocks_json, fold_of, rows_json
from contractlab.widgets.explorer.inspector_tabs import (
    RAW,
    cited,
    expected_part,
    expected_text,
    headers_table,
    raw_text,
)
from contractlab.widgets.explorer.protocol import BlocksTab, Command, InspectedCell, RawTab
from contractlab.widgets.protocol import JSONValue, RowJson
from contractlab.widgets.span_json import spans_json

__all__ = ["RAW", "inspect", "raw_text", "unfolded"]

ROWS = 200
"""Rows of differences that are drawn at once where the rest can be asked for."""


def inspect(matrix: Matrix, row: MatrixRow, version: str, cell: MatrixCell, *, live: bool = True) -> InspectedCell:
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
    shown: InspectedCell = {
        "description": shorten(row.description, 300),
        "version": "" if version == NO_VERSION else cut(version, 60),
        "verdict": cell.verdict or "none",
        "letters": cell.causes,
        "more": max(len(cell.results) - 1, 0),
        "head": [],
        "tabs": [],
        "copy": [],
    }
    result = cell.result
    if result is None:
        shown["head"] = blocks_json([Paragraph(line("The contract of this version has no such example."))])
        return shown
    path, history = value_history(matrix, row, result)
    if history:
        shown["history"] = spans_json(history_line(path, history))
    document = build_result(result, ROWS) if live else build_result(result)
    head, difference, folded = _apart(list(document.blocks[1:]))
    if difference and result.match is not None and result.match.mismatches:
        first = result.match.mismatches[0]
        difference.append(Paragraph(decided(first, row.example, result.match)))
    tabs: list[BlocksTab | RawTab] = [_tab("difference", "Difference", difference, live)] if difference else []
    expected = expected_part(result)
    tabs += [tab for tab in (_raw(result, expected), _headers(result, expected), _states(result)) if tab is not None]
    # A page without a kernel brings all cells along, and tells the value in its sentence alone.
    picture = value_over_versions(matrix, row, result) if live else None
    origin = [Paragraph(line(faint("Contract: "), *origin_line(row.example.contract)), "plain")] if live else []
    shown["head"] = blocks_json([*head, *([picture] if picture is not None else []), *origin])
    shown["copy"] = _folded_tabs(folded, tabs, result, live)
    shown["tabs"] = tabs
    if live:
        shown["cite"] = cited(result, document)
    return shown


def _folded_tabs(folded: list[Details], tabs: list[BlocksTab | RawTab], result: Result, live: bool) -> list[Command]:
    """Give each folded section a tab, all that say why the same one; what is to be copied is returned."""
    commands: list[Command] = []
    whys: list[Block] = []
    for details in folded:
        topic = details.topic
        if topic == "reproduce":
            commands = _commands(details)
        elif topic == "why":
            whys += [Paragraph(details.summary), *details.blocks]
        else:
            title = _plain(details.summary)
            tab = _tab(topic or title, _label(topic, title, result), list(details.blocks), live)
            tabs.insert(0 if topic == "compared" else len(tabs), tab)
    if whys:
        rules = sum(isinstance(block, Table) for block in whys)
        place = next((at for at, tab in enumerate(tabs) if tab["id"] == "not-checked"), len(tabs))
        tabs.insert(place, _tab("why", f"Why {rules} rules" if rules > 1 else "Why", whys))
    return commands


def unfolded(result: Result | None, fold: JSONValue) -> list[RowJson]:
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
    asked = fold_of(fold)
    match = None if result is None else result.match
    root = None if match is None or asked is None else body_branch(match)
    if result is None or match is None or root is None or asked is None:
        raise InvalidEdit("this row no longer exists")
    rows = unfold(root, Marks(match.mismatches, match.unchecked), result.mask, asked)
    if rows is None:
        raise InvalidEdit("this row no longer exists")
    return rows_json(rows)


def _apart(blocks: list[Block]) -> tuple[list[Block], list[Block], list[Details]]:
    """Sentences on top, the table of differences with what follows it, and what is folded."""
    flat: list[Block] = []
    for block in blocks:
        if not isinstance(block, Only):
            flat.append(block)
        elif "html" in block.media:
            flat += block.blocks
    first = next((at for at, block in enumerate(flat) if isinstance(block, Table | Details)), len(flat))
    head, rest = flat[:first], flat[first:]
    folded = [block for block in rest if isinstance(block, Details)]
    return head, [block for block in rest if not isinstance(block, Details)], folded


def _tab(name: str, label: str, blocks: list[Block], live: bool = False) -> BlocksTab:
    return {"id": visible(name)[:40], "label": label, "blocks": blocks_json(blocks, live=live)}


def _plain(spans: Line) -> str:
    return "".join(span.text for span in spans)


def _label(topic: str, title: str, result: Result) -> str:
    if topic == "compared":
        return "Compared"
    if topic == "not-checked" and result.match is not None:
        return f"Not checked {len(unchecked_groups(result.match.unchecked)):,}"
    return shorten(title, 40)


def _commands(details: Details) -> list[Command]:
    """Commands to copy, by the word of their program."""
    return [
        {"name": block.program, "text": "\n".join(map(visible, block.text.split("\n")))}
        for block in details.blocks
        if isinstance(block, CodeBlock)
    ]


def _raw(result: Result, expected: AnyRecording | None) -> RawTab | None:
    first = raw_text(result, 0)
    if not first["total"]:
        return None
    return {"id": "raw", "label": "Raw", "raw": first, "expected": expected_text(expected)}


def _headers(result: Result, expected: AnyRecording | None) -> BlocksTab | None:
    shown = headers_table(result, expected)
    return None if shown is None else _tab("headers", shown[0], [shown[1]])


def _states(result: Result) -> BlocksTab | None:
    states = result.example.states
    if not states:
        return None
    rows = []
    for state in states:
        params = ", ".join(f"{key} = {value!r}" for key, value in state.params.items())
        shown = (code(cut(params, 300)),) if params else line(faint("–"))
        rows.append(Row((Cell(line(cut(state.name, 200))), Cell(shown))))
    return _tab("states", f"States {len(states)}", [Table(tuple(rows), ("state", "parameters"))])
