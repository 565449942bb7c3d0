"""Two definitions written one after the other: merged as pact-python does, or a conflict that says what is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.data import needs, rows
from conformance.written_differences import difference_name, differences, refusal
from conformance.written_rows import defined

from contractlab.errors import InvalidEdit, SaveConflict

MERGES = "golden/define/pact-merge*.jsonl*"
"""Rows with two definitions and the folder after each, and rows with names of participants."""


def _folder(room: Path) -> dict[str, Any]:
    return {path.name: json.loads(path.read_bytes()) for path in room.iterdir()}


def _theirs(folder: Mapping[str, Any]) -> dict[str, Any]:
    """A folder without the versions of programs in it."""
    made: dict[str, Any] = json.loads(json.dumps(folder))
    for document in made.values():
        document["metadata"].pop("pactRust", None)
        for name in ("interactions", "messages"):
            if name in document:  # sorted by description alone there, which leaves states in the order of writing
                document[name].sort(key=lambda each: (each["description"], str(each.get("providerStates", ""))))
    return made


def _examples(folder: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every example of a folder, with what it says."""
    return [
        (example["description"], json.dumps(example, sort_keys=True))
        for document in folder.values()
        for name in ("interactions", "messages")
        for example in document.get(name, [])
    ]


def _merged(row: Mapping[str, Any], room: Path) -> SaveConflict | None:
    """Save the one and then the other; a conflict is given back."""
    defined(row["one"]).save(room, unproved=True)
    try:
        defined(row["two"]).save(room, unproved=True, changed="overwrite" if row.get("overwrite") else "merge")
    except SaveConflict as error:
        return error
    return None


@needs(MERGES)
def test_definitions_are_merged_as_there_or_a_conflict_names_what_would_be_lost(tmp_path: Path) -> None:
    merged = conflicts = 0
    for number, row in enumerate(each for each in rows(MERGES) if "one" in each):
        room = tmp_path / str(number)
        room.mkdir()
        try:
            conflict = _merged(row, room)
        except InvalidEdit as error:
            assert refusal(str(error)), row["id"]  # noqa: PT017 - the name of the refusal is asked for
            continue
        if conflict is None:
            assert row.get("error") is None, row["id"]
            unnamed = [
                each
                for each in differences(_theirs(row["after"]), _folder(room), _as_row(row))
                if not difference_name(each)
            ]
            assert not unnamed, f"{row['id']}: {unnamed}"
            merged += 1
            continue
        # The file is as it was, and whatever the reference would have lost is named.
        assert _examples(_folder(room)) == _examples(_of_one(row, tmp_path / f"{number}-one")), row["id"]
        lost = {name for name, text in set(_examples(row["first"])) - set(_examples(row["after"]))}
        named = str(conflict)
        assert all(name in named for name in lost) or "the file is Pact V" in named, f"{row['id']}: {named}"
        assert lost or row.get("error") or "the file is Pact V" in named, f"{row['id']}: nothing would be lost: {named}"
        conflicts += 1
    assert merged
    assert conflicts


def _as_row(row: Mapping[str, Any]) -> dict[str, Any]:
    examples = [*row["one"]["examples"], *row["two"]["examples"]]
    return {"definition": {"spec": row["two"]["spec"], "examples": examples}}


def _of_one(row: Mapping[str, Any], room: Path) -> dict[str, Any]:
    defined(row["one"]).save(room, unproved=True)
    return _folder(room)


@needs(MERGES)
def test_names_of_participants_stay_within_the_folder(tmp_path: Path) -> None:
    tried = 0
    for number, row in enumerate(each for each in rows(MERGES) if "consumer" in each):
        outside = tmp_path / str(number)
        room = outside / "in"
        room.mkdir(parents=True)
        definition = {"consumer": row["consumer"], "provider": row["provider"], "spec": "V4", "examples": [_EXAMPLE]}
        path = defined(definition).save(room, unproved=True)
        assert path.parent == room
        assert [each.name for each in outside.iterdir()] == ["in"]
        tried += 1
    assert tried


_EXAMPLE = {
    "kind": "http",
    "description": "a request",
    "request": {"method": "GET", "path": "/"},
    "response": {"status": 200},
}
