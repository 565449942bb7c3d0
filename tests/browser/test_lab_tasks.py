"""What people come to the desk for, done in a real JupyterLab by mouse and by keyboard alone, and counted."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from browser.test_lab_live import desk, notebook
from small_runs import entry, write_har
from support import require
from widgets.pairing_desks import ambiguous_desk

import contractlab as cl

pytestmark = [pytest.mark.browser, pytest.mark.lab]
require("anywidget")


class Hand:
    """Does what a person does, and counts it: clicks, keys, and texts typed into a field."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.clicks = self.keys = self.texts = 0
        self.began = time.perf_counter()

    def click(self, place: Any) -> None:
        place.click()
        self.clicks += 1

    def press(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)
            self.keys += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.texts += 1

    def drop(self, place: Any, file: Path) -> None:
        place.set_input_files(file)
        self.clicks += 1

    def until(self, selector_or_role: str, limit: int = 40) -> None:
        """Tab until what has focus is named so."""
        for _ in range(limit):
            self.press("Tab")
            if selector_or_role in self.page.evaluate(
                "(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent || '').trim()"
            ):
                return
        pytest.fail(f"{selector_or_role!r} cannot be reached by Tab")

    def report(self, task: str) -> None:
        seconds = time.perf_counter() - self.began
        print(f"{task}: {self.clicks} clicks, {self.keys} keys, {self.texts} texts, {seconds:.1f} s")


def begun(jupyterlab: Any, watched: Any, name: str, cells: list[str], *, wait: bool = True) -> Any:
    """The page; its cells have run, or are running, and none has been clicked yet."""
    nbformat = require("nbformat")
    folder = desk(jupyterlab.root, name)
    path = jupyterlab.root / notebook(folder)
    book = nbformat.read(path, as_version=4)
    book.cells = [nbformat.v4.new_code_cell(each.format(name)) for each in cells]
    nbformat.write(book, path)
    page = watched.page
    jupyterlab.open(page, path.name)
    jupyterlab.run_all(page, wait=wait)
    return page


def shown(jupyterlab: Any, watched: Any, name: str, cells: list[str]) -> Any:
    """The page, its last cell's view being there; no cell has been clicked yet."""
    page = begun(jupyterlab, watched, name, cells)
    page.locator(".desk").last.wait_for()
    return page


OPENED = "import contractlab as cl\nlab = cl.open('{0}/pacts', captures='{0}/captures')"
BROKEN = ".explorer td.c-failed"


def to_the_matrix(hand: Hand) -> None:
    """To the failing cell at which the task starts; that is not counted."""
    hand.page.locator(BROKEN).first.click()
    hand.page.locator(f"{BROKEN}[aria-selected=true]").wait_for()


def test_why_it_fails_takes_one_click(jupyterlab: Any, watched: Any) -> None:
    page = shown(jupyterlab, watched, "why", [OPENED, "lab.explore()"])
    hand = Hand(page)
    hand.click(page.locator(BROKEN).first)
    page.locator(".inspector .opens").first.wait_for()
    text = " ".join(page.locator(".inspector").inner_text().split())
    assert "$.a: expected a number like 1, got the string" in text
    assert "small.json line" in text
    hand.report("why it fails")
    assert hand.clicks == 1


def test_a_rule_is_relaxed_from_a_failing_cell_by_mouse(jupyterlab: Any, watched: Any) -> None:
    page = shown(jupyterlab, watched, "relaxed", [OPENED, "lab.explore()"])
    hand = Hand(page)
    hand.click(page.locator(BROKEN).first)
    hand.click(page.get_by_role("button", name="Fix this…", exact=True).first)
    page.locator(".repairs [data-fix='0']").wait_for()
    hand.click(page.locator(".repairs [data-fix]").filter(has_text="failed → passed").first)
    hand.click(page.get_by_role("button", name="Apply", exact=True))
    page.locator(".explorer td.better").first.wait_for()
    page.get_by_text("1 change not saved").first.wait_for()
    hand.report("relax a rule, by mouse")
    assert hand.clicks <= 4


def test_a_rule_is_relaxed_from_a_failing_cell_by_keys(jupyterlab: Any, watched: Any) -> None:
    page = shown(jupyterlab, watched, "relaxed-keys", [OPENED, "lab.explore()"])
    hand = Hand(page)
    to_the_matrix(hand)
    hand.press("x")
    page.locator(".repairs [data-fix='0']").wait_for()
    page.wait_for_function("document.activeElement.getAttribute('data-fix') === '0'")
    hand.press("ArrowDown")  # what came is of another type, so the provider comes first
    page.wait_for_function("document.activeElement.getAttribute('data-fix') === '1'")
    hand.press("Enter")
    page.locator(".fix-open").first.wait_for()
    hand.press("Control+Enter")
    page.get_by_text("1 change not saved").first.wait_for()
    hand.report("relax a rule, by keys")
    assert hand.keys <= 12


