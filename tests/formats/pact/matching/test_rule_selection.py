"""Which rule wins where: the automaton, beside an implementation that weighs every rule at every path."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import rule_set
from support import examples

from contractlab.engine.paths import Token, as_index
from contractlab.engine.rules import RuleList, RuleSet
from contractlab.formats.pact.matching.automaton import Automaton, State

Step = str | int


def state_at(rules: RuleSet, *steps: Step) -> State:
    state = Automaton(rules).root
    for step in steps:
        state = state.under_index(step) if isinstance(step, int) else state.under_key(step)
    return state


def best_at(paths: list[str], *steps: Step) -> str | None:
    best = state_at(rule_set(*paths), *steps).best
    return None if best is None else best.path


# -- one by one -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paths", "steps", "winner"),
    [
        ([], ["a"], None),
        (["$.a"], ["b"], None),
        (["$.a"], ["a"], "$.a"),
        (["$.a"], ["a", "b", 0], "$.a"),
        (["$"], ["a", "b"], "$"),
        (["$", "$.a"], ["a"], "$.a"),
        (["$.a", "$.*"], ["a"], "$.a"),
        (["$.*", "$.a"], ["b"], "$.*"),
        (["$.a.*", "$.a"], ["a", "b"], "$.a.*"),
        (["$.a.b.*", "$.a.b"], ["a", "b", "c"], "$.a.b.*"),
        (["$.*.*", "$.a"], ["a", "b"], "$.a"),  # 6 < 8: the rule further up is heavier
        (["$.*.*.*.*", "$.a"], ["a", "b", "c", "d"], "$.*.*.*.*"),  # 10 > 8
        (["$.a.b"], ["a"], None),
        (["$.a.b"], ["b", "a"], None),
        (["$[0]", "$[*]"], [0], "$[0]"),
        (["$[0]", "$[*]"], [1], "$[*]"),
        (["$.*"], [3], "$.*"),
        (["$[*]"], ["a"], None),
        (["$[*]"], ["7"], "$[*]"),
        (["$[*]"], ["[*]"], "$[*]"),
        (["$.1"], [1], "$.1"),
        (["$[1]"], ["1"], "$[1]"),
        (["$[1]"], ["01"], "$[1]"),
        (["$[1]"], ["+1"], "$[1]"),
        (["$.1"], ["01"], "$.1"),
        (["$['01']"], ["01"], None),
        (["$['01']"], ["1"], None),
        (["$[1]"], ["-1"], None),
        ([""], [], ""),
        ([""], ["a", 0], ""),
        (["", "$"], ["a"], "$"),
        (["k"], ["k"], "k"),
        (["$['k']", "$.k"], ["k"], "$['k']"),
    ],
)
def test_the_heaviest_rule_at_or_above_a_path_wins(paths: list[str], steps: list[Step], winner: str | None) -> None:
    assert best_at(paths, *steps) == winner


@pytest.mark.parametrize(
    "paths", [["$.a.*", "$.*.b"], ["$.*.b", "$.a.*"], ["$.a", "$.*.*.*"], ["$.a['b']", "$['a'].b"]]
)
def test_of_tied_rules_the_first_in_the_file_wins_always(paths: list[str]) -> None:
    steps = ("a", "b", "c") if "$.*.*.*" in paths else ("a", "b")
    assert [best_at(paths, *steps) for _ in range(20)] == [paths[0]] * 20


@pytest.mark.parametrize(
    ("steps", "cascaded"), [(["a"], False), (["a", "b"], True), (["a", 0], True), (["a", "x", "y"], True)]
)
def test_a_rule_is_inherited_below_its_own_place(steps: list[Step], cascaded: bool) -> None:
    assert state_at(rule_set("$.a"), *steps).cascaded is cascaded


def test_a_star_that_is_matched_here_is_not_inherited() -> None:
    assert not state_at(rule_set("$.a[*]"), "a", 5).cascaded
    assert state_at(rule_set("$.a[*]"), "a", 5, "id").cascaded


def test_losers_are_kept_heaviest_first() -> None:
    state = state_at(rule_set("$", "$.*", "$.a", ""), "a")
    assert [declared.path for declared in state.applicable] == ["$.a", "$.*", "$", ""]
    assert [declared.path for declared in state.exact] == ["$.*", "$.a"] or [
        declared.path for declared in state.exact
    ] == ["$.a", "$.*"]


def test_items_beyond_every_named_index_share_one_state() -> None:
    state = state_at(rule_set("$.a[0].x", "$.a[2]", "$.a[*].y", "$.a.7"), "a")
    assert state.named_indices() == {0, 2, 7}
    assert state.under_index(5) is state.under_index(900) is state.other_index
    assert state.under_index(2) is not state.other_index


def test_where_no_rule_is_left_a_state_is_its_own_successor() -> None:
    state = state_at(rule_set("$.a"), "a", "b")
    assert state.under_key("c") is state
    assert state.under_index(3) is state


def test_the_number_of_states_does_not_grow_with_the_values() -> None:
    automaton = Automaton(rule_set("$[*].a", "$[*].b[*].*", "$[0]", "$.*"))
    for index in range(1_000):
        item = automaton.root.under_index(index)
        for key in ("a", "b", f"k{index}"):
            item.under_key(key).under_index(index).under_key(f"z{index}").under_key("deeper")
    assert len(automaton) < 30


# -- beside weighing every rule ---------------------------------------------------------------------------------------


def fits(token: Token, step: Step) -> bool:
    text = str(step) if isinstance(step, int) else as_index(step) or step
    numeric = isinstance(step, int) or as_index(step) is not None
    if token.kind == "star":
        return True
    if token.kind == "star-index":
        return numeric
    return token.text == text and (token.kind == "field" or numeric)


def weighed(rules: RuleSet, steps: list[Step]) -> tuple[list[RuleList], bool, bool]:
    """Applicable lists heaviest first, whether the best is inherited, whether keys are free: by the definition."""
    applicable = [
        declared
        for declared in rules.lists
        if len(declared.tokens) <= len(steps) + 1
        and all(fits(token, step) for token, step in zip(declared.tokens[1:], steps, strict=False))
    ]
    applicable.sort(key=lambda declared: (-declared.weight, declared.order))
    cascaded = bool(applicable) and len(applicable[0].tokens) != len(steps) + 1
    return applicable, cascaded, any(rule.name == "type" for declared in applicable for rule in declared.rules)


STEPS: st.SearchStrategy[Step] = st.one_of(st.sampled_from(["a", "b", "1", "01", "+2", "x y", "é"]), st.integers(0, 3))
WRITTEN = st.sampled_from([".a", ".b", "['x y']", ".é", ".1", "[1]", "['01']", "[0]", "[2]", "[*]", ".*"])
PATHS = st.lists(
    st.one_of(st.just(""), st.lists(WRITTEN, max_size=4).map(lambda steps: "$" + "".join(steps))), max_size=6,
    unique=True,
)  # fmt: skip


@settings(max_examples=examples(500))
@given(PATHS, st.lists(STEPS, max_size=5))
def test_the_automaton_selects_what_weighing_selects(paths: list[str], steps: list[Any]) -> None:
    rules = rule_set(*paths)
    state = state_at(rules, *steps)
    applicable, cascaded, type_like = weighed(rules, steps)
    assert list(state.applicable) == applicable
    assert state.best is (applicable[0] if applicable else None)
    assert state.cascaded is cascaded
    assert state.type_like is type_like
    assert set(state.exact) == {declared for declared in applicable if len(declared.tokens) == len(steps) + 1}


@settings(max_examples=examples(200))
@given(PATHS, st.lists(STEPS, max_size=3), st.integers(0, 50))
def test_an_index_that_no_rule_names_is_in_the_common_state(paths: list[str], steps: list[Any], index: int) -> None:
    state = state_at(rule_set(*paths), *steps)
    if index not in state.named_indices():
        assert state.under_index(index) is state.other_index or not state.nodes
