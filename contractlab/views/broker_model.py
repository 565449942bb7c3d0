"""Views of what a broker answers: whether a version can be deployed, and the matrix."""

from __future__ import annotations

from contractlab.broker.answer import Answer
from contractlab.broker.cells import Cell as Pair
from contractlab.broker.cells import CellKind
from contractlab.broker.results import MatrixTable
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
    Document,
    Line,
    Paragraph,
    Row,
    Table,
    chip,
    code,
    faint,
    line,
    strong,
)
from contractlab.views.words import count, cut

__all__ = ["build_answer", "build_broker_matrix"]

_MOST = 50
_NAME = 80
_SENTENCE = 400


def _verdict(deployable: bool | None) -> Line:
    if deployable is True:
        return line(chip("passed", "yes"))
    return line(chip("failed", "no")) if deployable is False else line(chip("error", "not known yet"))


def _what(answer: Answer) -> Line:
    words = {True: "can be deployed", False: "cannot be deployed", None: "cannot be deployed yet"}[answer.deployable]
    return line(strong(f"{cut(answer.pacticipant, _NAME)} {cut(answer.version, _NAME)}"), f" {words}")


def _mark(pair: Pair) -> Line:
    if pair.ignored:
        return line(faint("ignored"))
    if pair.kind is CellKind.VERIFIED:
        return line(chip("passed", "verified"))
    if pair.kind is CellKind.NO_CONTRACT:
        return line(faint("no contract"))
    if pair.hidden and not pair.strict:
        return line(faint("not counted"))
    if pair.kind is CellKind.FAILED:
        return line(chip("failed", "failed"))
    return line(chip("error", pair.kind.value))


def _others(pair: Pair) -> Line:
    good = [other for other in pair.others if other.success]
    if pair.kind is CellKind.VERIFIED or not good:
        return line("")
    names = ", ".join(
        cut(other.version, _NAME) + (f" ({', '.join(other.environments)})" if other.environments else "")
        for other in good[:3]
    )
    return line(faint(f"verified by {names}"))


def build_answer(answer: Answer) -> Document:
    """The document of an answer: the verdict, why, what to do, and every pair of versions."""
    blocks: list[Block] = [Paragraph(line(_verdict(answer.deployable), " ", _what(answer)), "title")]
    if answer.reasons:
        blocks.append(Bullets(tuple(line(f"{cut(text, _SENTENCE)}.") for text in answer.reasons[:_MOST])))
        if len(answer.reasons) > _MOST:
            blocks.append(Paragraph(line(faint(f"{len(answer.reasons) - _MOST:,} more: "), code("answer.reasons"))))
    if answer.proposals:
        blocks.append(Paragraph(line("What would help, tried on a copy of the book"), "heading"))
        blocks.append(
            Bullets(
                tuple(
                    line(f"{cut(each.text, _SENTENCE)}.", faint(" Then it is a yes." if each.is_enough else ""))
                    for each in answer.proposals[:_MOST]
                )
            )
        )
    if answer.difference:
        blocks.append(Paragraph(line(f"{cut(answer.difference, _SENTENCE)}.")))
    rows = tuple(
        Row(
            (
                Cell(line(code(cut(f"{pair.consumer} {pair.consumer_version}", _NAME)))),
                Cell(line(code(cut(f"{pair.provider} {pair.provider_version}".strip(), _NAME)))),
                Cell(_mark(pair)),
                Cell(_others(pair)),
            )
        )
        for pair in sorted(answer.cells, key=lambda pair: not pair.blocks)[:_MOST]
    )
    if rows:
        blocks.append(Table(rows, ("Consumer", "Provider", "Result", "")))
    if len(answer.cells) > _MOST:
        blocks.append(Paragraph(line(faint(f"{len(answer.cells) - _MOST:,} more: "), code("answer.cells"))))
    return Document(tuple(blocks))


def _success(success: bool | None) -> Line:
    if success is None:
        return line(faint("never"))
    return line(chip("passed", "verified")) if success else line(chip("failed", "failed"))


def build_broker_matrix(table: MatrixTable) -> Document:
    """The document of a broker's matrix: what it adds up to, and a row for each contract and result."""
    summary = table.summary
    figures = f" {summary.success:,} verified, {summary.failed:,} failed, {summary.unknown:,} unknown"
    blocks: list[Block] = [Paragraph(line(_verdict(table.deployable), figures), "title")]
    notices = tuple(dict.fromkeys(notice.text for notice in table.notices))
    if notices:
        blocks.append(Bullets(tuple(line(cut(text, _SENTENCE)) for text in notices[:_MOST])))
    rows = tuple(
        Row(
            (
                Cell(line(code(cut(f"{row.consumer} {row.consumer_version}", _NAME)))),
                Cell(line(code(cut(f"{row.provider} {row.provider_version or ''}".strip(), _NAME)))),
                Cell(_success(row.success) if not row.ignored else line(faint("ignored"))),
                Cell(line(faint(row.sha[:7]))),
            )
        )
        for row in table.rows[:_MOST]
    )
    if rows:
        blocks.append(Table(rows, ("Consumer", "Provider", "Result", "Content")))
    if len(table.rows) > _MOST:
        blocks.append(Paragraph(line(faint(f"{count(len(table.rows) - _MOST, 'more row')}: "), code("table.rows"))))
    return Document(tuple(blocks))
