"""What a broker says, in a real browser: answer card, hidden version, matrix, graph, problems; light and dark."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser.harness import Mounted, mount, settled
from matrix_brokers import CONSUMER, PROVIDER, many_pacticipants, publish_results, shop_broker, shop_contract
from support import ROOT, missing

import contractlab as cl
from contractlab.broker.embedded import EmbeddedBroker
from contractlab.broker.graph import Graph
from contractlab.views import render_html
from contractlab.widgets import assets

pytestmark = pytest.mark.browser

AXE = ROOT / "tests" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
THEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
# What a notebook's themes give, of which a static view takes its colours.
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>view</title>
<body data-jp-theme-light="%s" style="background:%s;color:%s;margin:16px;font-family:sans-serif"><main>%s</main>"""


def axe(page: Any) -> list[Any]:
    """What axe finds serious."""
    if not AXE.is_file():
        missing("axe-core (npm ci in tests/browser)")
    page.evaluate(AXE.read_text("utf-8"))
    violations = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((report) => report.violations)")
    return [
        (each["id"], [node["html"][:160] + " | " + node["failureSummary"][:200] for node in each["nodes"][:3]])
        for each in violations
        if each["impact"] in ("serious", "critical")
    ]


def first_screen(page: Any) -> str:
    """Text that is seen without scrolling, in one line."""
    return " ".join(str(page.evaluate("document.body.innerText")).split())[:900]


def shot(page: Any, name: str, dark: bool) -> None:
    folder = os.environ.get("CONTRACTLAB_SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/broker-{name}-{'dark' if dark else 'light'}.png", full_page=True)


@pytest.fixture(scope="module")
def broker() -> Iterator[EmbeddedBroker]:
    with shop_broker() as shop:
        yield shop


@pytest.fixture(scope="module")
def large_graph() -> Graph:
    with many_pacticipants(200) as broker:
        return broker.graph()


@pytest.fixture
def draw(watched: Any) -> Callable[..., Any]:
    """Shows a static view; its page has no errors and nothing that axe finds serious."""

    def show(item: object, name: str, *, dark: bool) -> Any:
        page = watched.page
        colours = ("false", "#111", "#eee") if dark else ("true", "#fff", "#1d1d1d")
        page.set_content(PAGE % (*colours, render_html(item)))
        assert axe(page) == []
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0
        assert watched.errors == []
        shot(page, name, dark)
        return page

    return show


@pytest.fixture
def explore(watched: Any) -> Callable[..., Mounted]:
    """Shows the live matrix of a broker."""

    def show(broker: EmbeddedBroker, *, dark: bool = False) -> Mounted:
        view = cl.explore(broker.matrix(CONSUMER, PROVIDER))
        sheets = assets.style("base.css", "explorer.css")
        shown = mount(
            watched.page, assets.module("explorer.js"), sheets, {"view": view.view, "live": True},
            kernel=view.handle, dark=dark,
        )  # fmt: skip
        shown.errors = watched.errors
        shown.page.locator(".inspector .top").wait_for()
        return shown

    return show


@THEMES
def test_a_no_says_its_reason_first(broker: EmbeddedBroker, draw: Callable[..., Any], dark: bool) -> None:
    page = draw(broker.can_i_deploy(CONSUMER, version="3.1.0", environment="prod"), "no", dark=dark)
    text = first_screen(page)
    verdict, reason = text.index("cannot be deployed"), text.index("2.3.0")
    assert verdict < reason < 300
    assert "never verified" in text
    assert "record-deployment" in text


@THEMES
def test_a_failure_names_the_interaction_and_the_mismatch(
    broker: EmbeddedBroker, draw: Callable[..., Any], dark: bool
) -> None:
    page = draw(broker.can_i_deploy(PROVIDER, version="2.5.0", environment="test"), "failed", dark=dark)
    text = first_screen(page)
    assert "No" in text[:40]
    assert text.index("a request for apples") < 700
    assert "expected exactly 12.5" in text


@THEMES
def test_a_hidden_version_has_a_box_under_a_yes_too(draw: Callable[..., Any], dark: bool) -> None:
    with shop_broker() as broker:
        broker.create_or_update_version(PROVIDER, "2.1.0-hotfix")
        broker.record_deployment(PROVIDER, "2.1.0-hotfix", "test", instance="green")
        page = draw(broker.can_i_deploy(CONSUMER, version="3.1.0", environment="test"), "hidden", dark=dark)
    text = first_screen(page)
    assert text.startswith("✓ Yes")
    assert "1 live version not counted by the broker" in text
    assert "2.1.0-hotfix" in text


