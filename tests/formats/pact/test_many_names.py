"""Thousands of names and paths, each with a rule or a generator that nearly fits: the work grows with their number."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import in_turns

import contractlab as cl
from contractlab.contracts.problems import DEAD_RULE
from contractlab.engine.paths import InvalidPath, as_index, parse_path
from contractlab.engine.rules import RuleList, RuleSet
from contractlab.formats.pact.matching.names import NameRules

TYPE = {"matchers": [{"match": "type"}]}
NUMBER = {"type": "RandomInt"}


def contract(request: dict[str, Any], response: dict[str, Any]) -> cl.Contract:
    interaction = {
        "description": "d",
        "request": {"method": "GET", "path": "/a", **request},
        "response": {"status": 200, **response},
    }
    document = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": [interaction],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    return cl.load(json.dumps(document).encode())


def queries(count: int) -> cl.Contract:
    names, rules = {f"name{at}": ["v"] for at in range(count)}, {f"NAME{at}": TYPE for at in range(count)}
    return contract({"query": names, "matchingRules": {"query": rules}}, {})


def headers(count: int) -> cl.Contract:
    names, rules = {f"X-Name-{at}": "v" for at in range(count)}, {f"X_Name_{at}": TYPE for at in range(count)}
    return contract({}, {"headers": names, "matchingRules": {"header": rules}})


def generators(count: int) -> cl.Contract:
    names, made = {f"name{at}": ["v"] for at in range(count)}, {f"naem{at}": NUMBER for at in range(count)}
    return contract({"query": names, "generators": {"query": made}}, {})


def bodies(count: int) -> cl.Contract:
    body, rules = {f"name{at}": at for at in range(count)}, {f"$.naem{at}": TYPE for at in range(count)}
    return contract(
        {}, {"headers": {"Content-Type": "application/json"}, "body": body, "matchingRules": {"body": rules}}
    )


def look(made: cl.Contract) -> None:
    assert made.problems
    example = made[0]
    answer = cl.HttpResponse(200, {"Content-Type": "application/json"}, b'{"name1": "x"}')
    assert example.check_response(answer).verdict
    assert example.check_request(cl.HttpRequest("GET", "/a", "name1=w&name2=w")).verdict


@pytest.mark.parametrize("make", [queries, headers, generators, bodies])
def test_names_are_looked_up_and_not_searched(make: Callable[[int], cl.Contract]) -> None:
    look(make(100))
    small, large = in_turns(lambda: look(make(500)), lambda: look(make(2_000)), 2, beforehand=gc.collect)
    assert large / small / 2 < 4, "four times the names take more than eight times the work"


def test_of_many_dead_rules_the_first_say_what_they_are_meant_for_and_the_others_say_why_not() -> None:
    messages = [problem.message for problem in bodies(300).problems if problem.code == DEAD_RULE]
    assert len(messages) == 300
    assert "write $.name0 if" in messages[0]
    assert "too many rules are dead" in messages[-1]


def found_by_search(rules: RuleSet, name: str, fold_case: bool) -> list[RuleList]:
    """What a walk through all lists finds."""
    wanted = name.lower() if fold_case else name
    wanted = as_index(wanted) or wanted

    def fits(declared: RuleList) -> bool:
        tokens = declared.tokens
        if len(tokens) == 2 and tokens[1].kind != "star":
            return (tokens[1].text.lower() if fold_case else tokens[1].text) == wanted
        return len(tokens) <= 2

    return [declared for declared in rules.lists if fits(declared)]


PATHS = st.sampled_from(["", "$", "$.*", "a", "A", "$.a", "$['a']", "$[1]", "$['1']", "$['01']", "$.a.b", "b", "$[*]"])


@given(st.lists(PATHS, max_size=6), st.sampled_from(["a", "A", "b", "1", "01", "+1", "[*]", "*", ""]), st.booleans())
def test_the_list_of_a_name_is_what_a_search_finds(paths: list[str], name: str, fold_case: bool) -> None:
    lists, here = [], contract({}, {}).source.at("")
    for order, path in enumerate(paths):
        try:
            lists.append(RuleList.make(path, parse_path(path), (), here, order))
        except InvalidPath:
            continue
    rules = RuleSet(tuple(lists))
    choice = NameRules(rules, fold_case=fold_case).choose(name)
    fitting = found_by_search(rules, name, fold_case)
    assert (() if choice is None else choice.applicable) == tuple(fitting)
    assert choice is None or choice.best is fitting[0]
