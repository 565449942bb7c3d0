"""Paths of mismatches, results and how low objects show themselves."""

from __future__ import annotations

from typing import Any

import pytest

from contractlab.values import display as shown
from contractlab.values.display import Shown
from contractlab.values.explanation import Explained, Explanation
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import AnyKey, Mismatch, format_path, general_path
from contractlab.values.result import MatchResult


@pytest.mark.parametrize(
    ("tokens", "path", "general"),
    [
        ((), "$", "$"),
        (("a", "b_1"), "$.a.b_1", "$.a.b_1"),
        (("items", 0, "id"), "$.items[0].id", "$.items[*].id"),
        (("odd key", "x-y", ""), "$['odd key']['x-y']['']", "$['odd key']['x-y']['']"),
        (("it's", "back\\slash"), "$['it\\'s']['back\\\\slash']", "$['it\\'s']['back\\\\slash']"),
        (("1", 1), "$['1'][1]", "$['1'][*]"),
        (("é",), "$['é']", "$['é']"),
        (("a", "#text"), "$.a.#text", "$.a.#text"),
        (("a", "@id"), "$.a.@id", "$.a.@id"),
        ((AnyKey("k"), "v"), "$.k.v", "$.*.v"),
        ((AnyKey("odd key"),), "$['odd key']", "$.*"),
    ],
)
def test_tokens_become_a_path_and_a_general_path(tokens: tuple[Any, ...], path: str, general: str) -> None:
    assert format_path(tokens) == path
    assert general_path(tokens) == general


def test_a_mismatch_shares_no_facts_with_another() -> None:
    mismatch = Mismatch("body", "$", "type", None, 1, 2)
    assert dict(mismatch.facts) == {}
    assert mismatch == Mismatch("body", "$", "type", None, 1, 2)


def test_explanation_and_unchecked_are_worked_out_once_and_only_when_asked() -> None:
    calls: list[str] = []

    def explain() -> Explanation:
        calls.append("explain")
        return Explanation()

    def unchecked() -> tuple[()]:
        calls.append("unchecked")
        return ()

    result = MatchResult("passed", explain=explain, unchecked=unchecked)
    assert result
    assert calls == []
    assert result.explanation is result.explanation
    assert result.unchecked == result.unchecked == ()
    assert calls == ["explain", "unchecked"]


@pytest.mark.parametrize("verdict", ["failed", "error", "pending", "not exercised"])
def test_only_a_passed_result_is_true(verdict: Any) -> None:
    result = MatchResult(verdict, reason="why")
    assert not result
    assert not result.passed
    assert repr(result) == f"<MatchResult {verdict}: why, 0 mismatches>"


def test_an_explained_tree_is_walked_parents_first_without_recursion() -> None:
    tree = Explained((), 0, 0, "equal")
    for depth in range(5_000):
        tree = Explained((), 0, MISSING, "equal", _expand=lambda inner=tree: (inner,))
        del depth
    assert sum(1 for _ in tree.walk()) == 5_001
    leaves = Explained(("a",), 1, 1, "equal"), Explained(("b", 2), 1, 1, "equal")
    root = Explained((), {}, {}, "equal", _expand=lambda: leaves)
    assert [node.path for node in root.walk()] == ["$", "$.a", "$.b[2]"]
    assert [node.key for node in root.walk()] == [None, "a", 2]
    assert list(Explanation((("status", "", leaves[0]),), root).walk()) == [leaves[0], root, *leaves]


# -- showing ----------------------------------------------------------------------------------------------------------


class Thing(Shown):
    """Something with a repr of its own."""

    def __repr__(self) -> str:
        return "<Thing>"


@pytest.fixture
def empty_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown, "_loader", None)
    monkeypatch.setattr(shown, "_presenter", None)


@pytest.mark.usefixtures("empty_slot")
def test_the_presenter_is_loaded_once_and_on_the_first_display() -> None:
    loads: list[int] = []

    def loader() -> shown.Presenter:
        loads.append(1)
        return lambda item: {"text/plain": f"drawn {item!r}", "text/html": "<p>drawn</p>"}

    shown.install_presenter(loader)
    assert loads == []
    assert Thing()._repr_mimebundle_()["text/plain"] == "drawn <Thing>"
    assert Thing()._repr_mimebundle_(include={"text/html"}) == {"text/html": "<p>drawn</p>"}
    assert Thing()._repr_mimebundle_(exclude={"text/html"}) == {"text/plain": "drawn <Thing>"}
    assert loads == [1]


@pytest.mark.usefixtures("empty_slot")
def test_where_nobody_draws_there_is_still_a_text() -> None:
    bundle = Thing()._repr_mimebundle_()
    assert list(bundle) == ["text/plain"]
    assert bundle["text/plain"]
