"""What is long is cut in its middle, and the place that answers stays in sight, in every output."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_contracts import contract_of, http, matchers

import contractlab as cl
from contractlab.verification.run import Run
from contractlab.views.junit import junit_xml
from contractlab.views.model import Document, Paragraph, Span
from contractlab.views.text import render_document

JSON = {"Content-Type": "application/json"}


def run_of(example: Any, rules: Any, actual: Any, headers: Any = None, sent: Any = None) -> Run:
    response = {"headers": {**JSON, **(headers or {})}, "body": example, "matchingRules": {"body": matchers(rules)}}
    contract = contract_of(http(request={"method": "GET", "path": "/"}, response=response))
    answer = cl.HttpResponse(200, {**JSON, **(sent or headers or {})}, json=actual)
    return cl.verify([contract], [cl.Capture(cl.HttpRequest("GET", "/"), answer)])


def outputs(run: Run) -> dict[str, str]:
    """Every output of a run and of its one result, white space evened out."""
    texts = {"junit": junit_xml(run), "cause": run.causes[0].message}
    for name, item in (("run", run), ("result", run.results[0])):
        bundle = item._repr_mimebundle_()
        texts |= {f"{name} {kind}": bundle[kind] for kind in ("text/plain", "text/markdown", "text/html")}
    return {name: " ".join(text.split()) for name, text in texts.items()}


INSTANT = r"^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{3,}([+-][0-2]\d:[0-5]\d|Z)$"


def test_a_long_pattern_leaves_room_for_the_value() -> None:
    run = run_of([{"at": "2020-04-08T13:27:34.579Z"}], {"$[0].at": {"match": "regex", "regex": INSTANT}},
                 [{"at": "2020-04-08T13:27:34.579+0000"}])  # fmt: skip
    for name, text in outputs(run).items():
        assert "2020-04-08T13:27:34.579+0000" in text.replace("&quot;", '"'), name
        assert "The pattern stops matching at character 27" in text, name


def test_a_very_long_pattern_keeps_both_ends() -> None:
    pattern = "start-" + "[a-z0-9]{3}-" * 60 + "end"
    run = run_of({"a": "x"}, {"$.a": {"match": "regex", "regex": pattern}}, {"a": "start-a1b-rest"})
    for name, text in outputs(run).items():
        assert "start-[a-z0-9]" in text, name
        assert "-end" in text, name
        assert "start-a1b-rest" in text, name


@pytest.mark.parametrize("at", [0, 30, 300, 599])
def test_the_difference_of_long_texts(at: int) -> None:
    wanted = "".join(chr(ord("a") + index % 23) for index in range(600))
    given_text = wanted[:at] + "☂" + wanted[at + 1 :]
    for name, text in outputs(run_of({"a": wanted}, {}, {"a": given_text})).items():
        assert "☂" in text, name


@pytest.mark.parametrize("at", [10, 150, 290])
def test_the_difference_of_long_headers(at: int) -> None:
    wanted = "default-src " + "x" * 300
    sent = wanted[:at] + "Q" + wanted[at + 1 :]
    run = run_of({"a": 1}, {}, {"a": 1}, {"Content-Security-Policy": wanted}, {"Content-Security-Policy": sent})
    for name, text in outputs(run).items():
        assert "Q" in text.replace("Content-Security-Policy", ""), name


def test_the_place_where_a_pattern_stops_in_a_long_value() -> None:
    value = "x" * 300 + "☂" + "y" * 300
    run = run_of({"a": "xy"}, {"$.a": {"match": "regex", "regex": "x+y+"}}, {"a": value})
    for name, text in outputs(run).items():
        assert "☂" in text, name


CODES = st.text("ab/$[]*.", min_size=1, max_size=300)


@given(st.lists(CODES, min_size=1, max_size=4), st.integers(40, 120))
def test_a_sentence_keeps_its_words(codes: list[str], width: int) -> None:
    spans = [Span("text", "Why: ")]
    for number, text in enumerate(codes):
        spans += [Span("code", text), Span("text", f" word{number}, ")]
    shown = render_document(Document((Paragraph((*spans, Span("text", "end."))),)), width)
    assert all(len(line) <= width for line in shown.split("\n"))
    if width >= 100:
        assert shown.endswith("end.")
        assert all(f"word{number}," in shown for number in range(len(codes)))
