"""The verbs of a remote broker against what a real one was asked and answered: the same requests, understood."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from broker_transports import Exchange, Player, target_of
from conformance.data import data_files, needs

import contractlab as cl
from contractlab.broker.client.documents import matrix_of
from contractlab.broker.client.loading import ContractLoader
from contractlab.broker.remote import RemoteBroker
from contractlab.contracts.format import format_of
from contractlab.formats.pact.content_hash import content_hash

FIRST = "golden/broker/exchanges/*.json"
SECOND = "golden/broker/exchanges-2/*.json"


def recorded(pattern: str) -> list[Exchange]:
    rows = [(path.stem, json.loads(path.read_text("utf-8"))) for path in data_files(pattern)]
    return [Exchange.of({**row, "name": stem.partition("_")[2]}) for stem, row in rows]


Verb = Callable[[RemoteBroker], Any]

ASKED: dict[str, Verb] = {
    "fv_default_no_selectors": lambda b: b.contracts(provider="Bar"),
    "fv_main": lambda b: b.contracts(
        provider="Bar", selectors=[{"mainBranch": True}], provider_branch="main", pending=True
    ),
    "get_pact": lambda b: b.contract("Foo", "Bar", version="1"),
    "get_pact_latest": lambda b: b.contract("Foo", "Bar", latest=True),
    "get_pact_latest_tag": lambda b: b.contract("Foo", "Bar", tag="dev"),
    "get_pact_latest_branch": lambda b: b.contract("Foo", "Bar", branch="main"),
    "pacts_latest": lambda b: b.latest_contracts(),
    "provider_states": lambda b: b.provider_states("Bar"),
    "version": lambda b: b.version("Foo", "1"),
    "versions": lambda b: b.versions("Foo"),
    "pacticipants": lambda b: b.pacticipants,
    "environments": lambda b: b.environments,
    "matrix_cli_env": lambda b: b.can_i_deploy("Foo", version="3", environment="test"),
    "matrix_cli_tag": lambda b: b.can_i_deploy("Foo", version="3", to="prod"),
    "matrix_cli_mainbranch": lambda b: b.can_i_deploy("Foo", version="3", main_branch=True),
    "matrix_names_only": lambda b: b.matrix("Foo", "Bar"),
    "matrix_names_cvpv": lambda b: b.matrix("Foo", "Bar", latestby="cvpv"),
    "put_provider_branch_version": lambda b: b.create_or_update_version("Bar", "b1", branch="main"),
    "tag_put": lambda b: b.tag("Foo", "1", "prod"),
    "label_put": lambda b: b.add_label("Foo", "web"),
    "delete_branch": lambda b: b.delete_branch("Foo", "feat/x"),
}


def exchange(exchanges: list[Exchange], name: str) -> Exchange:
    return next(each for each in exchanges if each.name == name)


@needs(FIRST)
@pytest.mark.parametrize("name", ASKED)
def test_a_verb_asks_as_was_recorded(name: str) -> None:
    exchanges = recorded(FIRST)
    wanted = exchange(exchanges, name)
    player = Player(exchanges, [wanted])
    try:
        ASKED[name](player.broker())
    except cl.BrokerError as error:
        if error.status != 404 or "/pact-version/" not in error.message:
            raise  # not every contract of a selection was read while it was recorded
    sent = [
        body for method, url, body in player.sent if (method, target_of(url)) == (wanted.method, target_of(wanted.url))
    ]
    assert sent, [f"{method} {url}" for method, url, _ in player.sent]
    assert sent[0] == (wanted.body if wanted.method != "GET" else None)
    changing = {(method, target_of(url)) for method, url, _ in player.sent if method != "GET"}
    assert changing <= {(wanted.method, target_of(wanted.url))}


@needs(FIRST, SECOND)
@pytest.mark.parametrize("pattern", [FIRST, SECOND])
def test_every_refusal_is_understood(pattern: str) -> None:
    """Whatever shape an error has, its texts are found; a body that says nothing gives none."""
    understood = 0
    for refused in recorded(pattern):
        if refused.status < 400 or refused.method == "HEAD":
            continue
        player = Player([Exchange.of(_index(refused))], [refused])
        broker = player.broker()
        with pytest.raises(cl.BrokerError) as raised:
            broker._links.send(refused.method, refused.url)
        assert raised.value.status == refused.status
        texts = list(_texts(refused.document)) if isinstance(refused.document, dict) else []
        for text in texts:
            assert any(text.split("\n")[0] in message for message in raised.value.messages), (refused.name, text)
        understood += bool(texts)
    assert understood > 10


def _index(beside: Exchange) -> dict[str, Any]:
    return {
        "request": {"method": "GET", "url": beside.origin + "/"},
        "response": {"status": 200, "body": {"_links": {}}},
    }


def _texts(document: dict[str, Any]) -> list[str]:
    errors = document.get("errors", [])
    listed = errors if isinstance(errors, list) else [text for value in errors.values() for text in _listed(value)]
    texts = [each.get("detail", "") if isinstance(each, dict) else each for each in listed]
    if isinstance(document.get("error"), str):
        texts.append(document["error"])
    elif isinstance(document.get("error"), dict):
        texts.append(document["error"]["message"])
    return [text for text in texts if text]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@needs(FIRST, SECOND)
@pytest.mark.parametrize("pattern", [FIRST, SECOND])
def test_every_matrix_is_read(pattern: str) -> None:
    read = 0
    for asked in recorded(pattern):
        document = asked.document
        if (
            asked.status != 200
            or not isinstance(document, dict)
            or "summary" not in document
            or "matrix" not in document
        ):
            continue
        player = Player([Exchange.of(_index(asked))], [asked])
        table = matrix_of(player.broker()._links.session.get(asked.url).mapping, asked.url)
        summary = document["summary"]
        assert table.deployable is summary["deployable"]
        assert (table.summary.success, table.summary.failed, table.summary.unknown) == tuple(
            summary[key] for key in ("success", "failed", "unknown")
        )
        assert [row.success for row in table.rows] == [
            (row["verificationResult"] or {}).get("success") for row in document["matrix"]
        ]
        assert [notice.text for notice in table.notices] == [each["text"] for each in document["notices"]]
        read += 1
    assert read > 10


@needs(FIRST, SECOND)
@pytest.mark.parametrize("pattern", [FIRST, SECOND])
def test_what_is_read_and_published_again_keeps_its_content(pattern: str) -> None:
    """The broker's ids are dropped, the author's are kept."""
    exchanges = recorded(pattern)
    merged = _merged(exchanges)
    kept = 0
    for handed_out in exchanges:
        document = handed_out.document
        if handed_out.method != "GET" or handed_out.status != 200 or not isinstance(document, dict):
            continue
        named = document.get("_links", {}).get("pb:pact-version")
        if not isinstance(named, dict) or "interactions" not in document or named["name"] in merged:
            continue
        player = Player([Exchange.of(_index(handed_out))], [handed_out])
        contract = ContractLoader(player.broker()._links).load(handed_out.url)
        assert contract.published is not None
        assert contract.published.sha == named["name"] == format_of(contract).content_hash(contract), handed_out.name
        assert list(contract.published.ids) == [each["_id"] for each in document["interactions"]]
        assert contract.published.consumer_version
        kept += 1
    assert kept >= 4


def _merged(exchanges: list[Exchange]) -> set[str]:
    """Contents whose name cannot be computed: a real broker names a merged contract by what was merged into it."""
    sent = (each.body for each in exchanges if each.method == "PATCH" and "/pacts/" in each.url)
    return {content_hash(json.dumps(body).encode()) for body in sent if isinstance(body, dict)}


@needs(FIRST)
def test_published_contracts_are_sent_as_was_recorded() -> None:
    exchanges = recorded(FIRST)
    wanted = exchange(exchanges, "publish_first")
    player = Player(exchanges, [wanted])
    sent = wanted.body
    contracts = [cl.load(base64.b64decode(each["content"])) for each in sent["contracts"]]
    outcome = player.broker().publish(
        contracts,
        version=sent["pacticipantVersionNumber"],
        branch=sent.get("branch"),
        tags=sent.get("tags", []),
        build_url=sent.get("buildUrl"),
    )
    body = player.sent[-1][2]
    assert {key: body[key] for key in sent if key != "contracts"} == {k: v for k, v in sent.items() if k != "contracts"}
    for ours, theirs in zip(body["contracts"], sent["contracts"], strict=True):
        assert {key: ours[key] for key in theirs} == theirs
    assert any("successfully published" in notice.text for notice in outcome.notices)
