"""The desk: contracts, captures, run, matrix and editors of one place of work."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from contractlab.captures import Captures, Redaction, load_captures
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.contracts.example import Example
from contractlab.editing import Edit
from contractlab.editing import edit as edit_contract
from contractlab.errors import AmbiguousExample
from contractlab.formats.load import load_all
from contractlab.settings import Settings, read_settings
from contractlab.values.display import Shown
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.inputs import as_captures, as_contracts
from contractlab.verification.matrix import Matrix, matrix
from contractlab.verification.run import Run
from contractlab.verification.verifying import verify

__all__ = ["Lab", "open"]


class Lab(Shown):
    """Everything of one place of work; evaluating it shows what is there and what is broken.

    Attributes
    ----------
    contracts : Contracts
    captures : Captures
    redaction : Redaction
    dialect : str
    allow_not_exercised : bool
    """

    def __init__(
        self,
        contracts: Contracts,
        captures: Captures,
        *,
        redaction: Redaction | None = None,
        dialect: str = "reference",
        allow_not_exercised: bool = False,
        places: tuple[Any, Any] = ((), ()),
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
        self._edits: dict[int, Edit] = {}

    @property
    def _how(self) -> dict[str, Any]:
        return {
            "dialect": self.dialect,
            "allow_not_exercised": self.allow_not_exercised,
            "redaction": self.redaction,
            "cache": self._cache,
        }

    @cached_property
    def run(self) -> Run:
        """Contracts checked against captures."""
        return verify(self.contracts, self.captures, **self._how)

    @cached_property
    def matrix(self) -> Matrix:
        """The same by provider version."""
        columns: Any = self.captures
        if self._order:
            by_version = self.captures.by_version()
            columns = {version: by_version.get(version, Captures()) for version in self._order}
        return matrix(self.contracts, columns, **self._how)

    def edit(self, which: Any = None) -> Any:
        """The edit of a contract; of an example, its live editor, whose ``.edit`` that is.

        Parameters
        ----------
        which : Contract, Example, label, description or number, optional
            The contract, or one of its examples; may be left out where there is but one contract.

        Returns
        -------
        Edit or ExampleEditor
            Always on the same Edit of a contract, however often it is asked for.

        Raises
        ------
        AmbiguousExample
            If it names nothing, or several.
        """
        example = which if isinstance(which, Example) else self._example(which)
        if example is None:
            return self.edit_of(self._contract(which))
        from contractlab.widgets.editor import ExampleEditor
        from contractlab.widgets.exploring import stand_in

        stand_in(example)
        return ExampleEditor(self.edit_of(example.contract)[example], self)

    def _example(self, which: Any) -> Example | None:
        """An example by its description, where no contract is called so."""
        if not isinstance(which, str) or any(which in _names(one) for one in self.contracts):
            return None
        found = [one for contract in self.contracts for one in contract.examples if which in (one.description, one.key)]
        if len(found) > 1:
            raise AmbiguousExample(f"several examples are called {which!r}", [one.key for one in found[:8]])
        return found[0] if found else None

    def edit_of(self, contract: Contract) -> Edit:
        """The edit of a contract; the same one each time."""
        known = self._edits.get(id(contract))
        if known is None:
            known = self._edits[id(contract)] = edit_contract(contract)
        return known

    def adopt(self, saved: Edit) -> None:
        """Take what an edit saved in place of what it began with; what did not change is not checked again."""
        from contractlab.widgets.desk import adopted

        self.contracts = adopted(self.contracts, self._edits, saved)
        self.recheck()

    def add_captures(self, captures: Captures) -> None:
        """Take more recordings."""
        self.captures = self.captures + captures
        self.recheck()

    def recheck(self) -> None:
        """Check again when asked next; what did not change is not checked again."""
        for name in ("run", "matrix"):
            self.__dict__.pop(name, None)

    # -- live views ---------------------------------------------------------------------------------------------------

    def explore(self) -> Any:
        """A matrix to move in, with the reasons of each cell, and editors below it."""
        from contractlab.widgets.exploring import explore

        return explore(self, self)

    def states(self) -> Any:
        """All state definitions, to be edited."""
        from contractlab.widgets.states import StatesEditor

        return StatesEditor(self)

    def recordings(self) -> Any:
        """The recordings: drop a file, see what fits what, assign by hand, promote to an example."""
        from contractlab.widgets.captures_view import CapturesView

        return CapturesView(self)

    def _contract(self, which: Any) -> Contract:
        contracts = list(self.contracts)
        if isinstance(which, Contract):
            return which
        if isinstance(which, Example):
            return which.contract
        if isinstance(which, int) and -len(contracts) <= which < len(contracts):
            return contracts[which]
        names = [one for one in contracts if which is None or which in _names(one)]
        if len(names) == 1:
            return names[0]
        said = "several contracts are open; name one" if names else f"no contract is called {which!r}"
        raise AmbiguousExample(said, [one.label for one in contracts[:8]])

    def report(self, path: str | Path) -> Path:
        """Write a report: a notebook (``.ipynb``), a page (``.html``) or Markdown (``.md``).

        Raises
        ------
        SaveConflict
            If it cannot be written, or its name ends in anything else.
        """
        from contractlab.reports import report

        return report(self, path)

    def reload(self) -> Lab:
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


def open(
    contracts: Any = None,
    captures: Any = None,
    *,
    base_path: str = "",
    redaction: Redaction | None = None,
    dialect: str = "reference",
    allow_not_exercised: bool = False,
    settings: Settings | None = None,
) -> Lab:
    """Open a desk.

    Parameters
    ----------
    contracts : path, address, Contract, or a list of these, optional
        Without it, what ``[tool.contractlab]`` of the working folder's pyproject.toml names.
    captures : path, Captures, mapping of versions to these, or a list of paths, optional
        Without it likewise.
    base_path : str
        As in `load_captures`.
    redaction, dialect, allow_not_exercised
        As in `verify`.
    settings : Settings, optional
        Instead of those of the working folder.

    Returns
    -------
    Lab

    Raises
    ------
    InvalidCapture
        If no capture can be read.
    InvalidSettings
        If the settings cannot be used.
    """
    known = settings if settings is not None else read_settings()
    where = contracts if contracts is not None else list(known.contracts)
    recorded = captures if captures is not None else list(known.captures)
    loaded = as_contracts(where) if _are_loaded(where, Contract) else load_all(*_several(where))
    hidden = redaction if redaction is not None else Redaction.of(known.redaction)
    return Lab(
        loaded,
        _captures(recorded, base_path),
        redaction=hidden,
        dialect=dialect,
        allow_not_exercised=allow_not_exercised,
        places=(where, recorded),
    )


def _names(contract: Contract) -> tuple[str, ...]:
    return (contract.label, contract.consumer, contract.source.name)


def _is_by_version(recorded: Any) -> bool:
    """True for a mapping of versions; a parsed HAR file is a mapping too."""
    return isinstance(recorded, Mapping) and "log" not in recorded


def _several(where: Any) -> list[Any]:
    return list(where) if isinstance(where, list | tuple) else [where]


def _are_loaded(where: Any, kind: type) -> bool:
    if isinstance(where, Contracts | kind):
        return True
    return isinstance(where, list | tuple) and bool(where) and all(isinstance(one, kind) for one in where)


def _captures(recorded: Any, base_path: str) -> Captures:
    if isinstance(recorded, Captures):
        return recorded
    if _is_by_version(recorded):
        found = Captures()
        for version, one in recorded.items():
            taken = _captures(one, base_path)
            found += Captures(
                (capture for capture in load_version(taken, str(version))), problems=taken.problems, files=taken.files
            )
        return found
    if isinstance(recorded, list | tuple) and not recorded:
        return Captures()
    if isinstance(recorded, list | tuple) and all(hasattr(one, "provider_version") for one in recorded):
        return as_captures(recorded)
    return load_captures(recorded, base_path=base_path)


def load_version(captures: Captures, version: str) -> Captures:
    """Captures as those of one version."""
    from dataclasses import replace

    return Captures(replace(one, provider_version=version) for one in captures)
