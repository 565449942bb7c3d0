"""What the server says to clients, beyond the recorded histories."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import httpx
import pytest
from broker_books import contract

import contractlab as cl
from contractlab.broker.embedded import EmbeddedBroker
from contractlab.broker.server.access import Access
from contractlab.broker.server.serving import serving
from contractlab.broker.store import MEMORY, Store


@pytest.fixture
def served() -> Iterator[tuple[EmbeddedBroker, httpx.Client]]:
    with cl.broker(":memory:") as broker, broker.serve() as url, httpx.Client(base_url=url, trust_env=False) as client:
        yield broker, client


def test_names_with_slashes_blanks_and_umlauts(served: tuple[EmbeddedBroker, httpx.Client]) -> None:
    broker, client = served
    broker.publish(contract("Käse & Co/Süd", "Stock +"), version="1/ä b", branch="feat/x")
    own = "/pacticipants/K%C3%A4se%20%26%20Co%2FS%C3%BCd"
    branch_version = client.get(f"{own}/branches/feat%2Fx/versions/1%2F%C3%A4%20b").json()
    assert branch_version["_links"]["pb:version"]["name"] == "1/ä b"
    assert client.get(branch_version["_links"]["pb:version"]["href"]).json()["number"] == "1/ä b"
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
    address = relation.replace("{provider}", "Stock")
    assert client.get(address).status_code == 200
    question = {"consumerVersionSelectors": [{"mainBranch": True}], "providerVersionBranch": "main"}
    (chosen,) = client.post(address, json=question).json()["_embedded"]["pacts"]
    assert chosen["verificationProperties"]["pending"] is True
    pact = client.get(chosen["_links"]["self"]["href"]).json()
    results = {
        "success": True,
        "providerApplicationVersion": "s1",
        "testResults": [{"interactionId": pact["interactions"][0]["_id"], "success": True}],
    }
    published = client.post(pact["_links"]["pb:publish-verification-results"]["href"], json=results)
    assert published.status_code == 201
    assert client.get(published.headers["Location"]).json()["testResults"] == results["testResults"]
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


def _statuses(url: str, authorization: dict[str, str]) -> tuple[int, int, int, int]:
    with httpx.Client(base_url=url, headers=authorization, trust_env=False) as client:
        asked = client.post("/pacts/provider/Nobody/for-verification", json={})
        written = client.put("/pacticipants/Shop/versions/1", json={})
        # A name that only looks like the question of a verifier.
        sly = client.put("/pacticipants/for-verification/versions/1", json={})
        return client.get("/").status_code, asked.status_code, written.status_code, sly.status_code


def test_a_server_may_ask_for_credentials() -> None:
    def basic(text: str) -> dict[str, str]:
        return {"Authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}

    access = Access(writer=("wä", "p:w"), reader=("r", "pr"))
    with serving(Store(MEMORY), access=access) as url:
        for wrong in ({}, basic("wä:wrong"), basic("nobody"), basic("r:p:w")):
            statuses = _statuses(url, wrong)
            assert set(statuses) <= {400, 401}
        assert httpx.get(url, trust_env=False).headers["WWW-Authenticate"] == 'Basic realm="Restricted area"'
        assert _statuses(url, {"Authorization": "Bearer t"}) == (400, 400, 400, 400)
        assert _statuses(url, basic("r:pr")) == (200, 404, 401, 401)
        assert _statuses(url, basic("wä:p:w")) == (200, 404, 201, 201)
    with cl.broker(":memory:") as broker, broker.serve(token="t-1") as url:
        assert _statuses(url, {"Authorization": "Bearer no"}) == (401, 401, 401, 401)
        assert _statuses(url, {"Authorization": "Bearer t-1"}) == (200, 404, 201, 201)
    assert "p:w" not in repr(access)


def test_what_a_client_does_not_take_is_not_done(served: tuple[EmbeddedBroker, httpx.Client]) -> None:
    broker, client = served
    picture = {"Accept": "image/png"}
    assert client.put("/pacticipants/Shop/versions/1", json={}, headers=picture).status_code == 406
    assert client.post("/environments", json={"name": "live", "production": True}, headers=picture).status_code == 406
    assert (dict(broker.pacticipants), broker.environments) == ({}, ())
    assert client.post("/environments", json={}, headers=picture).status_code == 400
    quiet = client.get("/", headers={"Accept": "text/html, application/hal+json;q=0.5, */*;q=0.1"})
    assert quiet.headers["Content-Type"].startswith("application/hal+json")
    page = client.get("/", headers={"Accept": "text/html"})
    assert (page.status_code, "HTML" in page.json()["error"]) == (404, True)
    problem = client.get("/pacticipants/Nobody", headers={"Accept": "application/hal+json, application/problem+json"})
    assert problem.headers["Content-Type"].startswith("application/problem+json")
    assert problem.json()["detail"] == "No pacticipant with name 'Nobody' found"


def test_webhooks_are_kept_and_their_secrets_are_not(served: tuple[EmbeddedBroker, httpx.Client]) -> None:
    broker, client = served
    broker.publish(contract(), version="1", branch="main")
    request = {
        "method": "POST",
        "url": "https://ci.example/run",
        "headers": {"Authorization": "Bearer planted"},
        "username": "u",
        "password": "planted",
    }
    sent = {"events": [{"name": "contract_published"}], "request": request, "provider": {"name": "Stock"}}
    made = client.post("/webhooks", json=sent)
    assert made.status_code == 201
    assert "planted" not in made.text + client.get(made.headers["Location"]).text
    assert client.post(f"{made.headers['Location']}/execute").json()["error"].startswith("Webhooks are kept here")
    assert client.put(made.headers["Location"], json={**sent, "enabled": False}).json()["enabled"] is False
    assert len(client.get("/webhooks/provider/Stock").json()["_links"]["pb:webhooks"]) == 1
    assert client.post("/webhooks", json={**sent, "provider": {"name": "Nobody"}}).status_code == 400
    assert client.delete(made.headers["Location"]).status_code == 204
    assert client.get(made.headers["Location"]).status_code == 404


def test_names_that_end_like_files_go_before_the_ending(served: tuple[EmbeddedBroker, httpx.Client]) -> None:
    broker, client = served
    for name in ("Shop", "Shop.json"):
        broker.create_or_update_pacticipant(name)
    assert client.get("/pacticipants/Shop.json").json()["name"] == "Shop.json"
    assert client.get("/pacticipants/Shop.json.json").json()["name"] == "Shop.json"
    broker.create_or_update_pacticipant("Till")
    assert client.get("/pacticipants/Till.json").json()["name"] == "Till"


def test_every_list_is_cut_into_pages(served: tuple[EmbeddedBroker, httpx.Client]) -> None:
    broker, client = served
    for index in range(5):
        broker.publish(contract(consumer=f"C{index} x"), version="1", branch="main")
    lists = {
        "/pacticipants": lambda body: [each["name"] for each in body["_embedded"]["pacticipants"]],
        "/integrations": lambda body: [each["consumer"]["name"] for each in body["_embedded"]["integrations"]],
        "/pacts/provider/Stock": lambda body: [each["name"] for each in body["_links"]["pb:pacts"]],
    }
    for path, names in lists.items():
        whole = names(client.get(path).json())
        seen, url = [], f"{path}?size=2"
        while url:
            body = client.get(url).json()
            seen += names(body)
            url = body["_links"].get("next", {}).get("href")
        assert seen == whole
        assert len(seen) in (5, 6)
    assert client.get("/pacticipants?page=9999999999999999999999").json()["_embedded"] == {"pacticipants": []}
    assert client.get("/pacticipants?page=x&size=-1").json()["errors"].keys() == {"page", "size"}
