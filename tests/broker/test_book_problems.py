"""What is odd about a broker."""

from __future__ import annotations

from broker_books import Ticks, contract

import contractlab as cl
from contractlab.broker.book import Book
from contractlab.broker.book_problems import BookProblemCode, book_problems
from contractlab.broker.writing import add_to_branch, ensure_pacticipant, ensure_version


def test_each_kind_is_found() -> None:
    broker = cl.broker(":memory:")
    assert broker.problems == ()
    broker.create_or_update_pacticipant("shops")
    broker.create_or_update_pacticipant("Shop")
    broker.create_environment("live", production=True)
    for number in range(6):
        broker.publish(contract(path=f"/{number}"), version=str(number), branch="feat")
    broker.publish(contract("Shop", "Tax"), version="loose")
    broker.publish(contract("Stock", "Tax"), version="s0", branch="main")
    broker.tag("Shop", "1", "live")
    broker.record_deployment("Stock", "s0", "live")
    codes = {problem.code for problem in broker.problems}
    assert codes == {
        BookProblemCode.LIVE_WITHOUT_RESULTS,
        BookProblemCode.NO_BRANCH,
        BookProblemCode.NO_MAIN_BRANCH,
        BookProblemCode.NAMES_NEARLY_AGREE,
        BookProblemCode.CHANGES_EVERY_TIME,
        BookProblemCode.TAG_LIKE_ENVIRONMENT,
    }
    assert all(problem.pacticipant and problem.text for problem in broker.problems)


def test_old_branches_and_heads_without_contracts() -> None:
    book = Book(Ticks())
    version = ensure_version(book, ensure_pacticipant(book, "Shop"), "1")
    add_to_branch(book, version, "main")
    add_to_branch(book, version, "feat")
    later = version.created_at + 91 * 24 * 3600 * 1_000_000
    assert [problem.code for problem in book_problems(book, now=version.created_at)] == []
    assert [problem.code for problem in book_problems(book, now=later)] == [BookProblemCode.OLD_BRANCH]


def test_what_changes_with_every_publication_is_named() -> None:
    broker = cl.broker(":memory:")
    for number in range(6):
        written = contract(count=2).document
        assert isinstance(written, dict)
        written["interactions"][1]["request"]["query"] = f"at=2026-01-0{number + 1}"
        broker.publish(cl.load(written), version=str(number), branch="main")
    (problem,) = [each for each in broker.problems if each.code is BookProblemCode.CHANGES_EVERY_TIME]
    assert "$.interactions[1].request.query" in problem.text


def test_selectors_that_choose_nothing() -> None:
    broker = cl.broker(":memory:")
    broker.create_or_update_pacticipant("Shop", main_branch="trunk")
    broker.publish(contract(), version="1", branch="feat")
    broker.create_environment("live", production=True)
    texts = [each.text for each in broker.problems if each.code is BookProblemCode.SELECTS_NOTHING]
    assert ["trunk" in text for text in texts] == [True, False]
    assert "live" in texts[1]
