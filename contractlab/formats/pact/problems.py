"""What is odd about a Pact contract that can be read: one function per kind of oddity, all findings in file order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from contractlab.contracts.problems import Problem, Severity, problems_of
from contractlab.contracts.repeated_keys import repeated_key_problems
from contractlab.contracts.state_problems import state_problems
from contractlab.contracts.unread import unread_problems
from contractlab.formats.pact.core_loading import NEVER_VERIFIED, never_verified
from contractlab.formats.pact.field_problems import field_problems
from contractlab.formats.pact.generator_problems import generator_problems
from contractlab.formats.pact.leftover_problems import header_problems, leftover_problems
from contractlab.formats.pact.matching.messages import is_type_key
from contractlab.formats.pact.model import PactContract, PactExample
from contractlab.formats.pact.number_problems import number_problems
from contractlab.formats.pact.rule_problems import rule_problems
from contractlab.formats.pact.sample_exchange import own_parts
from contractlab.values.json_text import json_text
from contractlab.values.json_types import JSON
from contractlab.values.result import MatchResult
from contractlab.values.source import join_pointer
from contractlab.values.text import visible

__all__ = ["find_problems"]

_ORDER = {"error": 0, "warning": 1, "info": 2}


def find_problems(contract: PactContract) -> list[Problem]:
    """Every oddity: errors first, then in file order.

    Parameters
    ----------
    contract : PactContract
    """
    problems = problems_of(contract, _OF_CONTRACT, contract.source.at(""))
    for example in contract.pact_examples:
        if example.unread is None:
            problems += problems_of(example, _OF_EXAMPLE, example.location, example.key)
    return sorted(problems, key=lambda problem: (_ORDER[problem.severity], problem.line or 0))


def _problem(example: PactExample, severity: Severity, code: str, message: str, pointer: str) -> Problem:
    return Problem(severity, code, message, example.contract.source.at(pointer), example.key)


def _nothing_to_check(contract: PactContract) -> Iterator[Problem]:
    if not contract.examples:
        message = "the contract has no examples, so there is nothing to check; that is an error, not a pass"
        yield Problem("error", "no-examples", message, contract.source.at(""))


def _loading(contract: PactContract) -> Iterator[Problem]:
    """What the Rust core refuses the file for, or panics at."""
    for fault, key in contract.hindrances.faults:
        hindrance = fault.hindrance(contract.source)
        yield Problem("error", fault.code, str(hindrance), hindrance.location, key)


def _passed_over(contract: PactContract) -> Iterator[Problem]:
    """A list of examples that the Rust core never looks at: told once, at what keeps it from them."""
    passed_over = never_verified(contract.document, contract.spec_version)
    if passed_over is not None:
        severity: Severity = "error" if contract.hindrances.passed_over else "warning"
        text = f"{NEVER_VERIFIED}: {passed_over[1]}"
        yield Problem(severity, "mixed-kinds", text, contract.source.at("/messages"))


def _same_requests(contract: PactContract) -> Iterator[Problem]:
    """Two examples with the same request and states: a mock server and a capture cannot tell them apart."""
    seen: dict[str, PactExample] = {}
    for example in contract.pact_examples:
        if example.kind != "http" or example.expected_request is None:
            continue
        request = example.expected_request
        body = (
            request.body.data.decode("utf-8", "replace")
            if request.body.presence == "present"
            else request.body.presence
        )
        parts: list[JSON] = [
            request.method, request.path, {key: list(value) for key, value in request.query.items()},
            {key.lower(): list(header) for key, header in request.headers.items()}, body,
            sorted(json.dumps([state.name, state.params], sort_keys=True, default=str) for state in example.states),
        ]  # fmt: skip
        first = seen.setdefault(json.dumps(parts, sort_keys=True, default=str), example)
        if first is not example:
            message = (
                f"the example asks the same as {first.description!r} in the same states, so a recording cannot be "
                "told to be of one or the other; give it a state of its own"
            )
            yield _problem(example, "warning", "same-request", message, example.pointer)


def _several_types(example: PactExample) -> Iterator[Problem]:
    """Before V4 the core looks for a message's type under any spelling of the key, in the order of a hash table."""
    if example.contract.spec_version == "4.0":
        return
    for message in example.expected_messages:
        keys = [key for key in message.metadata if is_type_key(key)]
        if len({json_text(message.metadata[key]) for key in keys}) > 1:
            text = (
                f"the metadata name several content types ({', '.join(map(visible, keys))}), and the Rust core takes "
                "one at random; keep contentType alone"
            )
            yield _problem(example, "warning", "several-types", text, message.pointer or example.pointer)


def _several_replies(example: PactExample) -> Iterator[Problem]:
    replies = len(example.responses) if example.kind == "sync-message" else 0
    if replies > 1:
        message = (
            f"the example expects {replies:,} replies, and Pact's verifier asks a provider for one, so the example "
            "always fails in CI; give each reply an example of its own"
        )
        yield _problem(example, "error", "several-replies", message, join_pointer(example.pointer, "response"))


def _own_example(example: PactExample) -> Iterator[Problem]:
    for part in own_parts(example):
        yield from _own_failures(example, part.name, part.check(part.recording))


def _own_failures(example: PactExample, side: str, checked: MatchResult) -> Iterator[Problem]:
    reported: set[str] = set()
    for mismatch in checked.mismatches:
        if mismatch.code in ("unknown-matcher", "invalid-regex", "reply-count"):
            continue
        place = join_pointer(example.pointer, side) if side in ("request", "response") else example.pointer
        pointer = mismatch.rule.declared_at.pointer if mismatch.rule else place
        if pointer in reported:
            continue
        reported.add(pointer)
        message = f"the {side} example does not match the contract's own rules. {mismatch.message}"
        yield _problem(example, "error", "example-fails", message, pointer)


_OF_CONTRACT: tuple[Callable[[PactContract], Iterable[Problem]], ...] = (
    unread_problems,
    _loading,
    _passed_over,
    field_problems,
    _nothing_to_check,
    _same_requests,
    repeated_key_problems,
    state_problems,
)
_OF_EXAMPLE: tuple[Callable[[PactExample], Iterable[Problem]], ...] = (
    leftover_problems,
    header_problems,
    rule_problems,
    generator_problems,
    number_problems,
    _several_types,
    _several_replies,
    _own_example,
)
