"""Sections that say what to do: who relies on what, what would slip through, what changed in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from contractlab.captures import Captures
from contractlab.errors import ContractLabError
from contractlab.insight.coverage import coverage
from contractlab.insight.drift import drift
from contractlab.insight.strictness import strictness
from contractlab.reports.section import Section, quiet_section
from contractlab.reports.subject import Subject
from contractlab.views.model import Block
from contractlab.views.registry import build

__all__ = ["INSIGHTS", "check_insights", "insight_section"]

INSIGHTS: Mapping[str, str] = {
    "coverage": "Who relies on what",
    "strictness": "What would slip through",
    "drift": "What changed in silence",
}
"""Names of the sections, with their titles; a report has those that are asked for."""


def check_insights(names: Iterable[str]) -> tuple[str, ...]:
    """The names, each once.

    Raises
    ------
    ContractLabError
        If there is no such section.
    """
    wanted = tuple(dict.fromkeys(names))
    unknown = [name for name in wanted if name not in INSIGHTS]
    if unknown:
        raise ContractLabError(f"there is no insight {unknown[0]!r}; there are {', '.join(INSIGHTS)}")
    return wanted


def insight_section(name: str, subject: Subject) -> Section:
    """One of the sections of `INSIGHTS`."""
    if subject.second_hand is not None:
        text = "Answers are not known where a verifier told the verdicts alone."
        return quiet_section(name, INSIGHTS[name], text, None)
    return _SECTIONS[name](subject)


def _captures(subject: Subject) -> Captures:
    return Captures({id(capture): capture for run in subject.runs for capture in run.captures}.values())


def _dialect(subject: Subject) -> str:
    return subject.runs[0].dialect if subject.runs else "reference"


def _coverage(subject: Subject) -> Section:
    reliance = coverage(list(subject.contracts), _captures(subject), dialect=_dialect(subject))
    return _section(
        "coverage", build(reliance).blocks, sum(len(each.unasked) for each in reliance if each.has_contract)
    )


def _strictness(subject: Subject) -> Section:
    weaknesses = strictness(list(subject.contracts), _captures(subject), dialect=_dialect(subject))
    return _section("strictness", build(weaknesses).blocks, weaknesses.weakly)


def _drift(subject: Subject) -> Section:
    if subject.matrix.axis != "provider" or len(subject.matrix.versions) < 2:
        return quiet_section("drift", INSIGHTS["drift"], "There is one version of the provider.", None)
    changes = drift(subject.matrix)
    return _section("drift", build(changes).blocks, len(changes))


def _section(name: str, blocks: Sequence[Block], figure: int) -> Section:
    return Section(name, INSIGHTS[name], tuple(blocks), figure)


_SECTIONS: Mapping[str, Callable[[Subject], Section]] = {
    "coverage": _coverage,
    "strictness": _strictness,
    "drift": _drift,
}
