"""Coverage against brute force: of real contracts and recorded answers each field is deleted, and the engine asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from conformance.data import PACT_CONTRACTS, RESPONSES, needs, pact_files, response_of, rows
from support import FULL

import contractlab as cl
from contractlab.errors import InvalidContract
from contractlab.insight.coverage import Coverage, EndpointCoverage
from contractlab.values.mismatch import EVERY_ITEM
from contractlab.values.result import MatchResult

EVERY = 1 if FULL else 9
"""Each so many'th contract."""

BODIES = 3
"""So many different answers of one example."""


def answered_by_file() -> dict[str, dict[int, list[cl.HttpResponse]]]:
    """Answers that pass, by file and index of the example; those with a JSON body, each body once."""
    answered: dict[str, dict[int, list[cl.HttpResponse]]] = {}
    for row in rows(RESPONSES):
        if not row["passed"]:
            continue
        answer = response_of(row)
        mine = answered.setdefault(row["file"], {}).setdefault(row["index"], [])
        if is_json(answer.body) and len(mine) < BODIES and all(answer.body != each.body for each in mine):
            mine.append(answer)
    return answered


def is_json(body: Any) -> bool:
    try:
        return isinstance(json.loads(body), dict | list)
    except (TypeError, ValueError):
        return False


def deleted(value: Any, path: tuple[Any, ...]) -> tuple[Any, int]:
    """A copy without a field, and how often it was there."""
    key, rest = path[0], path[1:]
    if key == EVERY_ITEM:
        pairs = [deleted(item, rest) for item in value] if isinstance(value, list) and rest else []
        return ([item for item, _ in pairs], sum(n for _, n in pairs)) if pairs else (value, 0)
    if not isinstance(value, dict) or key not in value:
        return value, 0
    if not rest:
        return {name: kept for name, kept in value.items() if name != key}, 1
    below, times = deleted(value[key], rest)
    return {**value, key: below}, times


Check = Callable[[Any], MatchResult]


def nothing_fails_without(check: Check, answer: cl.HttpResponse, path: tuple[Any, ...]) -> bool:
    """True if the field is not there, or nothing differs without it that does not differ anyway."""
    if not is_json(answer.body):
        return True
    body, times = deleted(json.loads(answer.body or b""), path)
    if not times:
        return True
    changed = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
    before, after = check(answer), check(cl.HttpResponse(answer.status, answer.headers, changed))
    if before.passed:
        return after.passed
    return differences(after) <= differences(before)


def differences(result: MatchResult) -> set[tuple[str, str, str]]:
    return {(mismatch.part, mismatch.path, mismatch.code) for mismatch in result.mismatches}


def by_brute_force(each: EndpointCoverage, path: tuple[Any, ...]) -> bool:
    """True if no answer and no example of the endpoint fails without the field."""
    asked: list[tuple[Check, Any]] = []
    asked += [(result.example.check_response, result.seen.response) for result in each.endpoint.results]
    for example in each.endpoint.examples:
        # The example's own answer is judged as if the file could be loaded in CI.
        asked += [(part.check, part.recording) for part in example.own_parts if part.name == "response"]
    return all(nothing_fails_without(check, answer, path) for check, answer in asked)


def covered_contracts() -> Iterator[Coverage]:
    answered = answered_by_file()
    for path in sorted(pact_files())[::EVERY]:
        if path.name not in answered:
            continue
        try:
            contract = cl.load(path)
        except InvalidContract:
            continue
        captures = cl.Captures()
        for example in contract.examples:
            asked = next((own.recording for own in example.own_parts if own.name == "request"), None)
            for answer in answered[path.name].get(example.index, ()):
                if isinstance(asked, cl.HttpRequest):
                    captures = captures + cl.Captures([cl.Capture(asked, answer, example=example.key)])
        if len(captures):
            yield cl.coverage(contract, captures)


@needs(PACT_CONTRACTS, RESPONSES)
def test_removable_is_what_deleting_the_field_and_asking_the_engine_says() -> None:
    looked, safe, weak, captures = 0, 0, 0, 0
    for covered in covered_contracts():
        captures += len(covered.captures)
        for each in covered:
            for field in each.fields if each.endpoint.key.method else ():
                if not field.tokens or not isinstance(field.tokens[-1], str):
                    continue
                expected = by_brute_force(each, field.tokens)
                place = (covered.contracts[0].source.name, each.label, field.path)
                assert covered.removable(field.path, each.label).safe == expected, place
                assert expected or field.asks, place
                looked, safe, weak = looked + 1, safe + expected, weak + bool(expected and field.asks)
    words = f"{safe:,} could go, {weak:,} of them asked weakly"
    print(f"\ncoverage and brute force agree on {looked:,} fields of {captures:,} answers: {words}")
    assert looked > 50
