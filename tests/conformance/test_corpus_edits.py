"""Relaxing one rule of a real contract changes in its file what a person would change, and nothing else."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

from conformance.data import PACT_CONTRACTS, needs, pact_files

import contractlab as cl
from contractlab import match
from contractlab.editing.compare_requests import structural_differences
from contractlab.errors import InvalidContract, InvalidEdit

LARGEST = 20


def contracts() -> list[tuple[Path, cl.Contract]]:
    places = []
    for path in sorted(pact_files(), key=lambda path: -path.stat().st_size):
        try:
            places.append((path, cl.load(path)))
        except InvalidContract:
            continue
    return places


def relax(edit: cl.Edit) -> str | None:
    """Take the first exact value of a response that is a text or a number, and ask for its type alone."""
    for example in edit:
        if example.kind != "http" or edit.version < "2.0":
            continue
        (*_, answer) = example.example.own_parts
        body = answer.check(answer.recording).explanation.body
        for node in body.walk() if body is not None else ():
            whole = example.response.body.value  # of text nobody can say whether less is asked
            if isinstance(node.expected, str | int | float) and node.rule is None and isinstance(whole, dict | list):
                try:
                    example.response.body.set_rule(node.path, match.like())
                except InvalidEdit:
                    continue
                return node.path
    return None


@needs(PACT_CONTRACTS)
def test_relaxing_one_rule_of_the_largest_contracts() -> None:
    done = 0
    for path, contract in contracts():
        edit = cl.edit(contract)
        place = relax(edit)
        if place is None:
            continue
        done += 1
        before = contract.source.data.decode("utf-8-sig").splitlines(keepends=True)
        after = edit.to_bytes().decode("utf-8-sig").splitlines(keepends=True)
        lines = list(difflib.unified_diff(before, after, path.name, f"{path.name}, {place}", n=1))
        print("".join(line if line.endswith("\n") else line + "\n" for line in lines if len(line) < 2000))
        # Of the text: one place, a few lines; at most the line before gets its comma.
        if len(before) > 3:
            assert sum(line.startswith("@@") for line in lines) == 1, path.name
            assert sum(line.startswith("+") for line in lines[2:]) <= 14, path.name
            assert sum(line.startswith("-") for line in lines[2:]) <= 2, path.name
        # Of the document: a rule came, or was replaced, for this one value.
        changed: list[tuple[Any, Any, Any]] = structural_differences(contract.document, json.loads(edit.to_bytes()))
        assert changed, path.name
        assert all("matchingRules" in tokens for tokens, _, _ in changed), (path.name, changed)
        assert len({str(tokens[: tokens.index("matchingRules") + 1]) for tokens, _, _ in changed}) == 1
        (change,) = [change for change in edit.diff().comparison.changes if change.effect != "same"] or [None]
        assert change is None or change.effect == "less", (path.name, change)
        edit.undo()
        assert edit.to_bytes() == contract.source.data
        if done == LARGEST:
            break
    assert done == LARGEST
