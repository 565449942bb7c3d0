"""What is written: what was proved, whole, and nothing that is there is lost."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

import contractlab as cl
from contractlab import match
from contractlab.errors import ContractBroken, SaveConflict


def shop(*names: str, status: int = 200, version: str = "4.0") -> cl.Definition:
    definition = cl.define("Shop", "Stock", spec_version=version)
    for name in names:
        definition.example(name).with_request("GET", f"/{name}").will_respond_with(status, json={"a": match.like(1)})
    return definition


def described(path: Path) -> list[str]:
    return [each["description"] for each in json.loads(path.read_bytes())["interactions"]]


def test_only_what_was_proved_is_written_and_the_rest_named(tmp_path: Path) -> None:
    definition = shop("a", "b")
    with pytest.raises(ContractBroken, match="Nothing was written"):
        definition.save(tmp_path)
    assert list(tmp_path.iterdir()) == []
    definition.note_proof("a")
    with pytest.raises(ContractBroken, match=r"b \(not proved\)"):
        definition.save(tmp_path)
    assert described(tmp_path / "Shop-Stock.json") == ["a"]
    definition.note_proof("b")
    assert described(definition.save(tmp_path)) == ["a", "b"]


def test_a_proof_holds_until_the_example_is_changed(tmp_path: Path) -> None:
    definition = shop("a")
    definition.note_proof("a")
    definition.example("b").with_request("GET", "/b").will_respond_with(200)
    assert [each.description for each in definition.proved] == ["a"]
    definition.example("a").with_request("GET", "/other").will_respond_with(200)
    assert definition.proved == ()
    assert described(definition.save(tmp_path, unproved=True)) == ["a", "b"]


def test_other_examples_of_the_file_stay(tmp_path: Path) -> None:
    shop("a", "c").save(tmp_path, unproved=True)
    path = shop("b").save(tmp_path, unproved=True)
    assert described(path) == ["a", "b", "c"]
    before = path.stat().st_mtime_ns
    shop("b").save(tmp_path, unproved=True)
    assert path.stat().st_mtime_ns == before  # nothing had changed


def test_what_would_be_lost_is_named_and_the_file_stays(tmp_path: Path) -> None:
    path = shop("a").save(tmp_path, unproved=True)
    before = path.read_bytes()
    with pytest.raises(SaveConflict, match='"a" is in the file with another response') as conflict:
        shop("a", status=404).save(tmp_path, unproved=True)
    assert '"/response/status":200' in str(conflict.value)
    assert '"/response/status":404' in str(conflict.value)
    with pytest.raises(SaveConflict, match="Pact V4 and the definition V3"):
        shop("b", version="3.0").save(tmp_path, unproved=True)
    assert path.read_bytes() == before
    shop("a", status=404).save(tmp_path, unproved=True, changed="overwrite")
    assert json.loads(path.read_bytes())["interactions"][0]["response"]["status"] == 404


def test_fail_refuses_any_change(tmp_path: Path) -> None:
    shop("a").save(tmp_path, unproved=True, changed="fail")
    shop("a").save(tmp_path, unproved=True, changed="fail")
    with pytest.raises(SaveConflict, match="would change"):
        shop("a", "b").save(tmp_path, unproved=True, changed="fail")


def test_a_file_that_is_no_contract_is_not_overwritten_by_merging(tmp_path: Path) -> None:
    path = tmp_path / "Shop-Stock.json"
    for content in (b"not JSON", b"[1, 2]", b'{"openapi": "3.1.0"}'):
        path.write_bytes(content)
        with pytest.raises(SaveConflict):
            shop("a").save(tmp_path, unproved=True)
        assert path.read_bytes() == content


@pytest.mark.parametrize("name", ["../up", "a/b", "..", "con", "x" * 400, "q?*<b>|:", "a\nb"])
def test_names_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    room = tmp_path / "in"
    definition = cl.define(name, name)
    definition.example("a").with_request("GET", "/").will_respond_with(200)
    assert definition.save(room, unproved=True).parent == room
    assert [each.name for each in tmp_path.iterdir()] == ["in"]


def _save(folder: str, name: str) -> None:
    shop(name).save(folder, unproved=True)


def test_processes_that_write_one_file_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_save, args=(str(tmp_path), f"e{number}")) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert described(tmp_path / "Shop-Stock.json") == [f"e{number}" for number in range(8)]
    assert [each.name for each in tmp_path.iterdir()] == ["Shop-Stock.json"]


@pytest.mark.parametrize("spec_version", ["4.0", "3.0", "2.0"])
@pytest.mark.parametrize("states", [(), ("s",)])
def test_each_example_takes_the_place_of_one_of_the_file(tmp_path: Path, spec_version: str, states: tuple[str]) -> None:
    """As the reference does, which lets the rest stay; what is equal goes first, so that nothing is lost."""

    def defined(*statuses: int) -> cl.Definition:
        made = cl.define("Shop", "Stock", spec_version=spec_version)
        for place, status in enumerate(statuses):
            chain = made.example("x", repeated=place > 0)
            for state in states:
                chain.given(state)
            chain.with_request("GET", "/").will_respond_with(status)
        return made

    def written() -> list[int]:
        return sorted(example.response.status for example in cl.load(tmp_path / "Shop-Stock.json").examples)

    defined(200, 200, 404).save(tmp_path, unproved=True)
    for statuses in ((200,), (404,), (200, 200), (404, 200), ()):
        defined(*statuses).save(tmp_path, unproved=True)
        assert written() == [200, 200, 404], statuses
    with pytest.raises(SaveConflict, match="another response"):
        defined(500).save(tmp_path, unproved=True)
    with pytest.raises(SaveConflict, match="another response"):
        defined(404, 500).save(tmp_path, unproved=True)
    assert written() == [200, 200, 404]
