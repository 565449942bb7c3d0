"""The report itself: one model, out of which the page, the Markdown, the step summary and the notebook are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial

from contractlab.broker.verbs import DeployAnswer
from contractlab.errors import AmbiguousExample
from contractlab.reports.appendix import (
    not_checked_section,
    not_exercised_section,
    problems_section,
    states_section,
    versions_section,
)
from contractlab.reports.deploying import DEPLOY, DEPLOY_TITLE, deploy_section
from contractlab.reports.failures import Failure, find_failures, targets_of
from contractlab.reports.headline import lead, title, verdict_chip
from contractlab.reports.insights import INSIGHTS, check_insights, insight_section
from contractlab.reports.options import DEFAULTS, ReportOptions
from contractlab.reports.overview import (
    OVER_VERSIONS,
    causes_section,
    matrix_section,
    over_versions_section,
    pairs_section,
)
from contractlab.reports.parts import Parts
from contractlab.reports.section import Heading, Section, guarded_section, left_out_section, quiet_section
from contractlab.reports.subject import Reportable, Subject, subject_of
from contractlab.values.display import Shown
from contractlab.views.model import Block, Document, Line, Only, Paragraph, Span, code, faint, line, strong
from contractlab.views.registry import register

__all__ = ["Report", "more_failures"]


class Report(Shown):
    """Everything that a report says, section by section.

    Parameters
    ----------
    item : Run, Matrix or Lab
    options : ReportOptions
        How much is shown.
    stamp : str
        When it was made, in place of what the options say.
    answers : sequence of Answer
        What a broker answered to "can it be deployed?": a section of its own.
    insight : sequence of str
        Sections beside the usual ones; names as in `INSIGHTS`.

    Attributes
    ----------
    subject : Subject
    options : ReportOptions
    answers : tuple of Answer
    insight : tuple of str
    parts : Parts
        Counts what is made while the report is written.

    Raises
    ------
    TypeError
        If it is none of these.
    ContractLabError
        If there is no such insight.
    """

    def __init__(
        self,
        item: Reportable,
        options: ReportOptions = DEFAULTS,
        *,
        stamp: str = "",
        answers: Sequence[DeployAnswer] = (),
        insight: Sequence[str] = (),
    ) -> None:
        self.subject: Subject = subject_of(item)
        self.answers = tuple(answers)
        self.insight = check_insights(insight)
        self.options = replace(options, stamp=stamp) if stamp else options
        self.parts = Parts()

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
        return find_failures(self.subject, self.parts)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """All sections but the failures, in order."""
        subject, targets = self.subject, targets_of(self.failing)
        several = len(subject.matrix.versions) > 1
        makers: dict[str, Callable[[], Section | None]] = {
            "contracts": lambda: pairs_section(subject),
            **({DEPLOY: lambda: deploy_section(self.answers)} if self.answers else {}),
            "causes": lambda: causes_section(subject, targets),
            "matrix": lambda: matrix_section(subject, targets, self.options),
            **({OVER_VERSIONS: lambda: over_versions_section(subject)} if several else {}),
            "not-checked": lambda: not_checked_section(subject),
            "not-exercised": lambda: not_exercised_section(subject),
            "states": lambda: states_section(subject),
            "problems": lambda: problems_section(subject),
            **{name: partial(insight_section, name, subject) for name in self.insight},
            "versions": lambda: versions_section(subject, self.options.stamp),
        }
        self.parts.expect(len(makers))
        made = [
            self.parts.make(partial(guarded_section, name, make), partial(left_out_section, name))
            for name, make in makers.items()
        ]
        return tuple(section for section in made if section is not None)

    def __contains__(self, name: object) -> bool:
        return name in ("contracts", "over-versions", DEPLOY, *INSIGHTS) or any(
            name is section or name == section.name for section in self.sections
        )

    def __getitem__(self, name: str) -> Section:
        """A section by its name, such as ``"matrix"``.

        Raises
        ------
        AmbiguousExample
            If there is no such section.
        """
        for section in self.sections:
            if section.name == name:
                return section
        if name == OVER_VERSIONS:
            return over_versions_section(self.subject)
        if name == "contracts":
            sentence = "There is one contract." if self.subject.pairs else "There are no contracts."
            return quiet_section("contracts", "Contracts", sentence, None)
        if name == DEPLOY:
            return deploy_section(self.answers)
        if name in INSIGHTS:
            return insight_section(name, self.subject)
        names = [section.name for section in self.sections]
        raise AmbiguousExample(f"the report has no section {name!r}; there are", names)

    def __iter__(self) -> Iterator[Section]:
        return iter(self.sections)

    @cached_property
    def before_failures(self) -> str:
        """Name of the section that holds the failures."""
        return OVER_VERSIONS if any(section.name == OVER_VERSIONS for section in self.sections) else "matrix"

    def over_versions(self) -> list[Heading | Section]:
        """A heading and the section for a notebook; nothing where one version leaves nothing to compare."""
        return [
            item
            for section in self.sections
            if section.name == OVER_VERSIONS
            for item in (Heading(section.title, 2), section)
        ]

    def deploy(self) -> list[Heading | Section]:
        """A heading and the section for a notebook; nothing where no broker was asked."""
        return [Heading(DEPLOY_TITLE, 2), deploy_section(self.answers)] if self.answers else []

    def insights(self) -> list[Heading | Section]:
        """Headings and sections for a notebook: those that were asked for."""
        return [
            item
            for section in self.sections
            if section.name in self.insight
            for item in (Heading(section.title, 2), section)
        ]

    @property
    def overview(self) -> Section:
        """The figures below the title, and a row for each contract where there are several."""
        blocks: list[Block] = [Paragraph(line(self.chip, " ", self.lead), "sentence")]
        for section in self.sections:
            if section.name == "contracts":
                blocks += section.blocks
        return Section("overview", "Overview", tuple(blocks))

    def failures(self, most: int | None = None) -> list[Heading | Failure | Section]:
        """Failures for a notebook: a heading and the failure in full, in turn.

        Parameters
        ----------
        most : int, optional
            How many are shown; the others are counted. Without it, what the options say.
        """
        if not self.failing:
            return [quiet_section("failures", "Failures", "Nothing failed.")]
        shown = self.failing[: self.options.notebook_failures if most is None else most]
        items: list[Heading | Failure | Section] = []
        for failure in shown:
            items += [Heading(failure.title, 3), failure]
        return [*items, *more_failures(len(self.failing) - len(shown))]

    def document(self) -> Document:
        """Title, causes and matrix: what a notebook shows of the report as a whole."""
        blocks: list[Block] = [Paragraph(line(self.chip, " ", strong(self.title)), "title"), Paragraph(self.lead)]
        for name in ("contracts", "causes", "matrix"):
            for section in self.sections:
                if section.name == name and not section.quiet:
                    blocks += section.blocks
        names = ", ".join(f'report["{section.name}"]' for section in self.sections[-5:])
        more = Paragraph(line(faint("Next: "), code("display(*report.failures())"), faint(f", {names}")))
        return Document((*blocks, Only(frozenset({"html"}), (more,))))

    def __repr__(self) -> str:
        return f"<Report: {self.title}>"


def more_failures(left: int) -> list[Section]:
    """The line that says how many failures a notebook leaves out; none where it leaves out none."""
    more = Paragraph(line(f"… {left:,} more: ", code("run.failures")))
    return [Section("more-failures", "More failures", (more,), left)] if left > 0 else []


register(Report, Report.document)
