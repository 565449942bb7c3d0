"""A broker with a long history beside one with a short one: what is asked costs what it is about, not what there is."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

import contractlab as cl
from contractlab.broker.book import Book
from contractlab.broker.embedded import EmbeddedBroker
from contractlab.broker.writing import (
    add_to_branch,
    create_environment,
    deploy,
    ensure_pacticipant,
    ensure_version,
    publish_content,
    record_result,
)
from contractlab.contracts.format import format_of

Report = Callable[[str, str, str], None]
FEW, MANY = 100, 10_000


def contract(number: int) -> cl.Contract:
    interaction = {
        "description": "a",
        "request": {"method": "GET", "path": f"/{number}"},
        "response": {"status": 200},
    }
    return cl.load({"consumer": {"name": "Shop"}, "provider": {"name": "Stock"}, "interactions": [interaction]})


def fill(path: Path, count: int) -> None:
    """So many publications, five of a content, and twice as many results."""
    with EmbeddedBroker(path) as broker, broker._store.writing() as book:
        _fill(broker, book, count)


def _fill(broker: EmbeddedBroker, book: Book, count: int) -> None:
    live = create_environment(book, "live", production=True)
    shop, stock = ensure_pacticipant(book, "Shop"), ensure_pacticipant(book, "Stock")
    for index in range(count):
        version = ensure_version(book, shop, f"v{index}")
        add_to_branch(book, version, "main" if index % 3 else f"feat/{index % 7}")
        if index % 5 == 0:
            written = contract(index // 5)
            sha, text = format_of(written).content_hash(written), written.to_bytes()
        content = publish_content(book, version, stock, sha).content
        broker._store.put_text(content.id, text)
        for part in (0, 1):
            verifier = ensure_version(book, stock, f"s{index}-{part}")
            add_to_branch(book, verifier, "main")
            record_result(book, content, verifier, True)
            deploy(book, verifier, live, None)


def seconds(action: Callable[[], object], times: int = 9) -> float:
    taken = []
    for _ in range(times):
        start = time.process_time()
        action()
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A file with a short history, and one with a long one."""
    folder = tmp_path_factory.mktemp("books")
    few, many = folder / "few.sqlite", folder / "many.sqlite"
    fill(few, FEW)
    fill(many, MANY)
    return few, many


def costs(path: Path, count: int) -> dict[str, float]:
    opening = seconds(lambda: EmbeddedBroker(path).close(), 3)
    with EmbeddedBroker(path) as broker:
        selectors = [{"mainBranch": True}, {"deployedOrReleased": True}]
        numbers = iter(range(100))
        return {
            "opening a file": opening,
            "can-i-deploy": seconds(
                lambda: broker.can_i_deploy("Shop", version=f"v{count - 1}", environment="live").cells
            ),
            "selection with pending and WIP": seconds(
                lambda: broker.contracts(
                    provider="Stock", selectors=selectors, provider_branch="feat/new", wip_since="2020-01-01"
                )
            ),
            "publishing": seconds(
                lambda: broker.publish(contract(10**6), version=f"new{next(numbers)}", branch="main")
            ),
        }


def test_a_long_history_costs_what_a_short_one_costs(books: tuple[Path, Path], report: Report) -> None:
    few, many = costs(books[0], FEW), costs(books[1], MANY)
    for name, cost in many.items():
        goal = "3 x" if name != "opening a file" else "no content is read"
        report(f"broker: {name}, {MANY:,} publications against {FEW}", f"{cost / max(few[name], 1e-6):.1f} x", goal)
    for name in ("can-i-deploy", "selection with pending and WIP", "publishing"):
        # Twice the goal, for busy machines; where cost followed the history, it would be 100.
        assert many[name] < 6 * few[name] + 0.002, (name, few[name], many[name])


def held(path: Path, count: int) -> int:
    """Bytes of Python objects that a served broker holds after it was asked and written."""
    tracemalloc.start()
    try:
        with EmbeddedBroker(path) as broker, broker.serve() as url, cl.broker(url) as remote:
            remote.can_i_deploy("Shop", version=f"v{count - 1}", environment="live")
            remote.contracts(provider="Stock", selectors=[{"mainBranch": True}], provider_branch="feat/new")
            remote.matrix("Shop", "Stock")
            broker.publish(contract(10**6), version=f"held {time.time_ns()}", branch="main")
            gc.collect()
            now, _most = tracemalloc.get_traced_memory()
            return now
    finally:
        tracemalloc.stop()


def test_memory_of_a_served_broker_does_not_grow_with_its_book(books: tuple[Path, Path], report: Report) -> None:
    pytest.importorskip("starlette")
    held(books[0], FEW)  # what is loaded on first use
    few, many = held(books[0], FEW), held(books[1], MANY)
    report(f"broker: memory of a served one, {MANY:,} publications against {FEW}", f"{many / few:.1f} x", "1 x")
    assert many < 2 * few + 1_000_000, (few, many)
