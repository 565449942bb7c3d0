"""The sentence on top of a report, its headings, and the sections at its end."""

from __future__ import annotations

import json
from typing import Any

import pytest
from matrices import contract, provider
from small_contracts import TYPE, contract_of, document_of, http, matchers
from small_runs import answers, broken_run, good_run, many_verdicts_run
from views.payloads import PAYLOADS
from views.strict_html import faults
from views.strict_markdown import faults as markdown_faults

import contractlab as cl
from contractlab.captures import Captures
from contractlab.contracts.collection import Contracts
from contractlab.reports import Report
from contractlab.reports.markdown import render_markdown_report
from contractlab.reports.page import render_page
from contractlab.reports.section import Heading
from contractlab.views.model import Picture


def title_of(run: Any) -> str:
    return Report(run).title


def consumer(name: str, *paths: str, provider: str = "shop", **more: Any) -> cl.Contract:
    return contract_of(*(answers(path, {"a": 1}, **more) for path in paths), consumer=name, provider=provider)


def answered(bodies: dict[str, Any], version: str | None = "2.0.0", into: Captures | None = None) -> Captures:
    captures = Captures() if into is None else into
    for path, body in bodies.items():
        response = None if body is None else cl.HttpResponse(200, json={"a": body})
        captures.add(cl.HttpRequest("GET", path), response, provider_version=version)
    return captures


ONE = [consumer("web", "/a")]
THREE = [consumer("web", "/a"), consumer("app", "/b"), consumer("desk", "/c")]
FOUR = [*THREE, consumer("till", "/d")]
TWO_PROVIDERS = [consumer("web", "/a"), consumer("web", "/b", provider="bank")]
PENDING = [
    contract_of(
        answers("/a", {"a": 1}),
        {**answers("/b", {"a": 1}), "pending": True, "type": "Synchronous/HTTP"},
        version="4.0",
        consumer="web",
        provider="shop",
    )
]


@pytest.mark.parametrize(
    ("contracts", "bodies", "sentence"),
    [
        (ONE, {"/a": 1}, "shop 2.0.0 keeps its contract with web"),
        (ONE, {"/a": "x"}, "shop 2.0.0 breaks web"),
        (ONE, {"/a": None}, "shop 2.0.0 could not be checked in full against web"),
        (ONE, {"/z": 1}, "Nothing was checked: no capture matches the example"),
        (THREE, {"/z": 1}, "Nothing was checked: no capture matches any of 3 examples"),
        (THREE, {"/a": 1, "/b": 1, "/c": 1}, "shop 2.0.0 keeps all 3 contracts"),
        (THREE, {"/a": 1, "/b": 1}, "shop 2.0.0: 1 of 3 examples not exercised"),
        (THREE, {"/a": "x", "/b": 1, "/c": "x"}, "shop 2.0.0 breaks web and desk"),
        (THREE, {"/a": "x", "/b": "x", "/c": "x"}, "shop 2.0.0 breaks web, app and desk"),
        (FOUR, dict.fromkeys(["/a", "/b", "/c", "/d"], "x"), "shop 2.0.0 breaks 4 of 4 consumers"),
        (TWO_PROVIDERS, {"/a": 1, "/b": 1}, "All 2 contracts are kept"),
        (TWO_PROVIDERS, {"/a": "x", "/b": "x"}, "2 of 2 contracts are broken"),
        (TWO_PROVIDERS, {"/a": 1, "/b": "x"}, "bank 2.0.0 breaks web"),
        (TWO_PROVIDERS, {"/a": None, "/b": None}, "2 of 2 contracts could not be checked in full"),
        (PENDING, {"/a": 1, "/b": "x"}, "shop 2.0.0 keeps its contract with web, apart from 1 pending example"),
        ([contract_of()], {}, "There is nothing to check"),
    ],
)
def test_the_title_says_what_a_run_came_to(contracts: list[cl.Contract], bodies: dict[str, Any], sentence: str) -> None:
    assert title_of(cl.verify(contracts, answered(bodies))) == sentence


def test_the_title_names_the_versions_that_broke() -> None:
    captures = answered({"/a": "x"}, "3.0.0", answered({"/a": "x"}, "2.0.0", answered({"/a": 1}, "1.0.0")))
    assert title_of(cl.verify(ONE, captures)) == "shop 3.0.0 breaks web"
    assert title_of(cl.verify(ONE, answered({"/a": 1}, None))) == "shop keeps its contract with web"


def test_the_title_says_what_was_tolerated_and_what_could_not_be_read() -> None:
    run = cl.verify(THREE, answered({"/a": 1, "/b": 1}), allow_not_exercised=True)
    assert title_of(run) == "shop 2.0.0 keeps all 3 contracts, apart from 1 example without a capture"
    refused = Contracts(ONE, [cl.InvalidContract("bad.json", ["no"])])
    assert title_of(cl.verify(refused, answered({"/a": 1}))).endswith(", and 1 contract could not be read")


