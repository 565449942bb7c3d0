"""The installed Rust core beside this engine: cases are generated, judged in batches by the core, and compared.

A disagreement is generated again, alone, and shrunk to a small case.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.rust_core import (
    Authored,
    contract_of,
    interaction,
    judge_messages,
    judge_replies,
    judge_responses,
    message_contract,
    sync_contract,
)
from hypothesis import HealthCheck, Phase, given, note, seed, settings
from hypothesis import strategies as st

import contractlab as cl
from contractlab.engine.paths import PathExpression, Token
from contractlab.engine.rules import RuleList
from contractlab.values.result import MatchResult

BATCHES = int(os.environ.get("CONTRACTLAB_DIFFERENTIAL_BATCHES", "0"))
"""Batches for each kind of case, each of its own seed; 0 is the one small batch that CI asks for."""

CASES = 60
"""Cases of one kind in CI: cheap to judge, and always the same."""

FIRST_SEED = int(os.environ.get("CONTRACTLAB_DIFFERENTIAL_SEED", "1"))
KEYS_FREE = frozenset({"values", "eachKey", "eachValue"})


def _meet(first: Token, second: Token) -> bool:
    kinds = {first.kind, second.kind}
    if "star" in kinds:
        return True
    if "star-index" in kinds:
        return all(token.kind != "field" or token.text.lstrip("+").isdigit() for token in (first, second))
    return first.text == second.text


def _overlap(first: PathExpression, second: PathExpression) -> bool:
    return all(map(_meet, first[1:], second[1:]))


def _tied(first: RuleList, second: RuleList) -> bool:
    """True if the core may take either of two lists somewhere, or look at keys by one or by the other."""
    if not _overlap(first.tokens, second.tokens):
        return False
    if first.weight == second.weight:
        return True
    free = [any(rule.name in KEYS_FREE for rule in each.rules) for each in (first, second)]
    return len(first.tokens) == len(second.tokens) and free[0] is not free[1]


def is_random(example: Any) -> bool:
    """True if the core's verdict may depend on the run, so that nothing can be compared."""
    parts = [example.expected_request, example.expected_response, *example.expected_messages]
    for part in parts:
        for rules in part.rules.values() if part is not None else ():
            lists = list(rules.lists)
            if any(_tied(earlier, later) for at, earlier in enumerate(lists) for later in lists[at + 1 :]):
                return True
    return False


@dataclass(frozen=True)
class Kind:
    """One kind of case.

    Attributes
    ----------
    name : str
    cases : strategy
    load : callable
        From a case to the example in a contract of its own.
    ours : callable
        From example and case to the engine's result.
    core : callable
        From cases to the core's verdicts; None where it refuses the contract.
    batch : int
        Cases that the core judges in one go.
    """

    name: str
    cases: st.SearchStrategy[Any]
    load: Callable[[Any], Any]
    ours: Callable[[Any, Any], MatchResult]
    core: Callable[[Sequence[Any]], list[bool] | None]
    batch: int = 100


def responses(name: str, version: str, cases: st.SearchStrategy[Any]) -> Kind:
    """Cases of an expected response, and (status, headers, body)."""

    def load(case: Any) -> Any:
        return cl.load(contract_of([interaction(0, {}, case[0], version)], version))[0]

    def ours(example: Any, case: Any) -> MatchResult:
        status, headers, body = case[1]
        return example.check_response(cl.HttpResponse(status, headers, body))

    def core(listed: Sequence[Any]) -> list[bool] | None:
        return judge_responses([case[0] for case in listed], [case[1] for case in listed], version)

    return Kind(f"{name}, V{version[0]} responses", cases, load, ours, core)


def messages(name: str, version: str, cases: st.SearchStrategy[Any]) -> Kind:
    """Cases of an expected message, metadata and contents."""

    def load(case: Any) -> Any:
        return cl.load(message_contract([case[0]], version))[0]

    def ours(example: Any, case: Any) -> MatchResult:
        return example.check_message(case[2], case[1])

    def core(listed: Sequence[Any]) -> list[bool] | None:
        return judge_messages([case[0] for case in listed], [case[1:] for case in listed], version)

    return Kind(f"{name}, V{version[0]} messages", cases, load, ours, core)


