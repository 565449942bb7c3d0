"""What the provider said with a wrong status comes first, in every output, and no secret comes with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commands import run
from small_contracts import JSON, contract_of, http, one_response
from small_runs import answers, entry, write_contract, write_har

import contractlab as cl
from contractlab.verification import Run
from contractlab.views import render_html, render_markdown, render_text
from contractlab.views.junit import junit_xml

PROBLEM = {"title": "Unprocessable", "detail": "customerId is required"}
WORDS = "Unprocessable: customerId is required"
SENTENCE = f"status: expected 201 Created, got 422 Unprocessable Content. The provider answered: {WORDS}"


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    contract = write_contract(tmp_path / "c.json", answers("/orders", status=201, method="POST"))
    return contract, write_har(tmp_path / "1.0.0.har", entry("/orders", PROBLEM, status=422, method="POST"))


def run_of(small: tuple[Path, Path]) -> Run:
    return cl.verify(cl.load_all(small[0]), cl.load_captures(small[1]))


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_every_output_tells_it(small: tuple[Path, Path]) -> None:
    verified = run_of(small)
    result = verified.results[0]
    assert SENTENCE in one_line(render_text(verified))
    assert SENTENCE in one_line(render_text(result))
    assert f"The provider answered: `{WORDS}`" in render_markdown(result)
    assert WORDS in render_html(result)
    assert f'message="{SENTENCE}"' in junit_xml(verified)
    assert SENTENCE in one_line(run("verify", small[0], "--captures", small[1]).output)
    assert SENTENCE in list(verified.to_frame("mismatches")["message"])


def test_it_is_laid_out_before_the_differences_and_is_no_gap(small: tuple[Path, Path]) -> None:
    result = run_of(small).results[0]
    markdown = render_markdown(result)
    assert "<b>The provider answered</b>" in markdown
    assert '  "detail": "customerId is required"' in markdown
    assert markdown.index("The provider answered</b>") < markdown.index("expected (contract)")
    assert "were not looked at" not in markdown
    assert '  "detail": "customerId is required"'.replace('"', "&quot;") in junit_xml(run_of(small))
    assert [note.reason for note in result.unchecked] == ["no-expectation"], "programs still see the gap"


def test_a_long_body_is_laid_out_in_text_too() -> None:
    example = one_response({"status": 200})
    body = json.dumps({"message": "no stock", "trace": ["at shop.Cart.add"] * 40}).encode()
    text = render_text(example.check_response(cl.HttpResponse(503, JSON, body)))
    assert "The provider answered: no stock" in one_line(text)
    assert '    "message": "no stock",' in text
    assert len(text.splitlines()) <= 30


def test_secrets_stay_out() -> None:
    contract = contract_of(http(request={"method": "GET", "path": "/a"}, response={"status": 200}))
    secret = "sk-live-4242424242424242"
    made = entry("/a", {"error": f"bad {secret}", "token": secret}, status=401, headers={"Authorization": secret})
    captures = cl.load_captures(json.dumps({"log": {"version": "1.2", "creator": {}, "entries": [made]}}).encode())
    verified = cl.verify([contract], captures)
    for text in (render_text(verified), render_markdown(verified.results[0]), render_html(verified.results[0]),
                 junit_xml(verified), str(verified.to_frame("mismatches").to_dict())):  # fmt: skip
        assert "bad" in text
        assert secret not in text


@pytest.mark.parametrize(("status", "body"), [(204, b""), (302, b"moved"), (404, None), (500, b"\0\xff")])
def test_other_answers_say_nothing_more(status: int, body: bytes | None) -> None:
    result = one_response({"status": 200}).check_response(cl.HttpResponse(status, {}, body))
    assert "The provider answered" not in render_text(result)


def test_a_right_status_says_nothing_more() -> None:
    result = one_response({"status": 404, "body": "x"}).check_response(cl.HttpResponse(404, {}, b"y"))
    assert "The provider answered" not in render_text(result)


def test_a_saved_run_tells_it_again(small: tuple[Path, Path], tmp_path: Path) -> None:
    saved = run_of(small).save(tmp_path / "run.json")
    assert SENTENCE in one_line(render_text(cl.load_run(saved)))


TEXT = b"<html>no JSON</html>"
GUESSES: list[tuple[dict[str, Any], cl.HttpResponse, list[str]]] = [
    (
        {"headers": JSON, "body": {"a": 1}},
        cl.HttpResponse(200, {}, TEXT),
        ["The body was not compared. text/html is a guess from the body, because no content type was sent.",
         "Why: the content types differ, one of them a guess, so the body was not compared"],
    ),
    (
        {"headers": JSON, "body": {"a": 1}},
        cl.HttpResponse(200, {"Content-Type": "json"}, TEXT),
        ["text/html is a guess from the body, because the content type that was sent cannot be read."],
    ),
    (
        {"body": {"a": 1}},
        cl.HttpResponse(200, {"Content-Type": "text/html"}, TEXT),
        ["application/json is a guess from the example: the contract names none."],
    ),
    (
        {"headers": JSON, "body": {"a": 1}},
        cl.HttpResponse(200, {"Content-Type": "text/html"}, TEXT),
        ["got text/html. The body was not compared.", "Why: the content types differ, so the body was not compared"],
    ),
    (
        {"headers": JSON, "body": {"a": 1}},
        cl.HttpResponse(200, JSON, TEXT),
        ["got text that is not JSON.", "Why: the body cannot be read as JSON, so no value was compared"],
    ),
    (
        {"body": {"a": 1}},
        cl.HttpResponse(200, JSON, TEXT),
        ["The contract names no content type; JSON is a guess from its example."],
    ),
    (
        {"headers": JSON, "body": {"a": 1}},
        cl.HttpResponse(200, JSON, b""),
        ["Why: the example has a body, so there must be one"],
    ),
    (
        {"headers": JSON, "body": ""},
        cl.HttpResponse(200, JSON, b"{}"),
        ["Why: the example says that there is no body"],
    ),
    ({"headers": JSON, "body": {"a": 1}}, cl.HttpResponse(200, JSON, b'{"a":2}'), ["Why: no rule applies, so it must"]),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "response", "sentences"), GUESSES)
def test_a_body_that_was_not_compared_says_why(
    expected: dict[str, Any], response: cl.HttpResponse, sentences: list[str]
) -> None:
    result = one_response({"status": 200, **expected}).check_response(response)
    text, markdown, html = one_line(render_text(result)), render_markdown(result), render_html(result)
    for sentence in sentences:
        assert sentence in text
        assert sentence.removeprefix("Why: ")[:30].split(".")[0] in markdown.replace("`", "")
        assert sentence.removeprefix("Why: ")[-20:].strip(".") in html.replace("</code>", "").replace("&#x27;", "'")
    if "guess" in text or "cannot be read as" in text:
        assert "no rule applies" not in text + markdown + html


def test_causes_do_not_blame_a_rule_for_it() -> None:
    contract = contract_of(answers("/a", {"a": 1}))
    made = entry("/a", None, answered={"Content-Type": "application/json"})
    made["response"]["content"] = {"size": 3, "mimeType": "application/json", "text": "<x>"}
    captures = cl.load_captures(json.dumps({"log": {"version": "1.2", "creator": {}, "entries": [made]}}).encode())
    text = render_text(cl.verify([contract], captures))
    assert "body not readable" in text
    assert "no rule" not in text