def test_a_state_is_renamed_in_three_steps(jupyterlab: Any, watched: Any) -> None:
    page = shown(jupyterlab, watched, "renamed", [OPENED, "lab.explore()"])
    hand = Hand(page)
    hand.click(page.locator("#desk-tab-states"))
    hand.click(page.get_by_label("name of the state a user exists"))
    page.keyboard.press("Control+a")  # what a double click does at once
    hand.type("a customer exists")
    hand.press("Enter")
    page.get_by_label("name of the state a customer exists").wait_for()
    hand.report("rename a state")
    assert hand.clicks + hand.keys <= 3


def test_a_state_is_renamed_by_keys(jupyterlab: Any, watched: Any) -> None:
    page = shown(jupyterlab, watched, "renamed-keys", [OPENED, "lab.states()"])
    hand = Hand(page)
    page.locator("#desk-tab-states").click()
    hand.until("name of the state a user exists")
    hand.press("Control+a")
    hand.type("a customer exists")
    hand.press("Enter")
    page.get_by_label("name of the state a customer exists").wait_for()
    hand.report("rename a state, by keys")
    assert hand.keys <= 12


def test_a_recording_is_dropped_promoted_and_saved_in_five_steps(jupyterlab: Any, watched: Any) -> None:
    page = shown(jupyterlab, watched, "dropped", [OPENED, "lab.recordings()"])
    folder = jupyterlab.root / "dropped"
    har = write_har(folder / "more.har", entry("/new", {"id": 1}))
    hand = Hand(page)
    hand.drop(page.locator("input[type=file]"), har)
    page.get_by_text("1 capture from more.har").wait_for()
    hand.click(page.get_by_role("button", name="Promote to example").first)
    page.get_by_label("xample name").or_(page.get_by_label("what the example is called")).first.wait_for()
    hand.press("Enter")
    page.get_by_text("(unsaved).").first.wait_for()
    hand.click(page.get_by_role("button", name="Save…").first)
    hand.click(page.get_by_role("button", name="Save small.json").first)
    page.get_by_text("1 file saved: small.json.").first.wait_for()
    hand.report("drop a recording, promote, save")
    assert hand.clicks + hand.keys <= 5
    saved = cl.load(folder / "pacts" / "small.json")
    assert [example.request.path for example in saved] == ["/0", "/1", "/2", "/new"]


AMBIGUOUS = """import contractlab as cl
lab = cl.open('{0}/pacts', captures='{0}/more')"""


@pytest.fixture
def ninety_nine(jupyterlab: Any) -> str:
    """A folder in which 99 captures match several examples each."""
    made = ambiguous_desk(things=11, versions=3)
    folder = jupyterlab.root / "settled"
    (folder / "pacts").mkdir(parents=True, exist_ok=True)
    made.contracts[0].save(folder / "pacts" / "things.json")
    (folder / "more").mkdir(exist_ok=True)
    made.captures.save(folder / "more" / "all.har")
    nbformat = require("nbformat")
    cells = [nbformat.v4.new_code_cell(each.format("settled")) for each in (AMBIGUOUS, "lab.explore()")]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(
        nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder.parent / "settled.ipynb"
    )
    return "settled.ipynb"


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_ninety_nine_ambiguous_cells_are_settled(jupyterlab: Any, watched: Any, ninety_nine: str, by: str) -> None:
    page = watched.page
    jupyterlab.open(page, ninety_nine)
    jupyterlab.run_all(page)
    page.locator(".explorer [role=gridcell]", has_text="!").first.wait_for()
    assert page.locator(".explorer [role=gridcell]", has_text="!").count() >= 20
    hand = Hand(page)
    if by == "mouse":
        hand.click(page.locator("#desk-tab-captures"))
        hand.click(page.get_by_role("button", name="Settle all in turn"))
        assert hand.clicks <= 4
    else:
        page.locator("#desk-tab-matrix").click()
        for _ in range(3):
            hand.press("ArrowRight")
        page.get_by_role("button", name="Settle all in turn").wait_for()
        hand.until("Settle all in turn")
        hand.press("Enter")
        assert hand.keys <= 20
    page.get_by_text("All 99 captures are matched.").wait_for()
    hand.report(f"settle 99 ambiguous captures, by {by}")


def test_the_line_of_a_rule_opens_its_file_there(jupyterlab: Any, watched: Any) -> None:
    folder = desk(jupyterlab.root, "opens")
    page = watched.page
    page.goto(f"{jupyterlab.address}/lab/tree/{notebook(folder)}?token={jupyterlab.token}&reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    jupyterlab.run_all(page)
    page.locator(".explorer td.c-failed").first.click()
    opener = page.locator(".inspector .opens").first
    place = opener.get_attribute("data-opens")
    assert place.startswith("opens/pacts/small.json:")
    line = int(place.rpartition(":")[2])
    opener.click()
    page.locator(".jp-FileEditor .cm-content").wait_for()
    page.get_by_text(f"Ln {line}, Col 1").wait_for()
    text = (folder / "pacts" / "small.json").read_text().splitlines()[line - 1]
    assert text.strip() == "{", "the rule of the value that failed"
