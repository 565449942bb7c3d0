"""The tab Insight of a big desk: looked at a slice at a time, stopped and taken up again, and nothing twice."""

from __future__ import annotations

from typing import Any

import matrices
import pytest
from support import require
from widgets.sliced import ask, go_on

import contractlab as cl
from contractlab.captures import Captures
from contractlab.verification import masking

require("anywidget")

from contractlab.insight import recorded_bodies  # noqa: E402
from contractlab.widgets import looking  # noqa: E402
from contractlab.widgets.insight.view import TOPICS, InsightView  # noqa: E402

EXAMPLES = 12
VERSIONS = ("1.0.0", "1.1.0", "1.2.0")


def lab() -> cl.Desk:
    recorded = Captures()
    for version in VERSIONS:
        for number in range(EXAMPLES):
            body = {"a": 1, "b": "x", "tier": None if version == VERSIONS[-1] else "gold"}
            response = cl.HttpResponse(200, json=body)
            recorded.add(cl.HttpRequest("GET", f"/{number}"), response, provider_version=version)
    return cl.open(matrices.contract(EXAMPLES), recorded)


@pytest.mark.usefixtures("in_pieces")
@pytest.mark.parametrize("topic", [topic["id"] for topic in TOPICS])
def test_slices_and_one_go_say_the_same(topic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    view = InsightView(lab())
    first = ask(view, "show", topic=topic)
    assert first["rows"] == []
    assert first["looking"]["running"]
    assert go_on(view) >= EXAMPLES - 1
    monkeypatch.setattr(looking, "SLICE", float("inf"))
    whole = InsightView(lab())
    ask(whole, "show", topic=topic)
    assert view.view["rows"]
    assert view.view["rows"] == whole.view["rows"]
    assert view.view["title"] == whole.view["title"]


@pytest.mark.usefixtures("in_pieces")
def test_it_is_stopped_says_so_and_goes_on_where_it_was() -> None:
    view = InsightView(lab())
    go_on(view, most=20)
    stopped = ask(view, "stop")
    assert not stopped["looking"]["running"]
    assert stopped["looking"]["done"] > 15
    assert "Stopped" in stopped["title"]
    assert stopped["rows"] == []
    rest = ask(view, "go_on")["looking"]
    assert rest["running"]
    assert rest["done"] == stopped["looking"]["done"] + 1
    go_on(view)
    assert view.view["rows"]


def test_answers_that_say_the_same_are_looked_through_once_and_nothing_is_made_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    masked: list[Any] = []

    class Counting(masking.Mask):
        def __init__(self, *given: Any) -> None:
            masked.append(given)
            super().__init__(*given)

    monkeypatch.setattr(recorded_bodies, "Mask", Counting)
    monkeypatch.setattr(looking, "SLICE", float("inf"))
    desk = lab()
    view = InsightView(desk)
    assert len(masked) == 2 * EXAMPLES  # two versions answer alike
    ask(view, "show", topic="drift")
    ask(view, "show", topic="coverage")
    edit = desk.edit_of(desk.contracts[0])
    edit[0].response.body["$.a"] = 2
    ask(view, "renew")
    assert len(masked) == 2 * EXAMPLES
