"""The desk: contracts, captures, run, matrix and editors of one place of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contractlab.captures import AnyCapture, Captures, Redaction, load_captures
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract, Example
from contractlab.editing import Edit
from contractlab.errors import AmbiguousExample, BrokerError
from contractlab.formats.load import load_all
from contractlab.settings import Settings, read_settings
from contractlab.values.display import Shown
from contractlab.values.json_types import JSON
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.inputs import as_captures, as_contracts
from contractlab.verification.matrix import NO_VERSION, Matrix, matrix
from contractlab.verification.run import Run
from contractlab.verification.verifying import verify
from contractlab.widgets.desk_history import DeskHistory

if TYPE_CHECKING:
    from contractlab.broker.verbs import Broker
    from contractlab.definition import Definition
    from contractlab.widgets.define.view import DefineView
    from contractlab.widgets.desk.protocol import Place
    from contractlab.widgets.desk.view import DeskView

__all__ = ["Desk", "Lab", "open"]

Source = Any
"""What contracts or captures are loaded from: anything that `load_all` and `load_captures` take."""


class Desk(Shown):
    """Everything of one place of work; evaluating it shows what is there and what is broken.

    Parameters
    ----------
    contracts : Contracts
    captures : Captures
    redaction : Redaction, optional
    dialect : str
    allow_not_exercised : bool
    places : tuple
        What contracts and captures were loaded from, to be loaded again; a mapping gives versions their order.

    Attributes
    ----------
    contracts : Contracts
    captures : Captures
    redaction : Redaction
    dialect : str
    allow_not_exercised : bool
    ignored : set of str
        Groups of unmatched captures that live views hide; they fail nothing.
    """

    def __init__(
        self,
        contracts: Contracts,
        captures: Captures,
        *,
        redaction: Redaction | None = None,
        dialect: str = "reference",
        allow_not_exercised: bool = False,
        places: tuple[Source, Source] = ((), ()),
    ) -> None:
        self.contracts = contracts
        self.captures = captures
        self.redaction = redaction if redaction is not None else Redaction()
        if captures.redaction is None:
            captures.redaction = self.redaction  # evaluated on their own, they keep the same from sight
        self.dialect = dialect
        self.allow_not_exercised = allow_not_exercised
        self._places = places
        self._order = tuple(map(str, places[1])) if _is_by_version(places[1]) else ()
        self._cache = CheckCache()
        self.history = DeskHistory()
        self.ignored: set[str] = set()

    @cached_property
    def run(self) -> Run:
        """Contracts checked against captures."""
        return verify(
            self.contracts,
            self.captures,
            dialect=self.dialect,
            allow_not_exercised=self.allow_not_exercised,
            redaction=self.redaction,
            cache=self._cache,
        )

    @cached_property
    def matrix(self) -> Matrix:
        """The same by provider version."""
        columns: Captures | dict[str, Captures] = self.captures
        if self._order:
            by_version = self.captures.by_version()
            named = [str(version) for version in by_version if version is not None]
            order = dict.fromkeys((*self._order, *named))  # those dropped later come after those of the mapping
            columns = {version: by_version.get(version, Captures()) for version in order}
            if None in by_version:
                columns[NO_VERSION] = by_version[None]
        return matrix(
            self.contracts,
            columns,
            dialect=self.dialect,
            allow_not_exercised=self.allow_not_exercised,
            redaction=self.redaction,
            cache=self._cache,
        )

    def edit(self, item: Contract | Example | str | int | None = None) -> Edit | DeskView:
        """The edit of a contract; of an example, the live desk with its editor open, whose ``.edit`` that is.

        Parameters
        ----------
        item : Contract, Example, label, description or number, optional
            The contract, or one of its examples; may be left out where there is but one contract.

        Returns
        -------
        Edit or DeskView
            Always on the same Edit of a contract, however often it is asked for.

        Raises
        ------
        AmbiguousExample
            If it names nothing, or several.
        """
        example = item if isinstance(item, Example) else self._example(item)
        if example is None:
            return self.edit_of(self._contract(item))
        return self._live("matrix", example, shown=example)

    def _example(self, name: object) -> Example | None:
        """An example by its description, where no contract is called so."""
        if not isinstance(name, str) or any(name in _names(contract) for contract in self.contracts):
            return None
        named = [
            example
            for contract in self.contracts
            for example in contract.examples
            if name in (example.description, example.key)
        ]
        if len(named) > 1:
            raise AmbiguousExample(f"several examples are called {name!r}", [example.key for example in named[:8]])
        return named[0] if named else None

    def edit_of(self, contract: Contract) -> Edit:
        """The edit of a contract; the same one each time."""
        return self.history.edit_of(contract)

    def adopt(self, saved: Edit) -> None:
        """Take what an edit saved in place of what it began with; what did not change is not checked again."""
        self.contracts = self.history.adopt(self.contracts, saved)
        self.recheck()

    def add_captures(self, captures: Captures) -> None:
        """Take more recordings."""
        self.captures = self.captures + captures
        self.recheck()

    def recheck(self) -> None:
        """Check again when asked next; what did not change is not checked again."""
        for name in ("run", "matrix"):
            self.__dict__.pop(name, None)

    def explore(self) -> DeskView:
        """The live desk: a matrix to move in, the reasons of each cell, editors beside it, states and captures."""
        from contractlab.widgets.desk.view import explore

        return explore(self, self)

    def states(self) -> DeskView:
        """The live desk at all state definitions, to be edited."""
        return self._live("states", shown=self)

    def define(
        self,
        consumer: str | Contract | Definition,
        provider: str | None = None,
        *,
        spec_version: str | None = None,
        format: str | None = None,  # noqa: A002 - as elsewhere
    ) -> DefineView:
        """The live view of a definition: its examples tried against the mock; arguments as of `cl.define`, or one."""
        from contractlab.definition import Definition, define
        from contractlab.widgets.define.view import DefineView
        from contractlab.widgets.stand_in import stand_in

        made = consumer
        if not isinstance(made, Definition):
            made = define(made, provider, spec_version=spec_version, format=format)
        stand_in(made)
        return DefineView(made)

    def recordings(self) -> DeskView:
        """The live desk at the captures: drop a file, see what matches what, assign by hand, promote to an example."""
        return self._live("captures", shown=self.captures)

    def _live(self, place: Place, example: Example | None = None, *, shown: Shown) -> DeskView:
        """The live desk at a place, after the static view of what is shown there."""
        from contractlab.widgets.desk.view import DeskView
        from contractlab.widgets.stand_in import stand_in

        stand_in(shown)
        return DeskView(self, self, place=place, example=example)

    def _contract(self, item: Contract | Example | str | int | None) -> Contract:
        contracts = list(self.contracts)
        if isinstance(item, Contract):
            return item
        if isinstance(item, Example):
            return item.contract
        if isinstance(item, int) and -len(contracts) <= item < len(contracts):
            return contracts[item]
        named = [contract for contract in contracts if item is None or item in _names(contract)]
        if len(named) == 1:
            return named[0]
        problem = "several contracts are open; name one" if named else f"no contract is called {item!r}"
        raise AmbiguousExample(problem, [contract.label for contract in contracts[:8]])

    def report(self, path: str | Path) -> Path:
        """Write a report: a notebook (``.ipynb``), a page (``.html``) or Markdown (``.md``).

        Raises
        ------
        SaveConflict
            If it cannot be written, or its name ends in anything else.
        """
        from contractlab.reports import report

        return report(self, path)

    def reload(self) -> Desk:
        """Open the same places again, as they are now; edits that are not saved stay with the old desk."""
        contracts, captures = self._places
        opened = open(
            contracts or self.contracts,
            captures=captures or self.captures,
            redaction=self.redaction,
            dialect=self.dialect,
            allow_not_exercised=self.allow_not_exercised,
        )
        opened._cache = self._cache  # what did not change is not checked again
        return opened

    def __repr__(self) -> str:
        return f"<Lab {len(self.contracts)} contracts, {len(self.captures)} captures>"


Lab = Desk
"""The name that notebooks know it by."""


def open(
    contracts: Source = None,
    captures: Source = None,
    *,
    base_path: str = "",
    redaction: Redaction | None = None,
    dialect: str = "reference",
    allow_not_exercised: bool = False,
    settings: Settings | None = None,
    broker: Broker | None = None,
    provider_name: str | None = None,
    selectors: Sequence[Mapping[str, JSON]] | None = None,
) -> Desk:
    """Open a desk.

    Parameters
    ----------
    contracts : path, address, Contract, or a list of these, optional
        Without it, what ``[tool.contractlab]`` of the working folder's pyproject.toml names.
    captures : path, Captures, mapping of versions to these, or a list of paths, optional
        Without it likewise.
    base_path : str
        As in `load_captures`; ``"auto"`` finds it.
    redaction, dialect, allow_not_exercised
        As in `verify`.
    settings : Settings, optional
        Instead of those of the working folder.
    broker : broker, optional
        Where the contracts come from that `provider_name` has to verify; those of `contracts` beside them.
    provider_name : str, optional
    selectors : sequence of mapping, optional
        Which of them; the broker's own choice without.

    Returns
    -------
    Desk

    Raises
    ------
    InvalidCapture
        If no capture can be read.
    InvalidSettings
        If the settings cannot be used.
    BrokerError
        If the broker does not give its contracts.
    """
    defaults = settings if settings is not None else read_settings()
    if broker is not None:
        if provider_name is None:
            raise BrokerError("a broker without provider_name", advice='Write cl.open(broker=…, provider_name="Bar").')
        handed_out = broker.contracts(provider=provider_name, selectors=selectors)
        contracts = [handed_out] if contracts is None else [handed_out, *_several(contracts)]
    elif provider_name is not None or selectors is not None:
        raise BrokerError("provider_name and selectors choose contracts of a broker", advice="Give broker=, too.")
    agreed = contracts if contracts is not None else list(defaults.contracts)
    recorded = captures if captures is not None else list(defaults.captures)
    loaded = as_contracts(agreed) if _are_contracts(agreed) else load_all(*_several(agreed))
    hidden = redaction if redaction is not None else Redaction.of(defaults.redaction)
    return Desk(
        loaded,
        _captures(recorded, base_path),
        redaction=hidden,
        dialect=dialect,
        allow_not_exercised=allow_not_exercised,
        places=(agreed, recorded),
    )


def _names(contract: Contract) -> tuple[str, ...]:
    return (contract.label, contract.consumer, contract.source.name)


def _is_by_version(recorded: Source) -> bool:
    """True for a mapping of versions; a parsed HAR file is a mapping too."""
    return isinstance(recorded, Mapping) and "log" not in recorded


def _several(source: Source) -> list[Source]:
    return list(source) if isinstance(source, list | tuple) else [source]


def _are_contracts(source: Source) -> bool:
    if isinstance(source, Contracts | Contract):
        return True
    return isinstance(source, list | tuple) and bool(source) and all(isinstance(item, Contract) for item in source)


def _captures(recorded: Source, base_path: str) -> Captures:
    if isinstance(recorded, Captures):
        return recorded
    if _is_by_version(recorded):
        merged = Captures()
        for version, source in recorded.items():
            taken = _captures(source, base_path)
            named = (replace(capture, provider_version=str(version)) for capture in taken)
            merged += Captures(named, problems=taken.problems, files=taken.files)
        return merged
    if isinstance(recorded, list | tuple) and not recorded:
        return Captures()
    if isinstance(recorded, list | tuple) and all(isinstance(item, AnyCapture) for item in recorded):
        return as_captures(recorded)
    return load_captures(recorded, base_path=base_path)
