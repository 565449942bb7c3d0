"""What commands write: views and faults on the terminal, runs in files, and the exit status."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from contractlab.cli.terminal import echo_view, view_width
from contractlab.cli.verbosity import is_verbose
from contractlab.values.reasons import ReasonCode
from contractlab.values.text import visible

if TYPE_CHECKING:
    from contractlab.captures import Captures
    from contractlab.contracts.collection import Contracts
    from contractlab.verification import Run
    from contractlab.views.model import Document

__all__ = [
    "BROKEN",
    "INTERNAL",
    "PASSED",
    "UNREADABLE",
    "complain",
    "draw",
    "draw_document",
    "draw_run",
    "silence_output",
    "status_of",
    "tell_refused",
    "use_utf8",
]

PASSED, BROKEN, UNREADABLE, INTERNAL = 0, 1, 2, 3
"""Exit statuses of all commands."""

_IN_FULL = 20
"""Results that are shown in full with -v."""


def use_utf8() -> None:
    """Write UTF-8 wherever output goes: the signs of the views are in no code page, and programs read files of ours."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def silence_output() -> None:
    """Send what is still to be written nowhere, so that the end of the process does not stumble over it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def complain(error: object) -> None:
    """Write an error for people: control characters made visible, no user names and tokens of addresses."""
    from contractlab.captures import Redaction

    shown = Redaction().redact_text(f"error: {error}")
    click.echo("\n".join(map(visible, shown.splitlines())), err=True)


def draw(item: object) -> None:
    """Write the text view of anything that has one."""
    from contractlab.views.registry import build_or_say

    draw_document(build_or_say(item))


def draw_document(document: Document) -> None:
    """Write a document as text, with what is to be typed as a shell has it."""
    from contractlab.views.shell import for_shell
    from contractlab.views.text import render_document

    echo_view(render_document(for_shell(document), view_width()).rstrip("\n"))


def draw_run(run: Run) -> None:
    """Write a run; of several provider versions, also when what broke; of a single result, all of it."""
    draw(run)
    if len(run.results) == 1 and run.results[0].match is not None:
        click.echo()
        draw(run.results[0])
    if len(run.provider_versions) > 1:
        from contractlab.verification.matrix import matrix_of

        click.echo()
        draw(matrix_of(run))
    if is_verbose() and len(run.results) > 1:
        for result in run.failures[:_IN_FULL]:
            click.echo()
            draw(result)


def tell_refused(contracts: Contracts, captures: Captures | None = None) -> bool:
    """Write what could not be read; True if there was any."""
    from contractlab.contracts.unread import unread_examples

    faults = [str(refused) for refused in contracts.refused]
    faults += [f"{example.contract.source.name}: {fault}" for example, fault in unread_examples(contracts)]
    if captures is not None:
        faults += [str(problem) for problem in captures.problems if problem.severity == "error"]
    for fault in faults:
        complain(fault)
    return bool(faults)


def status_of(run: Run) -> int:
    """Exit status of a run: what could be read is judged all the same."""
    if tell_refused(run.contracts, run.captures):
        return UNREADABLE
    if not run.results:
        complain("there is nothing to check: no example was found")
        return BROKEN
    if any(result.reason_code is ReasonCode.INTERNAL for result in run.results):
        return INTERNAL  # in a worker's process, or written down earlier
    return PASSED if run.passed else BROKEN
