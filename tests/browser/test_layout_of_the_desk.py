"""Every tab of the desk, opened as people open it: at three widths nothing collides, in both themes axe is content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser.harness import Mounted, settled
from browser.layout import faults_of_layout, serious_in_both_themes
from browser.live_views import key
from support import FULL
from widgets.furnished_desks import furnished_desk

from contractlab.widgets.desk.view import DeskView

pytestmark = pytest.mark.browser

Places = Iterator[tuple[str, bool]]
"""What a screen is called, and whether so much is on it that axe looks at it each time."""


@pytest.fixture
def desk(show: Any) -> Iterator[Mounted]:
    lab = furnished_desk()
    view = DeskView(lab, lab)
    shown: Mounted = show(view, "desk")
    view.send = lambda content, buffers=None: shown.tell(content)
    shown.page.locator("td.c-failed").first.click()
    settled(shown.page)
    yield shown
    assert shown.errors == []
    view.close()


def go(shown: Mounted, tab: str) -> None:
    shown.page.locator(f"#desk-tab-{tab}").click()
    settled(shown.page)


def results(shown: Mounted) -> Places:
    tabs = shown.page.locator(".inspector [role=tab]")
    for number in range(tabs.count()):
        tabs.nth(number).click()
        yield str(tabs.nth(number).inner_text()), False
    shown.page.get_by_role("button", name="Pictures").click()
    yield "pictures", True
    shown.page.get_by_role("button", name="Pictures").click()


def fixes(shown: Mounted) -> Places:
    key(shown, "x")
    shown.page.locator(".fix-top").first.wait_for()
    yield "fixes", False
    key(shown, "Enter")
    yield "a fix that is open", True
    key(shown, "Escape", "Escape")


def editor(shown: Mounted) -> Places:
    key(shown, "e")
    shown.page.locator(".editor .panel .choice").first.wait_for()
    yield "the matcher of a value", True
    for part in shown.page.locator(".editor .tab-bar [role=tab]").all():
        part.click()
        settled(shown.page)
        yield f"the part {part.inner_text()}", False


def states(shown: Mounted) -> Places:
    go(shown, "states")
    shut = shown.page.locator(".pane-states button[aria-expanded=false]")
    while shut.count():
        shut.first.click()
    yield "states", True


def captures(shown: Mounted) -> Places:
    go(shown, "captures")
    shut = shown.page.locator(".recordings .fold[aria-expanded=false]")
    while shut.count():
        shut.first.click()
    yield "groups", False
    shown.page.locator(".recordings .more summary").first.click()
    yield "all captures", True


def insight(shown: Mounted) -> Places:
    go(shown, "insight")
    topics = shown.page.locator(".insight .topics button").all()
    for topic in topics:
        topic.click()
        settled(shown.page)
        row = shown.page.locator(".insight [data-row]").first
        if row.count():
            row.click()
        yield f"the topic {topic.inner_text()}", topic == topics[-1]


def changes(shown: Mounted) -> Places:
    go(shown, "changes")
    yield "no changes", False
    go(shown, "states")
    shown.page.locator("input.state-name").first.fill("a customer exists whose name is longer than its field")
    key(shown, "Enter")
    shown.page.locator("#desk-tab-changes .dot").wait_for()
    go(shown, "changes")
    yield "a change", False
    key(shown, "Control+s")
    shown.page.locator(".save-list:not([hidden])").wait_for()
    yield "what would be saved", True
    key(shown, "Escape", "Control+k")
    yield "the palette", True
    key(shown, "Escape")


def live(shown: Mounted) -> Places:
    go(shown, "live")
    yield "before a run", False
    shown.page.get_by_role("button", name="Run all 4").click()
    shown.page.locator(".provider .bar .what", has_text="errors").wait_for()
    for name in shown.page.locator(".runs button.name[data-focus^=row]").all():
        name.click()
    settled(shown.page)
    yield "after a run", True
    for tab in shown.page.locator(".runs [role=tab]").all():
        tab.click()
    yield "its last tabs", False


def define(shown: Mounted) -> Places:
    go(shown, "define")
    panel = shown.page.locator(".pane-define")
    panel.get_by_role("button", name="– a customer", exact=True).click()
    panel.get_by_label("target").fill("/customers/2")
    panel.get_by_role("button", name="Try this request").click()
    panel.get_by_text("matches no example").first.wait_for()
    yield "a request that matches nothing", True


def test_nothing_collides_and_axe_is_content(desk: Mounted) -> None:
    """One desk for all of it: what a tab leaves behind is no fault of the next."""
    faults = []
    for walk in (results, fixes, editor, states, captures, insight, changes, live, define):
        desk.page.set_viewport_size({"width": 1280, "height": 1400})
        for place, rich in walk(desk):
            settled(desk.page)
            noticed = faults_of_layout(desk.page)
            if rich or FULL:
                noticed += serious_in_both_themes(desk.page)
            faults += [f"{walk.__name__}, {place}: {fault}" for fault in noticed]
    assert faults == []
