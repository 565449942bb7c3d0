"""The Run panel on a page: by mouse and by keys alone; strangers' text stays text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browser.harness import Mounted, mount
from browser.live_views import SHEETS, key
from small_contracts import document_of, http
from support import require
from views.payloads import PAYLOADS, TRAP
from widgets.provider_desks import PLANTED, Shop, shop_contract, shop_desk

import contractlab as cl

require("anywidget")

from contractlab.widgets import assets  # noqa: E402
from contractlab.widgets.desk.view import DeskView  # noqa: E402

pytestmark = pytest.mark.browser


@pytest.fixture
def draw(watched: Any) -> Iterator[Callable[..., Mounted]]:
    """Draws a desk at its Live tab; what it tells by itself reaches the page.

    Where `goes_on` says no, a run stands still: slices of it do nothing, however often the page asks for one.
    """

    def at(lab: Any, *, place: str = "live", dark: bool = False, goes_on: Callable[[], bool] = lambda: True) -> Mounted:
        view = DeskView(lab, lab, place=place)

        def kernel(message: dict[str, Any]) -> Any:
            if message["op"] == "step" and not goes_on():
                return {**message, "ok": True, "rows": [], "goes_on": True}
            return view.handle(message)

        shown = mount(
            watched.page, assets.module("desk.js"), assets.style(*SHEETS["desk"]), {"view": view.view, "live": True},
            kernel=kernel, dark=dark,
        )  # fmt: skip
        view.send = lambda content, buffers=None: shown.tell(content)
        views.append(view)
        return shown

    views: list[DeskView] = []
    yield at
    for view in views:  # an edit elsewhere would be told to a page that is gone
        view.close()
    assert watched.errors == []


def wait_for_text(shown: Mounted, text: str) -> None:
    shown.page.locator(".provider .bar .what", has_text=text).wait_for()


def row(shown: Mounted, name: str) -> Any:
    return shown.page.locator(".runs tr:not(.more)", has=shown.page.get_by_role("button", name=name, exact=True))


def focused(shown: Mounted) -> str:
    return str(shown.page.evaluate("document.activeElement.getAttribute('data-focus')"))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_by_mouse_from_missing_handlers_to_what_passes(dark: bool, draw: Any) -> None:
    shop = Shop()
    lab = shop_desk(shop)
    shown = draw(lab, dark=dark)
    page = shown.page
    wait_for_text(shown, "7 examples. Nothing has run yet.")
    lack = page.get_by_role("region", name="1 state has no handler")
    assert "1 example ends as error: open invoices." in lack.inner_text()
    assert "def customer_123_has_open_invoices(count):" in lack.inner_text()
    page.get_by_role("button", name="Run all 7").click()
    wait_for_text(shown, "2 errors, 2 failed, 1 pending, 2 passed.")
    verdicts = page.locator(".runs td.verdict").all_inner_texts()
    assert verdicts == ["! error", "! error", "✗ failed", "✗ failed", "◔ pending", "✓ passed"]
    page.get_by_role("button", name="close an account", exact=True).click()
    details = page.locator(".runs tr.more")
    details.get_by_text("LookupError: no such account").wait_for()
    assert "set up the account is settled" in details.inner_text()
    assert PLANTED not in page.content()
    row(shown, "customer 123").get_by_role("checkbox").check()
    shop.mended = True
    page.get_by_role("button", name="Run selected 1").click()
    wait_for_text(shown, "2 errors, 1 failed, 1 pending, 3 passed.")
    page.get_by_role("button", name="Run failed 3").click()
    wait_for_text(shown, "1 error, 1 pending, 5 passed.")
    page.locator("#desk-tab-matrix").click()
    assert page.locator(".explorer th", has_text="live").count() == 1
    assert page.locator(".explorer td[data-at].c-passed").count() == 5


def test_by_keys_alone(draw: Any) -> None:
    shop = Shop()
    shown = draw(shop_desk(shop))
    page = shown.page
    for _ in range(30):
        key(shown, "Tab")
        if focused(shown) == "run all":
            break
    key(shown, "Shift+R")
    wait_for_text(shown, "2 errors, 2 failed, 1 pending, 2 passed.")
    key(shown, "ArrowDown", "ArrowDown")
    assert page.evaluate("document.activeElement.textContent").endswith("open invoices")
    key(shown, "n")
    assert page.evaluate("document.activeElement.textContent").endswith("customer 123")
    key(shown, "Enter")
    page.locator(".runs tr.more [role=tab]", has_text="Result").wait_for()
    here = focused(shown)
    assert here.startswith("row ")
    shop.mended = True
    key(shown, "r")
    wait_for_text(shown, "2 errors, 1 failed, 1 pending, 3 passed.")
    # What passed is folded away, but not the row that somebody is at.
    assert focused(shown) == here
    key(shown, "ArrowUp", "x")
    page.get_by_role("button", name="Run selected 1").wait_for()
    key(shown, "p", "n", "Enter")
    page.locator(".runs tr.more").nth(1).wait_for()
    key(shown, "Escape")
    page.locator(".runs tr.more").nth(1).wait_for(state="detached")
    key(shown, "?")
    page.locator(".provider .help").get_by_text("run it again").wait_for()
    key(shown, "Escape")
    page.locator(".provider .help").wait_for(state="hidden")


def test_a_run_is_watched_and_stopped(draw: Any) -> None:
    asked: list[str] = []
    released: list[bool] = []

    def before(path: str) -> None:
        asked.append(path)
        time.sleep(0.4)  # longer than a slice, so that the first request ends one

    shop = Shop(before=before)
    lab = shop_desk(shop)
    shown = draw(lab, goes_on=lambda: bool(released or not asked))
    page = shown.page
    page.get_by_role("button", name="Run all 7").click()
    page.locator(".progress .now", has_text="now: customer 123").wait_for()
    assert page.get_by_role("button", name="Run all 7").is_disabled()
    page.get_by_role("button", name="Stop").click()
    wait_for_text(shown, "Stopped after")
    assert page.locator(".progress").is_hidden()
    assert page.locator(".runs", has_text="– not run").count() == 1
    assert lab.provider.going is None
    released.append(True)
    shop.before = lambda path: None
    page.get_by_role("button", name="Run all 7").click()
    wait_for_text(shown, "2 errors, 2 failed, 1 pending, 2 passed.")


def test_a_screen_that_is_drawn_anew_goes_on_with_the_run(draw: Any) -> None:
    lab = shop_desk()
    view = DeskView(lab, lab, place="live")
    view.handle({"op": "run", "id": 1, "what": "all", "panel": "live"})
    lab.provider.step(0)
    shown = draw(lab)
    wait_for_text(shown, "2 errors, 2 failed, 1 pending, 2 passed.")
    assert lab.provider.going is None


def test_a_failing_cell_is_run_again_and_its_column_follows(draw: Any) -> None:
    shop = Shop()
    lab = shop_desk(shop)
    lab.ask()
    shown = draw(lab, place="matrix")
    page = shown.page
    page.locator(".explorer td.c-failed").first.click()
    page.locator(".inspector").get_by_role("button", name="Run again").wait_for()
    shop.mended = True
    for left in (1, 0):
        key(shown, "r")
        page.wait_for_function(f"document.querySelectorAll('.explorer td.c-failed').length === {left}")
        if left:
            key(shown, "n")


def test_an_edit_is_judged_at_once_and_run_again_sends_it(draw: Any) -> None:
    shop = Shop()
    lab = shop_desk(shop)
    lab.ask()
    shown = draw(lab)
    example = lab.edit()["unknown customer"]
    example.response.status = 500
    lab.history.tell()
    wait_for_text(shown, "2 errors, 1 failed, 1 pending, 3 passed.")
    shown.page.locator(".provider button.name", has_text="3 examples").click()
    assert "Edited since it was asked for." in row(shown, "unknown customer").inner_text()
    example.request.path = "/customers/998"
    lab.history.tell()
    row(shown, "unknown customer").get_by_role("button", name="Run again").click()
    row(shown, "unknown customer").get_by_text("/customers/998").wait_for()
    assert shop.log[-1] == "/customers/998"


def test_a_provider_that_is_not_there_is_said_and_may_be_tried_again(draw: Any) -> None:
    lab = cl.open(shop_contract(), provider="http://127.0.0.1:9")
    shown = draw(lab)
    shown.page.get_by_role("button", name="Run all 7").click()
    problem = shown.page.locator(".problem")
    problem.get_by_text("The provider at http://127.0.0.1:9 cannot be reached").wait_for()
    problem.get_by_role("button", name="Try again").click()
    problem.get_by_text("cannot be reached").wait_for()


HOSTILE = ["script", "img-onerror", "svg-onload", "iframe-srcdoc", "rtl-override", "ansi"]


@pytest.mark.parametrize("name", [name for name in HOSTILE if name in PAYLOADS])
def test_strangers_text_stays_text(name: str, draw: Any, watched: Any) -> None:
    text = PAYLOADS[name]
    watched.page.add_init_script(f"window.{TRAP} = undefined")

    def provider(request: cl.HttpRequest) -> cl.HttpResponse:
        if request.path == "/raises":
            raise ValueError(text)
        return cl.HttpResponse(500, headers=[("X-Text", "".join(filter(str.isprintable, text)))], body=text.encode())

    states = cl.StateHandlers()

    @states("gives")
    def gives() -> dict[str, str]:
        return {"text": text}

    @states("fails")
    def fails() -> None:
        raise LookupError(text)

    listed = [
        http(f"{text} {number}", request={"path": path}, states=names)
        for number, (path, names) in enumerate(
            (("/raises", ()), ("/a", ("gives",)), ("/b", ("fails",)), ("/c", (text,)))
        )
    ]
    shown = draw(cl.open(cl.load(document_of(*listed)), provider=provider, states=states))
    page = shown.page
    page.get_by_role("button", name="Run all 4").click()
    wait_for_text(shown, "3 errors, 1 failed.")
    for number in range(4):
        page.locator(".runs button.name").nth(number).click()
        page.locator(".runs tr.more .details").nth(number).wait_for()
    for tab in page.locator(".runs [role=tab]").all():
        tab.click()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.querySelectorAll('.provider :is(script, img, svg, iframe, style, a)').length") == 0
    assert page.evaluate(f"window.{TRAP}") is None
