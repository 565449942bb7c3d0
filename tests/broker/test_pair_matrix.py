"""The picture of a matrix: contents by provider versions, and what keeps a version out of an environment."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matrix_brokers import CONSUMER, PROVIDER, shop_broker

from contractlab.broker.embedded import EmbeddedBroker
from contractlab.broker.pair_matrix import PairMatrix, pair_matrix
from contractlab.broker.remote import RemoteBroker
from contractlab.broker.writing import (
    add_to_branch,
    create_environment,
    deploy,
    ensure_pacticipant,
    ensure_version,
    publish_content,
    record_result,
    release,
)

PLACES = ("test", "prod")


def random_pair(seed: int) -> EmbeddedBroker:
    """A broker of two, in which versions share contents, are verified, deployed and released."""
    random, broker = Random(seed), EmbeddedBroker()
    broker.create_or_update_pacticipant("Shop", main_branch="main")
    broker.create_or_update_pacticipant("Stock", main_branch="main" if random.random() < 0.7 else None)
    with broker._store.writing() as book:
        places = [create_environment(book, name, production=name == "prod") for name in PLACES]
        shop, stock = ensure_pacticipant(book, "Shop"), ensure_pacticipant(book, "Stock")
        for number in range(random.randint(1, 5)):
            version = ensure_version(book, shop, f"c{number}")
            if random.random() < 0.7:
                add_to_branch(book, version, random.choice(["main", "feat"]))
            publish_content(book, version, stock, f"{random.randint(0, 2):040d}")
        for number in range(random.randint(0, 4)):
            version = ensure_version(book, stock, f"p{number}")
            if random.random() < 0.7:
                add_to_branch(book, version, random.choice(["main", "feat"]))
            for content in book.contents:
                if random.random() < 0.5:
                    record_result(book, content, version, random.random() < 0.6)
        for version in book.versions:
            for place in places:
                if random.random() < 0.25:
                    deploy(book, version, place, random.choice([None, "blue"]))
                if random.random() < 0.1:
                    release(book, version, place)
    return broker


def blocked(matrix: PairMatrix, name: str, version: str, environment: str) -> bool:
    return any(
        (block.pacticipant, block.version, block.environment) == (name, version, environment)
        for _, _, cell in matrix.blocking
        for block in cell.blocks
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1_000_000))
def test_what_blocks_is_what_the_broker_says_no_to(seed: int) -> None:
    with random_pair(seed) as broker:
        table = broker.matrix("Shop", "Stock")
        matrix = pair_matrix(table)
        newest = next((row for row in table if "main" in row.consumer_branches), table.rows[0])
        columns = [column for column in matrix.columns if "main" in column.branches]
        if broker.pacticipants["Stock"].main_branch is None or not columns:
            columns = list(matrix.columns)
        for place in broker.environments:
            live = {name: [version for of, version in (*place.deployed, *place.supported) if of == name] for name in
                    ("Shop", "Stock")}  # fmt: skip
            if live["Stock"] and newest.consumer_version not in live["Shop"]:
                answer = broker.can_i_deploy("Shop", version=newest.consumer_version, environment=place.name)
                wanted = blocked(matrix, "Shop", newest.consumer_version, place.name)
                assert wanted is (answer.deployable is not True), (place.name, answer.reasons)
            if columns and columns[-1].version not in live["Stock"]:
                answer = broker.can_i_deploy("Stock", version=columns[-1].version, environment=place.name)
                wanted = blocked(matrix, "Stock", columns[-1].version, place.name)
                assert wanted is (answer.deployable is not True), (place.name, answer.reasons)


def test_versions_of_one_content_stand_in_one_row_and_provider_versions_in_their_order() -> None:
    with shop_broker() as broker:
        matrix = pair_matrix(broker.matrix(CONSUMER, PROVIDER))
        assert [row.versions for row in matrix.rows] == [
            ("3.1.0", "3.0.4"), ("3.0.3", "3.0.0"), ("feat-1",), ("2.9.0", "2.8.1"),
        ]  # fmt: skip
        assert [column.version for column in matrix.columns] == ["2.2.0", "2.3.0", "2.4.0", "2.5.0"]
        assert matrix.columns[1].environments == ("prod",)
        verdicts = ["".join(matrix.cells[at, place].verdict[0] for place in range(4)) for at in range(4)]
        assert verdicts == ["nnpf", "nfpf", "nnnn", "pppp"]


def test_a_live_version_without_any_result_has_a_column() -> None:
    with shop_broker() as broker:
        broker.create_or_update_version(PROVIDER, "2.6.0")
        broker.record_deployment(PROVIDER, "2.6.0", "test", instance="green")
        matrix = pair_matrix(broker.matrix(CONSUMER, PROVIDER))
        at = [column.version for column in matrix.columns].index("2.6.0")
        assert matrix.columns[at].environments == ("test",)
        # Another live version has a result, so the broker does not ask for this one.
        assert matrix.cells[0, at].hidden == ("test",)
        assert not any(block.environment == "test" for block in matrix.cells[0, at].blocks)


def test_a_broker_at_an_address_gives_the_same_picture() -> None:
    pytest.importorskip("starlette")
    with shop_broker() as broker, broker.serve() as url, RemoteBroker(url) as remote:
        here, there = pair_matrix(broker.matrix(CONSUMER, PROVIDER)), pair_matrix(remote.matrix(CONSUMER, PROVIDER))
        assert [column.version for column in there.columns] == [column.version for column in here.columns]
        verified = [row.versions for row in here.rows if row.versions != ("feat-1",)]
        assert [row.versions for row in there.rows if row.versions != ("feat-1",)] == verified

        def blocks(matrix: PairMatrix) -> set[tuple[str, ...]]:
            return {
                (*row.versions, column.version, block.pacticipant, block.version, block.environment)
                for row, column, cell in matrix.blocking
                for block in cell.blocks
            }

        assert blocks(there) == blocks(here) != set()
        table = remote.matrix(CONSUMER, PROVIDER)
        failed = table["3.1.0", "2.5.0"]
        assert table.source is not None
        examples = table.source.failed_examples(failed)
        assert [each.description for each in examples] == ["a request for apples", "a request for plums"]
        assert all(each.mismatches[0].line is not None for each in examples)
