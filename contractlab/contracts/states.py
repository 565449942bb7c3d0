"""State definitions: the preconditions that an example names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contractlab.values.display import quiet
from contractlab.values.json_types import JSON

__all__ = ["StateDefinition", "StateUse"]


@quiet
@dataclass(frozen=True, slots=True)
class StateDefinition:
    """A named precondition with its parameters.

    Attributes
    ----------
    name : str
    params : mapping of str to JSON value
    """

    name: str
    params: Mapping[str, JSON] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.params:
            return self.name
        return f"{self.name}, {', '.join(f'{key} = {value}' for key, value in self.params.items())}"


@quiet
@dataclass(frozen=True, slots=True)
class StateUse:
    """A state of a contract and the examples that name it.

    Attributes
    ----------
    name : str
    examples : tuple of str
        Keys of the examples, in order.
    params : tuple of str
        Names of all parameters that are given to it.
    """

    name: str
    examples: tuple[str, ...]
    params: tuple[str, ...] = ()
