"""What tests are about: the settings of the tests' root, pytest's own ini file, and the markers of a test."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import pytest

from contractlab.settings import Settings, read_settings
from contractlab.values.patterns import expand_patterns, is_elsewhere

__all__ = ["Selection", "add_ini_options", "add_markers", "files_of", "selection_of", "settings_of", "version_of"]

_PREFIX = "contractlab_"
_HELP = {
    "contracts": "contracts to check: paths, patterns or addresses, a line each",
    "captures": "captures to check them against, likewise",
    "provider": "the provider to ask: an address, or package.module:app",
    "states": "what brings provider states about: an address, or package.module:states",
    "messages": "what produces messages: package.module:messages, or an address",
    "triggers": "what makes a provider call that is a client: package.module:triggers",
    "functions": "functions of the provider that are called by name: package.module:functions",
    "redaction": "more headers, parameters and JSON paths that no view shows, a line each",
    "broker": "a broker's address or file, for contracts written as broker:Provider",
}
"""What is set in pytest's ini file as ``contractlab_…``; it comes before ``[tool.contractlab]``."""

_LISTS = frozenset({"contracts", "captures", "redaction"})
_MARK_ARGUMENTS = ("only", "state", "consumer", "captures")


@dataclass(frozen=True, slots=True)
class Selection:
    """What the markers of a test choose.

    Attributes
    ----------
    sources : tuple
        Contracts, as `contractlab.load_all` takes them; empty for those of the settings.
    only, state, consumer : optional
        Which examples.
    captures : optional
        As `contractlab.load_captures` takes them; None for those of the settings.
    version : str or None
        The version of the provider that is meant.
    """

    sources: tuple[Any, ...] = ()
    only: Any = None
    state: Any = None
    consumer: Any = None
    captures: Any = None
    version: str | None = field(default=None)

    @property
    def label(self) -> str:
        """A word for the name of the test."""
        words = [Path(each).stem for each in self.sources if isinstance(each, str | Path)]
        words += [str(each) for each in (self.only, self.state, self.consumer, self.version) if isinstance(each, str)]
        return "-".join(words) or "selected"


def add_ini_options(parser: pytest.Parser) -> None:
    """Add ``contractlab_contracts`` and the like to what pytest's ini file may say."""
    for name, words in _HELP.items():
        if name in _LISTS:
            parser.addini(_PREFIX + name, words, type="linelist", default=[])
        else:
            parser.addini(_PREFIX + name, words, type="string", default="")


def add_markers(config: pytest.Config) -> None:
    """Say which markers there are."""
    config.addinivalue_line(
        "markers",
        "contract(*sources, only=None, state=None, consumer=None, captures=None): the contracts and examples that "
        "contract_run, contract_example and contract_result of this test are about, in place of those of the settings",
    )
    config.addinivalue_line(
        "markers",
        "provider_version(version): the version of the provider whose captures count for this test, or that is asked",
    )
    config.addinivalue_line("markers", "contractlab_examples(asked): set by contractlab.examples")


def settings_of(config: pytest.Config) -> Settings:
    """The settings of the tests' root, with what pytest's ini file says in their place."""
    settings = read_settings(config.rootpath)
    given = {name: config.getini(_PREFIX + name) for name in _HELP}
    folder = config.inipath.parent if config.inipath is not None else config.rootpath
    values: dict[str, Any] = {}
    for name, value in given.items():
        if not value:
            continue
        if name in ("contracts", "captures"):
            values[name] = tuple(each if is_elsewhere(each) else str(folder / each) for each in value)
        else:
            values[name] = tuple(value) if name in _LISTS else str(value)
    assert set(values) <= {each.name for each in fields(Settings)}
    return replace(settings, **values)


def files_of(config: pytest.Config, sources: Iterable[Any]) -> list[Any]:
    """Paths from the tests' root with the files in the place of patterns; what is no path as it is.

    Raises
    ------
    NothingMatches
        If no file matches a pattern.
    """
    files: list[Any] = []
    for source in sources:
        if isinstance(source, str):
            files += [
                each if is_elsewhere(each) else str(config.rootpath / each)
                for each in expand_patterns([source], config.rootpath)
            ]
        else:
            files.append(config.rootpath / source if isinstance(source, Path) else source)
    return files


def selection_of(node: pytest.Item) -> Selection | None:
    """What the markers of a test choose; None where it has none.

    Raises
    ------
    pytest.UsageError
        If a marker has arguments that it does not take.
    """
    contract, version = node.get_closest_marker("contract"), version_of(node)
    if contract is None and version is None:
        return None
    if contract is None:
        return Selection(version=version)
    unknown = [name for name in contract.kwargs if name not in _MARK_ARGUMENTS]
    if unknown:
        raise pytest.UsageError(
            f"{node.nodeid}: the marker contract takes no {unknown[0]!r}; there are {', '.join(_MARK_ARGUMENTS)}"
        )
    return Selection(tuple(contract.args), **contract.kwargs, version=version)


def version_of(node: pytest.Item) -> str | None:
    """The version that the marker ``provider_version`` names; None without one.

    Raises
    ------
    pytest.UsageError
        If it names none.
    """
    mark = node.get_closest_marker("provider_version")
    if mark is None:
        return None
    if len(mark.args) != 1 or mark.kwargs or not isinstance(mark.args[0], str):
        raise pytest.UsageError(f"{node.nodeid}: the marker provider_version takes one text, such as '2.4.0'")
    version: str = mark.args[0]
    return version
