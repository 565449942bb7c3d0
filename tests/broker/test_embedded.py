"""An embedded broker, as a notebook uses it."""

from __future__ import annotations

from pathlib import Path

import pytest
from broker_books import contract

import contractlab as cl
from contractlab.broker.embedded import EmbeddedBroker


def _answered(path: str, status: int = 200) -> cl.Captures:
    request = {"method": "GET", "url": f"http://stock{path}", "headers": [], "queryString": []}
    response = {"status": status, "headers": [], "content": {"size": 0, "mimeType": "text/plain", "text": ""}}
    return cl.load_captures({"log": {"version": "1.2", "entries": [{"request": request, "response": response}]}})


@pytest.fixture
def broker() -> EmbeddedBroker:
    made: EmbeddedBroker = cl.broker(":memory:")
    made.publish(contract(), version="1", branch="main", tags=["rc"])
    made.create_environment("live", production=True)
    return made


def test_from_a_contract_to_a_yes(broker: EmbeddedBroker) -> None:
    question = {"version": "1", "environment": "live"}
    answer = broker.can_i_deploy("Shop", **question)
    assert answer.deployable is None
    assert len(answer.reasons) == 1
    chosen = broker.contracts(provider="Stock", provider_branch="main")
    run = cl.verify(chosen, _answered("/apples/0"))
    planned = broker.publish_results(run, provider_version="s1", branch="main", tags=["rc"], dry_run=True)
    assert planned.dry_run
    assert [(each.method, each.path.rpartition("/")[2]) for each in planned.requests] == [
        ("PUT", "s1"),
        ("PUT", "rc"),
        ("POST", "verification-results"),
    ]
    broker.publish_results(run, provider_version="s1", branch="main")
    (proposal,) = broker.can_i_deploy("Shop", **question).proposals
    assert proposal.is_enough
    assert proposal.text == "Deploy Stock s1 to live, and record it"
    broker.record_deployment("Stock", "s1", "live")
    assert broker.can_i_deploy("Shop", **question).require()
    assert broker.contracts(provider="Stock", provider_branch="main")[0].published.pending is False


def test_a_failure_is_published_and_says_no(broker: EmbeddedBroker) -> None:
    chosen = broker.contracts(provider="Stock", provider_branch="main")
    broker.publish_results(cl.verify(chosen, _answered("/apples/0", 500)), provider_version="s1")
    broker.record_deployment("Stock", "s1", "live")
    answer = broker.can_i_deploy("Shop", version="1", environment="live")
    assert answer.deployable is False
    assert [cell.kind for cell in answer.cells] == ["failed"]
    assert answer.what_if.verify("Shop", "1", "Stock", "s1").deployable is True
    assert broker.can_i_deploy("Shop", version="1", environment="live").deployable is False


def test_runs_that_say_too_little_are_refused(broker: EmbeddedBroker) -> None:
    chosen = broker.contracts(provider="Stock")
    gap = cl.verify(chosen, _answered("/nothing"))
    with pytest.raises(cl.BrokerError, match="was not exercised"):
        broker.publish_results(gap, provider_version="s1")
    assert broker.publish_results(gap, provider_version="s1", partial=True).done[0].startswith("Published failure")
    with pytest.raises(cl.BrokerError, match="dialect spec"):
        broker.publish_results(cl.verify(chosen, _answered("/apples/0"), dialect="spec"), provider_version="s1")
    with pytest.raises(cl.BrokerError, match="did not come from a broker"):
        broker.publish_results(cl.verify([contract()], _answered("/apples/0")), provider_version="s1")
    mixed = cl.verify([*chosen, contract(path="/pears")], _answered("/apples/0"))
    with pytest.raises(cl.BrokerError, match="did not come from a broker"):
        broker.publish_results(mixed, provider_version="s1")
    with pytest.raises(cl.BrokerError, match="version is missing"):
        broker.publish_results(cl.verify(chosen, _answered("/apples/0")), provider_version=" ")


def test_a_versions_contract_never_changes(broker: EmbeddedBroker) -> None:
    again = broker.publish(contract(), version="1")
    assert again.done[0].startswith("Published again")
    with pytest.raises(cl.BrokerError) as caught:
        broker.publish([contract("Shop", "Tax"), contract(path="/pears")], version="1")
    assert caught.value.status == 409
    assert "Tax" not in broker.pacticipants


def test_names_that_nearly_agree(broker: EmbeddedBroker) -> None:
    with pytest.raises(cl.BrokerError) as caught:
        broker.publish(contract("shop", "Stock"), version="1")
    assert caught.value.candidates == ("Shop",)
    for ask in (
        lambda: broker.can_i_deploy("Shopp", version="1", environment="live"),
        lambda: broker.matrix("Shopp"),
        lambda: broker.contracts(provider="Stok"),
        lambda: broker.can_i_deploy("Shop", version="1", environment="Live"),
        lambda: broker.record_deployment("Shop", "1", "liv"),
    ):
        with pytest.raises(cl.BrokerError) as caught:
            ask()
        assert caught.value.candidates
    answer = broker.can_i_deploy("Shop", version="11", environment="live")
    assert answer.deployable is False
    assert answer.cells[0].candidates == ("1",)


