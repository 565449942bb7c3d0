"""Several contracts, with what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import overload

from contractlab.contracts.contract import Contract
from contractlab.contracts.problems import Problem
from contractlab.errors import AmbiguousExample, InvalidContract
from contractlab.values.display import Shown
from contractlab.values.text import count

__all__ = ["Contracts"]


class Contracts(Shown, Sequence[Contract]):
    """A sequence of contracts.

    Attributes
    ----------
    refused : tuple of InvalidContract
        Files that could not be read; they did not stop the others.
    skipped : tuple of str
        JSON files of searched folders that hold no contract.
    duplicates : tuple of str
        Files that hold the very contract of another: ContractCase writes each twice, by hash and as ``main``.
    """

    def __init__(
        self,
        items: Iterable[Contract] = (),
        refused: Iterable[InvalidContract] = (),
        skipped: Iterable[str] = (),
        duplicates: Iterable[str] = (),
    ) -> None:
        self._items = tuple(items)
        self.refused = tuple(refused)
        self.skipped = tuple(skipped)
        self.duplicates = tuple(duplicates)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is odd about any of them."""
        return tuple(chain.from_iterable(item.problems for item in self._items))

    @property
    def examples_count(self) -> int:
        """Number of examples in all contracts."""
        return sum(len(item.examples) for item in self._items)

    @overload
    def __getitem__(self, name: int) -> Contract: ...

    @overload
    def __getitem__(self, name: slice) -> Contracts: ...

    @overload
    def __getitem__(self, name: str | tuple[str, str]) -> Contract: ...

    def __getitem__(self, name: int | slice | str | tuple[str, str]) -> Contract | Contracts:
        """A contract by index, file name, consumer, or (consumer, provider).

        Raises
        ------
        AmbiguousExample
            If a name fits none or several.
        """
        if isinstance(name, slice):
            return Contracts(self._items[name], self.refused, self.skipped, self.duplicates)
        if isinstance(name, int):
            return self._items[name]
        fitting = self._fitting(name)
        if len(fitting) == 1:
            return fitting[0]
        names = [f"{contract.label} ({contract.source.name})" for contract in (fitting or self._items)[:20]]
        what = "several contracts match" if fitting else "no contract matches"
        raise AmbiguousExample(f"{what} {name!r}", names)

    def _fitting(self, name: object) -> list[Contract]:
        """The contracts that a file name, a consumer, a provider or a pair of both names."""
        if isinstance(name, tuple):
            return [contract for contract in self._items if (contract.consumer, contract.provider) == name]
        fitting = [contract for contract in self._items if name in (contract.source.name, contract.label)]
        return fitting or [contract for contract in self._items if name in (contract.consumer, contract.provider)]

    def __contains__(self, name: object) -> bool:
        """True for one of the contracts, an index, and a name or pair of names that fits at least one."""
        if isinstance(name, Contract):
            return any(contract is name for contract in self._items)
        if isinstance(name, int):
            return -len(self._items) <= name < len(self._items)
        return bool(self._fitting(name))

    def __iter__(self) -> Iterator[Contract]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __add__(self, other: Contracts) -> Contracts:
        return Contracts(
            self._items + other._items,
            self.refused + other.refused,
            self.skipped + other.skipped,
            self.duplicates + other.duplicates,
        )

    def _ipython_key_completions_(self) -> list[str]:
        return [item.label for item in self._items]

    def __repr__(self) -> str:
        examples = count(self.examples_count, "example")
        return f"<{count(len(self._items), 'contract')}, {examples}, {len(self.refused)} refused>"
