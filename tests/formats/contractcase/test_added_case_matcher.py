"""A type of matcher that somebody adds to ContractCase is one row and one class of nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from case_contracts import document, example, load, matcher, request, response

import contractlab as cl
from contractlab import match
from contractlab.contracts.format import format_named
from contractlab.engine.nodes import Expansion
from contractlab.formats.contractcase import check_matcher
from contractlab.formats.contractcase.expectations import phrase
from contractlab.formats.contractcase.matchers import MATCHERS, CaseMatcherSpec, add_matcher
from contractlab.formats.contractcase.matching import CaseNode, Where
from contractlab.formats.contractcase.matching.context import CaseError
from contractlab.formats.contractcase.word_writers import scalar


class EvenNode(CaseNode):
    """An even number."""

    kind = "Even"

    def check(self, actual: Any, place: Where) -> list[CaseError]:
        return [] if self.ok(actual) else [self.error(f"{actual} is not even", actual, place)]

    def strip(self, place: Where) -> Any:
        return self.field("example")

    def name(self, place: Where) -> str:
        return "<an even number>"

    def accepts(self) -> Callable[[Any], bool]:
        return lambda actual: type(actual) is int and actual % 2 == 0

    def expand(self, actual: Any) -> Expansion:
        return Expansion() if self.ok(actual) else Expansion(own=[self.difference(self.kind, actual)])


EVEN = CaseMatcherSpec(
    EvenNode,
    carries_example=True,
    expects=phrase("an even number"),
    words={"even": scalar("Even", int, "a whole number", "number")},
    word="even",
)


@pytest.fixture
def added() -> Iterator[None]:
    with add_matcher(EVEN):
        yield


def contract() -> cl.Contract:
    return load(document(example(request(), response(body={"count": matcher("Even", example=2)}))))


@pytest.mark.usefixtures("added")
def test_it_checks_lints_and_reads_well() -> None:
    assert check_matcher(matcher("Even", example=2), 4).passed
    assert not check_matcher(matcher("Even", example=2), 3).passed
    made = contract()
    assert "unknown-matcher" not in {problem.code for problem in made.problems}
    assert made[0].check_response(cl.HttpResponse(200, json={"count": 8})).passed
    result = made[0].check_response(cl.HttpResponse(200, json={"count": 7}))
    assert [mismatch.message for mismatch in result.mismatches] == ["$.count: expected an even number, got 7."]


@pytest.mark.usefixtures("added")
def test_it_is_written_by_its_word() -> None:
    edit = cl.edit(load(document(example(request(), response(body={"count": 1})))))
    edit[0].response.body["$.count"] = match.even(6)
    assert edit.contract[0].check_response(cl.HttpResponse(200, json={"count": 8})).passed
    assert not edit.contract[0].check_response(cl.HttpResponse(200, json={"count": 9})).passed
    assert format_named("contractcase").vocabulary.says("even")


@pytest.mark.usefixtures("added")
def test_another_format_takes_the_nearest_and_says_so() -> None:
    converted = cl.convert(contract(), to="pact")
    assert "Pact cannot say Even; any value of the example's type is accepted" in [
        problem.message for problem in converted.lost
    ]


def test_without_it_nothing_is_left() -> None:
    before = list(MATCHERS)
    with add_matcher(EVEN), pytest.raises(ValueError, match="there is a matcher _case:Even already"):
        add_matcher(EVEN)
    assert list(MATCHERS) == before
    assert "unknown-matcher" in {problem.code for problem in contract().problems}
    assert "Missing executor" in check_matcher(matcher("Even", example=2), 4).thrown["check"]
