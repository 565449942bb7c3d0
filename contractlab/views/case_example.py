"""The view of a ContractCase example: who is under test, and each value with its matcher and the mode in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contractlab.engine.errors import CannotCheck
from contractlab.engine.nodes import explain
from contractlab.formats.contractcase import CaseExample
from contractlab.formats.contractcase.direction import Side
from contractlab.formats.contractcase.matching import Thrown
from contractlab.formats.contractcase.matching.node import CaseNode, decides
from contractlab.values.explanation import Explained
from contractlab.values.sentences import status_text
from contractlab.values.text import quote, shorten
from contractlab.views.example_model import HEAD, WIDTHS, Values, declared_line, rule_line
from contractlab.views.model import (
    Block,
    Cell,
    CodeBlock,
    Details,
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
)
from contractlab.views.tree import Branch
from contractlab.views.values import text_excerpt
from contractlab.views.words import cut

__all__ = ["case_blocks"]

_PARTS = {
    "http": (("request", "Request", "what the client sends"), ("response", "Response", "what the server answers")),
    "function": (
        ("request", "Arguments", "what the function is called with"),
        ("response", "Result", "what comes of it"),
    ),
}
_NAMES = 30


def case_blocks(example: CaseExample) -> list[Block]:
    """Everything below the title.

    Parameters
    ----------
    example : CaseExample
    """
    direction = example.direction
    blocks: list[Block] = [
        Paragraph(
            join(
                [
                    _side("when defined", "consumer", direction.definition),
                    _side("when verified", "provider", direction.verification),
                ]
            )
        )
    ]
    parts = _PARTS.get(example.kind)
    if parts is None:
        text, remark = text_excerpt(quote(example.mock, 4_000).encode("utf-8", "replace"))
        blocks.append(Paragraph(line("The file does not say which side is under test, so nothing can be checked.")))
        return [*blocks, CodeBlock(text), *([Paragraph(line(faint(remark)))] if remark else [])]
    names = {"request": example.request_name, "response": example.response_name}
    for part, noun, about in parts:
        title = line(strong(f"{noun} "), faint(f"{about}, "), Span("code-faint", cut(names[part], 120)))
        judged = {"request": ("request", "arguments"), "response": ("response", "result")}[part]
        if direction.judged in judged and direction.verification.mock:
            title = line(title, faint(" · gets the verdict"))
        blocks.append(Details(title, tuple(_part_blocks(example, part)), True))
    return blocks


def _side(when: str, who: str, side: Side) -> tuple[Span, ...]:
    if not side.under_test:
        return ()
    needs = [
        word
        for word, wanted in (("state handlers", side.needs_state_handlers), ("triggers", side.needs_triggers))
        if wanted
    ]
    more = f" (needs {' and '.join(needs)})" if needs else ""
    return line(faint(f"{when}: the {who}'s "), side.under_test, faint(more))


def _row(label: str, value: str, one: Explained) -> Row:
    shown = line(
        faint(f"{label} ".lstrip()), Span("code", shorten(value, 100), value[:300] if len(value) > 100 else "")
    )
    return Row((Cell(shown), Cell(rule_line(one.rule)), Cell(declared_line(one.rule), faint=True)))


def _part_blocks(example: CaseExample, part: str) -> list[Block]:
    try:
        node = decides(example.plan(part).node)
        nodes: Mapping[str, CaseNode] = getattr(node, "parts", {"": node})
        rows: list[Row] = []
        values = Values()
        for name, one in nodes.items():
            explained = explain(one, one.example, name)
            if name in ("query", "headers"):
                rows += _named(name, explained)
            elif name in ("body", ""):
                values.add(Branch(explained, one))
            else:
                shown = explained.expected
                text = (
                    status_text(shown) if name == "status" else shown if isinstance(shown, str) else quote(shown, 100)
                )
                rows.append(_row(name, text, explained))
    except (Thrown, CannotCheck, RecursionError) as error:
        return _unreadable(example, part, error)
    blocks: list[Block] = [Table(tuple(rows), HEAD, "diff", WIDTHS, (), 6, f"example.mock[{part!r}]")] if rows else []
    if values.rows:
        if rows:
            blocks.append(Paragraph(line(strong("body "), faint("read as JSON, whatever its content type"))))
        blocks.append(Table(tuple(values.rows), HEAD, "diff", WIDTHS, (), 16, f"example.mock[{part!r}]"))
    elif "body" not in nodes and rows:
        blocks.append(Paragraph(line(faint("body: anything goes, nothing is expected of it."))))
    if values.left:
        blocks.append(Paragraph(line(faint("… and more values: "), code(f"example.mock[{part!r}]"))))
    return blocks


def _text(name: str, value: Any) -> str:
    if name == "status" and isinstance(value, int):
        return status_text(value)
    return value if isinstance(value, str) else quote(value, 100)


def _named(name: str, explained: Explained) -> list[Row]:
    noun, separator = ("query", "=") if name == "query" else ("header", ": ")
    rows: list[Row] = []
    for child in explained.children[:_NAMES]:
        rows.append(_row(noun, f"{child.key}{separator}{_text(name, child.expected)}", child))
    return rows


def _unreadable(example: CaseExample, part: str, error: Exception) -> list[Block]:
    """What cannot be worked out is shown as it is written."""
    first = str(error).strip().splitlines()
    text, remark = text_excerpt(quote(example.mock.get(part), 4_000).encode("utf-8", "replace"))
    blocks: list[Block] = [Paragraph(line(chip("error", "cannot be run"), " ", cut(first[0] if first else "", 300)))]
    return [*blocks, CodeBlock(text), *([Paragraph(line(faint(remark)))] if remark else [])]
