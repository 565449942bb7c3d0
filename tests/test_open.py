"""The desk: everything of one place of work, opened with one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_runs import BROKEN, CONTRACT, GOOD, answers, entry, write_contract, write_har

import contractlab as cl
from contractlab.captures import Captures


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two contracts, two versions of a provider, and defaults in pyproject.toml."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pacts").mkdir()
    (tmp_path / "captures" / "1.0.0").mkdir(parents=True)
    (tmp_path / "captures" / "1.1.0").mkdir()
    write_contract(tmp_path / "pacts" / "a.json", answers("/a", {"a": 1}), answers("/b"))
    write_har(tmp_path / "captures" / "1.0.0" / "x.har", entry("/a", {"a": 2}), entry("/b"))
    write_har(tmp_path / "captures" / "1.1.0" / "x.har", entry("/a", {"a": "2"}), entry("/b"))
    defaults = '[tool.contractlab]\ncontracts = ["pacts/"]\ncaptures = ["captures/"]\nredaction = ["$.a"]\n'
    (tmp_path / "pyproject.toml").write_text(defaults)
    return tmp_path


def test_a_desk_has_everything(place: Path) -> None:
    lab = cl.open("pacts/", captures="captures/")
    assert (len(lab.contracts), len(lab.captures)) == (1, 4)
    assert lab.run["GET /a"][0].verdict == "failed"
    assert lab.matrix.versions == ("1.0.0", "1.1.0")
    assert lab.matrix.first_failing("GET /a") == "1.1.0"
    assert lab.matrix is lab.matrix
    assert repr(lab) == "<Lab 1 contract, 4 captures>"
    text = lab._repr_mimebundle_()["text/plain"]
    assert "1 of 4 failed" in text
    assert "versions 1.0.0 to 1.1.0" in text
    assert "lab.matrix" in text


def test_defaults_come_from_the_project(place: Path) -> None:
    lab = cl.open()
    assert (len(lab.contracts), len(lab.captures)) == (1, 4)
    assert '"2"' not in lab._repr_mimebundle_()["text/plain"]  # redacted, as the project says


def test_an_edit_is_the_same_one_each_time(place: Path) -> None:
    lab = cl.open("pacts/", captures="captures/")
    edit = lab.edit()
    assert lab.edit(lab.contracts[0]) is edit
    assert lab.edit(lab.contracts[0][0]).edit is edit
    assert lab.edit("c") is edit
    assert lab.edit(0) is edit
    with pytest.raises(cl.AmbiguousExample, match="no contract is called"):
        lab.edit("nobody")
    edit["GET /a"].response.body["$.a"] = "text"
    assert edit.preview(lab.captures).sentence == "If saved: 1 failed → passed, 1 passed → failed"


def test_several_contracts_must_be_named(place: Path) -> None:
    write_contract(place / "pacts" / "b.json", answers("/b"))
    lab = cl.open("pacts/", captures="captures/")
    with pytest.raises(cl.AmbiguousExample, match="several contracts"):
        lab.edit()
    assert lab.edit(1).original is lab.contracts[1]


def test_opened_again_it_is_as_the_files_are_now(place: Path) -> None:
    lab = cl.open("pacts/", captures="captures/")
    lab.edit()["GET /a"].response.body["$.a"] = "text"
    lab.edit().save()
    again = lab.reload()
    assert [result.verdict for result in again.run["GET /a"]] == ["failed", "passed"]
    assert [result.verdict for result in lab.run["GET /a"]] == ["failed", "passed"]


def test_captures_by_version_in_a_mapping() -> None:
    lab = cl.open(str(CONTRACT), {"2.4.0": str(GOOD), "2.5.0": str(BROKEN)})
    assert lab.matrix.versions == ("2.4.0", "2.5.0")
    assert lab.matrix.last_passing == "2.4.0"
    assert len(lab.matrix.changes("2.4.0", "2.5.0").broken) == 6


def test_nothing_there_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lab = cl.open([], captures=Captures())
    assert "No contracts here yet" in lab._repr_mimebundle_()["text/plain"]
    assert not lab.run.passed
    only_contract = cl.open(str(CONTRACT), Captures())
    assert "no captures. Nothing was checked" in only_contract._repr_mimebundle_()["text/plain"]


def test_a_report_of_the_desk(place: Path) -> None:
    written = cl.open("pacts/", captures="captures/").report(place / "report.ipynb")
    assert written.is_file()
