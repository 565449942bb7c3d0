"""A broker in a file that is served, and asked at its address: both say the same."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from commands import run
from small_runs import answers, entry, write_contract, write_har
from support import missing, require

import contractlab as cl
from contractlab.broker.embedded import EmbeddedBroker
from contractlab.broker.remote import RemoteBroker

require("uvicorn")
require("starlette")


@pytest.fixture
def both() -> Iterator[tuple[EmbeddedBroker, RemoteBroker]]:
    """The same broker, in this process and at an address."""
    with cl.broker(":memory:") as embedded, embedded.serve() as url, RemoteBroker(url) as remote:
        yield embedded, remote


def contract(folder: Path, value: Any = 1) -> cl.Contract:
    return cl.load(write_contract(folder / "small.json", answers("/a", {"a": value})))


def passed(folder: Path, broker: Any, version: str, actual: Any = 1) -> None:
    """What a provider's build does."""
    provider = contract(folder).provider
    contracts = broker.contracts(provider=provider, selectors=[{"branch": "feat/ä+b"}], provider_branch="main")
    captures = cl.load_captures(write_har(folder / "1.har", entry("/a", {"a": actual})))
    broker.publish_results(cl.verify(contracts, captures), provider_version=version, branch="main", tags=["rel"])


def test_a_whole_life_over_http(both: tuple[EmbeddedBroker, RemoteBroker], tmp_path: Path) -> None:
    embedded, remote = both
    small = contract(tmp_path)
    consumer, provider = small.consumer, small.provider
    remote.publish(small, version="1/0", branch="feat/ä+b", tags=["dev"], build_url="http://ci/1")
    remote.create_environment("prod", production=True)
    assert [each.name for each in remote.environments] == ["prod"]
    version = remote.version(consumer, "1/0")
    assert (version.branches, version.tags, version.build_url) == (("feat/ä+b",), ("dev",), "http://ci/1")

    def both_say(expected: bool | None) -> None:
        answers = [each.can_i_deploy(consumer, version="1/0", environment="prod") for each in both]
        assert [answer.deployable for answer in answers] == [expected, expected]
        rows = [[(row.consumer_version, row.provider_version, row.success) for row in a.table.rows] for a in answers]
        assert rows[0] == rows[1]

    both_say(None)
    passed(tmp_path, remote, "b1")
    both_say(None)
    remote.record_deployment(provider, "b1", "prod")
    both_say(True)
    assert [each.version for each in remote.deployments("prod")] == ["b1"]
    passed(tmp_path, remote, "b2", actual="x")
    remote.record_deployment(provider, "b2", "prod", instance="blue")
    both_say(False)
    remote.record_undeployment(provider, "prod", instance="blue")
    both_say(True)
    remote.record_release(consumer, "1/0", "prod")
    assert [each.version for each in remote.releases("prod")] == ["1/0"]
    remote.record_support_ended(consumer, "1/0", "prod")
    assert remote.releases("prod") == ()
    remote.tag(consumer, "1/0", "rel")
    assert "rel" in embedded.version(consumer, "1/0").tags
    remote.delete_branch(consumer, "feat/ä+b")
    assert embedded.version(consumer, "1/0").branches == ()


def test_contracts_are_the_same_and_keep_their_content(
    both: tuple[EmbeddedBroker, RemoteBroker], tmp_path: Path
) -> None:
    embedded, remote = both
    small = contract(tmp_path)
    remote.publish(small, version="1", branch="main")
    asked = [
        each.contracts(provider=small.provider, selectors=[{"mainBranch": True}], provider_branch="main", pending=True)
        for each in both
    ]
    for mine, theirs in zip(*asked, strict=True):
        assert mine.published is not None
        assert theirs.published is not None
        assert mine.published.sha == theirs.published.sha
        assert mine.published.pending is theirs.published.pending is True
        assert json.loads(mine.to_bytes()) == json.loads(theirs.to_bytes()) == json.loads(small.to_bytes())
    read = remote.contract(small.consumer, small.provider, latest=True)
    remote.publish(read, version="2", branch="main")
    again = remote.contract(small.consumer, small.provider, version="2")
    assert again.published is not None
    assert read.published is not None
    assert again.published.sha == read.published.sha
    assert embedded.contract(small.consumer, small.provider, version="2").published.versions == ("2", "1")  # type: ignore[union-attr]


def test_names_that_are_unknown_are_named_over_http(both: tuple[EmbeddedBroker, RemoteBroker], tmp_path: Path) -> None:
    _, remote = both
    small = contract(tmp_path)
    remote.publish(small, version="1", branch="main")
    remote.create_environment("production", production=True)
    with pytest.raises(cl.BrokerError) as raised:
        remote.can_i_deploy(small.consumer, version="1", environment="prodution")
    assert raised.value.candidates == ("production",)
    with pytest.raises(cl.BrokerError) as raised:
        remote.versions(small.consumer + "s")
    assert small.consumer in raised.value.candidates
    changed = contract(tmp_path, value=2)
    with pytest.raises(cl.BrokerError) as raised:
        remote.publish(changed, version="1")
    assert raised.value.status == 409


