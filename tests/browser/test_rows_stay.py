"""What somebody points at or looks at stays where it is: rows while captures are checked, a matrix beside an editor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matrices
import pytest
from browser.harness import settled
from browser.live_views import key
from widgets.live_desks import below_desk

import contractlab as cl
from contractlab.captures import Captures
from contractlab.verification.gradual import GradualMatrix
from contractlab.widgets.desk import checks
from contractlab.widgets.explorer.model import ExplorerModel

pytestmark = pytest.mark.browser

NAMES = "[...document.querySelectorAll('.explorer tr[data-row] th')].map((each) => each.title.split('\\n')[0])"
PLACES = "[...document.querySelectorAll('.explorer tr[data-row]')].map((each) => each.getBoundingClientRect().top)"


GO: list[bool] = []


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> cl.Lab:
    """504 captures of which a screen sees 30 checked, and no more before `GO`; eight fail, and eight did."""
    GO.clear()
    whole = GradualMatrix.go_on
    monkeypatch.setattr(checks, "_SLICE", 0.0)

    def go_on(made: GradualMatrix, seconds: float) -> bool:
        for _ in range(0 if made.work.done else 30):
            whole(made, 0.0)
        return bool(GO) and whole(made, seconds)

    monkeypatch.setattr(GradualMatrix, "go_on", go_on)
    captures = Captures()
    for version in ("1.0.0", "1.1.0"):
        captures = captures + matrices.provider(["good"] * 160 + ["text"] * 8, version)
    captures = captures + matrices.provider(["text"] * 8 + ["good"] * 160, "1.2.0")
    return cl.open(matrices.contract(168), captures)


def test_rows_stay_under_the_mouse_while_captures_are_checked(show: Any, lab: cl.Lab) -> None:
    shown = show(lab.explore(), "desk")
    page = shown.page
    assert page.locator(".desk > .top .name").inner_text() == "c → p"
    page.locator(".explorer tr[data-row]").nth(4).locator("td").last.hover()
    names, places = page.evaluate(NAMES), page.evaluate(PLACES)
    assert len(names) == 8, (names, GO, page.locator(".checks").inner_text())
    page.mouse.down()  # the rows are drawn anew between press and release
    GO.append(True)
    page.locator(".checks").get_by_text("Checking").wait_for(state="detached")
    page.locator(".explorer .causes").get_by_text("since").first.wait_for()
    page.mouse.up()
    settled(page)
    assert page.evaluate(NAMES) == names
    assert page.evaluate(PLACES) == places
    assert page.locator("tr.at th").get_attribute("title").split("\n")[0] == names[4]
    page.mouse.move(5, 5)
    settled(page)
    assert len(page.evaluate(NAMES)) == 16, "all that ever failed"
    assert page.locator(".inspector .top b").inner_text() == names[4], "what somebody chose stays chosen"
    assert page.locator("tr.at th").get_attribute("title").split("\n")[0] == names[4]
    assert shown.errors == []


def test_before_anything_is_checked_nothing_is_said_to_be_missing(lab: cl.Lab) -> None:
    bare = GradualMatrix(lab.contracts, {"1.0.0": lab.captures}).glimpse()
    view = ExplorerModel(bare).view()
    assert view["title"] == "c → p"
    assert view["empty"][0] == "Nothing is checked yet."


def test_rows_that_pass_stay_until_the_mouse_leaves(show: Any) -> None:
    contract = matrices.contract(15)
    view = cl.open(contract, matrices.provider(["good"] * 12 + ["text"] * 3, "1.0.0")).explore()
    shown = show(view, "desk")
    page = shown.page
    page.locator(".explorer td.c-failed").nth(1).hover()
    before, places = page.evaluate(NAMES), page.evaluate(PLACES)
    assert before == ["GET /12", "GET /13", "GET /14"]
    view.explorer.refresh(cl.open(contract, matrices.provider(["good"] * 13 + ["text", "good"], "1.0.0")))
    page.locator(".explorer td.c-passed").first.wait_for()
    assert page.evaluate(NAMES) == before
    assert page.evaluate(PLACES) == places
    page.mouse.move(5, 5)
    settled(page)
    assert page.evaluate(NAMES) == ["GET /13"]
    assert shown.errors == []


def test_the_matrix_stays_in_sight_beside_a_long_editor(show: Any) -> None:
    captures = matrices.provider(["good"] * 20 + ["text"] * 8, "1.0.0")
    shown = show(cl.open(matrices.contract(28), captures).explore(), "desk")
    page = shown.page
    page.set_viewport_size({"width": 1280, "height": 420})
    page.locator(".explorer td.c-failed").first.click()
    key(shown, "e")
    page.locator(".editor .came").first.wait_for()
    settled(page)
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    settled(page)
    assert page.evaluate("window.scrollY") > 200
    bar = page.locator(".desk > .top").bounding_box()
    matrix = page.locator(".explorer .matrix").bounding_box()
    assert abs(matrix["y"] - (bar["y"] + bar["height"])) <= 1
    assert matrix["y"] + matrix["height"] <= 420, "all of it"
    page.locator(".explorer td.c-failed").last.click()
    assert page.locator("tr.at th").get_attribute("title").startswith("GET /27")
    page.set_viewport_size({"width": 640, "height": 420})
    assert page.evaluate("getComputedStyle(document.querySelector('.explorer .matrix')).position") == "static"
    assert shown.errors == []


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_what_mends_a_run_is_offered_before_a_cell_is_chosen(show: Any, tmp_path: Path, by: str) -> None:
    shown = show(below_desk(tmp_path).explore(), "desk")
    page = shown.page
    words = page.locator(".inspector").inner_text()
    assert "3 examples, 3 captures, and none matches an example." in words
    button = page.locator(".inspector").get_by_role("button", name="Fix this…", exact=True)
    if by == "mouse":
        button.click()
    else:
        page.locator(".explorer td[tabindex='0']").focus()
        key(shown, "x")
    page.locator(".repairs .option").get_by_role("button", name="Apply").click()
    page.locator(".explorer td.c-failed").first.wait_for()
    assert shown.errors == []


def test_a_desk_without_captures_leads_to_their_tab(show: Any) -> None:
    shown = show(cl.open(matrices.contract(3)).explore(), "desk")
    page = shown.page
    assert "3 examples, no captures." in page.locator(".inspector").inner_text()
    assert page.locator(".inspector").get_by_role("button", name="Fix this…").count() == 0
    page.locator(".inspector").get_by_role("button", name="Add captures…").click()
    page.locator(".pane-captures .cl").wait_for()
    assert page.locator("#desk-tab-captures").get_attribute("aria-selected") == "true"
    assert shown.errors == []
