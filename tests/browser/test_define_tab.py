"""The tab of a definition on the desk: by mouse and by keys alone, in light and dark; axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from browser.harness import Mounted, mount, settled
from browser.live_views import SHEETS, definition, key
from support import ROOT, missing, require
from widgets.live_desks import desk

require("anywidget")

from contractlab.widgets import assets  # noqa: E402
from contractlab.widgets.desk.view import DeskView  # noqa: E402

pytestmark = pytest.mark.browser
AXE = ROOT / "tests" / "browser" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def draw(watched: Any, tmp_path: Path) -> Iterator[Callable[..., tuple[Mounted, DeskView]]]:
    """Draws a desk at a tab; what it tells by itself reaches the page."""

    def at(place: Any = "define", *, dark: bool = False) -> tuple[Mounted, DeskView]:
        lab = desk(tmp_path)
        lab.definition = definition()
        view = DeskView(lab, lab, place=place)
        shown = mount(
            watched.page, assets.module("desk.js"), assets.style(*SHEETS["desk"]), {"view": view.view, "live": True},
            kernel=view.handle, dark=dark,
        )  # fmt: skip
        view.send = lambda content, buffers=None: messages.append(content)
        views.append(view)
        return shown, view

    views: list[DeskView] = []
    messages: list[Any] = []
    at.messages = messages  # type: ignore[attr-defined]
    yield at
    for view in views:
        view.close()
    assert watched.errors == []


def focused(shown: Mounted) -> str:
    return str(shown.page.evaluate("document.activeElement.getAttribute('data-focus')"))


def tab_to(shown: Mounted, name: str) -> None:
    for _ in range(40):
        if focused(shown) == name:
            return
        key(shown, "Tab")
    raise AssertionError(f"{name} cannot be reached by Tab")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_an_example_is_tried_by_mouse_and_a_miss_is_explained(dark: bool, draw: Any) -> None:
    shown, view = draw("matrix", dark=dark)
    page = shown.page
    page.locator("#desk-tab-define").click()
    panel = page.locator(".pane-define")
    panel.get_by_role("button", name="– a customer", exact=True).click()
    assert panel.get_by_label("target").input_value() == "/customers/1"
    panel.get_by_role("button", name="Try this request").click()
    panel.get_by_role("button", name="✓ a customer", exact=True).wait_for()
    assert [each.description for each in view.definition.proved] == ["a customer"]
    panel.get_by_label("target").fill("/customers/2")
    panel.get_by_role("button", name="Try this request").click()
    panel.get_by_text("matches no example").first.wait_for()
    panel.get_by_role("button", name="Copy the code that defines it").wait_for()
    page.locator("#desk-tab-matrix").click()
    page.locator("#desk-tab-define").click()
    assert panel.get_by_role("list", name="Received requests").get_by_role("button").count() == 2
    if not AXE.is_file():
        missing("axe-core (npm ci in tests/browser)")
    settled(page)
    page.evaluate(AXE.read_text("utf-8"))
    faults = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((answer) => answer.violations)")
    assert [fault["id"] for fault in faults if fault["impact"] in ("serious", "critical")] == []


def test_by_keys_alone_and_a_client_at_the_address(draw: Any) -> None:
    shown, view = draw()
    shown.page.locator("#desk-tab-define").click()
    tab_to(shown, "serve")
    key(shown, "Enter")
    address = shown.page.locator(".pane-define .actions code")
    address.wait_for()
    assert focused(shown) == "serve", "what is drawn anew keeps the focus"
    assert httpx.get(f"{address.inner_text()}/nothing").status_code == 500
    while not any(message["op"] == "received" for message in draw.messages):  # told by the thread of the mock
        shown.page.wait_for_timeout(20)
    for message in draw.messages:
        shown.tell(message)
    shown.page.locator(".pane-define").get_by_text("matches no example").first.wait_for()
    tab_to(shown, "example 0")
    key(shown, "Enter")
    tab_to(shown, "send")
    key(shown, "Enter")
    shown.page.locator(".pane-define").get_by_role("button", name="✓ a customer", exact=True).wait_for()
    assert focused(shown) == "send"
    assert len(view.definition.proved) == 1
