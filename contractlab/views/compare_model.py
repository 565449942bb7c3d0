"""Views of two versions of a contract: what the new one asks more and less."""

from __future__ import annotations

from contractlab.editing.change import Change
from contractlab.editing.compare import Comparison
from contractlab.insight.strictness import strictness
from contractlab.views.guard import guarded
from contractlab.views.model import (
    Block,
    Cell,
    Document,
    Line,
    Only,
    Paragraph,
    Row,
    Table,
    code,
    faint,
    line,
    strong,
    tell,
)
from contractlab.views.words import count, cut, file_name, format_name, named

__all__ = ["CHANGES", "build_comparison", "comparison_blocks"]

CHANGES = 60
TRIED = 60
"""Examples up to which wrong answers are tried on both versions, while somebody waits for the view."""

_RICH = frozenset({"html", "markdown"})
_SIGNS = {"more": "+ more", "less": "− less", "other": "~ changed", "same": "= same"}


def _effect(change: Change) -> Line:
    sign = _SIGNS[change.effect]
    return line(strong(sign)) if change.effect == "more" else line(faint(sign) if change.effect == "same" else sign)


def _rows(changes: tuple[Change, ...]) -> tuple[Row, ...]:
    rows: list[Row] = []
    name = None
    for change in changes:
        if change.example != name:
            name = change.example
            heading = line(named("strong", name)) if name else line(faint("the file"))
            rows.append(Row((Cell(heading, span=2),)))
        rows.append(Row((Cell(_effect(change), indent=1), Cell(tell(change.sentence), faint=change.effect == "same"))))
    return tuple(rows)


@guarded
def comparison_blocks(comparison: Comparison) -> list[Block]:
    """What changed, in sentences: the title first.

    Parameters
    ----------
    comparison : Comparison
    """
    blocks: list[Block] = [Paragraph(line(strong(f"{comparison.sentence}.")), "title")]
    changes = comparison.changes
    if not changes:
        return blocks
    # What is asked comes before what only reads differently, wherever there is no room for both.
    kept = changes
    if len(changes) > CHANGES:
        loud = [change for change in changes if change.effect != "same"][:CHANGES]
        room = CHANGES - len(loud)
        quiet = [change for change in changes if change.effect == "same"][:room]
        chosen = {id(listed) for listed in (*loud, *quiet)}
        kept = tuple(change for change in changes if id(change) in chosen)
    left = len(changes) - len(kept)
    blocks.append(Table(_rows(kept), ("asks", "what changed"), "grid", ("110px", ""), (), 40, "changes", left))
    if left:
        blocks.append(Paragraph(line(faint(f"… {count(left, 'change')} more: "), code("comparison.changes"))))
    return blocks


def build_comparison(comparison: Comparison) -> Document:
    """The document of a comparison."""
    new, old = comparison.new, comparison.old
    names = (file_name(old.source.name), file_name(new.source.name))
    about = line(
        named("text", new.consumer, 80),
        " → ",
        named("text", new.provider, 80),
        faint(f" {format_name(new)}, "),
        code(names[0]),
        *(() if names[0] == names[1] else (faint(" and "), code(names[1]))),
    )
    title, *rest = comparison_blocks(comparison)
    return Document((title, Paragraph(about), *rest, *_strictness(comparison)))


@guarded
def _strictness(comparison: Comparison) -> list[Block]:
    """How many wrong answers each version would stop; nothing where they ask the same."""
    if all(change.effect == "same" for change in comparison.changes):
        return []
    if max(len(comparison.old.examples), len(comparison.new.examples)) > TRIED:
        return []
    tried = strictness({"before": comparison.old, "now": comparison.new})
    words: list[Line] = [line(strong("Strictness: "), f"{tried.sentence}.")]
    for paths, verb in ((tried.weaker, "More passes"), (tried.stricter, "Less passes")):
        if paths:
            names = ", ".join(cut(path.label, 60) for path in paths[:4]) + (" …" if len(paths) > 4 else "")
            words.append(line(f" {verb} at ", code(names), "."))
    # A terminal shows what changed; figures beside it would be read as more of the same.
    return [Only(_RICH, (Paragraph(tuple(span for each in words for span in each)),))]
