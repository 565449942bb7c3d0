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
