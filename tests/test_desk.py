"""The desk: what it opens, what it shows, and what it does not do twice."""

from __future__ import annotations

import json
from pathlib import Path

import matrices
import pytest
from matrices import provider
from small_runs import BROKEN, CONTRACT, GOOD, entry, write_har

import contractlab as cl


def shown(lab: cl.Lab) -> str:
    return str(lab._repr_mimebundle_()["text/plain"])


def test_a_desk_over_files_shows_what_is_there_and_what_is_broken() -> None:
    lab = cl.open(CONTRACT, captures=[GOOD, BROKEN])
    text = shown(lab)
    assert lab.run.failures
    assert "billing-service → customer-service" in text
    assert CONTRACT.name in text
    assert "2.4.0" in text
    assert "2.5.0" in text
    assert text.count("FAIL failed") == 3
    assert "lab.matrix" in text
    assert "more: lab.run.failures" in text
    assert lab.matrix.versions == ("2.4.0", "2.5.0")
    for call in ("lab.run", "lab.matrix", "lab.edit()"):
        assert call in text
        assert eval(call, {"lab": lab}) is not None


def test_defaults_come_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pacts").mkdir()
    (tmp_path / "pacts" / "a.json").write_bytes(matrices.contract(1).to_bytes())
    write_har(tmp_path / "recorded" / "1.0.0" / "a.har", entry("/0", {"a": 1, "b": "token-in-b"}))
    settings = '[tool.contractlab]\ncontracts = ["pacts"]\ncaptures = ["recorded"]\nredaction = ["$.b"]\n'
    (tmp_path / "pyproject.toml").write_text(settings)
    monkeypatch.chdir(tmp_path)
    lab = cl.open()
    assert lab.run.passed
    assert list(lab.captures.provider_versions) == ["1.0.0"]
    assert "token-in-b" not in json.dumps(lab.run.to_dict())
    assert "1 of 1 passed" in shown(lab)


def test_an_empty_desk_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lab = cl.open()
    assert "No contracts here yet" in shown(lab)
    assert "cl.open(" in shown(lab)
    assert not lab.run.passed


def test_versions_of_a_mapping_keep_their_order() -> None:
    versions = {"zebra": provider(["good"]), "apple": provider(["text"]), "middle": provider(["good"])}
    lab = cl.open(matrices.contract(1), versions)
    assert lab.matrix.versions == ("zebra", "apple", "middle")
    assert lab.matrix.first_failing(0) is None
    assert lab.reload().matrix.versions == ("zebra", "apple", "middle")


def test_run_and_matrix_share_their_checks_and_so_does_what_is_opened_again() -> None:
    lab = cl.open(matrices.contract(3), provider(["good", "text", "good"], "1") + provider(["text"] * 3, "2"))
    assert len(lab.run.results) == 6
    made = lab._cache.made
    assert lab.matrix.passed is False
    again = lab.reload()
    assert len(again.run.results) == 6
    assert again._cache.made == made
    assert lab.run is lab.run
    assert lab.matrix is lab.matrix


def test_reloading_reads_the_files_again(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(matrices.contract(1).to_bytes())
    lab = cl.open(file, provider(["good", "good"]))
    file.write_bytes(matrices.contract(2).to_bytes())
    assert len(lab.run.results) == 1
    assert len(lab.reload().run.results) == 2


def test_edits_of_the_desk_are_kept_by_contract() -> None:
    first, two = matrices.contract(1), matrices.contract(2, consumer="d")
    lab = cl.open([first, two], provider(["good", "good"]))
    assert lab.edit(0) is lab.edit(first) is lab.edit(first[0]).edit is lab.edit("c") is lab.edit("c → p")
    assert lab.edit("d") is lab.edit(1)
    for wrong in (None, "x", 2):
        with pytest.raises(cl.AmbiguousExample):
            lab.edit(wrong)
    assert cl.open(first, provider(["good"])).edit().original is first


def test_a_report_of_the_desk(tmp_path: Path) -> None:
    lab = cl.open(CONTRACT, captures=GOOD)
    assert lab.report(tmp_path / "report.ipynb").is_file()


def test_one_capture_fits_and_several_fit_no_example() -> None:
    contract = matrices.contract(1)
    assert "1 unmatched capture (ignored)" in shown(cl.open(contract, provider(["good", "good"])))
    assert "2 unmatched captures (ignored)" in shown(cl.open(contract, provider(["good"] * 3)))


def test_a_desk_has_two_names() -> None:
    assert cl.Lab is cl.Desk
    assert isinstance(cl.open(matrices.contract(1), provider(["good"])), cl.Desk)
