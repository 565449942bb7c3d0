"""What a definition goes on with: a contract that is there, and what of a file is not defined any more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.defining import ContinuesContracts, FormatDefining
from contractlab.definition.kept_example import KeptExample
from contractlab.errors import ContractLabError
from contractlab.formats.load import read_source
from contractlab.values.display import quiet
from contractlab.values.json_text import json_equal
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.number_texts import Written
from contractlab.values.source import Source

__all__ = ["Entry", "Ground", "Name", "Present", "name_of", "name_of_example"]

Name = str
"""What tells an example from others, as its format has it: there is one example of a name."""


class Entry(Protocol):
    """An example of a definition, by calls or as a file has it."""

    @property
    def kind(self) -> str:
        """As `Example.kind`."""

    @property
    def description(self) -> str:
        """What it is about."""

    @property
    def states(self) -> tuple[tuple[str, Mapping[str, JSON]], ...]:
        """Names of states with their parameters, in order."""

    @property
    def identity(self) -> str:
        """What tells it from others."""

    @property
    def repeated(self) -> bool:
        """True if it stands beside an earlier one of its identity."""

    @property
    def lacks(self) -> str:
        """What is missing before it is an example; empty where nothing is."""

    @property
    def written(self) -> JSONObject:
        """The example as the file has it."""


def name_of(entry: Entry) -> Name:
    """What tells an example from others."""
    return entry.identity


def name_of_example(example: Example) -> Name:
    """What tells an example of a file from others."""
    return name_of(KeptExample(example, loaded=True))


@dataclass(slots=True)
class Ground:
    """The contract that a definition goes on with; empty for one that begins anew.

    Attributes
    ----------
    contract : Contract or None
    examples : tuple of KeptExample
    """

    contract: Contract | None
    examples: tuple[KeptExample, ...] = field(init=False)

    def __post_init__(self) -> None:
        listed = self.contract.examples if self.contract is not None else ()
        names: set[Name] = set()
        made: list[KeptExample] = []
        for example in listed:
            name = name_of_example(example)
            made.append(KeptExample(example, loaded=True, repeated=name in names))
            names.add(name)
        self.examples = tuple(made)

    @property
    def path(self) -> Path | None:
        """The file that it came from."""
        return None if self.contract is None else self.contract.path

    @property
    def sources(self) -> list[Written]:
        """Its document with its text, of which the spelling of numbers is taken."""
        return [] if self.contract is None else [(self.contract.document, self.contract.to_bytes())]

    def raised(self, document: JSONObject, defining: FormatDefining) -> JSONObject:
        """A definition's document with what else stands in the contract."""
        if self.contract is None:
            return document
        assert isinstance(defining, ContinuesContracts)  # as `define` has seen to it
        assert isinstance(self.contract.document, dict)  # as every format reads it
        return defining.on_ground(document, self.contract.document)


@quiet
@dataclass(slots=True)
class Present:
    """The contract that a file holds before it is written.

    Attributes
    ----------
    document : JSON value
        With what is to be merged: `without` takes examples out.
    data : bytes
    defining : FormatDefining
        Of its format.
    """

    document: JSON
    data: bytes
    defining: FormatDefining

    def without(self, gone: Callable[[Example], bool]) -> list[str]:
        """Take examples out of `document`; gives their descriptions."""
        try:
            contract = read_source(Source("<file>", self.data), None)
        except ContractLabError:
            return []  # merging says what is wrong with it
        taken = [example for example in contract.examples if gone(example)]
        self.document = self.defining.without(self.document, taken)
        return [example.description for example in taken]

    def settle(
        self, owned: Collection[Name], defined: Collection[Name], ground: Sequence[KeptExample], *, prune: bool
    ) -> list[str]:
        """Take out what the definition replaces, and of what it defines no more, say what there is.

        Parameters
        ----------
        owned, defined : collections of names
            What this session has defined at any time, and what it defines now.
        ground : sequence of KeptExample
            Examples that were loaded and are defined otherwise now: their author has seen what is replaced.
        prune : bool
            True takes stale examples out as well.

        Returns
        -------
        list of str
            Descriptions of stale examples.
        """
        replaced: dict[Name, list[JSONObject]] = {}
        for kept in ground:
            replaced.setdefault(name_of(kept), []).append(kept.written)

        def is_replaced(example: Example) -> bool:
            before = replaced.get(name_of_example(example), [])
            return any(json_equal(written, example.document) for written in before)

        def is_stale(example: Example) -> bool:
            name = name_of_example(example)
            if name in owned and name not in defined:
                stale.append(example.description)
                return prune
            return False

        stale: list[str] = []
        self.without(lambda example: is_replaced(example) or is_stale(example))
        return stale
