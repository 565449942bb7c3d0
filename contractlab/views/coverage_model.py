"""Views of coverage: which fields nobody asks for, and who relies on the others."""

from __future__ import annotations

from dataclasses import replace

from contractlab.insight.asks import Ask
from contractlab.insight.coverage import Coverage, EndpointCoverage, FieldCoverage
from contractlab.insight.removable import Removable
from contractlab.values.mismatch import EVERY_ITEM
from contractlab.views.guard import lost_blocks
from contractlab.views.model import (
    Block,
    Cell,
    Details,
    Document,
    Line,
    Only,
    Paragraph,
    Row,
    Table,
    chip,
    code,
    faint,
    join,
    line,
    strong,
)
from contractlab.views.words import count, cut, named

__all__ = ["build_coverage", "build_endpoint", "build_removable"]

_RICH = frozenset({"html", "markdown"})
_OPEN = 2
"""Endpoints whose fields stand open; the others fold."""

_FOLDED = 12
_FIELDS = 60
_CONSUMERS = 5
"""So many consumers have a column each; of more their number is shown."""

_SAFE = 8
_LEGEND = (
    "exactly: only this value passes · by type: any value of this type, or a pattern · weakly: something passes "
    "unchecked · –: not asked"
)


def build_coverage(coverage: Coverage) -> Document:
    """The document of who relies on which field."""
    with_contract = [each for each in coverage.endpoints if each.has_contract]
    if not len(coverage.captures):
        return Document((Paragraph(line(strong("No captures, so nobody's answers are known.")), "title"),))
    blocks: list[Block] = [
        Paragraph(_title(coverage, with_contract), "title"),
        *_safe(with_contract),
        Paragraph(_limits(coverage)),
        *lost_blocks(coverage.lost),
    ]
    shown = [each for each in with_contract if each.fields]
    for each in shown[:_OPEN]:
        blocks += [Paragraph(_heading(each), "heading"), _table(each)]
    folded = tuple(Details(_heading(each), (_table(each),)) for each in shown[_OPEN : _OPEN + _FOLDED])
    if folded:
        blocks.append(Only(_RICH, folded))
    blocks.append(Paragraph(line(faint(_LEGEND))))
    blocks.append(Paragraph(_next(coverage, shown)))
    return Document(tuple(blocks), 64)


def build_endpoint(each: EndpointCoverage) -> Document:
    """The document of one endpoint."""
    return Document((Paragraph(_heading(each), "title"), _table(each), Paragraph(line(faint(_LEGEND)))), 64)


def _title(coverage: Coverage, endpoints: list[EndpointCoverage]) -> Line:
    fields = sum(1 for each in endpoints for field in each.fields if field.seen)
    unasked = sum(1 for each in endpoints for field in each.fields if field.nobody)
    providers = sorted({contract.provider for contract in coverage.contracts})
    whose = faint(f" {cut(', '.join(providers), 100)}")
    if not fields:
        return line(strong("No answer with a body was recorded of what the contracts are about."), whose)
    if not unasked:
        return line(chip("passed", f"{count(fields, 'field')}, each asked by somebody"), whose)
    return line(
        chip("not exercised", f"{unasked:,} of {count(fields, 'field')}"), " ", strong("nobody asks for"), whose
    )


def _safe(endpoints: list[EndpointCoverage]) -> list[Block]:
    unasked = [(each, field) for each in endpoints for field in each.unasked]
    if not unasked:
        return []
    contracts = {id(example.contract) for each in endpoints for example in each.endpoint.examples}
    phrases: list[Line] = []
    for each in dict.fromkeys(each for each, _ in unasked[:_SAFE]):
        paths = [line(code(cut(field.path, 60))) for owner, field in unasked[:_SAFE] if owner is each]
        phrases.append(line(join(paths, ", "), faint(f" of {cut(each.label, 80)}")))
    more = faint(f" and {len(unasked) - _SAFE:,} more") if len(unasked) > _SAFE else ()
    know = "this contract knows" if len(contracts) == 1 else f"these {len(contracts):,} contracts know"
    return [Paragraph(line(strong(f"Safe to remove, as far as {know}: "), join(phrases, "; "), more), "sentence")]