def replies(name: str, cases: st.SearchStrategy[Any]) -> Kind:
    """Cases of an expected reply to a synchronous message, metadata and contents."""

    def load(case: Any) -> Any:
        return cl.load(sync_contract([case[0]]))[0]

    def ours(example: Any, case: Any) -> MatchResult:
        return example.check_message(case[2], case[1], part="response")

    def core(listed: Sequence[Any]) -> list[bool] | None:
        return judge_replies([case[0] for case in listed], [case[1:] for case in listed])

    return Kind(f"{name}, V4 synchronous messages", cases, load, ours, core)


def requests(name: str, version: str, cases: st.SearchStrategy[Any]) -> Kind:
    """Cases of a request to author, and (method, target, headers, body); we read the contract that the core writes."""

    def load(case: Any) -> Any:
        return cl.load(Authored(case[0], version).document())[0]

    def ours(example: Any, case: Any) -> MatchResult:
        method, target, headers, body = case[1]
        path, _, query = target.partition("?")
        return example.check_request(cl.HttpRequest(method, path, query, headers, body))

    def core(listed: Sequence[Any]) -> list[bool] | None:
        return [Authored(case[0], version).judge(*case[1]) for case in listed]

    return Kind(f"{name}, V{version[0]} requests", cases, load, ours, core, 60)


def _settings(count: int, *phases: Phase) -> settings:
    return settings(
        max_examples=count, deadline=None, database=None, phases=phases, suppress_health_check=list(HealthCheck)
    )


def generated(kind: Kind, count: int, number: int) -> list[Any]:
    """Cases of a kind: the same for the same seed."""
    made: list[Any] = []

    @seed(number)
    @_settings(count, Phase.generate)
    @given(kind.cases)
    def collect(case: Any) -> None:
        made.append(case)

    collect()
    return made


def _told(case: Any, result: MatchResult, theirs: object) -> str:
    shown = json.dumps(case[0], ensure_ascii=False, default=repr)
    return (
        f"{shown}\nactual {case[1:]!r}\nours {result.verdict} {result.reason or ''} {result.mismatches}\ncore {theirs}"
    )


def _agrees(result: MatchResult, theirs: bool) -> bool:
    return result.verdict == ("passed" if theirs else "failed")


def _shrink(kind: Kind, count: int, number: int) -> None:
    """Generate the same cases again, ask the core one by one, and let Hypothesis make the first disagreement small."""

    @seed(number)
    @_settings(count, Phase.generate, Phase.shrink)
    @given(kind.cases)
    def check(case: Any) -> None:
        example = kind.load(case)
        if is_random(example):
            return
        result = kind.ours(example, case)
        theirs = kind.core([case])
        note(_told(case, result, theirs))
        assert theirs is not None
        assert _agrees(result, theirs[0])

    check()


def compare(kind: Kind) -> int:
    """Have both judge generated cases; the number of cases that were judged alike.

    Cases on which the core is random are left out, and so made in surplus: a run in CI counts exactly `CASES`.
    """
    wanted = BATCHES * kind.batch or CASES
    judged = 0
    number = FIRST_SEED
    while judged < wanted:
        surplus = min(kind.batch, wanted - judged + 10)
        made = [(case, kind.load(case)) for case in generated(kind, surplus, number)]
        asked = [(case, example) for case, example in made if not is_random(example)][: wanted - judged]
        verdicts = kind.core([case for case, _ in asked])
        assert verdicts is not None, f"{kind.name}, seed {number}: the core refused a contract that it should read"
        for (case, example), theirs in zip(asked, verdicts, strict=True):
            result = kind.ours(example, case)
            if not _agrees(result, theirs):
                _shrink(kind, surplus, number)
                raise AssertionError(
                    f"{kind.name}, seed {number}: only a disagreement among others\n{_told(case, result, theirs)}"
                )
        judged += len(asked)
        number += 1
    return judged
