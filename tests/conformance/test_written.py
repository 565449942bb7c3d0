"""Files that pact-python writes: ours are equal, or differ by an entry of the one list of differences."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import Any

import pytest
from conformance.data import EVERY, needs, rows
from conformance.written_differences import (
    DIFFERENCES,
    WITHOUT_ROWS,
    Difference,
    difference_name,
    differences,
    refusal,
)
from conformance.written_rows import defined

from contractlab.errors import InvalidEdit

WRITTEN = "golden/define/pact-written*.jsonl*"
"""Rows of definitions with the file that pact-python wrote."""


def _last_of_each(document: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """The document as the reference has it, which keeps the last of the examples with one description."""
    last: dict[str, int] = {
        example["description"]: index for index, example in enumerate(row["definition"]["examples"])
    }
    if len(last) == len(row["definition"]["examples"]):
        return dict(document)
    states = {name: row["definition"]["examples"][index].get("states", []) for name, index in last.items()}

    def is_last(example: Mapping[str, Any]) -> bool:
        wanted = [state["name"] for state in states[example["description"]]]
        if "providerState" in example:
            return [example["providerState"]] == wanted[:1]
        return [state["name"] for state in example.get("providerStates", [])] == wanted

    return {
        name: [example for example in value if is_last(example)] if name in ("interactions", "messages") else value
        for name, value in document.items()
    }


def _in_order(document: dict[str, Any], row: Mapping[str, Any]) -> list[Difference]:
    """Put the examples of a file before V4 in order; a difference if they were not."""
    for name in ("interactions", "messages"):
        listed = document.get(name, [])
        ordered = sorted(listed, key=lambda example: str(example["description"]))
        if row["definition"]["spec"] != "V4" and ordered != listed:
            document[name] = ordered
            return [Difference((name, "order of examples"), listed, ordered, row)]
    return []


def _written(row: Mapping[str, Any]) -> tuple[bytes, str]:
    """Our file, or why there is none."""
    try:
        return defined(row["definition"]).contract.to_bytes(), ""
    except InvalidEdit as error:
        return b"", str(error)


def _judged(row: Mapping[str, Any]) -> list[str]:
    """Names of differences of a row; a fault where one has none."""
    data, refused = _written(row)
    if refused:
        name = refusal(refused)
        assert name is not None, f"{row['id']}: nobody has named this refusal: {refused}"
        return [name]
    assert "error" not in row, f"{row['id']}: pact-python cannot write this, and nothing refused it"
    theirs = json.loads(json.dumps(row["written"]))
    theirs["metadata"].pop("pactRust")
    ours = _last_of_each(json.loads(data), row)
    names = []
    for difference in [*_in_order(theirs, row), *differences(theirs, ours, row)]:
        name = difference_name(difference)
        assert name is not None, (
            f"{row['id']}: {difference.path}: {difference.theirs!r} there, {difference.ours!r} here"
        )
        names.append(name)
    if not names and "text" not in row and len(theirs) == len(json.loads(data)):
        assert data.decode() == json.dumps(json.loads(data), indent=2, sort_keys=True, ensure_ascii=False), row["id"]
    return names


@needs(WRITTEN)
def test_our_files_are_those_of_pact_python() -> None:
    judged: Counter[str] = Counter()
    equal = total = 0
    for row in rows(WRITTEN):
        if "unstable" in row:
            continue
        names = set(_judged(row))
        total += 1
        equal += not names
        judged.update(names)
    assert total
    assert equal > total / 2, judged
    if EVERY == 1:
        assert not set(DIFFERENCES) - set(judged) - WITHOUT_ROWS, "differences that no row shows"


@pytest.mark.parametrize("spec", ["V3", "V4"])
def test_the_bounds_of_a_generator_within_like_are_a_named_difference(spec: str) -> None:
    value = {"$match": "like", "value": 9, "generator": {"type": "RandomInt", "min": 1, "max": 94}}
    row = {"definition": {"spec": spec, "examples": [{"request": {"query": [["q", value]]}}]}}
    at = ("interactions", 0, "request", "generators", "query", "q")
    assert difference_name(Difference((*at, "max"), 10, 94, row)) in WITHOUT_ROWS
    assert difference_name(Difference((*at, "max"), 10, 95, row)) is None


@needs(WRITTEN)
def test_the_code_of_a_definition_gives_the_same_file() -> None:
    asked = 0
    for row in islice(rows(WRITTEN), 0, None, 7):
        data, refused = _written(row)
        if refused:
            continue
        room: dict[str, Any] = {}
        exec(defined(row["definition"]).code(), room)
        assert room["billing"].contract.to_bytes() == data, row["id"]
        asked += 1
    assert asked


@pytest.mark.parametrize(
    ("theirs", "ours"), [({"a": 1}, {"a": 2}), ({"a": [1]}, {"a": [1, 2]}), ({}, {"a": None}), (1, 1.0)]
)
def test_a_difference_that_nobody_named_is_one(theirs: Any, ours: Any) -> None:
    row = {"definition": {"spec": "V4", "examples": []}}
    (difference,) = differences(theirs, ours, row, ("interactions", 0))
    assert difference_name(difference) is None
