"""The view of a broker's matrix: for two that talk to each other contents by provider versions, else a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contractlab.broker.pair_matrix import PairCell, PairColumn, PairMatrix, pair_matrix
from contractlab.broker.results import MatrixRow, MatrixTable
from contractlab.errors import BrokerError
from contractlab.views.broker_model import verdict_line
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
    Document,
    Line,
    Paragraph,
    Row,
    Span,
    Table,
    chip,
    code,
    faint,
    line,
    strong,
)
from contractlab.views.words import count, cut

__all__ = ["build_broker_matrix"]

_MOST = 50
_MOST_PAIRS = 6
_MOST_COLUMNS = 8
_MOST_NAMED = 3
_MOST_BLOCKING = 12
_NAME, _COLUMN = 80, 24
_SENTENCE = 400


def build_broker_matrix(table: MatrixTable) -> Document:
    """The document of a broker's matrix: what it adds up to, and who verified what."""
    summary = table.summary
    figures = f" {summary.success:,} verified, {summary.failed:,} failed, {summary.unknown:,} unknown"
    blocks: list[Block] = [Paragraph(line(verdict_line(table.deployable), figures), "title")]
    notices = tuple(dict.fromkeys(notice.text for notice in table.notices))
    if notices:
        blocks.append(Bullets(tuple(line(cut(text, _SENTENCE)) for text in notices[:_MOST])))
    pairs = list(dict.fromkeys((row.consumer, row.provider) for row in table.rows))
    if 0 < len(pairs) <= _MOST_PAIRS and all(row.sha or row.success is None for row in table.rows):
        picture = _picture(table)
        for consumer, provider in pairs:
            blocks += _pair(consumer, provider, picture)
    elif table.rows:
        blocks += _list(table.rows)
    if len(pairs) == 1 and table.source is not None:
        ((consumer, provider),) = pairs
        asked = f"cl.explore(broker.matrix({cut(consumer, _COLUMN)!r}, {cut(provider, _COLUMN)!r}))"
        blocks.append(Paragraph(line(faint("Next: "), code(asked), faint(" opens each cell"))))
    return Document(tuple(blocks))


def _picture(table: MatrixTable) -> PairMatrix:
    """The picture without asking a broker over the network: what is shown costs no requests."""
    source = table.source
    if source is not None and source.is_near:
        try:
            return pair_matrix(table)
        except BrokerError:  # its file is gone since
            pass
    return pair_matrix(replace(table, source=None))


def _pair(consumer: str, provider: str, picture: PairMatrix) -> list[Block]:
    """Contents of a consumer by versions of a provider, the newest first, and what keeps versions out."""
    rows = [at for at, row in enumerate(picture.rows) if (row.consumer, row.provider) == (consumer, provider)]
    columns = [at for at, column in enumerate(picture.columns) if column.provider == provider]
    shown = _shown_columns(picture, columns)
    lines = [_content(picture, at, shown) for at in rows[:_MOST]]
    left = len(columns) - len(shown) + picture.left_columns
    caption = "After a dot: environments. In brackets: branches"
    if left > 0:
        caption += f"; {count(left, 'older version')} of {cut(provider, _NAME)} not shown: table.rows"
    title = f"{cut(consumer, _COLUMN)} \u2193  {cut(provider, _COLUMN)} \u2192"
    widths = ("34%", *("" for _ in shown)) if shown else ("60%", "")
    names = (title, *(_head(picture.columns[at]) for at in shown)) if shown else (title, "Result")
    blocks: list[Block] = [Table(tuple(lines), names, widths=widths, caption=line(caption))]
    more = len(rows) - _MOST + picture.left_rows
    if more > 0:
        blocks.append(Paragraph(line(faint(f"{count(more, 'more content')}: "), code("table.rows"))))
    return blocks + _blocking(picture, rows)


def _shown_columns(picture: PairMatrix, columns: Sequence[int]) -> list[int]:
    """The newest versions first; what is live, or blocks, is among them."""
    blocking = {column for (_, column), cell in picture.cells.items() if cell.blocks}
    wanted = [at for at in reversed(columns) if at in blocking or picture.columns[at].environments][:_MOST_COLUMNS]
    rest = [at for at in reversed(columns) if at not in wanted][: _MOST_COLUMNS - len(wanted)]
    return sorted({*wanted, *rest}, reverse=True)


