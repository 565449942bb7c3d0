"""The same data shows the same numbers: on the desk, in the explorer, in matrices, runs and reports."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from matrices import contract, provider
from small_contracts import contract_of
from small_runs import BROKEN, CONTRACT, DATA, GOOD, answers

import contractlab as cl
from contractlab.captures import Captures
from contractlab.reports import Report
from contractlab.reports.markdown import render_markdown_report
from contractlab.reports.page import render_page
from contractlab.verification.matrix import matrix_of
from contractlab.views import render_html, render_markdown, render_text
from contractlab.views.tally import newest_tally, tally_of, tally_of_matrix
from contractlab.widgets.explorer.model import ExplorerModel, matrix_shown


def several_captures() -> cl.Lab:
    """An example that was recorded three times, one that nobody recorded, and one that cannot be told from another."""
    loaded = contract_of(
        answers("/0", {"a": 1}),
        answers("/1", {"a": 1}),
        answers("/2", {"a": 1}, description="one", providerStates=[{"name": "a"}]),
        answers("/2", {"a": 1}, description="other", providerStates=[{"name": "b"}]),
    )
    captures = Captures()
    for version in ("1.0.0", "1.1.0"):
        for body in ({"a": 1}, {"a": "x"}, {"a": None}):
            captures.add(cl.HttpRequest("GET", "/0"), cl.HttpResponse(200, json=body), provider_version=version)
        captures.add(cl.HttpRequest("GET", "/2"), cl.HttpResponse(200, json={"a": 1}), provider_version=version)
    return cl.open(loaded, captures=captures)


def versions_of_a_provider() -> cl.Lab:
    answers = (["good"] * 3, ["good", "text", None], ["null", "text", "status"])
    captures = Captures(each for number, kinds in enumerate(answers) for each in provider(kinds, f"{number}.0.0"))
    return cl.open(contract(), captures=captures)


DESKS: dict[str, Any] = {
    "one version": lambda: cl.open(CONTRACT, captures=BROKEN),
    "two files": lambda: cl.open(CONTRACT, captures=[GOOD, BROKEN]),
    "versions": lambda: cl.open(
        [DATA / "versions" / "billing-service-1.json", DATA / "versions" / "billing-service-2.json"],
        captures=DATA / "versions" / "customer-service.jsonl",
    ),
    "several captures": several_captures,
    "a provider": versions_of_a_provider,
    "nothing recorded": lambda: cl.open(CONTRACT),
}


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"[\\*`]", "", text)).replace("&nbsp;", " ").split())


@pytest.mark.parametrize("name", DESKS)
def test_every_view_counts_alike(name: str) -> None:
    lab = DESKS[name]()
    run = lab.run
    every = tally_of(run.results)
    headline = every.headline(tolerant=False)
    version, newest = newest_tally(matrix_shown(run))
    shown = {
        "desk": render_html(lab),
        "run": render_html(run),
        "run, Markdown": render_markdown(run),
        "run, text": render_text(run, width=400),
        "explorer": ExplorerModel(matrix_shown(lab), lab.redaction).view()["status"],
        "matrix": render_html(matrix_shown(run)),
        "page": render_page(Report(lab)),
        "report, Markdown": render_markdown_report(Report(lab)),
    }
    for view, text in shown.items():
        assert headline in words(text), view
        if version:
            assert newest.headline(tolerant=False) in words(text), view
            assert every.scope in words(text), view


@pytest.mark.parametrize("name", DESKS)
def test_errors_are_no_failures(name: str) -> None:
    run = DESKS[name]().run
    counts, tally = run.counts(), tally_of(run.results)
    assert dict(tally.counts) == counts
    if counts["failed"]:
        assert tally.headline(tolerant=False).startswith(f"{counts['failed']:,} of {len(run.results):,} failed")
    if counts["failed"] and counts["error"]:
        assert tally.headline(tolerant=False).endswith(f", {counts['error']:,} could not be checked")


def test_ambiguous_results_are_counted_as_such() -> None:
    run = several_captures().run
    assert tally_of(run.results).headline(tolerant=False) == "4 of 12 failed, 4 could not be checked"
    assert tally_of(run.results).scope == "12 results of 4 examples, 2 versions"


def test_what_the_total_is_made_of_is_left_out_where_it_says_itself(tmp_path: Path) -> None:
    assert tally_of(cl.open(CONTRACT, captures=BROKEN).run.results).scope == ""
    run = versions_of_a_provider().run
    assert tally_of(run.results).scope == "3 examples × 3 versions"
    assert newest_tally(run) == ("2.0.0", newest_tally(matrix_of(run))[1])


def test_examples_of_two_contracts_with_the_same_names_are_two() -> None:
    lab = DESKS["versions"]()
    rows = len(matrix_shown(lab).rows)
    assert rows == sum(len(each.examples) for each in lab.contracts)
    assert tally_of(lab.run.results).examples == rows
    assert tally_of_matrix(matrix_shown(lab)).examples == rows


def test_an_example_of_several_contract_versions_is_counted_once() -> None:
    versions = {name: cl.load(DATA / "versions" / f"billing-service-{name}.json") for name in ("1", "2")}
    matrix = cl.matrix(versions, cl.load_captures(DATA / "versions" / "customer-service.jsonl"))
    assert tally_of_matrix(matrix).examples == len(matrix.rows)
