"""Brokers in which everything happened that can, with the texts of contracts: random ones by a seed."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from broker_books import contract

from contractlab.broker.book import Book
from contractlab.broker.embedded import EmbeddedBroker
from contractlab.broker.records import Environment
from contractlab.broker.store import Store
from contractlab.broker.writing import (
    add_to_branch,
    create_environment,
    delete_publication,
    deploy,
    end_deployment,
    ensure_pacticipant,
    ensure_version,
    publish_content,
    put_tag,
    record_result,
    release,
)
from contractlab.contracts.format import format_of

INTEGRATIONS = [("Shop", "Stock"), ("Shop", "Tax/ü"), ("Till", "Stock"), ("Stock", "Tax/ü")]
PLACES = ["staging", "live"]
BRANCHES = ["main", "main", "feat/x", "b b"]
TAGS = ["rc", "gold", "live"]


class Steps:
    """A clock that goes on by parts of a second, and now and then by days."""

    def __init__(self, random: Random) -> None:
        self.now = 1_700_000_000_000_000
        self.random = random

    def __call__(self) -> int:
        self.now += self.random.choice([1, 1000, 300_000, 300_000, 2_000_000, 90_000_000_000])
        return self.now


class Life:
    """A broker with a random life that can go on.

    Parameters
    ----------
    seed : int
    quick : bool
        All in one second.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.broker = EmbeddedBroker(":memory:")
        self.store = Store(":memory:", Steps(Random(seed)))
        self.broker._store = self.store
        self.counts: dict[str, int] = {}
        with self.store.writing() as book:
            for name in PLACES:
                create_environment(book, name, production=name == "live")

    def live(self, steps: int) -> None:
        """So many more things happen."""
        for _ in range(steps):
            with self.store.writing() as book:
                self._do(book)

    def _version(self, book: Book, name: str) -> Any:
        count = self.counts.get(name, 0)
        if count == 0 or self.random.random() < 0.4:
            self.counts[name] = count = count + 1
            number = count
        else:
            number = self.random.randint(max(1, count - 3), count)
        url = self.random.choice([None, None, f"http://ci/{number}"])
        return ensure_version(book, ensure_pacticipant(book, name), f"{name[0].lower()}/{number}", url)

    def _places(self, book: Book) -> list[Environment]:
        return list(book.environments)

    def _do(self, book: Book) -> None:
        random, choice = self.random, self.random.random()
        consumer, provider = random.choice(INTEGRATIONS)
        if choice < 0.35:
            self.publish(book, consumer, provider, random.randint(0, 3))
        elif choice < 0.6:
            consuming, providing = ensure_pacticipant(book, consumer), ensure_pacticipant(book, provider)
            rows = book.publications.by("consumer provider", consuming.id, providing.id)
            if rows:
                content = book.contents[random.choice(rows[-4:]).content]
                version = self._version(book, provider)
                if random.random() < 0.7:
                    add_to_branch(book, version, random.choice(BRANCHES))
                result = record_result(
                    book, content, version, random.random() < 0.7, wip=random.random() < 0.3, build_url="http://ci"
                )
                self.store.put_details(result.id, json.dumps({"testResults": [{"success": result.success}]}))
        elif choice < 0.78:
            instance = random.choice([None, None, "blue", ""])
            version = self._version(book, random.choice([consumer, provider]))
            deploy(book, version, random.choice(self._places(book)), instance)
        elif choice < 0.83:
            release(book, self._version(book, provider), random.choice(self._places(book)))
        elif choice < 0.92:
            put_tag(book, self._version(book, random.choice([consumer, provider])), random.choice(TAGS))
        elif choice < 0.96:
            alive = [row for row in book.deployments if row.ended_at is None]
            if alive:
                end_deployment(book, random.choice(alive))
        elif len(book.publications):
            delete_publication(book, random.choice(list(book.publications)))

    def publish(self, book: Book, consumer: str, provider: str, kind: int) -> None:
        """Publish one of four contents for some version."""
        random = self.random
        version = self._version(book, consumer)
        if random.random() < 0.7:
            add_to_branch(book, version, random.choice(BRANCHES))
        providing = ensure_pacticipant(book, provider)
        if book.publication(version, providing) is None:
            written = contract(consumer, provider, f"/{kind}")
            published = publish_content(book, version, providing, format_of(written).content_hash(written))
            self.store.put_text(published.content.id, written.to_bytes())
