"""Small matrices: a contract of numbered examples, and providers that answer each of them well or wrongly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from small_contracts import contract_of
from small_runs import answers

import contractlab as cl
from contractlab.captures import Captures

GOOD: dict[str, Any] = {"a": 1, "b": "x"}
WRONG: dict[str, Any] = {"text": {"a": "1", "b": "x"}, "null": {"a": 1, "b": None}, "gone": {"a": 1}}
"""Bodies that are wrong in one way each."""


def contract(count: int = 3, **more: Any) -> cl.Contract:
    return contract_of(*(answers(f"/{number}", GOOD) for number in range(count)), **more)


def provider(answers: Sequence[str | None] | Mapping[int, str | None], version: str | None = None) -> Captures:
    """Answers by number of the example: ``good``, a key of `WRONG`, ``status``, or None for no capture."""
    captures = Captures()
    listed = answers.items() if isinstance(answers, Mapping) else enumerate(answers)
    for number, answer in listed:
        if answer is not None:
            response = cl.HttpResponse(500 if answer == "status" else 200, json=WRONG.get(answer, GOOD))
            captures.add(cl.HttpRequest("GET", f"/{number}"), response, provider_version=version)
    return captures
