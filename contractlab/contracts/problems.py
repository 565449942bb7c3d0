"""What is odd about a contract that can be read all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from contractlab.values.source import Location

__all__ = ["DEAD_RULE", "Problem", "Severity"]

DEAD_RULE = "dead-rule"
"""Code of a rule that judges no value of its example."""

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One oddity.

    Attributes
    ----------
    severity : str
        ``"error"``: a verdict is wrong or random because of it; ``"warning"``: it may not do what its author thinks;
        ``"info"``: worth knowing.
    code : str
        A short name, such as ``"dead-rule"``.
    message : str
        What is odd, and what to do.
    location : Location
        File, line and JSON pointer.
    example : str or None
        Key of the example it is about.
    """

    severity: Severity
    code: str
    message: str
    location: Location
    example: str | None = None

    @property
    def pointer(self) -> str:
        """JSON pointer of the place."""
        return self.location.pointer

    @property
    def line(self) -> int | None:
        """Line in the file, from 1."""
        return self.location.line

    def __str__(self) -> str:
        return f"{self.location}: {self.severity}: {self.message}"
