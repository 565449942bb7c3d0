"""The example systems from the consumer's side: defined, proved by its real code, green, and red where it is broken."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from examples.systems import SYSTEMS, System

import contractlab as cl
from contractlab.errors import ContractBroken


@pytest.fixture(params=list(SYSTEMS))
def system(request: pytest.FixtureRequest) -> System:
    return SYSTEMS[request.param]


@pytest.fixture
def definitions(system: System) -> Iterator[ModuleType]:
    """The module of its definition, which both systems call the same."""
    sys.modules.pop("define_pacts", None)
    yield system.module("define_pacts")
    sys.modules.pop("define_pacts", None)


def examples_of(path: Path) -> Any:
    return json.loads(path.read_bytes())["interactions"]


def test_the_real_consumer_proves_every_example_and_the_file_is_that_of_pact_python(
    system: System, definitions: ModuleType, tmp_path: Path
) -> None:
    (shipped,) = (system.path / "pacts").glob("*.json")
    written = definitions.make(tmp_path)
    assert written.name == shipped.name
    assert examples_of(written) == examples_of(shipped)
    before = shipped.read_bytes()
    (tmp_path / shipped.name).write_bytes(before)
    definitions.make(tmp_path)
    assert examples_of(written) == json.loads(before)["interactions"], "merging what is there changes nothing"


def test_what_was_defined_is_green_and_red_where_the_provider_breaks_it(
    system: System, definitions: ModuleType, tmp_path: Path
) -> None:
    contract = cl.load(definitions.make(tmp_path))
    good = system.broken_store(None)
    assert cl.verify(contract, provider=system.app(good), states=system.handlers(good, [])).passed
    for fault, (_, broken) in system.faults.items():
        store = system.broken_store(fault)
        run = cl.verify(contract, provider=system.app(store), states=system.handlers(store, []))
        assert {result.example.description for result in run.failures} == broken, fault


def test_a_consumer_that_asks_for_something_else_proves_nothing(system: System, definitions: ModuleType) -> None:
    made = definitions.define()
    description = made.contract.examples[0].description
    proof = made.prove(description, lambda mock: mock.transport and None)
    with pytest.raises(ContractBroken, match="sent no request"):
        proof.require_passed()
    assert made.proved == ()
