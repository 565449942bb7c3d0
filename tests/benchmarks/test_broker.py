"""A broker with a long history beside one with a short one: what is asked costs what it is about, not what there is."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

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


def costs(path: Path, count: int) -> dict[str, float]:
    fill(path, count)
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


def test_a_long_history_costs_what_a_short_one_costs(tmp_path: Path, report: Report) -> None:
    few, many = costs(tmp_path / "few.sqlite", FEW), costs(tmp_path / "many.sqlite", MANY)
    for name, cost in many.items():
        goal = "3 x" if name != "opening a file" else "no content is read"
        report(f"broker: {name}, {MANY:,} publications against {FEW}", f"{cost / max(few[name], 1e-6):.1f} x", goal)
    for name in ("can-i-deploy", "selection with pending and WIP", "publishing"):
        # Twice the goal, for busy machines; where cost followed the history, it would be 100.
        assert many[name] < 6 * few[name] + 0.002, (name, few[name], many[name])
