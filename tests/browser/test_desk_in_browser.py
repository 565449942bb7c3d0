"""The whole desk in a browser: tabs, one history, one way to save, the editor beside the matrix, the palette."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from browser.harness import settled
from browser.live_views import chosen, key, row
from small_runs import CONTRACT, DATA
from widgets.live_desks import desk, stateful

import contractlab as cl
from contractlab.widgets.desk import tabs

pytestmark = pytest.mark.browser


def focused(shown: Any, what: str = "getAttribute('data-at')") -> Any:
    return shown.page.evaluate(f"document.activeElement.{what}")


def start_at_trouble(shown: Any) -> None:
    """To the failing cell that is chosen, as a user gets there: by Tab from the last control before the matrix."""
    shown.page.locator("#desk-tab-matrix").click()
    for _ in range(30):
        key(shown, "Tab")
        if focused(shown, "getAttribute('role')") == "gridcell":
            return
    pytest.fail("the matrix cannot be reached by Tab")


def test_from_a_failing_cell_to_typing_and_back(show: Any, tmp_path: Path) -> None:
    shown = show(desk(tmp_path).explore(), "desk")
    start_at_trouble(shown)
    key(shown, "e")
    row(shown, "a").wait_for()
    shown.page.wait_for_function("document.activeElement.classList.contains('cell')")
    box = row(shown, "a").bounding_box()
    assert 0 <= box["y"] < 1400
    assert focused(shown, "tagName") == "INPUT"
    key(shown, "Escape", "Escape")
    assert focused(shown, "getAttribute('role')") == "gridcell"
    assert chosen(shown) == focused(shown)
    assert shown.errors == []


def connect_again(shown: Any, payload: Any = None) -> None:
    """JupyterLab asks for all state again when it connects, and puts the answer in place of what was drawn."""
    if payload is None:
        shown.page.evaluate("model.set('view', structuredClone(model.get('view')))")
    else:
        shown.page.evaluate("(payload) => model.set('view', payload)", json.loads(json.dumps(payload)))


@pytest.mark.parametrize("by_kernel", [False, True])
def test_a_notebook_that_connects_again_keeps_the_desk_working(show: Any, tmp_path: Path, by_kernel: bool) -> None:
    """Whether another object stands there that says the same, or what the kernel keeps for a screen opened now."""
    view = desk(tmp_path).explore()
    shown = show(view, "desk")

    def again() -> None:
        connect_again(shown, view.view if by_kernel else None)

    again()
    start_at_trouble(shown)
    key(shown, "x")
    shown.page.locator(".fix-top").first.wait_for()
    again()
    key(shown, "ArrowDown", "Enter")  # the provider comes first, and there is nothing to apply
    shown.page.locator(".fix-open .actions").first.wait_for()
    key(shown, "Escape", "Escape")
    shown.page.locator(".fix-top").first.wait_for(state="detached")
    key(shown, "e")
    row(shown, "a").wait_for()
    again()
    key(shown, "Enter")
    shown.page.keyboard.type('"y"')
    key(shown, "Enter")
    shown.page.locator(".explorer td.better").wait_for()
    again()
    for place in ("States", "Captures", "Changes"):
        shown.page.get_by_role("tab", name=place).click()
        shown.page.locator(f".pane-{place.lower()}, .changes").locator("visible=true").first.wait_for()
        again()
    shown.page.locator("#desk-tab-matrix").click()
    shown.page.locator(".explorer td.better").wait_for()
    assert shown.errors == []


def test_the_status_that_differs_is_ready_to_be_typed_over(show: Any) -> None:
    lab = cl.open(CONTRACT, captures=[DATA / "broken" / "2.5.0.har"])
    shown = show(lab.explore(), "desk")
    start_at_trouble(shown)
    key(shown, "e")
    shown.page.wait_for_function("document.activeElement.getAttribute('aria-label') === 'status'")
    shown.page.keyboard.type("200")
    key(shown, "Enter")
    shown.page.locator(".top .count.better", has_text="1 failed → passed").wait_for()


def test_the_editor_follows_the_chosen_cell_and_keeps_focus_in_the_matrix(show: Any, tmp_path: Path) -> None:
    shown = show(desk(tmp_path).explore(), "desk")
    start_at_trouble(shown)
    key(shown, "e")
    shown.page.wait_for_function("document.activeElement.classList.contains('cell')")
    key(shown, "Escape", "Escape")
    title = shown.page.locator(".editor input.title")
    before = title.input_value()
    key(shown, "ArrowDown")
    script = "(before) => document.querySelector('.editor input.title').value !== before"
    shown.page.wait_for_function(script, arg=before)
    assert focused(shown, "getAttribute('role')") == "gridcell"


def test_one_history_and_one_list_of_files(show: Any, tmp_path: Path) -> None:
    lab = stateful(tmp_path)
    shown = show(lab.explore(), "desk")
    page = shown.page
    page.locator("#desk-tab-states").click()
    page.get_by_label("name of the state a user exists").fill("a customer exists")
    key(shown, "Enter")
    page.get_by_label("name of the state a customer exists").wait_for()
    page.locator("#desk-tab-changes").click()
    page.locator(".change", has_text="a user exists").wait_for()
    assert page.locator("#desk-tab-changes").inner_text().strip().endswith("1 unsaved")
    key(shown, "Control+z")
    page.locator(".change.undone").wait_for()
    assert next(iter(lab.edit().states)).name == "a user exists"
    page.get_by_role("button", name="↷ Redo").click()
    page.locator(".change.undone").wait_for(state="detached")
    key(shown, "Control+s")
    page.get_by_text("Save: 1 file").wait_for()
    assert focused(shown, "textContent") == "Save stateful.json"
    key(shown, "Enter")
    page.get_by_text("1 file saved: stateful.json.").first.wait_for()
    assert cl.load(tmp_path / "stateful.json").states[0].name == "a customer exists"
    assert page.get_by_role("button", name="Save…").is_disabled()
    assert shown.errors == []


def test_a_conflict_is_told_before_anything_is_written_and_has_a_way_out(show: Any, tmp_path: Path) -> None:
    lab = desk(tmp_path)
    lab.edit()[0].description = "mine"
    path = tmp_path / "small.json"
    path.write_bytes(path.read_bytes().replace(b"GET /1", b"GET one"))
    shown = show(lab.explore(), "desk")
    page = shown.page
    page.get_by_role("button", name="Save…").click()
    alert = page.get_by_role("alertdialog")
    alert.wait_for()
    assert "changed on disk" in alert.inner_text()
    alert.get_by_text("Show both").click()
    assert "GET one" in alert.inner_text()
    page.get_by_label("name of the file").fill("small.json")
    page.get_by_role("button", name="Save as…").click()
    page.get_by_text("there is a file small.json already").wait_for()
    page.get_by_label("name of the file").fill("other")
    page.get_by_role("button", name="Save as…").click()
    page.get_by_text("Saved to other.json.").first.wait_for()
    assert cl.load(tmp_path / "other.json")[0].description == "mine"


def test_states_of_one_name_are_not_merged_in_silence(show: Any, tmp_path: Path) -> None:
    lab = stateful(tmp_path)
    shown = show(lab.states(), "desk")
    page = shown.page
    page.get_by_label("name of the state a user exists").fill("up")
    key(shown, "Enter")
    page.get_by_text("is a state of 3 examples already. Make the two one?").wait_for()
    assert not lab.edit().changed
    page.get_by_role("button", name="Keep both").click()
    page.get_by_label("name of the state a user exists").fill("up")
    key(shown, "Enter")
    page.get_by_role("button", name="Make them one").click()
    page.wait_for_function("document.querySelectorAll('.states-editor .state-name').length === 1")
    assert lab.edit().changed


def test_the_palette_finds_examples_causes_versions_and_commands(show: Any, tmp_path: Path) -> None:
    shown = show(desk(tmp_path).explore(), "desk")
    page = shown.page
    start_at_trouble(shown)
    key(shown, "Control+k")
    page.keyboard.type("get 2")
    key(shown, "Enter")
    assert chosen(shown).startswith("2,")
    key(shown, "Control+k")
    page.keyboard.type("captures")
    key(shown, "Enter")
    page.locator(".recordings").wait_for()
    key(shown, "Control+k")
    page.keyboard.type("zzzz")
    page.get_by_text("Nothing is called so.").wait_for()
    key(shown, "Escape")
    assert page.locator(".palette").is_hidden()
    assert shown.errors == []


def test_the_palette_finds_a_path_and_shows_where_it_fails(show: Any, tmp_path: Path) -> None:
    shown = show(desk(tmp_path).explore(), "desk")
    start_at_trouble(shown)
    key(shown, "Control+k")
    shown.page.keyboard.type("$.a")
    shown.page.get_by_role("option").filter(has_text="path").first.click()
    assert shown.page.locator(".filter").input_value() == "path:$.a"
    assert shown.page.locator(".explorer td.c-failed").count() == 1
    assert shown.errors == []


def test_the_split_is_moved_by_keys_and_put_back(show: Any, tmp_path: Path) -> None:
    shown = show(desk(tmp_path).explore(), "desk")
    bar = shown.page.get_by_role("separator")
    left = shown.page.locator(".pane.left")
    before = left.bounding_box()["width"]
    box = bar.bounding_box()
    shown.page.mouse.move(box["x"] + 3, box["y"] + 20)
    shown.page.mouse.down()
    shown.page.mouse.move(box["x"] + 203, box["y"] + 20)
    shown.page.mouse.up()
    assert left.bounding_box()["width"] > before + 150
    bar.dblclick()
    assert abs(left.bounding_box()["width"] - before) < 2
    key(shown, "ArrowRight")
    shown.page.set_viewport_size({"width": 640, "height": 900})
    assert bar.is_hidden()
    over = shown.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0


def test_a_second_screen_draws_the_same_desk(show: Any, tmp_path: Path) -> None:
    shown = show(desk(tmp_path).explore(), "desk")
    page = shown.page
    page.locator("#desk-tab-states").click()
    page.locator(".states-editor").wait_for()
    page.evaluate("document.body.append(Object.assign(document.createElement('div'), {id: 'other'}))")
    page.evaluate("() => { draw(document.getElementById('other')); }")
    page.locator("#other .explorer [role=gridcell]").first.wait_for()
    page.locator("#other [role=gridcell][data-letters=A]").first.click()
    page.locator("#other").get_by_text("expected").first.wait_for()
    assert shown.errors == []


@pytest.mark.parametrize("words", ["path:$.a", "a", "path:a", "string", "cause:A", "status:200 path:$['a']"])
def test_the_filter_forgives(words: str, show: Any, tmp_path: Path) -> None:
    shown = show(desk(tmp_path).explore(), "desk")
    page = shown.page
    page.get_by_label("filter", exact=True).fill(words)
    settled(page)
    shown_rows = page.locator("[role=grid] tbody tr:has([role=gridcell])")
    assert shown_rows.count() >= 1
    assert "✗" in shown_rows.first.inner_text()
    offered = page.locator("datalist option").evaluate_all("(options) => options.map((option) => option.value)")
    assert {"path:$.a", "status:200", "method:GET", "cause:A"} <= set(offered)


def test_where_no_file_can_be_opened_its_place_is_copied(show: Any) -> None:
    lab = cl.open(CONTRACT, captures=[DATA / "broken" / "2.5.0.har"])
    shown = show(lab.explore(), "desk")
    opener = shown.page.locator(".inspector .opens").first
    place = opener.get_attribute("data-opens")
    assert place.rpartition(":")[0].endswith("billing-service-customer-service.json")
    opener.click()
    copied = shown.page.locator("textarea[aria-label='file and line to copy']")
    copied.or_(shown.page.get_by_text("Copied as file and line.")).first.wait_for()
    assert not copied.count() or copied.input_value() == place
    assert shown.errors == []


def test_a_panel_that_cannot_be_built_is_one_line_until_it_can(
    show: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise KeyError("its own words")

    shown = show(desk(tmp_path).explore(), "desk")
    with monkeypatch.context() as patch:
        patch.setattr(tabs, "StatesEditor", broken)
        shown.page.locator("#desk-tab-states").click()
        shown.page.locator(".pane-states", has_text="a fault in contractlab (KeyError)").wait_for()
        assert "its own words" not in shown.page.inner_text(".desk")
    shown.page.locator("#desk-tab-matrix").click()
    shown.page.locator("[role=gridcell]").first.wait_for()
    shown.page.locator("#desk-tab-states").click()
    shown.page.locator(".pane-states .states-editor").first.wait_for()
    assert "cannot be drawn" not in shown.page.inner_text(".pane-states")
    assert shown.errors == []
