"""`CaptureProblem`: what was odd about a recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from contractlab.values.display import quiet

__all__ = ["CaptureProblem", "Severity"]

Severity = Literal["error", "warning"]


@quiet
@dataclass(frozen=True, slots=True)
class CaptureProblem:
    """Something odd in a recording.

    Attributes
    ----------
    message : str
        What is wrong and what was done about it.
    file : str
        Name of the file as it was given.
    line : int or None
        Line in the file, from 1, where it is known.
    severity : str
        ``"error"``: something could not be read and is left out. ``"warning"``: it was read, with a reservation.
    pointer : str
        JSON pointer (RFC 6901) into the file; for JSON lines, into that line.
    """

    message: str
    file: str
    line: int | None = None
    severity: Severity = "error"
    pointer: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line is not None else self.file
        if self.pointer:
            place = f"{place} {self.pointer}"
        return f"{place}: {self.message}"
