"""The official client's own contract with brokers, verified against ours with the states that it names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import httpx
from data import data_files, needs

import contractlab as cl
from contractlab.broker.book import Book
from contractlab.broker.records import Environment, Webhook
from contractlab.broker.server.serving import serving
from contractlab.broker.store import MEMORY, Store
from contractlab.broker.writing import (
    add_to_branch,
    create_environment,
    deploy,
    ensure_pacticipant,
    ensure_version,
    publish_content,
    put_tag,
    record_result,
    update_pacticipant,
)

CONTRACT = "golden/broker/contracts/Pact Broker Client*.json"
PRICING = "Pricing Service"
_REPOSITORY = "git@git.realestate.com.au:business-systems/pricing-service"


_CONTACTS = '[{"name": "Foo team", "details": {"emailAddress": "foo@bar.com"}}]'


def _published(
    store: Store, book: Book, version: str, *, consumer: str = "Foo", provider: str = "Bar", tag: str | None = None
) -> int:
    """A contract of its own for a version; the number of its content."""
    row = ensure_version(book, ensure_pacticipant(book, consumer), version)
    document = {"consumer": {"name": consumer}, "provider": {"name": provider}, "interactions": []}
    sha = f"{len(book.contents) + 1:040x}"
    content = publish_content(book, row, ensure_pacticipant(book, provider), sha).content
    store.put_text(content.id, json.dumps(document).encode())
    if tag is not None:
        put_tag(book, row, tag)
    return content.id


def _verified(book: Book, content: int, version: str, success: bool = True, tag: str | None = None) -> None:
    row = ensure_version(book, ensure_pacticipant(book, "Bar"), version)
    if tag is not None:
        put_tag(book, row, tag)
    record_result(book, book.contents[content], row, success)


def _environment(book: Book, name: str, uuid: str | None = None) -> Environment:
    row = create_environment(book, name, production=False, contacts=_CONTACTS)
    return row if uuid is None else book.environments.replace(replace(row, uuid=uuid))


State = Callable[[Store, Book, "re.Match[str]"], object]


def _pact_verified(store: Store, book: Book, match: re.Match[str]) -> None:
    content = _published(store, book, "1.2.3", consumer=match[1])
    if match[2]:
        again = ensure_version(book, ensure_pacticipant(book, match[1]), "1.2.4")
        publish_content(book, again, ensure_pacticipant(book, "Bar"), book.contents[content].sha)
    _verified(book, content, "4.5.6", tag="prod" if "prod" in match[0] else None)
    if "5.6.7" in match[0]:
        _verified(book, content, "5.6.7")
    if "9.9.9" in match[0]:
        _verified(book, _published(store, book, "1.2.4"), "9.9.9", success=False)


def _two_tagged(store: Store, book: Book, match: re.Match[str]) -> None:
    _verified(book, _published(store, book, "1.2.3", tag="prod"), "4.5.6")
    _verified(book, _published(store, book, "3.4.5", tag="prod"), "4.5.6", success=False)


def _condor(store: Store, book: Book, match: re.Match[str]) -> None:
    _published(store, book, "1.3.0", consumer="Condor", provider=PRICING, tag="prod" if "prod" in match[0] else None)
    pricing = update_pacticipant(book, ensure_pacticipant(book, PRICING), repository_url=_REPOSITORY)
    ensure_version(book, pricing, "1.3.0")


def _deployed(store: Store, book: Book, match: re.Match[str]) -> None:
    place = _environment(book, "test", "16926ef3-590f-4e3f-838e-719717aa88c9")
    row = deploy(book, ensure_version(book, ensure_pacticipant(book, "Foo"), "2"), place, "customer-1")
    book.deployments.replace(replace(row, uuid="ff3adecf-cfc5-4653-a4e3-f1861092f8e0"))


def _webhook(store: Store, book: Book, match: re.Match[str]) -> None:
    for name in ("Condor", PRICING):
        ensure_pacticipant(book, name)
    kept = '{"labels": {}, "description": "d", "enabled": true, "request": {}, "events": []}'
    book.webhooks.add(Webhook(book.webhooks.next_id(), match[1], None, None, kept, book.now()))


def _available(store: Store, book: Book, match: re.Match[str]) -> None:
    ensure_version(book, ensure_pacticipant(book, "Foo"), match[1])
    if "test environment" in match[0]:
        _environment(book, "test", "cb632df3-0a0d-4227-aac3-60114dd36479")
    else:
        for name in ("prod", "dev"):
            _environment(book, name)


def _named_version(store: Store, book: Book, match: re.Match[str]) -> None:
    row = ensure_version(book, ensure_pacticipant(book, "Condor"), match[2])
    tag = re.search(r"tagged (?:with )?'(\w+)'", match[0])
    if tag is not None:
        put_tag(book, row, tag[1])


STATES: tuple[tuple[str, State], ...] = (
    (
        r".*(?:relation|relations) (?:exists?|are present).*|.*does not exist in the pact-broker|no pact .*",
        lambda *_: None,
    ),
    (r"the pact for (Foo Thing|Foo) version 1\.2\.3 (and 1\.2\.4 )?has been .*", _pact_verified),
    (r"provider Bar version 4\.5\.6 has a successful verification for Foo version 1\.2\.3 tagged prod .*", _two_tagged),
    (r"version (\w+) of pacticipant Foo exists with .*", _available),
    (r"a webhook with the uuid (\S+) exists", _webhook),
    (r"an version is deployed to environment .*|a currently deployed version exists", _deployed),
    (
        r"an environment with name test and UUID (\S+) exists",
        lambda store, book, match: _environment(book, "test", match[1]),
    ),
    (
        r"an environment with name test exists|an environment exists",
        lambda store, book, match: _environment(book, "test"),
    ),
    (
        r"a branch named main exists for pacticipant Foo",
        lambda store, book, match: add_to_branch(
            book, ensure_version(book, ensure_pacticipant(book, "Foo"), "1"), "main"
        ),
    ),
    (
        r"a pacticipant with name Foo exists",
        lambda store, book, match: ensure_pacticipant(book, "Foo"),
    ),
    (r"('Condor') exists in the pact-broker with .*version ([\d.]+).*", _named_version),
    (
        r"'Condor' exists in the pact-broker",
        lambda store, book, match: ensure_version(book, ensure_pacticipant(book, "Condor"), "1.3.0"),
    ),
    (r".*Condor and the Pricing Service exists.*|the 'Pricing Service'.* already.*", _condor),
)


def bring_about(store: Store, book: Book, name: str) -> bool:
    """Bring a state about; False if nobody knows how."""
    for pattern, setup in STATES:
        match = re.fullmatch(pattern, name)
        if match is not None:
            setup(store, book, match)
            return True
    return False


def _as_sent(query: str) -> str:
    """A query with its selectors one after the other, as the client wrote it.

    The file holds it by names, and verifiers send it so: all of one, then all of the next. Rack begins a selector with
    each name that comes again, so that nobody could answer that as it was meant.
    """
    pairs = [pair.partition("=")[::2] for pair in query.split("&")]
    names = [value for name, value in pairs if name == "q[][pacticipant]"]
    if len(names) < 2:
        return query
    versions = [value for name, value in pairs if name == "q[][version]"]
    others = [(name, value) for name, value in pairs if name in ("q[][latest]", "q[][tag]")]
    written = [(name, value) for name, value in pairs if not name.startswith("q[][")]
    for index, name in enumerate(names):
        written.append(("q[][pacticipant]", name))
        written += [("q[][version]", versions[index])] if index < len(versions) else others
    return "&".join(f"{name}={value}" for name, value in written)


def _restore(request: httpx.Request) -> None:
    target = request.extensions.get("target", request.url.raw_path).decode()
    path, question_mark, query = target.partition("?")
    if question_mark:
        plain = query.replace("%5B", "[").replace("%5D", "]")
        request.extensions = {**request.extensions, "target": f"{path}?{_as_sent(plain)}".encode()}


@needs(CONTRACT)
def test_the_official_clients_own_contract_is_kept() -> None:
    (path,) = data_files(CONTRACT)
    contract = cl.load(path)
    states = cl.StateHandlers(lambda state, action, parameters: None)
    restore = {"request": [_restore]}
    faults = []
    for example in contract.examples:
        store = Store(MEMORY)
        with store.writing() as book:
            for state in example.states:
                assert bring_about(store, book, state.name), state.name
        # Addresses in the contract are those of the broker that it was written with.
        with (
            serving(store, hosts=("example.org",)) as url,
            httpx.Client(headers={"Host": "example.org"}, event_hooks=restore, trust_env=False) as client,
        ):
            run = cl.verify(contract, provider=url, only=[example.key], states=states, client=client)
        if not run.passed:
            faults.append(f"{example.states} {example.description}: {run.results[0].mismatches}")
    assert len(contract.examples) > 60
    assert not faults, "\n".join(faults)
