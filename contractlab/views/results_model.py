"""The view of several results of one example: one line each, worst first."""

from __future__ import annotations

from contractlab.verification.causes import group_mismatches
from contractlab.verification.results import SEVERITY, Result, Results
from contractlab.views.model import (
    Block,
    Cell,
    Document,
    Line,
    Paragraph,
    Row,
    Table,
    chip,
    code,
    faint,
    join,
    line,
    strong,
)
from contractlab.views.result_model import error_reason, result_sentences
from contractlab.views.words import capture_line, count, cut

__all__ = ["build_results"]

ROWS = 40


def _told(result: Result) -> Line:
    """What happened, in a sentence."""
    if result.verdict == "error":
        return line(cut(error_reason(result.reason), 300))
    if not result.mismatches:
        return ()
    mask = result.mask
    groups = group_mismatches(result.mismatches)
    body = result.explanation.body
    more = f" And {len(groups) - 1:,} more." if len(groups) > 1 else ""
    return line(*result_sentences(groups[:1], mask, None if body is None else body.actual), faint(more))


def _row(result: Result, named: bool) -> Row:
    capture = result.mask.capture
    about = [line(strong(cut(result.example.description)))] if named else []
    if capture is not None:
        about.append(capture_line(capture))
    return Row(
        (
            Cell((chip(result.verdict, result.verdict),)),
            Cell(line(cut(result.provider_version or "–", 40))),
            Cell(join(about, " ")),
            Cell(_told(result)),
        )
    )


def build_results(results: Results) -> Document:
    """The document of several results."""
    total = len(results)
    if not total:
        return Document((Paragraph(line(strong("No results."))),))
    names = list(dict.fromkeys(result.example.description for result in results))
    counts = {verdict: sum(result.verdict == verdict for result in results) for verdict in SEVERITY}
    worst = next(verdict for verdict in SEVERITY if counts[verdict])
    title = line(
        chip(worst, f"{counts[worst]:,} of {total:,} {worst}"),
        " ",
        strong(cut(names[0]) if len(names) == 1 else count(len(names), "example")),
    )
    table = Table(
        tuple(_row(result, len(names) > 1) for result in results[:ROWS]),
        ("verdict", "version", "capture", "what differs"),
        "grid",
        ("110px", "80px", "34%", ""),
        (),
        20,
        f"results[{ROWS}:]",
    )
    blocks: list[Block] = [Paragraph(title, "title"), table]
    if total > ROWS:
        blocks.append(Paragraph(line(faint(f"… {total - ROWS:,} more: "), code(f"results[{ROWS}:]"))))
    blocks.append(Paragraph(line(faint("One in full: "), code("results[0]"))))
    return Document(tuple(blocks))
