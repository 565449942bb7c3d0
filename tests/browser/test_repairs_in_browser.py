"""Fix this in a real browser: from a failing cell to a fix that is applied, by keys and by mouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser.live_views import key
from widgets.live_desks import below_desk, desk, nearly_named

import contractlab as cl
from contractlab.widgets import looking
from contractlab.widgets.desk.view import DeskView
from contractlab.widgets.repairs.view import RepairsView
from contractlab.widgets.run_desk import desk_of

pytestmark = pytest.mark.browser


def shown_desk(show: Any, folder: Path) -> tuple[Any, cl.Desk]:
    lab = desk(folder)
    view = DeskView(lab, lab)
    shown = show(view, "desk")
    view.send = lambda content, buffers=None: shown.tell(content)
    shown.page.locator("[role=gridcell][aria-selected=true]").focus()
    shown.page.locator(".inspector .top").wait_for()
    return shown, lab


def test_a_failing_cell_is_fixed_by_five_keys(show: Any, tmp_path: Path) -> None:
    shown, lab = shown_desk(show, tmp_path)
    page = shown.page
    key(shown, "x")
    page.locator(".repairs [data-fix='0']").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('data-fix')") == "0", "the provider must change"
    key(shown, "ArrowDown")
    page.get_by_text("With this fix:").wait_for()
    page.locator("td.better").first.wait_for()
    assert not lab.history.done, "looking changes nothing"
    key(shown, "ArrowUp")
    assert page.evaluate("document.activeElement.getAttribute('data-fix')") == "0"
    key(shown, "ArrowDown", "Enter")
    page.locator(".fix-open .diff .l-added").first.wait_for()
    assert page.locator(".fix-open td .count.better").count() >= 1
    key(shown, "Control+Enter")
    page.get_by_text("The edits that are not saved settle it.").wait_for()
    assert len(lab.history.done) == 1
    page.get_by_text("If saved:").wait_for()
    key(shown, "Control+z")
    page.locator(".repairs .count.better").first.wait_for()
    assert not lab.history.done
    key(shown, "Escape")
    page.wait_for_function("document.activeElement.getAttribute('role') === 'gridcell'")
    assert page.locator(".repairs").count() == 0
    assert page.locator("td.better").count() == 0
    assert shown.errors == []


def test_each_cause_offers_its_fixes_by_mouse(show: Any, tmp_path: Path) -> None:
    shown, lab = shown_desk(show, tmp_path)
    page = shown.page
    for number, cause in enumerate(lab.matrix.causes):
        page.locator(".fix-this").nth(number).click()
        page.locator(".repairs .title .letter").get_by_text(cause.letter, exact=True).wait_for()
    page.get_by_role("button", name="The provider must change").click()
    text = page.locator(".fix-open pre.box").inner_text().split("\n")[0]
    assert cause.message.startswith(text), "without how the contract could be edited"
    page.get_by_role("button", name="Result", exact=True).click()
    assert page.locator(".repairs").is_hidden()
    page.get_by_role("button", name="Fix this", exact=True).click()
    page.get_by_role("button", name="close the fixes").click()
    assert page.locator(".repairs").count() == 0
    assert shown.errors == []


def test_the_text_for_the_provider_is_copied(show: Any, tmp_path: Path) -> None:
    shown, lab = shown_desk(show, tmp_path)
    page = shown.page
    page.evaluate(
        "navigator.clipboard && Object.defineProperty(navigator, 'clipboard',"
        " { value: { writeText: (text) => { window.copied = text; return Promise.resolve(); } } })"
    )
    key(shown, "x")
    page.get_by_role("button", name="Copy text for the provider").click()
    shows = page.locator(".repairs textarea").or_(page.get_by_text("Copied as text.").first)
    shows.first.wait_for()
    field = page.locator(".repairs textarea")
    copied = field.input_value() if field.count() else page.evaluate("window.copied")
    for word in ("Request:", "Expected:", "Got:", "Rule:", "Seen:", "Failing:", "Passing:"):
        assert word in copied
    assert not lab.history.done
    assert shown.errors == []


@pytest.mark.parametrize("dark", [False, True])
def test_a_base_path_is_applied_where_nothing_matches(show: Any, tmp_path: Path, dark: bool) -> None:
    lab = below_desk(tmp_path)
    view = DeskView(lab, lab)
    shown = show(view, "desk", dark=dark)
    view.send = lambda content, buffers=None: shown.tell(content)
    page = shown.page
    page.locator("td[data-at]").first.click()
    page.get_by_role("button", name="Fix this…", exact=True).click()
    option = page.locator(".repairs .option")
    option.get_by_text("3 captures match then: 2 passed, 1 failed").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Apply: Read the recordings")
    option.get_by_text("Verdicts", exact=True).click()
    assert option.locator("td .count.better").count() == 2
    option.get_by_text("Code", exact=True).click()
    assert option.locator("pre").inner_text().startswith("lab.captures.use_base_path('/api'")
    assert not lab.history.done, "looking changes nothing"
    option.get_by_role("button", name="Apply").click()
    page.get_by_text("There is nothing more to do about the run as a whole.").wait_for()
    assert page.locator(".repairs .option").count() == 0
    assert [change.label for change in lab.history.done] == ["Base path /api for 3 captures"]
    page.locator(".fix-this").first.wait_for()
    key(shown, "Control+z")
    page.locator(".repairs .option").wait_for()
    assert not lab.history.done
    assert shown.errors == []


def test_a_state_is_renamed_by_keys_and_its_name_is_only_text(show: Any) -> None:
    bad = "<img src=x onerror=window.ran=1>"
    run = nearly_named(f"a user exists {bad}", f"a user exist {bad}")
    lab = desk_of(run)
    view = DeskView(run, lab)
    shown = show(view, "desk")
    view.send = lambda content, buffers=None: shown.tell(content)
    page = shown.page
    page.locator("td[data-at]").first.click()
    page.locator(".inspector .top").wait_for()
    key(shown, "x")
    page.locator(".repairs .option").wait_for()
    assert bad in page.locator(".repairs .option").inner_text()
    key(shown, "Control+Enter")
    page.locator(".repairs .option").wait_for(state="detached")
    (edit,) = lab.history.changed
    assert edit.contract.examples[0].states[0].name == f"a user exists {bad}"
    key(shown, "Escape")
    page.wait_for_function("document.activeElement.getAttribute('role') === 'gridcell'")
    assert page.evaluate("window.ran") is None
    assert page.locator("img").count() == 0
    assert shown.errors == []


def test_fixes_that_take_long_are_stopped_and_go_on(show: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "SLICE", 0.0)  # each slice makes one piece
    goes: list[bool] = []
    handle = RepairsView.handle

    def held(view: RepairsView, message: Any) -> Any:
        if message["op"] == "go_on" and not goes:  # or all is tried before anybody can press
            return {"id": message["id"], "op": "go_on", "ok": True, "view": view.view}
        return handle(view, message)

    monkeypatch.setattr(RepairsView, "handle", held)
    shown, lab = shown_desk(show, tmp_path)
    page = shown.page
    key(shown, "x")
    progress = page.locator(".repairs .looking")
    progress.get_by_text("done, about 1 s left").wait_for()
    assert page.locator(".repairs .columns").count() == 0
    page.get_by_role("button", name="Cancel, keep what is done").click()
    progress.get_by_text("Cancelled after").wait_for()
    page.get_by_text("Stopped: not every change was tried").wait_for()
    assert page.evaluate("document.activeElement.dataset.focus") == "fixes rest"
    goes.append(True)
    page.keyboard.press("Enter")
    page.locator(".repairs [data-fix='0']").wait_for()
    assert progress.is_hidden()
    assert page.evaluate("document.activeElement.getAttribute('data-fix')") == "0", "focus goes to the first"
    assert not lab.history.done
    assert shown.errors == []
