"""The live views' scripts in a real browser, on the real Python behind them: clicks, keys, strangers' text, axe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import matrices
import pytest
from browser.harness import Mounted, mount
from small_runs import broken_run, entry, write_har
from support import ROOT, missing, require
from views.payloads import PAYLOADS, TRAP
from widgets.live_desks import case_desk, desk, hostile_desk, stateful

import contractlab as cl
from contractlab import match

pytestmark = pytest.mark.browser
require("anywidget")

from contractlab.widgets import assets  # noqa: E402
from contractlab.widgets.desk.view import DeskView  # noqa: E402
from contractlab.widgets.editor.view import ExampleEditor  # noqa: E402
from contractlab.widgets.explorer.view import Explorer  # noqa: E402

SHEETS = {name: ("base.css", f"{name}.css") for name in ("explorer", "editor", "states", "captures")}
AXE = ROOT / "tests" / "browser" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def show(watched: Any) -> Callable[..., Mounted]:
    """Draw a view; what it pushes reaches the page, and what the page asks reaches it."""

    def draw(view: Any, name: str, *, dark: bool = False, live: bool = True) -> Mounted:
        shown = mount(
            watched.page, assets.module(f"{name}.js"), assets.style(*SHEETS[name]), {"view": view.view, "live": live},
            kernel=view.handle if live else None, dark=dark,
        )  # fmt: skip
        shown.errors = watched.errors
        return shown

    return draw


def grid(shown: Mounted) -> Any:
    return shown.page.locator("[role=grid]")


def chosen(shown: Mounted) -> str:
    return str(shown.page.locator("[aria-selected=true][role=gridcell]").get_attribute("data-at"))


def key(shown: Mounted, *names: str) -> None:
    for name in names:
        shown.page.keyboard.press(name)


# -- the matrix and the inspector -------------------------------------------------------------------------------------


def test_the_first_failure_is_explained_at_once(show: Any) -> None:
    shown = show(Explorer(broken_run()), "explorer")
    shown.page.get_by_text("404 Not Found").first.wait_for()
    assert shown.page.locator(".inspector .top").inner_text().startswith("✗ failed")
    assert shown.page.locator("[role=status]").inner_text() == "6 of 9 failed, 5 causes."
    assert grid(shown).get_attribute("aria-rowcount") == "10"
    assert shown.errors == []


def test_everything_by_keyboard_alone(show: Any, tmp_path: Path) -> None:
    shown = show(Explorer(desk(tmp_path)), "explorer")
    page = shown.page
    page.locator("[role=gridcell][tabindex='0']").focus()
    assert chosen(shown) == "0,1"
    key(shown, "ArrowLeft")
    assert chosen(shown) == "0,0"
    key(shown, "End", "ArrowDown")
    assert chosen(shown) == "1,1"
    key(shown, "Control+End")
    assert chosen(shown) == "2,1"
    key(shown, "Control+Home")
    assert chosen(shown) == "0,0"
    key(shown, "n")
    assert chosen(shown) == "0,1"
    key(shown, "n", "n")
    assert chosen(shown) == "0,1"
    assert "Went round" in page.locator("[role=status]").inner_text()
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert ": failed, cause " in name
    key(shown, "Enter")
    assert page.evaluate("document.activeElement.className") == "hot"
    before = page.locator("[role=tab][aria-selected=true]").inner_text()
    key(shown, "Control+ArrowRight")
    assert page.locator("[role=tab][aria-selected=true]").inner_text() != before
    key(shown, "Escape")
    assert page.evaluate("document.activeElement.getAttribute('data-at')") == "0,1"
    key(shown, "f")
    assert grid(shown).get_attribute("aria-rowcount") == "3"
    key(shown, "Escape")
    assert grid(shown).get_attribute("aria-rowcount") == "4"
    key(shown, "/")
    page.keyboard.type("nothing like it")
    page.get_by_text("Nothing matches").wait_for()
    key(shown, "Escape")
    page.locator("[role=grid]").wait_for()
    key(shown, "?")
    assert page.locator(".help").is_visible()
    key(shown, "Escape", "c")
    assert page.evaluate("document.activeElement.textContent") == "Copy curl"
    assert shown.errors == []


def test_facets_words_states_and_causes_narrow_it(show: Any) -> None:
    told = {f"1.{number}.0": matrices.provider(["good", "text", "null"] * 5) for number in range(3)}
    shown = show(Explorer(cl.matrix(matrices.contract(15), told)), "explorer")
    page, rows = shown.page, shown.page.locator("[role=grid] tbody tr:has([role=gridcell])")
    folded = rows.count()
    page.get_by_role("button", name="passed wherever exercised").click()
    assert rows.count() == 15 > folded
    page.get_by_role("button", name="✗ failing").click()
    assert rows.count() == 10
    page.get_by_role("button", name="all 45").click()
    page.get_by_label("filter", exact=True).fill("status:200 /1")
    page.wait_for_function("document.querySelectorAll('[role=grid] tbody tr').length === 6")
    page.get_by_label("filter", exact=True).fill("path:$.b")
    page.wait_for_function("document.querySelectorAll('[role=grid] tbody tr').length === 5")
    page.get_by_label("filter", exact=True).fill("")
    page.locator("button.cause").first.click()
    page.locator("table.dim td.lit").first.wait_for()
    assert page.locator("td.lit").count() == 15


def test_a_difference_is_a_tree_to_move_in(show: Any) -> None:
    view = Explorer(broken_run())
    at = next(number for number, one in enumerate(view.view["rows"]) if one[0] == "a request for customer 123")
    shown = show(view, "explorer")
    page = shown.page
    page.locator(f"[data-at='{at},0']").click()
    tree = page.get_by_role("treegrid")
    page.locator("tr.hot", has_text="creditLimit").wait_for()
    key(shown, "Enter")
    focused = "document.activeElement.innerText"
    assert "creditLimit" in page.evaluate(focused)
    key(shown, "Home")
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"
    key(shown, "ArrowLeft")
    assert [one.is_visible() for one in tree.locator("tbody tr").all()].count(True) == 1
    key(shown, "ArrowRight", "ArrowDown")
    assert '"address"' in page.evaluate(focused)
    before = tree.locator("tbody tr").count()
    key(shown, "ArrowRight")
    page.get_by_text('"postcode"').first.wait_for()
    assert tree.locator("tbody tr").count() == before + 4
    key(shown, "ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('aria-level')") == "3"
    key(shown, "ArrowLeft", "ArrowLeft")
    assert '"address"' in page.evaluate(focused)
    assert not page.get_by_text('"postcode"').first.is_visible()
    asked = len(shown.sent)
    tree.locator("tr.folds", has_text="address").click()
    assert page.get_by_text('"postcode"').first.is_visible()
    assert len(shown.sent) == asked
    key(shown, "n")
    page.get_by_text("in 20 of 20 items").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "row"
    page.locator("tr.folds", has_text="differ the same way").click()
    page.locator("tr", has_text="Hedy Lamarr").first.wait_for()
    assert tree.locator("tr.hot").count() == 20
    key(shown, "Escape")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "gridcell"
    assert shown.errors == []


def test_tabs_are_reached_by_arrows(show: Any) -> None:
    shown = show(Explorer(broken_run()), "explorer")
    tabs = shown.page.get_by_role("tab")
    tabs.first.focus()
    key(shown, "ArrowRight")
    assert tabs.nth(1).get_attribute("aria-selected") == "true"
    key(shown, "End", "ArrowRight")
    assert tabs.first.get_attribute("aria-selected") == "true"
    assert shown.page.evaluate("document.activeElement.getAttribute('role')") == "tab"


def test_without_an_answer_a_folded_row_says_so(show: Any) -> None:
    view = Explorer(broken_run())
    shown = show(view, "explorer")
    at = next(number for number, one in enumerate(view.view["rows"]) if one[0] == "a request for customer 123")
    shown.page.locator(f"[data-at='{at},0']").click()
    shown.page.locator("tr.folds", has_text="address").wait_for()
    view.model.matrix = cl.matrix(cl.load({"consumer": {"name": "a"}, "provider": {"name": "b"}}), cl.load_captures([]))
    view.model.rows = []
    shown.page.locator("tr.folds", has_text="address").click()
    shown.page.get_by_text("There is no such cell any more.").wait_for()


def test_tabs_show_what_was_recorded_and_a_large_body_comes_in_pieces(show: Any) -> None:
    captures = cl.Captures()
    captures.add(cl.HttpRequest("GET", "/0"), cl.HttpResponse(200, json={"a": "x" * 120_000, "b": "x"}))
    shown = show(Explorer(cl.verify(matrices.contract(1), captures)), "explorer")
    page = shown.page
    page.get_by_role("tab", name="Raw").click()
    page.get_by_role("button", name="show the next 50 kB").click()
    page.wait_for_function("document.querySelector('pre.box').textContent.length === 100000")
    page.get_by_role("tab", name="Headers").click()
    page.get_by_text("application/json").wait_for()


def test_nine_thousand_cells_are_painted_quickly(show: Any) -> None:
    told = {f"1.{number}.0": matrices.provider((["text", "null"] + ["good"] * 8) * 30) for number in range(30)}
    shown = show(Explorer(cl.matrix(matrices.contract(300), told)), "explorer")
    assert shown.page.locator("table.dense").count() == 1
    shown.page.get_by_role("button", name="passed wherever exercised").click()
    assert shown.page.locator(".matrix [role=gridcell]").count() == 9_000


def test_without_a_kernel_the_picture_is_still_there(show: Any) -> None:
    shown = show(Explorer(broken_run()), "explorer", live=False)
    assert shown.page.locator(".matrix [role=gridcell]").count() == 9
    assert shown.page.get_by_role("button", name="Edit example").count() == 0


def test_an_edit_is_seen_on_the_matrix_before_it_is_saved(show: Any, tmp_path: Path) -> None:
    lab = desk(tmp_path)
    view = DeskView(lab, lab)
    shown = show(view.explorer, "explorer")
    view.explorer.send = shown.tell
    editor = view.edit(lab.contracts[0][0])
    editor.handle({"op": "set_value", "id": 1, "part": "response", "at": ["a"], "text": '"x"'})
    shown.page.locator("td.better").wait_for()
    assert shown.page.locator("td.better").inner_text() == "✗ → ✓"
    assert shown.page.locator("td.worse").inner_text() == "✓ → ✗"
    assert "If saved: 1 failed → passed, 1 passed → failed" in shown.page.locator("[role=status]").inner_text()
    editor.handle({"op": "save", "id": 2})
    shown.page.wait_for_function("document.querySelectorAll('td.better').length === 0")
    assert shown.errors == []


# -- the editor -------------------------------------------------------------------------------------------------------


def editor_of(lab: Any) -> ExampleEditor:
    return ExampleEditor(lab.edit()[0], lab)


def row(shown: Mounted, name: str) -> Any:
    return shown.page.locator(f"tr[data-at='[\"{name}\"]']")


def test_a_value_is_edited_by_keyboard_undone_and_saved(show: Any, tmp_path: Path) -> None:
    lab = desk(tmp_path)
    shown = show(editor_of(lab), "editor")
    page = shown.page
    row(shown, "a").focus()
    key(shown, "Enter")
    page.keyboard.type('"oops')
    key(shown, "Enter")
    page.get_by_role("alert").wait_for()
    assert "missing closing quote" in page.get_by_role("alert").inner_text()
    page.keyboard.press("Control+a")
    page.keyboard.type('"x"')
    key(shown, "Enter")
    page.get_by_text("1 failed → passed", exact=True).wait_for()
    assert page.locator(".ghost.better").inner_text().startswith("✗ → ✓")
    assert page.evaluate("document.activeElement.getAttribute('data-at')") == '["a"]'
    key(shown, "Control+z")
    page.get_by_text("no verdict changes").first.wait_for()
    key(shown, "Control+Shift+Z")
    page.get_by_text("1 failed → passed", exact=True).wait_for()
    key(shown, "Control+s")
    page.get_by_text("What changes in the file").wait_for()
    assert page.locator(".l-added").count() == 1
    key(shown, "Enter")
    page.wait_for_function("document.querySelector('.editor [role=status]').textContent.startsWith('Saved to')")
    assert cl.load(tmp_path / "small.json")[0].response.body.value["a"] == "x"
    assert shown.errors == []


def test_a_matcher_is_chosen_tried_and_set(show: Any, tmp_path: Path) -> None:
    lab = desk(tmp_path)
    shown = show(editor_of(lab), "editor")
    page = shown.page
    row(shown, "b").focus()
    key(shown, "m")
    page.get_by_label("matcher", exact=True).wait_for()
    page.get_by_label("matcher", exact=True).select_option("regex")
    page.get_by_label("pattern").fill("[0-9]+")
    page.get_by_text("does not fit its own example").wait_for()
    page.get_by_label("pattern").fill("[a-z]+")
    page.locator(".fits .v-passed").wait_for()
    key(shown, "Enter")
    row(shown, "b").locator("button.rule.edited").wait_for()
    assert "regex [a-z]+" in row(shown, "b").inner_text()
    page.get_by_label("matcher", exact=True).press("Escape")
    assert page.locator(".panel").count() == 0
    assert "match.regex(regex='[a-z]+')" in lab.edit().code()


def test_what_does_not_fit_is_said_once_by_what_is_being_tried(show: Any, tmp_path: Path) -> None:
    lab = desk(tmp_path)
    lab.edit()[0].response.body["$.b"] = match.regex(regex="[a-z]+")
    lab.edit()[0].response.body["$.b"] = "9"
    shown = show(editor_of(lab), "editor")
    page = shown.page
    row(shown, "b").locator(".wrong-text").wait_for()
    row(shown, "b").focus()
    key(shown, "m")
    page.get_by_text("does not fit its own example").wait_for()
    assert page.locator(".panel .wrong-text").count() == 0
    page.get_by_label("pattern").fill("[0-9]+")
    page.locator(".fits .v-passed").wait_for()
    assert page.locator(".panel").get_by_text("expected text matching").count() == 0


def test_suggestions_are_buttons_and_never_applied_by_themselves(show: Any, tmp_path: Path) -> None:
    lab = desk(tmp_path, ["good"] * 3, ["null"] * 3, ["null"] * 3)
    shown = show(editor_of(lab), "editor")
    assert not lab.edit().changed
    row(shown, "b").focus()
    key(shown, "a")
    shown.page.get_by_text("2 failed → passed", exact=True).wait_for()


def test_tabs_raw_headers_states_and_code(show: Any, tmp_path: Path) -> None:
    lab = stateful(tmp_path)
    shown = show(editor_of(lab), "editor")
    page = shown.page
    page.get_by_role("button", name="Raw JSON").click()
    page.get_by_label("body as JSON").fill('{"a": 1, "c": [2]}')
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("button", name="Raw JSON").click()
    row(shown, "c").wait_for()
    page.get_by_role("tab", name="Headers").click()
    page.get_by_label("name of the new header").fill("X-A")
    page.get_by_label("value of the new header").fill("one")
    key(shown, "Enter")
    page.get_by_label("header X-A", exact=True).wait_for()
    page.get_by_role("tab", name="Request").click()
    page.get_by_label("path", exact=True).fill("/other")
    key(shown, "Tab")
    page.get_by_label("name of the state").first.fill("a customer exists")
    key(shown, "Tab")
    page.wait_for_function("document.querySelector('[aria-label=\"name of the state\"]').value === 'a customer exists'")
    page.get_by_role("button", name="As code").click()
    code = page.locator("pre.box").inner_text()
    assert "edit.states.rename('a user exists', 'a customer exists')" in code
    assert "request.path = '/other'" in code
    assert [next(iter(one.states)).name for one in lab.edit()] == ["a customer exists"] * 3
    assert shown.errors == []


def test_a_conflict_is_an_alert_with_both_changes(show: Any, tmp_path: Path) -> None:
    lab = desk(tmp_path)
    editor = editor_of(lab)
    editor.handle({"op": "set_value", "id": 1, "part": "response", "at": ["a"], "text": "2"})
    shown = show(editor, "editor")
    path = tmp_path / "small.json"
    path.write_bytes(path.read_bytes().replace(b"GET /1", b"GET one"))
    shown.page.get_by_role("button", name="Save…").click()
    shown.page.get_by_role("button", name="Save to small.json").click()
    alert = shown.page.get_by_role("alertdialog")
    alert.wait_for()
    assert "changed on disk" in alert.inner_text()
    assert "GET one" in alert.inner_text()


def test_contractcase_has_the_same_editor(show: Any, tmp_path: Path) -> None:
    lab = case_desk(tmp_path)
    shown = show(editor_of(lab), "editor")
    row(shown, "active").focus()
    key(shown, "Enter")
    shown.page.keyboard.type("false")
    key(shown, "Enter")
    shown.page.get_by_text("1 passed → failed", exact=True).wait_for()
    assert shown.page.get_by_role("button", name="+ variable").count() == 2


# -- states and recordings --------------------------------------------------------------------------------------------


def test_a_state_is_renamed_where_three_examples_use_it(show: Any, tmp_path: Path) -> None:
    lab = stateful(tmp_path)
    shown = show(lab.states(), "states")
    page = shown.page
    page.get_by_label("name of the state a user exists").fill("a customer exists")
    key(shown, "Enter")
    page.get_by_label("name of the state a customer exists").wait_for()
    page.get_by_role("button", name="▸ 3 examples").first.click()
    page.get_by_label("id in example 0").fill("7")
    key(shown, "Tab")
    page.get_by_role("button", name="Save…").click()
    page.get_by_role("button", name="Save to stateful.json").click()
    page.wait_for_function("document.querySelector('[role=status]').textContent.startsWith('Saved')")
    assert [next(iter(one.states)).name for one in cl.load(tmp_path / "stateful.json")] == ["a customer exists"] * 3
    assert shown.errors == []


def test_a_har_file_is_dropped_and_promoted(show: Any, tmp_path: Path) -> None:
    lab = desk(tmp_path)
    shown = show(lab.recordings(), "captures")
    page = shown.page
    har = write_har(tmp_path / "more.har", entry("/new", {"id": 1}))
    page.evaluate(
        """(text) => {
            const data = new DataTransfer(); data.items.add(new File([text], 'more.har'));
            document.querySelector('.zone').dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true}));
        }""",
        har.read_text(),
    )
    page.get_by_text("1 capture from more.har").wait_for()
    page.get_by_role("button", name="Promote to example").click()
    page.get_by_label("what the example is called").fill("something new")
    key(shown, "Enter")
    page.get_by_text("is an example now").wait_for()
    assert [one.description for one in lab.edit()][-1] == "something new"
    page.locator("input[type=file]").set_input_files(har)
    page.get_by_text("7 captures").wait_for()
    assert shown.errors == []


# -- a kernel that is silent, two screens -----------------------------------------------------------------------------


def test_when_the_kernel_falls_silent_the_edits_can_be_taken_along(show: Any, tmp_path: Path) -> None:
    lab = desk(tmp_path)
    editor = editor_of(lab)
    editor.handle({"op": "set_value", "id": 1, "part": "response", "at": ["a"], "text": '"x"'})
    shown = show(editor, "editor", live=True)
    page = shown.page
    page.clock.install()
    page.evaluate("() => { model.send = () => {}; }")
    assert page.locator(".silent").is_hidden()
    page.get_by_role("button", name="⤺ Undo").click()
    page.clock.fast_forward(3_000)
    assert page.locator(".silent").is_hidden()
    page.clock.fast_forward(2_000)
    alert = page.locator(".silent")
    assert "The kernel has stopped answering." in alert.inner_text()
    assert "If saved: 1 failed → passed" in page.locator("[role=status]").inner_text()
    alert.get_by_role("button", name="Copy 1 edit as code").click()
    copied = alert.locator("pre").inner_text()
    assert copied == lab.edit().code()
    scope: dict[str, Any] = {}
    exec(copied, scope)
    assert scope["edit"].to_bytes() == lab.edit().to_bytes()
    page.evaluate("() => { delete model.send; }")
    page.get_by_role("button", name="As code", exact=True).click()
    page.locator(".bottom pre.box").wait_for()
    assert alert.is_hidden()


@pytest.mark.parametrize("name", ["explorer", "editor", "states", "captures"])
def test_when_the_kernel_is_gone_the_screen_says_so_at_once(name: str, show: Any, tmp_path: Path) -> None:
    shown = show(one_of(name, tmp_path), name)
    page = shown.page
    page.wait_for_timeout(300)
    page.evaluate("() => { model.send = () => { throw new Error('comm is closed'); }; }")
    if name == "explorer":
        page.locator("[role=gridcell][tabindex='0']").focus()
        key(shown, "ArrowLeft")
    elif name == "editor":
        page.get_by_role("button", name="As code").click()
    elif name == "states":
        page.get_by_label("name of the state a user exists").fill("other")
        key(shown, "Enter")
        assert page.get_by_label("name of the state a user exists").input_value() == "other"
    else:
        page.locator("input[type=file]").set_input_files(write_har(tmp_path / "more.har", entry("/new", {"id": 1})))
    page.get_by_text("The kernel has stopped answering.").wait_for()
    assert "so this was not done" in page.locator(".foot [role=status]").inner_text()
    assert shown.errors == []


def test_two_screens_of_one_view_stay_in_step(show: Any, tmp_path: Path) -> None:
    """A view that is drawn twice, as in two browser tabs, has one model and two screens."""
    lab = desk(tmp_path)
    shown = show(editor_of(lab), "editor")
    page = shown.page
    page.evaluate("document.body.append(Object.assign(document.createElement('div'), {id: 'other'}))")
    page.evaluate("() => { draw(document.getElementById('other')); }")
    for place, text in (("#root", '"x"'), ("#other", '"y"'), ("#root", "3")):
        page.locator(f"{place} tr[data-at='[\"a\"]']").focus()
        key(shown, "Enter")
        page.keyboard.type(text)
        key(shown, "Enter")
        for other in ("#root", "#other"):
            page.locator(f"{other} tr[data-at='[\"a\"]']", has_text=text).wait_for()
    assert page.locator("#other").get_by_text("3 edits not saved").count() == 1
    assert shown.errors == []


# -- what holds for all -----------------------------------------------------------------------------------------------

VIEWS = ("explorer", "editor", "states", "captures")


def one_of(name: str, tmp_path: Path) -> Any:
    lab = stateful(tmp_path) if name == "states" else desk(tmp_path)
    if name == "explorer":
        return Explorer(lab)
    if name == "editor":
        return editor_of(lab)
    return lab.states() if name == "states" else lab.recordings()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", VIEWS)
def test_axe_finds_nothing_serious(name: str, dark: bool, show: Any, tmp_path: Path) -> None:
    if not AXE.is_file():
        missing("axe-core (npm ci in tests/browser)")
    shown = show(one_of(name, tmp_path), name, dark=dark)
    if name == "editor":
        row(shown, "b").focus()
        key(shown, "m")
        shown.page.locator(".panel").wait_for()
    shown.page.wait_for_timeout(250)
    shown.page.evaluate(AXE.read_text("utf-8"))
    found = shown.page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((told) => told.violations)")
    bad = [
        (one["id"], [node["html"][:120] + " | " + node["failureSummary"][:200] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert bad == []


@pytest.mark.parametrize("name", VIEWS)
def test_plain_keys_never_reach_the_notebook(name: str, show: Any, tmp_path: Path) -> None:
    shown = show(one_of(name, tmp_path), name)
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
    shown = show(one_of(name, tmp_path), name)
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


def test_a_filter_that_hides_the_chosen_cell_leaves_focus_in_the_matrix(show: Any, tmp_path: Path) -> None:
    shown = show(Explorer(desk(tmp_path)), "explorer")
    page = shown.page
    page.locator("[data-at='2,0']").click()
    key(shown, "f")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "gridcell"
    key(shown, "n", "f")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "gridcell"
    key(shown, "/")
    page.keyboard.type("nothing like it")
    page.get_by_text("Nothing matches").wait_for()
    key(shown, "Escape")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "gridcell"


@pytest.mark.parametrize("width", [1280, 640])
@pytest.mark.parametrize("name", VIEWS)
def test_nothing_sticks_out_sideways(name: str, width: int, show: Any, tmp_path: Path) -> None:
    shown = show(one_of(name, tmp_path), name)
    shown.page.set_viewport_size({"width": width, "height": 900})
    over = shown.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0


TAGS = ("script", "img", "svg", "iframe", "style", "a", "object", "form")
HOSTILE = ["script", "rtl-override", "ansi", *[one for one in PAYLOADS if "img" in one or "svg" in one][:3]]


@pytest.mark.parametrize("name", [one for one in HOSTILE if one in PAYLOADS])
def test_strangers_text_stays_text(name: str, show: Any, watched: Any) -> None:
    run = hostile_desk(PAYLOADS[name])
    watched.page.add_init_script(f"window.{TRAP} = undefined")
    lab = cl.open(list(run.contracts), run.captures)
    for view, script in ((Explorer(run), "explorer"), (lab.states(), "states"), (lab.recordings(), "captures")):
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
