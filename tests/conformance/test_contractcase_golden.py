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
        return MISSING if given == UNDEFINED else {key: value(inner) for key, inner in given.items()}
    if isinstance(given, list | tuple):
        return [value(item) for item in given]
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
    expected, answer, wrong = row["expected"], ask(row), []
    recorded = expected.get("thrown", {})
    thrown = {
        name: (answer.thrown_names[name], thrown_text)
        for name, thrown_text in answer.thrown.items()
        if name in row["ops"]
    }
    if thrown != {name: (error["name"], error["message"]) for name, error in recorded.items()}:
        wrong.append("thrown")
    if answer.passed != (expected.get("errors") == [] and "check" not in recorded) and "check" in row["ops"]:
        wrong.append("passed")
    if "check" in row["ops"] and "check" not in recorded:
        errors = [
            (error.message, error.location, error.expected, error.actual, error.matcher_type) for error in answer.errors
        ]
        want = [
            (
                error["message"],
                error["location"],
                error.get("expected", UNDEFINED),
                error.get("actual", UNDEFINED),
                error["matcherType"],
            )
            for error in expected["errors"]
        ]
        if sorted(map(text, errors)) != sorted(map(text, want)):
            wrong.append("errors")
        notes = sorted(text(error.get("annotations", {})) for error in expected["errors"])
        if sorted(text(dict(error.annotations)) for error in answer.errors) != notes:
            wrong.append("annotations")
    if "strip" in expected and text(answer.example) != text(expected["strip"]):
        wrong.append("example")
    if "describe" in expected and answer.description != expected["describe"]:
        wrong.append("description")
    return wrong


@needs(CASE_MATCHERS)
def test_every_answer_of_the_core() -> None:
    wrong: list[str] = []
    asked = 0
    for row in rows(CASE_MATCHERS):
        asked += 1
        unequal = differences(row)
        if unequal:
            wrong.append(f"{row['id'][:80]}: {', '.join(unequal)}")
    print(f"{asked - len(wrong):,} of {asked:,}")
    assert wrong[:20] == []
    assert asked
