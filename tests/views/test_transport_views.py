"""Where verdicts are shown stands what the verifier's client made of the answers, and what was odd about recordings."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from commands import run as command
from small_contracts import contract_of, document_of, http
from small_runs import entry, write_har

import contractlab as cl
from contractlab.verification import Run
from contractlab.views.junit import junit_xml

TAKEN = "CI unpacks gzip and takes Content-Encoding and Content-Length away."


def example(path: str, **response: Any) -> dict[str, Any]:
    return http(f"GET {path}", request={"method": "GET", "path": path}, response={"status": 200, **response})


def gzip_run() -> Run:
    captures = cl.Captures()
    for path in ("/a", "/b"):
        captures.add(cl.HttpRequest("GET", path), cl.HttpResponse(200, {"Content-Encoding": "gzip"}, b"x"))
    expected = {"headers": {"Content-Encoding": "gzip"}}
    return cl.verify(contract_of(example("/a", **expected), example("/b", **expected)), captures)


def plain(view: str) -> str:
    """A view without its marks: Markdown escapes, HTML tags."""
    text = re.sub(r"</?(?:code|span|strong|p|li)\b[^>]*>", "", view)
    return " ".join(html.unescape(re.sub(r"[\\`*]", "", text)).split())


def test_a_result_says_what_the_client_did() -> None:
    run = gzip_run()
    for view in run["GET /a"]._repr_mimebundle_().values():
        assert TAKEN in plain(view)


def test_a_run_says_it_once_for_all() -> None:
    run = gzip_run()
    for view in run._repr_mimebundle_().values():
        assert f"{TAKEN} 2 results" in plain(view)
        assert plain(view).count(TAKEN) == 1
    assert junit_xml(run).count(TAKEN) == 2, "each test case stands alone"
    assert run.to_dict()["results"][0]["notes"][0]["message"] == TAKEN


@pytest.mark.parametrize("name", ["r.md", "r.html"])
def test_a_report_says_it(name: str, tmp_path: Path) -> None:
    text = cl.report(gzip_run(), tmp_path / name).read_text(encoding="utf-8")
    assert TAKEN in plain(text)


def test_what_decided_nothing_is_not_said() -> None:
    captures = cl.Captures()
    captures.add(cl.HttpRequest("GET", "/a"), cl.HttpResponse(200, {"Content-Encoding": "gzip"}, b"x"))
    run = cl.verify(contract_of(example("/a")), captures)
    assert not any("unpacks" in view for view in run._repr_mimebundle_().values())


def test_an_error_in_junit_says_it() -> None:
    captures = cl.Captures()
    request = cl.HttpRequest("GET", "/a", headers={"Accept-Encoding": "gzip"})
    captures.add(request, cl.HttpResponse(200, {"Content-Encoding": "x-gzip"}, b"x"))
    run = cl.verify(contract_of(example("/a", body="x")), captures)
    assert run.results[0].verdict == "error"
    assert "CI does not undo Content-Encoding: x-gzip" in junit_xml(run)


# Problems of recordings


def odd_recording(folder: Path) -> Path:
    """A recording whose last line was cut off, and which has an exchange with an address that is none."""
    good = {
        "request": {"method": "GET", "url": "http://shop.test/a", "headers": []},
        "response": {"status": 200, "headers": [], "content": {"size": 1, "text": "x"}},
    }
    bad = {**good, "request": {"method": "GET", "url": "data:,x", "headers": []}}
    path = folder / "a.jsonl"
    path.write_text("\n".join([json.dumps(good), json.dumps(bad), json.dumps(good)[:40]]), encoding="utf-8")
    return path


def test_problems_of_recordings_stand_where_verdicts_do(tmp_path: Path) -> None:
    captures = cl.load_captures(odd_recording(tmp_path))
    assert len(captures.problems) == 2
    run = cl.verify(contract_of(example("/a")), captures)
    for again in (run, cl.load_run(run.save(tmp_path / "run.json"))):
        views = again._repr_mimebundle_()
        assert all("a.jsonl:" in plain(view) for view in views.values())
        for name in ("text/html", "text/markdown"):
            assert "2 problems in the captures" in plain(views[name])
            for problem in captures.problems:
                assert problem.message[:40] in plain(views[name])
        assert "… 1 more: run.captures.problems" in plain(views["text/plain"])
        text = cl.report(again, tmp_path / "r.md").read_text(encoding="utf-8")
        assert "2 problems in the captures" in plain(text)


def test_the_command_shows_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("c.json").write_text(json.dumps(document_of(example("/a"))), encoding="utf-8")
    odd_recording(tmp_path)
    done = command("verify", "c.json", "--captures", "a.jsonl")
    assert "Captures: a.jsonl:" in done.stdout
    assert done.exit_code == 0, "a reservation breaks nothing"


def test_recordings_without_problems_say_nothing(tmp_path: Path) -> None:
    captures = cl.load_captures(write_har(tmp_path / "a.har", entry("/a", "x")))
    run = cl.verify(contract_of(example("/a")), captures)
    assert not any("ecordings" in view for view in run._repr_mimebundle_().values())