def test_a_heading_is_one_line_of_its_level() -> None:
    bundle = Heading("two\nlines", 3)._repr_mimebundle_()
    assert bundle == {"text/plain": "two lines", "text/markdown": "### two lines\n"}


# The surrogate is left out, because no contract can hold half a pair.
@pytest.mark.parametrize("name", [payload for payload in PAYLOADS if payload != "surrogate"])
def test_hostile_words_are_never_read_as_markdown_or_html(name: str) -> None:
    text = PAYLOADS[name]
    rules = matchers({"$.nowhere": TYPE, "$.a": {"match": text or "unknown"}})
    response = {"status": 200, "body": {text: [], "a": 1}, "matchingRules": {"body": rules}}
    odd = http(text, request={"method": "GET", "path": "/a"}, response=response)
    document = document_of(odd, answers("/gap", description=f"gap {text}"), consumer=text, provider=text)
    run = cl.verify(cl.load(json.dumps(document).encode()), answered({"/a": text}, text))
    assert markdown_faults(Report(run).heading._repr_mimebundle_()["text/markdown"]) == []
    assert markdown_faults(Heading(text, 3)._repr_mimebundle_()["text/markdown"]) == []
    for section in (*Report(run), *Report(run).failures()):
        bundle = section._repr_mimebundle_()
        assert faults(bundle["text/html"]) == [] if "text/html" in bundle else isinstance(section, Heading)
        assert markdown_faults(bundle["text/markdown"]) == []


def words(section: Any) -> str:
    return str(section._repr_mimebundle_()["text/plain"])


def test_sections_with_nothing_in_them_say_so() -> None:
    run = cl.verify(ONE, answered({"/a": 1}))
    assert [words(section).strip() for section in Report(run).failures()] == ["Nothing failed."]
    assert "Nothing was left unchecked" in words(Report(run)["not-checked"])
    assert "Every example was exercised." in words(Report(run)["not-exercised"])
    assert "No problems" in words(Report(run)["problems"])


def test_what_nothing_checked_is_listed_by_example() -> None:
    shown = words(Report(good_run())["not-checked"])
    assert "a request for customer 123" in shown
    assert "$.tags" in shown


def test_gaps_name_the_place_to_look_at() -> None:
    run = many_verdicts_run()
    gap = run.not_exercised[0]
    assert f"{gap.example.location.file}:{gap.example.location.line}" in words(Report(run)["not-exercised"])


def test_problems_name_file_and_line() -> None:
    run = many_verdicts_run()
    odd = [problem for problem in run.contracts.problems if problem.severity != "info"]
    assert f"{len(odd)} problems" in words(Report(run)["problems"])
    assert "line 1" in words(Report(run)["problems"])


def test_versions_count_verdicts_and_name_what_took_part() -> None:
    shown = words(Report(broken_run())["versions"])
    assert "2.5.0" in shown
    assert "billing-service-customer-service.json" in shown
    assert f"contractlab {cl.__version__}" in shown


def test_several_versions_are_drawn_and_one_is_not() -> None:
    captures = {"1": provider(["good", "good"]), "2": provider(["text", "good"])}
    several = Report(cl.matrix(contract(2), captures))
    drawn = [block for block in several["over-versions"].blocks if isinstance(block, Picture)]
    assert [block.drawing.name.partition(":")[0] for block in drawn] == [
        "Verdicts over versions",
        "Causes over versions",
    ]
    assert [failure.picture is not None for failure in several.failing] == [True]
    page = render_page(several)
    assert page.count("<svg") == page.count("<summary>as a table</summary>") == 4  # with the hot paths and the value
    single = Report(broken_run())
    assert "over-versions" not in [section.name for section in single.sections]
    assert ">Over versions" not in render_page(single)
    assert "## Over versions" not in render_markdown_report(single)


def test_failures_are_shown_up_to_a_number_and_the_rest_is_named() -> None:
    run = broken_run()
    shown = Report(run).failures(2)
    assert [type(item).__name__ for item in shown] == ["Heading", "Failure", "Heading", "Failure", "Section"]
    assert "4 more: run.failures" in words(shown[-1])


def test_a_heading_of_several_versions_says_which() -> None:
    captures = answered({"/a": "x"}, "2.0.0", answered({"/a": "x"}, "1.0.0"))
    headings = [item.text for item in Report(cl.verify(ONE, captures)).failures() if hasattr(item, "level")]
    assert headings == ["GET /a (1.0.0 and 2.0.0)"]


@pytest.mark.parametrize("section", ["not-checked", "not-exercised", "problems", "versions", "states", "matrix"])
def test_long_lists_are_cut(section: str) -> None:
    interactions = [answers(f"/{number}", {"a": []}) for number in range(200)]
    captures = answered({})
    for number in range(200):
        path = f"/{number}" if number % 2 else "/none"
        captures.add(cl.HttpRequest("GET", path), cl.HttpResponse(200, json={"a": []}))
    bundle = Report(cl.verify(contract_of(*interactions), captures))[section]._repr_mimebundle_()
    assert len(bundle["text/html"]) < 60_000
    assert len(bundle["text/plain"].splitlines()) <= 25
