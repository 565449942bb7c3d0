"""Content hashes: those that a real Pact Broker gave, and those that ContractCase recorded in its files."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from conformance.data import CASE_CONTRACTS, PACT_CONTRACTS, case_files, data_files, needs, pact_files, rows

import contractlab as cl
from contractlab.contracts.format import format_of
from contractlab.formats.pact.content_hash import content_hash, interaction_ids

PACT_HASHES = "golden/pact_sha*.jsonl*"
BROKER_EXCHANGES = "golden/broker/exchanges*/*.json"


def hash_of(data: bytes) -> str:
    """As the house asks for it; brokers take some files that verifiers refuse."""
    try:
        contract = cl.load(data)
    except cl.InvalidContract:
        return content_hash(data)
    return format_of(contract).content_hash(contract)


@needs(PACT_HASHES, PACT_CONTRACTS)
def test_pacts_have_the_hash_and_the_ids_that_the_broker_gave() -> None:
    files = {path.name: path for path in pact_files()}
    compared, different = 0, []
    for row in rows(PACT_HASHES):
        data = row["text"].encode() if "text" in row else files[row["file"]].read_bytes()
        compared += 1
        if (hash_of(data), list(interaction_ids(data))) != (row["sha"], row["interaction_ids"]):
            different.append(row.get("file", row.get("text")))
    assert compared
    assert different == []


def published(request: dict[str, Any]) -> Iterator[bytes]:
    """The contents that a request brings to the broker: all of a publication, or the one that it puts."""
    body = request.get("body")
    if not isinstance(body, dict):
        return
    for contract in body.get("contracts") or ():
        if isinstance(contract, dict) and isinstance(contract.get("content"), str):
            yield base64.b64decode(contract["content"])
    if "interactions" in body or "messages" in body:
        yield json.dumps(body).encode()


def named_hashes(answer: Any) -> Iterator[str]:
    """Every content hash that an answer of the broker links to."""
    if isinstance(answer, dict):
        link = answer.get("pb:pact-version")
        if isinstance(link, dict) and "name" in link and "/pact-version/" in link["href"]:
            yield link["href"].rsplit("/pact-version/")[1].split("/")[0]
        for child in answer.values():
            yield from named_hashes(child)
    elif isinstance(answer, list):
        for child in answer:
            yield from named_hashes(child)


@needs(BROKER_EXCHANGES)
def test_every_hash_that_the_broker_names_is_of_a_content_that_it_was_given() -> None:
    given: set[str] = set()
    named: set[str] = set()
    for path in data_files(BROKER_EXCHANGES):
        exchange = json.loads(path.read_text(encoding="utf-8"))
        if exchange["response"]["status"] < 300:
            given.update(hash_of(data) for data in published(exchange["request"]))
        named.update(named_hashes(exchange["response"].get("body")))
    assert named
    assert named - given == set()


@needs(CASE_CONTRACTS)
def test_contractcase_has_the_hash_that_its_files_record() -> None:
    contracts = [cl.load(path) for path in case_files()]
    recorded = {
        contract.source.name: (contract.recorded_hash, format_of(contract).content_hash(contract))
        for contract in contracts
        if contract.recorded_hash is not None
    }
    assert recorded
    assert {name: pair for name, pair in recorded.items() if pair[0] != pair[1]} == {}
