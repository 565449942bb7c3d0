"""Pictures in a real browser: on the desk their marks lead to cells; where styles are dropped, the tables stand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import matrices
import pytest
from browser.live_views import chosen, key
from support import ROOT, missing
from views import hostile, sample
from views.payloads import PAYLOADS, TRAP
from widgets.live_desks import desk

import contractlab as cl
from contractlab.views import render_html
from contractlab.widgets.explorer.view import Explorer

pytestmark = pytest.mark.browser

AXE = ROOT / "tests" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
MARK = "document.activeElement.getAttribute('data-mark')"


def test_a_mark_leads_to_its_cell_by_mouse_and_by_keyboard(show: Any) -> None:
    versions = {f"1.{column}.0": matrices.provider({0: "text" if column else "good"}) for column in range(3)}
    shown = show(Explorer(cl.matrix(matrices.contract(2), versions)), "explorer")
    page = shown.page
    button = page.get_by_role("button", name="Pictures")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    page.locator("[data-mark]").first.wait_for()
    assert button.get_attribute("aria-pressed") == "true"
    pictures = page.locator("svg.clp[role=group]")
    assert pictures.count() == 2
    page.locator("[data-mark='0,1']").first.click()
    assert chosen(shown) == "0,1"
    assert page.evaluate(MARK) == "0,1"
    key(shown, "ArrowRight")
    assert page.evaluate(MARK) == "0,2"
    key(shown, "ArrowDown")
    assert page.evaluate(MARK) == "1,2"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(
        "1.2.0: “GET /1” not exercised"
    )
    key(shown, "Tab")  # to the next picture, which is one stop
    assert pictures.nth(1).evaluate("(svg) => svg.contains(document.activeElement)")
    key(shown, "End", "Enter")
    assert page.evaluate("document.activeElement.getAttribute('data-at')") == "0,2"
    button.click()
    assert not page.locator(".pictures").is_visible()
    assert shown.errors == []


def test_pictures_follow_the_matrix(show: Any, tmp_path: Path) -> None:
    lab = desk(tmp_path)
    view = Explorer(lab)
    shown = show(view, "explorer")
    shown.page.get_by_role("button", name="Pictures").click()
    shown.page.locator("[data-mark]").first.wait_for()
    view.send = lambda content, buffers=None: shown.tell(content)  # type: ignore[method-assign]
    view.push("view", {"view": view.model.view()})
    shown.page.locator("[data-mark]").first.wait_for()
    assert shown.errors == []


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_in_open_pictures(show: Any, tmp_path: Path, dark: bool) -> None:
    if not AXE.is_file():
        missing("axe-core (npm ci in tests/browser)")
    shown = show(Explorer(desk(tmp_path)), "explorer", dark=dark)
    shown.page.get_by_role("button", name="Pictures").click()
    shown.page.locator("[data-mark]").first.wait_for()
    shown.page.add_script_tag(content=AXE.read_text("utf-8"))
    violations = shown.page.evaluate(
        "axe.run('.pictures', {resultTypes: ['violations']}).then((report) => report.violations)"
    )
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in violations] == []


@pytest.mark.parametrize("dark", [False, True])
def test_a_static_picture_is_seen_and_its_table_is_not(watched: Any, dark: bool) -> None:
    page = watched.page
    page.set_content(f'<!doctype html><body data-jp-theme-light="{"false" if dark else "true"}">'
                     f"{render_html(sample.matrix())}")  # fmt: skip
    picture, table = page.locator("svg.clp").first, page.locator(".clp-table").first
    assert picture.is_visible()
    assert not table.is_visible()
    fill = page.locator("svg path.failed").first.evaluate("(mark) => getComputedStyle(mark).fill")
    assert fill == ("rgb(255, 154, 92)" if dark else "rgb(184, 67, 10)")
    assert watched.errors == []


def test_without_style_and_svg_the_table_is_seen_and_nothing_else(watched: Any) -> None:
    page = watched.page
    # As an untrusted JupyterLab does: the elements go, the words in them stay.
    html = re.sub(r"<style>.*?</style>", "", render_html(sample.matrix()), flags=re.DOTALL)
    html = re.sub(r"</?(?:svg|title|desc|g|path|text|tspan)\b[^>]*>", "", html)
    page.set_content(f"<!doctype html><body>{html}")
    assert page.locator(".clp-table").first.is_visible()
    assert page.locator(".clp-frame").first.is_hidden()


@pytest.mark.parametrize("name", ["svg-onload", "svg-script", "attribute-double", "title-break"])
def test_strangers_words_in_pictures_run_nothing(show: Any, name: str) -> None:
    text = PAYLOADS[name]
    captures = hostile.captures(text)
    shown = show(Explorer(cl.matrix(hostile.contract(text), {f"1{text}": captures, f"2{text}": captures})), "explorer")
    shown.page.get_by_role("button", name="Pictures").click()
    shown.page.locator("[data-mark]").first.wait_for()
    assert shown.page.evaluate(f"window.{TRAP}") is None
    assert shown.page.locator(".pictures script, .pictures img").count() == 0
    assert shown.errors == []