def _blocking(picture: PairMatrix, rows: Sequence[int]) -> list[Block]:
    """What keeps the versions that come next out of environments, a line each."""
    listed: list[Line] = []
    for (row, column), cell in picture.cells.items():
        if row not in rows:
            continue
        version = picture.columns[column]
        verifier = f"{cut(version.provider, _COLUMN)} {cut(version.version, _COLUMN)}"
        content = picture.rows[row].sha[:7] or f"of {cut(picture.rows[row].versions[0], _COLUMN)}"
        did = "has never verified" if cell.verdict == "never verified" else "does not keep"
        for blocked in cell.blocks:
            moved = f"{cut(blocked.pacticipant, _COLUMN)} {cut(blocked.version, _COLUMN)}"
            there = f"{cut(blocked.live, _COLUMN)} {cut(blocked.live_version, _COLUMN)}"
            place = cut(blocked.environment, _COLUMN)
            subject = ", which" if there == verifier else ": it" if moved == verifier else f": {verifier}"
            why = f", where {there} runs{subject} {did} the content {content}"
            listed.append(line(strong(moved), " cannot go to ", strong(place), why))
    if not listed:
        return []
    left = len(listed) - _MOST_BLOCKING
    more = (line(faint(f"and {left:,} more")),) if left > 0 else ()
    return [Paragraph(line(strong("What blocks"))), Bullets((*listed[:_MOST_BLOCKING], *more))]


def _head(column: PairColumn) -> str:
    places = f" \u00b7 {', '.join(column.environments)}" if column.environments else ""
    branches = f" [{', '.join(column.branches[:2])}]" if column.branches else ""
    return cut(f"{column.version}{places}{branches}", 2 * _COLUMN)


def _content(picture: PairMatrix, at: int, shown: Sequence[int]) -> Row:
    row = picture.rows[at]
    more = f" and {len(row.versions) - _MOST_NAMED} more" if len(row.versions) > _MOST_NAMED else ""
    named = ", ".join(cut(version, _COLUMN) for version in row.versions[:_MOST_NAMED])
    remarks: list[Span | str] = [strong(named), more]
    if row.environments:
        remarks.append(faint(f" \u00b7 {cut(', '.join(row.environments), _NAME)}"))
    if row.branches:
        remarks.append(faint(f" [{cut(', '.join(row.branches[:3]), _NAME)}]"))
    if row.sha:
        remarks.append(faint(f"  content {row.sha[:7]}"))
    first = Cell(line(*remarks))
    if not shown:
        return Row((first, Cell(_mark(row.sample))))
    return Row((first, *(Cell(_verdict(picture.cells[at, column])) for column in shown)))


def _verdict(cell: PairCell) -> Line:
    mark = _mark(cell.result)
    if not cell.blocks:
        return mark
    places = ", ".join(dict.fromkeys(cut(blocked.environment, _COLUMN) for blocked in cell.blocks))
    return line(*mark, strong(f" blocks {places}"))


def _mark(row: MatrixRow | None) -> Line:
    if row is None or (row.success is None and not row.ignored):
        return line(faint("\u2013 never"))
    if row.ignored:
        return line(faint("ignored"))
    return line(chip("passed", "verified")) if row.success else line(chip("failed", "failed"))


def _list(rows: Sequence[MatrixRow]) -> list[Block]:
    listed = tuple(
        Row(
            (
                Cell(line(code(cut(f"{row.consumer} {row.consumer_version}", _NAME)))),
                Cell(line(code(cut(f"{row.provider} {row.provider_version or ''}".strip(), _NAME)))),
                Cell(_mark(row)),
                Cell(line(faint(row.sha[:7]))),
            )
        )
        for row in rows[:_MOST]
    )
    blocks: list[Block] = [Table(listed, ("Consumer", "Provider", "Result", "Content"))]
    if len(rows) > _MOST:
        blocks.append(Paragraph(line(faint(f"{count(len(rows) - _MOST, 'more row')}: "), code("table.rows"))))
    return blocks
