"""The report as Markdown, for people and for the step summary of a CI job."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from contractlab.reports.document import Report
from contractlab.reports.failures import Failure
from contractlab.reports.section import Section
from contractlab.reports.summary import Checkout, causes_with_links
from contractlab.values.display import quiet
from contractlab.values.text import count
from contractlab.views.markdown import escape_text, render_document
from contractlab.views.model import Document, Line, Paragraph, faint, line
from contractlab.views.words import cut

__all__ = ["render_markdown_report", "render_summary"]

_ENDING = 600
"""Bytes kept free in a step summary for the line that names what was left out."""


@quiet
@dataclass(frozen=True, slots=True)
class _Part:
    """A piece that is written or left out as a whole."""

    title: str
    text: str
    is_failure: bool = False


def render_markdown_report(report: Report) -> str:
    """Write a report as GitHub's Markdown; it reads as plain text, too.

    Failures beyond the number that the report's options name are counted.
    """
    return "\n".join(part.text for part in _parts(report, _Failures(report.options.markdown_failures)))


def render_summary(report: Report, checkout: Checkout | None = None) -> str:
    """Write a report as a step summary: the causes with the lines to look at first.

    Whole sections are left out, and named, where it would be longer than the report's options say.

    Parameters
    ----------
    report : Report
    checkout : Checkout, optional
        Where the lines can be seen in a browser; without it they are named, and no link leads there.
    """
    made: list[str] = []
    left: list[str] = []
    room = report.options.summary_bytes - _ENDING
    failures = _Failures(len(report.failing))
    every = _parts(report, failures)
    title = next(every)
    causes = causes_with_links(report, checkout if checkout is not None else Checkout())
    if causes:
        # What somebody looks for in a summary comes before everything else, with the line to look at.
        others = (part for part in every if part.is_failure or part.title != "Causes")
        every = chain([_Part("Causes", causes)], others)
    for part in chain([title], every):
        size = len(part.text.encode()) + 1
        if size > room:
            if part.is_failure:
                failures.stop()
            else:
                left.append(part.title)
            continue
        room -= size
        made.append(part.text)
    if failures.stopped:
        left.insert(0, count(failures.left, "failure"))
    if left:
        made.append(f"Left out, because a summary has its limits: {escape_text(cut(', '.join(left), 400))}.\n")
    return "\n".join(made)


class _Failures:
    """How many failures are written: as many as asked for, or until there is no room for one.

    What is shown is the beginning of a list, so that no failure behind it need be worked out.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.left = 0
        self.stopped = False

    def stop(self) -> None:
        """Write no more; the last one was not written either."""
        self.stopped = True
        self.left += 1


def _parts(report: Report, failures: _Failures) -> Iterator[_Part]:
    """Every part, in order."""
    top: Line = line(report.chip, " ", report.lead)
    title = escape_text(cut(" ".join(report.title.split()), 400))
    yield _Part("title", f"# {title}\n\n{_paragraph(top)}")
    for section in report.sections:
        yield _Part(section.title, _section(section))
        if section.name == report.before_failures:
            yield from _failures(report, failures)


def _paragraph(text: Line) -> str:
    return render_document(Document((Paragraph(text),)))


def _section(section: Section) -> str:
    figure = f" {section.figure:,}" if section.figure else ""
    remark = _paragraph(section.remark) + "\n" if section.remark else ""
    return f"## {section.title}{figure}\n\n{remark}{render_document(Document(section.blocks))}"


def _failures(report: Report, wanted: _Failures) -> Iterator[_Part]:
    failing, most = report.failing, wanted.most
    sentence = "" if failing else "\nNothing failed.\n"
    yield _Part("Failures", f"## Failures{f' {len(failing):,}' if failing else ''}\n{sentence}")
    report.parts.expect(len(failing[:most]))
    left = len(failing)
    for failure in report.parts.each(failing[:most]):
        yield _Part(failure.title, _failure(failure), is_failure=True)
        left -= 1
        if wanted.stopped:
            wanted.left += left
            return
    if left > 0:
        yield _Part("more failures", _paragraph(line(faint(f"… {left:,} more: run.failures"))))


def _failure(failure: Failure) -> str:
    title = escape_text(cut(" ".join(failure.title.split()), 300))
    return f"### {title}\n\n{_paragraph(failure.summary)}\n{render_document(Document(failure.blocks))}"
