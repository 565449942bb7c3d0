"""What was odd about recordings, as a view of them shows it and as one of their verdicts does."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.captures import CaptureProblem
from contractlab.redaction import Redaction
from contractlab.views.guard import guarded
from contractlab.views.model import Block, Bullets, Details, Line, Only, Paragraph, code, faint, line, strong, typed
from contractlab.views.words import count, cut, file_name

__all__ = ["recording_problems_block", "recording_problems_of_run"]

_PROBLEMS = 20
_RICH = frozenset({"html", "markdown"})


def _told(problem: CaptureProblem, redaction: Redaction, limit: int) -> Line:
    place = file_name(problem.file) + (f":{problem.line:,}" if problem.line is not None else "")
    words = cut(redaction.redact_text(problem.message), limit)
    return line(code(place), f" {cut(problem.severity, 20)}: {words}")


@guarded
def recording_problems_block(problems: Sequence[CaptureProblem], call: str, redaction: Redaction) -> list[Block]:
    """A section with the problems.

    Parameters
    ----------
    problems : sequence of CaptureProblem
    call : str
        The code that gives all of them.
    redaction : Redaction
        What the sentences must not repeat.
    """
    if not problems:
        return []
    items = [_told(problem, redaction, 300) for problem in problems[:_PROBLEMS]]
    blocks: list[Block] = [Bullets(tuple(items))]
    if len(problems) > _PROBLEMS:
        blocks.append(Paragraph(line(faint(f"… {len(problems) - _PROBLEMS:,} more: "), typed(call))))
    worst = any(problem.severity == "error" for problem in problems)
    extent = faint("what could be read was kept" if worst else "read, with a reservation")
    return [Details(line(strong(f"{count(len(problems), 'problem')} "), extent), tuple(blocks), True)]


@guarded
def recording_problems_of_run(problems: Sequence[CaptureProblem], redaction: Redaction) -> list[Block]:
    """Where verdicts are shown: all of them in a section, and on a terminal the first, errors before warnings."""
    if not problems:
        return []
    ordered = sorted(problems, key=lambda problem: problem.severity != "error")
    items = tuple(_told(problem, redaction, 300) for problem in ordered[:_PROBLEMS])
    inner: list[Block] = [Bullets(items)]
    if len(problems) > _PROBLEMS:
        more = faint(f"… {len(problems) - _PROBLEMS:,} more: ")
        inner.append(Paragraph(line(more, typed("run.captures.problems"))))
    worst = ordered[0].severity == "error"
    title = line(
        strong(f"{count(len(problems), 'problem')} in the captures "),
        faint("what could be read was judged" if worst else "read, with a reservation"),
    )
    first = _told(ordered[0], redaction, 160)
    others: Line = ()
    if len(problems) > 1:
        others = line(faint(f" … {len(problems) - 1:,} more: "), typed("run.captures.problems"))
    return [
        Only(_RICH, (Details(title, tuple(inner), worst, False),)),
        Only(frozenset({"text"}), (Paragraph(line("Captures: ", first, others)),)),
    ]