@THEMES
def test_the_matrix_shows_contents_by_versions(broker: EmbeddedBroker, draw: Callable[..., Any], dark: bool) -> None:
    page = draw(broker.matrix(CONSUMER, PROVIDER), "matrix", dark=dark)
    text = first_screen(page)
    assert "3.1.0, 3.0.4" in text
    assert "prod" in text


@THEMES
def test_a_graph_of_200_shows_what_failed(large_graph: Graph, draw: Callable[..., Any], dark: bool) -> None:
    page = draw(large_graph, "graph", dark=dark)
    text = first_screen(page)
    assert "200" in text
    assert "34 failed, 28 never verified. First service-" in text[:300]
    assert "a request for apples" in text[:400]
    assert len(render_html(large_graph)) < 400_000


@THEMES
def test_problems_say_what_to_do(draw: Callable[..., Any], dark: bool) -> None:
    broker = cl.broker(":memory:")
    broker.create_environment("prod", production=True)
    broker.publish(shop_contract("apples"), version="1")
    broker.create_or_update_version(PROVIDER, "7")
    broker.record_deployment(PROVIDER, "7", "prod")
    broker.create_or_update_pacticipant("stock-lager")
    page = draw(broker.problems, "problems", dark=dark)
    text = first_screen(page)
    assert "branch" in text
    assert PROVIDER in text


@THEMES
def test_the_live_matrix_opens_at_what_decides(
    broker: EmbeddedBroker, explore: Callable[..., Mounted], dark: bool
) -> None:
    shown = explore(broker, dark=dark)
    page = shown.page
    settled(page)
    shot(page, "live", dark)
    assert page.locator(".inspector .top").inner_text().startswith("– never verified")
    assert f"Keeps {CONSUMER} 3.1.0 out of prod" in page.locator(".inspector").inner_text()
    assert page.locator("td[aria-selected=true]").inner_text() == "– blocks"
    assert page.locator("thead .mark.environment").all_inner_texts() == ["prod", "test"]
    assert axe(page) == []
    assert shown.errors == []


def test_keys_lead_from_the_cell_to_interactions_and_mismatches(
    broker: EmbeddedBroker, explore: Callable[..., Mounted]
) -> None:
    shown = explore(broker)
    page = shown.page
    page.locator("td[data-at='0,2']").click()
    page.keyboard.press("ArrowRight")
    page.locator(".inspector .top", has_text="2.5.0").wait_for()
    page.locator("[role=tab]", has_text="Interactions 3").wait_for()
    panel = page.locator("[role=tabpanel]")
    assert "a request for apples" in panel.inner_text()
    assert "expected exactly 12.5" in panel.inner_text()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+ArrowRight")
    assert "Mismatches" in page.locator("[role=tab][aria-selected=true]").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("td[data-at='0,3']").evaluate("(cell) => document.activeElement === cell")
    assert page.locator("button", has_text="Edit example").count() == 0
    assert shown.errors == []


def test_asking_again_shows_what_came_in(explore: Callable[..., Mounted]) -> None:
    with shop_broker() as broker:
        shown = explore(broker)
        publish_results(broker, "3.1.0", "2.3.0")
        shown.page.get_by_role("button", name="Ask again").click()
        shown.page.wait_for_function("!document.querySelector('td.c-blocks')")
        assert shown.errors == []


def test_the_desk_says_where_each_contract_came_from(watched: Any, tmp_path: Path) -> None:
    with shop_broker() as broker:
        lab = cl.open(broker=broker, provider_name=PROVIDER, selectors=[{"deployedOrReleased": True}])
        view = lab.explore()
        sheets = (
            "base.css", "explorer.css", "editor.css", "states.css", "captures.css", "repairs.css", "provider.css",
            "desk.css",
        )  # fmt: skip
        mount(
            watched.page, assets.module("desk.js"), assets.style(*sheets), {"view": view.view, "live": True},
            kernel=view.handle,
        )  # fmt: skip
        page = watched.page
        page.locator(".origins summary").click()
        shot(page, "desk", False)
        listed = page.locator(".origins li").all_inner_texts()
        assert any("version 2.9.0 on main, in prod" in text for text in listed), listed
        assert any("version 3.0.3 on main, in test" in text for text in listed), listed
        assert "from 2 broker versions" in page.locator(".origins summary").inner_text()
        page.locator("[role=gridcell]").first.click()
        page.locator(".inspector", has_text="Contract: version").wait_for()
        assert axe(page) == []
        assert watched.errors == []
