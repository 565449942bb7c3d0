"""Answers of the real ContractCase 0.30.1 core, recorded: every one must be met."""

from __future__ import annotations

import json
from typing import Any

from conformance.data import CASE_MATCHERS, Row, needs, rows

from contractlab.formats.contractcase import MatcherAnswer, check_matcher
from contractlab.values.markers import MISSING

UNDEFINED = {"$undefined": True}


def value(given: Any) -> Any:
    """A recorded value: JavaScript's undefined is written as an object, and numbers have one kind."""
    if isinstance(given, dict):
        return MISSING if given == UNDEFINED else {key: value(one) for key, one in given.items()}
    if isinstance(given, list | tuple):
        return [value(one) for one in given]
    if isinstance(given, float) and given.is_integer():
        return int(given)
    return given


def text(given: Any) -> str:
    """A value to compare; true is not 1 there."""
    return json.dumps(value(given), sort_keys=True, default=repr)


def ask(row: Row) -> MatcherAnswer:
    return check_matcher(
        row["matcher"],
        value(row.get("actual", UNDEFINED)),
        variables=row.get("variables"),
        lookup=row.get("lookup"),
        function_name=row.get("functionName"),
    )


def differences(row: Row) -> list[str]:
    """What is not as recorded, by name."""
    expected, answer, found = row["expected"], ask(row), []
    recorded = expected.get("thrown", {})
    thrown = {one: (answer.thrown_names[one], said) for one, said in answer.thrown.items() if one in row["ops"]}
    if thrown != {one: (told["name"], told["message"]) for one, told in recorded.items()}:
        found.append("thrown")
    if answer.passed != (expected.get("errors") == [] and "check" not in recorded) and "check" in row["ops"]:
        found.append("passed")
    if "check" in row["ops"] and "check" not in recorded:
        told = [(one.message, one.location, one.expected, one.actual, one.matcher_type) for one in answer.errors]
        want = [
            (
                one["message"],
                one["location"],
                one.get("expected", UNDEFINED),
                one.get("actual", UNDEFINED),
                one["matcherType"],
            )
            for one in expected["errors"]
        ]
        if sorted(map(text, told)) != sorted(map(text, want)):
            found.append("errors")
        notes = sorted(text(one.get("annotations", {})) for one in expected["errors"])
        if sorted(text(dict(one.annotations)) for one in answer.errors) != notes:
            found.append("annotations")
    if "strip" in expected and text(answer.example) != text(expected["strip"]):
        found.append("example")
    if "describe" in expected and answer.description != expected["describe"]:
        found.append("description")
    return found


@needs(CASE_MATCHERS)
def test_every_answer_of_the_core() -> None:
    wrong: list[str] = []
    asked = 0
    for row in rows(CASE_MATCHERS):
        asked += 1
        found = differences(row)
        if found:
            wrong.append(f"{row['id'][:80]}: {', '.join(found)}")
    print(f"{asked - len(wrong):,} of {asked:,}")
    assert wrong[:20] == []
    assert asked
