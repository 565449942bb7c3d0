"""The fixture `define_contract`: contracts that tests of a consumer define, written once when all of them passed.

.. code-block:: python

    def test_a_customer_is_read(define_contract):
        billing = define_contract("BillingService", "CustomerService")
        billing.example("a customer").with_request("GET", "/customers/1").will_respond_with(200, json={"id": 1})
        with billing.mock() as provider:
            assert BillingClient(provider.url).customer(1).id == 1
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

if TYPE_CHECKING:
    from contractlab.definition import Definition

__all__ = [
    "add_define_option",
    "define_contract",
    "note_outcome",
    "prepare_definitions",
    "told_of_definitions",
    "write_definitions",
]

Ways = Literal["merge", "overwrite", "check", "off"]
_WAYS: tuple[Ways, ...] = ("merge", "overwrite", "check", "off")


class SessionDefinitions:
    """The definitions of a session, and which of them a failing test used."""

    def __init__(self) -> None:
        self.made: dict[tuple[str, str, str | None, str], Definition] = {}
        self.used: dict[str, set[int]] = {}
        self.broken: dict[int, str] = {}
        self.written: list[str] = []

    def define(self, test: str, consumer: str, provider: str, spec_version: str | None, format_name: str) -> Definition:
        """The one definition of these names in the session."""
        from contractlab.definition import define

        key = (consumer, provider, spec_version, format_name)
        if key not in self.made:
            self.made[key] = define(consumer, provider, spec_version=spec_version, format=format_name)
        self.used.setdefault(test, set()).add(id(self.made[key]))
        return self.made[key]


_DEFINITIONS: pytest.StashKey[SessionDefinitions] = pytest.StashKey()


def add_define_option(group: pytest.OptionGroup) -> None:
    """Add ``--contractlab-define``."""
    group.addoption(
        "--contractlab-define",
        choices=_WAYS,
        default="merge",
        help="what to do with contracts that tests define: merge them with the files (default), overwrite these, check "
        "that nothing would change, or off",
    )


def prepare_definitions(config: pytest.Config) -> None:
    """Prepare what the session collects."""
    config.stash[_DEFINITIONS] = SessionDefinitions()


@pytest.fixture
def define_contract(request: pytest.FixtureRequest) -> Callable[..., Definition]:
    """Gives the session's definition for a consumer and a provider; its file is written when all its tests passed."""
    definitions = request.config.stash[_DEFINITIONS]

    def define(consumer: str, provider: str, *, spec_version: str | None = None, format: str = "pact") -> Definition:
        return definitions.define(request.node.nodeid, consumer, provider, spec_version, format)

    return define


def note_outcome(item: pytest.Item, report: pytest.TestReport) -> None:
    """Note that a definition's test failed."""
    definitions = item.config.stash[_DEFINITIONS]
    if report.failed:
        for number in definitions.used.get(item.nodeid, ()):
            definitions.broken.setdefault(number, item.nodeid)


def write_definitions(config: pytest.Config, folder: Callable[[], Path]) -> list[str]:
    """Write every definition whose tests all passed.

    Parameters
    ----------
    config : pytest.Config
    folder : callable
        Gives the folder, where there is something to write.

    Returns
    -------
    list of str
        What went wrong, a sentence each.
    """
    from contractlab.errors import ContractLabError

    definitions = config.stash[_DEFINITIONS]
    way: Ways = config.getoption("--contractlab-define")
    if way == "off":
        return []
    if way == "overwrite" and hasattr(config, "workerinput"):
        return ["--contractlab-define=overwrite does not go with several workers, which share the file; say -n 0"]
    faults = []
    for (consumer, provider, _, _), definition in definitions.made.items():
        name = f"{consumer} → {provider}"
        if id(definition) in definitions.broken:
            definitions.written.append(f"{name} not written: {definitions.broken[id(definition)]} failed")
            continue
        try:
            path = definition.save(folder(), changed="fail" if way == "check" else way)
        except ContractLabError as error:
            faults.append(f"{name}: {error}")
        else:
            definitions.written.append(f"{name} is in {path}" if way == "check" else f"{name} written to {path}")
    return faults


def told_of_definitions(config: pytest.Config) -> list[str]:
    """What became of the definitions, for the summary."""
    return config.stash[_DEFINITIONS].written
