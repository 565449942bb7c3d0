"""The view of a request that a mock received: beside the example that comes nearest, and the code that defines it."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.contracts.described import DescribedValue
from contractlab.contracts.format import format_of
from contractlab.contracts.request_forms import parameters_of
from contractlab.definition.received import Received
from contractlab.values.mismatch import Mismatch
from contractlab.verification.causes import group_mismatches
from contractlab.verification.nearest import NearExample
from contractlab.views.diff import DiffBuilder
from contractlab.views.diff_cells import rule_span
from contractlab.views.guard import guarded
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
    CodeBlock,
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
)
from contractlab.views.result_model import build_match, result_sentences, sentence_of
from contractlab.views.tree import Marks, body_branch
from contractlab.views.words import count, cut, given

__all__ = ["build_received", "miss_blocks", "received_line"]

_HEAD = ("", "nearest example", "rule", "received")
_WIDTHS = ("26px", "36%", "24%", "")
_SENTENCES = 5
_ROWS = 40
_OF_THE_CLIENT = frozenset({"host", "content-length", "connection", "transfer-encoding"})
"""Headers of the connection: nobody asks why they are not in the contract."""

_OF_REQUEST = {"method": "method", "path": "path", "query": "query", "header": "headers"}


def received_line(received: Received) -> Line:
    """Method and target of a request, secrets taken out."""
    shown = received.shown_request
    return line(code(f"{cut(shown.method, 20)} {cut(shown.target, 120)}"))


def build_received(received: Received) -> Document:
    """The document of one request."""
    remark = faint(
        f" received {received.at:%H:%M:%S}, request {received.number:,} · answered {received.response.status}"
    )
    if received.passed and received.result is not None and received.example is not None:
        title = line(chip("passed", "matches"), " ", strong(cut(received.example.description)))
        below = build_match(received.result).blocks[1:]
        return Document((Paragraph(title, "title"), Paragraph(line(received_line(received), remark)), *below))
    word = "could not be judged" if received.reason else "matches no example"
    title = line(chip(received.verdict, word), " ", received_line(received), remark)
    return Document((Paragraph(title, "title"), *miss_blocks(received)), text_lines=0)


@guarded
def miss_blocks(received: Received) -> list[Block]:
    """Everything below the title."""
    blocks: list[Block] = []
    if received.reason:
        blocks.append(Paragraph(line(sentence_of(received.reason)), "sentence"))
    if not received.nearest and not received.reason:
        blocks.append(Paragraph(line("The mock has no examples of this kind. This code defines the request.")))
    if received.nearest:
        blocks += _nearest_blocks(received, received.nearest[0])
        blocks += _candidates(received, received.nearest[1:])
    if received.nearest or not received.reason:
        heading = line("If the request is right ", faint("this code defines it, values as received"))
        blocks += [Paragraph(heading, "heading"), CodeBlock(received.code(), "python")]
    calls = join(
        [
            line(code(f"provider.requests[{received.number - 1}].code()"), faint(" the code above")),
            line(code("provider.requests"), faint(" everything received")),
            line(faint("this breaks the mock; what other requests proved stays proved")),
        ]
    )
    blocks.append(Paragraph(line(faint("Next: "), calls)))
    return blocks


def _sentences(received: Received, near: NearExample, most: int) -> list[Line]:
    """One for each difference, each with its place in the contract."""
    groups = group_mismatches(near.mismatches)[:most]
    sentences = result_sentences(groups, received.mask, None)
    places = [received.place_of(near, group[0]) for _, group in groups]
    return [
        line(sentence, faint(f" {place}" if place else "")) for sentence, place in zip(sentences, places, strict=True)
    ]


@guarded
def _nearest_blocks(received: Received, near: NearExample) -> list[Block]:
    name = strong(cut(near.example.description))
    differences = count(len(near.mismatches), "mismatch", "mismatches")
    start = line(f"{differences} with ", name, ", the nearest example", given(near.example.states) and ", ")
    blocks: list[Block] = [Paragraph(line(start, given(near.example.states), ":"))]
    blocks.append(Bullets(tuple(_sentences(received, near, _SENTENCES))))
    groups = len(group_mismatches(near.mismatches))
    if groups > _SENTENCES:
        blocks.append(Paragraph(line(faint(f"and {groups - _SENTENCES:,} more, in the table"))))
    wide = _table(received, near, _ROWS, 0)
    narrow = _table(received, near, 16, 14)
    blocks += [Only(frozenset({"html", "markdown"}), (wide,)), Only(frozenset({"text"}), (narrow,))]
    return blocks


def _table(received: Received, near: NearExample, limit: int, text_lines: int) -> Table:
    """Received and nearest example side by side: method, path, query, headers and body in one table."""
    result = near.result
    marks = Marks(result.mismatches, result.unchecked)
    builder = DiffBuilder(marks, received.mask, limit=limit)
    parts = [each for each in result.mismatches if each.part != "body"]
    described = format_of(near.example.contract).describe(near.example).parts
    asked = next((part for part in described if part.title == "Request"), None)
    for value in () if asked is None else asked.values:
        name = _name_of(value)
        own = [each for each in parts if (each.part, each.path.lower()) == (_OF_REQUEST.get(value.kind), name.lower())]
        for mismatch in own:
            builder.add_part(mismatch)
            parts.remove(mismatch)
        if not own and len(builder.rows) < limit:
            builder.rows.append(_agreeing(received, value, name))
    for mismatch in parts:
        builder.add_part(mismatch)
    branch = body_branch(result)
    if branch is not None and all(each.part != "content-type" for each in result.mismatches):
        builder.add(branch)
    return Table(tuple(builder.rows), _HEAD, "diff", _WIDTHS, _legend(received, near), text_lines, "received.nearest")


def _name_of(value: DescribedValue) -> str:
    separator = {"header": ": ", "query": "="}.get(value.kind)
    return value.text.partition(separator)[0] if separator else ""


def _agreeing(received: Received, value: DescribedValue, name: str) -> Row:
    rule: Line = (rule_span(value.rule),) if value.rule is not None else (faint("exact"),)
    if value.matchers:
        rule = (Span("rule", cut(value.matchers, 60)),)
    cells = (Cell(()), Cell((code(cut(value.text)),)), Cell(rule), Cell((code(cut(_received(received, value, name))),)))
    return Row(cells)


def _received(received: Received, value: DescribedValue, name: str) -> str:
    shown = received.shown_request
    if value.kind == "method":
        return shown.method
    if value.kind == "path":
        return shown.path
    if value.kind == "query":
        return f"{name}={', '.join(each for key, each in parameters_of(shown.query) if key == name)}"
    return f"{name}: {shown.headers.get(name, '')}"


def _legend(received: Received, near: NearExample) -> Line:
    asked = {name.lower() for name in near.example.request.headers} | _OF_THE_CLIENT
    others = list(dict.fromkeys(name for name, _ in received.shown_request.headers if name.lower() not in asked))
    spare = ""
    if others:
        more = f" and {count(len(others) - 1, 'other header')}" if len(others) > 1 else ""
        spare = f" · {cut(others[0], 40)}{more} {'are' if more else 'is'} not in the contract"
    differences = count(len(near.mismatches), "mismatch", "mismatches")
    return (Span("text", f"{differences}. ✗ differs · everything else matches{spare}"),)


@guarded
def _candidates(received: Received, others: Sequence[NearExample]) -> list[Block]:
    """Further examples, each folded behind its first difference."""
    if not others:
        return []
    title = "One further candidate" if len(others) == 1 else f"{len(others)} further candidates"
    folded: list[Block] = []
    summaries: list[Line] = []
    for near in others:
        sentences = _sentences(received, near, _SENTENCES)
        differences = count(len(near.mismatches), "mismatch", "mismatches")
        start = line(strong(cut(near.example.description)), faint(f" {differences}: "))
        summaries.append(line(start, sentences[0], _rest(near)))
        folded.append(Details(summaries[-1], (Bullets(tuple(sentences)),)))
    heading = Paragraph(line(title), "heading")
    return [
        heading,
        Only(frozenset({"html", "markdown"}), tuple(folded)),
        Only(frozenset({"text"}), (Bullets(tuple(summaries)),)),
    ]


def _rest(near: NearExample) -> Line:
    """The parts that differ as well."""
    seen: dict[str, None] = {}
    first: Mismatch = near.mismatches[0]
    for mismatch in near.mismatches[1:]:
        if mismatch.part != first.part:
            seen[mismatch.part.replace("-", " ")] = None
    return (faint("".join(f" · {part}" for part in seen)),)
