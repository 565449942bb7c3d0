"""A desk and a reference over a broker: where contracts come from without a file of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commands import run
from small_runs import answers, entry, write_contract, write_har

import contractlab as cl
from contractlab.broker.references import parse_reference


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a broker in a file and a capture; its settings name both."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PACT_BROKER_BASE_URL", raising=False)
    contract = cl.load(write_contract(tmp_path / "small.json", answers("/a", {"a": 1})))
    write_har(tmp_path / "1.0.0.har", entry("/a", {"a": 1}))
    with cl.broker(tmp_path / "team.sqlite") as broker:
        broker.publish(contract, version="1", branch="main", tags=["dev"])
    settings = {
        "broker": "team.sqlite", "contracts": [f"broker:{contract.provider}?branch=main"], "captures": ["1.0.0.har"]
    }  # fmt: skip
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    (tmp_path / "pyproject.toml").write_text("[tool.contractlab]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path / "team.sqlite"


def provider(file: Path) -> str:
    return cl.load(file.parent / "small.json").provider


def test_a_desk_over_a_broker(file: Path) -> None:
    with cl.broker(file) as broker:
        desk = cl.open(broker=broker, provider_name=provider(file), captures="1.0.0.har")
        assert desk.run.passed
        (contract,) = desk.contracts
        assert contract.published is not None
        assert contract.published.consumer_version == "1"
        assert desk.reload().run.passed
        both = cl.open("small.json", "1.0.0.har", broker=broker, provider_name=provider(file))
        assert len(both.contracts) == 2
        with pytest.raises(cl.BrokerError):
            cl.open(broker=broker)
    with pytest.raises(cl.BrokerError):
        cl.open(provider_name="Bar")


def test_settings_name_contracts_of_a_broker(file: Path) -> None:
    assert cl.open().run.passed
    assert run("verify").exit_code == 0
    assert run("lint").exit_code in (0, 1)
    assert cl.load(f"broker:{provider(file)}?tag=dev").published is not None


def test_what_a_broker_does_not_have_is_refused_and_stops_nothing_else(file: Path) -> None:
    loaded = cl.load_all("small.json", "broker:Nobody")
    assert len(loaded) == 1
    assert "Nobody" in str(loaded.refused[0])
    with pytest.raises(cl.InvalidContract):
        cl.load(f"broker:{provider(file)}?branch=nothing")


@pytest.mark.parametrize(
    ("reference", "selectors"),
    [
        ("broker:Bar", None),
        ("broker:Bar?branch=feat%2Fx", [{"branch": "feat/x"}]),
        ("broker:Bar?mainBranch&deployedOrReleased=true", [{"mainBranch": True}, {"deployedOrReleased": True}]),
        ("broker:Bar?tag=dev&consumer=Foo", [{"tag": "dev", "latest": True, "consumer": "Foo"}]),
        ("broker:Bar?consumer=Foo", [{"latest": True, "consumer": "Foo"}]),
        ("broker:Bar?environment=prod", [{"environment": "prod"}]),
    ],
)
def test_a_reference_is_selectors(reference: str, selectors: list[dict[str, Any]] | None) -> None:
    assert parse_reference(reference) == ("Bar", selectors, None)


def test_names_of_a_reference_are_escaped() -> None:
    assert parse_reference("broker:A%3FB%20C?providerBranch=x") == ("A?B C", None, "x")


@pytest.mark.parametrize("reference", ["broker:", "broker:?branch=x", "broker:Bar?brunch=x"])
def test_a_reference_that_says_nothing_is_refused(reference: str) -> None:
    with pytest.raises(cl.BrokerError):
        parse_reference(reference)
