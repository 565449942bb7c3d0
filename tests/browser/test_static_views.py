"""Static views and reports in a real browser: nothing collides at any width, and paper shows what is folded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser.harness import mount, settled
from browser.layout import faults_of_layout
from browser.live_views import key
from matrices import GOOD, WRONG
from small_contracts import contract_of
from small_runs import CONTRACT, DATA, answers, broken_run
from widgets.furnished_desks import furnished_desk
from widgets.live_desks import desk

import contractlab as cl
from contractlab.captures import Captures
from contractlab.reports import Report
from contractlab.reports.page import render_page
from contractlab.views import render_html
from contractlab.widgets import assets
from contractlab.widgets.desk.view import DeskView

pytestmark = pytest.mark.browser

SHEETS = ("base.css", "explorer.css", "editor.css", "states.css", "captures.css", "desk.css")
CONSUMERS = ("a-rather-long-consumer-name-of-the-finance-department", "billing-service", "web")

COLLISIONS = """() => {
  const told = [];
  const boxed = (cell) => {
    for (let box = cell.parentElement; box && box !== document.body; box = box.parentElement) {
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(box).overflowX)) return true;
    }
    return false;
  };
  for (const cell of document.querySelectorAll('td, th, summary, p, li')) {
    const box = cell.getBoundingClientRect();
    if (!box.width) continue;
    if (cell.scrollWidth > cell.clientWidth + 1) told.push(`clipped: ${cell.textContent.trim().slice(0, 50)}`);
    if (box.right > innerWidth + 1 && !boxed(cell)) told.push(`outside: ${cell.textContent.trim().slice(0, 50)}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) told.push(`${document.documentElement.scrollWidth} px wide`);
  return told;
}"""


def many_versions(number: int, suffix: str = "") -> cl.Matrix:
    """Three consumers with long names against `number` versions that fail here and there."""
    paths = [f"/{consumer}/{index}/with/a/longer/path" for consumer in CONSUMERS for index in range(6)]
    contracts = cl.Contracts(
        contract_of(
            *(
                answers(path, GOOD, description=f"a request for {path[1:60]}")
                for path in paths
                if path[1:].startswith(name)
            ),
            consumer=name,
        )
        for name in CONSUMERS
    )
    kinds = ["good", "text", "good", "null", "gone", "status", "good"]
    columns = {}
    for version in range(number):
        captures = Captures()
        for index, path in enumerate(paths):
            kind = kinds[(index * 3 + version * (index % 5)) % len(kinds)]
            response = cl.HttpResponse(500 if kind == "status" else 200, json=WRONG.get(kind, GOOD))
            captures.add(cl.HttpRequest("GET", path), response)
        columns[f"1.{version + 20}.0{suffix.format(version)}"] = captures
    return cl.matrix(contracts, columns)


PAGES: dict[str, Callable[[], str]] = {
    "run": lambda: render_html(many_versions(1).runs["1.20.0"]),
    "matrix of 10": lambda: render_html(many_versions(10)),
    "matrix of 14": lambda: render_html(many_versions(14, "-rc.{}")),
    "matrix of 30": lambda: render_html(many_versions(30)),
    "result": lambda: render_html(broken_run().failures[0]),
    "second hand": lambda: render_html(
        cl.load_verifier_results(DATA / "broken" / "2.5.0-verifier.json", [cl.load(CONTRACT)])
    ),
    "contract": lambda: render_html(cl.load(CONTRACT)),
    "report": lambda: render_page(Report(broken_run())),
    "report of 14": lambda: render_page(Report(many_versions(14, "-rc.{}"))),
}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_collides_at_any_width(chromium: Any, name: str) -> None:
    page = chromium.new_page()
    page.set_content(PAGES[name]())
    for width in (1440, 1024, 640, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(COLLISIONS) == [], width
    page.close()


def test_texts_of_a_report_keep_apart_at_any_width(chromium: Any) -> None:
    page = chromium.new_page()
    page.set_content(render_page(Report(furnished_desk().matrix)))
    page.locator("[role=gridcell][aria-selected=true]").wait_for()
    assert faults_of_layout(page, (1440, 640, 360)) == []
    page.close()


def test_the_newest_version_has_its_title_over_its_bars(chromium: Any) -> None:
    page = chromium.new_page()
    page.set_content(PAGES["matrix of 30"]())
    heads = page.locator("table").first.locator("thead th").all_inner_texts()  # tables of pictures follow
    assert heads[-2] == "1.49.0"
    assert all("\n" not in head for head in heads[1:-1])
    page.close()


def test_paper_shows_what_is_folded(chromium: Any) -> None:
    page = chromium.new_page()
    page.set_content(render_page(Report(broken_run())))
    folded = "document.querySelectorAll('details:not([open])').length"
    before = page.evaluate(folded)
    assert before > 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(folded) == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(folded) == before
    page.emulate_media(media="print")
    heights = (
        "[...document.querySelectorAll('.failure:not([open])')].map((each) => each.getBoundingClientRect().height)"
    )
    assert min(page.evaluate(heights)) > 80
    chips = "[...document.querySelectorAll('[class*=s-chip-]')].map((chip) => getComputedStyle(chip).printColorAdjust)"
    assert set(page.evaluate(chips)) == {"exact"}, "white on what a printer leaves out is not seen"
    page.close()


def test_focus_stays_in_sight_when_saving_is_over(watched: Any, tmp_path: Path) -> None:
    lab = desk(tmp_path)
    view = DeskView(lab, lab)
    editor = view.open_editor(lab.contracts[0][0])
    editor.handle({"op": "set_value", "id": 1, "part": "response", "at": ["a"], "text": '"x"'})
    page = watched.page
    page.set_viewport_size({"width": 1000, "height": 500})
    shown = mount(page, assets.module("desk.js"), assets.style(*SHEETS), {"view": view.view}, kernel=view.handle)
    view.send = lambda content, buffers=None: shown.tell(content)
    for leave in ("Escape", "Enter"):
        page.get_by_role("button", name="Save…").first.click()
        page.locator(".save-list:not([hidden])").wait_for()
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        key(shown, leave)
        page.locator(".save-list").wait_for(state="hidden")
        settled(page)  # what the kernel pushes after saving draws the bar anew
        assert page.evaluate("document.activeElement.tagName") == "BUTTON"
        assert 0 <= page.evaluate("document.activeElement.getBoundingClientRect().top") < 500
    assert watched.errors == []
