"""Every tab of the desk, opened as people open it: at three widths nothing collides, in both themes axe is content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browser.harness import Mounted, settled
from browser.layout import faults_of_layout, serious_in_both_themes
from browser.live_views import key
from widgets.furnished_desks import furnished_desk

from contractlab.widgets.desk.view import DeskView

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(show: Any) -> Iterator[Mounted]:
    lab = furnished_desk()
    view = DeskView(lab, lab)
    shown: Mounted = show(view, "desk")
    view.send = lambda content, buffers=None: shown.tell(content)
    shown.page.locator("td.c-failed").first.click()
    settled(shown.page)
    yield shown
    assert shown.errors == []  # type: ignore[attr-defined]
    view.close()


def go(shown: Mounted, tab: str) -> None:
    shown.page.locator(f"#desk-tab-{tab}").click()
    settled(shown.page)


def results(shown: Mounted) -> Iterator[str]:
    tabs = shown.page.locator(".inspector [role=tab]")
    for number in range(tabs.count()):
        tabs.nth(number).click()
        yield str(tabs.nth(number).inner_text())
    shown.page.get_by_role("button", name="Pictures").click()
    yield "pictures"


def fixes(shown: Mounted) -> Iterator[str]:
    key(shown, "x")
    shown.page.locator(".fix-top").first.wait_for()
    yield "fixes"
    key(shown, "Enter")
    yield "a fix that is open"


def editor(shown: Mounted) -> Iterator[str]:
    key(shown, "e")
    shown.page.locator(".editor .panel .choice").first.wait_for()
    yield "the matcher of a value"
    for part in shown.page.locator(".editor .tab-bar [role=tab]").all():
        part.click()
        settled(shown.page)
        yield f"the part {part.inner_text()}"


def states(shown: Mounted) -> Iterator[str]:
    go(shown, "states")
    shut = shown.page.locator(".pane-states button[aria-expanded=false]")
    while shut.count():
        shut.first.click()
    yield "states"


def captures(shown: Mounted) -> Iterator[str]:
    go(shown, "captures")
    shut = shown.page.locator(".recordings .fold[aria-expanded=false]")
    while shut.count():
        shut.first.click()
    yield "groups"
    shown.page.locator(".recordings .more summary").first.click()
    yield "all captures"


def insight(shown: Mounted) -> Iterator[str]:
    go(shown, "insight")
    for topic in shown.page.locator(".insight .topics button").all():
        topic.click()
        settled(shown.page)
        row = shown.page.locator(".insight [data-row]").first
        if row.count():
            row.click()
        yield f"the topic {topic.inner_text()}"


def changes(shown: Mounted) -> Iterator[str]:
    go(shown, "changes")
    yield "no changes"
    go(shown, "states")
    shown.page.locator("input.state-name").first.fill("a customer exists whose name is longer than its field")
    key(shown, "Enter")
    shown.page.locator("#desk-tab-changes .dot").wait_for()
    go(shown, "changes")
    yield "a change"
    key(shown, "Control+s")
    shown.page.locator(".save-list:not([hidden])").wait_for()
    yield "what would be saved"
    key(shown, "Escape", "Control+k")
    yield "the palette"


def live(shown: Mounted) -> Iterator[str]:
    go(shown, "live")
    yield "before a run"
    shown.page.get_by_role("button", name="Run all 4").click()
    shown.page.locator(".provider .bar .what", has_text="errors").wait_for()
    for name in shown.page.locator(".runs button.name[data-focus^=row]").all():
        name.click()
    settled(shown.page)
    yield "after a run"
    for tab in shown.page.locator(".runs [role=tab]").all():
        tab.click()
    yield "its last tabs"


def define(shown: Mounted) -> Iterator[str]:
    go(shown, "define")
    panel = shown.page.locator(".pane-define")
    panel.get_by_role("button", name="– a customer", exact=True).click()
    panel.get_by_label("target").fill("/customers/2")
    panel.get_by_role("button", name="Try this request").click()
    panel.get_by_text("matches no example").first.wait_for()
    yield "a request that matches nothing"


@pytest.mark.parametrize("walk", [results, fixes, editor, states, captures, insight, changes, live, define])
def test_nothing_collides_and_axe_is_content(desk: Mounted, walk: Callable[[Mounted], Iterator[str]]) -> None:
    faults = []
    for place in walk(desk):
        settled(desk.page)
        found = [*faults_of_layout(desk.page), *serious_in_both_themes(desk.page)]
        faults += [f"{place}: {fault}" for fault in found]
    assert faults == []
