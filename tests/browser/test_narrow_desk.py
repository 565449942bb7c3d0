"""The desk in a notebook at half width and in a low window: two lines of bar, and nothing hidden below it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser.live_views import key
from small_contracts import contract_of, http
from widgets.live_desks import desk

import contractlab as cl
from contractlab.captures import Capture, Captures
from contractlab.widgets.desk.view import DeskView

pytestmark = pytest.mark.browser

LINE = 44
"""Pixels of one line of the bar, at most; the second may hold two lines of text."""


STICKING_OUT = """(() => {
  const top = document.querySelector(".desk > .top"), edge = top.getBoundingClientRect().right + 1;
  return [...top.querySelectorAll("[role=tab], button, input, summary")]
    .filter((part) => part.getBoundingClientRect().right > edge).map((part) => part.textContent);
})()"""
"""Names of what stands in the bar and ends beyond it."""


CUT = """(selector) => [...document.querySelectorAll(selector)]
  .filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.value ?? part.textContent)"""
"""Texts that are wider than what shows them."""


def box(shown: Any, selector: str) -> Any:
    return shown.page.locator(selector).first.bounding_box()


def longer_named(tmp_path: Path) -> cl.Lab:
    """The small desk, of parties with long names."""
    lab = desk(tmp_path)
    document = {**lab.contracts[0].document}
    document["consumer"] = {"name": "the billing service of the north"}
    document["provider"] = {"name": "the customer service of everybody"}
    return cl.open(document, lab.captures)


@pytest.mark.parametrize("width", [640, 720, 870])
def test_the_bar_is_two_lines_and_its_buttons_keep_their_names(show: Any, tmp_path: Path, width: int) -> None:
    view = longer_named(tmp_path).explore()
    shown = show(view, "desk")
    shown.page.set_viewport_size({"width": width, "height": 800})
    first, second = box(shown, ".desk > .top > .bar"), box(shown, ".desk > .top > .second")
    assert first["height"] <= LINE
    assert second["height"] <= 2 * LINE
    for name in ("↶ Undo", "↷ Redo", "Save…", "Commands Ctrl K"):
        button = shown.page.get_by_role("button", name=name, exact=True).bounding_box()
        assert first["y"] <= button["y"] < second["y"]
        assert button["x"] + button["width"] <= width
    assert shown.page.locator(".desk > .top .name").get_attribute("title") == view.view["bar"]["title"]
    assert shown.errors == []


@pytest.mark.parametrize("place", ["matrix", "live"])
def test_more_tabs_stick_out_at_no_width(show: Any, tmp_path: Path, place: str) -> None:
    lab = longer_named(tmp_path)
    lab.define("Web shop", "customer service")
    shown = show(DeskView(lab, lab, place=place), "desk")
    shown.page.locator("#desk-tab-define").wait_for()
    for width in range(560, 1240, 40):
        shown.page.set_viewport_size({"width": width, "height": 800})
        assert shown.page.evaluate(STICKING_OUT) == [], width
        assert shown.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width
    assert shown.errors == []


@pytest.mark.parametrize("width", [400, 520, 690])
def test_what_is_said_and_the_filter_have_room_in_a_narrow_bar(show: Any, tmp_path: Path, width: int) -> None:
    shown = show(longer_named(tmp_path).explore(), "desk")
    shown.page.set_viewport_size({"width": width, "height": 800})
    words, find = box(shown, ".desk > .top .what"), box(shown, ".desk > .top .find .filter")
    assert words["width"] > 0.9 * width - 30, "a line of its own"
    assert find["width"] >= 150
    assert box(shown, ".desk > .top > .second")["height"] <= 2.5 * LINE
    assert shown.page.evaluate(STICKING_OUT) == []


def test_the_bar_is_two_lines_beside_a_split(show: Any, tmp_path: Path) -> None:
    shown = show(longer_named(tmp_path).explore(), "desk")
    for width in (900, 1024, 1440):
        shown.page.set_viewport_size({"width": width, "height": 800})
        assert box(shown, ".desk > .top > .bar")["height"] <= LINE
        assert box(shown, ".desk > .top > .second")["height"] <= 2 * LINE


@pytest.mark.parametrize("opened", ["x", "e"])
@pytest.mark.parametrize(("width", "height"), [(680, 520), (1280, 420)])
def test_what_is_opened_starts_below_the_bar(show: Any, tmp_path: Path, opened: str, width: int, height: int) -> None:
    shown = show(desk(tmp_path).explore(), "desk")
    shown.page.set_viewport_size({"width": width, "height": height})
    shown.page.locator(".explorer td.c-failed").first.click()
    key(shown, opened)
    shown.page.locator(".fix-top, .editor .cell").first.wait_for()
    shown.page.wait_for_function("document.activeElement.closest('.right') !== null")
    bar, switch = box(shown, ".desk > .top"), box(shown, ".desk .switch")
    focused = shown.page.evaluate(
        "(({top, bottom}) => ({top, bottom}))(document.activeElement.getBoundingClientRect())"
    )
    assert switch["y"] >= bar["y"] + bar["height"] - 1
    assert switch["y"] + switch["height"] <= height
    assert focused["top"] >= switch["y"]
    assert focused["bottom"] <= height + 1
    assert shown.errors == []


def test_signs_of_the_editor_are_seen_beside_a_split(show: Any, tmp_path: Path) -> None:
    shown = show(desk(tmp_path).explore(), "desk")
    shown.page.set_viewport_size({"width": 1024, "height": 800})
    shown.page.locator(".explorer td.c-failed").first.click()
    key(shown, "e")
    shown.page.locator(".editor td.came").first.wait_for()
    pane = box(shown, ".desk .right")
    for row in shown.page.locator(".editor tr:has(td.came) > td:last-child").all():
        cell = row.bounding_box()
        assert cell["x"] + cell["width"] <= pane["x"] + pane["width"] + 1


def test_names_and_titles_are_whole_at_half_width(show: Any) -> None:
    states = ["the pricing service already exists in the broker", "nothing is there"]
    contract = contract_of(
        *(
            http(
                f"a request without a body {number}",
                states=[state],
                request={"method": "DELETE", "path": f"/{number}"},
                response={"status": 204},
            )
            for number, state in enumerate(states)
        )
    )
    captures = Captures([Capture(cl.HttpRequest("DELETE", "/0"), cl.HttpResponse(500), provider_version="1.0.0")])
    shown = show(cl.open(contract, captures).explore(), "desk")
    page = shown.page
    page.set_viewport_size({"width": 640, "height": 800})
    page.locator(".explorer td.c-failed").first.click()
    key(shown, "e")
    page.get_by_role("tab", name="Response body").click()
    page.locator(".editor textarea.raw").wait_for()
    assert page.get_by_text("There is no body; whatever comes is accepted.").count() == 1
    page.locator("#desk-tab-captures").click()
    page.locator(".captured th").first.wait_for()
    assert page.evaluate(CUT, ".captured th") == []
    page.locator("#desk-tab-states").click()
    page.locator("input.state-name").first.wait_for()
    assert page.evaluate(CUT, "input.state-name") == []
    assert shown.errors == []
