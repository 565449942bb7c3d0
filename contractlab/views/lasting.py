"""Since which version something is broken, at which versions it was, and whether it is new: said alike in all views."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from contractlab.values.steps import last_of
from contractlab.verification.matrix import Matrix
from contractlab.verification.results import Result
from contractlab.views.model import Line, faint, line, strong
from contractlab.views.words import cut

__all__ = ["Lasting"]

_LONGEST = 30


class Lasting:
    """Knows at which versions examples were exercised.

    Parameters
    ----------
    matrix : Matrix
    """

    def __init__(self, matrix: Matrix) -> None:
        last_of(self._look(matrix))

    @classmethod
    def in_steps(cls, matrix: Matrix) -> Generator[None, None, Lasting]:
        """The same in pieces that are short, after each of which it yields."""
        made = cls.__new__(cls)
        yield from made._look(matrix)
        return made

    def _look(self, matrix: Matrix) -> Generator[None, None, None]:
        self._names = matrix.versions
        self._column: dict[int, int] = {}
        self._exercised: dict[tuple[str, str, str], set[int]] = {}
        for number, run in enumerate(matrix.runs.values()):
            for result in run.results:
                self._column[id(result)] = number
                if result.verdict != "not exercised":
                    self._exercised.setdefault(_example(result), set()).add(number)
            yield

    def columns(self, results: Iterable[Result]) -> list[int]:
        """Numbers of the versions that results are of, in order."""
        return sorted({self._column[id(result)] for result in results if id(result) in self._column})

    def text(self, results: Iterable[Result]) -> str:
        """``since 2.3.0``, ``new in 2.5.0``, ``at 1.15.0 only``; empty where there is but one version.

        Versions at which none of the examples was exercised neither end a failure nor begin one.
        """
        return self._said(results)[0]

    def _said(self, results: Iterable[Result]) -> tuple[str, bool]:
        """The words, and whether the newest version is the only one."""
        results = tuple(results)
        hurt = self.columns(results)
        if len(self._names) < 2 or not hurt:
            return "", False
        tried = sorted(set().union(*(self._exercised.get(_example(result), set()) for result in results)) | set(hurt))
        first, last = self._name(hurt[0]), self._name(hurt[-1])
        if tried[-1] != hurt[-1]:
            return f"at {first} only" if len(hurt) == 1 else f"from {first} to {last}, gone since", False
        lasts = [number for number, column in enumerate(tried) if column not in hurt]
        start = tried[lasts[-1] + 1] if lasts else tried[0]
        if start == hurt[-1] == len(self._names) - 1 and len(hurt) == 1:
            return f"new in {last}", True
        return f"since {self._name(start)}" + (", and before" if start != hurt[0] else ""), False

    def line(self, results: Iterable[Result]) -> Line:
        """The same for a view; what is new stands out."""
        text, is_new = self._said(results)
        return line((strong if is_new else faint)(text)) if text else ()

    def _name(self, column: int) -> str:
        return cut(self._names[column], _LONGEST)


def _example(result: Result) -> tuple[str, str, str]:
    return (result.contract.consumer, result.contract.provider, result.example.key)
