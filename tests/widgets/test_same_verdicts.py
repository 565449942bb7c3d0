"""A cell has one verdict: matrix, run, editor, captures and what edits would change say the same of it."""

from __future__ import annotations

import random
from typing import Any

import pytest
from small_contracts import contract_of, http
from support import require

import contractlab as cl
from contractlab.captures import Capture, Captures
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.views.tally import tally_of_matrix

require("anywidget")

from contractlab.widgets.changed_cells import changed_cells, preview_cells  # noqa: E402
from contractlab.widgets.desk_protocol import preview_at  # noqa: E402
from contractlab.widgets.explorer.model import CODES  # noqa: E402

PATHS = ("/a", "/b", "/b?x=1", "/c")
VERSIONS = ("1.0.0", "1.1.0", "2.0.0")
ANSWERS: tuple[Any, ...] = ({"n": 1}, {"n": "text"}, {}, {"n": 2, "m": 1})


def contract(chance: random.Random, consumer: str) -> cl.Contract:
    """Examples that often ask for the same, in states of their own or in none."""
    interactions = []
    for number in range(chance.randint(1, 5)):
        path, _, query = chance.choice(PATHS).partition("?")
        request: dict[str, Any] = {"method": "GET", "path": path}
        if query:
            request["query"] = {"x": ["1"]}
        response: dict[str, Any] = {"status": chance.choice((200, 200, 404)), "body": chance.choice(ANSWERS)}
        if chance.random() < 0.5:
            response["matchingRules"] = {"body": {"$": {"matchers": [{"match": "type"}]}}}
        states = [chance.choice(("open", "closed"))] if chance.random() < 0.4 else []
        interactions.append(http(f"example {number}", states=states, request=request, response=response))
    return contract_of(*interactions, consumer=consumer, provider="billing")


def captures(chance: random.Random) -> Captures:
    """Answers of some versions; often several to the same request, in one file or in several."""
    recorded = []
    for number in range(chance.randint(1, 14)):
        path, _, query = chance.choice((*PATHS, "/d")).partition("?")
        states = [(chance.choice(("open", "closed")), {})] if chance.random() < 0.3 else []
        recorded.append(
            Capture(
                HttpRequest("GET", path, query),
                HttpResponse(chance.choice((200, 200, 404)), json=chance.choice(ANSWERS)),
                provider_version=chance.choice((*VERSIONS, None)) if chance.random() < 0.8 else VERSIONS[0],
                source=chance.choice(("", "one.har", "two.har")),
                index=number,
                states=tuple(states),
            )
        )
    return Captures(recorded)


def desk(seed: int) -> cl.Lab:
    chance = random.Random(seed)
    contracts = [contract(chance, name) for name in ("shop", "admin")[: chance.randint(1, 2)]]
    return cl.open(contracts, captures(chance))


SEEDS = range(24)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_view_has_the_verdict_of_the_run(seed: int) -> None:
    lab = desk(seed)
    view = lab.explore()
    shown = view.explorer
    matrix = shown.model.matrix
    for number, row in enumerate(shown.model.rows):
        cells = {version: cell.verdict for version, cell in zip(matrix.versions, row.cells, strict=True)}
        assert shown.view["rows"][number][2] == "".join(CODES[verdict] for verdict in cells.values())
        preview = preview_at(lab, lab.edit_of(row.example.contract))
        cells_of_edit = preview_cells(preview, row.example.index)
        assert {version: cell.before for version, cell in cells_of_edit.items()} == cells
        assert {version: cell.after for version, cell in cells_of_edit.items()} == cells
        assert not changed_cells(preview)
        editor = view.open_editor(row.example)
        strip = {each["version"]: each["after"] for each in editor.view["what_if"]["versions"]}
        assert strip == cells
        beside = [(place["version"] or "–", place["verdict"]) for place in editor.view.get("seen", ())]
        there = [(result.provider_version or "–", result.verdict) for cell in row.cells for result in cell.results]
        assert sorted(beside) == sorted(each for each in there if each[1] != "not exercised")


@pytest.mark.parametrize("seed", SEEDS)
def test_what_edits_would_change_is_what_is_so_when_saved(seed: int) -> None:
    """The matrix with what an edit would change in it is the matrix of the edited contract."""
    chance = random.Random(seed)
    lab = desk(seed)
    before = lab.matrix
    first = lab.contracts[0]
    edit = lab.edit_of(first)
    example = chance.choice(edit.examples)
    kind = chance.randrange(4)
    if kind == 0:
        example.response.status = 299
    elif kind == 1:
        example.request.path = "/c"
    elif kind == 2:
        example.description = "another name"
    else:
        example.response.body["$"] = {"n": 1}
    preview = preview_at(lab, edit)
    after = cl.matrix([edit.contract, *lab.contracts[1:]], lab.captures)
    for index, now in enumerate(edit.contract.examples):
        expected = {version: cell.verdict for version, cell in zip(after.versions, after._row(now).cells, strict=True)}
        assert {version: cell.after for version, cell in preview_cells(preview, index).items()} == expected
        was = before._row(first.examples[index])
        assert {version: cell.before for version, cell in preview_cells(preview, index).items()} == {
            version: cell.verdict for version, cell in zip(before.versions, was.cells, strict=True)
        }


@pytest.mark.parametrize("seed", SEEDS)
def test_filters_count_what_the_sentence_counts(seed: int) -> None:
    explorer = desk(seed).explore().explorer
    shown, model = explorer.view, explorer.model
    counted = tally_of_matrix(model.matrix)
    assert shown["counts"] == {CODES[verdict]: number for verdict, number in counted.counts.items() if number}
    assert sum(shown["counts"].values()) == counted.total
    for number, row in enumerate(model.rows):
        codes = shown["rows"][number][2] + shown["under"].get(str(number), "")
        assert set(codes) == {CODES[result.verdict] for cell in row.cells for result in cell.results}
