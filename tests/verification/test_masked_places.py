"""Places that a result compares, and what may be shown of them."""

from __future__ import annotations

import json

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
