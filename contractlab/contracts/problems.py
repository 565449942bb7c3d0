"""What is odd about a contract that can be read all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from contractlab.engine.errors import CannotCheck
from contractlab.values.display import quiet
from contractlab.values.internal import reason_of_fault
from contractlab.values.source import Location

__all__ = ["DEAD_RULE", "Problem", "Severity", "problems_of"]

_Subject = TypeVar("_Subject")

DEAD_RULE = "dead-rule"
"""Code of a rule that judges no value of its example."""

Severity = Literal["error", "warning", "info"]


@quiet
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


def problems_of(
    subject: _Subject,
    looks: Iterable[Callable[[_Subject], Iterable[Problem]]],
    location: Location,
    example: str | None = None,
) -> list[Problem]:
    """What several looks find; where one of them goes wrong, that is a problem, and the others look all the same.

    Parameters
    ----------
    subject : Contract or Example
    looks : iterable of callable
        Each takes the subject and gives what is odd about it.
    location : Location
        Of the subject.
    example : str, optional
        Its key, where it is an example.
    """
    problems: list[Problem] = []
    for look in looks:
        try:
            problems += look(subject)
        except CannotCheck as error:  # a pattern without counterpart, say: what it hinders is told once
            hindered = Problem("warning", "cannot-check", f"it cannot be checked: {error}", location, example)
            problems += [] if hindered in problems else [hindered]
        except Exception as error:
            reason = reason_of_fault(error, "what is odd about it cannot be told in full")
            problems.append(Problem("error", reason.code.value, reason.text, location, example))
    return problems
