"""The view of a broker's matrix: for two that talk to each other contents by provider versions, else a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contractlab.broker.results import MatrixRow, MatrixTable
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
    pairs: dict[tuple[str, str], list[MatrixRow]] = {}
    for row in table.rows:
        pairs.setdefault((row.consumer, row.provider), []).append(row)
    if 0 < len(pairs) <= _MOST_PAIRS and all(row.sha or row.success is None for row in table.rows):
        for (consumer, provider), rows in pairs.items():
            blocks += _pair(consumer, provider, rows)
    elif table.rows:
        blocks += _list(table.rows)
    if len(pairs) == 1 and table.source is not None:
        ((consumer, provider),) = pairs
        asked = f"cl.explore(broker.matrix({cut(consumer, _COLUMN)!r}, {cut(provider, _COLUMN)!r}))"
        blocks.append(Paragraph(line(faint("Next: "), code(asked), faint(" opens each cell"))))
    return Document(tuple(blocks))


def _pair(consumer: str, provider: str, rows: Sequence[MatrixRow]) -> list[Block]:
    """Contents of a consumer by versions of a provider, the newest first; the newest result of each two counts."""
    versions = list(dict.fromkeys(row.provider_version for row in _newest_first(rows) if row.provider_version))
    shown = versions[:_MOST_COLUMNS]
    contents: dict[str, list[MatrixRow]] = {}
    for row in rows:
        # Where a row names no content, its version stands for itself.
        contents.setdefault(row.sha or f"version {row.consumer_version}", []).append(row)
    lines = [_content(own, shown) for own in list(contents.values())[:_MOST]]
    marks = {row.provider_version: row for row in rows if row.provider_version}
    head = tuple(_head(version, marks[version]) for version in shown)
    left = len(versions) - len(shown)
    caption = "After a dot: environments. In brackets: branches"
    if left > 0:
        caption += f"; {count(left, 'older version')} of {cut(provider, _NAME)} not shown: table.rows"
    title = f"{cut(consumer, _COLUMN)} \u2193  {cut(provider, _COLUMN)} \u2192"
    widths = ("34%", *("" for _ in shown)) if shown else ("60%", "")
    names = (title, *head) if shown else (title, "Result")
    blocks: list[Block] = [Table(tuple(lines), names, widths=widths, caption=line(caption))]
    if len(contents) > _MOST:
        blocks.append(Paragraph(line(faint(f"{len(contents) - _MOST:,} more contents: "), code("table.rows"))))
    return blocks


def _newest_first(rows: Iterable[MatrixRow]) -> list[MatrixRow]:
    """By the number of the result: whoever verified last stands first."""
    return sorted(rows, key=lambda row: -(row.result_number or 0))


def _head(version: str, row: MatrixRow) -> str:
    places = f" \u00b7 {', '.join(row.provider_environments)}" if row.provider_environments else ""
    branches = f" [{', '.join(row.provider_branches[:2])}]" if row.provider_branches else ""
    return cut(f"{version}{places}{branches}", 2 * _COLUMN)


def _content(rows: Sequence[MatrixRow], shown: Sequence[str]) -> Row:
    versions = list(dict.fromkeys(row.consumer_version for row in rows))
    more = f" and {len(versions) - _MOST_NAMED} more" if len(versions) > _MOST_NAMED else ""
    named = ", ".join(cut(version, _COLUMN) for version in versions[:_MOST_NAMED])
    places = list(dict.fromkeys(name for row in rows for name in row.consumer_environments))
    branches = list(dict.fromkeys(name for row in rows for name in row.consumer_branches))
    remarks: list[Span | str] = [strong(named), more]
    if places:
        remarks.append(faint(f" \u00b7 {cut(', '.join(places), _NAME)}"))
    if branches:
        remarks.append(faint(f" [{cut(', '.join(branches[:3]), _NAME)}]"))
    if rows[0].sha:
        remarks.append(faint(f"  content {rows[0].sha[:7]}"))
    first = Cell(line(*remarks))
    if not shown:
        return Row((first, Cell(_mark(rows[0]))))
    results: dict[str, MatrixRow] = {}
    for row in _newest_first(rows):
        if row.provider_version:
            results.setdefault(row.provider_version, row)
    return Row((first, *(Cell(_mark(results.get(version))) for version in shown)))


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
