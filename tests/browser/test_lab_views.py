"""The static views in a real JupyterLab: light and dark, run there (trusted) and only opened (untrusted)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from support import require

pytestmark = [pytest.mark.browser, pytest.mark.lab]

CELLS = [
    "import contractlab as cl\nfrom views import sample\nrun = sample.run()",
    "run",
    'run["a request for customer 123"]',
    "run.contracts[0]",
    "run.contracts[0][0]",
    "run.captures",
    "sample.matrix()",
    "sample.big_matrix()",
    "sample.wide_matrix()",
    "sample.desk()",
    "sample.edit()",
    "sample.edit().preview(sample.captures())",
    "sample.edit().diff()",
    "cl.edit(sample.contract()).suggestions(sample.captures())",
    "sample.verifier_run()",
]
NAMES = [
    "run", "result", "contract", "example", "captures", "matrix", "big-matrix", "wide-matrix", "desk", "edit",
    "preview", "difference", "suggestions", "second-hand",
]  # fmt: skip
TEXTS = [
    "4 of 8 failed",
    "Why: 3 causes",
    "creditLimit: expected a decimal number like 1200.5, got the string",
    "Not checked: 2",
    "line 83",
    "3 values were not compared",
    "9 captures",
    "2.5.0: 1 of 8 failed",
    "last fully passing: 2.8.0",
    "Newly odd: 1",
    "If saved: 1 failed → passed, 1 passed → failed",
    "Asks for something else in 3 places",
    "2 suggestions, none applied",
    "From verifier results",
]


def _notebook(path: Path, *, execute: bool) -> None:
    nbformat = require("nbformat")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    if execute:
        client = require("nbclient").NotebookClient(book, timeout=600, kernel_name="python3", store_widget_state=False)
        before = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = os.pathsep.join(str(Path(__file__).parents[level]) for level in (2, 1))
        try:
            client.execute()
        finally:
            os.environ.pop("PYTHONPATH") if before is None else os.environ.update(PYTHONPATH=before)
    nbformat.write(book, path)


@pytest.fixture(scope="module", params=["trusted", "untrusted"])
def notebook(request: pytest.FixtureRequest, jupyterlab: Any) -> tuple[str, bool]:
    name, trusted = f"{request.param}.ipynb", request.param == "trusted"
    _notebook(jupyterlab.root / name, execute=not trusted)
    return name, trusted


CONTRASTS = """(elements, most) => {
    const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
    const contrast = (element) => {
        let layers = [];
        for (let one = element; one; one = one.parentElement)
            layers.unshift(rgb(getComputedStyle(one).backgroundColor));
        let back = [255, 255, 255];
        for (const [r, g, b, a = 1] of layers)
            if (r !== undefined) back = [r, g, b].map((v, i) => v * a + back[i] * (1 - a));
        const fore = rgb(getComputedStyle(element).color);
        const [more, less] = [light(fore), light(back)].sort((a, b) => b - a);
        return (more + .05) / (less + .05);
    };
    return elements.slice(0, most).filter((element) => element.checkVisibility({visibilityProperty: true})
        && element.getBoundingClientRect().width && element.getBoundingClientRect().height).map(contrast);
}"""
"""Contrast of text and ground of those elements that can be seen; asked once, not element by element."""


def test_the_views_are_whole_in_both_themes(notebook: tuple[str, bool], jupyterlab: Any, watched: Any) -> None:
    name, trusted = notebook
    page = watched.page
    jupyterlab.open(page, name)
    if trusted:
        jupyterlab.run_all(page)
    outputs = page.locator(".jp-OutputArea-output .contractlab")
    page.wait_for_function(
        "(count) => document.querySelectorAll('.jp-OutputArea-output .contractlab').length === count",
        arg=len(NAMES),
    )
    assert outputs.count() == len(NAMES)
    for theme in ("light", "dark"):
        jupyterlab.paint(page, dark=theme == "dark")
        check_views(page, outputs, watched)
        shots = os.environ.get("CONTRACTLAB_SHOTS")
        if shots:
            for index, view in enumerate(NAMES):
                outputs.nth(index).screenshot(path=f"{shots}/{view}-{Path(name).stem}-{theme}.png")
            page.screenshot(path=f"{shots}/notebook-{Path(name).stem}-{theme}.png")


def check_views(page: Any, outputs: Any, watched: Any) -> None:
    """All views of the notebook are there and can be read, in the theme of the moment."""
    words = " ".join(outputs.all_inner_texts())
    for text in TEXTS:
        assert text in " ".join(words.split()), text

    # Tables and their columns are there: three columns side by side, of the widths that the view gave them.
    assert page.locator(".contractlab table").count() >= 6
    head = page.locator(".contractlab table", has_text="expected (contract)").first.locator("th")
    assert [text.strip() for text in head.all_inner_texts()] == ["", "expected (contract)", "rule", "got (capture)"]
    boxes = [head.nth(index).bounding_box() for index in range(4)]
    assert boxes[0]["width"] < 40
    assert boxes[1]["x"] < boxes[2]["x"] < boxes[3]["x"]

    # Bars of a wide matrix are painted, in columns of their own, each beginning where it began.
    bars = outputs.nth(NAMES.index("wide-matrix")).locator("td[colspan][style*='#b8430a']")
    assert [text.strip() for text in bars.all_inner_texts()] == ["✗ A", "✗ B"]
    assert bars.nth(0).bounding_box()["x"] > bars.nth(1).bounding_box()["x"] + bars.nth(1).bounding_box()["width"]

    # Nothing was typeset, nothing was fetched, nothing is listed in the table of contents.
    assert page.locator(".contractlab :is(mjx-container, .MathJax, script, style)").count() == 0
    assert watched.blocked == []
    assert page.locator(".contractlab :is(h1, h2, h3, h4, h5, h6)").count() == 0

    # Every solid block can be read, in both themes; and tints leave the text readable.
    painted = page.locator(
        ".contractlab :is(ins, del), .contractlab [style*='#ffffff'], .contractlab td, .contractlab strong"
    )
    contrasts = painted.evaluate_all(CONTRASTS, 250)
    assert len(contrasts) > 60
    assert min(contrasts) >= 4.5

    # No sideways scrolling.
    assert page.evaluate(
        "[...document.querySelectorAll('.contractlab')].every(one => one.scrollWidth <= one.clientWidth + 1)"
    )
