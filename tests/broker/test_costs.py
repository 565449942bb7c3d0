"""Cost follows what is asked about, not how much there is: as ratios within one run."""

from __future__ import annotations

from collections.abc import Callable

from broker_books import Ticks
from support import in_turns

from contractlab.broker.answer import explain
from contractlab.broker.book import Book
from contractlab.broker.events import publication_events
from contractlab.broker.matrix import MatrixQuery
from contractlab.broker.matrix_selectors import MatrixSelector
from contractlab.broker.selecting import Provider, select
from contractlab.broker.selectors import Selector
from contractlab.broker.writing import (
    add_to_branch,
    create_environment,
    deploy,
    ensure_pacticipant,
    ensure_version,
    publish_content,
    record_result,
)

FEW, MANY = 100, 10_000
SLACK = 3
"""What is allowed; where cost followed the history, it would be 100."""


def _filled(count: int) -> Book:
    book = Book(Ticks())
    live = create_environment(book, "live", production=True)
    shop, stock = ensure_pacticipant(book, "Shop"), ensure_pacticipant(book, "Stock")
    for index in range(count):
        version = ensure_version(book, shop, f"v{index}")
        add_to_branch(book, version, "main" if index % 3 else f"feat/{index % 7}")
        content = publish_content(book, version, stock, f"{index // 5:040d}").content
        for part in (0, 1):
            verifier = ensure_version(book, stock, f"s{index}-{part}")
            add_to_branch(book, verifier, "main")
            record_result(book, content, verifier, True)
            deploy(book, verifier, live, None)
    book.journal.clear()
    return book


def _actions(count: int) -> dict[str, Callable[[], object]]:
    book = _filled(count)
    shop, stock = ensure_pacticipant(book, "Shop"), ensure_pacticipant(book, "Stock")
    query = MatrixQuery((MatrixSelector("Shop", f"v{count - 1}"),), "cvpv", MatrixSelector("", environment="live"))
    selectors = [Selector(main_branch=True), Selector(latest=True), Selector(deployed=True, released=True)]

    def publish() -> None:
        version = ensure_version(book, shop, f"new{len(book.versions)}")
        add_to_branch(book, version, "main")
        publication_events(book, publish_content(book, version, stock, f"{len(book.versions):040x}"))

    return {
        "can-i-deploy": lambda: explain(book, query, strict=False),
        "selection": lambda: select(book, Provider(stock, "main"), selectors, wip_since=0),
        "publishing": publish,
    }


def test_questions_about_a_long_history_cost_what_they_cost_on_a_short_one() -> None:
    few, many = _actions(FEW), _actions(MANY)
    for name in few:
        cheap, cost = in_turns(few[name], many[name], 12)
        assert cost < SLACK * cheap + 0.0005, (name, cheap, cost)
