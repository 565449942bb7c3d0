"""The view of one result: what differs, why that rule, what nothing checked, and how to see it again."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from itertools import islice

from contractlab.captures import AnyCapture, Capture, MessageCapture, Redaction
from contractlab.contracts.contract import Example
from contractlab.values.error_text import pretty_body
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSON
from contractlab.values.message import Message
from contractlab.values.mismatch import Mismatch, PathToken, Unchecked, general_path
from contractlab.values.result import MatchResult
from contractlab.values.sentences import Span as SentenceSpan
from contractlab.values.text import visible
from contractlab.verification.causes import group_mismatches, shared_sentence
from contractlab.verification.check_pair import judged_part
from contractlab.verification.masking import Mask, mask_of
from contractlab.verification.pairing_notes import note_sentence
from contractlab.verification.results import Result
from contractlab.views.client_notes import client_notes_of_result
from contractlab.views.diff import diff_table
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
    chip,
    code,
    faint,
    join,
    line,
    strong,
    tell,
    typed,
)
from contractlab.views.reproduce import reproduce_details
from contractlab.views.second_hand import second_hand_of_result
from contractlab.views.tree import Marks, body_branch
from contractlab.views.values import text_excerpt
from contractlab.views.why import why_details
from contractlab.views.words import capture_line, count, cut, given, place_of, request_line, short_place

__all__ = [
    "build_match",
    "build_result",
    "error_reason",
    "extent",
    "result_sentences",
    "sentence_of",
    "traceback_blocks",
    "unchecked_groups",
]

SENTENCES = 5
ROWS = 40
_SHOWN_UNCHECKED = 20
_TRACEBACK_LINES = 60
_WALKED = 2_000
_ANSWER = 2_000
_TOLD_BY_SENTENCE = 200

Groups = tuple[tuple[str, tuple[Mismatch, ...]], ...]


def _items_of(root: JSON, tokens: Sequence[PathToken]) -> int | None:
    """Length of the array that the last index of a path points into."""
    last = max((index for index, token in enumerate(tokens) if isinstance(token, int)), default=None)
    if last is None:
        return None
    value = root
    for token in tokens[:last]:
        if isinstance(token, int):
            if not isinstance(value, list) or token >= len(value):
                return None
            value = value[token]
        elif isinstance(value, dict) and token in value:
            value = value[token]
        else:
            return None
    return len(value) if isinstance(value, list) else None


def extent(group: Sequence[Mismatch], root: JSON) -> str:
    """``38 of 4,053 items``: how far a difference reaches that occurs more than once.

    Parameters
    ----------
    group : sequence of Mismatch
        At least two, of one kind.
    root : JSON value
        The whole body, for the length of the array.
    """
    places = {_item(mismatch.tokens) for mismatch in group}
    if None in places:
        return count(len(group), "place")
    parents = {place[:-1] for place in places if place is not None}
    total = _items_of(root, group[0].tokens) if len(parents) == 1 else None
    return f"{len(places):,} of {count(total, 'item')}" if total is not None else count(len(places), "item")


def _tail(group: Sequence[Mismatch], root: JSON) -> tuple[SentenceSpan, ...]:
    return (("text", f", in {extent(group, root)}"),) if len(group) > 1 else ()


def _item(tokens: tuple[PathToken, ...]) -> tuple[PathToken, ...] | None:
    last = max((index for index, token in enumerate(tokens) if isinstance(token, int)), default=None)
    return None if last is None else tokens[: last + 1]


def result_sentences(groups: Groups, mask: Mask, root: JSON) -> list[Line]:
    """One sentence for each group, secrets taken out."""
    return [
        tell(shared_sentence(group, path, shown=mask.mismatch(group[0]), tail=_tail(group, root)))
        for path, group in groups
    ]


def error_reason(reason: str | None) -> str:
    """The reason of an error verdict as a sentence."""
    text = (reason or "it could not be checked").strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def sentence_of(reason: str) -> str:
    """A reason as a sentence of its own."""
    return _capital(error_reason(reason))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@guarded
def _sentence_blocks(
    groups: Groups, mask: Mask, root: JSON, example: Example | None, match: MatchResult
) -> list[Block]:
    sentences = result_sentences(groups[:SENTENCES], mask, root)
    if len(groups) == 1:
        blocks: list[Block] = [Paragraph(sentences[0], "sentence")]
    else:
        blocks = [Bullets(tuple(sentences))]
        if len(groups) > SENTENCES:
            more = faint(f"and {len(groups) - SENTENCES:,} more: ")
            blocks.append(Paragraph(line(more, typed("result.mismatches"))))
    if example is not None and groups:
        places = dict.fromkeys(short_place(place_of(group[0], example, match)) for _, group in groups[:SENTENCES])
        blocks.append(Only(frozenset({"text"}), (Paragraph(line("Look at ", ", ".join(places))),)))
    return blocks


def unchecked_groups(notes: Sequence[Unchecked]) -> list[tuple[Line, int]]:
    """What nothing checked, and in how many places.

    Places that stand side by side, or in items of one array, share a line.
    """
    grouped: dict[Hashable, list[Unchecked]] = {}
    for note in notes:
        parent = general_path(note.tokens[:-1]) if note.tokens else note.path
        grouped.setdefault((note.part, note.reason, parent, note.sentence.spans[1:]), []).append(note)
    sentences: list[tuple[Line, int]] = []
    for group in grouped.values():
        first = group[0]
        if len(group) == 1 or not first.tokens:
            sentences += [(tell(mismatch.sentence), 1) for mismatch in group]
            continue
        names = {mismatch.tokens[-1] for mismatch in group}
        path = general_path(first.tokens)
        if len(names) > 1:
            path = general_path(first.tokens[:-1]) + ("[*]" if isinstance(first.tokens[-1], int) else ".*")
        spans = [Span("code-strong", path), *tell(first.sentence)[1:]]
        plural = [replace(span, text=span.text.replace("1 value was", f"{len(group):,} values were")) for span in spans]
        if plural == spans:
            plural.append(faint(f" In {len(group):,} places."))
        sentences.append((tuple(plural), len(group)))
    return sentences


@guarded
def _answer_block(match: MatchResult, mask: Mask) -> list[Block]:
    """The body of an error that came with the wrong status: what the provider says of it, before anything else."""
    body = mask.error_body
    if body is None or all(mismatch.part != "status" for mismatch in match.mismatches):
        return []
    summary = line(strong("The provider answered"))

    def laid_out(most: int) -> tuple[Block, ...]:
        text = pretty_body(body, most)
        return () if text is None else (Details(summary, (CodeBlock(text),), True, topic="answer"),)

    # A terminal has few lines, and the sentence has told a short body.
    brief = laid_out(_ANSWER // 4) if len(body) > _TOLD_BY_SENTENCE else ()
    return [Only(frozenset({"html", "markdown"}), laid_out(_ANSWER)), Only(frozenset({"text"}), brief)]


@guarded
def _unchecked_block(match: MatchResult, answered: bool) -> list[Block]:
    # A body that stands above was looked at by the reader, and there was nothing for the contract to ask of it.
    shown = [note for note in match.unchecked if not (answered and note.reason == "no-expectation")]
    groups = unchecked_groups(shown)
    if not groups:
        return []
    items = [group for group, _ in groups]
    summary = line(strong(f"Not checked: {len(groups):,} "), faint("passed without being checked"))

    def listed(most: int) -> tuple[Block, ...]:
        blocks: list[Block] = [Bullets(tuple(items[:most]))]
        if len(items) > most:
            blocks.append(Paragraph(line(faint(f"… {len(items) - most:,} more: "), typed("result.unchecked"))))
        return (Details(summary, tuple(blocks), True, topic="not-checked"),)

    return [
        Only(frozenset({"html", "markdown"}), listed(_SHOWN_UNCHECKED)),
        Only(frozenset({"text"}), listed(4)),
    ]


@guarded
def _dialect_block(match: MatchResult) -> list[Block]:
    """Where the two dialects differ and a value passed because of it; of a failure the sentence says so already."""
    root = match.explanation.body
    explained = [row for _, _, row in match.explanation.parts]
    if root is not None:
        # Only trees of XML can hold one further down; others may be large.
        explained += islice(root.walk(), _WALKED) if not isinstance(root.expected, dict | list) else [root]
    deviations = list(dict.fromkeys(row.deviation for row in explained if row.deviation and not row.mismatches))
    return [Bullets(tuple(line(faint(text)) for text in deviations[:5]))] if deviations else []


@guarded
def _difference_blocks(match: MatchResult, mask: Mask, rows: int) -> list[Block]:
    if match.verdict == "error" and not match.mismatches and match.explanation.body is None:
        return []
    marks = Marks(match.mismatches, match.unchecked)
    branch = body_branch(match)
    wide, left = diff_table(branch, marks, mask, limit=rows)
    if wide is None:
        return []
    shown: list[Block] = [wide]
    if left:
        shown.append(
            Paragraph(line(faint(f"… {count(left, 'more mismatch', 'more mismatches')}: "), typed("result.mismatches")))
        )
    narrow, _ = diff_table(branch, marks, mask, limit=14, context=0, caption=False, text_lines=9)
    if match.verdict == "passed":
        folded = Details(
            line(strong("Compared "), faint("each value with the rule that judged it")),
            tuple(shown),
            bool(match.unchecked),
            topic="compared",
        )
        return [Only(frozenset({"html", "markdown"}), (folded,))]
    return [
        Only(frozenset({"html", "markdown"}), tuple(shown)),
        Only(frozenset({"text"}), (narrow,) if narrow is not None and len(match.mismatches) > 1 else ()),
    ]


@guarded
def _raw_block(match: MatchResult, capture: AnyCapture | None) -> list[Block]:
    """What was recorded, where it could not be compared value by value."""
    if capture is None or match.verdict != "error":
        return []
    recorded = judged_part(capture)
    if isinstance(capture, Capture) and match.subject == "request":
        recorded = capture.request
    body = recorded.contents if isinstance(recorded, Message) else None if recorded is None else recorded.body
    if not isinstance(body, bytes) or not body:
        return []
    excerpt = text_excerpt(body, 1_000)
    return [Details(line(strong("Recorded body "), faint(excerpt.remark)), (CodeBlock(excerpt.text),))]


@guarded
def _told(match: MatchResult, groups: Groups, mask: Mask, example: Example | None) -> list[Block]:
    body = match.explanation.body
    return list(_sentence_blocks(groups, mask, None if body is None else body.actual, example, match))


def _match_blocks(
    match: MatchResult, mask: Mask, example: Example | None, rows: int = ROWS
) -> tuple[list[Block], list[Block]]:
    """Sentences, and the sections below the request line."""
    groups = group_mismatches(match.mismatches)
    above: list[Block] = []
    if match.verdict == "error":
        above.append(Paragraph(line(_capital(error_reason(match.reason))), "sentence"))
    if groups:
        above += _told(match, groups, mask, example)
    answer = _answer_block(match, mask)
    below = answer + _difference_blocks(match, mask, rows)
    below += why_details([group[0] for _, group in groups], example, match)
    below += _dialect_block(match)
    below += _unchecked_block(match, bool(answer))
    below += _raw_block(match, mask.capture)
    return above, below


def _where(example: Example) -> Line:
    return line(code(short_place(example.location)))


@guarded
def traceback_blocks(result: Result) -> list[Block]:
    """What the state handler or the app raised, as Python shows it."""
    lines = [visible(each) for each in result.traceback.splitlines()]
    if len(lines) > _TRACEBACK_LINES:
        half = _TRACEBACK_LINES // 2
        lines = [*lines[:half], f"… {count(len(lines) - 2 * half, 'more line')} …", *lines[-half:]]
    return [CodeBlock("\n".join(lines))] if lines else []


def _duration(capture: AnyCapture) -> str:
    spent = capture.duration_ms
    if spent is None or spent < 0:
        return ""
    return f" in {spent / 1000:,.1f} s" if spent >= 1000 else f" in {spent:,.0f} ms"


def build_result(result: Result, rows: int = ROWS) -> Document:
    """The document of a result of a run, with at most so many rows of differences."""
    example = result.example
    title = line(chip(result.verdict, result.verdict), " ", strong(cut(example.description)))
    blocks: list[Block] = [Paragraph(title, "title")]
    mask = result.mask
    if result.match is None or mask.capture is None:
        method, target, status = request_line(example)
        about = (
            line(faint(f"{cut(method, 30)} "), code(cut(target)), faint(f" → {status}"))
            if target
            else line(faint(method))
        )
        reason = "No capture exercises this example, so nothing was checked."
        if result.match is not None:
            reason = "It was run just now; no recording has a place for a call within a process."
        if result.verdict == "error":
            reason = _capital(error_reason(result.reason))
        if result.second_hand:
            blocks.append(second_hand_of_result())
        else:
            blocks.append(Paragraph(line(reason), "sentence"))
        blocks.append(Paragraph(join([about, _where(example), given(example.states)])))
        if result.match is None:
            return Document(tuple(blocks))
    match = result.match
    above, below = _match_blocks(match, mask, example, rows)
    blocks += above
    blocks += traceback_blocks(result)
    blocks += client_notes_of_result(result)
    if result.verdict == "pending":
        blocks.append(Paragraph(line(faint("The example is marked pending, so this failure breaks no build."))))
    if mask.capture is not None:
        party = f"{result.contract.provider} {result.provider_version or ''}".strip()
        about = line(capture_line(mask.capture), faint(_duration(mask.capture)))
        blocks.append(Paragraph(join([about, line(faint(cut(party))), given(example.states)])))
        blocks += [Paragraph(line(faint(note_sentence(note)))) for note in result.pairing_notes]
    blocks += below
    again = None if mask.capture is None else reproduce_details(mask.capture, example)
    if again is not None:
        blocks.append(again)
    return Document(tuple(blocks))


def build_match(match: MatchResult) -> Document:
    """The document of a check that was made outside of a run."""
    example = match.example if isinstance(match.example, Example) else None
    verdict = match.verdict
    title = line(
        chip(verdict, verdict), " ", strong(cut(example.description) if example is not None else f"a {match.subject}")
    )
    actual = match.actual
    capture: AnyCapture | None = None
    about: Line = ()
    redaction = Redaction()
    if isinstance(actual, HttpResponse):
        method, path = "GET", "/"
        if example is not None and example.kind == "http":
            method, path, _ = request_line(example)
        capture = Capture(HttpRequest(method, path), actual)
        about = line(faint(f"response {actual.status}"))
    elif isinstance(actual, HttpRequest):
        capture = Capture(actual, None)
        shown = redaction.redact_request(actual)
        about = line(faint(f"{cut(shown.method, 20)} "), code(cut(shown.target)))
    elif isinstance(actual, Message):
        capture = MessageCapture("message", actual)
    mask = mask_of(match.within if isinstance(match.within, Capture | MessageCapture) else capture, redaction)
    above, below = _match_blocks(match, mask, example)
    remarks = [about]
    if example is not None:
        remarks += [_where(example), given(example.states)]
    if match.dialect != "reference":
        remarks.append(line(faint(f"dialect {match.dialect}")))
    return Document((Paragraph(title, "title"), *above, Paragraph(join(remarks)), *below))
