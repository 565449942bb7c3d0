"""Saving: the text of what nobody touched, undo across saves, links, conflicts, and what it says."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from small_contracts import document_of, http

import contractlab as cl
from contractlab.errors import SaveConflict

BODY = {"a": 1, "big": 12345678901234567890123, "list": [1, 2]}
TEXT = json.dumps(document_of(http("x", response={"status": 200, "body": BODY})), indent=2)
FORMS = {
    "plain": TEXT,
    "a mark": "\ufeff" + TEXT,
    "windows": TEXT.replace("\n", "\r\n"),
    "blank lines": f"\n  {TEXT}\n\n",
    "one line": json.dumps(json.loads(TEXT)),
    "a repeated key": TEXT.replace('"description": "x",', '"description": "old",\n      "description": "x",'),
    "escapes": TEXT.replace('"x"', '"\\u0078"'),
    "odd blanks": TEXT.replace('"status": 200', '"status"  :\n 200'),
}  # fmt: skip


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    old_lines, new_lines = before.splitlines(), after.splitlines()
    assert len(old_lines) == len(new_lines)
    return [pair for pair in zip(old_lines, new_lines, strict=True) if pair[0] != pair[1]]


@pytest.mark.parametrize("form", FORMS)
def test_one_value_is_one_line_and_undo_goes_back_beyond_a_save(tmp_path: Path, form: str) -> None:
    file = tmp_path / "pact.json"
    before = FORMS[form].encode()
    file.write_bytes(before)
    edit = cl.edit(cl.load(file))
    edit[0].response.body["$.a"] = 7
    edit.save()
    (line,) = changed_lines(FORMS[form], file.read_bytes().decode())
    assert line[1] == line[0].replace('"a": 1', '"a": 7')
    after = file.read_bytes()
    edit[0].response.body["$.list"] = {"laid": "out anew"}
    edit.save()
    edit.undo(2)
    edit.save()
    assert file.read_bytes() == before
    edit.redo()
    edit.save()
    assert file.read_bytes() == after


def test_the_path_says_what_changed(tmp_path: Path) -> None:
    file = tmp_path / "pact.json"
    file.write_text(TEXT)
    edit = cl.edit(cl.load(file))
    edit[0].response.status = 201
    saved = edit.save()
    assert (saved, isinstance(saved, Path), saved.parent) == (file, True, tmp_path)
    assert "status: was 200 OK, is now 201 Created" in str(saved.difference)
    shown = saved._repr_mimebundle_()
    assert shown["text/plain"].startswith(f"Saved to {file}.\n")
    assert "201" in shown["text/html"]
    assert "nothing had changed" in edit.save()._repr_mimebundle_()["text/plain"]


def test_a_link_stays_a_link_and_permissions_stay(tmp_path: Path) -> None:
    file, link = tmp_path / "pact.json", tmp_path / "link.json"
    file.write_text(TEXT)
    file.chmod(0o640)
    link.symlink_to(file)
    edit = cl.edit(cl.load(link))
    edit[0].response.status = 201
    edit.save()
    assert link.is_symlink()
    assert json.loads(file.read_text())["interactions"][0]["response"]["status"] == 201
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == ["link.json", "pact.json"]


@pytest.mark.parametrize("wrong", [5, object(), ["x"]])
def test_what_is_no_path_is_said(tmp_path: Path, wrong: Any) -> None:
    file = tmp_path / "pact.json"
    file.write_text(TEXT)
    edit = cl.edit(cl.load(file))
    with pytest.raises(SaveConflict, match="is not a path"):
        edit.save(wrong)
    with pytest.raises(SaveConflict, match="there is no folder"):
        edit.save(tmp_path / "no" / "x.json")


def test_a_conflict_shows_both_changes_and_counts(tmp_path: Path) -> None:
    file = tmp_path / "pact.json"
    file.write_text(TEXT)
    edit = cl.edit(cl.load(file))
    edit[0].response.status = 201
    file.write_text(TEXT.replace('"a": 1', '"a": 99'))
    with pytest.raises(SaveConflict) as caught:
        edit.save()
    message = str(caught.value)
    assert "your edit is kept" in message
    assert '+          "a": 99' in message
    assert '+        "status": 201' in message
