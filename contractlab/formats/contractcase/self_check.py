"""Examples that do not pass their own matchers: ContractCase verifies each against itself before every check."""

from __future__ import annotations

from collections.abc import Iterator

from contractlab.contracts.problems import Problem
from contractlab.engine.errors import CannotCheck
from contractlab.formats.contractcase.matchers import MATCHERS
from contractlab.formats.contractcase.matching import compile_node, self_verify
from contractlab.formats.contractcase.matching.context import Mode, Thrown, UnknownMatcher, Where
from contractlab.formats.contractcase.model import CaseExample
from contractlab.formats.contractcase.walking import matcher_type, walk

__all__ = ["own_example_problems"]


def own_example_problems(example: CaseExample) -> Iterator[Problem]:
    """Parts whose example fails, each with what ContractCase says.

    Parameters
    ----------
    example : CaseExample
    """
    for part in ("request", "response"):
        pointer = example.part_pointer(part)
        if part not in example.mock:
            message = f"the example has no {part}, so it cannot be run"
            yield Problem("error", "missing-part", message, example.contract.source.at(pointer), example.key)
            continue
        raw = example.mock[part]
        if any(matcher_type(matcher) not in MATCHERS.by_type for _, matcher in walk(raw, pointer)):
            continue  # reported already, and nothing can be added
        try:
            self_verify(compile_node(raw, Mode(), pointer, example.world()), Where())
        except UnknownMatcher:
            continue  # a matcher inside a named one; the problem of the unknown type stands where it is written
        except Thrown as error:
            first = error.message.strip().splitlines()[0] if error.message.strip() else error.name
            message = f"the {part} does not pass its own matchers, so ContractCase stops with an error here: {first}"
            yield Problem("error", "example-fails", message, example.contract.source.at(pointer), example.key)
        except CannotCheck as error:
            message = f"the {part} cannot be checked against itself: {error}"
            yield Problem("warning", "example-unsure", message, example.contract.source.at(pointer), example.key)
