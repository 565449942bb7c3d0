"""The live desk in a real JupyterLab: from a failing cell to a saved contract, by mouse and by keyboard alone."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import matrices
import pytest
from small_runs import entry, write_har
from support import require

import contractlab as cl
from contractlab.captures import Captures

pytestmark = [pytest.mark.browser, pytest.mark.lab]
require("anywidget")

CELLS = [
    "import contractlab as cl\nlab = cl.open('{0}/pacts', captures='{0}/captures')",
    "lab.explore()",
    "lab.states()",
    "lab.recordings()",
    "lab.edit('GET /1')",
]


def desk(root: Path, name: str) -> Path:
    """A contract of three examples with a state, and two versions of captures: the second breaks two examples."""
    folder = root / name
    (folder / "pacts").mkdir(parents=True)
    (folder / "captures").mkdir()
    document = json.loads(matrices.contract().to_bytes())
    for interaction in document["interactions"]:
        interaction["providerStates"] = [{"name": "a user exists"}]
    (folder / "pacts" / "small.json").write_text(json.dumps(document, indent=2))
    captures = Captures()
    for number, answers in enumerate((["good"] * 3, ["text", "null", "good"])):
        captures = captures + matrices.provider(answers, f"1.{number}.0")
    captures.save(folder / "captures" / "all.har")
    return folder


def notebook(folder: Path, *, execute: bool = False) -> str:
    nbformat = require("nbformat")
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell.format(folder.name)) for cell in CELLS],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    path = folder.parent / f"{folder.name}.ipynb"
    if execute:
        options = {"timeout": 120, "kernel_name": "python3", "store_widget_state": False}
        client = require("nbclient").NotebookClient(
            book, resources={"metadata": {"path": str(folder.parent)}}, **options
        )
        with pytest.MonkeyPatch.context() as patch:
            paths = [str(Path(__file__).parents[level]) for level in (2, 1)]
            patch.setenv("PYTHONPATH", os.pathsep.join(paths))
            client.execute()
    nbformat.write(book, path)
    return path.name


def opened(jupyterlab: Any, watched: Any, name: str, *, dark: bool = False) -> tuple[Any, Any]:
    """The page, and the cell that shows the desk at its matrix; the cells below show the same desk at other places."""
    page = watched.page
    jupyterlab.open(page, notebook(desk(jupyterlab.root, name)), dark=dark)
    jupyterlab.run_all(page)
    first = page.locator(".jp-Cell").nth(1)
    first.locator(".explorer [role=gridcell][aria-selected=true]").wait_for()
    page.locator(".jp-Cell").nth(4).locator(".desk .editor").wait_for()
    return page, first


def values(folder: Path) -> list[Any]:
    return [example.response.body.value["a"] for example in cl.load(folder / "pacts" / "small.json")]


def shot(page: Any, name: str) -> None:
    folder = os.environ.get("CONTRACTLAB_SHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_from_a_failing_cell_to_a_saved_contract(jupyterlab: Any, watched: Any) -> None:
    page, first = opened(jupyterlab, watched, "mouse")
    folder = jupyterlab.root / "mouse"
    assert page.locator(".contractlab-stands-in").first.is_hidden()
    first.locator(".explorer td[data-letters=A]").first.click()
    first.locator(".explorer .inspector").get_by_text("expected").first.wait_for()
    assert "$.a: expected" in " ".join(first.locator(".explorer .inspector").inner_text().split())
    shot(page, "live-desk")
    first.get_by_role("button", name="Insert code as cell").click()
    page.locator(".jp-Cell").nth(2).get_by_text("lab.matrix[").wait_for()
    first.get_by_role("button", name="Edit example").click()
    row = first.locator("tr[data-at='[\"a\"]']")
    row.locator("td").nth(1).dblclick()
    page.keyboard.type('"x"')
    page.keyboard.press("Enter")
    first.locator(".explorer td.better").wait_for()
    assert first.locator(".explorer td.worse").count() == 1
    shot(page, "live-editor")
    first.get_by_role("button", name="↶ Undo").click()
    first.locator(".explorer td.better").first.wait_for(state="detached")
    first.get_by_role("button", name="↷ Redo").click()
    first.locator(".explorer td.better").first.wait_for()
    assert values(folder) == [1, 1, 1]
    first.get_by_role("button", name="Save…").click()
    first.get_by_role("button", name="Save small.json").click()
    first.locator(".explorer td.better").wait_for(state="detached")
    assert values(folder) == ["x", 1, 1]
    verdicts = first.locator(".explorer td[data-at]").evaluate_all(
        "(cells) => cells.map((cell) => cell.className).join()"
    )
    assert verdicts.count("c-failed") == 2
    # A second run of the cell brings the same from the file.
    jupyterlab.run_all(page)
    first.locator(".explorer td.c-failed").nth(1).wait_for()
    page.locator(".jp-Cell").nth(2).locator(".jp-OutputArea").get_by_text("Compared").wait_for()
    assert [error for error in watched.errors if "contractlab" in error.lower()] == []


def test_all_of_it_by_keyboard_alone(jupyterlab: Any, watched: Any) -> None:
    page, first = opened(jupyterlab, watched, "keyboard", dark=True)
    folder = jupyterlab.root / "keyboard"
    cells = page.locator(".jp-Cell").count()
    first.locator(".explorer [role=gridcell][tabindex='0']").focus()
    for name in ("Control+Home", "d", "d", "x", "n", "e"):
        page.keyboard.press(name)
    first.locator(".editor tr[data-at='[\"a\"]']").wait_for()
    assert page.locator(".jp-Cell").count() == cells
    page.wait_for_function("document.activeElement.classList.contains('cell')")
    page.keyboard.press("Control+a")
    page.keyboard.type('"y"')
    page.keyboard.press("Enter")
    first.locator(".explorer td.better").wait_for()
    # Ctrl+Z in a field is the field's own; the matrix may change before the field is left.
    page.wait_for_function("document.activeElement.tagName !== 'INPUT'")
    page.keyboard.press("Control+z")
    first.locator(".explorer td.better").wait_for(state="detached")
    page.keyboard.press("Control+Shift+Z")
    first.locator(".explorer td.better").wait_for()
    page.keyboard.press("Control+s")
    first.get_by_role("button", name="Save small.json").wait_for()
    page.wait_for_function("document.activeElement.textContent === 'Save small.json'")
    page.keyboard.press("Enter")
    first.locator(".explorer td.better").wait_for(state="detached")
    assert sorted(map(str, values(folder))) == ["1", "1", "y"]
    assert page.locator(".jp-Cell").count() == cells
    shot(page, "live-dark")


def test_a_state_is_renamed_a_har_file_dropped_and_promoted(jupyterlab: Any, watched: Any) -> None:
    page, _ = opened(jupyterlab, watched, "others")
    folder = jupyterlab.root / "others"
    page.get_by_label("name of the state a user exists").fill("a customer exists")
    page.keyboard.press("Enter")
    page.get_by_label("name of the state a customer exists").wait_for()
    har = write_har(folder / "more.har", entry("/new", {"id": 1}))
    page.locator(".recordings input[type=file]").set_input_files(har)
    page.get_by_text("1 capture from more.har").wait_for()
    page.get_by_role("button", name="Promote to example").first.click()
    page.get_by_label("Example name").fill("something new")
    page.keyboard.press("Enter")
    page.get_by_text("Added 'something new' (unsaved).").first.wait_for()
    shot(page, "live-captures")
    states = page.locator(".jp-Cell").nth(2)
    states.get_by_role("button", name="Save…").click()
    states.get_by_role("button", name="Save small.json").click()
    states.get_by_text("1 file saved: small.json.").first.wait_for()
    # The matrix above has the promoted example, too.
    page.locator(".jp-Cell").nth(1).locator(".explorer th[scope=row]", has_text="something new").wait_for()
    contract = cl.load(folder / "pacts" / "small.json")
    assert [state.name for state in contract.states] == ["a customer exists"]
    assert contract["something new"].request.path == "/new"


def test_without_a_kernel_the_static_views_stand_in(jupyterlab: Any, watched: Any, tmp_path: Path) -> None:
    name = notebook(desk(jupyterlab.root, "reopened"), execute=True)
    text = (jupyterlab.root / name).read_text()
    assert len(text) < 200_000
    page = watched.page
    jupyterlab.open(page, name)
    page.get_by_text("1.1.0: 2 of 3 failed").first.wait_for()
    page.get_by_text("GET /1").first.wait_for()
    html, _ = require("nbconvert.exporters").HTMLExporter().from_filename(str(jupyterlab.root / name))
    assert "2 of 3 failed" in html
    assert "it needs a running kernel" in html


KERNEL = """async (what) => {
    const panel = [...window.jupyterapp.shell.widgets('main')].find((each) => each.context && each.sessionContext);
    const kernel = panel.sessionContext.session.kernel;
    if (what === 'busy') kernel.requestExecute({code: 'import time; time.sleep(6)', silent: true});
    if (what === 'gone') await kernel.shutdown();
}"""


def test_a_busy_kernel_and_a_dead_one_lose_nothing(jupyterlab: Any, watched: Any) -> None:
    page, first = opened(jupyterlab, watched, "faults")
    folder = jupyterlab.root / "faults"
    first.locator(".explorer td[data-letters=A]").first.click()
    first.get_by_role("button", name="Edit example").click()
    editor = first.locator(".editor")
    row = editor.locator("tr[data-at='[\"a\"]']")

    def change(text: str) -> None:
        row.locator("td").nth(1).dblclick()
        page.keyboard.type(text)
        page.keyboard.press("Enter")

    change('"x"')
    first.locator(".explorer td.better").wait_for()
    page.evaluate(KERNEL, "busy")
    change('"z"')
    # Done at once where comms have a thread of their own, when the kernel is free again elsewhere.
    first.get_by_text("2 changes not saved").wait_for()
    assert first.locator(".desk > .silent").is_hidden()
    page.evaluate(KERNEL, "gone")
    first.get_by_role("button", name="↶ Undo").click()
    first.get_by_text("The kernel has stopped answering.").first.wait_for()
    shot(page, "live-gone")
    first.get_by_role("button", name=re.compile("Copy 2 (edits|changes) as code")).first.click()
    first.get_by_text("Copied.").or_(first.locator(".silent pre")).first.wait_for()
    assert first.locator(".explorer td[data-at]").count() == 6
    assert values(folder) == [1, 1, 1]
