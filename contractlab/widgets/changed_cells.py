"""Cells of the matrix whose verdict edits would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from contractlab.contracts.contract import Example
from contractlab.editing.preview import Preview, VerdictChange
from contractlab.verification.matrix import NO_VERSION
from contractlab.verification.results import SEVERITY, Result

__all__ = ["ChangedCell", "PreviewCell", "changed_cells", "edited_examples", "preview_cells", "worst"]

_WORST_FIRST: dict[str, int] = {str(verdict): number for verdict, number in SEVERITY.items()}


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


@dataclass(slots=True)
class PreviewCell:
    """An example at a version, with all verdicts that it has there before and after.

    Attributes
    ----------
    result : Result
        The first of them.
    before, after : list of str or None
        Verdicts; None where there is no such result.
    """

    result: Result
    before: list[str | None] = field(default_factory=list)
    after: list[str | None] = field(default_factory=list)


def worst(verdicts: Iterable[str | None]) -> str | None:
    """The worst of some verdicts; None where there are none."""
    given = [verdict for verdict in verdicts if verdict is not None]
    return min(given, key=lambda verdict: _WORST_FIRST.get(verdict, 0)) if given else None


def _looked_at(preview: Preview, index: int | None) -> Iterable[Result]:
    """Results of one example; of all that can have changed, where none is named."""
    if index is not None:
        return preview.results_of(index)
    if preview.edited is None:
        return preview.results
    return (result for number in preview.edited for result in preview.results_of(number))


def preview_cells(preview: Preview, index: int | None = None) -> dict[tuple[int, str], PreviewCell]:
    """Verdicts before and after by example and version, of what can have changed; with `index`, of that example."""
    changed: dict[int, VerdictChange] = {
        id(change.result): change for change in preview.changes if change.result is not None
    }
    cells: dict[tuple[int, str], PreviewCell] = {}

    def note(result: Result, before: str | None, after: str | None) -> None:
        cell = cells.setdefault((result.example.index, result.provider_version or NO_VERSION), PreviewCell(result))
        cell.before.append(before)
        cell.after.append(after)

    for result in _looked_at(preview, index):
        change = changed.pop(id(result), None)
        note(result, result.verdict if change is None else change.before, result.verdict)
    for change in changed.values():
        if change.result is None or index not in (None, change.result.example.index):
            continue
        if change.result.capture is not None:
            note(change.result, change.before, change.after)
    return cells


def edited_examples(preview: Preview) -> list[Example]:
    """Examples that were edited, as they are now; all, where any of them may be another."""
    examples = preview.contract.examples
    return list(examples) if preview.edited is None else [examples[index] for index in preview.edited]


def changed_cells(preview: Preview) -> tuple[ChangedCell, ...]:
    """Cells of the matrix whose verdict would change, in the order of examples and versions."""
    if not preview:
        return ()
    contract = preview.contract
    changed: list[ChangedCell] = []
    for (_, version), cell in preview_cells(preview).items():
        before, after = worst(cell.before), worst(cell.after)
        if before != after:
            example = cell.result.example
            changed.append(
                ChangedCell(
                    contract.consumer, contract.provider, example.key, example.description, version, before, after
                )
            )
    return tuple(changed)
