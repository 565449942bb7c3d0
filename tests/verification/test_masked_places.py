"""Places that a result compares, and what may be shown of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from commands import run as run_command

import contractlab as cl
from contractlab.views import render_html, render_markdown, render_text

SECRET = "q7Xz001kLmP9vRt2"


def test_a_path_that_repeats_a_secret_is_shown_without_it() -> None:
    contract = cl.load(
        {
            "consumer": {"name": "c"},
            "provider": {"name": "p"},
            "interactions": [
                {"description": "d", "request": {"method": "GET", "path": "/bots/1/x"}, "response": {"status": 200}}
            ],
        },
        name="c.json",
    )
    captures = cl.Captures()
    request = cl.HttpRequest("GET", f"/bots/{SECRET}/x", "", {"Authorization": f"Bearer {SECRET}"})
    captures.add(request, cl.HttpResponse(200))
    run = cl.verify(contract, captures)
    (lone,) = run.unpaired
    for draw in (render_html, render_markdown, render_text):
        assert SECRET not in draw(lone)
        assert SECRET not in draw(run)
    assert SECRET not in json.dumps(run.to_dict())


def test_what_a_project_hides_stays_hidden_wherever_captures_are_shown(tmp_path: Path, monkeypatch: Any) -> None:
    contract = cl.load(
        {
            "consumer": {"name": "c"},
            "provider": {"name": "p"},
            "interactions": [
                {"description": "d", "request": {"method": "GET", "path": "/x"}, "response": {"status": 200}}
            ],
        },
        name="c.json",
    )
    captures = cl.Captures()
    captures.add(cl.HttpRequest("GET", "/y", "tenant=tenant-4711"), cl.HttpResponse(200))
    captures.save(tmp_path / "c.har")
    lab = cl.open(contract, captures, redaction=cl.Redaction(parameters=["tenant"]))
    for item in (lab.captures, lab.captures[:1], lab.captures + cl.Captures(), lab.run.unpaired[0], lab):
        assert "4711" not in render_html(item) + render_text(item)
    lab.captures.save(tmp_path / "d.har")
    assert "4711" not in (tmp_path / "d.har").read_text()
    monkeypatch.chdir(tmp_path)
    assert "4711" in run_command("show", "c.har").stdout
    (tmp_path / "pyproject.toml").write_text('[tool.contractlab]\nredaction = ["tenant"]\n')
    assert "4711" not in run_command("show", "c.har").stdout
