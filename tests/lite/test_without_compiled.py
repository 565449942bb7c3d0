"""What a browser lacks (deepdiff, papermill) is done without, or said in one sentence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT, examples

import contractlab as cl
from contractlab.editing.compare_requests import structural_differences
from contractlab.reports import ReportFailed, ReportParameters, execute_report
from contractlab.values.json_rewriting import same_value
from contractlab.values.markers import MISSING

DATA = ROOT / "notebooks" / "data"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["k", "l", "m"]), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("deepdiff", "papermill"):
        monkeypatch.setitem(sys.modules, name, None)


def drift() -> list[str]:
    captures = cl.load_captures([DATA / "good" / "2.4.0.har", DATA / "broken" / "2.5.0.har"])
    matrix = cl.matrix(cl.load(DATA / "billing-service-customer-service.json"), captures.by_version())
    return [change.sentence for change in cl.drift(matrix)]


def test_drift_is_the_same_without_deepdiff(request: pytest.FixtureRequest) -> None:
    with_it = drift()
    request.getfixturevalue("bare")
    assert drift() == with_it
    assert len(with_it) > 5


def put(document: Any, tokens: tuple[Any, ...], value: Any) -> Any:
    """The document with a value at a place; MISSING takes it away."""
    if not tokens:
        return value
    head, *rest = tokens
    if isinstance(document, list):
        items = list(document)
        if value is MISSING and not rest:
            del items[head]
        elif head == len(items):
            items.append(value)
        else:
            items[head] = put(items[head], tuple(rest), value)
        return items
    if value is MISSING and not rest:
        return {key: kept for key, kept in document.items() if key != head}
    return {**document, head: put(document.get(head), tuple(rest), value)}


@settings(max_examples=examples(300), deadline=None)
@given(JSON, JSON)
def test_differences_without_deepdiff_lead_from_one_document_to_the_other(old: Any, new: Any) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(sys.modules, "deepdiff", None)
        differences = structural_differences(old, new)
        assert structural_differences(old, old) == []
    for _, was, now in differences:
        assert was is MISSING or now is MISSING or not same_value(was, now)
    made = old
    removed = [tokens for tokens, _, now in differences if now is MISSING]
    for tokens, _, now in differences:
        if now is not MISSING:
            made = put(made, tokens, now)
    for tokens in reversed(removed):
        made = put(made, tokens, MISSING)
    assert made == new


def test_a_notebook_that_cannot_be_executed_is_said_in_one_sentence(bare: None, tmp_path: Path) -> None:
    with pytest.raises(ReportFailed, match="executed by papermill and ipykernel, and here is no papermill"):
        execute_report(tmp_path / "report.ipynb", ReportParameters(contracts=("a.json",), captures=("b.har",)))
    assert list(tmp_path.iterdir()) == []
