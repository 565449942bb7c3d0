"""Books and contracts for tests of the broker: small ones by hand, random ones by a seed."""

from __future__ import annotations

from random import Random

import contractlab as cl
from contractlab.broker.book import Book
from contractlab.broker.records import Environment
from contractlab.broker.writing import (
    add_to_branch,
    create_environment,
    deploy,
    end_deployment,
    ensure_pacticipant,
    ensure_version,
    publish_content,
    put_tag,
    record_result,
    release,
)

INTEGRATIONS = [("Shop", "Stock"), ("Shop", "Tax"), ("Till", "Stock"), ("Stock", "Tax")]
PLACES = ["staging", "live"]


def contract(consumer: str = "Shop", provider: str = "Stock", path: str = "/apples", count: int = 1) -> cl.Contract:
    """A contract of `count` examples."""
    return cl.load(
        {
            "consumer": {"name": consumer},
            "provider": {"name": provider},
            "interactions": [
                {
                    "description": f"thing {index}",
                    "request": {"method": "GET", "path": f"{path}/{index}"},
                    "response": {"status": 200},
                }
                for index in range(count)
            ],
            "metadata": {"pactSpecification": {"version": "2.0.0"}},
        }
    )


class Ticks:
    """A clock that goes on by one with every look."""

    def __init__(self) -> None:
        self.now = 1_700_000_000_000_000

    def __call__(self) -> int:
        self.now += 1
        return self.now


def random_book(seed: int, steps: int = 40) -> Book:
    """A book in which everything happened that can."""
    random, book = Random(seed), Book(Ticks())
    places: list[Environment] = [create_environment(book, name, production=name == "live") for name in PLACES]
    counts: dict[str, int] = {}

    def some_version(name: str):
        count = counts.get(name, 0)
        if count == 0 or random.random() < 0.4:
            counts[name] = count = count + 1
            number = count
        else:
            number = random.randint(max(1, count - 3), count)
        return ensure_version(book, ensure_pacticipant(book, name), f"{name[0].lower()}{name[1]}{number}")

    def do() -> None:
        choice = random.random()
        consumer, provider = random.choice(INTEGRATIONS)
        if choice < 0.35:
            version = some_version(consumer)
            if random.random() < 0.7:
                add_to_branch(book, version, random.choice(["main", "main", "feat/x"]))
            providing = ensure_pacticipant(book, provider)
            before = book.publication(version, providing)
            if before is None:
                publish_content(book, version, providing, f"{random.randint(0, 2):040d}")
        elif choice < 0.65:
            consuming, providing = ensure_pacticipant(book, consumer), ensure_pacticipant(book, provider)
            rows = book.publications.by("consumer provider", consuming.id, providing.id)
            if rows:
                content = book.contents[random.choice(rows[-3:]).content]
                record_result(book, content, some_version(provider), random.random() < 0.7)
        elif choice < 0.85:
            instance = random.choice([None, None, "blue"])
            deploy(book, some_version(random.choice([consumer, provider])), random.choice(places), instance)
        elif choice < 0.9:
            release(book, some_version(provider), random.choice(places))
        elif choice < 0.95:
            put_tag(book, some_version(random.choice([consumer, provider])), random.choice(["rc", "gold"]))
        else:
            alive = [row for row in book.deployments if row.ended_at is None]
            if alive:
                end_deployment(book, random.choice(alive))

    for _ in range(steps):
        do()
    book.journal.clear()
    return book
