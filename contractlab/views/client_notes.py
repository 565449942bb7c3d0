"""What a view says of the verifier's HTTP client: where it changed the answer that was judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contractlab.verification.results import Result
from contractlab.views.guard import guarded
from contractlab.views.model import Block, Bullets, Line, Only, Paragraph, faint, line, tell
from contractlab.views.words import count

__all__ = ["client_notes_lines", "client_notes_of_result", "client_notes_of_run"]

_LINES = 6
_TEXT_LINES = 2
_LOOKED_AT = 2_000


@guarded
def client_notes_of_result(result: Result) -> list[Block]:
    """Below the sentences of a result: what CI's client made of its answer."""
    lines = [tell(note.sentence) for note in result.decisive_notes]
    if len(lines) > 1:
        return [Bullets(tuple(lines))]
    return [Paragraph(spans) for spans in lines]


def client_notes_lines(results: Iterable[Result]) -> list[Line]:
    """What CI's client made of several answers: one line for each of its rules, with how many results it is about.

    Parameters
    ----------
    results : iterable of Result
        The first 2,000 are looked at.
    """
    by_rule: dict[str, list[Result]] = {}
    for _, result in zip(range(_LOOKED_AT), results, strict=False):
        for note in result.decisive_notes:
            by_rule.setdefault(note.rule, []).append(result)
    lines: list[Line] = []
    for rule, touched in by_rule.items():
        first = next(note for note in touched[0].decisive_notes if note.rule == rule)
        lines.append(line(tell(first.sentence), faint(f" {count(len(touched), 'result')}") if len(touched) > 1 else ""))
    return lines


@guarded
def client_notes_of_run(results: Sequence[Result]) -> list[Block]:
    """Below the causes of a run."""
    lines = client_notes_lines(results)
    if not lines:
        return []
    rich = Only(frozenset({"html", "markdown"}), (Bullets(tuple(lines[:_LINES])),))
    return [rich, Only(frozenset({"text"}), tuple(Paragraph(spans) for spans in lines[:_TEXT_LINES]))]
