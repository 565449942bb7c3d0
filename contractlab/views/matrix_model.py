"""The view of a matrix: examples by version, each failing cell with the letter of its cause, and the causes below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contractlab.values.text import shorten
from contractlab.verification.causes import Cause, shared_sentence
from contractlab.verification.changes import CellChange, Changes
from contractlab.verification.matrix import Matrix, MatrixCell, MatrixRow
from contractlab.verification.results import SEVERITY
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
    Details,
    Document,
    Line,
    Only,
    Paragraph,
    Row,
    Span,
    SpanKind,
    Table,
    chip,
    code,
    faint,
    join,
    line,
    strong,
    tell,
)
from contractlab.views.words import count, cut, request_line, some

__all__ = ["build_changes", "build_matrix"]

ROWS, COLUMNS = 60, 12
HISTORY = 60
"""So many versions are shown a character each, where there are too many for columns."""

CAUSES = 12
_RICH = frozenset({"html", "markdown"})
_TEXT = frozenset({"text"})
_SIGNS = {"passed": "✓", "not exercised": "–"}
LEGEND = "✗ failed (letter: cause) · ! could not be checked · ◔ pending: breaks no build · – not exercised · ✓ passed"


# -- which rows and columns ------------------------------------------------------------------------------------------


def _trouble(row: MatrixRow) -> tuple[int, int]:
    """Rows by trouble: the newest verdict first, then the worst of all."""
    ranks = [SEVERITY[cell.verdict] if cell.verdict is not None else 9 for cell in row.cells]
    return (ranks[-1] if ranks else 9, min(ranks, default=9))


def _loud(row: MatrixRow) -> bool:
    """True if somewhere it did not pass."""
    return any(cell.verdict not in ("passed", None) for cell in row.cells)


def _shown(matrix: Matrix) -> tuple[list[MatrixRow], list[MatrixRow], int]:
    """Rows to show, rows that passed everywhere and are folded, and the number of those left out."""
    loud = [row for row in matrix.rows if _loud(row)]
    quiet = [row for row in matrix.rows if not _loud(row)]
    if len(matrix.rows) <= 12:
        return sorted(matrix.rows, key=_trouble), [], 0
    ordered = sorted(loud, key=_trouble)
    keep = {id(row) for row in ordered[:ROWS]}
    shown = sorted((row for row in loud if id(row) in keep), key=_trouble)
    return shown, quiet, len(loud) - len(shown)


# -- the table -------------------------------------------------------------------------------------------------------


def _chip(cell: MatrixCell) -> Cell:
    verdict = cell.verdict
    if verdict is None:
        return Cell(())
    if verdict in _SIGNS:
        return Cell(line(faint(_SIGNS[verdict])))
    letters = cell.causes
    told = "" if not letters else (letters[0] if len(letters) == 1 else f"{letters[0]}+")
    return Cell((chip(verdict, told),))


def _name(row: MatrixRow, dense: bool) -> Line:
    title = Span("strong" if _loud(row) else "text", cut(row.description, 60), row.description[:400])
    method, target, _ = request_line(row.example)
    if dense:
        return (title,)
    return line(title, " ", faint(f"{cut(method, 20)} "), Span("code-faint", shorten(target, 50)) if target else "")


def _since(matrix: Matrix, row: MatrixRow) -> Line:
    since = matrix.first_failing(row)
    if since is None:
        return ()
    newest = since == matrix.versions[-1]
    return line(strong(cut(since, 30)), faint(" new")) if newest else line(cut(since, 30))


def _grouped(matrix: Matrix, rows: Sequence[MatrixRow]) -> Iterator[tuple[str, list[MatrixRow]]]:
    """Rows by consumer and provider, named where there are several; each group in its order."""
    found: dict[tuple[str, str], list[MatrixRow]] = {}
    for row in rows:
        found.setdefault((row.consumer, row.provider), []).append(row)
    several = len({(row.consumer, row.provider) for row in matrix.rows}) > 1
    for (consumer, provider), inside in sorted(found.items()) if several else found.items():
        yield (f"{cut(consumer, 60)} → {cut(provider, 60)}" if several else ""), inside


def _rows(matrix: Matrix, rows: Sequence[MatrixRow]) -> list[Row]:
    dense = len(rows) >= 40
    made: list[Row] = []
    for group, inside in _grouped(matrix, rows):
        if group:
            made.append(Row((Cell(line(faint(group)), span=len(matrix.versions) + 2),)))
        for row in inside:
            cells = [Cell(_name(row, dense))] + [_chip(one) for one in row.cells]
            made.append(Row((*cells, Cell(_since(matrix, row)))))
    return made


# -- many versions: a character each ----------------------------------------------------------------------------------


def _character(cell: MatrixCell) -> tuple[SpanKind, str]:
    """The kind of block that a version is part of, and what stands for it."""
    if cell.verdict == "failed":
        return "cells-failed", cell.causes[:1] or "✗"
    if cell.verdict == "error":
        return "cells-error", "!"
    quiet = {"passed": "✓", "pending": "◔", "not exercised": "–"}
    return "cells-quiet", quiet.get(str(cell.verdict), "·")


def _history(cells: Sequence[MatrixCell]) -> Line:
    """Versions that are told alike are one block."""
    found: list[tuple[SpanKind, str]] = []
    for cell in cells:
        kind, sign = _character(cell)
        if found and found[-1][0] == kind:
            found[-1] = (kind, found[-1][1] + sign)
        else:
            found.append((kind, sign))
    return tuple(Span(kind, text) for kind, text in found)


def _history_table(matrix: Matrix, rows: Sequence[MatrixRow], first: int, left: int) -> Table:
    made: list[Row] = []
    for group, inside in _grouped(matrix, rows):
        if group:
            made.append(Row((Cell(line(faint(group)), span=3),)))
        made += [
            Row((Cell(_name(row, dense=True)), Cell(_history(row.cells[first:])), Cell(_since(matrix, row))))
            for row in inside
        ]
    span = f"{cut(matrix.versions[first], 24)} → {cut(matrix.versions[-1], 24)}"
    # A character of the code font is 7.3 pixels wide in the size that views have.
    width = f"{max(150, int(7.6 * (len(matrix.versions) - first)) + 24)}px"
    return Table(
        tuple(made), ("example", span, "broken since"), "grid", ("", width, "110px"), (), 18, "matrix.rows", left
    )


def _footer(matrix: Matrix) -> Row:
    cells = [Cell(line("failed of exercised"), strong=True)]
    for version in matrix.versions:
        results = [one for one in matrix.runs[version].results if one.verdict != "not exercised"]
        failed = sum(one.verdict in ("failed", "error") for one in results)
        cells.append(Cell(line(f"{failed:,} of {len(results):,}"), strong=bool(failed), faint=not failed))
    return Row((*cells, Cell(())))


def _table(matrix: Matrix, rows: Sequence[MatrixRow], first: int, left: int) -> Table:
    if len(matrix.versions) > COLUMNS:
        return _history_table(matrix, rows, first, left)
    names = tuple(cut(version, 24) for version in matrix.versions)
    made = [*_rows(matrix, rows), _footer(matrix)]
    widths = ("30%", *("" for _ in names), "110px")
    return Table(tuple(made), ("example", *names, "broken since"), "grid", widths, (), 18, "matrix.rows", left)


# -- causes ----------------------------------------------------------------------------------------------------------


def _cause_row(matrix: Matrix, cause: Cause) -> Row:
    shown = cause.results[0].mask.mismatch(cause.mismatches[0])
    mine = {id(one) for one in cause.results}
    versions = [v for v in matrix.versions if any(id(one) in mine for one in matrix.runs[v].results)]
    examples = {(one.contract.consumer, one.contract.provider, one.example.key) for one in cause.results}
    extent = f"{count(len(examples), 'example')}, {count(len(versions), 'version')}"
    since = f" · since {cut(versions[0], 30)}" if versions else ""
    sentence = shared_sentence(cause.mismatches, cause.path, shown=shown)
    return Row((Cell(line(cause.letter), strong=True), Cell(tell(sentence)), Cell(line(faint(extent + since)))))


def _causes(matrix: Matrix) -> list[Block]:
    if not matrix.causes:
        return []
    rows = tuple(_cause_row(matrix, one) for one in matrix.causes[:CAUSES])
    left = len(matrix.causes) - len(rows)
    blocks: list[Block] = [Paragraph(line("Causes"), "heading")]
    blocks.append(Table(rows, (), "list", ("36px", "", "30%"), (), 8, "matrix.causes", left))
    if left:
        blocks.append(Only(_RICH, (Paragraph(line(faint(f"… {left:,} more: "), code("matrix.causes"))),)))
    return blocks


# -- the document ----------------------------------------------------------------------------------------------------


def _title(matrix: Matrix) -> Line:
    pairs = list(dict.fromkeys((row.consumer, row.provider) for row in matrix.rows))
    who = f"{cut(pairs[0][0], 60)} → {cut(pairs[0][1], 60)}" if len(pairs) == 1 else count(len(pairs), "contract")
    newest = matrix.versions[-1]
    counts = matrix.runs[newest].counts()
    bad = counts.get("failed", 0) + counts.get("error", 0)
    exercised = sum(number for verdict, number in counts.items() if verdict != "not exercised")
    last = matrix.last_passing
    if not exercised:
        said = chip("not exercised", f"{cut(newest, 40)}: nothing exercised")
    elif bad:
        said = chip("failed", f"{cut(newest, 40)}: {bad:,} of {exercised:,} failed")
    else:
        said = chip("passed", f"{cut(newest, 40)}: all {exercised:,} passed")
    remark = ""
    if bad:
        remark = f"last fully passing: {cut(last, 40)}" if last is not None else "no version passes fully"
    return line(said, " ", strong(who), faint(f" {remark}"))


def build_matrix(matrix: Matrix) -> Document:
    """The document of a matrix."""
    if not matrix.versions or not matrix.rows:
        return Document(
            (Paragraph(line(chip("error", "nothing to check"), " The matrix has no examples or versions."), "title"),)
        )
    first = max(0, len(matrix.versions) - HISTORY)
    rows, quiet, left = _shown(matrix)
    blocks: list[Block] = [Paragraph(_title(matrix), "title")]
    if first:
        hidden = line(faint(f"{count(first, 'older version')} left out: "), code("matrix.to_frame()"))
        blocks.append(Paragraph(hidden))
    if rows or not quiet:
        blocks.append(_table(matrix, rows, first, left))
        blocks.append(Only(_RICH, (Paragraph(line(faint(LEGEND))),)))
    if left:
        blocks.append(
            Only(
                _RICH,
                (
                    Paragraph(
                        line(faint(f"… {count(left, 'more example')} not passed everywhere: "), code("matrix.rows"))
                    ),
                ),
            )
        )
    if quiet:
        told = line(strong(f"{count(len(quiet), 'example')} passed "), faint("at every version that has it"))
        names = Paragraph(line(faint(some([cut(row.description, 60) for row in quiet], 40))))
        blocks.append(Only(_RICH, (Details(told, (names,)),)))
        blocks.append(Only(_TEXT, (Paragraph(told),)))
    blocks += _causes(matrix)
    worst = min(matrix.rows, key=_trouble)
    if _loud(worst):
        call = f"matrix[{cut(worst.description, 60)!r}, {cut(matrix.versions[-1], 40)!r}]"
        blocks.append(Paragraph(join([line(faint("Next: "), code(call)), line(code("matrix.to_frame()"))])))
    return Document(tuple(blocks))


# -- changes ---------------------------------------------------------------------------------------------------------


def _verdict(cell: CellChange) -> Line:
    before = cell.before or "not in it"
    after = cell.after or "not in it"
    return line(faint(before)) if before == after else line(faint(f"{before} → "), strong(after))


def _change_row(one: CellChange) -> Row:
    mask = None if one.result is None else one.result.mask
    shown = [mismatch if mask is None else mask.mismatch(mismatch) for mismatch in one.new[:3]]
    told: list[Line] = [tell(mismatch.sentence) for mismatch in shown]
    if len(one.new) > 3:
        told.append(line(faint(f"… {len(one.new) - 3:,} more")))
    if one.gone:
        told.append(line(faint(f"{count(len(one.gone), 'difference')} gone")))
    return Row((Cell(line(strong(cut(one.description, 80)))), Cell(_verdict(one)), Cell(join(told, " "))))


def build_changes(changes: Changes) -> Document:
    """The document of what changed between two versions."""
    title = line(strong(f"{cut(changes.old, 40)} → {cut(changes.new, 40)} "))
    if not changes:
        return Document((Paragraph(line(title, "nothing changed"), "title"),))
    pieces = []
    if changes.broken:
        pieces.append(line(chip("failed", f"{len(changes.broken):,} broken")))
    if changes.mended:
        pieces.append(line(chip("passed", f"{len(changes.mended):,} mended")))
    others = len(changes) - len(changes.broken) - len(changes.mended)
    if others:
        pieces.append(line(faint(f"{others:,} otherwise different")))
    rows = tuple(_change_row(one) for one in changes.cells[:ROWS])
    left = len(changes) - len(rows)
    table = Table(
        rows, ("example", "verdict", "new differences"), "grid", ("28%", "150px", ""), (), 18, "changes.cells", left
    )
    more: list[Block] = []
    if left:
        more.append(Only(_RICH, (Bullets((line(faint(f"… {left:,} more: "), code("changes.cells")),)),)))
    return Document((Paragraph(line(title, join(pieces, " ")), "title"), table, *more))
