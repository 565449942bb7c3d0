"""The Captures tab of the desk: groups by mouse and keys, ambiguous captures settled, ten thousand rows scrolled."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser.harness import Mounted, mount, settled
from browser.live_views import key
from small_runs import entry, write_har
from support import ROOT, missing, require
from views.payloads import PAYLOADS, TRAP
from widgets.live_desks import hostile_desk
from widgets.pairing_desks import ambiguous_desk, unmatched_desk

require("anywidget")

from contractlab.widgets import assets  # noqa: E402
from contractlab.widgets.desk.view import DeskView  # noqa: E402
from contractlab.widgets.run_desk import desk_of  # noqa: E402

pytestmark = pytest.mark.browser

AXE = ROOT / "tests" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
SHEETS = ("base.css", "explorer.css", "editor.css", "states.css", "captures.css", "desk.css")


@pytest.fixture
def draw(watched: Any) -> Iterator[Callable[..., Mounted]]:
    """Draws a desk at a tab; what it tells by itself reaches the page."""

    def at(lab: Any, place: str, *, dark: bool = False) -> Mounted:
        view = DeskView(lab, lab, place=place)
        shown = mount(
            watched.page, assets.module("desk.js"), assets.style(*SHEETS), {"view": view.view, "live": True},
            kernel=view.handle, dark=dark,
        )  # fmt: skip
        view.send = lambda content, buffers=None: shown.tell(content)
        return shown

    yield at
    assert watched.errors == []


def wait_for_headline(shown: Mounted, text: str) -> None:
    shown.page.locator(".headline .said", has_text=text).wait_for()


def test_one_click_uses_the_base_path_and_undo_takes_it_back(draw: Any) -> None:
    lab = unmatched_desk()
    shown = draw(lab, "captures")
    page = shown.page
    wait_for_headline(shown, "15 captures: 2 matched, 0 ambiguous, 13 unmatched")
    first = page.locator("[data-group]").first
    assert "lab.captures.use_base_path('/api'" in first.inner_text()
    first.locator("tr.one", has_text="→ GET /customers/1").first.wait_for()
    page.get_by_role("button", name="Use base path /api").click()
    wait_for_headline(shown, "7 matched")
    assert lab.run.counts()["passed"] == 5
    page.get_by_role("button", name="Undo").click()
    wait_for_headline(shown, "2 matched")
    page.get_by_role("button", name="Redo").click()
    wait_for_headline(shown, "7 matched")


def test_groups_are_worked_through_by_keys_alone(draw: Any) -> None:
    lab = unmatched_desk()
    shown = draw(lab, "captures")
    page = shown.page
    page.locator("[data-group]").first.wait_for()
    page.locator("#desk-tab-captures").click()
    key(shown, "ArrowDown")
    focused = "document.activeElement.getAttribute('data-group')"
    assert page.evaluate(focused).startswith("host:")
    key(shown, "i")
    wait_for_headline(shown, "4 ignored")
    page.wait_for_function(f"({focused} ?? '') !== ''")
    key(shown, "ArrowUp", "ArrowUp")
    assert page.evaluate(focused).startswith("base-path:")
    key(shown, "Enter")
    wait_for_headline(shown, "7 matched")
    page.wait_for_function(f"({focused} ?? '') !== ''")
    key(shown, "o")
    page.get_by_label("Example name").wait_for()
    page.keyboard.type("a health check")
    key(shown, "Enter")
    page.get_by_text("Added 'a health check' (unsaved).").first.wait_for()
    assert [change.label for change in lab.history.done][:2] == [
        "4 unmatched captures ignored",
        "Base path /api for 5 captures",
    ]
    page.get_by_text("Unmatched captures (ignored), 4").click()
    page.get_by_role("button", name="Show again").click()
    page.get_by_text("4 captures no longer ignored").first.wait_for()


def test_99_ambiguous_captures_are_settled_by_two_clicks(draw: Any) -> None:
    lab = ambiguous_desk(things=11, versions=3)
    shown = draw(lab, "matrix")
    page = shown.page
    assert page.locator("[role=gridcell]", has_text="!").count() >= 97
    clicks = [page.locator("#desk-tab-captures"), page.get_by_role("button", name="Settle all in turn")]
    for button in clicks:
        button.click()
    wait_for_headline(shown, "99 matched, 0 ambiguous")
    page.get_by_text("All 99 captures are matched.").wait_for()
    assert len(lab.history.done) == 1
    assert lab.run.counts()["error"] == 0


def test_ambiguous_captures_are_settled_by_state(draw: Any) -> None:
    lab = ambiguous_desk()
    shown = draw(lab, "captures")
    page = shown.page
    panel = page.get_by_label("ambiguous captures")
    panel.get_by_text("6 captures match three examples").wait_for()
    assert "6 of 6 pass" in panel.locator(".candidate").first.inner_text()
    assert "6 of 6 fail" in panel.locator(".candidate").nth(2).inner_text()
    panel.get_by_role("button", name="Only 2.1.0").click()
    panel.get_by_text("3 captures match three examples").wait_for()
    panel.locator(".candidate").first.click()
    wait_for_headline(shown, "3 matched, 15 ambiguous")
    panel.get_by_role("button", name="Only 2.1.0").wait_for(state="detached")
    page.locator("#desk-tab-captures").click()
    key(shown, "2")
    wait_for_headline(shown, "6 matched, 12 ambiguous")
    assert len(lab.history.done) == 2


def test_an_ambiguous_cell_is_settled_in_the_inspector(draw: Any) -> None:
    lab = ambiguous_desk()
    shown = draw(lab, "matrix")
    page = shown.page
    page.locator("[data-at='0,1']").click()
    offer = page.get_by_label("what this capture was")
    offer.get_by_role("button", name="All 6 alike").wait_for()
    offer.get_by_role("button", name="Only the 3 of this cell").click()
    offer.locator(".candidate").first.click()
    offer.wait_for(state="detached")
    assert len(lab.captures.assignments) == 3
    page.locator("[data-at='3,0']").click()
    offer.get_by_role("button", name="All 6 alike").click()
    page.locator("[data-at='3,0']").click()
    key(shown, "1")
    offer.wait_for(state="detached")
    assert len(lab.captures.assignments) == 9


def test_ten_thousand_captures_are_a_few_rows_on_the_page(draw: Any) -> None:
    lab = unmatched_desk(matched=9_987)
    shown = draw(lab, "captures")
    page = shown.page
    assert len(json.dumps(page.evaluate("model.get('view')"))) < 60_000
    page.get_by_text("All captures, 10,000").click()
    box = page.locator(".more .captured-box")
    box.locator("tr.one").first.wait_for()
    for place in (0, 3_000, 9_999):
        box.evaluate("(box, place) => { box.scrollTop = 30 * place; }", place)
        row = box.locator(f"tr.one[aria-rowindex='{place + 2}']")
        row.get_by_text("customers").or_(row.get_by_text("baskets")).first.wait_for()
        assert box.locator("tr.one").count() < 60
        top, head = box.bounding_box()["y"], box.locator("th").first.bounding_box()["y"]
        assert abs(head - top) < 4
    rows = [message for message in shown.sent if message["op"] == "rows" and message["list"] == "all"]
    assert len(rows) <= 4


def test_two_files_of_one_name_are_dropped_and_one_is_matched_by_hand(draw: Any, tmp_path: Path) -> None:
    lab = unmatched_desk()
    shown = draw(lab, "captures")
    page = shown.page
    for path in ("/new", "/newer"):
        har = write_har(tmp_path / "more.har", entry(path, {"a": 1}))
        page.locator("input[type=file]").set_input_files(har)
        page.get_by_text("1 capture from more.har. Kept in memory only.").wait_for()
        wait_for_headline(shown, f"{16 if path == '/new' else 17} captures")
    assert len({capture.key for capture in lab.captures}) == 17
    page.get_by_text("All captures, 17").click()
    row = page.locator(".more tr.one", has_text="/newer").first
    row.get_by_role("button", name="Match to…").click()
    page.get_by_label("example that it is matched to").select_option("1")
    wait_for_headline(shown, "3 matched")
    assert lab.captures[16].assigned == lab.contracts[0].examples[1].key
    assert lab.captures[15].assigned is None


def test_dark_and_narrow_views_keep_everything_in_reach(draw: Any) -> None:
    shown = draw(ambiguous_desk(), "captures", dark=True)
    page = shown.page
    page.set_viewport_size({"width": 640, "height": 1400})
    page.locator(".candidate").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    side, main = page.locator(".side").bounding_box(), page.locator(".main-part").bounding_box()
    assert side["y"] >= main["y"] + main["height"] - 1


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("make", [unmatched_desk, ambiguous_desk], ids=["unmatched", "ambiguous"])
def test_axe_finds_nothing_serious_in_the_tab(draw: Any, make: Callable[[], Any], dark: bool) -> None:
    if not AXE.is_file():
        missing("axe-core (npm ci in tests/browser)")
    shown = draw(make(), "captures", dark=dark)
    page = shown.page
    page.locator(".captured-box tr.one").first.wait_for()
    page.locator(".more summary").first.click()
    page.locator(".more .captured-box tr.one").first.wait_for()
    page.evaluate(AXE.read_text("utf-8"))
    violations = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((report) => report.violations)")
    assert [
        (each["id"], [node["html"][:160] + " | " + node["failureSummary"][:200] for node in each["nodes"][:3]])
        for each in violations
        if each["impact"] in ("serious", "critical")
    ] == []


@pytest.mark.parametrize("payload", ["script", "iframe-srcdoc", "embed"])
def test_strangers_text_stays_text(draw: Any, payload: str) -> None:
    shown = draw(desk_of(hostile_desk(PAYLOADS[payload])), "captures")
    page = shown.page
    page.locator(".headline").wait_for()
    for fold in page.locator(".more summary").all():
        fold.click()
    settled(page)
    assert page.evaluate(f"window.{TRAP} ?? null") is None
    assert page.locator(".recordings").locator("img, script, iframe, embed, svg").count() == 0
