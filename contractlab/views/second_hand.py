"""What a view says of results that somebody else found: where they come from, and what nobody here can know."""

from __future__ import annotations

from contractlab.verification.verifier_run import UNKNOWN, SecondHandRun
from contractlab.views.guard import guarded
from contractlab.views.model import Block, Bullets, Details, Line, Only, Paragraph, code, faint, line, strong, typed
from contractlab.views.words import count, cut, file_name

__all__ = ["second_hand_of_result", "second_hand_of_run"]

_RICH = frozenset({"html", "markdown"})
_PROBLEMS = 10
NOT_AVAILABLE = "Not available from this file: "
RECORD = "contractlab record --upstream URL"


@guarded
def second_hand_of_run(run: SecondHandRun) -> list[Block]:
    """Below the title of a run: whose word it is."""
    origin = run.second_hand
    blocks: list[Block] = [
        Paragraph(
            line(
                strong("From verifier results"),
                " (",
                code(file_name(origin.file)),
                "). The verdicts are the verifier's, the rules are those of the contract here.",
            ),
            "sentence",
        ),
        Paragraph(
            line(
                faint(f"Not available from this file: {'; '.join(origin.unknown)}. To get it, verify through "),
                code(RECORD),
            )
        ),
    ]
    if not origin.problems:
        return blocks
    verb = "was" if len(origin.problems) == 1 else "were"
    summary = line(strong(f"{count(len(origin.problems), 'entry', 'entries')} {verb} left out"))
    items: tuple[Line, ...] = tuple(
        line(cut(problem.message, 200), " ", code(cut(problem.pointer, 120))) for problem in origin.problems[:_PROBLEMS]
    )
    listed: list[Block] = [Bullets(items)]
    if len(origin.problems) > _PROBLEMS:
        more = count(len(origin.problems) - _PROBLEMS, "more")[: -len("s")]
        listed.append(Paragraph(line(faint(f"… {more}: "), typed("run.second_hand.problems"))))
    blocks.append(Only(_RICH, (Details(summary, tuple(listed), True),)))
    blocks.append(Only(frozenset({"text"}), (Paragraph(line(*summary, ": ", typed("run.second_hand.problems"))),)))
    return blocks


def second_hand_of_result() -> Block:
    """Below the title of a result."""
    return Paragraph(
        line(strong("From verifier results. "), faint(f"{NOT_AVAILABLE}{'; '.join(UNKNOWN)}.")),
    )
