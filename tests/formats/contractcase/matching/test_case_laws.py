"""Laws of ContractCase's matchers, for any of them and any value."""

from __future__ import annotations

import copy
from typing import Any

from case_matchers import matcher, matchers, values
from hypothesis import example, given, settings
from support import examples

from contractlab.engine.errors import CannotCheck
from contractlab.engine.nodes import collect, explain, list_unchecked
from contractlab.formats.contractcase import check_matcher
from contractlab.formats.contractcase.matching import CasePlan, Mode, Thrown, Where, World, compile_node
from contractlab.values.markers import MISSING

VARIABLES = {"v": "a"}
LOOKUP: dict[str, Any] = {"matcher:x": 1, "variable:default:w": 2}


def ask(raw: Any, actual: Any = None) -> Any:
    return check_matcher(raw, actual, variables=VARIABLES, lookup=LOOKUP, function_name="f")


ARGUMENTS = matcher("FunctionArgumentsMatcher")


@settings(max_examples=examples(400))
@given(raw=matchers)
def test_what_verifies_itself_accepts_its_example(raw: Any) -> None:
    answer = ask(raw)
    if "selfVerify" not in answer.thrown:
        assert answer.example is not MISSING
        assert ask(raw, copy.deepcopy(answer.example)).passed


@settings(max_examples=examples(600))
@given(raw=matchers, actual=values)
@example(raw=matcher("ArrayContains", matchers=[matcher("StringContains", contains="a")]), actual=["a", 1])
@example(raw=matcher("And", children=[1, matcher("UrlEncodedString", child="a")]), actual="%zz")
@example(raw=matcher("Base64Encoded", child=matcher("StringContains", contains="a")), actual=None)
@example(
    raw={
        **matcher("FunctionArgumentsMatcher"),
        "arguments": [{**matcher("FunctionArgumentsMatcher"), "arguments": []}],
    },
    actual=[None, None],
)
def test_the_quick_check_the_core_and_the_explanation_agree(raw: Any, actual: Any) -> None:
    answer = ask(raw, actual)
    try:
        node = compile_node(raw, Mode(), "", World(LOOKUP, VARIABLES, function_name="f"))
        passes = node.ok(actual)
    except (Thrown, CannotCheck):
        assert "check" in answer.thrown
        return
    if "check" in answer.thrown:
        assert not passes  # the quick check stops at the first difference, before what makes the core stop
        return
    assert passes == answer.passed
    notes = collect(node, actual, "body")
    assert bool(notes) != passes
    tree = explain(node, actual, "body")
    assert (tree.status == "differs") != passes
    assert all(note.message for note in notes)
    list_unchecked(node, actual, "body")


@settings(max_examples=examples(300))
@given(raw=matchers, seen=values)
def test_a_plan_never_raises(raw: Any, seen: Any) -> None:
    for subject in ("response", "request", "arguments", "result"):
        for documented in (frozenset[str](), frozenset({"response-headers", "header-names", "method-case"})):
            world = World(LOOKUP, VARIABLES, function_name="f", documented=documented)
            result = CasePlan(raw, "/examples/0/mock/response", world, subject).check(seen)
            assert result.verdict in ("passed", "failed", "error")
            assert (result.verdict == "failed") == bool(result.mismatches)
            assert (result.verdict == "error") == bool(result.reason)
            assert all(mismatch.message for mismatch in result.mismatches)
            list(result.explanation.walk())
            assert all(gap.message for gap in result.unchecked)


@settings(max_examples=examples(100))
@given(raw=matchers, actual=values)
def test_asking_changes_nothing(raw: Any, actual: Any) -> None:
    before = repr((raw, actual, LOOKUP, VARIABLES))
    assert repr(ask(raw, actual)) == repr(ask(raw, actual))
    assert repr((raw, actual, LOOKUP, VARIABLES)) == before


def test_where_a_place_is_named() -> None:
    assert Where().at("body").at("[0]").at(":and[1]").at("a").text == "body[0].a"
