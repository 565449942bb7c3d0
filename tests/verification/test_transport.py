"""Runs judge what the verifier's client hands on: redirects within a recording, and what the result says of it."""

from __future__ import annotations

import gzip
import json
import pickle
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from small_contracts import contract_of, http

import contractlab as cl
from contractlab.contracts.contract import Contract
from contractlab.values.reasons import ReasonCode
from contractlab.verification import Result, Run


def packed_alike(data: bytes) -> bytes:
    """Packed by gzip, the same bytes at any time: tests are named by them."""
    return gzip.compress(data, mtime=0)


GZIP = {"Content-Encoding": "gzip", "Content-Type": "text/plain"}


def expecting(path: str, *, method: str = "GET", **response: Any) -> dict[str, Any]:
    return http(f"{method} {path}", request={"method": method, "path": path}, response={"status": 200, **response})


def recorded(*exchanges: tuple[str, int, dict[str, str], bytes | None], host: str = "shop.test") -> cl.Captures:
    """Captures by method and target, status, headers and body."""
    captures = cl.Captures()
    for asked, status, headers, body in exchanges:
        method, target = asked.split(" ")
        path, _, query = target.partition("?")
        request = cl.HttpRequest(method, path, query, {"Host": host})
        captures.add(request, cl.HttpResponse(status, headers, body))
    return captures


def only(run: Run) -> Result:
    (result,) = run.results
    return result


def moved(to: str, status: int = 302) -> tuple[int, dict[str, str], bytes]:
    return status, {"Location": to}, b""


def test_a_header_that_the_client_takes_away_is_missing() -> None:
    contract = contract_of(expecting("/a", headers={"Content-Encoding": "gzip"}), expecting("/b"))
    run = cl.verify(contract, recorded(("GET /a", 200, GZIP, b"x"), ("GET /b", 200, GZIP, b"x")))
    failed, passed = run.results
    assert (failed.verdict, passed.verdict) == ("failed", "passed")
    assert [(each.part, each.path) for each in failed.mismatches] == [("headers", "Content-Encoding")]
    assert [note.rule for note in failed.notes] == [note.rule for note in passed.notes] == ["unpacked"]
    assert [note.rule for note in failed.decisive_notes] == ["unpacked"]
    assert passed.decisive_notes == (), "nobody expects the header"
    assert failed.capture is run.captures[0], "the recording stays what it is"


def test_the_specification_says_nothing_of_clients() -> None:
    contract = contract_of(expecting("/a", headers={"Content-Encoding": "gzip"}))
    result = only(cl.verify(contract, recorded(("GET /a", 200, GZIP, b"x")), dialect="spec"))
    assert (result.verdict, result.notes) == ("passed", ())
    assert contract[0].check_response(cl.HttpResponse(200, GZIP, b"x")).passed, "a given response is judged as given"


def test_the_answer_to_a_redirect_is_judged_and_belongs_to_it() -> None:
    captures = recorded(("GET /a", *moved("/b")), ("GET /other", 200, {}, b""), ("GET /b", 200, {}, b"there"))
    run = cl.verify(contract_of(expecting("/a", body="there")), captures)
    result = only(run)
    assert result.verdict == "passed"
    assert result.notes[0].rule == "redirect"
    assert [unpaired.capture.label for unpaired in run.unpaired] == ["GET /other → 200"]
    assert result.seen is not None
    assert result.seen.label == "GET /a → 200"


def test_a_target_that_is_an_example_of_its_own_has_its_own_result() -> None:
    captures = recorded(("GET /a", *moved("/b")), ("GET /b", 200, {}, b""))
    run = cl.verify(contract_of(expecting("/a"), expecting("/b")), captures)
    assert [result.verdict for result in run.results] == ["passed", "passed"]
    again = recorded(("GET /a", *moved("/a")), ("GET /a", 200, {}, b""))
    assert only(cl.verify(contract_of(expecting("/a")), again)).passed, "not once more for the second answer"


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 2, 1, 3)])
def test_each_redirect_has_the_next_answer_that_fits(order: tuple[int, ...]) -> None:
    exchanges = [
        ("GET /a", *moved("/login")),
        ("GET /login", 200, {}, b"first"),
        ("GET /b", *moved("/login")),
        ("GET /login", 404, {}, b"second"),
    ]
    run = cl.verify(contract_of(expecting("/a"), expecting("/b")), recorded(*(exchanges[place] for place in order)))
    first, second = run.results
    assert first.verdict == "passed"
    assert second.verdict == ("failed" if order == (0, 1, 2, 3) else "passed")


