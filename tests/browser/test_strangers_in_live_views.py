"""Strangers' texts in the live views of desk, editor, repairs, run panel and definition: nothing of them runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from browser.harness import mount, settled
from browser.live_views import SHEETS
from support import FULL, require
from views import hostile
from views.hostile_rooms import definition_of
from views.payloads import PAYLOADS, TRAP, batches, faults_of

require("anywidget")

import contractlab as cl  # noqa: E402
from contractlab.errors import ContractLabError  # noqa: E402
from contractlab.widgets import assets  # noqa: E402
from contractlab.widgets.define.view import DefineView  # noqa: E402
from contractlab.widgets.editor.view import ExampleEditor  # noqa: E402
from contractlab.widgets.provider.view import RunPanel  # noqa: E402
from contractlab.widgets.repairs.view import RepairsView  # noqa: E402

pytestmark = pytest.mark.browser

WRITABLE = [name for name in PAYLOADS if name not in ("surrogate", "empty", "spaces")]
DOCUMENTS = batches(WRITABLE) if FULL else dict(list(batches(WRITABLE).items())[::7])
SCRIPTS = {**SHEETS, "define": ("base.css", "define.css")}
CLICKS = 12
"""Buttons and rows that are pressed in each view."""


def _desk(texts: Sequence[str], **more: Any) -> cl.Lab:
    run = hostile.run(texts)
    return cl.open(list(run.contracts), run.captures, **more)


def _editor(texts: Sequence[str]) -> Any:
    lab = _desk(texts)
    return ExampleEditor(lab.edit()[0], lab)


def _repairs(texts: Sequence[str]) -> Any:
    made = definition_of(texts).contract
    example = next(each for each in made if each.kind == "http")
    query = [(name, value) for name, values in example.request.query.items() for value in values]
    captures = cl.load_captures([])
    for version in ("1", f"{texts[0]} 2"):
        request = cl.HttpRequest("GET", "/a", query)
        answer = cl.HttpResponse(200, json={texts[0]: [texts[-1]], "deep": [{texts[-1]: texts[0]}]})
        captures.add(request, answer, provider_version=version, example=example.key)
    lab = cl.open(made, captures)
    return RepairsView(lab, lambda: lab.matrix, lab.matrix.causes[0])


def _provider(texts: Sequence[str]) -> Any:
    answer = texts[0].encode()

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/plain":
            raise KeyError(texts[-1])
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [answer]

    states = cl.StateHandlers()
    for text in texts[:2]:
        states.register(text, lambda: {"raised": 1 // 0})
    lab = _desk(texts, provider=cl.wsgi(app), states=states)
    lab.ask()
    return RunPanel(lab)


def _define(texts: Sequence[str]) -> Any:
    view = DefineView(definition_of(texts))
    view.handle({"op": "try", "id": 1, "method": "GET", "target": "/a?q=<b>", "headers": "", "body": texts[0]})
    return view


VIEWS: dict[str, Callable[[Sequence[str]], Any]] = {
    "desk": lambda texts: _desk(texts).explore(),
    "editor": _editor,
    "repairs": _repairs,
    "provider": _provider,
    "define": _define,
}
FOREIGN = "script, img, iframe, object, embed, video, audio, math, base, meta, link, template, marquee, form[action]"
OWN_HANDLERS = """() => [...document.querySelectorAll('#root *')].flatMap(each => [...each.attributes])
    .filter(each => each.name.startsWith('on') || /javascript:/i.test(each.name === 'href' ? each.value : ''))
    .map(each => each.name)"""


@pytest.fixture
def called(watched: Any) -> list[str]:
    """What the page asked for outside, and the dialogs that it opened."""
    seen: list[str] = []
    watched.page.on("dialog", lambda dialog: (seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
    watched.page.on("request", lambda request: seen.append(request.url) if "evil.example" in request.url else None)
    watched.page.add_init_script(f"window.{TRAP} = undefined")
    return seen


@pytest.mark.parametrize("names", DOCUMENTS.values(), ids=DOCUMENTS)
@pytest.mark.parametrize("name", VIEWS)
def test_nothing_runs(name: str, names: Sequence[str], watched: Any, called: list[str]) -> None:
    def look(texts: list[str]) -> list[str]:
        try:
            view = VIEWS[name](texts)
        except ContractLabError:
            return []  # the text is refused with a reason
        page = watched.page
        state = {"view": view.view, "live": True}
        mount(page, assets.module(f"{name}.js"), assets.style(*SCRIPTS[name]), state, kernel=view.handle)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        for _ in range(2):
            page.evaluate(
                """(most) => [...document.querySelectorAll('#root button:enabled, #root [role=gridcell], #root tr')]
                    .slice(0, most).forEach(each => each.click())""",
                CLICKS,
            )
            settled(page)
        assert page.locator("#root *").count() > 10
        faults = [f"called {page.evaluate(f'window.{TRAP}')}"] if page.evaluate(f"window.{TRAP}") else []
        faults += page.locator(f"#root :is({FOREIGN})").evaluate_all("(all) => all.map(each => each.tagName)")
        faults += page.evaluate(OWN_HANDLERS) + called + watched.errors
        close = getattr(view, "close", None)
        if name == "define" and close is not None:
            close()
        return faults

    assert faults_of(names, look) == []
