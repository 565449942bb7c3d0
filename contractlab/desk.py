"""The desk: contracts, captures, run, matrix and editors of one place of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contractlab.captures import Captures, Redaction
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.naming import contract_named, example_named
from contractlab.editing import Edit
from contractlab.errors import BrokerError, ProviderError
from contractlab.formats.load import load_all
from contractlab.settings import Settings, read_settings
from contractlab.values.display import Shown
from contractlab.values.json_types import JSON
from contractlab.values.patterns import expand_patterns
from contractlab.values.text import count
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.gradual import GradualMatrix
from contractlab.verification.inputs import as_contracts, captures_from, is_by_version
from contractlab.verification.matrix import NO_VERSION, Matrix, matrix, versions_of
from contractlab.verification.run import Run
from contractlab.verification.verifying import verify
from contractlab.widgets.desk_checks import DeskChecks
from contractlab.widgets.desk_history import DeskHistory
from contractlab.widgets.held_desk import HeldDesk

if TYPE_CHECKING:
    import httpx

    from contractlab.broker.verbs import Broker
    from contractlab.definition import Definition
    from contractlab.insight.coverage import Coverage
    from contractlab.insight.strictness import Strictness
    from contractlab.live.calls import Named
    from contractlab.live.example_run import PrepareFunction
    from contractlab.live.live_run import LiveRun
    from contractlab.live.live_session import LiveSettings
    from contractlab.live.matrices import Document
    from contractlab.live.message_sources import Messages
    from contractlab.live.verifying import States
    from contractlab.verification.inputs import Only
    from contractlab.widgets.desk.protocol import Place
    from contractlab.widgets.desk.view import DeskView
    from contractlab.widgets.desk_provider import DeskProvider

__all__ = ["Desk", "Lab", "open"]

Source = Any
"""What contracts or captures are loaded from: anything that `load_all` and `load_captures` take."""


class Desk(HeldDesk, Shown):
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
    live : LiveSettings, optional
        How its provider is asked.
    provider_name : str, optional
        Whose contracts that provider's are, where there are those of several.
    openapi : ApiDocument, path, address or mapping, optional
        What is held against the examples, in a column of the matrix.

    Attributes
    ----------
    contracts : Contracts
    captures : Captures
    redaction : Redaction
    dialect : str
    allow_not_exercised : bool
    ignored : set of str
        Groups of unmatched captures that live views hide; they fail nothing.
    provider : DeskProvider or None
        What can be asked now.
    definition : Definition or None
        What is being defined at its tab.
    checks : DeskChecks
        What was checked so far.
    document : ApiDocument, path, address, mapping or None
        The API document, as it was given.
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
        live: LiveSettings | None = None,
        provider_name: str | None = None,
        openapi: Document | None = None,
    ) -> None:
        self.contracts = contracts
        self.captures = captures
        self.redaction = redaction if redaction is not None else Redaction()
        if captures.redaction is None:
            captures.redaction = self.redaction  # evaluated on their own, they keep the same from sight
        self.dialect = dialect
        self.allow_not_exercised = allow_not_exercised
        self._places = places
        self._order = tuple(map(str, places[1])) if is_by_version(places[1]) else ()
        self._cache = CheckCache()
        self.checks = DeskChecks(self._verify, self._make_matrix, self._begin_matrix)
        self.document = openapi
        if openapi is not None:
            from contractlab.live.matrices import agreement_with

            self.checks.document = agreement_with(openapi)
        self.history = DeskHistory()
        self.ignored: set[str] = set()
        self.provider: DeskProvider | None = None
        self.definition: Definition | None = None
        if live is not None:
            from contractlab.widgets.desk_provider import DeskProvider

            self.provider = DeskProvider(self, live, provider_name)

    @property
    def coverage(self) -> Coverage:
        """Which fields of the captures the contracts ask for, and which nobody does; see `cl.coverage`."""
        from contractlab.insight.coverage import coverage

        return coverage(self.contracts, self.captures, dialect=self.dialect)

    @property
    def strictness(self) -> Strictness:
        """Which wrong answers the contracts would let through; see `cl.strictness`."""
        from contractlab.insight.strictness import strictness

        return strictness(self.contracts, self.captures, dialect=self.dialect)

    def _verify(self) -> Run:
        return verify(
            self.contracts,
            self.captures,
            dialect=self.dialect,
            allow_not_exercised=self.allow_not_exercised,
            redaction=self.redaction,
            cache=self._cache,
        )

    def _make_matrix(self) -> Matrix:
        return matrix(
            self.contracts,
            self._columns(),
            dialect=self.dialect,
            allow_not_exercised=self.allow_not_exercised,
            redaction=self.redaction,
            cache=self._cache,
        )

    def _begin_matrix(
        self, contracts: Sequence[Contract] | None = None, columns: Mapping[str, Captures] | None = None
    ) -> GradualMatrix:
        return GradualMatrix(
            self.contracts if contracts is None else Contracts(contracts),
            self._columns() if columns is None else columns,
            shown=contracts is None,
            dialect=self.dialect,
            allow_not_exercised=self.allow_not_exercised,
            redaction=self.redaction,
            cache=self._cache,
        )

    def _columns(self) -> dict[str, Captures]:
        asked = self.provider.version if self.provider is not None and self.provider.asked else None
        if not self._order and asked is None:
            return versions_of(self.captures)
        by_version = self.captures.by_version()
        # What was asked just now is the last column, whatever the others are called.
        before = Captures(capture for capture in self.captures if capture.provider_version != asked)
        named = [*before.provider_versions, *([] if asked is None else [asked])]
        order = dict.fromkeys((*self._order, *named))  # those dropped later come after those of the mapping
        columns = {version: by_version.get(version, Captures()) for version in order}
        if None in by_version:
            columns[NO_VERSION] = by_version[None]
        return columns

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
        example = item if isinstance(item, Example) else example_named(self.contracts, item)
        if example is None:
            return self.edit_of(contract_named(self.contracts, item))
        return self._live("matrix", example, shown=example)

    def explore(self) -> DeskView:
        """The live desk: a matrix to move in, the reasons of each cell, editors beside it, states and captures."""
        from contractlab.widgets.exploring import explore

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
        format: str | None = None,  # noqa: A002 - the word that contracts and definitions have for it
    ) -> DeskView:
        """The live desk at a definition: its examples tried against the mock; arguments as of `cl.define`, or one.

        What is defined is ``.definition`` of what this gives, and of the desk.
        """
        from contractlab.widgets.define.view import definition_of

        self.definition = definition_of(consumer, provider, spec_version, format)
        return self._live("define", shown=self.definition)

    def recordings(self) -> DeskView:
        """The live desk at the captures: drop a file, see what matches what, assign by hand, promote to an example."""
        return self._live("captures", shown=self.captures)

    def live(self) -> DeskView:
        """The live desk at its provider: missing handlers, run all or what failed, and what came of each example."""
        return self._live("live", shown=self)

    def insight(self) -> DeskView:
        """The live desk at its advice: fields nobody asks for, wrong answers that would pass, what changed."""
        return self._live("insight", shown=self)

    def ask(self, only: Only = None) -> LiveRun:
        """Ask the provider that the desk was opened with; what comes back is among the captures.

        Parameters
        ----------
        only : as `verify` takes it, optional
            Which examples, as edited now; else all. One whose handlers are missing is an error, the others are asked.

        Raises
        ------
        ProviderError
            If there is no provider to be asked, or a run goes on.
        AmbiguousExample
            If it names none.
        """
        return self._provider().ask(only)

    def again(self, only: Only = None) -> LiveRun:
        """The same; without a name, for what failed or could not be judged.

        Raises
        ------
        ProviderError
            As `ask`; and if nothing failed.
        """
        return self._provider().again(only)

    def _provider(self) -> DeskProvider:
        if self.provider is None:
            raise ProviderError('the desk has no provider; give cl.open(…, provider="http://…") an address or an app')
        return self.provider

    def _live(self, place: Place, example: Example | None = None, *, shown: Shown) -> DeskView:
        """The live desk at a place, after the static view of what is shown there."""
        from contractlab.widgets.desk.view import DeskView

        view = DeskView(self, self, place=place, example=example)
        view.stand_in_by(lambda: shown)
        return view

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
            openapi=self.document,
        )
        opened._cache = self._cache  # what did not change is not checked again
        opened.provider = None if self.provider is None else self.provider.at(opened)
        return opened

    def __repr__(self) -> str:
        return f"<Lab {count(len(self.contracts), 'contract')}, {count(len(self.captures), 'capture')}>"


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
    provider: Any = None,
    states: States = None,
    client: httpx.Client | None = None,
    prepare: PrepareFunction | None = None,
    messages: Messages = None,
    triggers: Named = None,
    functions: Named = None,
    seed: int | None = None,
    provider_version: str | None = None,
    fail_fast: bool = False,
    follow_redirects: bool = True,
    state_timeout: float | None = None,
    openapi: Document | None = None,
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
        Also which provider is asked, where there are contracts of several.
    selectors : sequence of mapping, optional
        Which of them; the broker's own choice without.
    provider, messages, triggers, functions
        What can be asked now, as in `verify`; ``lab.live()`` is its panel, ``lab.ask()`` asks.
    states, client, prepare, seed, provider_version, fail_fast, follow_redirects, state_timeout
        How it is asked, as in `verify`. What comes back is of the version ``"live"`` where none is said.
    openapi : ApiDocument, path, address or mapping, optional
        As in `matrix`: a column "document" of the desk's matrix, in which edited examples are judged anew.

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
    ProviderError, StateError
        If provider or states are nothing of the kind; neither is asked yet.
    AmbiguousExample
        If the contracts are those of several providers, and nobody says which is asked.
    """
    asked = (provider, messages, triggers, functions)
    can_ask = any(each is not None for each in asked)
    if not can_ask and (states is not None or client is not None or prepare is not None):
        raise ProviderError("states=, client= and prepare= are for a provider that is asked: give provider= as well")
    live: LiveSettings | None = None
    if can_ask:
        from contractlab.live.verifying import live_settings

        live = live_settings(
            provider=provider,
            messages=messages,
            triggers=triggers,
            functions=functions,
            states=states,
            client=client,
            prepare=prepare,
            fail_fast=fail_fast,
            seed=seed,
            provider_version=provider_version,
            follow_redirects=follow_redirects,
            state_timeout=state_timeout,
            dialect=dialect,
        )
    defaults = settings if settings is not None else read_settings()
    if broker is not None:
        if provider_name is None:
            raise BrokerError("a broker without provider_name", advice='Write cl.open(broker=…, provider_name="Bar").')
        handed_out = broker.contracts(provider=provider_name, selectors=selectors)
        contracts = [handed_out] if contracts is None else [handed_out, *_several(contracts)]
    elif (provider_name is not None and not can_ask) or selectors is not None:
        raise BrokerError("provider_name and selectors choose contracts of a broker", advice="Give broker=, too.")
    agreed = contracts if contracts is not None else expand_patterns(defaults.contracts)
    recorded = captures if captures is not None else expand_patterns(defaults.captures)
    loaded = as_contracts(agreed) if _are_contracts(agreed) else load_all(*_several(agreed))
    hidden = redaction if redaction is not None else Redaction.of(defaults.redaction)
    return Desk(
        loaded,
        captures_from(recorded, base_path),
        redaction=hidden,
        dialect=dialect,
        allow_not_exercised=allow_not_exercised,
        places=(agreed, recorded),
        live=live,
        provider_name=provider_name,
        openapi=openapi,
    )


def _several(source: Source) -> list[Source]:
    return list(source) if isinstance(source, list | tuple) else [source]


def _are_contracts(source: Source) -> bool:
    if isinstance(source, Contracts | Contract):
        return True
    return isinstance(source, list | tuple) and bool(source) and all(isinstance(item, Contract) for item in source)
