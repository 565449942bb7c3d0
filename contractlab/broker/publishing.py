"""Publishing contracts and results into a store: everything is looked at first, then written in one transaction."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Any
from urllib.parse import quote

from contractlab.broker.book import Book
from contractlab.broker.events import publication_events
from contractlab.broker.notices import Notice
from contractlab.broker.records import Content
from contractlab.broker.results import PlannedRequest, PublishOutcome
from contractlab.broker.run_results import result_bodies, version_of
from contractlab.broker.similar_names import near_duplicates
from contractlab.broker.store import Store
from contractlab.broker.writing import (
    add_to_branch,
    ensure_pacticipant,
    ensure_version,
    publish_content,
    put_tag,
    record_result,
    tag_version,
)
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.contracts.format import format_of
from contractlab.contracts.published import KeptByBroker, Published
from contractlab.errors import BrokerError
from contractlab.formats.load import load_all, read_source
from contractlab.values.display import quiet
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.source import Source
from contractlab.verification.run import Run

__all__ = ["publish_contracts", "publish_results"]


@quiet
@dataclass(frozen=True, slots=True)
class _Prepared:
    consumer: str
    provider: str
    sha: str
    text: bytes


def _read(source: Any) -> Contracts:
    """Contracts of a file or folder; one that cannot be read keeps all from being published."""
    if isinstance(source, Contracts):
        return source
    loaded = load_all(source)
    if loaded.refused:
        what = "1 contract cannot" if len(loaded.refused) == 1 else f"{len(loaded.refused)} contracts cannot"
        reasons = [" ".join(str(each).split()) for each in loaded.refused]
        raise BrokerError(f"{what} be read, so nothing was published", messages=reasons)
    return loaded


def _prepared(contracts: Any) -> list[_Prepared]:
    """Contracts as their authors wrote them, with what a broker tells contents apart by."""
    if isinstance(contracts, Contract):
        listed: Iterable[Contract] = [contracts]
    elif isinstance(contracts, Contracts):
        listed = contracts
    elif isinstance(contracts, str | PathLike):
        listed = _read(contracts)
    else:
        listed = [each for item in contracts for each in ([item] if isinstance(item, Contract) else _read(item))]
    prepared = [_prepare(contract) for contract in listed]
    if not prepared:
        raise BrokerError("There is no contract to publish", advice="Give contracts, or files and folders of them.")
    seen: dict[tuple[str, str], str] = {}
    for each in prepared:
        pair = (each.consumer, each.provider)
        if seen.setdefault(pair, each.sha) != each.sha:
            raise BrokerError(
                f"Two different contracts of {each.consumer} with {each.provider} cannot be of one version",
                advice="Publish them as one contract, or under two versions.",
            )
    return prepared


def _prepare(contract: Contract) -> _Prepared:
    kind = format_of(contract)
    if not isinstance(kind, KeptByBroker):
        raise BrokerError(f"Brokers keep no contracts of the format {contract.format}: {contract.source.name}")
    try:
        text, _ = kind.authored_document(contract.to_bytes())
    except NotJson as error:
        raise BrokerError(f"{contract.source.name} cannot be published: {error}") from None
    if parse_json(text) == parse_json(contract.to_bytes()):
        text = contract.to_bytes()
    authored = contract if text == contract.to_bytes() else read_source(Source(contract.source.name, text), None)
    sha = format_of(authored).content_hash(authored)
    if not contract.consumer or not contract.provider:
        raise BrokerError(f"{contract.source.name} does not name its consumer and its provider")
    return _Prepared(contract.consumer, contract.provider, sha, text)


def _required(name: str, value: str | None) -> str:
    if value is None or not value.strip():
        raise BrokerError(f"{name} is missing", status=400)
    if "\n" in value:
        raise BrokerError(f"{name} cannot contain a line break", status=400)
    return value


def _refuse(book: Book, prepared: Sequence[_Prepared], number: str) -> None:
    names = [row.name for row in book.pacticipants]
    for each in prepared:
        consumer, provider = book.pacticipant(each.consumer), book.pacticipant(each.provider)
        for name in (each.consumer, each.provider):
            near = near_duplicates(name, names)
            if near:
                raise BrokerError(
                    f"{name!r} is new to the broker, and may be a slip of {near[0]!r}",
                    status=409,
                    candidates=near,
                    advice=f"If they are two applications: create_or_update_pacticipant({name!r}) first.",
                )
        version = None if consumer is None else book.version(consumer, number)
        if version is None or provider is None:
            continue
        before = book.publication(version, provider)
        if before is not None and book.contents[before.content].sha != each.sha:
            raise BrokerError(
                f"Another contract of {each.consumer} {number} with {each.provider} was published before",
                status=409,
                advice="A version's contract never changes: publish under a new version.",
            )


def publish_contracts(
    store: Store,
    contracts: Any,
    *,
    version: str,
    branch: str | None = None,
    tags: Sequence[str] = (),
    build_url: str | None = None,
    dry_run: bool = False,
) -> PublishOutcome:
    """Publish contracts for a version of their consumer.

    Parameters
    ----------
    store : Store
    contracts : path, Contract, Contracts, or several of them
    version : str
        Of the consumer.
    branch : str, optional
    tags : sequence of str
    build_url : str, optional
    dry_run : bool
        Look whether it would be taken, and write nothing.

    Raises
    ------
    BrokerError
        If a broker would refuse it; then nothing of it is written.
    """
    number = _required("version", version)
    if branch is not None:
        _required("branch", branch)
    prepared = _prepared(contracts)
    if dry_run:
        with store.reading() as book:
            _refuse(book, prepared, number)
        would = [f"Would publish {each.consumer} {number} with {each.provider} ({each.sha})" for each in prepared]
        return PublishOutcome(tuple(would), dry_run=True)
    done, notices = [], []
    with store.writing() as book:
        _refuse(book, prepared, number)
        by_consumer: dict[str, list[_Prepared]] = defaultdict(list)
        for each in prepared:
            by_consumer[each.consumer].append(each)
        for consumer, members in by_consumer.items():
            row = ensure_version(book, ensure_pacticipant(book, consumer), number, build_url)
            if branch is not None:
                add_to_branch(book, row, branch)
            for tag in tags:
                tag_version(book, row, tag)
            for each in members:
                published = publish_content(book, row, ensure_pacticipant(book, each.provider), each.sha)
                store.put_text(published.content.id, each.text)
                verb = "Published" if published.before is None else "Published again, with nothing changed,"
                done.append(f"{verb} {consumer} {number} with {each.provider} ({each.sha})")
                notices.append(Notice("debug", f"Events detected: {publication_events(book, published)}"))
    return PublishOutcome(tuple(done), tuple(notices))


def publish_results(
    store: Store,
    run: Run,
    *,
    provider_version: str | None = None,
    branch: str | None = None,
    tags: Sequence[str] = (),
    build_url: str | None = None,
    partial: bool = False,
    dry_run: bool = False,
) -> PublishOutcome:
    """Publish what a run over contracts of this broker found, as a verifier does: branch, tags, then results.

    Parameters
    ----------
    store : Store
    run : Run
    provider_version : str, optional
        That of the captures where they name one.
    branch, tags, build_url
        Of the provider's version.
    partial : bool
        Publish a run with errors or gaps, as a failure.
    dry_run : bool

    Raises
    ------
    BrokerError
        If the run says less than a verifier would, with every reason.
    """
    number = version_of(run, provider_version)
    planned = result_bodies(run, number, build_url, partial, addressed=False)
    done: list[str] = []
    requests: list[PlannedRequest] = []
    with store.reading() if dry_run else store.writing() as book:
        placed = [(_content_of(book, place), place, body) for place, body in planned]
        for provider in dict.fromkeys(place.provider for _, place, _ in placed):
            # The verifier's order: branch and tags first, so that the result counts for them from the beginning.
            if dry_run:
                requests += _planned_places(provider, number, branch, tags)
                continue
            version = ensure_version(book, ensure_pacticipant(book, provider), number, build_url)
            if branch is not None:
                add_to_branch(book, version, branch)
            for tag in tags:
                put_tag(book, version, tag)
        for content, place, body in placed:
            verdict = "success" if body["success"] else "failure"
            verb = "Would publish" if dry_run else "Published"
            done.append(f"{verb} {verdict} of {place.provider} {number} with {place.consumer} {place.consumer_version}")
            if dry_run:
                path = _path("pacts", "provider", place.provider, "consumer", place.consumer, "pact-version", place.sha)
                requests.append(PlannedRequest("POST", f"{path}/verification-results", body))
                continue
            version = ensure_version(book, ensure_pacticipant(book, place.provider), number, build_url)
            result = record_result(book, content, version, bool(body["success"]), wip=place.wip, build_url=build_url)
            kept = {name: body[name] for name in ("testResults", "verifiedBy")}
            store.put_details(result.id, json.dumps(kept, ensure_ascii=False))
    return PublishOutcome(tuple(done), (), dry_run, tuple(requests))


def _content_of(book: Book, place: Published) -> Content:
    consumer, provider = book.pacticipant(place.consumer), book.pacticipant(place.provider)
    if consumer is not None and provider is not None:
        content = book.contents.first("consumer provider sha", consumer.id, provider.id, place.sha)
        if content is not None:
            return content
    raise BrokerError(f"The broker has no contract {place.sha} of {place.consumer} with {place.provider}")


def _path(*segments: str) -> str:
    return "/" + "/".join(quote(each, safe="") for each in segments)


def _planned_places(provider: str, number: str, branch: str | None, tags: Sequence[str]) -> list[PlannedRequest]:
    """What would be sent to a broker at an address for the same."""
    of = ("pacticipants", provider)
    branches = [] if branch is None else [_path(*of, "branches", branch, "versions", number)]
    paths = [*branches, *(_path(*of, "versions", number, "tags", tag) for tag in tags)]
    return [PlannedRequest("PUT", path, {}) for path in paths]
