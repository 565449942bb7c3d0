"""The editor in a real browser: by keyboard, with matchers tried and conflicts told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser.live_views import editor_of, key, row
from widgets.live_desks import case_desk, desk, stateful

import contractlab as cl
from contractlab import match

pytestmark = pytest.mark.browser


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
    page.get_by_text("does not match its own example").wait_for()
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
    page.get_by_text("does not match its own example").wait_for()
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
    assert [next(iter(example.states)).name for example in lab.edit()] == ["a customer exists"] * 3
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
