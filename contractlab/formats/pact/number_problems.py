"""Numbers of bodies that fail against themselves in the Rust core."""

from __future__ import annotations

from collections.abc import Iterator

from contractlab.contracts.problems import Problem
from contractlab.formats.pact.describe import value_pointer
from contractlab.formats.pact.matching.bodies import BodyPlan
from contractlab.formats.pact.matching.messages import MessagePlan
from contractlab.formats.pact.model import PactExample
from contractlab.values.json_text import json_text

__all__ = ["number_problems"]


def number_problems(example: PactExample) -> Iterator[Problem]:
    """Numbers that no provider can answer, because the core reads them otherwise each time.

    Parameters
    ----------
    example : PactExample
    """
    for plan, subject, reply in _plans(example):
        for mismatch in plan.unstable_numbers():
            text = (
                f"the Rust core reads this number as {json_text(mismatch.actual)} from the file and as "
                f"{json_text(mismatch.expected)} when it compares, so that the very same number fails; give it a rule, "
                "such as number, or fewer digits"
            )
            pointer = value_pointer(example, mismatch, subject, reply)
            yield Problem("error", "unstable-number", text, example.contract.source.at(pointer), example.key)


def _plans(example: PactExample) -> Iterator[tuple[BodyPlan, str, int]]:
    if example.expected_request is not None and not example.request_faults:
        yield example.request_plan().body, "request", 0
    if example.expected_response is not None:
        yield example.response_plan().body, "response", 0
    for number in range(len(example.expected_messages)):
        part, index = ("response", number - 1) if number else ("request", 0)
        plan = example.message_plan(part, index)
        if isinstance(plan, MessagePlan):
            yield plan.body, "reply" if number else "message", number
