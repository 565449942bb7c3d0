"""The view of a comparison with the core of pact-python: what differs and why, then what could not be compared."""

from __future__ import annotations

from contractlab.live.crosschecking.crosscheck import CrossCheck, CrossChecked
from contractlab.live.crosschecking.reasons import Difference
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
    Document,
    Line,
    Paragraph,
    Row,
    Table,
    chip,
    code,
    faint,
    line,
    strong,
)
from contractlab.views.words import count, cut

__all__ = ["build_crosscheck"]

_ROWS = 200
_SENTENCES = 20
_PLACES = 3
_HEAD = ("example", "contractlab", "pact-python", "why")
_WIDTHS = ("30%", "110px", "110px", "")


def build_crosscheck(check: CrossCheck) -> Document:
    """The document of a comparison."""
    blocks: list[Block] = [Paragraph(_title(check), "title")]
    if check.differences:
        shown = check.differences[:_ROWS]
        left = len(check.differences) - len(shown)
        rows = tuple(_row(each) for each in shown)
        blocks.append(Table(rows, _HEAD, "grid", _WIDTHS, (), 16, "crosscheck.differences", left))
        blocks.append(Bullets(tuple(_sentence(each) for each in check.differences[:_SENTENCES])))
    if check.not_compared:
        blocks.append(Paragraph(line("Not compared"), "heading"))
        blocks.append(Bullets(tuple(_not_compared(check))))
    return Document(tuple(blocks), 60)


def _title(check: CrossCheck) -> Line:
    compared, differ, unexplained = len(check.compared), len(check.differences), len(check.unexplained)
    verdict = "passed" if check.passed else "failed" if unexplained else "error"
    if not compared:
        return line(chip(verdict, "nothing compared"), " The core of pact-python gave no verdict on any of these.")
    figures = f" {compared - differ:,} of {count(compared, 'verdict')} agree with pact-python's core"
    if not differ:
        return line(chip(verdict, "agrees"), figures, ".")
    reasons = "each for a known reason" if not unexplained else f"{unexplained:,} not explained"
    word = "differs" if differ == 1 else "differ"
    return line(chip(verdict, "differs"), figures, f"; {differ:,} {word}, {reasons}.")


def _difference(checked: CrossChecked) -> Difference:
    assert checked.difference is not None, "only what differs has a row"
    return checked.difference


def _row(checked: CrossChecked) -> Row:
    result, difference = checked.result, _difference(checked)
    version = faint(f" {cut(result.provider_version, 40)}") if result.provider_version else faint("")
    named = line(difference.kind, faint(": "), code(cut(difference.name, 60)))
    return Row(
        (
            Cell(line(strong(cut(result.example.description)), version)),
            Cell(line(chip(result.verdict, result.verdict))),
            Cell(line(chip(checked.core or "error", checked.core or ""))),
            Cell(named if difference.explained else line(strong("not explained"))),
        ),
        "" if difference.explained else "failed",
    )


def _sentence(checked: CrossChecked) -> Line:
    """What explains a difference, and where the core sees one."""
    places = "; ".join(cut(place, 80) for place in checked.places[:_PLACES])
    more = len(checked.places) - _PLACES
    start = line(strong(cut(checked.result.example.description, 60)), f": {cut(_difference(checked).text, 400)}")
    if not places:
        return line(start, faint(" The core sees no difference."))
    return line(start, faint(" The core: "), code(places), faint(f" and {more:,} more" if more > 0 else ""))


def _not_compared(check: CrossCheck) -> list[Line]:
    """A line for each reason, with how many examples it is about."""
    by_reason: dict[str, list[str]] = {}
    for each in check.not_compared:
        by_reason.setdefault(each.why_not, []).append(each.result.example.description)
    return [
        line(f"{cut(why, 240)}: ", faint(count(len(names), "example") + f", “{cut(names[0], 80)}”"))
        for why, names in by_reason.items()
    ]
