"""What edits make newly odd: an example that no longer fits, a rule gone dead, a matcher that accepts anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from contractlab.contracts.contract import Contract
from contractlab.contracts.problems import Problem

__all__ = ["new_problems"]


def new_problems(
    before: Contract, numbers_before: Sequence[int], after: Contract, numbers: Sequence[int]
) -> tuple[Problem, ...]:
    """Problems of the edited contract that it did not have.

    Parameters
    ----------
    before, after : Contract
    numbers_before, numbers : sequence of int
        A number for each example, by which they are known to be the same.
    """
    before_counts = Counter(_name(problem, before, numbers_before) for problem in before.problems)
    problems: list[Problem] = []
    for problem in after.problems:
        name = _name(problem, after, numbers)
        if before_counts[name]:
            before_counts[name] -= 1
        else:
            problems.append(problem)
    return tuple(problems)


def _name(problem: Problem, contract: Contract, numbers: Sequence[int]) -> Any:
    """What makes two problems the same, wherever their example has moved to."""
    example = next((example for example in contract.examples if example.key == problem.example), None)
    if example is None:
        return (problem.code, problem.pointer, problem.message)
    inside = problem.pointer.removeprefix(example.pointer)
    return (problem.code, numbers[example.index], inside, problem.message)
