"""States, recordings, and what all views do when the kernel falls silent or two screens show one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser.harness import settled
from browser.live_views import editor_of, key, view_called
from small_runs import entry, write_har
from widgets.live_desks import desk, stateful

import contractlab as cl

pytestmark = pytest.mark.browser


def test_a_state_is_renamed_where_three_examples_use_it(show: Any, tmp_path: Path) -> None:
    lab = stateful(tmp_path)
    shown = show(lab.states(), "desk")
    page = shown.page
    page.get_by_label("name of the state a user exists").fill("a customer exists")
    key(shown, "Enter")
    page.get_by_label("name of the state a customer exists").wait_for()
    page.get_by_role("button", name="▸ 3 examples").first.click()
    page.get_by_label("id in example 0").fill("7")
    key(shown, "Tab")
    page.get_by_role("button", name="Save…").click()
    page.get_by_role("button", name="Save stateful.json").click()
    page.get_by_text("1 file saved: stateful.json.").first.wait_for()
    assert [next(iter(example.states)).name for example in cl.load(tmp_path / "stateful.json")] == [
        "a customer exists"
    ] * 3
    assert shown.errors == []


def test_one_parameter_is_set_in_all_examples_of_a_state(show: Any, tmp_path: Path) -> None:
    lab = stateful(tmp_path)
    shown = show(lab.states(), "desk")
    page = shown.page
    page.get_by_role("button", name="▸ 3 examples").first.click()
    page.get_by_label("parameter in all examples of a user exists").fill("id")
    page.get_by_label("value in all examples of a user exists").fill("7")
    page.get_by_text("id: added to 2 examples and changed in 1 example, e.g. from 1.").wait_for()
    assert not lab.history.done, "looking changes nothing"
    page.get_by_role("button", name="Set in 3 examples").first.click()
    page.get_by_label("id in example 2").wait_for()
    ids = [next(iter(example.states)).params["id"] for example in lab.edit_of(lab.contracts[0])]
    assert ids == [7, 7, 7]
    page.get_by_role("button", name="Undo").click()
    page.get_by_label("id in example 2").wait_for(state="detached")
    assert shown.errors == []


def test_a_har_file_is_dropped_and_promoted(show: Any, tmp_path: Path) -> None:
    lab = desk(tmp_path)
    shown = show(lab.recordings(), "desk")
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
    page.get_by_label("Example name").fill("something new")
    key(shown, "Enter")
    page.get_by_text("Added 'something new' (unsaved).").wait_for()
    assert [example.description for example in lab.edit()][-1] == "something new"
    page.locator("input[type=file]").set_input_files(har)
    page.get_by_text("7 captures").wait_for()
    assert shown.errors == []


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
    shown = show(view_called(name, tmp_path), name)
    page = shown.page
    settled(page)
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
    for place, text in (("#root", '"x"'), ("#other", "y"), ("#root", "3")):
        page.locator(f"{place} tr[data-at='[\"a\"]']").focus()
        key(shown, "Enter")
        page.keyboard.type(text)
        key(shown, "Enter")
        for root in ("#root", "#other"):
            page.locator(f"{root} tr[data-at='[\"a\"]']", has_text=text.strip('"')).wait_for()
    assert page.locator("#other").get_by_text("3 edits not saved").count() == 1
    assert shown.errors == []
