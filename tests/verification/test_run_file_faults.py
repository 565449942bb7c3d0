"""A file that is no saved run, or a damaged one, is refused with a clear message; saving leaves no half of a file."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_runs import many_verdicts_run
from support import examples

import contractlab as cl
from contractlab.errors import ContractLabError
from contractlab.verification.run_writing import run_to_dict
from contractlab.views import render_html, render_text
from contractlab.views.junit import junit_xml

SAVED = json.dumps(run_to_dict(many_verdicts_run()))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not a saved run"),
        (b"null", "not a saved run"),
        (b'{"log": {"entries": []}}', "not a saved run"),
        (b'{"contractlab_run": 2}', "newer contractlab"),
        (b'{"contractlab_run": 1}', "damaged"),
        (b'{"contractlab_run": 1, "contracts": 5}', "damaged"),
    ],
)
def test_other_files_are_refused(data: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(data)
    with pytest.raises(cl.InvalidCapture, match=message) as caught:
        cl.load_run(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(cl.InvalidCapture, match="cannot be read"):
            cl.load_run(path)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (["results", 0, "verdict"], "splendid"),
        (["results", 0, "verdict"], None),
        (["results", 0, "contract"], 7),
        (["results", 0, "key"], "no such key"),
        (["results", 0, "capture"], 99),
        (["dialect"], "esperanto"),
        (["captures", 0, "entry"], {}),
        (["captures", 0, "entry", "_contractlab"], None),
        (["contracts", 0, "text"], "no contract"),
        (["redaction", "body"], ["$["]),
        (["redaction", "other"], []),
        (["captures", 0, "source"], ["x"]),
        (["captures", 0, "index"], "x"),
        (["results", 0, "provider_version"], {"a": 1}),
        (["results", 0, "reason"], 5),
    ],
)
def test_damage_is_refused_by_name(place: list[Any], value: Any, tmp_path: Path) -> None:
    document = json.loads(SAVED)
    target = document
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    path = tmp_path / "run.json"
    path.write_text(json.dumps(document))
    with pytest.raises(ContractLabError):
        cl.load_run(path)


def places_of(value: Any) -> list[list[Any]]:
    """Paths of all parts of a document."""
    places: list[list[Any]] = []
    todo: list[tuple[list[Any], Any]] = [([], value)]
    while todo:
        path, part = todo.pop()
        items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        for key, inner in items:
            places.append([*path, key])
            todo.append(([*path, key], inner))
    return places


DOCUMENT = json.loads(SAVED)
PLACES = places_of(DOCUMENT)
DAMAGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(["\ud800", "\x00", "/" * 50, "$[", [[]], {"json": {}}, {"missing": True}, 10**400, 1e308]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["json", "base64", "text", "any", "name", "a"]), st.integers(), max_size=2),
)


def loads_or_is_refused(path: Path) -> None:
    """Any other exception fails the test."""
    try:
        loaded = cl.load_run(path)
    except ContractLabError:
        return
    assert isinstance(loaded, cl.Run)
    # What was taken can be drawn: a file may come from anyone.
    for item in (loaded, loaded.captures, *loaded.results[:3], *loaded.unpaired[:1]):
        assert render_html(item)
        assert render_text(item)
    assert junit_xml(loaded)
    assert loaded.to_dict()


@settings(max_examples=examples(300))
@given(place=st.sampled_from(PLACES), value=DAMAGE, remove=st.booleans())
def test_random_damage_is_refused_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, place: list[Any], value: Any, remove: bool
) -> None:
    document = copy.deepcopy(DOCUMENT)
    target = document
    for step in place[:-1]:
        target = target[step]
    if remove:
        del target[place[-1]]
    else:
        target[place[-1]] = value
    path = tmp_path_factory.getbasetemp() / "damaged.json"
    path.write_text(json.dumps(document))
    loads_or_is_refused(path)


@settings(max_examples=examples(100))
@given(start=st.integers(0, len(SAVED)), length=st.integers(1, 400), instead=st.binary(max_size=5))
def test_random_bytes_are_refused_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, start: int, length: int, instead: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "cut.json"
    data = SAVED.encode("ascii")
    path.write_bytes(data[:start] + instead + data[start + length :])
    loads_or_is_refused(path)


def test_saving_where_there_is_no_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(cl.SaveConflict, match="no folder"):
        many_verdicts_run().save(tmp_path / "none" / "run.json")


def test_saving_over_a_folder_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "run.json").mkdir()
    with pytest.raises(cl.SaveConflict, match="cannot be written"):
        many_verdicts_run().save(tmp_path / "run.json")
    assert os.listdir(tmp_path) == ["run.json"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_saving_in_a_closed_folder_says_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(cl.SaveConflict, match="cannot be written"):
            many_verdicts_run().save(tmp_path / "run.json")
    finally:
        tmp_path.chmod(0o700)


def test_a_failed_saving_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = many_verdicts_run().save(tmp_path / "run.json")
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(cl.SaveConflict, match="No space left"):
        many_verdicts_run().save(path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["run.json"]
