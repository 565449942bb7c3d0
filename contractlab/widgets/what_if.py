"""What saving would change in the verdicts: the sentence, this example by version, the cells of the matrix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from contractlab.captures import Captures, Redaction
from contractlab.editing.preview import Preview, VerdictChange
from contractlab.verification.causes import group_mismatches
from contractlab.verification.masking import Mask
from contractlab.verification.results import SEVERITY, Result
from contractlab.views.model import faint, line, strong
from contractlab.views.result_model import error_reason, result_sentences
from contractlab.views.words import cut
from contractlab.widgets.spans import told

__all__ = ["ChangedCell", "changed_cells", "what_if"]

NO_VERSION = "–"
_VERSIONS = 40
_BAD = frozenset({"failed", "error", "not exercised"})
_WORST_FIRST = {str(verdict): number for verdict, number in SEVERITY.items()}


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """A cell of the matrix whose verdict would change.

    Attributes
    ----------
    consumer, provider, key : str
        Of the example, as it is after the edit.
    description : str
    version : str
        ``–`` for captures that name none.
    before, after : str or None
        The worst verdicts of the cell; None where there is no such cell.
    """

    consumer: str
    provider: str
    key: str
    description: str
    version: str
    before: str | None
    after: str | None


def _worst(verdicts: Iterable[str | None]) -> str | None:
    known = [one for one in verdicts if one is not None]
    return min(known, key=lambda one: _WORST_FIRST.get(one, 0)) if known else None


def _cells(preview: Preview) -> dict[tuple[int, str], tuple[list[str | None], list[str | None], Result | None]]:
    """Verdicts before and after by example and version."""
    changed: dict[int, VerdictChange] = {id(one.result): one for one in preview.changes if one.result is not None}
    found: dict[tuple[int, str], tuple[list[str | None], list[str | None], Result | None]] = {}

    def note(result: Result, before: str | None, after: str | None) -> None:
        place = (result.example.index, result.provider_version or NO_VERSION)
        known = found.get(place)
        if known is None:
            known = found[place] = ([], [], result)
        known[0].append(before)
        known[1].append(after)

    for result in preview.results:
        change = changed.pop(id(result), None)
        note(result, result.verdict if change is None else change.before, result.verdict)
    for change in changed.values():
        if change.result is not None and change.result.capture is not None:
            note(change.result, change.before, change.after)
    return found


def changed_cells(preview: Preview) -> tuple[ChangedCell, ...]:
    """Cells of the matrix whose verdict would change, in the order of examples and versions."""
    if not preview:
        return ()
    found: list[ChangedCell] = []
    for (_, version), (before, after, result) in _cells(preview).items():
        was, now = _worst(before), _worst(after)
        if was != now and result is not None:
            found.append(
                ChangedCell(
                    preview.contract.consumer,
                    preview.contract.provider,
                    result.example.key,
                    result.example.description,
                    version,
                    was,
                    now,
                )
            )
    return tuple(found)


def what_if(preview: Preview, captures: Captures, redaction: Redaction, index: int | None) -> dict[str, Any]:
    """What the strip on top of the editor shows, as JSON.

    Parameters
    ----------
    preview : Preview
    captures : Captures
        Give the order of the versions.
    redaction : Redaction
    index : int or None
        The example that is being edited; None where it was removed.

    Returns
    -------
    dict
        ``sentence`` (the words), ``counts`` (of changes, each with its tone), ``versions`` (this example by version),
        ``broken`` (the first verdict that would get worse, as a sentence), ``cells`` (how many of the matrix change).
    """
    counts = [
        {"text": f"{number:,} {_word(before)} → {_word(after)}", "tone": _tone(before, after)}
        for (before, after), number in sorted(preview.counts().items(), key=lambda one: (_tone(*one[0]), str(one[0])))
    ]
    broken = next((one for one in preview.changes if _tone(one.before, one.after) == "worse"), None)
    return {
        "sentence": preview.sentence,
        "counts": counts,
        "versions": [] if index is None else _versions(preview, captures, index),
        "broken": None if broken is None else _broken(broken, redaction),
        "cells": len(changed_cells(preview)),
    }


def _versions(preview: Preview, captures: Captures, index: int) -> list[dict[str, Any]]:
    cells = _cells(preview)
    order = [*captures.provider_versions, NO_VERSION]
    found: list[dict[str, Any]] = []
    for version in order:
        cell = cells.get((index, version))
        if cell is None:
            if version != NO_VERSION:
                found.append({"version": cut(version, 40), "before": "not exercised", "after": "not exercised"})
            continue
        found.append({"version": cut(version, 40), "before": _worst(cell[0]) or "", "after": _worst(cell[1]) or ""})
    return found[-_VERSIONS:]


def _tone(before: str | None, after: str | None) -> str:
    good_before, good_after = before not in _BAD and before is not None, after not in _BAD and after is not None
    if good_after and not good_before:
        return "better"
    if good_before and not good_after:
        return "worse"
    return "other"


def _word(verdict: str | None) -> str:
    return "nothing" if verdict is None else verdict


def _broken(change: VerdictChange, redaction: Redaction) -> list[list[str]]:
    """The first verdict that would get worse, in a sentence."""
    result = change.result
    version = None if result is None else result.provider_version
    verb = {"failed": "would fail", "error": "could not be checked", "not exercised": "would not be exercised"}
    start = line(
        strong(cut(version, 40)) if version else strong(cut(change.example, 80)),
        f" {verb.get(change.after or '', 'would be gone')}",
    )
    if version:
        start = line(faint(f"{cut(change.example, 60)}: "), start)
    if result is None or change.after is None:
        return told(start, ".")
    if change.after == "error":
        return told(start, ": ", error_reason(result.reason)[:300])
    if not result.mismatches:
        return told(start, ".")
    groups = group_mismatches(result.mismatches)
    mask = Mask(result.capture, redaction)
    return told(start, ", ", *result_sentences(groups[:1], mask, None))