def test_the_commands_speak_to_an_address(both: tuple[EmbeddedBroker, RemoteBroker], tmp_path: Path) -> None:
    _, remote = both
    small = contract(tmp_path)
    place = ("--broker-base-url", remote.address)
    assert run("broker", "publish", tmp_path / "small.json", "-a", "1", "-h", "feat/ä+b", *place).exit_code == 0
    assert run("broker", "create-environment", "--name", "prod", *place).exit_code == 0
    asked = ("broker", "can-i-deploy", "-a", small.consumer, "-e", "1", "--to-environment", "prod", *place)
    assert run(*asked).exit_code == 1
    passed(tmp_path, remote, "b1")
    deploy = ("record-deployment", "-a", small.provider, "-e", "b1", "--environment", "prod")
    assert run("broker", *deploy, *place).exit_code == 0
    done = run(*asked, "-o", "json")
    assert done.exit_code == 0
    assert json.loads(done.output)["summary"]["deployable"] is True


RUST = os.environ.get("CONTRACTLAB_PACT_CLI", "")
"""The program ``pact`` of the package pact-python-cli, which lives in an environment of its own."""


def test_the_official_command_line_finds_what_it_knows(
    both: tuple[EmbeddedBroker, RemoteBroker], tmp_path: Path
) -> None:
    if not RUST:
        missing("the program pact of pact-python-cli, which CONTRACTLAB_PACT_CLI names,")
    embedded, remote = both
    small = contract(tmp_path)

    def pact(*arguments: str) -> subprocess.CompletedProcess[str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PACT_BROKER", "GIT_", "CI"))}
        return subprocess.run(
            [RUST, "broker", *arguments, "--broker-base-url", remote.address],
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
            env={**kept, "PACT_DO_NOT_TRACK": "true", "NO_COLOR": "1"},
            cwd=tmp_path,
        )

    def succeeds(*arguments: str) -> str:
        done = pact(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    succeeds("publish", str(tmp_path / "small.json"), "--consumer-app-version", "1", "--branch", "feat/ä+b")
    succeeds("create-environment", "--name", "prod", "--production")
    asked = ("can-i-deploy", "--pacticipant", small.consumer, "--version", "1", "--to-environment", "prod")
    assert pact(*asked).returncode == 1
    passed(tmp_path, embedded, "b1")
    succeeds("record-deployment", "--pacticipant", small.provider, "--version", "b1", "--environment", "prod")
    succeeds(*asked)
    assert small.consumer in succeeds("list-pacticipants")
    assert "prod" in succeeds("list-environments")
    succeeds("create-version-tag", "--pacticipant", small.consumer, "--version", "1", "--tag", "rel")
    assert "rel" in embedded.version(small.consumer, "1").tags
    succeeds("record-undeployment", "--pacticipant", small.provider, "--environment", "prod")
    assert embedded.deployments("prod") == ()
    succeeds("record-release", "--pacticipant", small.consumer, "--version", "1", "--environment", "prod")
    succeeds("record-support-ended", "--pacticipant", small.consumer, "--version", "1", "--environment", "prod")
    succeeds("delete-branch", "--pacticipant", small.consumer, "--branch", "feat/ä+b")


def test_an_environment_is_changed_and_taken_away(both: tuple[EmbeddedBroker, RemoteBroker], tmp_path: Path) -> None:
    embedded, remote = both
    small = contract(tmp_path)
    remote.publish(small, version="1", branch="main")
    made = remote.create_environment("test", production=False)
    remote.create_environment("prod", production=True)
    remote.record_deployment(small.consumer, "1", "test")
    remote.record_release(small.consumer, "1", "test")
    place = f"{remote.address}/environments/{made.uuid}"
    changed = httpx.put(place, json={"name": "staging", "production": False})
    assert (changed.status_code, changed.json()["uuid"], changed.json()["displayName"]) == (200, made.uuid, "Staging")
    assert httpx.put(place, json={"name": "prod", "production": False}).status_code == 400
    assert httpx.put(place, json={}).status_code == 400
    assert [each.version for each in embedded.deployments("staging")] == ["1"]
    assert httpx.delete(place).status_code == 204
    assert httpx.delete(place).status_code == 404
    assert [each.name for each in remote.environments] == ["prod"]
    assert embedded.version(small.consumer, "1").deployed == ()


def test_lists_are_the_same_at_an_address(both: tuple[EmbeddedBroker, RemoteBroker], tmp_path: Path) -> None:
    embedded, remote = both
    small = contract(tmp_path)
    remote.publish(small, version="1/0", branch="main")
    remote.publish(small, version="2", branch="feat/ä")
    pairs: list[list[tuple[str, str, str]]] = []
    for broker in both:
        listed = [
            *broker.latest_contracts(),
            *broker.provider_contracts(small.provider),
            *broker.provider_contracts(small.provider, branch="feat/ä"),
            *broker.provider_contracts(small.provider, branch="feat/ä", latest=True),
            *broker.provider_contracts(small.provider, consumer=small.consumer, latest=True),
        ]
        pairs.append([(each.consumer, each.consumer_version, each.provider) for each in listed])
    assert pairs[0] == pairs[1]
    assert [version for _, version, _ in pairs[0]] == ["2", "1/0", "2", "2", "1/0"]
    assert embedded.provider_states(small.provider) == remote.provider_states(small.provider)
