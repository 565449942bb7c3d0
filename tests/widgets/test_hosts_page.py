"""What every host is given: one bare anywidget whose state is plain JSON; and the page of hosts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import anywidget
import ipywidgets
import matrices
import pytest
from support import ROOT

import contractlab as cl
from contractlab.widgets.live import LiveView

PAGE = ROOT / "notebooks" / "site" / "hosts.md"


def live_views() -> Iterator[LiveView]:
    desk = cl.open(matrices.contract(), captures=matrices.provider(["good", "text"], "1.0.0"))
    yield desk.explore()
    yield desk.edit(desk.contracts[0][0])
    yield desk.states()
    yield desk.recordings()


@pytest.mark.parametrize("number", range(4))
def test_a_live_view_is_one_bare_anywidget(number: int) -> None:
    view = list(live_views())[number]
    assert isinstance(view, anywidget.AnyWidget)
    # The layout is ipywidgets' own; nothing is drawn from it.
    state = {name: value for name, value in view.get_state().items() if name != "layout"}
    assert not any(isinstance(value, ipywidgets.Widget) for value in state.values())
    # Hosts beside Jupyter hand the state on as JSON, and know no references to other models.
    assert "IPY_MODEL_" not in json.dumps(state)
    assert "export default" in state["_esm"] or "export{" in state["_esm"]
    made = view._repr_mimebundle_()
    bundle = made[0] if isinstance(made, tuple) else made
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == view.model_id


def test_every_picture_of_the_page_is_there_and_small() -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = re.findall(r"\]\((images/[^)]+)\)", page)
    assert len(named) >= 7
    for name in named:
        file = PAGE.parent / name if "/hosts/" in name else ROOT / "notebooks" / name
        assert file.is_file(), name
        assert file.stat().st_size < 80_000 or "/hosts/" not in name, name
    for host in (
        "JupyterLab",
        "Notebook 7",
        "JupyterLite",
        "marimo",
        "nbconvert to HTML",
        "webpdf",
        "VS Code",
        "Colab",
    ):
        assert host in page
