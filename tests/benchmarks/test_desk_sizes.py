"""The live desk at two sizes: what goes to the screen, how soon something is seen, and an edit on the whole matrix."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from typing import Any

import matrices
import pytest
from support import require

import contractlab as cl
from contractlab.captures import Captures
from contractlab.verification.matrix import versions_of

Report = Callable[[str, str, str], None]
LARGEST = int(os.environ.get("CONTRACTLAB_MATRIX_CHECKS", "100000"))
SIZES = [size for size in ((300, 30), (2_000, 50)) if size[0] * size[1] <= LARGEST]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Processor time: others use the machine, too."""
    start = time.process_time()
    made = work()
    return time.process_time() - start, made


def size_of(message: Any) -> int:
    return len(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode())


@pytest.mark.parametrize(("examples", "versions"), SIZES)
def test_a_desk_of_some_size(report: Report, examples: int, versions: int) -> None:
    require("anywidget")
    from contractlab.widgets.desk.view import DeskView

    name = f"desk of {examples:,} × {versions}"
    captures = Captures()
    for number in range(versions):
        captures = captures + matrices.provider((["text", "null"] + ["good"] * 8) * (examples // 10), f"1.{number}.0")
    contract = matrices.contract(examples)
    bodies = [capture.response.body for capture in captures]
    parsing, _ = timed(lambda: [json.loads(body) for body in bodies])
    checking, _ = timed(lambda: cl.matrix(contract, versions_of(captures)).rows)

    lab = cl.open(contract, captures)
    first, view = timed(lambda: DeskView(lab, lab))
    report(f"{name}: something is seen", f"{first:.2f} s, {first / checking:.2f} of checking everything", "0.5 s")
    sent: list[int] = []
    view.send = lambda message: sent.append(size_of(message))
    slices = 0.0
    longest = 0.0
    while view.view["bar"]["checks"] is not None:
        seconds, answer = timed(lambda: view.handle({"op": "go_on", "id": 1}))
        assert answer["ok"]
        slices, longest = slices + seconds, max(longest, seconds)
        if answer["checks"] is None:
            break
    report(f"{name}: all of it, in slices", f"{(first + slices) / checking:.2f} of checking everything in one go", "")
    report(f"{name}: the longest that the kernel hears nothing", f"{longest:.2f} s", "")
    report(f"{name}: the matrix on the socket", f"{size_of(view.explorer.view):,} bytes", "50,000 at 300 × 30")

    opening, editor = timed(lambda: view.open_editor(lab.contracts[0][0]))
    rest, _ = timed(lambda: view.handle({"op": "rest", "id": 1, "panel": "editor"}))
    report(f"{name}: opening the editor", f"{opening + rest:.2f} s, {(opening + rest) / checking:.2f} of checking", "")
    numbers = iter(range(2, 100))

    def edited() -> None:
        message = {"op": "set_value", "id": 1, "part": "response", "at": ["a"], "text": str(next(numbers))}
        assert editor.handle(message)["ok"]

    edited()
    sent.clear()
    best = min(timed(edited)[0] for _ in range(4))
    ratio = f"{best / parsing:.1f} times json.loads of all answers"
    report(f"{name}: edit → matrix", f"{best * 1000:.0f} ms, {ratio}, {sum(sent) // 4:,} bytes", "150 ms at 300 × 30")