def test_of_two_live_versions_a_broker_hides_the_one_that_was_never_asked(broker: EmbeddedBroker) -> None:
    broker.publish_results(
        cl.verify(broker.contracts(provider="Stock"), _answered("/apples/0")), provider_version="s1", tags=["a"]
    )
    broker.publish(contract("Stock", "Tax"), version="s2")
    broker.record_deployment("Stock", "s1", "live", instance="blue")
    broker.record_deployment("Stock", "s2", "live", instance="green")
    question = {"version": "1", "environment": "live"}
    answer = broker.can_i_deploy("Shop", **question)
    assert answer.deployable is True
    assert (
        answer.difference
        == "Stock s2 runs there too, and was never asked; the broker does not count it: strict=True does"
    )
    strict = broker.can_i_deploy("Shop", strict=True, **question)
    assert strict.deployable is None
    assert len(strict.proposals) == 1


def test_what_is_found_by_branch_tag_environment_and_content(broker: EmbeddedBroker) -> None:
    broker.publish(contract(path="/pears"), version="2", branch="feat/x y")
    newest = broker.contract("Shop", "Stock")
    assert newest.published.consumer_version == "2"
    assert newest.published.branches == ("feat/x y",)
    old = broker.contract("Shop", "Stock", tag="rc")
    assert old.published == broker.contract("Shop", "Stock", sha=old.published.sha).published
    assert broker.contract("Shop", "Stock", branch="feat/x y").published.consumer_version == "2"
    with pytest.raises(cl.BrokerError, match="no contract of Shop with Stock of environment live"):
        broker.contract("Shop", "Stock", environment="live")
    broker.record_release("Shop", "2", "live")
    assert broker.contract("Shop", "Stock", environment="live").published.environments == ("live",)
    broker.record_support_ended("Shop", "2", "live")
    with pytest.raises(cl.BrokerError):
        broker.record_support_ended("Shop", "2", "live")


def test_why_a_consumer_was_left_out(broker: EmbeddedBroker) -> None:
    broker.publish(contract("Till", "Stock"), version="7")
    broker.publish(contract("Shop", "Tax"), version="2", branch="main")
    chosen = broker.contracts(provider="Stock", selectors=[{"mainBranch": True}])
    assert len(chosen) == 0
    reasons = {reason.consumer: reason.text for reason in chosen.why_not}
    assert reasons["Till"] == "7, the newest with a contract, is on no branch"
    assert reasons["Shop"] == "2, the head of branch main, has no contract with Stock; 1 has"
    with pytest.raises(cl.BrokerError) as caught:
        broker.contracts(provider="Stock", selectors=[{"environment": "nowhere"}, {"matchingBranch": True}])
    assert len(caught.value.messages) == 2


def test_the_texts_that_are_read_are_those_that_were_published(broker: EmbeddedBroker, tmp_path: Path) -> None:
    path = contract("Till", "Tax").save(tmp_path / "till.json")
    broker.publish(path, version="5", branch="main")
    loaded = broker.contract("Till", "Tax")
    assert loaded.to_bytes() == path.read_bytes()
    second = cl.broker(tmp_path / "other.sqlite")
    second.publish(loaded, version="5")
    assert second.contract("Till", "Tax").published.sha == loaded.published.sha


def test_without_an_address_the_file_of_the_folder_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PACT_BROKER_BASE_URL", raising=False)
    with cl.broker() as broker:
        broker.create_environment("live", production=True)
    assert (tmp_path / ".contractlab" / "broker.sqlite").exists()
    with cl.broker() as broker:
        assert [environment.name for environment in broker.environments] == ["live"]


def test_small_verbs(broker: EmbeddedBroker) -> None:
    broker.create_or_update_pacticipant("Shop", main_branch="trunk", repository_url="https://shop.example")
    assert broker.pacticipants["Shop"].main_branch == "trunk"
    broker.tag("Shop", "1", "live")
    assert broker.environments[0].deployed == (("Shop", "1"),)
    broker.record_undeployment("Shop", "live")
    with pytest.raises(cl.BrokerError):
        broker.record_undeployment("Shop", "live")
    broker.delete_branch("Shop", "main")
    with pytest.raises(cl.BrokerError):
        broker.delete_branch("Shop", "main")
    for name in ("live", "", "a b"):
        with pytest.raises(cl.BrokerError):
            broker.create_environment(name, production=False)
    table = broker.matrix({"pacticipant": "Shop", "version": "1"}, "Stock", latestby="cvpv")
    assert [(row.consumer, row.provider, row.success) for row in table.rows] == [("Shop", "Stock", None)]
    assert table.deployable is None
    with pytest.raises(cl.BrokerError):
        broker.matrix({"pacticipant": "Shop", "colour": "red"})


def test_the_ci_service_says_of_which_build_a_result_is(
    broker: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("GITHUB_SHA", "abc"), ("GITHUB_HEAD_REF", "feat/x"), ("BUILDKITE_BUILD_URL", "http://ci/7")):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    run = cl.verify(broker.contracts(provider="Stock"), _answered("/apples/0"))
    broker.publish_results(run, detect=True)
    version = broker.version("Stock", "abc")
    assert (version.branches, version.build_url) == (("feat/x",), "http://ci/7")
    broker.publish_results(run, provider_version="s9", branch="main", detect=True)
    assert broker.version("Stock", "s9").branches == ("main",)
