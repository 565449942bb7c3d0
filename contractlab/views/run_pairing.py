"""How the captures of a run were paired with its examples, as far as that matters, and which fit none."""

from __future__ import annotations

import shlex
from collections import Counter

from contractlab.verification.pairing_notes import PairingNote
from contractlab.verification.run import Run
from contractlab.verification.unpaired import Unpaired
from contractlab.views.guard import guarded
from contractlab.views.model import (
    Block,
    Bullets,
    Details,
    Line,
    Only,
    Paragraph,
    code,
    faint,
    line,
    strong,
    typed,
)
from contractlab.views.unpaired_model import ASSIGN, unpaired_differences, unpaired_sentence, unpaired_start
from contractlab.views.words import count, cut

__all__ = ["notes_blocks", "unpaired_blocks"]

_UNPAIRED = 10
_IN_FULL = 3
_RICH, _TEXT = frozenset({"html", "markdown"}), frozenset({"text"})

_NOTES = {
    PairingNote.BY_ANSWER: ("was matched by its response", "were matched by their responses", ", which is a guess"),
    PairingNote.BY_ORDER: ("was matched by its place in the run", "were matched by their places in the run", ""),
    PairingNote.HEADERS_NOT_RECORDED: (
        "has no recorded request headers",
        "have no recorded request headers",
        ", so those decided nothing",
    ),
}


@guarded
def notes_blocks(run: Run) -> list[Block]:
    """Notes on pairs, in a line for each kind."""
    counted = Counter(note for result in run.results for note in result.pairing_notes)
    lines: list[Line] = []
    for note, (singular, plural, more) in _NOTES.items():
        number = counted[note]
        if number:
            lines.append(line(faint(f"{count(number, 'capture')} {singular if number == 1 else plural}{more}.")))
    return [Paragraph(each) for each in lines]


@guarded
def unpaired_blocks(run: Run, *, in_full: bool = False) -> list[Block]:
    """Captures that match no example, with what they are near to and what to do about it.

    Parameters
    ----------
    run : Run
    in_full : bool
        True names them in a terminal, too, where only those that may have been meant for an example are named.
    """
    if not run.unpaired:
        return []
    listed = run.unpaired[:_UNPAIRED]
    missed = _missed(run, listed)
    title = f"{count(len(run.unpaired), 'unmatched capture')} (ignored)"
    summary = line(strong(title))
    blocks: list[Block] = [
        Bullets(tuple(unpaired_sentence(unpaired, run.redaction) for unpaired in listed)),
    ]
    if len(run.unpaired) > _UNPAIRED:
        blocks.append(Paragraph(line(faint(f"… {len(run.unpaired) - _UNPAIRED:,} more: "), typed("run.unpaired"))))
    differences = [block for unpaired in missed[:_IN_FULL] for block in _in_full(run, unpaired)]
    advice = _advice(run, bool(missed))
    return [
        Only(_RICH, (Details(summary, tuple(blocks), False, False), *differences, *advice)),
        Only(
            _TEXT,
            (
                (Paragraph(summary), *blocks)
                if in_full
                else (Paragraph(line(f"{title}: ", typed("run.unpaired"))), *differences)
            )
            + tuple(advice),
        ),
    ]


def _missed(run: Run, listed: tuple[Unpaired, ...]) -> list[Unpaired]:
    """Those whose nearest example was not exercised otherwise: they may have been meant for it."""
    idle = {id(result.example) for result in run.results if result.verdict == "not exercised"}
    return [unpaired for unpaired in listed if idle and not unpaired.note and id(unpaired.nearest) in idle]


@guarded
def _in_full(run: Run, unpaired: Unpaired) -> list[Block]:
    differences, left = unpaired_differences(unpaired, run.redaction)
    blocks: list[Block] = [Paragraph(unpaired_start(unpaired, run.redaction)), Bullets(differences)]
    if left:
        blocks.append(
            Paragraph(line(faint(f"… {count(left, 'more mismatch', 'more mismatches')}: "), typed("run.unpaired")))
        )
    return blocks


@guarded
def _advice(run: Run, missed: bool) -> list[Block]:
    lines: list[Line] = []
    if run.base_path_hint:
        path = cut(run.base_path_hint, 80)
        lines.append(
            line(
                "Their paths start with ",
                code(path),
                ": use ",
                typed(f'base_path="{path}"', f"--base-path {shlex.quote(path)}"),
                "; ",
                code("auto"),
                " finds it by itself.",
            )
        )
    elif missed:
        lines.append(
            line(
                "To match one by hand: ",
                ASSIGN,
                ". Or record what the example asks for, or change the example.",
            )
        )
    return [Paragraph(each) for each in lines]
