"""A matcher that somebody adds is one row and one function: it checks, explains, lints, is edited and reads well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from small_contracts import contract_of, http, matchers

import contractlab as cl
from contractlab import match
from contractlab.contracts.format import format_named
from contractlab.contracts.vocabulary import MatcherArgument, MatcherField, MatcherForm
from contractlab.engine.rules import Rule
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.matcher_spec import MatcherSpec
from contractlab.formats.pact.matchers import MATCHERS, add_matcher
from contractlab.formats.pact.predicates.containers import passes_container
from contractlab.values.sentences import code
from contractlab.views import render_text


def multiple(rule: Rule, example: Any) -> Callable[[Any], bool]:
    """The function: what the matcher accepts of a JSON scalar."""
    step = rule.args["of"]
    return lambda actual: type(actual) is int and actual % step == 0


MULTIPLE_OF = MatcherSpec(
    "multipleOf",
    "4.0",
    aliases=("multiple-of",),
    arguments=(MatcherArgument("of", required=True),),
    json=multiple,
    on_array=passes_container,
    expects=lambda args, expected: [("text", "a multiple of "), code(args["of"])],
    label=lambda name, args: f"multiple of {args['of']}",
    words={"multiple_of": lambda matcher, inner: {"match": "multipleOf", **matcher.args}},
    word="multiple_of",
    forms=(
        MatcherForm(
            "multiple_of", "multiple of", "multipleOf", frozenset({"number"}), (MatcherField("of", "step", "count"),)
        ),
    ),
    nearest="match.integer",
)


@pytest.fixture
def added() -> Iterator[None]:
    with add_matcher(MULTIPLE_OF):
        yield


def contract(name: str = "multipleOf", version: str = "4.0", **args: Any) -> cl.Contract:
    rule = {"match": name, **(args or {"of": 5})}
    body = {"content": {"x": 10, "y": "a"}, "contentType": "application/json"} if version == "4.0" else {"x": 10}
    response = {"status": 200, "body": body, "matchingRules": {"body": matchers({"$.x": rule})}}
    return contract_of(http("counts", type="Synchronous/HTTP", response=response), version=version)


def answer(x: Any) -> cl.HttpResponse:
    return cl.HttpResponse(200, json={"x": x, "y": "a"})


@pytest.mark.usefixtures("added")
def test_it_checks_and_reads_well() -> None:
    example = contract()[0]
    assert example.check_response(answer(25)).passed
    result = example.check_response(answer(12))
    assert result.verdict == "failed"
    assert [mismatch.message for mismatch in result.mismatches] == ["$.x: expected a multiple of 5, got 12."]
    rule = result.mismatches[0].rule
    assert rule is not None
    assert (rule.name, rule.label, dict(rule.args)) == ("multipleOf", "multiple of 5", {"of": 5})


@pytest.mark.usefixtures("added")
def test_it_explains_itself_where_it_passes() -> None:
    explanation = contract()[0].check_response(answer(25)).explanation
    assert explanation.body is not None
    row = next(child for child in explanation.body.children if child.tokens == ("x",))
    assert row.rule is not None
    assert (row.status, row.rule.label) == ("matches", "multiple of 5")


@pytest.mark.usefixtures("added")
@pytest.mark.parametrize("name", ["multipleOf", "multiple-of"])
def test_lint_knows_it(name: str) -> None:
    assert not {"unknown-matcher", "newer-rule"} & {problem.code for problem in contract(name).problems}
    newer = [problem for problem in contract(name, "3.0").problems if problem.code == "newer-rule"]
    assert [str(problem.message) for problem in newer] == [
        "the matcher multipleOf came with V4, and the file says V3.0; other tools may ignore it"
    ]


@pytest.mark.usefixtures("added")
def test_an_argument_that_it_needs() -> None:
    with pytest.raises(cl.InvalidContract, match="the matcher multipleOf needs the attribute 'of'"):
        contract(by=5)


@pytest.mark.usefixtures("added")
def test_it_is_edited_saved_and_loaded(tmp_path: Path) -> None:
    edit = cl.edit(contract_of(http("counts", type="Synchronous/HTTP", response={
        "status": 200, "body": {"content": {"x": 1, "y": "a"}, "contentType": "application/json"},
    }), version="4.0"))  # fmt: skip
    edit["counts"].response.body["$.x"] = match.multiple_of(15, of=5)
    edit.save(tmp_path / "edited.json")
    loaded = cl.load(tmp_path / "edited.json")
    assert not [problem for problem in loaded.problems if problem.severity == "error"]
    example = loaded["counts"]
    assert example.check_response(answer(30)).passed
    assert not example.check_response(answer(31)).passed
    assert repr(match.multiple_of(15, of=5)) == "match.multiple_of(15, of=5)"


@pytest.mark.usefixtures("added")
def test_its_word_refuses_an_example_that_does_not_fit() -> None:
    with pytest.raises(InvalidEdit, match=r"12 does not match match\.multiple_of; give a value that does"):
        match.multiple_of(12, of=5)


@pytest.mark.usefixtures("added")
def test_a_version_without_it_names_the_nearest() -> None:
    edit = cl.edit(contract_of(http("counts", response={"status": 200, "body": {"x": 1}}), version="3.0"))
    with pytest.raises(InvalidEdit, match=r"the matcher multipleOf came with Pact V4.*nearest here is match\.integer"):
        edit["counts"].response.body["$.x"] = match.multiple_of(15, of=5)


@pytest.mark.usefixtures("added")
def test_the_view_shows_it() -> None:
    shown = contract()
    assert "multiple of 5" in render_text(shown[0])
    assert "expected a multiple of 5, got 12" in render_text(shown[0].check_response(answer(12)))


@pytest.mark.usefixtures("added")
def test_others_ask_the_format_for_it() -> None:
    vocabulary = format_named("pact").vocabulary
    info = vocabulary.matcher("multiple-of")
    assert info is not None
    assert (info.name, info.since, info.word) == ("multipleOf", "4.0", "multiple_of")
    assert vocabulary.says("multiple_of")
    assert vocabulary.forms[-1].label == "multiple of"


@pytest.mark.usefixtures("added")
def test_another_format_takes_the_nearest_and_says_so() -> None:
    converted = cl.convert(contract(), to="contractcase")
    lost = [problem.message for problem in converted.lost]
    assert any("ContractCase has no matcher multiple of 5; any value of the example's type" in text for text in lost)


def test_without_it_nothing_is_left() -> None:
    before = list(MATCHERS)
    with add_matcher(MULTIPLE_OF):
        assert MATCHERS.of("multipleOf") is MULTIPLE_OF
    assert list(MATCHERS) == before
    unknown = contract()
    assert "unknown-matcher" in {problem.code for problem in unknown.problems}
    assert unknown[0].check_response(answer(12)).verdict == "error"
    with pytest.raises(AttributeError, match="match has no word 'multiple_of'"):
        _ = match.multiple_of
