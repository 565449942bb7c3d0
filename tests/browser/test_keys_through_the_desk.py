"""Tab through every tab of the desk: what has focus is seen, with a ring; Escape closes and gives focus back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser.harness import Mounted, settled
from browser.live_views import key
from widgets.furnished_desks import furnished_desk

from contractlab.widgets.desk.view import DeskView

pytestmark = pytest.mark.browser

FOCUSED = """() => {
  const held = document.activeElement, desk = document.querySelector('.cl.desk');
  if (held === desk || !desk.contains(held)) return null;
  const { left, right, top, bottom } = held.getBoundingClientRect(), style = getComputedStyle(held);
  const x = left + Math.min(right - left, 40) / 2, y = top + Math.min(bottom - top, 30) / 2;
  const above = document.elementFromPoint(x, y), faults = [];
  if (style.outlineStyle === 'none' && style.boxShadow === 'none') faults.push('has no ring');
  if (top < -1 || left < -1 || right > innerWidth + 1 || y > innerHeight) faults.push('is out of sight');
  else if (!above || !(held.contains(above) || above.contains(held))) faults.push('is covered');
  const name = held.ariaLabel || held.textContent || held.placeholder || held.className;
  return [name.trim().replace(/\\s+/g, ' ').slice(0, 50), faults.join(', ')];
}"""
MOST = 90
"""Stops of the tab with the most of them, and some more."""


@pytest.fixture
def desk(show: Any) -> Iterator[Mounted]:
    lab = furnished_desk()
    view = DeskView(lab, lab)
    shown: Mounted = show(view, "desk")
    view.send = lambda content, buffers=None: shown.tell(content)
    shown.page.set_viewport_size({"width": 640, "height": 700})
    shown.page.locator("td.c-failed").first.wait_for()
    yield shown
    assert shown.errors == []
    view.close()


def stops(shown: Mounted) -> list[list[str]]:
    """What keys reach from the tab that is shown until focus leaves the desk."""
    shown.page.locator(".desk > .top [role=tab][aria-selected=true]").focus()
    reached: list[list[str]] = []
    for _ in range(MOST):
        key(shown, "Tab")
        stop = shown.page.evaluate(FOCUSED)
        if stop is None:
            return reached
        reached.append(stop)
    raise AssertionError("focus never leaves the desk")


def begun(shown: Mounted, place: str) -> None:
    """A tab with something open in it."""
    page = shown.page
    page.locator(f"#desk-tab-{'matrix' if place == 'editor' else place}").click()
    if place == "editor":
        page.locator("td.c-failed").first.click()
        key(shown, "e")
        page.locator(".editor .panel .choice").first.wait_for()
    elif place == "live":
        page.get_by_role("button", name="Run all 4").click()
        page.locator(".provider .bar .what", has_text="errors").wait_for()
        page.locator(".runs button.name").first.click()
    settled(page)


def test_what_has_focus_is_seen_in_every_tab(desk: Mounted) -> None:
    faults = []
    for place in ("matrix", "states", "captures", "insight", "changes", "live", "define", "editor"):
        begun(desk, place)
        faults += [f"{place}: {name} {fault}" for name, fault in stops(desk) if fault]
    assert faults == []


def focused(shown: Mounted) -> str:
    return str(shown.page.evaluate("document.activeElement.getAttribute('data-focus')"))


def test_the_palette_gives_focus_back_and_is_seen_however_far_somebody_scrolled(desk: Mounted) -> None:
    page = desk.page
    begun(desk, "live")
    button = page.get_by_role("button", name="Save captures")
    button.focus()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    scrolled = page.evaluate("scrollY")
    assert scrolled > 0
    key(desk, "Control+k")
    field = page.get_by_role("combobox", name="command")
    assert field.evaluate("(field) => document.activeElement === field")
    assert 0 <= field.bounding_box()["y"] < 200
    key(desk, "Escape")
    assert focused(desk) == "save"
    assert page.evaluate("scrollY") == scrolled
    key(desk, "Control+k")
    page.mouse.click(4, 690)
    assert field.is_hidden()


def test_the_list_of_files_closes_with_escape_and_when_focus_leaves(desk: Mounted) -> None:
    origins = desk.page.locator(".origins")
    origins.locator("summary").focus()
    key(desk, "Enter")
    origins.locator("ul").wait_for()
    key(desk, "Escape")
    origins.locator("ul").wait_for(state="hidden")
    assert focused(desk) == "desk origins"
    key(desk, "Enter")
    origins.locator("ul").wait_for()
    key(desk, "Tab")
    origins.locator("ul").wait_for(state="hidden")
