"""The view of a matrix: examples by version, each failing cell with the letter of its cause, and the causes below."""

from __future__ import annotations

from collections.abc import Sequence

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

ROWS, COLUMNS = 60, 20
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


def _rows(matrix: Matrix, rows: Sequence[MatrixRow], first: int) -> list[Row]:
    dense = len(rows) >= 40 or len(matrix.versions) - first > 12
    pairs = len({(row.consumer, row.provider) for row in matrix.rows}) > 1
    made: list[Row] = []
    group: tuple[str, str] | None = None
    ordered = sorted(rows, key=lambda row: (row.consumer, row.provider)) if pairs else list(rows)
    width = len(matrix.versions) - first + 2
    for row in ordered:
        if pairs and (row.consumer, row.provider) != group:
            group = (row.consumer, row.provider)
            made.append(Row((Cell(line(faint(f"{cut(group[0], 60)} → {cut(group[1], 60)}")), span=width),)))
        cells = [Cell(_name(row, dense))] + [_chip(one) for one in row.cells[first:]]
        made.append(Row((*cells, Cell(_since(matrix, row)))))
    return made


def _footer(matrix: Matrix, first: int) -> Row:
    cells = [Cell(line("failed of exercised"), strong=True)]
    for version in matrix.versions[first:]:
        results = [one for one in matrix.runs[version].results if one.verdict != "not exercised"]
        failed = sum(one.verdict in ("failed", "error") for one in results)
        cells.append(Cell(line(f"{failed:,} of {len(results):,}"), strong=bool(failed), faint=not failed))
    return Row((*cells, Cell(())))


def _table(matrix: Matrix, rows: Sequence[MatrixRow], first: int, left: int) -> Table:
    names = tuple(cut(version, 24) for version in matrix.versions[first:])
    made = [*_rows(matrix, rows, first), _footer(matrix, first)]
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
    first = max(0, len(matrix.versions) - COLUMNS)
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
