"""Why this rule: the rule that won, the rules it beat, and where each is written."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.contracts.contract import Example
from contractlab.values.meant_rule import meant_rule_words
from contractlab.values.mismatch import Mismatch
from contractlab.values.result import MatchResult
from contractlab.values.rule import DecidingRule
from contractlab.values.sentences import Sentence
from contractlab.values.text import shorten_middle
from contractlab.values.without_rule import why_without_rule
from contractlab.views.guard import guarded
from contractlab.views.model import (
    Block,
    Cell,
    Details,
    Line,
    Only,
    Paragraph,
    Row,
    Span,
    Table,
    code,
    faint,
    line,
    strong,
    tell,
    typed,
)
from contractlab.views.words import count, file_name, opened_file, place_of, short_place, where_declared

__all__ = ["decided", "why_details"]

_LOSERS = 8
_RULE = 60


def _name(label: str) -> str:
    return shorten_middle(label, _RULE)


def _rows(rule: DecidingRule) -> tuple[Row, ...]:
    label = rule.combined or rule.label
    rows = [
        Row(
            (
                Cell(line(f"{rule.weight:,} won"), strong=True),
                Cell((code(_name(label), label if len(label) > _RULE else ""),)),
                Cell((code(shorten_middle(rule.path, 120)),)),
                Cell(where_declared(rule.declared_at)),
            )
        )
    ]
    for loser in rule.beaten[:_LOSERS]:
        number = loser.declared_at.line
        reason = f"line {number:,}, {loser.why}" if number is not None else loser.why
        rows.append(
            Row(
                (
                    Cell(line(f"{loser.weight:,} lost"), faint=True),
                    Cell((code(_name(loser.name)),), faint=True),
                    Cell((code(shorten_middle(loser.path, 120)),), faint=True),
                    Cell(line(reason), faint=True),
                )
            )
        )
    return tuple(rows)


def _at(rule: DecidingRule) -> Line:
    """Where it is declared for; a rule on a status or a path has no path expression."""
    return line(faint(" at "), code(shorten_middle(rule.path, 120))) if rule.path else ()


def _inside_the_example(rule: DecidingRule) -> bool:
    """True for a matcher of ContractCase: it stands where the value stands, so none is weighed against another."""
    return rule.name[:1].isupper() and not rule.weight and not rule.beaten


def _of_rule(rule: DecidingRule, opened: bool) -> tuple[Block, ...]:
    beaten = f" won over {count(len(rule.beaten), 'other')}" if rule.beaten else " is the only rule that applies"
    inside = _inside_the_example(rule)
    beaten = " stands at the value itself" if inside else beaten
    inherited = ", its mode inherited from further up" if inside else ", inherited from further up"
    inherited = inherited if rule.cascaded else ""
    summary = line(
        strong("Why this rule "),
        faint(_name(rule.name)),
        *_at(rule),
        faint(beaten + inherited),
    )
    head = ("score", "rule", "path", f"declared in {file_name(rule.declared_at.file)}")
    table = Table(_rows(rule), head, "grid", ("84px", "120px", "26%", ""))
    if inside:
        table = Table((Row(_rows(rule)[0].cells[1:]),), ("matcher", *head[2:]), "grid", ("24%", "30%", ""))
    more = len(rule.beaten) - _LOSERS
    blocks: list[Block] = [table]
    if more > 0:
        blocks.append(Paragraph(line(faint(f"… {more:,} more lost: "), typed("result.mismatches[0].rule.beaten"))))
    losers = ", ".join(f"{loser.name} at {shorten_middle(loser.path, 40)}" for loser in rule.beaten[:2])
    sentence = line(
        f"Why: rule {_name(rule.label)}",
        *_at(rule),
        f", {short_place(rule.declared_at)}",
        f", won over {losers}" if losers else "",
    )
    return (
        Only(frozenset({"html", "markdown"}), (Details(summary, tuple(blocks), opened, topic="why"),)),
        Only(frozenset({"text"}), (Paragraph(sentence),)),
    )


def decided(mismatch: Mismatch, example: Example, match: MatchResult) -> Line:
    """What decided about a value, in one line: the rule, where it is written, and what it won over.

    Parameters
    ----------
    mismatch : Mismatch
    example : Example
    match : MatchResult
        The check that it is of.
    """
    location = place_of(mismatch, example, match)
    number = location.line
    place = line(opened_file(location), f" line {number:,}" if number is not None else "")
    rule = mismatch.rule
    if rule is None:
        clause = why_without_rule(mismatch).clause
        return line(faint(f"{clause[:1].upper()}{clause[1:]}: "), place)
    label = rule.combined or rule.label
    chip = Span("rule", _name(label), label if len(label) > _RULE else "")
    if _inside_the_example(rule):
        return line(chip, faint(" stands at the value itself, "), place)
    sentence = line(chip, *_at(rule), ", ", place)
    for number, loser in enumerate(rule.beaten[:2]):
        lost = line(Span("rule", _name(loser.name)), faint(" at "), code(shorten_middle(loser.path, 60)))
        sentence = line(
            sentence, faint(" and " if number else ", won "), f"{rule.weight:,} to {loser.weight:,} over ", lost
        )
    more = len(rule.beaten) - 2
    return line(sentence, faint(f" and {more:,} more")) if more > 0 else sentence


@guarded
def _meant(firsts: Sequence[Mismatch]) -> list[Block]:
    """The rules that were meant for the values and do not reach them; in a terminal the sentences say so."""
    meant = [Sentence.of(*meant_rule_words(first.facts["meant"])) for first in firsts if "meant" in first.facts]
    sentences = {str(sentence): sentence for sentence in meant}
    return [Only(frozenset({"html", "markdown"}), (Paragraph(tell(each)),)) for each in list(sentences.values())[:3]]


def why_details(firsts: Sequence[Mismatch], example: Example | None, match: MatchResult) -> tuple[Block, ...]:
    """One section for each deciding rule, the first of them open.

    Parameters
    ----------
    firsts : sequence of Mismatch
        The first of each group.
    example : Example or None
    match : MatchResult
        The check that it is of.
    """
    blocks: list[Block] = []
    seen: set[tuple[str, str]] = set()
    for mismatch in firsts:
        rule = mismatch.rule
        if rule is not None:
            declared = (rule.declared_at.file, rule.declared_at.pointer)
            if declared not in seen and len(seen) < 3:
                seen.add(declared)
                blocks += _of_rule(rule, not blocks)
    exact = [mismatch for mismatch in firsts if mismatch.rule is None]
    if exact and example is not None and not blocks:
        # That a body was not compared at all says more than that a header beside it must be equal.
        telling = next((mismatch for mismatch in exact if not why_without_rule(mismatch).compared), exact[0])
        location = place_of(telling, example, match)
        place = line(code(file_name(location.file)), " ", where_declared(location))
        clause = why_without_rule(telling).clause
        summary = line(strong("Why: "), faint(clause))
        blocks = [
            Only(frozenset({"html", "markdown"}), (Details(summary, (Paragraph(place),), True, topic="why"),)),
            Only(
                frozenset({"text"}),
                (Paragraph(line(f"Why: {clause}, {short_place(location)}")),),
            ),
        ]
    return (*blocks, *_meant(firsts))
