"""Views of recordings: what was recorded, what was not, what is kept from sight, and what is odd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from contractlab.captures import AnyCapture, Capture, Captures, MessageCapture, Redaction
from contractlab.captures.capture import AUTO_BASE_PATH, LEFT_UNMATCHED, NO_RESPONSE
from contractlab.values.headers import Headers
from contractlab.values.http import Body, HttpRequest, HttpResponse, Redacted
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.message import Message
from contractlab.values.text import quote, shorten, shorten_middle
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
    Table,
    chip,
    code,
    faint,
    join,
    line,
    strong,
    typed,
)
from contractlab.views.recording_problems import recording_problems_block
from contractlab.views.values import describe_bytes, text_excerpt
from contractlab.views.words import capture_line, count, cut, file_name, given, some, versions

__all__ = ["build_capture", "build_captures"]

_T = TypeVar("_T")

ROWS = 50
_LOOKED_AT = 500
_HEADERS = 40
_REDACTION = Redaction()

HEAD = ("request", "version", "matched by", "redacted", "not recorded")
WIDTHS = ("38%", "70px", "24%", "", "")


def _places(capture: AnyCapture) -> list[Redacted]:
    return [place for part in capture.parts for place in part.redacted]


def _not_recorded(capture: AnyCapture) -> list[str]:
    """Names of what the recording left out."""
    if isinstance(capture, MessageCapture):
        return [f"{noun} contents" for noun, message in _messages(capture) if message.contents is NOT_RECORDED]
    names: list[str] = []
    parts: list[tuple[str, HttpRequest | HttpResponse | None]] = [
        ("request", capture.request),
        ("response", capture.response),
    ]
    for side, part in parts:
        if part is None:
            names.append("response")
            continue
        names += [f"{side} body"] if part.body is NOT_RECORDED else []
        names += [f"{side} header {name}" for name in sorted(part.not_recorded)]
    return names


def _messages(capture: MessageCapture) -> list[tuple[str, Message]]:
    """The messages of a capture with what to call them."""
    named = [("message", capture.message), ("request", capture.request)]
    named += [(f"reply {number}", reply) for number, reply in enumerate(capture.responses, start=1)]
    return [(noun, message) for noun, message in named if message is not None]


def _belongs(capture: AnyCapture) -> str:
    if capture.assigned == LEFT_UNMATCHED:
        return "no example, by hand"
    if capture.assigned is not None:
        return f"{cut(capture.assigned)}, assigned"
    return cut(capture.example) if capture.example is not None else ""


def _by(capture: AnyCapture) -> str:
    return "by its contents" if isinstance(capture, MessageCapture) else "by its request"


def _capture_row(capture: AnyCapture) -> Row:
    hidden = list(dict.fromkeys(place.name for place in _places(capture)))
    return Row(
        (
            Cell(capture_line(capture)),
            Cell(line(cut(capture.provider_version or "–", 40))),
            Cell(line(_belongs(capture) or _by(capture)), faint=not _belongs(capture)),
            Cell(line(cut(some(hidden, 3))), faint=True),
            Cell(line(cut(some(_not_recorded(capture), 2))), faint=True),
        )
    )


def _table(captures: Sequence[AnyCapture], left_out: int) -> Table:
    """A row for each capture; a column in which nothing stands is left out."""
    rows = list(map(_capture_row, captures))
    kept = [
        index
        for index in range(len(HEAD))
        if index < 2 or any(span.text for row in rows for span in row.cells[index].spans)
    ]

    def chosen(of: Sequence[_T]) -> tuple[_T, ...]:
        return tuple(of[index] for index in kept)

    shown = tuple(Row(chosen(row.cells)) for row in rows)
    return Table(shown, chosen(HEAD), "grid", chosen(WIDTHS), (), 18, f"captures[{ROWS}:]", left_out)


@guarded
def _hidden_block(captures: Iterable[AnyCapture], whole: bool) -> list[Block]:
    """What is taken out before anything is shown or stored, with counts and never the text."""
    counted: Counter[tuple[str, str]] = Counter()
    for capture in captures:
        for place in dict.fromkeys(_places(capture)):
            counted[(place.part, place.name)] += 1
    if not counted:
        return []
    items = [
        line(faint(f"{part} "), code(shorten(name, 80)), faint(f" {number:,} {'time' if number == 1 else 'times'}"))
        for (part, name), number in counted.most_common(12)
    ]
    more = [Paragraph(line(faint(f"… {count(len(counted) - 12, 'more place')}")))] if len(counted) > 12 else []
    of = "" if whole else f", in the first {_LOOKED_AT:,} captures"
    summary = line(
        strong("Redacted "),
        faint(f"{count(len(counted), 'kind')}, {count(sum(counted.values()), 'place')}{of}; files leave them out too"),
    )
    return [Details(summary, (Bullets(tuple(items)), *more))]


def build_captures(captures: Captures) -> Document:
    """The document of several captures."""
    total = len(captures)
    shown = versions(captures.provider_versions)
    remarks: list[Line] = []
    if captures.files:
        remarks.append(
            line(
                code(file_name(captures.files[0])),
                faint(f" and {count(len(captures.files) - 1, 'more file')}" if len(captures.files) > 1 else ""),
            )
        )
    if captures.base_path and captures.base_path != AUTO_BASE_PATH:
        remarks.append(line(faint("below "), code(cut(captures.base_path))))
    title = line(strong(count(total, "capture")), f" {shown}" if shown else "")
    blocks: list[Block] = [Paragraph(title, "title")]
    if remarks:
        blocks.append(Paragraph(join(remarks)))
    if not total:
        blocks.append(Paragraph(line("Nothing was recorded here, so nothing can be checked.")))
    hidden = captures.redaction or _REDACTION
    redacted = [hidden.redact_capture(capture) for capture in list(captures)[:_LOOKED_AT]]
    if total:
        blocks.append(_table(redacted[:ROWS], max(total - ROWS, 0)))
    if total > ROWS:
        more = Paragraph(line(faint(f"… {total - ROWS:,} more: "), typed(f"captures[{ROWS}:]")))
        blocks.append(Only(frozenset({"html", "markdown"}), (more,)))
    blocks += recording_problems_block(captures.problems, "captures.problems", _REDACTION)
    blocks += _hidden_block(redacted, total <= _LOOKED_AT)
    return Document(tuple(blocks))


@guarded
def _headers_block(headers: Headers, not_recorded: frozenset[str]) -> list[Block]:
    rows = [
        Row((Cell((code(cut(name, 80)),)), Cell((code(shorten_middle(value, 200)),))))
        for name, value in list(headers)[:_HEADERS]
    ]
    rows += [Row((Cell((code(cut(name, 80)),)), Cell((faint("not recorded"),)))) for name in sorted(not_recorded)]
    if not rows:
        return []
    blocks: list[Block] = [Table(tuple(rows), (), "grid", ("30%", ""), (), 5, "capture.response.headers")]
    if len(headers) > _HEADERS:
        blocks.append(Paragraph(line(faint(f"… {count(len(headers) - _HEADERS, 'more header')}"))))
    return blocks


@guarded
def _body_block(body: Body) -> list[Block]:
    if body is NOT_RECORDED:
        return [Paragraph(line(faint("The body was not recorded.")))]
    if body is None:
        return []
    if not body:
        return [Paragraph(line(faint("The body is empty.")))]
    excerpt = text_excerpt(body)
    blocks: list[Block] = [CodeBlock(excerpt.text)]
    if excerpt.remark:
        size = f" ({describe_bytes(body)})" if excerpt.cut else ""
        blocks.append(Paragraph(line(faint(f"{excerpt.remark}{size}"))))
    return blocks


@guarded
def _message_blocks(message: HttpRequest | HttpResponse, noun: str) -> list[Block]:
    inner = [*_headers_block(message.headers, message.not_recorded), *_body_block(message.body)]
    if not inner:
        return []
    size = f"body of {count(len(message.body), 'byte')}" if isinstance(message.body, bytes) and message.body else ""
    return [Details(line(strong(f"{noun} "), faint(size)), tuple(inner), noun == "Response")]


@guarded
def _metadata_block(message: Message) -> list[Block]:
    rows = [
        Row((Cell((code(cut(name, 80)),)), Cell((code(quote(value, 200)),))))
        for name, value in list(message.metadata.items())[:_HEADERS]
    ]
    if not rows:
        return []
    blocks: list[Block] = [Table(tuple(rows), (), "grid", ("30%", ""), (), 5, "message.metadata")]
    if len(message.metadata) > _HEADERS:
        blocks.append(
            Paragraph(line(faint(f"… {count(len(message.metadata) - _HEADERS, 'more entry', 'more entries')}")))
        )
    return blocks


@guarded
def _messages_blocks(capture: MessageCapture) -> list[Block]:
    blocks: list[Block] = []
    if not any(noun != "request" for noun, _ in _messages(capture)):
        reason = cut(capture.error or "nothing was recorded", 300)
        blocks.append(Paragraph(line(chip("error", "no message"), " ", reason)))
    for noun, message in _messages(capture):
        inner = [*_metadata_block(message), *_body_block(message.contents)]
        blocks.append(Details(line(strong(noun.capitalize())), tuple(inner), noun != "request"))
    return blocks


@guarded
def _exchange_blocks(shown: Capture) -> list[Block]:
    blocks: list[Block] = []
    if shown.response is None:
        why = "" if shown.error == NO_RESPONSE else cut(shown.error or "the connection broke", 300)
        blocks.append(Paragraph(line(chip("error", NO_RESPONSE), f" {why}" if why else "")))
    lost = _not_recorded(shown)
    if lost and shown.response is not None:
        blocks.append(Paragraph(line(strong("Not recorded: "), cut(some(lost, 12), 600))))
    blocks += _message_blocks(shown.request, "Request")
    if shown.response is not None:
        blocks += _message_blocks(shown.response, "Response")
    return blocks


def build_capture(capture: AnyCapture) -> Document:
    """The document of one capture."""
    shown = _REDACTION.redact_capture(capture)
    blocks: list[Block] = [Paragraph(line(strong("Capture "), capture_line(shown)), "title")]
    remarks = [line(code(cut(file_name(capture.source), 80), ""), faint(f" number {capture.index + 1:,}"))]
    if capture.provider_version:
        remarks.append(line(f"version {cut(capture.provider_version, 60)}"))
    if capture.duration_ms is not None:
        remarks.append(line(faint(f"{capture.duration_ms:,.0f} ms")))
    if capture.started:
        remarks.append(line(faint(cut(capture.started, 40))))
    if _belongs(capture):
        remarks.append(line(faint("matched by: "), _belongs(capture)))
    states = [
        f"{name}, {', '.join(f'{key} = {value}' for key, value in params.items())}" if params else name
        for name, params in shown.states
    ]
    remarks.append(given(states))
    blocks.append(Paragraph(join(remarks)))
    blocks += _messages_blocks(shown) if isinstance(shown, MessageCapture) else _exchange_blocks(shown)
    blocks += recording_problems_block(capture.problems, "captures.problems", _REDACTION)
    blocks += _hidden_block([shown], True)
    return Document(tuple(blocks))
