"""The report as a page, in a browser without a network: whole without its script, and alive with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matrices
import pytest
from browser.harness import PATIENCE
from small_runs import broken_run
from support import require

import contractlab as cl

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages in a folder whose name has a space."""
    folder = tmp_path_factory.mktemp("a folder of pages") / "with a space"
    folder.mkdir()
    cl.report(broken_run(), folder / "broken.html")
    captures = {f"1.{number}.0": matrices.provider(["good", "text", "null"] * 5) for number in range(3)}
    cl.report(cl.matrix(matrices.contract(15), captures), folder / "wide.html")
    exporters = require("nbconvert.exporters")
    notebook = cl.report(broken_run(), folder / "report.ipynb")
    page, _ = exporters.HTMLExporter(exclude_input=True).from_filename(str(notebook))
    (folder / "exported.html").write_text(page, encoding="utf-8")
    return folder


class Opened:
    """A page from a file, with everything that it complained about or asked for."""

    def __init__(self, chromium: Any, **options: Any) -> None:
        self.context = chromium.new_context(viewport={"width": 1280, "height": 1600}, **options)
        self.context.set_default_timeout(PATIENCE)
        self.messages: list[str] = []
        self.context.route(lambda address: not address.startswith("file:"), self._refuse)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda message: self.messages.append(str(message)))

    def _refuse(self, route: Any) -> None:
        self.messages.append(f"asked for {route.request.url}")
        route.abort()


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def opened(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Opened]:
    made = Opened(chromium, java_script_enabled=request.param)
    yield made
    made.context.close()


@pytest.mark.parametrize("name", ["broken", "exported"])
def test_everything_is_read_without_a_network(name: str, pages: Path, opened: Opened) -> None:
    opened.page.goto((pages / f"{name}.html").as_uri())
    title = opened.page.locator("h1").first.inner_text()
    assert "customer-service 2.5.0 breaks billing-service" in title
    words = " ".join(opened.page.locator("body").inner_text().split())
    for text in (
        "6 of 9 failed", "creditLimit: expected a decimal number like 1200.5, got a string.", "Why this rule",
        "$.tags: got an empty array, so the rule for its items checked nothing.", "Every example was exercised.",
        f"contractlab {cl.__version__}",
    ):  # fmt: skip
        assert text in words, text
    if name == "broken":
        assert opened.messages == []
        assert opened.page.locator("details.failure").count() == 6


def test_a_link_opens_the_failure_it_leads_to(pages: Path, chromium: Any) -> None:
    made = Opened(chromium)
    made.page.goto((pages / "broken.html").as_uri())
    closed = made.page.locator("details.failure:not([open])").first
    name = closed.get_attribute("id")
    made.page.locator(f'#causes a[href="#{name}"]').first.click()
    assert made.page.locator(f"#{name}").get_attribute("open") is not None
    assert made.page.evaluate("document.activeElement.tagName") == "SUMMARY"
    made.page.locator(f"#{name} > summary").click()
    made.page.locator(f'#causes a[href="#{name}"]').first.click()
    assert made.page.locator(f"#{name}").get_attribute("open") is not None
    assert made.messages == []
    made.context.close()


def test_the_matrix_is_the_live_one_on_what_the_page_brings(pages: Path, chromium: Any) -> None:
    made = Opened(chromium)
    made.page.goto((pages / "wide.html").as_uri())
    made.page.locator("[role=gridcell][aria-selected=true]").wait_for()
    assert made.page.locator(".inspector .top").inner_text().startswith("✗ failed")
    assert not made.page.locator(".still").is_visible()
    made.page.get_by_role("button", name="✗ failing").click()
    assert made.page.locator(".matrix [role=gridcell]").count() == 30
    made.page.get_by_label("filter", exact=True).fill("/10")
    made.page.locator("[role=grid] [role=gridcell]").nth(3).wait_for(state="detached")
    made.page.keyboard.press("Escape")
    made.page.locator("[role=grid] [role=gridcell]").nth(2).click()
    made.page.get_by_role("tab", name="Why").click()
    assert made.page.get_by_role("button", name="Edit example").count() == 0
    assert made.messages == []
    made.context.close()


def test_without_script_the_static_matrix_stays(pages: Path, chromium: Any) -> None:
    made = Opened(chromium, java_script_enabled=False)
    made.page.goto((pages / "wide.html").as_uri())
    assert made.page.locator(".still table").is_visible()
    made.context.close()


@pytest.mark.parametrize("width", [1280, 640, 400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_sideways(width: int, scheme: str, pages: Path, chromium: Any) -> None:
    made = Opened(chromium, color_scheme=scheme)
    made.page.set_viewport_size({"width": width, "height": 900})
    for name in ("broken", "wide"):
        made.page.goto((pages / f"{name}.html").as_uri())
        over = made.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, name
    made.context.close()