def _limits(coverage: Coverage) -> Line:
    versions = list(dict.fromkeys(capture.provider_version or "" for capture in coverage.captures))
    of = f" of {cut(versions[0], 40)}" if versions == versions[:1] and versions[0] else ""
    if len(versions) > 1:
        of = f" of {count(len(versions), 'version')}"
    words = f"From {count(len(coverage.captures), 'capture')}{of}."
    lost = coverage.without_contract
    if lost:
        names = ", ".join(cut(each.label, 60) for each in lost[:3]) + (" …" if len(lost) > 3 else "")
        readers = "Its readers are not known." if len(lost) == 1 else "Their readers are not known."
        has = "endpoint has" if len(lost) == 1 else "endpoints have"
        words += f" {len(lost):,} {has} no contract at all: {names}. {readers}"
    return line(faint(words))


def _heading(each: EndpointCoverage) -> Line:
    unasked = sum(1 for field in each.fields if field.nobody)
    remark = f" {unasked:,} of {count(len(each.fields), 'field')} nobody asks for" if unasked else ""
    return line(f"{cut(each.endpoint.key.provider, 60)} · ", code(cut(each.label, 100)), faint(remark))


def _table(each: EndpointCoverage) -> Table:
    consumers = each.endpoint.consumers
    wide = len(consumers) <= _CONSUMERS
    names = tuple(cut(consumer, 24) for consumer in consumers) if wide else ("asked by",)
    rows = tuple(_row(each, field, consumers if wide else None) for field in each.fields[:_FIELDS])
    widths = ("30%", *("" for _ in names), "90px", "190px")
    left = max(0, len(each.fields) - _FIELDS)
    return Table(rows, ("field", *names, "captures", "so"), "grid", widths, (), _FIELDS, "coverage", left)


def _row(each: EndpointCoverage, field: FieldCoverage, consumers: tuple[str, ...] | None) -> Row:
    depth = max(0, len(field.tokens) - 1)
    name = Cell(line(code(cut(_name(field), 60))), indent=depth, strong=field.nobody)
    if consumers is None:
        asked = [Cell(line(f"{len(field.asks):,} of {len(each.endpoint.consumers):,}"))]
    else:
        asked = [Cell(_ask(field.asks.get(consumer))) for consumer in consumers]
    seen = f"{field.seen:,}" if field.seen == field.captures else f"{field.seen:,} of {field.captures:,}"
    return Row((name, *asked, Cell(line(seen)), Cell(_so(each, field))))


def _name(field: FieldCoverage) -> str:
    if not field.tokens:
        return "$"
    last = field.tokens[-1]
    return "each item" if last == EVERY_ITEM else str(last)


def _ask(ask: Ask | None) -> Line:
    if ask is None:
        return line(faint("– not asked"))
    sign = "○" if ask.kind == "weakly" else "✓"
    return line(f"{sign} {ask.kind}")


def _so(each: EndpointCoverage, field: FieldCoverage) -> Line:
    if field.nobody:
        within = field not in each.unasked
        return line(strong("nobody"), ", with the above" if within else ", safe to remove")
    if field.never_answered:
        return line("asked, never answered")
    if field.weakly:
        return line("○ asked weakly")
    return line(faint(f"asked by {len(field.asks):,}"))


def _next(coverage: Coverage, shown: list[EndpointCoverage]) -> Line:
    first = next((field for each in shown for field in each.unasked), None)
    pieces = [] if first is None else [line(code(f"coverage.removable({first.path!r})"), faint(" yes, and how sure"))]
    pieces.append(line(code("coverage.to_frame()")))
    others = shown[_OPEN:]
    if others:
        calls = line(faint(f"{count(len(others), 'other endpoint')}: "), code(f"coverage[{others[0].label!r}]"))
        pieces.append(calls)
    return line(faint("Next: "), join(pieces))


def build_removable(removable: Removable) -> Document:
    """The document of whether a field could be left out."""
    verdict = chip("passed", "yes") if removable.safe else chip("failed", "no")
    blocks: list[Block] = [
        Paragraph(line(verdict, " ", code(cut(removable.path, 120))), "title"),
        Paragraph(line(cut(removable.sentence, 400)), "sentence"),
    ]
    if removable.breaks:
        rows = tuple(
            Row(
                (
                    Cell(line(cut(each.example.contract.consumer, 60))),
                    Cell(line(named("text", each.example.description))),
                    Cell(line(cut(replace(each.mismatch, remark=()).message, 160))),
                )
            )
            for each in removable.breaks[:_FIELDS]
        )
        left = max(0, len(removable.breaks) - _FIELDS)
        head = ("consumer", "example", "fails by")
        blocks.append(Table(rows, head, "grid", ("24%", "34%", ""), (), _FIELDS, "removable.breaks", left))
    return Document(tuple(blocks), 48)
