"""``contractlab diff``: what a new version asks for, in every form, and the exit status that a CI acts on."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from commands import run
from small_contracts import document_of
from small_runs import answers, write_contract

import contractlab as cl

Change = Callable[[dict[str, Any]], None]


def _add_field(interaction: dict[str, Any]) -> None:
    interaction["response"]["body"]["more"] = 1


def _drop_field(interaction: dict[str, Any]) -> None:
    del interaction["response"]["body"]["b"]


def _other_status(interaction: dict[str, Any]) -> None:
    interaction["response"]["status"] = 201


def _reword(interaction: dict[str, Any]) -> None:
    interaction["response"]["body"]["a"] = 2  # under a type rule: another example, the same question


def _nothing(interaction: dict[str, Any]) -> None:
    pass


CHANGES: dict[str, tuple[Change, int]] = {
    "more": (_add_field, 1),
    "other": (_other_status, 1),
    "less": (_drop_field, 0),
    "same": (_reword, 0),
    "none": (_nothing, 0),
}


def versions(folder: Path, change: Change) -> tuple[Path, Path]:
    """An old and a new contract with two examples, of which the second one is changed."""
    old = [answers("/first", {"x": 1}), answers("/second", {"a": 1, "b": 2})]
    new = copy.deepcopy(old)
    change(new[1])
    return write_contract(folder / "old.json", *old), write_contract(folder / "new.json", *new)


@pytest.mark.parametrize("name", CHANGES)
def test_the_status_says_whether_more_is_asked(name: str, tmp_path: Path) -> None:
    change, status = CHANGES[name]
    old, new = versions(tmp_path, change)
    done = run("diff", old, new)
    assert done.exit_code == status, done.output
    compared = cl.compare(cl.load(old), cl.load(new))
    assert compared.sentence in done.output
    assert (name in ("more", "other")) == bool(compared.more or compared.other)


@pytest.mark.parametrize("name", CHANGES)
def test_json_holds_every_change(name: str, tmp_path: Path) -> None:
    change, status = CHANGES[name]
    old, new = versions(tmp_path, change)
    done = run("diff", old, new, "--format", "json")
    document = json.loads(done.output)
    (contract,) = document["contracts"]
    assert (document["asks_new"], done.exit_code) == (bool(status), status)
    assert [each["message"] for each in contract["changes"]] == [
        each.message for each in cl.compare(cl.load(old), cl.load(new)).changes
    ]


@pytest.mark.parametrize("form", ["github", "sarif", "gitlab", "junit"])
def test_other_forms_name_file_and_line(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    versions(tmp_path, _add_field)
    line = cl.load("new.json").examples[1].location.line
    done = run("diff", "old.json", "new.json", "--format", form)
    assert done.exit_code == 1
    if form == "github":
        assert f"::error file=new.json,line={line},title=" in done.output
    elif form == "sarif":
        (result,) = json.loads(done.output)["runs"][0]["results"]
        place = result["locations"][0]["physicalLocation"]
        assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("new.json", line)
        assert result["ruleId"] == "asks/more"
    elif form == "gitlab":
        (entry,) = json.loads(done.output)
        assert entry["location"] == {"path": "new.json", "lines": {"begin": line}}
    else:
        root = ElementTree.fromstring(done.output.encode())
        (case,) = root.iter("testcase")
        assert (root.get("name"), case.get("file"), case.get("line")) == ("contractlab diff", "new.json", str(line))


@pytest.mark.parametrize("form", ["github", "sarif", "gitlab", "junit"])
def test_what_asks_less_breaks_no_form(form: str, tmp_path: Path) -> None:
    done = run("diff", *versions(tmp_path, _drop_field), "--format", form)
    assert done.exit_code == 0
    assert "::error" not in done.output
    assert "<failure" not in done.output


def test_quiet_says_only_what_breaks(tmp_path: Path) -> None:
    assert run("diff", *versions(tmp_path, _drop_field), "-q").output == ""
    (line,) = run("diff", *versions(tmp_path, _add_field), "-q").output.splitlines()
    assert line.startswith(f"{tmp_path}/new.json:") or "new.json:" in line


def test_folders_are_paired_by_their_names(tmp_path: Path) -> None:
    kept, gone, added = (
        document_of(answers("/a", {"a": 1}), consumer=consumer) for consumer in ("kept", "gone", "added")
    )
    for folder, documents in (("old", (kept, gone)), ("new", (added, kept))):
        (tmp_path / folder).mkdir()
        for document in documents:
            (tmp_path / folder / f"{document['consumer']['name']}.json").write_text(json.dumps(document))
    done = run("diff", tmp_path / "old", tmp_path / "new")
    assert done.exit_code == 1
    assert "a new contract: 1 example." in done.output
    assert "the contract is gone: 1 example." in done.output
    (tmp_path / "new" / "added.json").unlink()
    assert run("diff", tmp_path / "old", tmp_path / "new").exit_code == 0


@pytest.mark.parametrize("place", [0, 1])
def test_either_side_may_be_standard_input(place: int, tmp_path: Path) -> None:
    files: list[object] = list(versions(tmp_path, _add_field))
    usual = run("diff", *files, "-q")
    given = Path(str(files[place])).read_bytes()
    files[place] = "-"
    assert run("diff", *files, given=given).exit_code == usual.exit_code == 1


def test_what_cannot_be_compared_is_refused(tmp_path: Path) -> None:
    old, _ = versions(tmp_path, _nothing)
    case = tmp_path / "case.json"
    assert run("convert", old, "--to", "contractcase", "-o", case).exit_code in (0, 1)
    done = run("diff", old, case)
    assert (done.exit_code, "convert one of them" in done.stderr) == (2, True)
    (tmp_path / "broken.json").write_text('{"consumer": {"name": "a"}, "interactions": 5}')
    for both in ((old, tmp_path / "broken.json"), (tmp_path / "missing.json", old)):
        refused = run("diff", *both)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert ".json" in refused.stderr
    (tmp_path / "empty").mkdir()
    assert "it holds no JSON file" in run("diff", tmp_path / "empty", old).stderr


@pytest.mark.parametrize("arguments", [(), ("one.json",), ("a.json", "b.json", "c.json")])
def test_two_versions_are_asked_for(arguments: tuple[str, ...]) -> None:
    assert run("diff", *arguments).exit_code == 2
