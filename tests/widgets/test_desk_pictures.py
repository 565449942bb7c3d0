"""Pictures as a screen gets them: shapes whose marks lead to the cells of the rows as the screen numbers them."""

from __future__ import annotations

import json

import matrices
import pytest
from support import require
from views import hostile
from views.payloads import PAYLOADS

require("anywidget")

import contractlab as cl  # noqa: E402
from contractlab.values.text import visible  # noqa: E402
from contractlab.widgets.explorer.view import Explorer  # noqa: E402

LOOKS = {"failed": "f", "error": "e", "pending": "d", "not-exercised": "n", "passed": "p"}


def versions(count: int, examples: int) -> cl.Matrix:
    captures = {
        f"1.{column}.0": matrices.provider({n: "text" if n < column else "good" for n in range(examples)})
        for column in range(count)
    }
    return cl.matrix(matrices.contract(examples), captures)


def test_marks_lead_to_the_cells_that_they_stand_for() -> None:
    view = Explorer(versions(5, 9))
    answer = view.handle({"id": 1, "op": "pictures"})
    assert answer["ok"]
    verdicts, causes = answer["pictures"]
    rows = view.view["rows"]
    assert len(verdicts["marks"]) == 45
    for mark in verdicts["marks"]:
        row, column = mark["cell"]
        assert rows[row][2][column] == LOOKS[mark["look"]]
        assert rows[row][0] in mark["tip"]
    leading = [mark for mark in causes["marks"] if "cell" in mark]
    assert [mark["label"] for mark in leading] == ["1", "2", "3", "4"]
    for mark in leading:
        row, column = mark["cell"]
        assert rows[row][2][column] == "f"


def test_one_version_shows_its_hot_paths_and_no_verdicts_say_what_to_do() -> None:
    single = Explorer(cl.verify(matrices.contract(2), matrices.provider({0: "text"})))
    answer = single.handle({"id": 1, "op": "pictures"})
    assert [picture["name"].partition(":")[0] for picture in answer["pictures"]] == ["Hot paths"]
    idle = Explorer(cl.verify(matrices.contract(2), cl.Captures()))
    answer = idle.handle({"id": 1, "op": "pictures"})
    assert (answer["pictures"], answer["empty"]) == ([], "Pictures need verdicts: add captures.")


def test_three_hundred_by_thirty_is_sent_at_bearable_size() -> None:
    answer = Explorer(versions(30, 300)).handle({"id": 1, "op": "pictures"})
    assert len(json.dumps(answer)) < 40_000


@pytest.mark.parametrize("name", ["rtl-override", "nul", "svg-onload"])
def test_every_character_is_visible(name: str) -> None:
    text = PAYLOADS[name]
    captures = hostile.captures(text)
    view = Explorer(cl.matrix(hostile.contract(text), {f"1{text}": captures, f"2{text}": captures}))
    answer = view.handle({"id": 1, "op": "pictures"})
    sent = json.dumps(answer["pictures"], ensure_ascii=False)
    assert visible(sent) == sent
    assert answer["pictures"]
