"""The live desk beside its budgets: what goes to the screen, and how soon an edit is seen on the whole matrix."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matrices
from small_contracts import TYPE, contract_of, http, part_of
from support import require

import contractlab as cl
from contractlab.captures import Captures

Report = Callable[[str, str, str], None]


def timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def wide() -> tuple[cl.Contract, Captures]:
    captures = Captures()
    for number in range(30):
        captures = captures + matrices.provider((["text", "null"] + ["good"] * 8) * 30, f"1.{number}.0")
    return matrices.contract(300), captures


def test_an_edit_on_a_matrix_of_nine_thousand_cells(report: Report) -> None:
    require("anywidget")
    from contractlab.widgets.desk.view import DeskView

    contract, captures = wide()
    lab = cl.open(contract, captures)
    view = DeskView(lab, lab)
    sent: list[int] = []
    view.send = lambda message: sent.append(len(json.dumps(message, ensure_ascii=False).encode()))
    size = len(json.dumps(view.explorer.view, ensure_ascii=False).encode())
    report("live matrix of 300 × 30: bytes to the screen", f"{size:,}", "50,000")
    editor = view.open_editor(lab.contracts[0][0])
    numbers = iter(range(2, 1_000))

    def one_edit() -> None:
        message = {"op": "set_value", "id": 1, "part": "response", "at": ["a"], "text": str(next(numbers))}
        assert editor.handle(message)["ok"]

    one_edit()
    best = min(timed(one_edit) for _ in range(5))
    report(
        "live edit, every verdict and the matrix up to date, 300 × 30", f"{best * 1000:.0f} ms in the kernel", "150 ms"
    )
    assert sent


def test_a_large_body_in_the_inspector(report: Report) -> None:
    require("anywidget")
    from contractlab.widgets.explorer.view import Explorer

    items = [{"id": number, "name": "x" * 60, "price": 1.5} for number in range(11_000)]
    answer = {"status": 200, **part_of(items[:1], {"$": TYPE}, "3.0")}
    contract = contract_of(http("big", request={"method": "GET", "path": "/"}, response=answer))
    captures = Captures()
    wrong = [{**item, "price": "1.5"} if item["id"] % 100 == 0 else item for item in items]
    captures.add(cl.HttpRequest("GET", "/"), cl.HttpResponse(200, json=wrong))
    view = Explorer(cl.verify(contract, captures))
    best = min(timed(lambda: view.handle({"op": "cell", "id": 1, "row": 0, "column": 0})) for _ in range(3))
    report("a body of 1 MB in the inspector", f"{best * 1000:.0f} ms in the kernel", "300 ms")


def test_opening_two_hundred_contracts(report: Report, tmp_path: Path) -> None:
    require("anywidget")
    for number in range(200):
        contract = matrices.contract(10, consumer=f"consumer {number}")
        (tmp_path / f"{number}.json").write_bytes(contract.to_bytes())
    captures = matrices.provider(["good"] * 10, "1.0.0")

    def opened() -> None:
        from contractlab.widgets.explorer.view import Explorer

        Explorer(cl.open(tmp_path, captures))

    opened()
    report("opening 200 contracts on the live desk", f"{timed(opened):.2f} s", "1 s")
