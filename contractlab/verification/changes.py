"""What changed between two versions: verdicts, and mismatches that are new or gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contractlab.values.display import Shown, quiet
from contractlab.values.mismatch import Mismatch
from contractlab.values.result import Verdict
from contractlab.verification.causes import CauseKey, cause_key
from contractlab.verification.matrix_rows import MatrixCell, MatrixRow
from contractlab.verification.results import Result

__all__ = ["CellChange", "Changes", "changes_between"]


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class CellChange:
    """One example that is judged otherwise.

    Attributes
    ----------
    consumer, provider, description : str
    before, after : str or None
        Verdicts.
    new, gone : tuple of Mismatch
        Differences that only one of the two has, by what kind they are and where.
    result : Result or None
        The newer result.
    seen_in : tuple of Result
        The result that each of `new` was found in.
    """

    consumer: str
    provider: str
    description: str
    before: Verdict | None
    after: Verdict | None
    new: tuple[Mismatch, ...]
    gone: tuple[Mismatch, ...]
    result: Result | None
    seen_in: tuple[Result, ...] = ()


class Changes(Shown):
    """What is different between two versions.

    Attributes
    ----------
    old, new : str
        The versions.
    cells : tuple of CellChange
        Broken ones first, then those with new differences, then mended ones.
    """

    def __init__(self, old: str, new: str, cells: Iterable[CellChange]) -> None:
        self.old, self.new = old, new
        self.cells = tuple(sorted(cells, key=_trouble))

    @property
    def broken(self) -> tuple[CellChange, ...]:
        """Examples that failed or could not be checked only since the newer version."""
        return tuple(cell for cell in self.cells if _bad(cell.after) and not _bad(cell.before))

    @property
    def mended(self) -> tuple[CellChange, ...]:
        """Examples that failed before and do not any more."""
        return tuple(cell for cell in self.cells if _bad(cell.before) and not _bad(cell.after))

    def __len__(self) -> int:
        return len(self.cells)

    def __iter__(self) -> Iterator[CellChange]:
        return iter(self.cells)

    def __bool__(self) -> bool:
        return bool(self.cells)

    def __repr__(self) -> str:
        return f"<Changes {self.old} → {self.new}: {len(self.broken)} broken, {len(self.mended)} mended>"


def _bad(verdict: Verdict | None) -> bool:
    return verdict in ("failed", "error")


def _trouble(change: CellChange) -> int:
    if _bad(change.after) and not _bad(change.before):
        return 0
    return 1 if change.new else 2


def changes_between(old: str, new: str, pairs: Iterable[tuple[MatrixRow, MatrixCell, MatrixCell]]) -> Changes:
    """Compare the cells of two columns, row by row."""
    cells: list[CellChange] = []
    for row, before, after in pairs:
        was, now = _mismatches(before), _mismatches(after)
        new_ones = [difference for key, difference in now.items() if key not in was]
        gone = tuple(wa for key, (wa, _) in was.items() if key not in now)
        if before.verdict == after.verdict and not new_ones and not gone:
            continue
        cells.append(
            CellChange(
                row.consumer,
                row.provider,
                row.description,
                before.verdict,
                after.verdict,
                tuple(new_one for new_one, _ in new_ones),
                gone,
                after.result,
                tuple(result for _, result in new_ones),
            )
        )
    return Changes(old, new, cells)


def _mismatches(cell: MatrixCell) -> dict[CauseKey, tuple[Mismatch, Result]]:
    """Differences by kind and general place, so that one in every item is one."""
    by_kind: dict[CauseKey, tuple[Mismatch, Result]] = {}
    for result in cell.results:
        for mismatch in result.mismatches:
            by_kind.setdefault(cause_key(mismatch), (mismatch, result))
    return by_kind
