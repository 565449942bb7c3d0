"""What holds for every live view: axe, keys, focus, width, strangers' text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser.harness import mount, settled
from browser.live_views import SHEETS, VIEWS, key, row, view_called
from support import ROOT, missing
from views.payloads import PAYLOADS, TRAP
from widgets.live_desks import hostile_desk

import contractlab as cl
from contractlab.widgets import assets
from contractlab.widgets.captures.view import CapturesView
from contractlab.widgets.explorer.view import Explorer
from contractlab.widgets.states.view import StatesEditor

pytestmark = pytest.mark.browser

AXE = ROOT / "tests" / "browser" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", VIEWS)
def test_axe_finds_nothing_serious(name: str, dark: bool, show: Any, tmp_path: Path) -> None:
    if not AXE.is_file():
        missing("axe-core (npm ci in tests/browser)")
    shown = show(view_called(name, tmp_path), name, dark=dark)
    if name == "editor":
        row(shown, "b").focus()
        key(shown, "m")
        shown.page.locator(".panel").wait_for()
    settled(shown.page)
    shown.page.evaluate(AXE.read_text("utf-8"))
    violations = shown.page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then((report) => report.violations)"
    )
    bad = [
        (
            violation["id"],
            [node["html"][:120] + " | " + node["failureSummary"][:200] for node in violation["nodes"][:3]],
        )
        for violation in violations
        if violation["impact"] in ("serious", "critical")
    ]
    assert bad == []


@pytest.mark.parametrize("name", VIEWS)
def test_plain_keys_never_reach_the_notebook(name: str, show: Any, tmp_path: Path) -> None:
    shown = show(view_called(name, tmp_path), name)
    shown.page.evaluate("window.leaked = []; document.addEventListener('keydown', (event) => leaked.push(event.key))")
    for focus in shown.page.locator(".cl button, .cl [tabindex='0'], .cl input, .cl select").all()[:30]:
        if focus.is_visible() and focus.is_enabled():
            focus.focus()
            key(shown, "d", "d", "b", "x", "ArrowDown", "Backspace")
    assert shown.page.evaluate("leaked") == []
    key(shown, "Shift+Enter")
    assert "Enter" in shown.page.evaluate("leaked")


@pytest.mark.parametrize("name", VIEWS)
def test_focus_stays_in_the_view_when_what_had_it_goes(name: str, show: Any, tmp_path: Path) -> None:
    shown = show(view_called(name, tmp_path), name)
    page = shown.page
    page.evaluate("window.leaked = []; document.addEventListener('keydown', (event) => leaked.push(event.key))")
    button = page.locator(".cl button:visible:enabled, .cl input:visible").first
    button.focus()
    page.evaluate("document.activeElement.remove()")
    key(shown, "d", "d", "x")
    assert page.evaluate("leaked") == []
    # Who leaves by hand has left.
    page.evaluate("document.body.append(Object.assign(document.createElement('button'), {id: 'out'}))")
    page.locator(".cl button:visible:enabled, .cl input:visible").first.focus()
    page.locator("#out").focus()
    page.evaluate("document.querySelector('.cl button').remove()")
    assert page.evaluate("document.activeElement.id") == "out"


@pytest.mark.parametrize("width", [1280, 640])
@pytest.mark.parametrize("name", VIEWS)
def test_nothing_sticks_out_sideways(name: str, width: int, show: Any, tmp_path: Path) -> None:
    shown = show(view_called(name, tmp_path), name)
    shown.page.set_viewport_size({"width": width, "height": 900})
    over = shown.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0


TAGS = ("script", "img", "svg", "iframe", "style", "a", "object", "form")
HOSTILE = [
    "script",
    "rtl-override",
    "ansi",
    *[payload for payload in PAYLOADS if "img" in payload or "svg" in payload][:3],
]


@pytest.mark.parametrize("name", [violation for violation in HOSTILE if violation in PAYLOADS])
def test_strangers_text_stays_text(name: str, show: Any, watched: Any) -> None:
    run = hostile_desk(PAYLOADS[name])
    watched.page.add_init_script(f"window.{TRAP} = undefined")
    lab = cl.open(list(run.contracts), run.captures)
    for view, script in ((Explorer(run), "explorer"), (StatesEditor(lab), "states"), (CapturesView(lab), "captures")):
        page = watched.page
        elements = (
            "document.querySelectorAll('#root script, #root img, #root svg, #root iframe, #root style, #root a').length"
        )
        shown = mount(
            page, assets.module(f"{script}.js"), assets.style(*SHEETS[script]), {"view": view.view, "live": True}
        )
        shown.page.evaluate("(all) => { model.sent.length; }", [])
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        if script == "explorer":
            for at in range(len(view.view["rows"])):
                message = view.handle({"op": "cell", "id": at + 1, "row": at, "column": 0})
                shown.tell({**message, "id": page.evaluate("model.sent.at(-1)?.id ?? 1")})
        assert page.evaluate(elements) == 0
        assert page.evaluate(f"window.{TRAP}") is None
    assert watched.errors == []
