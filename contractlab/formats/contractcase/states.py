"""States of ContractCase: named ones, and ones with variables that have a default.

Source: ContractCase 0.30.1. A handler may bring another value of the same shape; without one the default is in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contractlab.contracts.states import StateDefinition, StateUse
from contractlab.engine.errors import CannotCheck
from contractlab.formats.contractcase.matching import compile_node
from contractlab.formats.contractcase.matching.context import Mode, Thrown, Where, World
from contractlab.formats.contractcase.walking import CHILD, TYPE
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON, JSONObject, Value
from contractlab.values.markers import MISSING
from contractlab.values.source import join_pointer

__all__ = ["CaseState", "CaseStateUse", "StateVariable", "default_key", "read_states", "shaped", "stripped"]

_WITH_VARIABLES = "_case:StateWithVariables"


@quiet
@dataclass(frozen=True, slots=True)
class StateVariable:
    """A variable that a state brings.

    Attributes
    ----------
    name : str
    matcher : JSON value
        What a handler's value must satisfy, as the file writes it.
    default : JSON value or MISSING
        In force where no handler brings another.
    pointer : str
        JSON pointer of `matcher`.
    """

    name: str
    matcher: Any
    default: Any
    pointer: str


@quiet
@dataclass(frozen=True, slots=True)
class CaseState(StateDefinition):
    """A state of a ContractCase example; `params` are the variables' defaults.

    Attributes
    ----------
    variables : mapping of str to StateVariable
    pointer : str
    type : str
        ``_case:NamedState`` or ``_case:StateWithVariables``.
    """

    variables: Mapping[str, StateVariable] = field(default_factory=dict)
    pointer: str = ""
    type: str = ""

    def __str__(self) -> str:
        return StateDefinition.__str__(self)


@quiet
@dataclass(frozen=True, slots=True)
class CaseStateUse(StateUse):
    """A state of a contract, the examples that name it, and its variables with every default they have.

    Attributes
    ----------
    defaults : mapping of str to tuple of JSON value
    handlers : bool
        True if verifying the provider calls a handler for it.
    """

    defaults: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    handlers: bool = False


def shaped(matcher: Any) -> JSONObject:
    """A matcher inside the context that compares types, as ContractCase wraps defaults of variables."""
    return {TYPE: "_case:CascadingContext", CHILD: matcher, "_case:context:matchBy": "type"}


def default_key(name: str, index: int) -> str:
    """Key in ``matcherLookup`` of the default that a variable has in the example at a place."""
    return f"variable:default:{name}::test[{index}]"


def stripped(matcher: Any, pointer: str, world: World) -> Any:
    """The example of a matcher; MISSING where it has none."""
    try:
        return compile_node(matcher, Mode(), pointer, world).example_of(Where())
    except (Thrown, CannotCheck, RecursionError):
        return MISSING


def read_states(listed: JSON, pointer: str, world: World) -> tuple[CaseState, ...]:
    """States of an example.

    Parameters
    ----------
    listed : JSON value
        The field ``states``; what is no state is left out, and a problem of the contract.
    pointer : str
    world : World
        What variables' matchers can refer to.
    """
    states: list[CaseState] = []
    for index, state in enumerate(listed if isinstance(listed, list) else ()):
        place = join_pointer(pointer, index)
        if isinstance(state, str):
            states.append(CaseState(state, {}, {}, place))
        elif isinstance(state, Mapping) and isinstance(state.get("stateName"), str):
            variables = _variables(state.get("variables"), join_pointer(place, "variables"), world)
            params = {name: each.default for name, each in variables.items() if each.default is not MISSING}
            kind = state.get("_case:state:type")
            declared = kind if isinstance(kind, str) else _WITH_VARIABLES if variables else "_case:NamedState"
            states.append(CaseState(state["stateName"], params, variables, place, declared))
    return tuple(states)


def _variables(value: Value, pointer: str, world: World) -> dict[str, StateVariable]:
    if not isinstance(value, Mapping):
        return {}
    variables: dict[str, StateVariable] = {}
    for name, matcher in value.items():
        place = join_pointer(pointer, name)
        variables[name] = StateVariable(name, matcher, stripped(matcher, place, world), place)
    return variables
