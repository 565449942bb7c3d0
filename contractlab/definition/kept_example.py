"""An example that a definition keeps as a file has it: of a contract that is gone on with, or added as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contractlab.contracts.contract import Example
from contractlab.contracts.defining import Defines
from contractlab.contracts.format import format_of
from contractlab.values.json_types import JSON, JSONObject

__all__ = ["KeptExample", "is_loaded"]


@dataclass(frozen=True, slots=True, eq=False)
class KeptExample:
    """An example as its file has it.

    Attributes
    ----------
    example : Example
        Of the contract that it came with.
    loaded : bool
        True if the definition goes on with that contract; False for one that was added, which wants a proof.
    repeated : bool
        True if it stands beside an earlier one of its identity.
    """

    example: Example
    loaded: bool
    repeated: bool = False

    lacks = ""
    """What is missing before it is an example: nothing, as it is whole."""

    @property
    def description(self) -> str:
        """What it is about."""
        return self.example.description

    @property
    def kind(self) -> str:
        """As `Example.kind`."""
        return self.example.kind

    @property
    def identity(self) -> str:
        """What tells it from others, as its format has it."""
        form = format_of(self.example.contract)
        assert isinstance(form, Defines)  # as `define` has seen to it
        return form.defining.kept_identity(self.example)

    @property
    def states(self) -> tuple[tuple[str, Mapping[str, JSON]], ...]:
        """Names of states with their parameters, in order."""
        return tuple((state.name, state.params) for state in self.example.states)

    @property
    def written(self) -> JSONObject:
        """The example as the file has it, unknown fields and all."""
        assert isinstance(self.example.document, dict)  # as every format reads it
        return self.example.document


def is_loaded(entry: object) -> bool:
    """True for an example that is as in the contract that the definition goes on with."""
    return isinstance(entry, KeptExample) and entry.loaded
