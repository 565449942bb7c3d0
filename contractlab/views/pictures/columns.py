"""Columns of pictures over versions: which are shown, where they stand, and their figures in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from contractlab.verification.matrix import Matrix
from contractlab.views.drawing import WordLook, Words
from contractlab.views.words import count, cut

__all__ = ["COLUMNS", "Columns", "figures_by_version", "span_of_versions"]

COLUMNS = 30
"""The newest versions that are shown."""

_LETTER = 7
_NAME = 16


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of the shown versions stand.

    Attributes
    ----------
    names : tuple of str
    first : int
        Number of the first one that is shown.
    left : int
        Where the first one begins.
    width : int
        Of each, the gap included.
    """

    names: tuple[str, ...]
    first: int
    left: int
    width: int

    @classmethod
    def of(cls, matrix: Matrix, left: int, room: int, widest: int) -> Columns:
        """The newest columns in so much room, none wider than `widest`."""
        names = tuple(cut(version, _NAME) for version in matrix.versions[-COLUMNS:])
        return cls(names, len(matrix.versions) - len(names), left, min(widest, room // len(names)))

    @property
    def end(self) -> int:
        """Where the last one ends."""
        return self.left + self.width * len(self.names)

    @property
    def numbers(self) -> range:
        """Numbers of the columns among all versions."""
        return range(self.first, self.first + len(self.names))

    def x(self, column: int) -> int:
        """Where a column begins, by its number among all versions."""
        return self.left + self.width * (column - self.first)

    def middle(self, column: int) -> int:
        """The middle of a column."""
        return self.x(column) + self.width // 2

    def heads(self, y: int) -> list[Words]:
        """The names; where there is no room for each, every second or third, and always the newest."""
        longest = max(map(len, self.names))
        step = max(1, -(-(longest * _LETTER + 4) // self.width))
        last = len(self.names) - 1
        heads = [
            Words(self.middle(self.first + number), y, (("faint", name),), "middle")
            for number, name in enumerate(self.names[:-1])
            if (last - number) % step == 0
        ]
        newest: tuple[tuple[WordLook, str], ...] = (("faint", self.names[-1]),)
        if len(self.names[-1]) * _LETTER > self.width:
            return [*heads, Words(self.end, y, newest, "end")]
        return [*heads, Words(self.middle(self.first + last), y, newest, "middle")]

    @property
    def remark(self) -> str:
        """How many older versions are left out, if any."""
        return f"; {count(self.first, 'older version')} left out" if self.first else ""


def span_of_versions(names: Sequence[str]) -> str:
    """``2.0.0``, or ``2.0.0 to 2.3.0``."""
    return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"


def figures_by_version(figures: Iterable[tuple[str, str]]) -> str:
    """Figures of versions in a line; each holds until the next is named: ``2.0.0: 4, 2.4.0: 5``."""
    groups = groupby(figures, key=lambda pair: pair[1])
    return ", ".join(f"{next(alike)[0]}: {figure}" for figure, alike in groups)