def test_what_was_asked_before_the_redirect_is_no_answer_to_it() -> None:
    captures = recorded(("GET /b", 200, {}, b""), ("GET /a", *moved("/b")))
    result = only(cl.verify(contract_of(expecting("/a")), captures))
    assert (result.verdict, result.reason_code) == ("error", ReasonCode.REDIRECTED)


def test_other_files_hold_no_answer_to_a_redirect(tmp_path: Path) -> None:
    recorded(("GET /a", *moved("/b"))).save(tmp_path / "1.jsonl")
    recorded(("GET /b", 200, {}, b"")).save(tmp_path / "2.jsonl")
    assert cl.verify(contract_of(expecting("/a")), cl.load_captures(tmp_path)).results[0].verdict == "error"


def entry(url: str, status: int, **headers: str) -> dict[str, Any]:
    listed = [{"name": name, "value": value} for name, value in headers.items()]
    host = [{"name": "Host", "value": "127.0.0.1:9"}]
    return {
        "request": {"method": "GET", "url": url, "headers": host},
        "response": {"status": status, "headers": listed, "content": {"size": 0, "text": ""}},
    }


@pytest.mark.parametrize(
    ("origin", "location", "target", "verdict"),
    [
        ("http://shop.test", "http://shop.test/b", "http://shop.test/b", "passed"),
        ("http://shop.test:80", "http://SHOP.test/b", "http://shop.test/b", "passed"),
        ("http://shop.test", "https://shop.test/b", "http://shop.test/b", "error"),
        ("http://shop.test", "http://other.test/b", "http://shop.test/b", "error"),
        ("http://shop.test", "http://other.test/b", "http://other.test/b", "passed"),
        # A recorder stood in between: the provider names the address by which it was asked.
        ("http://shop.test", "http://127.0.0.1:9/b", "http://shop.test/b", "passed"),
    ],
)
def test_the_host_has_to_fit(origin: str, location: str, target: str, verdict: str, tmp_path: Path) -> None:
    log = {"log": {"entries": [entry(f"{origin}/a", 302, Location=location), entry(target, 200)]}}
    (tmp_path / "a.har").write_text(json.dumps(log), encoding="utf-8")
    run = cl.verify(contract_of(expecting("/a")), cl.load_captures(tmp_path / "a.har"))
    assert run["GET /a"].verdict == verdict


def test_paths_below_a_base_path() -> None:
    captures = cl.Captures(base_path="/api")
    captures.add(cl.HttpRequest("GET", "/api/a"), cl.HttpResponse(302, {"Location": "/b"}, b""))
    captures.add(cl.HttpRequest("GET", "/b"), cl.HttpResponse(200, {}, b""))
    assert only(cl.verify(contract_of(expecting("/a")), captures)).passed


ANY = {"matchers": [{"match": "type"}]}


def mixed() -> tuple[Contract, cl.Captures]:
    contract = contract_of(
        expecting("/gzip", headers={"Content-Encoding": "gzip"}),
        expecting("/moved", body="there"),
        expecting("/lost"),
        expecting("/name", headers={"X-Name": "Zoë"}),
        expecting("/any", headers={"X-Name": "x"}, matchingRules={"header": {"X-Name": ANY}}),
        expecting("/plain", body="x"),
    )
    captures = recorded(
        ("GET /gzip", 200, GZIP, b"x"),
        ("GET /moved", *moved("/there?token=s3cret-s3cret", 307)),
        ("GET /there?token=s3cret-s3cret", 200, {"Content-Type": "text/plain"}, b"there"),
        ("GET /lost", *moved("/nowhere?token=s3cret-s3cret", 301)),
        ("GET /name", 200, {"X-Name": "Zoë"}, b""),
        ("GET /any", 200, {"X-Name": "Zoë"}, b""),
        ("GET /plain", 200, {}, b"x"),
    )
    return contract, captures


