"""Which examples of a desk are selected together in its matrix, for what is done to several of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from contractlab.contracts.contract import Example
from contractlab.editing.contract_edit import ExampleEdit
from contractlab.verification.matrix_rows import MatrixRow

__all__ = ["SelectedExamples"]


class SelectedExamples:
    """Rows of a matrix that are selected; none at first, which means that all examples are meant.

    Parameters
    ----------
    rows : callable
        Gives the rows of the matrix as they are now: an edit may give an example another key, but leaves its row.
    """

    def __init__(self, rows: Callable[[], Sequence[MatrixRow]] = tuple) -> None:
        self._rows = rows
        self._numbers: frozenset[int] = frozenset()

    def select(self, numbers: Iterable[int]) -> None:
        """Select some rows in place of those before."""
        self._numbers = frozenset(numbers)

    def among(self, examples: Iterable[ExampleEdit]) -> list[bool]:
        """Of each example that can be edited, whether it is selected."""
        if not self._numbers:
            return [False for _ in examples]
        shown = self._rows()
        names = {
            (row.consumer, row.provider, row.key)
            for row in (shown[number] for number in self._numbers if number < len(shown))
        }
        return [_name_of(each) in names for each in examples]


def _name_of(edited: ExampleEdit) -> tuple[str, str, str] | None:
    """The name of an example as the matrix knows it: as it was loaded, or last saved; None where it is new."""
    edit = edited.edit
    if edited.number not in edit.start.numbers:
        return None
    original: Example = edit.original.examples[edit.start.numbers.index(edited.number)]
    return original.contract.consumer, original.contract.provider, original.key
