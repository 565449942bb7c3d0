"""The inspector works for what it shows: not for the size of the body behind it, and not twice for one capture."""

from __future__ import annotations

import gc
import sys
import weakref
from collections import Counter
from collections.abc import Mapping
from types import FrameType
from typing import Any

import pytest
from small_contracts import example_of
from support import require

import contractlab as cl
from contractlab.captures import Capture, Captures
from contractlab.engine import nodes
from contractlab.formats.pact.matching.json_base import JsonNode
from contractlab.redaction import Sweep, add_detector, remove_detector
from contractlab.redaction.rules import SecretRules
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.views.diff import DiffBuilder
from contractlab.views.result_model import build_result

require("anywidget")

from contractlab.widgets.desk.view import DeskView  # noqa: E402

TYPE = {"$": {"match": "type"}}
COUNTED = {
    nodes.explain.__code__: "values explained",
    DiffBuilder._add.__code__: "rows drawn",
    build_result.__code__: "documents made",
    JsonNode.__init__.__code__: "nodes made",
}
LONG = 1_000


def record(number: int) -> dict[str, Any]:
    return {"id": number, "name": f"customer {number}", "limit": number * 10}


def broken(number: int) -> dict[str, Any]:
    return {**record(number), "limit": "none"}


def keys(size: int, at: int) -> dict[str, Any]:
    return {f"key {number}": broken(number) if number == at else record(number) for number in range(size)}


def nested(size: int, leaf: object) -> dict[str, Any]:
    value: dict[str, Any] = {"leaf": leaf}
    for level in range(3):
        value = {**{f"level {level}, {number}": {"a": 1} for number in range(size // 3)}, "below": value}
    return value


def bodies(size: int) -> Mapping[str, tuple[Any, Any, dict[str, Any] | None]]:
    """Of each shape: what the contract has, what came back, the rules."""
    return {
        "records": ([record(0)], [broken(n) if n == size // 2 else record(n) for n in range(size)], TYPE),
        "records that all differ": ([record(0)], [broken(n) for n in range(size)], TYPE),
        "keys": (keys(size, -1), keys(size, size // 2), None),
        "keys under a rule": (keys(size, -1), keys(size, size // 2), TYPE),
        "keys that the contract lacks": ({"a": 1}, {"a": 2, **keys(size, -1)}, None),
        "a long text": ({"text": "a"}, {"text": "a b " * size * 10}, None),
        "nested": (nested(size, 1), nested(size, 2), None),
        "accepted": ([record(0)], [record(n) for n in range(size)], TYPE),
        "accepted keys": (keys(size, -1), keys(size, -1), TYPE),
    }


class Opened:
    """A desk with one cell, and the work that opening it took.

    Parameters
    ----------
    shape : str
    size : int
    """

    def __init__(self, shape: str, size: int) -> None:
        expected, actual, rules = bodies(size)[shape]
        contract = example_of(expected, rules).contract
        answer = HttpResponse(200, json=actual)
        capture = Capture(HttpRequest("POST", "/", json=expected), answer, provider_version="1")
        lab = cl.open(contract, Captures([capture]))
        self.view = DeskView(lab, lab)
        while self.view.view["bar"]["checks"] is not None:
            if self.ask("go_on", panel=None)["checks"] is None:
                break

    def ask(self, operation: str, panel: str | None = "matrix", **more: Any) -> Any:
        message = {"op": operation, "id": 1, "row": 0, "column": 0, **more}
        answer = self.view.handle(message if panel is None else {**message, "panel": panel})
        assert answer["ok"], answer
        return answer

    def work(self) -> Counter[str]:
        """What opening the cell takes."""
        done: Counter[str] = Counter()

        def count(frame: FrameType, event: str, argument: object) -> None:
            if event == "call" and frame.f_code in COUNTED:
                done[COUNTED[frame.f_code]] += 1
            elif event == "call" and frame.f_code is SecretRules.redact_prose.__code__:
                done["long texts looked through"] += len(frame.f_locals["text"]) >= LONG

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            cell = self.ask("cell")["cell"]
        finally:
            sys.setprofile(before)
        assert cell["verdict"] in ("failed", "passed")
        assert cell["tabs"]
        return done


@pytest.mark.parametrize("shape", bodies(3))
def test_opening_a_cell_takes_work_for_what_it_shows(shape: str) -> None:
    few, many = Opened(shape, 300).work(), Opened(shape, 1_200).work()
    assert many["rows drawn"] == few["rows drawn"] <= 500
    assert many["values explained"] == few["values explained"] <= 500
    assert many["nodes made"] - few["nodes made"] <= 1_200 - 300  # at most the objects themselves, not what they hold
    assert many["documents made"] == few["documents made"] <= 2
    assert many["long texts looked through"] <= few["long texts looked through"] + 1 <= 8


@pytest.mark.parametrize("shape", ["records", "a long text"])
def test_a_capture_is_redacted_once_for_all_views(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    redacted: list[Capture] = []
    without_secrets = Capture.without_secrets

    def counted(capture: Capture, sweep: Sweep) -> Capture:
        redacted.append(capture)
        return without_secrets(capture, sweep)

    monkeypatch.setattr(Capture, "without_secrets", counted)
    desk = Opened(shape, 300)
    for _ in range(2):
        desk.ask("cell")
        desk.ask("raw", offset=0)
    assert 1 <= len(redacted) == len(set(redacted)) <= 2  # what was recorded, and what the verifier makes of it


def test_what_a_detector_says_is_asked_anew() -> None:
    secrets: list[str] = []

    def listed(text: str) -> list[tuple[int, int]]:
        return [(text.index(secret), text.index(secret) + len(secret)) for secret in secrets if secret in text]

    capture = Capture(HttpRequest("GET", "/"), HttpResponse(200, json={"name": "Ada"}))
    redaction = cl.Redaction()
    add_detector(listed)
    try:
        assert b"Ada" in redaction.redact_capture(capture).response.body
        secrets.append("Ada")
        assert b"Ada" not in redaction.redact_capture(capture).response.body
    finally:
        remove_detector(listed)


def test_redacted_copies_do_not_outlive_their_captures() -> None:
    redaction = cl.Redaction()
    capture = Capture(HttpRequest("GET", "/"), HttpResponse(200, json={"password": "a secret of ten"}))
    copy = weakref.ref(redaction.redact_capture(capture))
    assert copy() is redaction.redact_capture(capture)
    del capture
    gc.collect()
    assert copy() is None


def test_many_captures_keep_the_copies_that_were_asked_for_last() -> None:
    redaction = cl.Redaction()
    captures = [Capture(HttpRequest("GET", f"/{number}"), None) for number in range(300)]
    first = redaction.redact_capture(captures[0])
    copies = [redaction.redact_capture(capture) for capture in captures[1:]]
    assert redaction.redact_capture(captures[-1]) is copies[-1]
    assert redaction.redact_capture(captures[0]) is not first
