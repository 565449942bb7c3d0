"""Cells of the matrix whose verdict edits would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from contractlab.contracts.contract import Example
from contractlab.editing.preview import Preview
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


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """An example at a version, as a matrix would show it before and after.

    Attributes
    ----------
    before, after : str
        The worst verdicts there; ``"not exercised"``, say, where no capture exercises it.
    """

    before: str
    after: str


def worst(verdicts: Iterable[str | None]) -> str | None:
    """The worst of some verdicts; None where there are none."""
    given = [verdict for verdict in verdicts if verdict is not None]
    return min(given, key=lambda verdict: _WORST_FIRST.get(verdict, 0)) if given else None


def preview_cells(preview: Preview, index: int) -> dict[str, PreviewCell]:
    """Verdicts of an example by version, in the order of versions; what no capture exercises anywhere has one without.

    Parameters
    ----------
    preview : Preview
    index : int
        Place of the example in the edited contract.
    """
    was = _by_version(preview.results_before_of(index))
    now = _by_version(preview.results_of(index))
    idle_before, idle_after = preview.idle(index)
    versions = preview.versions or (NO_VERSION,)
    return {
        version: PreviewCell(worst(was.get(version, ())) or idle_before, worst(now.get(version, ())) or idle_after)
        for version in dict.fromkeys((*versions, *was, *now))
    }


def _by_version(results: Iterable[Result]) -> dict[str, list[str]]:
    by_version: dict[str, list[str]] = {}
    for result in results:
        by_version.setdefault(result.provider_version or NO_VERSION, []).append(result.verdict)
    return by_version


def edited_examples(preview: Preview) -> list[Example]:
    """Examples whose verdicts edits can have changed, as they are now."""
    return [preview.contract.examples[index] for index in preview.edited]


def changed_cells(preview: Preview) -> tuple[ChangedCell, ...]:
    """Cells of the matrix whose verdict would change, in the order of examples and versions."""
    if not preview:
        return ()
    contract = preview.contract
    changed: list[ChangedCell] = []
    for index in preview.edited:
        example = contract.examples[index]
        for version, cell in preview_cells(preview, index).items():
            if cell.before != cell.after:
                changed.append(
                    ChangedCell(
                        contract.consumer,
                        contract.provider,
                        example.key,
                        example.description,
                        version,
                        cell.before,
                        cell.after,
                    )
                )
    return tuple(changed)
