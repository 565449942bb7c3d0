"""The view of a matrix: examples by version, each failing cell with the letter of its cause, and the causes below."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Literal

from contractlab.values.text import shorten, visible
from contractlab.verification.causes import Cause
from contractlab.verification.matrix import NO_VERSION, Matrix, MatrixCell, MatrixRow
from contractlab.verification.results import SEVERITY
from contractlab.views.document_column import HEAD, contradicted, document_blocks, document_cell, document_total
from contractlab.views.guard import guarded
from contractlab.views.lasting import Lasting
from contractlab.views.model import (
    Block,
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
    typed,
)
from contractlab.views.pictures import causes_over_versions, verdicts_over_versions
from contractlab.views.tally import newest_tally, tally_of, tally_of_matrix
from contractlab.views.words import count, cut, request_line, some

__all__ = ["build_matrix", "is_loud", "matrix_blocks", "trouble"]

ROWS, COLUMNS = 60, 30
ROWS_BESIDE_PICTURES = 36
"""Rows of a wide matrix above pictures of the whole: together they stay within what a notebook keeps easily."""

WIDE = 12
"""Columns up to which each version has a cell of its own; from there on, what lasts is one bar."""

PIECES = 300
"""Bars of a wide matrix; where everything flickers, fewer rows are shown."""

Targets = Mapping[int, str]
"""Names of sections that tell of a result in full, by ``id`` of the result."""

CAUSES = 12
NAMES = 40
_RICH = frozenset({"html", "markdown"})
_HTML = frozenset({"html"})
_TEXT = frozenset({"text"})
_PLAIN = frozenset({"text", "markdown"})
_LETTERS = {"passed": "·", "not exercised": "–", "failed": "✗", "error": "!", "pending": "◔"}
LEGEND = "✗ failed (letter: cause) · ! could not be checked · ◔ pending: breaks no build · – not exercised · ✓ passed"
CHARACTERS = "One character a version: · passed, a letter its cause, ! could not be checked, – not exercised"
FAILED_OF_EXERCISED = "failed / exercised"
BARS = "A bar goes on until something changes. "


def _bad(cell: MatrixCell) -> bool:
    return cell.verdict in ("failed", "error")


def trouble(matrix: Matrix, row: MatrixRow) -> tuple[int, int, int]:
    """Rows by trouble: the newest verdict first, of failures the newest break, then the worst of all versions."""
    ranks = [SEVERITY[cell.verdict] if cell.verdict is not None else 9 for cell in row.cells]
    since = matrix.first_failing(row)
    age = -matrix.versions.index(since) if since is not None else 0
    return (ranks[-1] if ranks else 9, age, min(ranks, default=9))


def is_loud(row: MatrixRow) -> bool:
    """True unless it passed wherever it was exercised, the newest version included."""
    verdicts = {cell.verdict for cell in row.cells}
    return bool(verdicts & {"failed", "error", "pending"}) or row.cells[-1].verdict == "not exercised"


def _shown(matrix: Matrix, rows: int = ROWS, most_pieces: int = PIECES) -> tuple[list[MatrixRow], list[MatrixRow], int]:
    """Rows to show, rows that passed wherever exercised and are folded, and the number of those left out."""
    ordered = sorted(matrix.rows, key=lambda row: trouble(matrix, row))
    if len(ordered) <= 12:
        return ordered, [], 0
    loud = [row for row in ordered if is_loud(row) or contradicted(matrix, row)]
    most = min(rows, len(loud))
    if len(matrix.versions) > WIDE:
        pieces = 0
        for number, row in enumerate(loud[:rows]):
            pieces += len(_bars(row.cells[-COLUMNS:], {}))
            if pieces > most_pieces and number >= 12:
                most = number
                break
    return loud[:most], [row for row in matrix.rows if row not in loud], len(loud) - most


def _letter(cell: MatrixCell) -> str:
    """The letter of its cause; with a plus where it has several."""
    return cell.causes if len(cell.causes) < 2 else f"{cell.causes[0]}+"


def _target(cells: Sequence[MatrixCell], targets: Targets) -> str:
    """Where the newest of these cells is shown in full."""
    return next(
        (targets[id(result)] for cell in reversed(cells) for result in cell.results if id(result) in targets), ""
    )


def _chip(cell: MatrixCell, targets: Targets) -> Cell:
    verdict = cell.verdict
    if verdict is None:
        return Cell((), center=True)
    if verdict in ("passed", "not exercised"):
        return Cell(line(faint("✓" if verdict == "passed" else "–")), center=True)
    shown = replace(chip(verdict, _letter(cell)), target=_target([cell], targets))
    return Cell((shown,), center=True)


def _bars(cells: Sequence[MatrixCell], targets: Targets) -> list[Cell]:
    """Neighbours that say the same are one bar; its sign stands at its start."""
    made: list[Cell] = []
    for (verdict, letter), group in groupby(cells, lambda cell: (cell.verdict, _letter(cell))):
        alike = list(group)
        width = len(alike)
        if verdict in ("failed", "error", "pending"):
            sign = {"failed": "✗", "error": "!", "pending": "◔"}[verdict]
            text = letter or sign if width == 1 else f"{sign} {letter}".rstrip()
            made.append(Cell((Span("text", text, "", _target(alike, targets)),), span=width, fill=verdict))
        else:
            sign = {"passed": "✓", "not exercised": "–"}.get(verdict or "", "")
            made.append(Cell(line(sign), span=width, faint=True))
    return made


def _history(cells: Sequence[MatrixCell]) -> str:
    """One character for each version: the letter of the cause, else the sign."""
    return "".join(
        " " if cell.verdict is None else (cell.causes[:1] if _bad(cell) else "") or _LETTERS[cell.verdict]
        for cell in cells
    )


def _name(row: MatrixRow, dense: bool) -> Line:
    kind: Literal["strong", "text"] = "strong" if _bad(row.cells[-1]) else "text"
    if dense:
        shown = cut(row.description, 44)
        return (Span(kind, shown, row.description[:300] if shown != row.description else ""),)
    title = Span(kind, cut(row.description, 60), row.description[:300])
    method, target, _ = request_line(row.example)
    return line(title, " ", Span("code-below", f"{cut(method, 20)} {shorten(target, 50) if target else ''}".rstrip()))


def _since(matrix: Matrix, row: MatrixRow) -> Line:
    since = matrix.first_failing(row)
    if since is None:
        return ()
    newest = since == matrix.versions[-1] and len(matrix.versions) > 1
    return line(strong(cut(since, 30)), faint(" new")) if newest else line(cut(since, 30))


def _grouped(
    matrix: Matrix, rows: Sequence[MatrixRow], quiet: Sequence[MatrixRow]
) -> list[tuple[str, list[MatrixRow], int]]:
    """Rows by consumer and provider: a title where there are several, the rows, and how many are folded."""
    pairs = list(dict.fromkeys((row.consumer, row.provider) for row in matrix.rows))
    by_pair: dict[tuple[str, str], list[MatrixRow]] = {pair: [] for pair in pairs}
    folded = dict.fromkeys(pairs, 0)
    for row in rows:
        by_pair[(row.consumer, row.provider)].append(row)
    for row in quiet:
        folded[(row.consumer, row.provider)] += 1
    titles = {pair: f"{cut(pair[0], 60)} → {cut(pair[1], 60)}" if len(pairs) > 1 else "" for pair in pairs}
    # Consumers of which nothing is shown stand in the line below the table.
    return [(titles[pair], by_pair[pair], folded[pair]) for pair in pairs if by_pair[pair]]


def _footer(matrix: Matrix, first: int, wide: bool) -> Row:
    cells = [Cell(line("failed" if wide else FAILED_OF_EXERCISED), strong=True)]
    for version in matrix.versions[first:]:
        tally = tally_of(matrix.runs[version].results)
        failed, errors = tally.counts["failed"], tally.counts["error"]
        figures = f"{failed:,}" if wide else f"{failed:,} / {tally.exercised:,}"
        unknown = f" +{errors:,} !" if errors and not wide else ""
        shown = strong(figures) if failed else faint(figures)
        cells.append(Cell(line(shown, faint(unknown)) if failed or not wide else (), center=True))
    if matrix.document is not None:
        cells.append(document_total(matrix, matrix.document, wide))
    return Row((*cells, Cell(()))) if len(matrix.versions) > 1 else Row(tuple(cells))


def _table(
    matrix: Matrix, rows: Sequence[MatrixRow], quiet: Sequence[MatrixRow], first: int, left: int, targets: Targets
) -> Table:
    names = tuple(cut(version, 24) for version in matrix.versions[first:])
    wide = len(names) > WIDE
    several = len(matrix.versions) > 1  # of one version nobody knows since when
    document = matrix.document
    beside = several + (document is not None)
    made: list[Row] = []
    for title, mine, folded in _grouped(matrix, rows, quiet):
        if title:
            made.append(Row((Cell(line(strong(title)), span=len(names) + 1 + beside),)))
        for row in mine:
            shown = row.cells[first:]
            cells = _bars(shown, targets) if wide else [_chip(cell, targets) for cell in shown]
            dense = wide or len(rows) >= 40
            last = [document_cell(document, row, wide=wide)] if document is not None else []
            last += [Cell(_since(matrix, row))] if several else []
            made.append(Row((Cell(_name(row, dense)), *cells, *last)))
        if folded:
            remark = Cell(line(faint("✓ passed wherever exercised")), span=len(names) + beside)
            made.append(Row((Cell(line(faint(count(folded, "more example")))), remark)))
    made.append(_footer(matrix, first, wide))
    kind: Literal["bars", "grid"] = "bars" if wide else "grid"
    last_names = ((HEAD,) if document is not None else ()) + (("broken since",) if several else ())
    last_widths = ("100px" if wide else "110px" for _ in last_names)
    widths = ("24%" if len(names) > 6 else "36%", *("" for _ in names), *last_widths)
    return Table(tuple(made), ("example", *names, *last_names), kind, widths, (), 18, "matrix.rows", left)


@guarded
def _histories(
    matrix: Matrix, rows: Sequence[MatrixRow], quiet: Sequence[MatrixRow], first: int, left: int
) -> list[Block]:
    """The table where there is no room for a column for each version: a character for each."""
    document = matrix.document
    made: list[Row] = []
    for title, mine, _ in _grouped(matrix, rows, quiet):
        if title:
            made.append(Row((Cell(line(faint(title)), span=3 + (document is not None)),)))
        for row in mine:
            last = [Cell(_since(matrix, row))]
            if document is not None:
                last.insert(0, document_cell(document, row))
            made.append(Row((Cell(_name(row, True)), Cell(line(code(_history(row.cells[first:])))), *last)))
    newest, oldest = cut(matrix.versions[-1], 24), cut(matrix.versions[first], 24)
    beside = (HEAD,) if document is not None else ()
    head = ("example", f"{oldest} … {newest}", *beside, "broken since")
    legend = line(faint(CHARACTERS))
    return [Table(tuple(made), head, "grid", (), (), 14, "matrix.rows", left), Paragraph(legend)]


def _cause_row(lasting: Lasting, cause: Cause) -> Row:
    shown = cause.results[0].mask.mismatch(cause.mismatches[0])
    examples = {(result.contract.consumer, result.contract.provider, result.example.key) for result in cause.results}
    extent = f"{count(len(examples), 'example')}, {count(len(lasting.columns(cause.results)), 'version')}"
    since = lasting.line(cause.results)
    sentence = cause.sentence_in_list(shown)
    return Row((Cell(line(cause.letter), strong=True), Cell(tell(sentence)), Cell(join([line(faint(extent)), since]))))


@guarded
def _causes(matrix: Matrix) -> list[Block]:
    if not matrix.causes:
        return []
    lasting = Lasting(matrix)
    rows = tuple(_cause_row(lasting, cause) for cause in matrix.causes[:CAUSES])
    left = len(matrix.causes) - len(rows)
    blocks: list[Block] = [Paragraph(line("Causes"), "heading")]
    blocks.append(Table(rows, (), "list", ("36px", "", "30%"), (), 8, "matrix.causes", left))
    if left:
        blocks.append(Only(_RICH, (Paragraph(line(faint(f"… {left:,} more: "), typed("matrix.causes"))),)))
    return blocks


def _title(matrix: Matrix) -> Line:
    pairs = list(dict.fromkeys((row.consumer, row.provider) for row in matrix.rows))
    providers = {provider for _, provider in pairs}
    who = f"{cut(pairs[0][0], 60)} → {cut(pairs[0][1], 60)}" if len(pairs) == 1 else count(len(pairs), "contract")
    if len(pairs) > 1 and len(providers) == 1:
        who = f"{count(len(pairs), 'consumer')} → {cut(pairs[0][1], 60)}"
    last = matrix.versions[-1]
    version, newest = newest_tally(matrix)
    tolerant = matrix.runs[last].allow_not_exercised
    if len(matrix.versions) == 1 or tally_of(matrix.runs[last].results).exercised:
        headline = newest.chip(tolerant=tolerant, version=version or ("" if last == NO_VERSION else last))
    else:
        headline = chip("not exercised", f"{cut(last, 40)}: nothing exercised")
    remarks = []
    if len(matrix.versions) > 1:
        every = tally_of_matrix(matrix)
        remarks.append(f"in all: {every.headline(tolerant=tolerant)} ({every.scope})")
    if newest.counts["failed"] or newest.counts["error"]:
        remarks.append(last_passing_text(matrix))
    return line(headline, " ", strong(who), faint(f" {' · '.join(remarks)}".rstrip()))


def last_passing_text(matrix: Matrix) -> str:
    """``last fully passing: 2.2.0``."""
    version = matrix.last_passing
    return f"last fully passing: {cut(version, 40)}" if version is not None else "no fully passing version"


@guarded
def _body(
    matrix: Matrix, rows: Sequence[MatrixRow], quiet: Sequence[MatrixRow], first: int, left: int, targets: Targets
) -> list[Block]:
    table, histories = (
        _table(matrix, rows, quiet, first, left, targets),
        tuple(_histories(matrix, rows, quiet, first, left)),
    )
    wide = table.kind == "bars"
    legend = Paragraph(line(faint(f"{BARS if wide else ''}{LEGEND}")))
    if wide:
        return [Only(_HTML, (table, legend)), Only(_PLAIN, histories)]
    # A terminal has room for some eighty characters beside the names.
    if sum(max(len(name), 6) + 2 for name in table.head[1:]) > 70:
        return [Only(_RICH, (table, legend)), Only(_TEXT, histories)]
    return [table, Only(_RICH, (legend,))]


@guarded
def matrix_blocks(
    matrix: Matrix, *, targets: Targets | None = None, rows: int = ROWS, pieces: int = PIECES
) -> list[Block]:
    """The table with what belongs to it, without a title and without its causes.

    Parameters
    ----------
    matrix : Matrix
    targets : mapping, optional
        Names of the sections that tell of a result in full, by ``id`` of the result.
    rows, pieces : int
        Rows, and bars of a wide matrix, that are shown.
    """
    first = max(0, len(matrix.versions) - COLUMNS)
    shown, quiet, left = _shown(matrix, rows, pieces)
    blocks: list[Block] = []
    if first:
        hidden = line(faint(f"{count(first, 'older version')} left out: "), typed("matrix.to_frame()"))
        blocks.append(Paragraph(hidden))
    if shown or not quiet:
        blocks += _body(matrix, shown, quiet, first, left, targets or {})
    if left:
        more = Paragraph(line(faint(f"… {count(left, 'more example')} not passed everywhere: "), typed("matrix.rows")))
        blocks.append(Only(_RICH, (more,)))
    if quiet:
        summary = line(strong(f"{count(len(quiet), 'example')} passed "), faint("wherever exercised"))
        names = Paragraph(line(faint(some([cut(row.description, 60) for row in quiet], NAMES))))
        blocks.append(Only(_RICH, (Details(summary, (names,), boxed=False),)))
        blocks.append(Only(_TEXT, (Paragraph(summary),)))
    return blocks + document_blocks(matrix)


@guarded
def _pictures(matrix: Matrix) -> list[Block]:
    """How many fail and why, over the versions; nothing where everything passed."""
    if all(cell.verdict in ("passed", None) for row in matrix.rows for cell in row.cells):
        return []
    pictures = [verdicts_over_versions(matrix), causes_over_versions(matrix)]
    drawn: tuple[Block, ...] = tuple(picture for picture in pictures if picture is not None)
    return [Only(_RICH, drawn)] if drawn else []


def build_matrix(matrix: Matrix) -> Document:
    """The document of a matrix."""
    if not matrix.versions or not matrix.rows:
        return Document(
            (Paragraph(line(chip("error", "nothing to check"), " The matrix has no examples or versions."), "title"),)
        )
    pictures = _pictures(matrix)
    rows = ROWS_BESIDE_PICTURES if pictures and len(matrix.versions) > WIDE else ROWS
    blocks: list[Block] = [Paragraph(_title(matrix), "title"), *matrix_blocks(matrix, rows=rows), *_causes(matrix)]
    blocks += pictures
    worst = min(matrix.rows, key=lambda row: trouble(matrix, row))
    if _bad(worst.cells[-1]):
        call = f"matrix[{cut(worst.description, 60)!r}, {cut(matrix.versions[-1], 40)!r}]"
        alone = typed(call, f"--only {shlex.quote(visible(cut(worst.description, 60).rstrip('…')))}")
        blocks.append(Paragraph(join([line(faint("Next: "), alone), line(typed("matrix.to_frame()"))])))
    return Document(tuple(blocks))
