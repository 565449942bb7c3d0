"""A secret that a provider repeats as a key of its answer is told by no hint."""

from __future__ import annotations

import json
from pathlib import Path

import contractlab as cl
from contractlab.values.display import present

SECRET = "tok3n-8f2c1a77be0d"


def run_with(key: str) -> cl.Run:
    response = {"status": 200, "headers": {"Content-Type": "application/json"}, "body": {"a": {"tok3n": 1}}}
    listed = [{"description": "d", "request": {"method": "GET", "path": "/"}, "response": response}]
    metadata = {"pactSpecification": {"version": "3.0.0"}}
    contract = cl.load(
        {"consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": listed, "metadata": metadata}
    )
    captures = cl.Captures()
    captures.add(
        cl.HttpRequest("GET", "/", "", {"Authorization": f"Bearer {SECRET}"}),
        cl.HttpResponse(200, {"Content-Type": "application/json"}, json.dumps({"a": {key: 1}}).encode()),
    )
    return cl.verify(contract, captures)


def test_the_nearest_key_is_a_hint() -> None:
    assert "Nearest key: tok3n-8f2c" in present(run_with("tok3n-8f2c")[0])["text/plain"]


def test_a_secret_is_no_hint(tmp_path: Path) -> None:
    run = run_with(SECRET)
    assert not run.passed
    shown = [*present(run).values(), *present(run[0]).values(), json.dumps(run.to_dict())]
    shown += [run.save(tmp_path / "run.json").read_text(), run.to_frame("mismatches").to_string()]
    assert [text for text in shown if SECRET in text] == []
