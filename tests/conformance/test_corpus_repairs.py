"""Repairs of real contracts, whose providers answer a little otherwise, give the verdicts that they promise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conformance.data import PACT_CONTRACTS, needs, pact_files
from editing.repair_law import hold_law

import contractlab as cl
from contractlab.captures import Capture, Captures
from contractlab.errors import InvalidContract

SMALLEST, LARGEST = 4_000, 16_000
"""Bytes of a contract: with several examples, and few enough to be checked again after each repair."""

ENOUGH = 2


def otherwise(body: Any, number: int) -> Any:
    """A body in which one value is of another kind, null, or not there."""
    if isinstance(body, list) and body:
        return [otherwise(body[0], number), *body[1:]]
    if not isinstance(body, dict) or not body:
        return [body]
    key = list(body)[number % len(body)]
    if isinstance(body[key], dict | list) and body[key]:
        return {**body, key: otherwise(body[key], number)}
    if number % 3 == 2:
        return {name: value for name, value in body.items() if name != key}
    return {**body, key: None if number % 3 else "other" if not isinstance(body[key], str) else 7}


def answers(contract: cl.Contract) -> Iterator[Capture]:
    """The answers that the contract describes, of every example one as it is, and one that is a little otherwise."""
    for number, example in enumerate(contract.examples):
        if example.kind != "http":
            continue
        asked, *_, given = example.own_parts
        try:
            body = json.loads(given.recording.body or b"")
        except (ValueError, TypeError):
            continue
        for answer in (body, otherwise(body, number)):
            kept = [(name, value) for name, value in given.recording.headers if name.lower() != "content-length"]
            response = cl.HttpResponse(given.recording.status, kept, json.dumps(answer).encode())
            yield Capture(asked.recording, response, example=example.key)


@needs(PACT_CONTRACTS)
def test_repairs_of_real_contracts_keep_their_promises() -> None:
    held = 0
    for path in sorted(pact_files(), key=lambda path: -path.stat().st_size):
        if not SMALLEST <= path.stat().st_size <= LARGEST:
            continue
        try:
            contract = cl.load(path)
        except InvalidContract:
            continue
        captures = Captures(answers(contract))
        if len(captures) < 4 or cl.verify([contract], captures).passed:
            continue
        held += bool(hold_law(contract, captures))
        if held == ENOUGH:
            return
    assert held == ENOUGH
