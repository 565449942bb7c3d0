"""Fix this on a big desk: looked for a slice at a time, stopped and taken up again, and no piece is long."""

from __future__ import annotations

from collections import Counter
from typing import Any

import matrices
import pytest
from support import require
from widgets.sliced import ask, go_on

import contractlab as cl
from contractlab.captures import Captures
from contractlab.editing import repair_ground
from contractlab.editing.baseline import Baseline
from contractlab.editing.matrix_baseline import MatrixBaseline
from contractlab.editing.repair_finder import RepairFinder
from contractlab.values.steps import last_of

require("anywidget")

from contractlab.widgets import looking  # noqa: E402
from contractlab.widgets.repairs.view import RepairsView  # noqa: E402

EXAMPLES, FAILING = 24, 3
VERSIONS = ("1.0.0", "1.1.0", "1.2.0")


def lab() -> cl.Desk:
    recorded = Captures()
    for version in VERSIONS:
        failing = FAILING if version == VERSIONS[-1] else 0
        recorded = recorded + matrices.provider(["good"] * (EXAMPLES - failing) + ["text"] * failing, version)
    return cl.open(matrices.contract(EXAMPLES), recorded)


def view_of(desk: cl.Desk) -> RepairsView:
    return RepairsView(desk, lambda: desk.matrix, desk.matrix.causes[0])


@pytest.mark.usefixtures("in_pieces")
def test_slices_and_one_go_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    view = view_of(lab())
    first = view.view
    assert first["rows"] == []
    assert first["letter"] == "A"
    assert first["looking"] is not None
    assert go_on(view) >= EXAMPLES
    monkeypatch.setattr(looking, "SLICE", float("inf"))
    whole = view_of(lab())
    assert len(view.view["rows"]) > 2
    assert view.view == whole.view
    assert view.previews(next(row["number"] for row in view.view["rows"] if row["applies"]))


@pytest.mark.usefixtures("in_pieces")
def test_it_is_stopped_says_so_and_goes_on_where_it_was() -> None:
    view = view_of(lab())
    go_on(view, most=20)
    stopped = ask(view, "stop")
    assert not stopped["looking"]["running"]
    assert "Stopped" in stopped["note"]
    assert stopped["rows"] == []
    rest = ask(view, "go_on")["looking"]
    assert rest["running"]
    assert rest["done"] == stopped["looking"]["done"] + 1
    go_on(view)
    assert view.view["rows"]
    assert view.view["looking"] is None


@pytest.mark.usefixtures("in_pieces")
def test_what_goes_wrong_is_said_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    view = view_of(lab())

    def broken(*_given: Any) -> Any:
        raise KeyError("s3cret")

    monkeypatch.setattr(repair_ground, "place_at", broken)
    answers = [view.handle({"op": "go_on", "id": 1})]
    while answers[-1]["ok"]:
        answers.append(view.handle({"op": "go_on", "id": 1}))
    again = view.handle({"op": "go_on", "id": 1})
    assert not again["ok"]
    assert "s3cret" not in f"{answers}{again}"


@pytest.mark.parametrize("examples", [24, 96])
def test_no_piece_of_the_work_grows_with_the_contract(examples: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted between two yields: captures looked at, examples whose fields are listed, results that are read."""
    recorded = Captures()
    for version in VERSIONS:
        recorded = recorded + matrices.provider(["good"] * (examples - FAILING) + ["text"] * FAILING, version)
    desk = cl.open(matrices.contract(examples), recorded)
    matrix = desk.matrix
    last_of(_made(desk))
    made: Counter[str] = Counter()

    def counted(owner: Any, name: str, called: str) -> None:
        whole = getattr(owner, name)

        def count(*given: Any) -> Any:
            made[called] += 1
            return whole(*given)

        monkeypatch.setattr(owner, name, count)

    counted(Baseline, "_answer", "captures grouped")
    counted(MatrixBaseline, "of_example", "examples read")
    counted(repair_ground, "_fields_of", "bodies listed")
    finder = RepairFinder(
        matrix.causes, matrix.results, desk.captures, desk.edit_of, desk.dialect, desk.redaction,
        verdicts=desk.checks.verdicts,
    )  # fmt: skip
    most: Counter[str] = Counter()
    pieces = 0
    for _ in finder.find_in_steps(matrix.causes[0], None):
        pieces += 1
        for name, number in made.items():
            most[name] = max(most[name], number)
        made.clear()
    assert pieces > 3 * examples
    assert most["captures grouped"] == len(VERSIONS)
    assert most["bodies listed"] == 1
    assert most["examples read"] <= 3 * FAILING, most


def _made(desk: cl.Desk) -> Any:
    yield from desk.checks.verdicts.made_in_steps()
