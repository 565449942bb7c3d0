"""What a report shows beside the views of runs and results: its title, headings, and the sections at its end.

The cells of the report notebook call these, and a report that is written from a run calls them too, so that both say
the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import sha256
from typing import Any

from contractlab.__about__ import __version__
from contractlab.values.shown import Shown
from contractlab.values.text import visible
from contractlab.verification.results import SEVERITY
from contractlab.verification.run import Run
from contractlab.views.contract_model import problems_block
from contractlab.views.markdown import escape_text
from contractlab.views.model import Block, Cell, Document, Line, Paragraph, Row, Table, chip, code, faint, join, line
from contractlab.views.registry import register
from contractlab.views.result_model import unchecked_groups
from contractlab.views.words import count, cut, file_name, format_name, short_place

__all__ = ["Heading", "Section", "failures", "heading", "not_checked", "not_exercised", "problems", "versions"]

_ROWS = 60
_FILES = 20


class Heading:
    """A heading: notebooks list it among their contents, which the views' own titles stay out of.

    Parameters
    ----------
    text : str
        Plain text; it may come from anyone.
    level : int
        1 to 6.
    """

    def __init__(self, text: str, level: int = 1) -> None:
        self.text = cut(" ".join(text.split()))
        self.level = level

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        return {"text/plain": visible(self.text), "text/markdown": f"{'#' * self.level} {escape_text(self.text)}\n"}


def heading(text: str, level: int = 1) -> Heading:
    """A heading of a report; the text is never read as Markdown."""
    return Heading(text, level)


class Section(Shown):
    """A part of a report, drawn as the views are."""

    def __init__(self, *blocks: Block) -> None:
        self.document = Document(blocks)


register(Section, lambda section: section.document)


def _said(text: str) -> Section:
    return Section(Paragraph(line(text)))


def failures(run: Run, most: int = 50) -> list[Any]:
    """Each failure in full below a heading, worst first.

    Parameters
    ----------
    run : Run
    most : int
        How many are shown.

    Returns
    -------
    list
        Headings and results in turn; one sentence where nothing failed.
    """
    if not run.failures:
        return [_said("Nothing failed.")]
    several = len(run.provider_versions) > 1
    items: list[Any] = []
    for one in run.failures[:most]:
        version = f" ({one.provider_version})" if several and one.provider_version else ""
        items += [heading(f"{one.example.description}{version}", 3), one]
    left = len(run.failures) - most
    if left > 0:
        items.append(Section(Paragraph(line(f"… {left:,} more: ", code(f"run.failures[{most}:]")))))
    return items


def not_checked(run: Run) -> Section:
    """What passed because nothing looked at it, by example."""
    rows: list[Row] = []
    left = 0
    for result in run.results:
        for told, _ in unchecked_groups(result.unchecked):
            if len(rows) < _ROWS:
                rows.append(Row((Cell(line(cut(result.example.description))), Cell(told))))
            else:
                left += 1
    if not rows:
        return _said("Nothing was left unchecked in what was judged.")
    blocks: list[Block] = [Table(tuple(rows), ("example", "what nothing checked"), "grid", ("34%", ""))]
    if left:
        blocks.append(Paragraph(line(faint(f"… {left:,} more: "), code("result.unchecked"))))
    return Section(*blocks)


def not_exercised(run: Run) -> Section:
    """Examples without a capture, each with the place where it is written."""
    gaps = run.not_exercised
    if not gaps:
        return _said("Every example was exercised." if run.results else "There are no examples.")
    rows = [
        Row(
            (
                Cell(line(cut(one.example.description))),
                Cell(line(cut(one.provider_version or "–", 60))),
                Cell((code(short_place(one.example.location)),)),
            )
        )
        for one in gaps[:_ROWS]
    ]
    blocks: list[Block] = [
        Table(tuple(rows), ("example", "provider version", "file and line"), "grid", ("", "160px", "34%"))
    ]
    if len(gaps) > _ROWS:
        blocks.append(Paragraph(line(faint(f"… {len(gaps) - _ROWS:,} more: "), code("run.not_exercised"))))
    return Section(*blocks)


def problems(run: Run) -> Section:
    """What is odd about the contracts, each with its file and line."""
    blocks = problems_block(run.contracts.problems, "run.contracts.problems", with_file=True)
    return Section(*blocks) if blocks else _said("No problems in the contracts.")


def versions(run: Run) -> Section:
    """Verdicts by provider version, and the versions of everything that took part."""
    used = [one for one in SEVERITY if any(result.verdict == one for result in run.results)]
    rows = []
    for version in run.provider_versions:
        counted = [one.verdict for one in run.results if one.provider_version == version]
        cells = [Cell(line(cut(version or "–", 60)))]
        cells += [Cell(line(f"{counted.count(verdict):,}")) for verdict in used]
        worst = next((one for one in SEVERITY if one in counted), None)
        rows.append(Row((Cell((chip(worst),) if worst else ()), *cells)))
    blocks: list[Block] = [
        Table(tuple(rows), ("", "provider version", *used), "grid", ("40px", "", *["96px"] * len(used)))
    ]
    facts = [
        *_contract_facts(run),
        *_capture_facts(run),
        line(f"dialect {run.dialect}"),
        line(f"contractlab {__version__}"),
    ]
    return Section(*blocks, Paragraph(join(facts)))


def _contract_facts(run: Run) -> Iterable[Line]:
    for one in list(run.contracts)[:_FILES]:
        digest = sha256(one.source.data).hexdigest()
        yield line(code(file_name(one.source.name)), f" {format_name(one)}, sha256 {digest[:12]}")
    if len(run.contracts) > _FILES:
        yield line(f"{count(len(run.contracts) - _FILES, 'more contract')}")


def _capture_facts(run: Run) -> Iterable[Line]:
    for name in run.captures.files[:_FILES]:
        yield line(code(file_name(name)))
    if len(run.captures.files) > _FILES:
        yield line(f"{count(len(run.captures.files) - _FILES, 'more file')}")
