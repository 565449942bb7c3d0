"""What a converted contract cannot say as the original did."""

from __future__ import annotations

from contractlab.contracts.contract import Example
from contractlab.contracts.problems import Problem, Severity

__all__ = ["Losses"]


class Losses:
    """Collects what is lost on the way, each with its place in the original.

    Severities say what it does: ``"error"`` loses an example or a part of one; ``"warning"`` changes verdicts that
    depend on it; ``"info"`` changes none.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, severity: Severity, code: str, message: str, example: Example, pointer: str = "") -> None:
        """Note something that is lost.

        Parameters
        ----------
        severity, code, message
            As in `Problem`.
        example : Example
            Of the original.
        pointer : str, optional
            Where the original says it; the example's own without it.
        """
        place = example.contract.source.at(pointer or example.pointer)
        problem = Problem(severity, code, message, place, example.key)
        if problem not in self.problems:
            self.problems.append(problem)

    def has_noted(self, example: Example) -> bool:
        """True if something that changes verdicts is noted for `example` already."""
        return any(problem.example == example.key and problem.severity != "info" for problem in self.problems)
