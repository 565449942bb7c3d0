"""Runs over captures inside of tests: made once in a session for the same contracts, captures and version."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from contractlab.integrations.pytest_memory import failed_before
from contractlab.integrations.pytest_settings import Selection, files_of, settings_of

if TYPE_CHECKING:
    from contractlab.captures import Captures
    from contractlab.contracts.contract import Example
    from contractlab.verification.results import Result
    from contractlab.verification.run import Run

__all__ = ["prepare_recorded", "recorded_result", "recorded_run", "selected_run"]

_LOADED: pytest.StashKey[dict[Hashable, Any]] = pytest.StashKey()
"""What was loaded and checked already, with what it was made of, so that no `id` is given twice."""


def prepare_recorded(config: pytest.Config) -> None:
    """Prepare what the session keeps."""
    config.stash[_LOADED] = {}


def recorded_run(config: pytest.Config, contracts: Any, captures: Any) -> Run:
    """The run of a whole project; of the examples alone that failed last time, where this was asked for."""
    import contractlab as cl

    settings = settings_of(config)
    desk = cl.open(contracts, captures, settings=settings)
    only = failed_before(config, [example for contract in desk.contracts for example in contract.examples])
    if only is None:
        return desk.run
    return cl.verify(desk.contracts, desk.captures, only=only, redaction=cl.Redaction.of(settings.redaction))


def selected_run(config: pytest.Config, selection: Selection, contracts: Any, captures: Any) -> Run:
    """The run of what markers choose.

    Parameters
    ----------
    config : pytest.Config
    selection : Selection
    contracts, captures : object
        Of the fixtures, where the markers name none.
    """
    import contractlab as cl
    from contractlab.live.selection import selected

    given = files_of(config, selection.sources) if selection.sources else contracts
    loaded = given if isinstance(given, cl.Contracts) else cl.load_all(given)
    examples = selected(loaded, selection.only, selection.state, selection.consumer)
    if not examples:
        pytest.fail("no example is what the marker contract asks for", pytrace=False)
    again = failed_before(config, examples)
    recorded = captures if selection.captures is None else selection.captures
    return cl.verify(
        loaded,
        _captures(config, recorded, selection.version),
        only=again or examples,
        redaction=cl.Redaction.of(settings_of(config).redaction),
    )


def recorded_result(config: pytest.Config, example: Example, captures: Any, version: str | None) -> tuple[Result, Run]:
    """What captures say of one example, the worst where several exercise it, and the run that it is from."""
    import contractlab as cl

    recorded = _captures(config, captures, version)
    contract = example.contract
    key = ("run", id(contract), id(recorded))
    kept = config.stash[_LOADED]
    if key not in kept:
        redaction = cl.Redaction.of(settings_of(config).redaction)
        kept[key] = (contract, cl.verify([contract], recorded, redaction=redaction))
    run: Run = kept[key][1]
    results = cl.Results([result for result in run.results if result.example is example])
    return results[0], run


def _captures(config: pytest.Config, captures: Any, version: str | None) -> Captures:
    """Captures, loaded once, those of a version where one is named."""
    import contractlab as cl

    sources = [captures] if isinstance(captures, str) else captures
    named = isinstance(sources, list | tuple) and all(isinstance(each, str) for each in sources)
    key = ("captures", tuple(sources) if named else id(captures), version)
    kept = config.stash[_LOADED]
    if key not in kept:
        loaded = captures if isinstance(captures, cl.Captures) else cl.load_captures(_from_root(config, sources))
        kept[key] = (captures, loaded if version is None else _of_version(loaded, version))
    recorded: Captures = kept[key][1]
    return recorded


def _from_root(config: pytest.Config, sources: Any) -> Any:
    return files_of(config, sources) if isinstance(sources, Sequence) and not isinstance(sources, bytes) else sources


def _of_version(captures: Captures, version: str) -> Captures:
    import contractlab as cl

    mine = [capture for capture in captures if capture.provider_version == version]
    if not mine:
        there = ", ".join(captures.provider_versions) or "none that says its version"
        pytest.fail(f"no capture is of the provider version {version}; there are: {there}", pytrace=False)
    return cl.Captures(mine, problems=captures.problems, files=captures.files, base_path=captures.base_path)
