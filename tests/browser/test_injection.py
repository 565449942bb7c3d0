"""The static views in a real browser: whatever a contract or a recording says, nothing runs and nothing is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from browser.harness import PATIENCE, settled
from views import hostile
from views.payloads import PAYLOADS, TRAP, documents, faults_of

from contractlab.views import render_html

pytestmark = pytest.mark.browser

SHOWN = (
    "run", "contract", "contracts", "captures", "results", "example all", "example message", "result 0", "result 1",
    "result 2", "unpaired 0", "capture 0", "capture 8", "match", "match of request",
)  # fmt: skip
TRAPS = f"""
    window.{TRAP} = undefined;
    for (const name of ['alert', 'confirm', 'prompt', 'open', 'print', 'fetch'])
        window[name] = (...args) => {{ window.{TRAP} = name + ':' + args.join(); }};
"""


NAMES = "(elements) => elements.map(one => one.tagName)"


def page_of(texts: str | Sequence[str]) -> str:
    items = hostile.everything(texts)
    return "".join(f"<section>{render_html(items[name])}</section>" for name in SHOWN if name in items)


@pytest.fixture(scope="module")
def page(chromium: Any) -> Any:
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.seen = []
    page.on("dialog", lambda opened: (page.seen.append(f"dialog {opened.message}"), opened.dismiss()))
    page.on("pageerror", lambda error: page.seen.append(f"error {error}"))
    page.on("request", lambda request: page.seen.append(f"request {request.url}"))
    page.on(
        "framenavigated", lambda frame: page.seen.append(f"frame {frame.url}") if frame != page.main_frame else None
    )
    page.add_init_script(TRAPS)
    yield page
    context.close()


def faults_of_a_page(page: Any, texts: Sequence[str]) -> list[str]:
    """What happened when the views of these texts were shown and touched, and what of theirs became markup."""
    page.seen.clear()
    html = page_of(texts)
    # The page's own trap is set by a script of the test; the views bring none.
    page.set_content(f"<!doctype html><meta charset=utf-8><script>{TRAPS}</script><main>{html}</main>")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    # Touch everything that a reader could touch.
    page.evaluate(
        """() => document.querySelectorAll('main *').forEach(one => {
            for (const kind of ['mouseover', 'mouseenter', 'focus', 'click', 'toggle', 'load', 'error'])
                if (one.tagName !== 'SUMMARY' || kind !== 'click') one.dispatchEvent(new Event(kind));
        })"""
    )
    settled(page)
    faults = [f"called {called}" for called in [page.evaluate(f"window.{TRAP}")] if called is not None]
    faults += page.seen
    foreign = "script, style, link, iframe, object, embed, img, svg, math, a, base, meta, form, input, template, video"
    faults += [f"element {name}" for name in page.locator(f"main :is({foreign})").evaluate_all(NAMES)]
    handlers = """() => [...document.querySelectorAll('main *')].flatMap(one => [...one.attributes])
        .filter(one => one.name.startsWith('on') || ['href', 'src', 'id'].includes(one.name)).map(one => one.name)"""
    return faults + [f"attribute {name}" for name in page.evaluate(handlers)]


@pytest.mark.parametrize("names", documents().values(), ids=documents())
def test_nothing_runs_and_nothing_is_fetched(names: Sequence[str], page: Any) -> None:
    assert faults_of(names, lambda texts: faults_of_a_page(page, texts)) == []


def test_the_trap_works(page: Any) -> None:
    page.seen.clear()
    page.set_content(f"<!doctype html><script>{TRAPS}</script><main>{PAYLOADS['img-onerror']}</main>")
    page.wait_for_function(f"window.{TRAP} !== undefined")
    with page.expect_request("http://evil.example/**"):
        page.set_content(f"<!doctype html><main>{PAYLOADS['img-remote']}</main>")
    assert page.seen == ["request http://evil.example/pixel.png"]


def test_nothing_leaves_its_section(page: Any) -> None:
    for name in ("tag-close", "details-close", "comment-open", "textarea-break", "md-closing-details"):
        page.set_content(f"<!doctype html><main>{page_of(PAYLOADS[name])}</main>")
        sections = page.locator("main > section").count()
        assert sections >= 12
        assert page.locator("main > section > div.contractlab").count() == sections
        assert page.locator("main > *").count() == sections
