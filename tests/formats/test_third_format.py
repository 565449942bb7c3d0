"""A format that is not ours does everything, registered by an entry point, without a line changed in the package."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
import yaml
from pairs_format import PAIRS
from support import ROOT

import contractlab as cl
from contractlab.contracts.format import request_forms_of
from contractlab.formats import registry
from contractlab.views import render_html, render_markdown, render_text

TEXT = """\
between: [shop, stock]
pairs:
- name: a book
  given: [book 1 exists]
  request: {method: GET, path: /books/1}
  response:
    status: 200
    headers: {Content-Type: application/json}
    body: {id: 1, tags: [old, rare], price: {amount: 12.5}}
- name: no book
  request: {method: GET, path: /books/2}
  response: {status: 404}
"""
RIGHT = {"id": 1, "tags": ["old", "rare"], "price": {"amount": 12.5}}
WRONG = {"id": "1", "tags": ["old"], "price": {"amount": 12.5, "currency": "EUR"}}


@pytest.fixture(autouse=True)
def _pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_formats", registry.formats())
    registry.add_format(PAIRS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "books.yaml"
    path.write_text(TEXT)
    return path


def answered(body: object) -> cl.Captures:
    captures = cl.Captures()
    response = cl.HttpResponse(200, {"Content-Type": "application/json"}, json=body)
    captures.add(cl.HttpRequest("GET", "/books/1"), response, provider_version="1.0.0")
    captures.add(cl.HttpRequest("GET", "/books/2"), cl.HttpResponse(404), provider_version="1.0.0")
    return captures


def test_it_loads_and_checks(path: Path) -> None:
    contract = cl.load(path)
    assert (contract.format, contract.label, len(contract)) == ("pairs", "shop → stock", 2)
    assert contract.problems == ()
    book = contract["a book"]
    assert book.check_response(cl.HttpResponse(200, {"Content-Type": "application/json"}, json=RIGHT)).passed
    result = book.check_response(cl.HttpResponse(200, {"Content-Type": "application/json"}, json=WRONG))
    assert [(mismatch.path, mismatch.code) for mismatch in result.mismatches] == [
        ("$.id", "equality"), ("$.tags", "length"), ("$.price.currency", "extra-key"),
    ]  # fmt: skip
    assert result.mismatches[0].message == '$.id: expected exactly 1, got the string "1".'
    assert [explained.status for explained in result.explanation.body.children] == ["differs", "differs", "differs"]


def test_what_it_sends_passes_its_own_check(path: Path) -> None:
    for example in cl.load(path):
        for part in example.own_parts:
            assert part.check(part.recording).passed


def test_its_content_has_a_hash(path: Path) -> None:
    contract = cl.load(path)
    written_anew = cl.load(yaml.safe_dump(yaml.safe_load(TEXT), indent=4).encode())
    changed = cl.load(TEXT.replace("12.5", "12").encode())
    plain, same, different = (PAIRS.content_hash(each) for each in (contract, written_anew, changed))
    assert plain == same != different


def test_it_runs_and_pairs(path: Path) -> None:
    contract = cl.load(path)
    assert cl.verify(contract, answered(RIGHT)).passed
    run = cl.verify(contract, answered(WRONG))
    assert [result.verdict for result in run.results] == ["failed", "passed"]
    assert len(run.causes) == 3
    assert list(cl.matrix(contract, {"1": answered(RIGHT), "2": answered(WRONG)}).to_frame()["2"]) == [
        "failed",
        "passed",
    ]


def every_view(path: Path) -> Iterator[object]:
    contract = cl.load(path)
    run = cl.verify(contract, answered(WRONG))
    edit = cl.edit(contract)
    edit["a book"].response.status = 201
    yield from (contract, contract[0], run, run.results[0], run.results[0].match, cl.load_all(path), edit)
    yield from (cl.matrix(contract, {"1": answered(RIGHT), "2": answered(WRONG)}), edit.preview(answered(RIGHT)))
    yield from (cl.compare(contract, edit.contract), answered(WRONG), cl.open(contract, answered(WRONG)))


def test_every_view_shows_it(path: Path) -> None:
    for item in every_view(path):
        shown = item._repr_mimebundle_()
        assert {"text/plain", "text/html", "text/markdown"} <= set(shown), type(item).__name__
        assert (render_text(item), render_html(item), render_markdown(item)) != ("", "", "")
    example = cl.load(path)["a book"]._repr_mimebundle_()["text/plain"]
    assert "price" in example
    assert "/books/1" in example


def test_it_is_edited_undone_and_saved(path: Path) -> None:
    edit = cl.edit(cl.load(path))
    edit["a book"].response.body["$.id"] = 2
    edit["no book"].description = "a missing book"
    assert [change.after for change in edit.preview(answered(RIGHT)).changes] == ["failed"]
    edit.undo()
    edit.save()
    assert [example.description for example in cl.load(path)] == ["a book", "no book"]
    assert cl.load(path)["a book"].response.body.value["id"] == 2
    with pytest.raises(cl.InvalidEdit):
        edit["a book"].response.body["$.id"] = cl.match.integer(1)


def test_the_live_desk_opens_it(path: Path) -> None:
    from contractlab.widgets.editor.view import ExampleEditor

    desk = cl.open(path, answered(WRONG))
    assert desk.explore() is not None
    editor = desk.edit("a book").editor
    assert isinstance(editor, ExampleEditor)
    assert desk.states() is not None
    assert desk.recordings() is not None


def test_an_entry_point_is_enough(path: Path, tmp_path: Path) -> None:
    """The command line of another process knows the format by the metadata of a distribution."""
    site = tmp_path / "site"
    info = site / "pairs-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pairs\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[contractlab.formats]\npairs = pairs_format:PAIRS\n")
    (site / "pairs_format.py").write_bytes((Path(__file__).parent / "pairs_format.py").read_bytes())
    har = answered(WRONG).save(tmp_path / "1.0.0.har")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(site), str(ROOT)))}

    def command(*words: object) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "contractlab", *map(str, words)]
        return subprocess.run(line, capture_output=True, text=True, check=False, env=environment, cwd=tmp_path)

    assert command("lint", path).returncode == 0
    assert "a book" in command("show", path).stdout
    done = command("verify", path, "--captures", har, "--json", "run.json")
    assert done.returncode == 1, done.stderr
    results = json.loads((tmp_path / "run.json").read_text())["results"]
    assert [result["verdict"] for result in results] == ["failed", "passed"]


def test_a_format_that_cannot_be_loaded_costs_a_warning(tmp_path: Path) -> None:
    info = tmp_path / "broken-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[contractlab.formats]\nbroken = nothing_of_the_kind:FORMAT\n")
    code = (
        "import contractlab as cl; print(cl.load({'consumer': {'name': 'a'}, 'provider': {'name': 'b'},"
        " 'interactions': []}).format)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "pact"
    assert "the format 'broken' cannot be loaded" in done.stderr


def test_it_sends_its_own_request(path: Path) -> None:
    example = cl.load(path)[0]
    sent = PAIRS.generated_request(
        example, params={"id": 2}, random=Random(1), now=datetime.now(UTC), custom_headers={"X": "1"}
    )
    assert (sent.target, sent.headers["x"], request_forms_of(example).varies) == ("/books/1", "1", False)
