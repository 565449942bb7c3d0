"""Laws of the rules and of the answer that explains, over random books."""

from __future__ import annotations

from dataclasses import replace

import pytest
from broker_books import INTEGRATIONS, PLACES, random_book
from hypothesis import given, settings
from hypothesis import strategies as st

from contractlab.broker.answer import explain
from contractlab.broker.book import Book
from contractlab.broker.matrix import MatrixQuery, ask_matrix
from contractlab.broker.matrix_selectors import MatrixSelector
from contractlab.broker.proposals import apply_steps
from contractlab.broker.writing import record_result
from contractlab.errors import ContractBroken

books = st.integers(0, 1_000_000).map(random_book)
TARGETS = [
    *(MatrixSelector("", environment=name) for name in PLACES),
    MatrixSelector("", tag="rc", latest=True),
    MatrixSelector("", main_branch=True, latest=True),
    MatrixSelector("", latest=True),
]
targets = st.sampled_from(TARGETS)
NAMES = sorted({name for pair in INTEGRATIONS for name in pair})


def _queries(book: Book, to: MatrixSelector) -> list[MatrixQuery]:
    by = "cvpv" if to.environment is not None else "cvp"
    return [
        MatrixQuery((MatrixSelector(book.pacticipants[version.pacticipant].name, version.number),), by, to)
        for version in book.versions
    ]


@settings(max_examples=30, deadline=None)
@given(books, targets, st.sampled_from(NAMES))
def test_an_ignored_pacticipant_never_makes_a_yes_a_no(book: Book, to: MatrixSelector, name: str) -> None:
    for query in _queries(book, to):
        if ask_matrix(book, query).deployable is True:
            assert ask_matrix(book, replace(query, ignore=(MatrixSelector(name),))).deployable is True


@settings(max_examples=30, deadline=None)
@given(books, targets, st.data())
def test_a_later_success_never_makes_a_yes_a_no(book: Book, to: MatrixSelector, data: st.DataObject) -> None:
    if not len(book.results):
        return
    queries = [query for query in _queries(book, to) if ask_matrix(book, query).deployable is True]
    result = data.draw(st.sampled_from(list(book.results)))
    record_result(book, book.contents[result.content], book.versions[result.version], True)
    for query in queries:
        assert ask_matrix(book, query).deployable is True


@settings(max_examples=30, deadline=None)
@given(books, targets)
def test_a_strict_yes_is_a_yes(book: Book, to: MatrixSelector) -> None:
    for query in _queries(book, to):
        if explain(book, query, strict=True).deployable is True:
            assert explain(book, query, strict=False).deployable is True


@settings(max_examples=30, deadline=None)
@given(books, targets, st.booleans())
def test_cells_and_verdict_agree_and_every_no_has_a_reason(book: Book, to: MatrixSelector, strict: bool) -> None:
    for query in _queries(book, to):
        answer = explain(book, query, strict=strict)
        blocked = any(cell.blocks for cell in answer.cells)
        assert blocked == (answer.deployable is not True), (query, answer.cells, answer.table)
        assert bool(answer.reasons) == (answer.deployable is not True)


def _cell_blocks(book: Book, query: MatrixQuery, strict: bool, cell: object) -> bool:
    return cell in [each for each in explain(book, query, strict=strict).cells if each.blocks]


@settings(max_examples=15, deadline=None)
@given(books, targets, st.booleans())
def test_every_proposal_turns_its_cell_green_and_needs_each_step(book: Book, to: MatrixSelector, strict: bool) -> None:
    for query in _queries(book, to)[:6]:
        answer = explain(book, query, strict=strict)
        for proposal in answer.proposals:
            assert _cell_blocks(book, query, strict, proposal.cell)
            after = apply_steps(book, proposal.steps)
            assert not _cell_blocks(after, query, strict, proposal.cell)
            if proposal.is_enough:
                assert explain(after, query, strict=strict).deployable is True
            if len(proposal.steps) > 1:
                for index in range(len(proposal.steps)):
                    rest = [*proposal.steps[:index], *proposal.steps[index + 1 :]]
                    assert explain(apply_steps(book, rest), query, strict=strict).deployable is not True
        assert book.journal == []


def test_what_if_changes_nothing_and_require_says_why() -> None:
    book = random_book(7, 60)
    for query in _queries(book, TARGETS[0]):
        answer = explain(book, query, strict=False)
        if answer.deployable is True:
            assert answer.require() is answer
            continue
        with pytest.raises(ContractBroken) as caught:
            answer.require()
        assert all(reason in str(caught.value) for reason in answer.reasons)
        before = len(book.deployments)
        answer.what_if.deploy("Stock", "st1")
        assert len(book.deployments) == before
