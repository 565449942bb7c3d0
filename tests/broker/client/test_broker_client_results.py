"""From a run over a broker's contracts to its results: what is sent, and what is refused."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from broker_transports import BASE, HandMade

import contractlab as cl
from contractlab.formats.pact.content_hash import content_hash, interaction_ids
from contractlab.values.display import present

AUTHORED = {
    "consumer": {"name": "Foo"},
    "provider": {"name": "Bar"},
    "interactions": [
        {"description": "a", "request": {"method": "GET", "path": "/a"}, "response": {"status": 200, "body": {"n": 1}}},
        {"description": "b", "request": {"method": "GET", "path": "/b"}, "response": {"status": 204}},
    ],
    "metadata": {"pactSpecification": {"version": "2.0.0"}},
}
DATA = json.dumps(AUTHORED).encode()
IDS = interaction_ids(DATA)
PACT = "/pacts/provider/Bar/consumer/Foo/pact-version/S/metadata/M"


def fake_broker() -> HandMade:
    interactions = [{"_id": own, **each} for own, each in zip(IDS, AUTHORED["interactions"], strict=True)]
    handed_out = {
        **AUTHORED,
        "interactions": interactions,
        "createdAt": "2026-11-20T10:23:19+00:00",
        "_links": {
            "self": {"href": f"{BASE}/pacts/provider/Bar/consumer/Foo/version/f1"},
            "pb:consumer-version": {"name": "f1", "href": f"{BASE}/pacticipants/Foo/versions/f1"},
            "pb:pact-version": {"name": content_hash(DATA), "href": f"{BASE}/x"},
            "pb:publish-verification-results": {"href": f"{BASE}{PACT}/verification-results"},
        },
    }
    version = {
        "number": "f1",
        "_embedded": {"branchVersions": [{"name": "main", "latest": True}], "tags": [{"name": "rc"}]},
        "_links": {"pb:deployed-environments": [{"name": "test"}]},
    }
    entry = {
        "shortDescription": "latest from main branch",
        "verificationProperties": {
            "pending": True,
            "wip": True,
            "notices": [{"when": "before_verification", "text": "x"}],
        },
        "_links": {"self": {"href": f"{BASE}{PACT}", "name": "Pact"}},
    }
    return HandMade(
        {
            ("POST", "/pacts/provider/Bar/for-verification"): {"_embedded": {"pacts": [entry]}},
            ("GET", PACT): handed_out,
            ("GET", "/pacticipants/Foo/versions/f1"): version,
            ("PUT", "/pacticipants/Bar/branches/main/versions/b7"): {},
            ("PUT", "/pacticipants/Bar/versions/b7/tags/rel"): {},
            ("POST", f"{PACT}/verification-results"): {"success": True},
        }
    )


def captures(*answers: tuple[str, int, Any], version: str | None = None) -> cl.Captures:
    made = [
        cl.Capture(
            cl.HttpRequest("GET", path, "", [], None),
            cl.HttpResponse(
                status, [("Content-Type", "application/json")], None if body is None else json.dumps(body).encode()
            ),
            provider_version=version,
        )
        for path, status, body in answers
    ]
    return cl.Captures(made)


GOOD = (("/a", 200, {"n": 1}), ("/b", 204, None))


def sent(fake: HandMade) -> list[tuple[str, str, Any]]:
    return [
        (each.method, each.url.raw_path.decode(), json.loads(each.content or b"null"))
        for each in fake.requests
        if each.method in ("PUT", "POST") and "for-verification" not in str(each.url)
    ]


def test_a_contract_knows_where_it_stands() -> None:
    (contract,) = fake_broker().broker().contracts(provider="Bar")
    assert json.loads(contract.to_bytes()) == AUTHORED
    published = contract.published
    assert published is not None
    assert (published.consumer, published.provider, published.consumer_version) == ("Foo", "Bar", "f1")
    assert published.sha == content_hash(contract.to_bytes())
    assert (published.branches, published.tags, published.environments) == (("main",), ("rc",), ("test",))
    assert (published.pending, published.wip, published.why) == (True, True, "latest from main branch")
    assert published.ids == IDS
    assert pickle.loads(pickle.dumps(contract)).published == published
    assert cl.load(DATA).published is None


def test_results_go_where_the_contract_came_from_branch_and_tags_first() -> None:
    fake = fake_broker()
    broker = fake.broker()
    run = cl.verify(broker.contracts(provider="Bar"), captures(*GOOD))
    dry = broker.publish_results(
        run, provider_version="b7", branch="main", tags=["rel"], build_url="http://ci/1", dry_run=True
    )
    assert sent(fake) == []
    outcome = broker.publish_results(run, provider_version="b7", branch="main", tags=["rel"], build_url="http://ci/1")
    assert sent(fake) == [(each.method, each.path, each.body) for each in dry.requests]
    assert [path for _, path, _ in sent(fake)] == [
        "/pacticipants/Bar/branches/main/versions/b7",
        "/pacticipants/Bar/versions/b7/tags/rel",
        f"{PACT}/verification-results",
    ]
    body = sent(fake)[-1][2]
    assert body["success"] is True
    assert body["providerApplicationVersion"] == "b7"
    assert body["buildUrl"] == "http://ci/1"
    assert body["testResults"] == [{"interactionId": own, "success": True} for own in IDS]
    assert outcome.done == ("Published success for Foo f1 by Bar b7",)


def test_a_failure_is_told_with_its_mismatches() -> None:
    fake = fake_broker()
    broker = fake.broker()
    run = cl.verify(broker.contracts(provider="Bar"), captures(("/a", 500, {"n": "one"}), GOOD[1]))
    broker.publish_results(run, provider_version="b7")
    body = sent(fake)[-1][2]
    assert body["success"] is False
    first, second = body["testResults"]
    assert first["success"] is False
    assert first["interactionDescription"] == "a"
    assert {each["attribute"] for each in first["mismatches"]} == {"status", "body"}
    assert any(each["identifier"] == "$.n" for each in first["mismatches"])
    assert second == {"interactionId": IDS[1], "success": True}


def test_gaps_are_refused_or_published_as_a_failure() -> None:
    fake = fake_broker()
    broker = fake.broker()
    run = cl.verify(broker.contracts(provider="Bar"), captures(GOOD[0]), allow_not_exercised=True)
    with pytest.raises(cl.BrokerError, match="'b' was not exercised"):
        broker.publish_results(run, provider_version="b7")
    assert sent(fake) == []
    broker.publish_results(run, provider_version="b7", partial=True)
    body = sent(fake)[-1][2]
    assert body["success"] is False
    assert body["testResults"] == [{"interactionId": IDS[0], "success": True}]


def test_what_must_not_be_published_is_refused_with_reasons() -> None:
    broker = fake_broker().broker()
    contracts = broker.contracts(provider="Bar")
    good = captures(*GOOD)
    with pytest.raises(cl.BrokerError, match="dialect"):
        broker.publish_results(cl.verify(contracts, good, dialect="spec"), provider_version="b7")
    with pytest.raises(cl.BrokerError, match="version is missing"):
        broker.publish_results(cl.verify(contracts, good))
    with pytest.raises(cl.BrokerError, match="did not come from a broker"):
        broker.publish_results(cl.verify([cl.load(DATA)], good), provider_version="b7")
    with pytest.raises(cl.BrokerError, match="nothing was checked"):
        broker.publish_results(cl.verify(contracts, captures()), provider_version="b7", partial=True)


def test_the_version_comes_from_the_captures_where_they_name_one() -> None:
    fake = fake_broker()
    broker = fake.broker()
    contracts = broker.contracts(provider="Bar")
    broker.publish_results(cl.verify(contracts, captures(*GOOD, version="b7")))
    assert sent(fake)[-1][2]["providerApplicationVersion"] == "b7"
    both = captures(*GOOD, version="b7") + captures(*GOOD, version="b8")
    with pytest.raises(cl.BrokerError, match="several provider versions"):
        broker.publish_results(cl.verify(contracts, both))
    with pytest.raises(cl.BrokerError, match="no results of provider version"):
        broker.publish_results(cl.verify(contracts, both), provider_version="b9")


def test_an_edited_contract_has_no_place_in_a_broker() -> None:
    (contract,) = fake_broker().broker().contracts(provider="Bar")
    edit = cl.edit(contract)
    edit["a"].description = "another"
    assert edit.contract.published is None


def test_a_contract_shows_where_it_stands() -> None:
    contracts = fake_broker().broker().contracts(provider="Bar")
    for form in ("text/plain", "text/html"):
        alone = " ".join(present(contracts[0])[form].split())
        for words in ("f1", "on main", "pending", "work in progress", "in test", "latest from main branch"):
            assert words in alone
        assert "on main" in present(contracts)[form]
    assert "pending" not in present(cl.load(DATA))["text/plain"]
