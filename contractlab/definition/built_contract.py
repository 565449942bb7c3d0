"""The contract that a definition makes, and what is known of its examples."""

from __future__ import annotations

from dataclasses import dataclass, field

from contractlab.contracts.contract import Contract, Example
from contractlab.definition.ground import Entry
from contractlab.values.display import quiet

__all__ = ["BuiltContract", "DefinedExample"]


@quiet
@dataclass(frozen=True, slots=True)
class DefinedExample:
    """An example of the definition, with what is known of it.

    Attributes
    ----------
    example : Example
        Of ``definition.contract``.
    proved : bool
        True once a request fitted it wholly, as it is now.
    loaded : bool
        True if it is as in the contract that the definition goes on with; then it stays, proved or not.
    name : str
        The description that it was given; the example's own where it was given none.
    """

    example: Example
    proved: bool
    loaded: bool = False
    name: str = ""


@quiet
@dataclass(slots=True)
class BuiltContract:
    """The contract as it was built last, with what each of its examples was made of."""

    contract: Contract
    entries: tuple[Entry, ...]
    by_key: dict[str, Entry] = field(default_factory=dict)
