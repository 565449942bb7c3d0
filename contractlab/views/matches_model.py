"""The view of captures beside contracts: which example each is matched to, and what keeps the others from one."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.captures import AnyCapture, Redaction
from contractlab.values.reasons import ReasonCode
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.views.model import Block, Cell, Document, Line, Paragraph, Row, Table, chip, faint, line, strong
from contractlab.views.recording_problems import recording_problems_block
from contractlab.views.run_pairing import notes_blocks, unpaired_blocks
from contractlab.views.words import capture_line, count, cut, some, versions

__all__ = ["build_matches"]

ROWS = 200
_CANDIDATES = 3


def build_matches(run: Run) -> Document:
    """The document of what is matched to what.

    Parameters
    ----------
    run : Run
        Of the contracts and the captures; its verdicts are not told.
    """
    matched: dict[int, list[Result]] = {}
    for result in run.results:
        if result.capture is not None:
            matched.setdefault(id(result.capture), []).append(result)
    captures = list(run.captures)
    several = len(run.provider_versions) > 1
    listed = [capture for capture in captures if id(capture) in matched]
    ambiguous = sum(_is_ambiguous(matched[id(capture)]) for capture in listed)
    figures = [f"{len(listed) - ambiguous:,} matched", f"{len(run.unpaired):,} unmatched"]
    figures += [f"{ambiguous:,} ambiguous"] if ambiguous else []
    at = versions(run.captures.provider_versions)
    title = line(strong(count(len(captures), "capture")), f" {at}" if at else "", faint(f", {', '.join(figures)}"))
    blocks: list[Block] = [Paragraph(title, "title")]
    rows = tuple(_row(capture, matched[id(capture)], run.redaction, several) for capture in listed[:ROWS])
    head = ("request", *(("version",) if several else ()), "matched to")
    left = len(listed) - len(rows)
    if rows:
        blocks.append(Table(rows, head, "grid", (), (), 0, "run.results", left))
    blocks += notes_blocks(run)
    blocks += unpaired_blocks(run, in_full=True)
    blocks += recording_problems_block(run.captures.problems, "captures.problems", run.redaction)
    return Document(tuple(blocks), 0)


def _is_ambiguous(results: Sequence[Result]) -> bool:
    return any(result.reason_code is ReasonCode.AMBIGUOUS for result in results)


def _row(capture: AnyCapture, results: Sequence[Result], redaction: Redaction, several: bool) -> Row:
    names = list(dict.fromkeys(f"“{cut(result.example.description)}”" for result in results))
    target: Line = line(some(names, _CANDIDATES))
    if _is_ambiguous(results):
        target = line(chip("error", "ambiguous"), " ", some(names, _CANDIDATES))
    version = (Cell(line(cut(capture.provider_version or "–", 40))),) if several else ()
    return Row((Cell(capture_line(redaction.redact_capture(capture))), *version, Cell(target)))
