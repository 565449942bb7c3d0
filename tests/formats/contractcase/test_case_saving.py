"""Saving ContractCase contracts: the very bytes, or both copies in step and the right hash."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from case_contracts import M, codes, document, example, load, named, request, response, users

import contractlab as cl
from contractlab.formats.contractcase import revise
from contractlab.formats.contractcase.hashing import recorded_hash


def test_unedited_bytes_stay(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + json.dumps(users(), indent=4).encode() + b"\r\n"
    path = tmp_path / "x.case.json"
    path.write_bytes(data)
    contract = cl.load(path)
    assert contract.save() == path
    assert path.read_bytes() == data


def test_a_folder_gets_both_files(tmp_path: Path) -> None:
    contract = load(users())
    saved = contract.save(tmp_path)
    folder = tmp_path / "user-service"
    assert saved == folder / "user-page-main.case.json"
    assert {path.name for path in folder.iterdir()} == {
        "user-page-main.case.json", f"user-page-{contract.content_hash}.case.json",
    }  # fmt: skip
    assert {path.read_bytes() for path in folder.iterdir()} == {contract.to_bytes()}


def test_names_of_participants_cannot_leave_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    value = users()
    value["description"] = {"consumerName": "../../x", "providerName": "../.."}
    saved = load(value).save(inside)
    assert inside in saved.resolve().parents


def test_an_edit_in_the_example_reaches_the_lookup() -> None:
    contract = load(users())
    changed = copy.deepcopy(contract.document)
    changed["examples"][0]["mock"]["response"][f"{M}child"]["body"]["active"] = False
    new = revise(contract, changed)
    assert new.document["matcherLookup"]["matcher:the user"]["body"]["active"] is False
    assert codes(new) == []
    assert recorded_hash(new.document) == new.content_hash != contract.content_hash
    assert json.loads(new.to_bytes()) == new.document
    assert changed["matcherLookup"]["matcher:the user"]["body"]["active"] is True  # the caller's document stays


def test_an_edit_in_the_lookup_reaches_every_example() -> None:
    contract = load(users())
    changed = copy.deepcopy(contract.document)
    changed["matcherLookup"]["matcher:get a user"]["method"] = "PUT"
    new = revise(contract, changed)
    assert [example["mock"]["request"][f"{M}child"]["method"] for example in new.document["examples"]] == [
        "PUT",
        "PUT",
    ]
    assert codes(new) == []


def test_names_inside_names_are_kept_in_step() -> None:
    inner = named("the name", "Ada")
    value = document(example(named("asked", request()), named("answered", response(body={"name": inner}))))
    value["matcherLookup"]["matcher:the name"] = "Ada"
    contract = load(value)
    changed = copy.deepcopy(contract.document)
    changed["matcherLookup"]["matcher:the name"] = "Grace"
    new = revise(contract, changed)
    body = new.document["examples"][0]["mock"]["response"][f"{M}child"]["body"]
    assert body["name"][f"{M}child"] == "Grace"
    assert new.document["matcherLookup"]["matcher:answered"]["body"] == body
    assert codes(new) == []


def test_defaults_of_variables_follow_their_state() -> None:
    contract = load(users())
    changed = copy.deepcopy(contract.document)
    changed["examples"][0]["states"][1]["variables"]["userId"][f"{M}child"] = "999"
    new = revise(contract, changed)
    wrapped = new.document["matcherLookup"]["variable:default:userId::test[0]"]
    assert wrapped[f"{M}child"][f"{M}child"] == "999"


def test_two_different_edits_of_one_matcher_are_refused() -> None:
    contract = load(users())
    changed = copy.deepcopy(contract.document)
    changed["examples"][0]["mock"]["request"][f"{M}child"]["method"] = "PUT"
    changed["examples"][1]["mock"]["request"][f"{M}child"]["method"] = "POST"
    with pytest.raises(cl.InvalidEdit, match="uniqueName"):
        revise(contract, changed)


def test_the_frame_of_the_file_stays() -> None:
    contract = cl.load(b"\xef\xbb\xbf" + load(users()).to_bytes() + b"\n")
    new = revise(contract, {**contract.document, "note": 1})
    assert new.to_bytes().startswith(b"\xef\xbb\xbf{\n  ")
    assert new.to_bytes().endswith(b"}\n")


def test_what_came_from_nowhere_needs_a_place() -> None:
    with pytest.raises(cl.SaveConflict, match="say where"):
        load(users()).save()
