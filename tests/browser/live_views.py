"""What the tests of the live views share: how a view is put on a page, and what is looked at again and again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from browser.harness import Mounted, mount
from support import require
from widgets.live_desks import desk, stateful
from widgets.provider_desks import shop_desk

from contractlab.contracts import match
from contractlab.definition import Definition, define

require("anywidget")

from contractlab.widgets import assets  # noqa: E402
from contractlab.widgets.captures.view import CapturesView  # noqa: E402
from contractlab.widgets.define.view import DefineView  # noqa: E402
from contractlab.widgets.editor.view import ExampleEditor  # noqa: E402
from contractlab.widgets.explorer.view import Explorer  # noqa: E402
from contractlab.widgets.insight.view import InsightView  # noqa: E402
from contractlab.widgets.provider.view import RunPanel  # noqa: E402
from contractlab.widgets.repairs.view import RepairsView  # noqa: E402
from contractlab.widgets.states.view import StatesEditor  # noqa: E402

VIEWS = ("explorer", "editor", "states", "captures", "repairs", "provider", "define", "insight", "desk")
PANELS = VIEWS[:-1]
SHEETS = {name: ("base.css", f"{name}.css") for name in PANELS}
SHEETS["insight"] = ("base.css", "repairs.css", "insight.css")  # rows look as those of fixes do
SHEETS["desk"] = ("base.css", *(f"{name}.css" for name in PANELS), "desk.css")


def drawing_on(watched: Any) -> Callable[..., Mounted]:
    """Draws a view; what it pushes reaches the page, and what the page asks reaches it."""

    def draw(view: Any, name: str, *, dark: bool = False, live: bool = True) -> Mounted:
        shown = mount(
            watched.page, assets.module(f"{name}.js"), assets.style(*SHEETS[name]), {"view": view.view, "live": live},
            kernel=view.handle if live else None, dark=dark,
        )  # fmt: skip
        shown.errors = watched.errors
        if live:
            view.send = shown.tell
        return shown

    return draw


def view_called(name: str, tmp_path: Path) -> Any:
    """A live view by its name, on a small desk."""
    lab = stateful(tmp_path) if name == "states" else desk(tmp_path)
    if name == "editor":
        return editor_of(lab)
    if name == "desk":
        return lab.explore()
    if name == "provider":
        asked = shop_desk()
        asked.ask()
        return RunPanel(asked)
    if name == "define":
        return DefineView(definition())
    if name == "repairs":
        return RepairsView(lab, lambda: lab.matrix, lab.matrix.causes[0])
    plain = {"explorer": Explorer, "states": StatesEditor, "captures": CapturesView, "insight": InsightView}
    return plain[name](lab)


def definition() -> Definition:
    """A definition of two requests, one of which was tried and fits nothing."""
    made = define("Billing", "Customers")
    (
        made.example("a customer")
        .given("customer 1 exists")
        .with_request("GET", "/customers/1", headers={"Accept": "application/json"})
        .will_respond_with(200, json={"id": match.int(1)})
    )
    made.example("a customer is made").with_request("POST", "/customers", json={"n": 1}).will_respond_with(201)
    return made


def grid(shown: Mounted) -> Any:
    return shown.page.locator("[role=grid]")


def chosen(shown: Mounted) -> str:
    return str(shown.page.locator("[aria-selected=true][role=gridcell]").get_attribute("data-at"))


def key(shown: Mounted, *names: str) -> None:
    for name in names:
        shown.page.keyboard.press(name)


def editor_of(lab: Any) -> ExampleEditor:
    return ExampleEditor(lab.edit()[0], lab)


def row(shown: Mounted, name: str) -> Any:
    return shown.page.locator(f"tr[data-at='[\"{name}\"]']")
