"""The fixture `define_contract`: contracts that tests of a consumer define, written once when all of them passed.

.. code-block:: python

    def test_a_customer_is_read(define_contract):
        billing = define_contract("BillingService", "CustomerService")
        billing.example("a customer").with_request("GET", "/customers/1").will_respond_with(200, json={"id": 1})
        with billing.mock() as provider:
            assert BillingClient(provider.url).customer(1).id == 1
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

if TYPE_CHECKING:
    from contractlab.definition import Definition
    from contractlab.definition.saving import WaysOut

__all__ = [
    "add_define_option",
    "define_contract",
    "note_outcome",
    "prepare_definitions",
    "take_part",
    "told_of_definitions",
    "write_definitions",
]

Ways = Literal["merge", "overwrite", "check", "off"]
_HANDED_ON = "contractlab_definitions"
_WAYS: tuple[Ways, ...] = ("merge", "overwrite", "check", "off")


class SessionDefinitions:
    """The definitions of a session, which of them a failing test used, and what workers have handed on."""

    def __init__(self) -> None:
        self.made: dict[tuple[str, str, str | None, str], Definition] = {}
        self.used: dict[str, set[int]] = {}
        self.broken: dict[int, str] = {}
        self.written: list[str] = []
        self.parts: list[dict[str, Any]] = []
        self.unfinished: dict[int, list[str]] = {}
        self.lost = False

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


def hand_on(config: pytest.Config) -> bool:
    """On a worker of pytest-xdist, hand what was defined to the session's own process, which writes it.

    Returns
    -------
    bool
        False where this is no worker.
    """
    output: dict[str, Any] | None = getattr(config, "workeroutput", None)
    if output is None:
        return False
    definitions = config.stash[_DEFINITIONS]
    parts = []
    for (consumer, provider, spec_version, format_name), definition in definitions.made.items():
        names = [consumer, provider, spec_version, format_name]
        broken = definitions.broken.get(id(definition), "")
        parts.append({"names": names, "broken": broken, "part": definition.handed_on()})
    output[_HANDED_ON] = json.dumps(parts)
    return True


def take_part(config: pytest.Config, output: Mapping[str, Any] | None) -> None:
    """Keep what a worker has handed on.

    Parameters
    ----------
    config : pytest.Config
    output : mapping or None
        None of a worker that broke down.
    """
    definitions = config.stash[_DEFINITIONS]
    if output is None:
        definitions.lost = True
        return
    definitions.parts += json.loads(output.get(_HANDED_ON, "[]"))


def _join_parts(definitions: SessionDefinitions) -> list[str]:
    """Make one definition of the parts of all workers; gives what did not go together."""
    from contractlab.definition import define
    from contractlab.errors import ContractLabError

    faults = []
    for each in sorted(definitions.parts, key=json.dumps):
        consumer, provider, spec_version, format_name = each["names"]
        key = (consumer, provider, spec_version, format_name)
        if key not in definitions.made:
            definitions.made[key] = define(consumer, provider, spec_version=spec_version, format=format_name)
        definition = definitions.made[key]
        if each["broken"]:
            definitions.broken.setdefault(id(definition), each["broken"])
        try:
            definition.take(each["part"])
        except ContractLabError as error:
            faults.append(f"{consumer} → {provider}: {error}")
            definitions.broken.setdefault(id(definition), "putting the workers' parts together")
        definitions.unfinished.setdefault(id(definition), []).extend(each["part"]["unfinished"])
    if definitions.lost:
        for definition in definitions.made.values():
            definitions.broken.setdefault(id(definition), "a worker")
    return faults


def write_definitions(config: pytest.Config, folder: Callable[[], Path]) -> list[str]:
    """Write every definition whose tests all passed; on a worker of pytest-xdist, hand them on.

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
    way: Ways = config.getoption("--contractlab-define")
    if way == "off" or hand_on(config):
        return []
    definitions = config.stash[_DEFINITIONS]
    faults = _join_parts(definitions)
    for (consumer, provider, _, _), definition in definitions.made.items():
        name = f"{consumer} → {provider}"
        if id(definition) in definitions.broken:
            definitions.written.append(f"{name} not written: {definitions.broken[id(definition)]} failed")
            continue
        fault = _write(definition, name, way, folder(), definitions)
        faults += [fault] if fault else []
        unfinished = definitions.unfinished.get(id(definition))
        if unfinished:
            faults.append(f"{name}: not written, as it is not whole: {', '.join(unfinished[:10])}")
    return faults


def _write(
    definition: Definition,
    name: str,
    way: Literal["merge", "overwrite", "check"],
    folder: Path,
    definitions: SessionDefinitions,
) -> str:
    """Write one definition; gives why it could not be, and nothing where it could."""
    from contractlab.errors import ContractLabError

    with warnings.catch_warnings(record=True) as stale:
        warnings.simplefilter("always")
        try:
            changed = None if way == "check" else way
            path = definition.save_from_tests(folder, changed, _ways_out(), check=way == "check")
        except ContractLabError as error:
            return f"{name}: {error}"
    definitions.written.append(f"{name} is in {path}" if way == "check" else f"{name} written to {path}")
    definitions.written += [str(each.message) for each in stale if issubclass(each.category, UserWarning)]
    return ""


def _ways_out() -> WaysOut:
    """What users of the command line can do about a refusal."""
    from contractlab.definition.saving import WaysOut

    return WaysOut(
        accept="run all tests of these two without --contractlab-define=check (with --contractlab-define=overwrite, "
        "where the file holds what nobody defines any more), and commit the file",
        overwrite="run all its tests with --contractlab-define=overwrite",
        prune="running all its tests with --contractlab-define=overwrite drops what is not defined",
        unproved="Each needs a test in which the consumer sends its request to the mock.",
    )


def told_of_definitions(config: pytest.Config) -> list[str]:
    """What became of the definitions, for the summary."""
    return config.stash[_DEFINITIONS].written
