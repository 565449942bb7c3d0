"""The view of what is odd about a broker: how much, then a row for each, kinds together."""

from __future__ import annotations

from contractlab.broker.book_problems import BookProblems
from contractlab.views.model import Block, Cell, Document, Paragraph, Row, Table, chip, code, faint, line, strong
from contractlab.views.words import count, cut

__all__ = ["build_book_problems"]

_MOST = 100
_NAME, _SENTENCE = 80, 400


def build_book_problems(problems: BookProblems) -> Document:
    """The document of a broker's problems."""
    if not problems:
        return Document((Paragraph(line(chip("passed", "nothing odd"), " about this broker"), "title"),))
    kinds = len({each.code for each in problems})
    of_kinds = f" of {count(kinds, 'kind')}" if kinds > 1 else ""
    blocks: list[Block] = [
        Paragraph(line(strong(f"{count(len(problems), 'problem')}{of_kinds}"), " about this broker"), "title")
    ]
    rows = tuple(
        Row(
            (
                Cell(line(code(each.code.value))),
                Cell(line(strong(cut(each.pacticipant, _NAME)))),
                Cell(line(cut(each.text, _SENTENCE), ".")),
            )
        )
        for each in problems[:_MOST]
    )
    blocks.append(Table(rows, ("Kind", "Participant", "What it is, and what to do"), widths=("24%", "22%", "")))
    if len(problems) > _MOST:
        blocks.append(Paragraph(line(faint(f"{len(problems) - _MOST:,} more: "), code("broker.problems"))))
    return Document(tuple(blocks))