MIXED = ["failed", "passed", "error", "failed", "passed", "passed"]


def outcome_of(run: Run) -> list[tuple[Any, ...]]:
    return [
        (result.verdict, result.reason, [each.message for each in result.mismatches], result.notes)
        for result in run.results
    ]


def test_a_saved_run_says_the_same(tmp_path: Path) -> None:
    run = cl.verify(*mixed())
    assert [result.verdict for result in run.results] == MIXED
    again = cl.load_run(run.save(tmp_path / "run.json"))
    assert outcome_of(again) == outcome_of(run)
    explained = [repr(result.explanation.parts) for result in run.results]
    assert [repr(result.explanation.parts) for result in again.results] == explained
    assert "s3cret" not in (tmp_path / "run.json").read_text(encoding="utf-8")


def test_a_run_of_an_earlier_version_has_no_notes(tmp_path: Path) -> None:
    written = cl.verify(*mixed()).to_dict()
    for result in written["results"]:
        result.pop("notes", None)
    (tmp_path / "old.json").write_text(json.dumps(written), encoding="utf-8")
    assert all(result.notes == () for result in cl.load_run(tmp_path / "old.json"))


def test_everyone_who_judges_judges_the_same() -> None:
    contract, captures = mixed()
    run = cl.verify(contract, captures)
    with ThreadPoolExecutor(2) as pool:
        assert outcome_of(cl.verify(contract, captures, executor=pool)) == outcome_of(run)
    assert outcome_of(pickle.loads(pickle.dumps(run))) == outcome_of(run)
    column = cl.matrix(contract, {"1": captures}).runs["1"]
    assert outcome_of(column) == outcome_of(run)
    preview = cl.edit(contract).preview(captures)
    assert preview.changes == ()
    assert [result.verdict for result in preview.results] == MIXED


def test_no_view_repeats_a_token_of_an_address() -> None:
    run = cl.verify(*mixed())
    for item in (run, *run.results):
        assert not any("s3cret" in view for view in item._repr_mimebundle_().values())


def test_contracts_that_test_the_caller_and_messages_go_through_no_client() -> None:
    contract = cl.load(
        {
            "consumer": {"name": "c"},
            "provider": {"name": "p"},
            "messages": [{"description": "m", "contents": {"id": 1}}],
            "metadata": {"pactSpecification": {"version": "3.0.0"}},
        }
    )
    captures = cl.Captures()
    captures.add_message(b'{"id":1}', {"contentType": "application/json"}, example="m")
    assert only(cl.verify(contract, captures)).notes == ()


@pytest.mark.parametrize(
    ("coding", "body", "verdict"),
    [
        ("gzip", packed_alike(b"x"), "passed"),
        ("deflate", zlib.compress(b"x"), "passed"),
        ("gzip", packed_alike(b"x")[:-5], "error"),
        ("gzip", packed_alike(b"") + packed_alike(b"x"), "error"),
        ("gzip", b"x", "passed"),
        ("deflate", b"x", "passed"),
    ],
)
def test_a_body_that_was_recorded_as_it_travelled_is_unpacked(coding: str, body: bytes, verdict: str) -> None:
    headers = {"Content-Type": "text/plain", "Content-Encoding": coding}
    run = cl.verify(contract_of(expecting("/a", body="x")), recorded(("GET /a", 200, headers, body)))
    assert only(run).verdict == verdict


def test_what_was_seen_is_seen_again() -> None:
    """A capture as the client hands it on is judged the same once more: editors and previews work with such."""
    contract, captures = mixed()
    for result in cl.verify(contract, captures).results:
        if result.seen is not None and result.reason_code is None:
            again = cl.verify(contract, [result.seen], only=result.example).results
            assert [each.verdict for each in again] == [result.verdict]
