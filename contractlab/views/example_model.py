"""The view of an example: what is sent, what must come back, and the rule beside each value.

It shows what the example's format describes, and knows no format.
"""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.contracts.contract import Example
from contractlab.contracts.described import (
    DescribedBody,
    DescribedExample,
    DescribedGenerator,
    DescribedPart,
    DescribedRules,
    DescribedSide,
)
from contractlab.contracts.format import format_of
from contractlab.contracts.problems import Problem
from contractlab.values.explanation import Explained
from contractlab.values.text import shorten, shorten_middle
from contractlab.views.example_values import HEAD, WIDTHS, BodyRows, matchers_span, value_rows
from contractlab.views.guard import guarded
from contractlab.views.model import (
    Block,
    Bullets,
    CodeBlock,
    Details,
    Document,
    Line,
    Only,
    Paragraph,
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
from contractlab.views.values import describe_bytes, text_excerpt
from contractlab.views.words import count, cut, given, request_line, short_place, where_declared

__all__ = ["build_example"]

_RULES = 20
_GENERATORS = 40
_COMMENTS = 20
_PROBLEMS = 10


@guarded
def _excerpt(data: bytes) -> list[Block]:
    """What cannot be taken apart, as it is written."""
    excerpt = text_excerpt(data)
    remarks = [Paragraph(line(faint(excerpt.remark)))] if excerpt.remark else []
    return [CodeBlock(excerpt.text), *remarks]


@guarded
def _written(text: str) -> list[Block]:
    return _excerpt(text.encode("utf-8", "replace"))


def _heading(body: DescribedBody) -> Line:
    return line(
        strong(f"{body.noun} "),
        *([code(cut(body.content_type, 80))] if body.content_type else []),
        *([faint(body.remark)] if body.remark else []),
    )


@guarded
def _rules_blocks(rules: Sequence[DescribedRules]) -> list[Block]:
    if not rules:
        return []
    shown = (line(code(shorten_middle(each.path, 120)), " ", matchers_span(each.matchers)) for each in rules[:_RULES])
    return [Bullets(tuple(shown))]


@guarded
def _tree_blocks(body: DescribedBody, tree: Explained, heading: list[Block]) -> list[Block]:
    values = BodyRows()
    values.add(Branch(tree))
    if len(values.rows) == 1 and isinstance(tree.expected, bytes):
        size = Paragraph(line(_heading(body), faint(f" {describe_bytes(tree.expected)}")))
        return [size, *_rules_blocks(body.rules)]
    blocks = [*heading, Table(tuple(values.rows), HEAD, "diff", WIDTHS, (), 16, body.call)]
    if values.left:
        blocks.append(Paragraph(line(faint("… and more values: "), code(body.call))))
    return blocks


@guarded
def _body_blocks(body: DescribedBody) -> list[Block]:
    if body.presence == "missing":
        return [Paragraph(line(faint(f"{body.noun}: anything goes, nothing is expected of it.")))]
    if body.presence == "none":
        return [Paragraph(line(faint(f"{body.noun}: none is expected.")))]
    heading: list[Block] = [Paragraph(_heading(body))] if body.noun else []
    if body.tree is not None:
        try:
            return _tree_blocks(body, body.tree, heading)
        except Exception:
            # Values are worked out while they are drawn, and what contractlab does not compare is shown as written.
            if body.data is None:
                raise
    return [*heading, *_excerpt(body.data or b""), *_rules_blocks(body.rules)]


@guarded
def _generators_block(generators: Sequence[DescribedGenerator]) -> list[Block]:
    """Values that are made at run time."""
    if not generators:
        return []
    items = tuple(
        line(
            faint(f"{cut(made.category, 40)} "),
            code(shorten_middle(made.path, 80)) if made.path else "",
            " ",
            Span("rule", shorten(made.kind, 40)),
            faint(f" {made.detail}" if made.detail else ""),
        )
        for made in generators[:_GENERATORS]
    )
    return [Details(line(strong("Generators "), faint("values made at run time")), (Bullets(items),), True)]


@guarded
def _failure_blocks(part: DescribedPart, failure: str) -> list[Block]:
    """What cannot be worked out is shown as it is written."""
    lines = failure.strip().splitlines()
    reason = line(chip("error", "cannot be run"), " ", cut(lines[0] if lines else "", 300))
    return [Paragraph(reason), *_written(part.written)]


@guarded
def _content_blocks(part: DescribedPart) -> list[Block]:
    rows = value_rows(part.values)
    blocks: list[Block] = [Table(rows, HEAD, "diff", WIDTHS, (), 6, part.call)] if rows else []
    blocks += _body_blocks(part.body) if part.body is not None else []
    return blocks + _generators_block(part.generators)


def _part_block(part: DescribedPart) -> Block:
    title = line(strong(f"{part.title} "), faint(part.about)) if part.about else line(strong(part.title))
    if part.name is not None:
        title = line(strong(f"{part.title} "), faint(f"{part.about}, "), Span("code-faint", cut(part.name, 120)))
    if part.judged:
        title = line(title, faint(" · gets the verdict"))
    if part.failure is not None:
        return Details(title, tuple(_failure_blocks(part, part.failure)), True)
    try:
        return Details(title, tuple(_content_blocks(part)), True)
    except Exception as error:  # values are worked out while they are drawn
        return Details(title, tuple(_failure_blocks(part, str(error))), True)


def _side(side: DescribedSide) -> Line:
    if not side.tested:
        return ()
    needs = f" (needs {' and '.join(side.needs)})" if side.needs else ""
    return line(faint(f"{side.when}: the {side.party}'s "), side.tested, faint(needs))


@guarded
def _described_blocks(described: DescribedExample) -> list[Block]:
    blocks: list[Block] = []
    if described.plugins:
        blocks.append(Paragraph(line(chip("error", "needs plugins"), " ", cut(", ".join(described.plugins)))))
    if described.sides:
        blocks.append(Paragraph(join(map(_side, described.sides))))
    if described.refusal:
        blocks.append(Paragraph(line(described.refusal)))
        blocks += _written(described.written) if described.written else []
    return [*blocks, *map(_part_block, described.parts)]


@guarded
def _comments_block(comments: Sequence[str] | None) -> list[Block]:
    if comments is None:
        return []
    shown = tuple(line(cut(comment, 300)) for comment in comments[:_COMMENTS])
    return [Details(line(strong("Comments")), (Bullets(shown),))]


@guarded
def _problem_blocks(problems: Sequence[Problem], noun: str) -> list[Block]:
    if not problems:
        return []
    items = tuple(
        line(where_declared(problem.location), f" {problem.severity}: {cut(problem.message, 300)}")
        for problem in problems[:_PROBLEMS]
    )
    return [Details(line(strong(count(len(problems), noun))), (Bullets(items),), noun == "problem")]


def build_example(example: Example) -> Document:
    """The document of an example."""
    described = format_of(example.contract).describe(example)
    method, target, status = request_line(example)
    title = line(strong(cut(example.description)))
    if example.pending:
        title = line(title, " ", chip("pending", "pending"))
    about = (
        line(faint(f"{cut(method, 20)} "), code(cut(target)), faint(f" → {status}")) if target else line(faint(method))
    )
    place = line(code(short_place(example.location)), " ", faint("key "), Span("code-faint", cut(example.key, 60)))
    blocks: list[Block] = [Paragraph(title, "title"), Paragraph(join([about, place, given(example.states)]))]
    blocks += _described_blocks(described)
    problems = [problem for problem in example.contract.problems if problem.example == example.key]
    blocks += _problem_blocks([problem for problem in problems if problem.severity != "info"], "problem")
    remarks = _problem_blocks([problem for problem in problems if problem.severity == "info"], "remark")
    blocks += [Only(frozenset({"html", "markdown"}), tuple(remarks))] if remarks else []
    blocks += _comments_block(described.comments)
    return Document(tuple(blocks))
