"""The report as Markdown, for people and for the step summary of a CI job."""

from __future__ import annotations

from collections.abc import Iterator

from contractlab.reports.document import Report
from contractlab.reports.failures import Failure
from contractlab.reports.section import Section
from contractlab.views.markdown import escape_text, render_document
from contractlab.views.model import Document, Line, Paragraph, faint, line
from contractlab.views.words import cut

__all__ = ["SUMMARY_LIMIT", "render_markdown_report", "render_summary"]

SUMMARY_LIMIT = 900_000
"""Bytes of a step summary: GitHub refuses one of more than 1,024 kB as a whole."""


def render_markdown_report(report: Report, *, most_failures: int = 200) -> str:
    """Write a report as GitHub's Markdown; it reads as plain text, too.

    Parameters
    ----------
    report : Report
    most_failures : int
        How many failures are told in full; the others are counted.
    """
    return "\n".join(text for _, _, text in _parts(report, most_failures))


def render_summary(report: Report, *, limit: int = SUMMARY_LIMIT) -> str:
    """Write a report as a step summary: whole sections are left out, and named, where it would be too long.

    Parameters
    ----------
    report : Report
    limit : int
        Bytes at most.
    """
    made: list[str] = []
    left: list[str] = []
    room = limit - 600
    failures = 0
    for name, title, text in _parts(report, len(report.failing)):
        size = len(text.encode()) + 1
        # Once a failure is left out, so are those after it: what is told is the beginning of a list.
        if size > room or (name.startswith("failure-") and failures):
            if name.startswith("failure-"):
                failures += 1
            else:
                left.append(title)
            continue
        room -= size
        made.append(text)
    if failures:
        left.insert(0, f"{failures:,} failures")
    if left:
        made.append(f"Left out, because a summary has its limits: {escape_text(cut(', '.join(left), 400))}.\n")
    return "\n".join(made)


def _parts(report: Report, most_failures: int) -> Iterator[tuple[str, str, str]]:
    """Name, title and text of every part, in order."""
    top: Line = line(report.chip, " ", report.lead)
    yield "title", "title", f"# {escape_text(cut(' '.join(report.title.split()), 400))}\n\n{_said(Paragraph(top))}"
    for section in report.sections:
        yield section.name, section.title, _section(section)
        if section.name == "over-versions":
            yield from _failures(report, most_failures)


def _said(*blocks: Paragraph) -> str:
    return render_document(Document(blocks))


def _section(section: Section) -> str:
    figure = f" {section.figure:,}" if section.figure else ""
    remark = _said(Paragraph(section.remark)) + "\n" if section.remark else ""
    return f"## {section.title}{figure}\n\n{remark}{render_document(Document(section.blocks))}"


def _failures(report: Report, most: int) -> Iterator[tuple[str, str, str]]:
    failing = report.failing
    told = "" if failing else "\nNothing failed.\n"
    yield "failures", "Failures", f"## Failures{f' {len(failing):,}' if failing else ''}\n{told}"
    for failure in failing[:most]:
        yield failure.name, failure.title, _failure(failure)
    left = len(failing) - len(failing[:most])
    if left > 0:
        yield "more-failures", "more failures", _said(Paragraph(line(faint(f"… {left:,} more: run.failures"))))


def _failure(failure: Failure) -> str:
    title = escape_text(cut(" ".join(failure.title.split()), 300))
    summary = render_document(Document((Paragraph(failure.summary),)))
    return f"### {title}\n\n{summary}\n{render_document(Document(failure.blocks))}"
