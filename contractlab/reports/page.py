"""The report as one page: offline, without anything fetched, and whole without its script.

A policy in the page forbids everything but its own style and its own script, each by its hash; widths of columns and
bars are the only attributes of style. Every text passes the views' one door.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from contractlab.reports.document import Report
from contractlab.reports.failures import Failure
from contractlab.reports.insights import INSIGHTS
from contractlab.reports.section import Section
from contractlab.views.html import SIGNS, HtmlWriter, text_of
from contractlab.views.model import Cell, Details, Line, Picture, Row, Span, Table, shares
from contractlab.views.styles import STYLES
from contractlab.views.svg import PICTURE_STYLE, frame_class, render_svg
from contractlab.views.words import count
from contractlab.widgets.assets import inline, style
from contractlab.widgets.explorer.model import ExplorerModel

__all__ = ["render_page"]

_STATIC = Path(__file__).parent / "static"
_OPEN = 3
_ABOVE = ("contracts", "deploy", "causes", "matrix", "over-versions")
_ANCHORS, _ANCHOR_BYTES = 500, 40
"""Failures left out that links may lead to, and bytes for each."""
_FAILURE_BYTES, _CELL_BYTES = 5_000, 3_000
"""What a failure and the details of a cell take about, so that their number is near the truth before they are made."""


class _PageWriter(HtmlWriter):
    """Writes blocks with classes, and links to the sections that tell more."""

    reached = ' tabindex="0" role="group" aria-label="table"'

    def look(self, name: str, *more: str) -> str:
        """See `HtmlWriter`."""
        return f'class="{" ".join(f"s-{part}" for part in (name, *more))}"'

    def named(self, details: Details) -> str:
        """See `HtmlWriter`."""
        return f' id="{text_of(details.name)}"' if details.name else ""

    def span(self, span: Span) -> str:
        """See `HtmlWriter`."""
        if not span.target:
            return super().span(span)
        family, _, verdict = span.kind.partition("-")
        sign = f"{SIGNS[verdict]} " if family == "chip" else ""
        look = f" {self.look(span.kind)}" if span.kind != "text" else ""
        title = f' title="{text_of(span.title)}"' if span.title else ""
        return f'<a{look} href="#{text_of(span.target)}"{title}>{f"{sign}{text_of(span.text)}".rstrip()}</a>'

    def segments(self, cell: Cell) -> str:
        """See `HtmlWriter`."""
        inner = "".join(
            f'<span class="segment {verdict.replace(" ", "-")}" style="flex:{part}"></span>'
            for verdict, part in shares(cell.bar, 1000)
        )
        figures = ", ".join(f"{number:,} {verdict}" for verdict, number in cell.bar if verdict != "none")
        return f'<div class="segments" role="img" aria-label="{text_of(figures)}">{inner}</div>'

    def table(self, table: Table) -> str:
        """See `HtmlWriter`; cards stand side by side."""
        if table.kind != "cards":
            return super().table(table)
        return f'<ul class="cards">{"".join(map(self._card, table.rows))}</ul>'

    def picture(self, picture: Picture) -> str:
        """See `HtmlWriter`; a page keeps the drawing, so that the table is folded."""
        title = text_of(picture.drawing.name)
        frame = f'<div class="{frame_class(picture.drawing)}" tabindex="0" role="group" aria-label="{title}">'
        table = f"<details><summary>as a table</summary>{self.table(picture.table)}</details>"
        if not picture.table.rows:
            return f"<figure>{frame}{render_svg(picture.drawing)}</div></figure>"
        caption = f"<figcaption>{self.line(picture.title)}</figcaption>"
        return f"<figure>{caption}{frame}{render_svg(picture.drawing)}</div>{table}</figure>"

    def _card(self, row: Row) -> str:
        chip, sentence, remark, names = (cell.spans for cell in row.cells)
        verdict = chip[0].kind.partition("-")[2] if chip else ""
        top = f'<p>{self.line(chip)} <span class="s-faint">{self.line(remark)}</span></p>'
        why = f'<p class="said">{self.line(sentence)}</p>'
        return f'<li class="card {verdict}">{top}{why}<p>{self.line(names)}</p></li>'


_WRITER = _PageWriter()


@cache
def _style() -> str:
    classes = [f".s-{name}{{{style}}}" for name, style in STYLES.items() if not name.startswith(("root", "segment"))]
    more = [f".s-{name}{{{_WRITER._more(name)[1:]}}}" for name in ("center", "middle", "bold")]
    more += [f".s-indent-{depth}{{{_WRITER._more(f'indent-{depth}')[1:]}}}" for depth in range(1, 21)]
    # What a notebook needs on every table is inherited here.
    own = (_STATIC / "page.css").read_text(encoding="utf-8")
    return "\n".join([*classes, *more, PICTURE_STYLE, own])


@cache
def _script() -> str:
    return (_STATIC / "page.js").read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def render_page(report: Report) -> str:
    """Write a report as a page, no longer than its options say: failures beyond are left out, and it says how many.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
        A whole HTML document. With its script, the matrix is the one of the live views, on what the page brings along.
    """
    limit = report.options.page_bytes
    parts = _Parts(report, limit // 4)
    head, tail = parts.head(), parts.tail()
    left = limit - len((head + tail).encode())
    failures = parts.failures(max(left, 0))
    return head + failures + tail


def _matrix_model(report: Report, room: int) -> dict[str, Any]:
    """The live matrix's model: its picture, and the details of failing cells as far as there is room."""
    model = ExplorerModel(report.subject.matrix, live=False)
    view = model.view()
    details: dict[str, Any] = {}
    columns = range(len(report.subject.matrix.versions) - 1, -1, -1)
    rows = list(enumerate(view["rows"]))
    failing = [
        (row, column) for column in columns for row, shown in rows if shown[2][column : column + 1] in ("f", "e")
    ]
    signs = view["document"]["verdicts"] if "document" in view else ""
    failing += [(row, len(columns)) for row, code in enumerate(signs) if code == "f"]
    expected = min(len(failing), max(room // _CELL_BYTES, 0))
    report.parts.expect(expected)
    for row, column in report.parts.each(failing):
        cell = model.cell(row, column)
        room -= len(_json(cell).encode()) + 20
        if room < 0:
            break
        details[f"{row},{column}"] = cell
    if not report.parts.interrupted:
        report.parts.expect(len(details) - expected)  # which their length decides
    return {"view": {**view, "details": details}, "live": False}


def _json(value: object) -> str:
    """JSON that can stand in a script element: no sign of it ends the element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


class _Parts:
    """The parts of a page, in order."""

    def __init__(self, report: Report, room: int) -> None:
        self.report = report
        self.style = f"{_style()}\n{style('base.css', 'explorer.css')}"
        self.module = inline("explorer.js") if report.subject.matrix.rows else ""
        self.model = _json(_matrix_model(report, room)) if self.module else ""
        self.sections = {section.name: section for section in report.sections}

    def policy(self) -> str:
        """Nothing but what the page brings itself."""
        scripts = " ".join(map(_hash, filter(None, [_script(), self.module])))
        sheets = _hash(self.style)
        return (
            f"default-src 'none'; script-src {scripts}; style-src {sheets}; style-src-attr 'unsafe-inline'; "
            "base-uri 'none'; form-action 'none'"
        )

    def head(self) -> str:
        """Everything above the failures."""
        title = text_of(self.report.title)
        start = (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{self.policy()}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="generator" content="contractlab">\n'
            f"<title>{title}</title>\n<style>{self.style}</style>\n</head>\n<body>\n"
        )
        chip, lead = _WRITER.line((self.report.chip,)), _WRITER.line(self.report.lead)
        above = f'<main>\n<h1>{chip} {title}</h1>\n<p class="lead">{lead}</p>\n'
        inner = [self.section(name) for name in _ABOVE if name in self.sections]
        return start + self.nav() + above + "".join(inner)

    def nav(self) -> str:
        """Links to all sections, with their figures."""
        links = []
        for name, title, figure in self._order():
            count_beside = f" {figure:,}" if figure is not None else ""
            links.append(f'<a href="#{name}">{text_of(title)}{count_beside}</a>')
        return f'<nav aria-label="sections"><b>contractlab report</b> {" ".join(links)}</nav>\n'

    def _order(self) -> Iterator[tuple[str, str, int | None]]:
        for section in self.report.sections:
            yield section.name, section.title, section.figure
            if section.name == self.report.before_failures:
                yield "failures", "Failures", len(self.report.failing)

    def section(self, name: str) -> str:
        """A section by its name."""
        section: Section = self.sections[name]
        remark: Line = section.remark
        figure = f" <small>{section.figure:,}</small>" if section.figure else ""
        beside = f" <small>{_WRITER.line(remark)}</small>" if remark else ""
        inner = _WRITER.blocks(section.blocks)
        body = f'<div class="quiet">{inner}</div>' if section.quiet else inner
        if name == "matrix" and self.module:
            body = f'<div id="live"></div><div class="still">{body}</div>'
        return f'<section id="{name}"><h2>{text_of(section.title)}{figure}{beside}</h2>{body}</section>\n'

    def failures(self, room: int) -> str:
        """Every failure in full, as many as there is room for."""
        failing = self.report.failing
        figure = f" <small>{len(failing):,}</small>" if failing else ""
        start = f'<section id="failures"><h2>Failures{figure}</h2>'
        if not failing:
            return f'{start}<p class="quiet">Nothing failed.</p></section>\n'
        made: list[str] = []
        room -= 500 + _ANCHOR_BYTES * min(len(failing), _ANCHORS)
        parts = self.report.parts
        expected = min(len(failing), max(room // _FAILURE_BYTES, 0))
        parts.expect(expected)
        for failure in parts.each(failing):
            text = self.failure(failure, opened=len(made) < _OPEN and failure.current)
            room -= len(text.encode())
            if room < 0:
                break
            made.append(text)
        if not parts.interrupted:
            parts.expect(len(made) - expected)
        left = len(failing) - len(made)
        # Links may lead to what is left out; they end at the line that says so.
        ends = "".join(f'<span id="{failure.name}"></span>' for failure in failing[len(made) : len(made) + _ANCHORS])
        more = f"{ends}<p>… {count(left, 'more failure')} left out: <code>run.failures</code></p>" if left else ""
        return f"{start}{''.join(made)}{more}</section>\n"

    @staticmethod
    def failure(failure: Failure, *, opened: bool) -> str:
        """One failure in full."""
        look = " ".join(filter(None, ["failure", failure.result.verdict, "" if failure.current else "older"]))
        inner = f"<summary>{_WRITER.line(failure.summary)}</summary>{_WRITER.blocks(failure.blocks)}"
        return f'<details id="{failure.name}" class="{look}"{" open" * opened}>{inner}</details>\n'

    def tail(self) -> str:
        """Everything below the failures."""
        below = ("not-checked", "not-exercised", "states", "problems", *INSIGHTS, "versions")
        inner = "".join(self.section(name) for name in below if name in self.sections)
        live = ""
        if self.module:
            live = f'<script type="application/json" id="model">{self.model}</script>\n'
            live += f'<script type="module">{self.module}</script>\n'
        signs = "✗ failed (letter: cause) · ! could not be checked · ◔ pending · – not exercised · ✓ passed"
        end = f"<footer>{signs}</footer>\n</main>\n{live}<script>{_script()}</script>\n</body>\n</html>\n"
        return inner + end
