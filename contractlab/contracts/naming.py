"""Contracts, and examples of several contracts, by what people call them."""

from __future__ import annotations

from collections.abc import Iterable

from contractlab.contracts.contract import Contract, Example
from contractlab.errors import AmbiguousExample

__all__ = ["contract_named", "example_named"]


def example_named(contracts: Iterable[Contract], name: object) -> Example | None:
    """An example by its description or key; None where there is none, or a contract is called so.

    Raises
    ------
    AmbiguousExample
        If several are called so.
    """
    listed = list(contracts)
    if not isinstance(name, str) or any(name in _names(contract) for contract in listed):
        return None
    named = [
        example for contract in listed for example in contract.examples if name in (example.description, example.key)
    ]
    if len(named) > 1:
        raise AmbiguousExample(f"several examples are called {name!r}", [example.key for example in named[:8]])
    return named[0] if named else None


def contract_named(contracts: Iterable[Contract], item: Contract | Example | str | int | None) -> Contract:
    """A contract by itself, one of its examples, its label, consumer or file, or its number.

    Parameters
    ----------
    contracts : iterable of Contract
    item : Contract, Example, str, int or None
        None where there is but one.

    Raises
    ------
    AmbiguousExample
        If it names nothing, or several.
    """
    listed = list(contracts)
    if isinstance(item, Contract):
        return item
    if isinstance(item, Example):
        return item.contract
    if isinstance(item, int) and -len(listed) <= item < len(listed):
        return listed[item]
    named = [contract for contract in listed if item is None or item in _names(contract)]
    if len(named) == 1:
        return named[0]
    problem = "several contracts are open; name one" if named else f"no contract is called {item!r}"
    raise AmbiguousExample(problem, [contract.label for contract in listed[:8]])


def _names(contract: Contract) -> tuple[str, ...]:
    return (contract.label, contract.consumer, contract.source.name)
