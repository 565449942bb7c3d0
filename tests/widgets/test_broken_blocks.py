"""One block that cannot be drawn costs a live view that block alone, and nothing of an exception's words is shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import require
from widgets.live_desks import desk

from contractlab.values.internal import fault_count
from contractlab.views.model import Block, Bullets, CodeBlock, Details, Paragraph, Row, Table, line
from contractlab.widgets import block_json, rpc

require("anywidget")

SECRET = "q7Zx7fLm9Rt2VdK1w"


def _raise(*_given: Any, **_more: Any) -> Any:
    raise KeyError(SECRET)


def words_of(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


BLOCKS: dict[str, tuple[str, Callable[[], Block]]] = {
    "table": ("_table", lambda: Table(rows=(Row(()),))),
    "list": ("spans_json", lambda: Bullets((line("a"),))),
    "code": ("visible", lambda: CodeBlock("a")),
    "details": ("spans_json", lambda: Details(line("a"), ())),
}


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_block_that_cannot_be_drawn_is_one_line(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, make = BLOCKS[kind]
    sound = Paragraph(line("it is there"))
    whole = getattr(block_json, name)
    times = iter([True])

    def once(*given: Any, **more: Any) -> Any:
        return _raise() if next(times, False) else whole(*given, **more)

    monkeypatch.setattr(block_json, name, once)
    before = fault_count()
    drawn = words_of(block_json.blocks_json([make(), sound]))
    assert "it is there" in drawn
    assert "This part cannot be drawn: a fault in contractlab (KeyError)" in drawn
    assert SECRET not in drawn
    assert fault_count() == before + 1


def test_the_desk_lives_on_where_tables_cannot_be_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    view = desk(tmp_path).explore()
    monkeypatch.setattr(block_json, "_table", _raise)
    answer = view.handle({"op": "cell", "id": 1, "row": 0, "column": 1, "panel": "matrix"})
    assert SECRET not in words_of(answer)


def test_an_operation_that_goes_wrong_shows_no_words_of_its_exception() -> None:
    answer = rpc.answer({"do": _raise}, {"op": "do", "id": 7})
    assert answer["ok"] is False
    assert answer["id"] == 7
    assert SECRET not in answer["error"]
    assert "KeyError" in answer["error"]
