"""Files of ContractCase definitions: where they lie, and what happens where one is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import contractlab as cl

Examples = list[tuple[str, int]]


def made(*examples: tuple[str, int], consumer: str = "Billing") -> cl.Definition:
    definition = cl.define(consumer, "Customers", format="contractcase")
    for path, status in examples:
        definition.example().with_request("GET", path).will_respond_with(status)
    return definition


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def statuses(path: Path) -> list[tuple[str, int]]:
    return [(example.request.path, example.response.status) for example in cl.load(path).examples]


def test_a_file_that_would_change_is_left_and_named(tmp_path: Path) -> None:
    path = made(("/a", 200)).save(tmp_path, unproved=True)
    before = path.read_bytes(), names(tmp_path)
    with pytest.raises(cl.SaveConflict, match="would change"):
        made(("/a", 201)).save(tmp_path, unproved=True)
    assert (path.read_bytes(), names(tmp_path)) == before
    assert made(("/a", 200)).save(tmp_path, unproved=True) == path


def test_the_version_and_the_order_of_keys_of_the_file_do_not_count(tmp_path: Path) -> None:
    definition = made(("/a", 200))
    path = definition.save(tmp_path / "x.json", unproved=True)
    document = json.loads(path.read_text())
    document["metadata"]["_case"] = {"version": "0.29.0"}
    document["_links"] = {"self": {"href": "http://x"}}
    path.write_text(json.dumps(dict(reversed(document.items()))))
    assert definition.save(path, unproved=True) == path


@pytest.mark.parametrize(
    ("files", "suffixes"),
    [(["main"], ["-main.case.json"]), (["hash"], ["case.json"]), (None, ["case.json", "-main.case.json"])],
    ids=["main", "hash", "both"],
)
def test_either_file_or_both_are_written(tmp_path: Path, files: Any, suffixes: list[str]) -> None:
    made(("/a", 200)).save(tmp_path, unproved=True, files=files)
    assert len(names(tmp_path)) == len(suffixes)
    assert all(name.endswith(suffix) for name, suffix in zip(names(tmp_path), suffixes, strict=True))


def test_other_files_and_contracts_without_examples_are_refused(tmp_path: Path) -> None:
    for definition, files in ((made(("/a", 200)), ["latest"]), (made(("/a", 200)), []), (made(), None)):
        with pytest.raises(cl.InvalidEdit):
            definition.save(tmp_path, unproved=True, files=files)
    with pytest.raises(cl.InvalidEdit, match="one file"):
        cl.define("A", "B").save(tmp_path, files=["main"])
    assert not names(tmp_path)


def test_names_stay_within_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "deep"
    path = made(("/a", 200), consumer="../../up").save(folder, unproved=True)
    assert folder in path.parents
    assert names(tmp_path) == [f"deep/{name}" for name in names(folder)]


def test_merging_keeps_what_is_there_in_its_order(tmp_path: Path) -> None:
    made(("/a", 200), ("/b", 200)).save(tmp_path, unproved=True)
    path = made(("/b", 200), ("/c", 404)).save(tmp_path, unproved=True, changed="merge")
    assert statuses(path) == [("/a", 200), ("/b", 200), ("/c", 404)]
    assert path.read_bytes() == made(("/a", 200), ("/b", 200), ("/c", 404)).contract.to_bytes()
    assert sum(file.read_bytes() == path.read_bytes() for file in path.parent.iterdir()) == 2


def test_another_answer_in_the_same_states_is_a_conflict_that_shows_both(tmp_path: Path) -> None:
    path = made(("/a", 200)).save(tmp_path, unproved=True)
    before = path.read_bytes()
    with pytest.raises(cl.SaveConflict, match=r"another answer(.|\n)*in the file(.|\n)*defined") as conflict:
        made(("/a", 201)).save(tmp_path, unproved=True, changed="merge")
    assert "200" in str(conflict.value)
    assert "201" in str(conflict.value)
    assert path.read_bytes() == before
    made(("/a", 201)).save(tmp_path, unproved=True, changed="overwrite")
    assert statuses(path) == [("/a", 201)]


def test_a_name_that_means_two_things_is_a_conflict(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for number, status in ((1, 200), (2, 201)):
        definition = cl.define("A", "B", format="contractcase")
        definition.example(f"ask {number}").with_request("GET", "/x").will_respond_with(status, name="get it")
        if number == 1:
            definition.save(path, unproved=True)
            continue
        with pytest.raises(cl.SaveConflict, match="more than one definition"):
            definition.save(path, unproved=True, changed="merge")


def test_what_nobody_knows_is_not_lost_in_silence(tmp_path: Path) -> None:
    path = made(("/a", 200)).save(tmp_path / "x.json", unproved=True)
    document = json.loads(path.read_text())
    for change in (
        {"team": "billing"},
        {"matcherLookup": {**document["matcherLookup"], "matcher:spare": 1}},
        {"metadata": {**document["metadata"], "team": {"a": 1}}},
        {"description": {"consumerName": "Other", "providerName": "Customers"}},
    ):
        path.write_text(json.dumps({**document, **change}))
        with pytest.raises(cl.SaveConflict):
            made(("/a", 200), ("/b", 200)).save(path, unproved=True, changed="merge")


def test_what_a_contract_has_beside_its_examples_stays_when_it_is_gone_on_with(tmp_path: Path) -> None:
    path = made(("/a", 200)).save(tmp_path / "x.json", unproved=True)
    document = json.loads(path.read_text())
    spare = {**document["matcherLookup"], "matcher:spare": 1}
    metadata = {**document["metadata"], "team": {"a": 1}}
    path.write_text(json.dumps({**document, "team": "billing", "metadata": metadata, "matcherLookup": spare}))
    going = cl.define(cl.load(path))
    going.save(changed="merge")
    going.example().with_request("GET", "/b").will_respond_with(200)
    going.save(unproved=True, changed="merge")
    written = json.loads(path.read_text())
    assert statuses(path) == [("/a", 200), ("/b", 200)]
    assert (written["team"], written["metadata"]["team"]) == ("billing", {"a": 1})
    assert written["matcherLookup"]["matcher:spare"] == 1


@pytest.mark.parametrize("text", ['{"interactions": []}', "[]", '{"contractType": "case::contract", "examples": [{}]}'])
def test_a_file_of_something_else_is_not_merged_with(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(cl.SaveConflict, match="cannot be merged"):
        made(("/a", 200)).save(path, unproved=True, changed="merge")
    assert path.read_text() == text


def test_a_thousand_examples_are_built_at_once(tmp_path: Path) -> None:
    definition = made(*((f"/{number}", 200) for number in range(1000)))
    assert len(definition.contract.examples) == 1000
    assert len(cl.load(definition.save(tmp_path, unproved=True)).examples) == 1000


def test_what_is_loaded_stays_and_what_is_defined_again_takes_its_place(tmp_path: Path) -> None:
    begun = made(("/a", 200), ("/b", 200))
    begun.example("ask").with_request("GET", "/c").will_respond_with(200)
    path = begun.save(tmp_path, unproved=True)
    going = cl.define(cl.load(path))
    assert going.contract.to_bytes() == path.read_bytes()
    assert [each.loaded for each in going.examples] == [True, True, True]
    going.example("ask").with_request("GET", "/c").will_respond_with(404)
    going.example().with_request("GET", "/a").will_respond_with(200)
    assert [(each.example.request.path, each.loaded) for each in going.examples] == [
        ("/a", False),
        ("/b", True),
        ("/c", False),
    ]
    assert going.save(unproved=True, changed="merge") == path
    assert statuses(path) == [("/a", 200), ("/b", 200), ("/c", 404)]
