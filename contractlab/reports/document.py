"""The report itself: one model, out of which the page, the Markdown, the step summary and the notebook are written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from contractlab.errors import AmbiguousExample
from contractlab.reports.failures import Failure, find_failures, targets_of
from contractlab.reports.overview import causes_section, matrix_section, over_versions_section, pairs_section
from contractlab.reports.remarks import (
    not_checked_section,
    not_exercised_section,
    problems_section,
    states_section,
    versions_section,
)
from contractlab.reports.section import Heading, Section, said
from contractlab.reports.subject import Subject, subject_of
from contractlab.reports.title import lead, title, verdict_chip
from contractlab.values.shown import Shown
from contractlab.views.model import Block, Document, Line, Only, Paragraph, Span, code, faint, line, strong
from contractlab.views.registry import register

__all__ = ["Report"]

MOST_FAILURES = 50
"""How many failures a notebook shows in full, unless its parameter says otherwise."""


class Report(Shown):
    """Everything that a report says, section by section.

    Parameters
    ----------
    item : Run, Matrix or Lab
    stamp : str
        When it was made; said among the versions, and nowhere where it is empty.
    rows, pieces : int
        Rows of the matrix, and bars of a wide one, that are shown.

    Attributes
    ----------
    subject : Subject

    Raises
    ------
    TypeError
        If it is none of these.
    """

    def __init__(self, item: Any, *, stamp: str = "", rows: int = 60, pieces: int = 300) -> None:
        self.subject: Subject = subject_of(item)
        self.stamp = stamp
        self._rows, self._pieces = rows, pieces

    @cached_property
    def title(self) -> str:
        """The sentence that a person would say, without its full stop; plain text that may come from anyone."""
        return title(self.subject)

    @cached_property
    def chip(self) -> Span:
        """The verdict in figures."""
        return verdict_chip(self.subject)

    @cached_property
    def lead(self) -> Line:
        """Since when, what is new, the other figures."""
        return lead(self.subject)

    @property
    def heading(self) -> Heading:
        """The title as a heading that notebooks list."""
        return Heading(self.title)

    @cached_property
    def failing(self) -> tuple[Failure, ...]:
        """Each way in which an example fails, those of the newest versions first."""
        return find_failures(self.subject)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """All sections but the failures, in order."""
        subject, targets = self.subject, targets_of(self.failing)
        pairs = pairs_section(subject)
        return (
            *((pairs,) if pairs is not None else ()),
            causes_section(subject, targets),
            matrix_section(subject, targets, self._rows, self._pieces),
            over_versions_section(subject),
            not_checked_section(subject),
            not_exercised_section(subject),
            states_section(subject),
            problems_section(subject),
            versions_section(subject, self.stamp),
        )

    def __contains__(self, name: object) -> bool:
        return name == "contracts" or any(name is section or name == section.name for section in self.sections)

    def __getitem__(self, name: str) -> Section:
        """A section by its name, such as ``"matrix"``.

        Raises
        ------
        AmbiguousExample
            If there is no such section.
        """
        for one in self.sections:
            if one.name == name:
                return one
        if name == "contracts":
            (pair, *_) = self.subject.pairs or (None,)
            told = "There are no contracts." if pair is None else "There is one contract."
            return said("contracts", "Contracts", told, None)
        raise AmbiguousExample(f"the report has no section {name!r}; there are", [one.name for one in self.sections])

    def __iter__(self) -> Iterator[Section]:
        return iter(self.sections)

    @property
    def overview(self) -> Section:
        """The figures below the title, and a row for each contract where there are several."""
        blocks: list[Block] = [Paragraph(line(self.chip, " ", self.lead), "sentence")]
        for one in self.sections:
            if one.name == "contracts":
                blocks += one.blocks
        return Section("overview", "Overview", tuple(blocks))

    def failures(self, most: int = MOST_FAILURES) -> list[Any]:
        """Failures for a notebook: a heading and the failure in full, in turn.

        Parameters
        ----------
        most : int
            How many are shown; the others are counted.
        """
        if not self.failing:
            return [said("failures", "Failures", "Nothing failed.")]
        items: list[Any] = []
        for one in self.failing[:most]:
            items += [Heading(one.title, 3), one]
        left = len(self.failing) - len(self.failing[:most])
        if left > 0:
            more = Paragraph(line(f"… {left:,} more: ", code("run.failures")))
            items.append(Section("more-failures", "More failures", (more,), left))
        return items

    def document(self) -> Document:
        """Title, causes and matrix: what a notebook shows of the report as a whole."""
        blocks: list[Block] = [Paragraph(line(self.chip, " ", strong(self.title)), "title"), Paragraph(self.lead)]
        for name in ("contracts", "causes", "matrix"):
            blocks += [block for one in self.sections if one.name == name and not one.quiet for block in one.blocks]
        names = ", ".join(f'report["{one.name}"]' for one in self.sections[-5:])
        more = Paragraph(line(faint("Next: "), code("display(*report.failures())"), faint(f", {names}")))
        return Document((*blocks, Only(frozenset({"html"}), (more,))))

    def __repr__(self) -> str:
        return f"<Report: {self.title}>"


register(Report, Report.document)
