"""Verbs of a remote broker: near names, recording, asking, publishing."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from broker_transports import BASE, HandMade, hal, named

import contractlab as cl
from contractlab.values.display import present

SUMMARY = {"deployable": True, "reason": "fine", "success": 1, "failed": 0, "unknown": 0}


def contract(consumer: str = "Foo", provider: str = "Bar", path: str = "/1") -> bytes:
    document = {
        "consumer": {"name": consumer},
        "provider": {"name": provider},
        "interactions": [
            {
                "description": "a",
                "request": {"method": "GET", "path": path},
                "response": {"status": 200, "body": {"n": 1}},
            },
            {"description": "b", "request": {"method": "GET", "path": "/2"}, "response": {"status": 204}},
        ],
        "metadata": {"pactSpecification": {"version": "2.0.0"}},
    }
    return json.dumps(document).encode()


def version(number: str, environment: str = "test") -> dict[str, Any]:
    links = {
        f"pb:record-{kind}": [{"name": environment, "href": f"{BASE}/record/{kind}"}]
        for kind in ("deployment", "release")
    }
    return {"number": number, "_links": links}


def sent(fake: HandMade, method: str) -> list[tuple[str, Any]]:
    return [
        (each.url.raw_path.decode(), json.loads(each.content or b"null"))
        for each in fake.requests
        if each.method == method
    ]


def test_an_unknown_pacticipant_is_named_with_near_ones() -> None:
    fake = HandMade({("GET", "/pacticipants"): named(["Order Service", "Basket", "x"], "pacticipants")})
    with pytest.raises(cl.BrokerError) as raised:
        fake.broker().versions("order-service")
    assert raised.value.candidates == ("Order Service",)
    assert "Did you mean Order Service?" in str(raised.value)


def test_an_unknown_environment_is_named_with_near_ones() -> None:
    refused = hal({"errors": ["Environment with name 'production' does not exist"]}, 400)
    fake = HandMade(
        {
            ("GET", "/matrix"): refused,
            ("GET", "/pacticipants"): named(["Foo"], "pacticipants"),
            ("GET", "/environments"): named(["prod", "test"], "environments"),
        }
    )
    with pytest.raises(cl.BrokerError) as raised:
        fake.broker().can_i_deploy("Foo", version="1", environment="production")
    assert "prod" in raised.value.candidates
    assert raised.value.status == 400


def test_a_lookup_that_fails_leaves_the_error_as_it_was() -> None:
    with pytest.raises(cl.BrokerError) as raised:
        HandMade({}).broker().provider_states("Nobody")
    assert raised.value.status == 404
    assert raised.value.candidates == ()


@pytest.mark.parametrize(
    ("instance", "body"), [(None, {}), ("blue", {"applicationInstance": "blue", "target": "blue"})]
)
def test_a_deployment_is_recorded_where_the_version_says(instance: str | None, body: dict[str, str]) -> None:
    fake = HandMade(
        {
            ("GET", "/pacticipants/Bar/versions/a%2Fb"): version("a/b"),
            ("POST", "/record/deployment"): {"uuid": "u", "currentlyDeployed": True},
        }
    )
    deployed = fake.broker().record_deployment("Bar", "a/b", "test", instance=instance)
    assert deployed.current
    assert sent(fake, "POST") == [("/record/deployment", body)]
    with pytest.raises(cl.BrokerError) as raised:
        fake.broker().record_release("Bar", "a/b", "tset")
    assert raised.value.candidates == ("test",)


def running(*instances: str | None) -> dict[str, Any]:
    entries = [
        {
            "uuid": str(at),
            "applicationInstance": instance,
            "_embedded": {"pacticipant": {"name": "Bar"}, "version": {"number": "b1"}},
            "_links": {"self": {"href": f"{BASE}/deployed-versions/{at}"}},
        }
        for at, instance in enumerate(instances)
    ]
    return {"_embedded": {"deployedVersions": entries}}


def undeploying(*instances: str | None) -> HandMade:
    environment = {"uuid": "e1", "name": "test", "_links": {"self": {"href": f"{BASE}/environments/e1"}}}
    return HandMade(
        {
            ("GET", "/environments"): {"_embedded": {"environments": [environment]}},
            ("GET", "/environments/e1"): environment,
            ("GET", "/environments/e1/deployed-versions/currently-deployed"): running(*instances),
            ("GET", "/pacticipants"): named(["Bar"], "pacticipants"),
            **{("PATCH", f"/deployed-versions/{at}"): {"currentlyDeployed": False} for at in range(len(instances))},
        }
    )


@pytest.mark.parametrize(("instance", "ended"), [(None, 0), ("blue", 1), ("", 0)])
def test_only_the_named_instance_is_undeployed(instance: str | None, ended: int) -> None:
    fake = undeploying(None, "blue", "green")
    fake.broker().record_undeployment("Bar", "test", instance=instance)
    assert sent(fake, "PATCH") == [(f"/deployed-versions/{ended}", {"currentlyDeployed": False})]
    assert "pacticipant=Bar" in fake.asked[-2]


def test_undeploying_what_does_not_run_says_what_does() -> None:
    with pytest.raises(cl.BrokerError, match="blue"):
        undeploying("blue").broker().record_undeployment("Bar", "test")
    with pytest.raises(cl.BrokerError, match="no pacticipant"):
        undeploying().broker().record_undeployment("Baz", "test")


@pytest.mark.parametrize(("answered", "deployable"), [(True, True), (False, False), (None, None)])
def test_only_yes_is_yes(answered: bool | None, deployable: bool | None) -> None:
    fake = HandMade({("GET", "/matrix"): {"summary": {**SUMMARY, "deployable": answered}, "matrix": [], "notices": []}})
    answer = fake.broker().can_i_deploy("Foo", version="1", environment="test")
    assert answer.deployable is deployable
    assert bool(answer) is answer.yes is (answered is True)
    if answered is True:
        assert answer.require() is answer
    else:
        with pytest.raises(cl.ContractBroken):
            answer.require()


@pytest.mark.parametrize(
    "document", [{}, {"summary": {}}, {"summary": {"deployable": "yes"}, "matrix": []}, {"matrix": []}]
)
def test_an_answer_without_a_verdict_is_no_yes(document: dict[str, Any]) -> None:
    with pytest.raises(cl.BrokerError):
        HandMade({("GET", "/matrix"): document}).broker().can_i_deploy("Foo", version="1", environment="test")


def test_waiting_asks_again_while_results_are_missing() -> None:
    unknown = [2, 1, 0]

    def answer(request: httpx.Request) -> httpx.Response:
        missing = unknown.pop(0)
        return hal({"summary": {**SUMMARY, "unknown": missing, "deployable": None if missing else True}, "matrix": []})

    fake = HandMade({("GET", "/matrix"): answer})
    assert fake.broker().can_i_deploy("Foo", version="1", environment="test", wait=1, interval=0.01).yes
    assert not unknown
    unknown += [1] * 4
    again = fake.broker().can_i_deploy("Foo", version="1", environment="test", wait=0.03, interval=0.01)
    assert again.deployable is None
    assert not unknown


def row(provider_version: str | None, success: bool | None) -> dict[str, Any]:
    return {
        "consumer": {"name": "Foo", "version": {"number": "1"}},
        "provider": {"name": "Bar", "version": None if provider_version is None else {"number": provider_version}},
        "verificationResult": None if success is None else {"success": success},
    }


@pytest.mark.parametrize(("strict", "deployable"), [(False, True), (True, False)])
def test_a_live_version_without_a_result_is_hidden_by_the_broker(strict: bool, deployable: bool) -> None:
    fake = undeploying(None)
    live = {"_embedded": {"releasedVersions": []}}
    fake.routes[("GET", "/environments/e1/released-versions/currently-supported")] = live
    fake.routes[("GET", "/matrix")] = {"summary": SUMMARY, "matrix": [row("b0", True)], "notices": []}
    answer = fake.broker().can_i_deploy("Foo", version="1", environment="test", strict=strict)
    assert answer.deployable is deployable
    assert [each.version for each in answer.hidden] == (["b1"] if strict else [])


def test_a_strict_yes_stays_yes_where_nothing_is_hidden() -> None:
    fake = undeploying(None)
    fake.routes[("GET", "/environments/e1/released-versions/currently-supported")] = {"_embedded": {}}
    fake.routes[("GET", "/matrix")] = {"summary": SUMMARY, "matrix": [row("b1", True)], "notices": []}
    assert fake.broker().can_i_deploy("Foo", version="1", environment="test", strict=True).yes


def test_one_request_for_each_consumer_with_the_bytes_of_the_files(tmp_path: Path) -> None:
    for name, data in (
        ("a.json", b"\xef\xbb\xbf" + contract()),
        ("b.json", contract(provider="Baz")),
        ("c.json", contract("Web")),
    ):
        (tmp_path / name).write_bytes(data)
    fake = HandMade({("POST", "/contracts/publish"): {"notices": [{"type": "success", "text": "done"}]}})
    dry = fake.broker().publish(tmp_path, version="1", branch="main", dry_run=True)
    assert fake.requests == []
    outcome = fake.broker().publish(tmp_path, version="1", branch="main")
    bodies = [body for _, body in sent(fake, "POST")]
    assert [request.body for request in dry.requests] == bodies
    assert [(body["pacticipantName"], len(body["contracts"])) for body in bodies] == [("Foo", 2), ("Web", 1)]
    assert base64.b64decode(bodies[0]["contracts"][0]["content"]) == contract()
    assert len(outcome.done) == 3
    assert [notice.text for notice in outcome.notices] == ["done", "done"]


def test_nothing_is_published_where_something_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "good.json").write_bytes(contract())
    (tmp_path / "bad.json").write_text('{"interactions": [')
    fake = HandMade({})
    with pytest.raises(cl.InvalidContract):
        fake.broker().publish([tmp_path / "good.json", tmp_path / "bad.json"], version="1")
    with pytest.raises(cl.BrokerError, match="version"):
        fake.broker().publish(tmp_path / "good.json", version=" ")
    with pytest.raises(cl.BrokerError, match="two contracts"):
        fake.broker().publish([cl.load(contract()), cl.load(contract(path="/other"))], version="1")
    assert fake.requests == []


def test_a_refused_publication_says_what_the_broker_says() -> None:
    conflict = {"notices": [{"type": "error", "text": "Cannot change"}, {"type": "info", "text": "- a\n+ b"}]}
    fake = HandMade({("POST", "/contracts/publish"): hal(conflict, 409)})
    with pytest.raises(cl.BrokerError) as raised:
        fake.broker().publish(cl.load(contract()), version="1")
    assert raised.value.status == 409
    assert "Cannot change" in str(raised.value)


def test_a_version_is_tagged_only_where_it_is() -> None:
    fake = HandMade({("PUT", "/pacticipants/Foo/versions/9/tags/rel"): {}})
    with pytest.raises(cl.BrokerError):
        fake.broker().tag("Foo", "9", "rel")
    fake.broker().tag("Foo", "9", "rel", create=True)
    assert len(sent(fake, "PUT")) == 1


def test_a_branch_that_is_not_there_may_be_missing() -> None:
    broker = HandMade({("DELETE", "/pacticipants/Foo/branches/a%2Fb"): httpx.Response(204)}).broker()
    assert broker.delete_branch("Foo", "a/b")
    assert not broker.delete_branch("Foo", "c", missing_ok=True)
    with pytest.raises(cl.BrokerError) as raised:
        broker.delete_branch("Foo", "c")
    assert raised.value.status == 404


def test_an_application_is_changed_or_made() -> None:
    fake = HandMade({("GET", "/pacticipants/Foo"): {"name": "Foo"}, ("PATCH", "/pacticipants/Foo"): {"name": "Foo"}})
    fake.broker().create_or_update_pacticipant("Foo", main_branch="main")
    assert sent(fake, "PATCH") == [("/pacticipants/Foo", {"name": "Foo", "mainBranch": "main"})]
    fake = HandMade({("POST", "/pacticipants"): {"name": "Foo"}})
    fake.broker().create_or_update_pacticipant("Foo")
    assert sent(fake, "POST") == [("/pacticipants", {"name": "Foo"})]


@pytest.mark.parametrize("choice", [{"version": "1", "latest": True}, {"tag": "a", "branch": "b"}])
def test_a_contract_is_named_in_one_way(choice: dict[str, Any]) -> None:
    with pytest.raises(cl.BrokerError, match="more than one"):
        HandMade({}).broker().contract("Foo", "Bar", **choice)


@pytest.mark.parametrize(("answer", "word"), [(True, "yes"), (False, "no"), (None, "not known yet")])
def test_an_answer_shows_itself(answer: bool | None, word: str) -> None:
    notices = [{"type": "error", "text": "<b>because</b>\x1b[31m"}]
    document = {"summary": {**SUMMARY, "deployable": answer}, "matrix": [row("b1", answer)], "notices": notices}
    fake = HandMade({("GET", "/matrix"): document})
    bundle = present(fake.broker().can_i_deploy("<i>Foo</i>", version="1", environment="test"))
    assert word in bundle["text/plain"]
    assert "because" in bundle["text/plain"]
    assert "<b>" not in bundle["text/html"]
    assert "<i>" not in bundle["text/html"]
    assert "\x1b" not in bundle["text/plain"] + bundle["text/html"]
