"""What the server says to clients, beyond the recorded histories."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from broker_books import contract

import contractlab as cl
from contractlab.broker.embedded import EmbeddedBroker


@pytest.fixture
def served() -> Iterator[tuple[EmbeddedBroker, httpx.Client]]:
    with cl.broker(":memory:") as broker, broker.serve() as url, httpx.Client(base_url=url, trust_env=False) as client:
        yield broker, client


def test_names_with_slashes_blanks_and_umlauts(served: tuple[EmbeddedBroker, httpx.Client]) -> None:
    broker, client = served
    broker.publish(contract("Käse & Co/Süd", "Stock +"), version="1/ä b", branch="feat/x")
    own = "/pacticipants/K%C3%A4se%20%26%20Co%2FS%C3%BCd"
    found = client.get(f"{own}/branches/feat%2Fx/versions/1%2F%C3%A4%20b").json()
    assert found["_links"]["pb:version"]["name"] == "1/ä b"
    assert client.get(found["_links"]["pb:version"]["href"]).json()["number"] == "1/ä b"
    pact = client.get(
        client.get(f"{own}/versions").json()["_embedded"]["versions"][0]["_links"]["pb:pact-versions"][0]["href"]
    )
    assert pact.json()["consumer"]["name"] == "Käse & Co/Süd"
    newest = client.get(pact.json()["_links"]["pb:latest-pact-version"]["href"])
    assert newest.headers["X-Pact-Consumer-Version"] == "1/ä b"


def test_what_a_verifier_does_publishes_a_result(served: tuple[EmbeddedBroker, httpx.Client]) -> None:
    broker, client = served
    broker.publish(contract(), version="1", branch="main")
    broker.create_environment("live", production=True)
    relation = client.get("/").json()["_links"]["pb:provider-pacts-for-verification"]["href"]
    where = relation.replace("{provider}", "Stock")
    assert client.get(where).status_code == 200
    question = {"consumerVersionSelectors": [{"mainBranch": True}], "providerVersionBranch": "main"}
    (chosen,) = client.post(where, json=question).json()["_embedded"]["pacts"]
    assert chosen["verificationProperties"]["pending"] is True
    pact = client.get(chosen["_links"]["self"]["href"]).json()
    results = {
        "success": True,
        "providerApplicationVersion": "s1",
        "testResults": [{"interactionId": pact["interactions"][0]["_id"], "success": True}],
    }
    told = client.post(pact["_links"]["pb:publish-verification-results"]["href"], json=results)
    assert told.status_code == 201
    assert client.get(told.headers["Location"]).json()["testResults"] == results["testResults"]
    broker.record_deployment("Stock", "s1", "live")
    answer = client.get("/can-i-deploy", params={"pacticipant": "Shop", "version": "1", "environment": "live"}).json()
    assert answer["summary"]["deployable"] is True
    assert broker.can_i_deploy("Shop", version="1", environment="live").deployable is True


def test_what_is_read_over_http_and_published_again_keeps_its_content(
    served: tuple[EmbeddedBroker, httpx.Client],
) -> None:
    broker, client = served
    broker.publish(contract(count=3), version="1", branch="main")
    loaded = cl.load(client.get("/pacts/provider/Stock/consumer/Shop/latest").content)
    broker.publish(loaded, version="2", branch="main")
    assert broker.contract("Shop", "Stock").published.versions == ("2", "1")


def test_requests_that_are_refused(served: tuple[EmbeddedBroker, httpx.Client]) -> None:
    _, client = served
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
    assert client.get("/nothing/here").status_code == 404
    assert client.delete("/pacticipants").status_code == 405
    assert client.get("/pacticipants/Nobody").json() == {"error": "No pacticipant with name 'Nobody' found"}
    assert (
        client.post("/contracts/publish", content=b"{", headers={"Content-Type": "application/json"}).status_code == 400
    )
    assert client.post("/contracts/publish", json={"contracts": []}).json()["errors"]["pacticipantName"] == [
        "is missing"
    ]
    assert client.post("/environments", json={"name": "a b"}).json()["errors"] == {
        "name": ["cannot contain spaces"],
        "production": ["is missing"],
    }
    nothing = client.post("/pacts/provider/P/consumer/C/pact-version/0/verification-results", json={})
    assert nothing.status_code == 404
