"""States as ContractCase writes them: named ones, and ones with variables that have a default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contractlab.contracts.matcher import Matcher
from contractlab.editing.json_rewriting import same_value
from contractlab.formats.contractcase.matching.context import World
from contractlab.formats.contractcase.states import read_states, shaped
from contractlab.formats.contractcase.write_matchers import say_case
from contractlab.values.source import Source

__all__ = ["CaseStates"]

_KIND, _NAME, _VARIABLES = "_case:state:type", "stateName", "variables"
_NOWHERE = Source("<states>", b"")


class CaseStates:
    """See `StateForm`; parameters are the variables with their defaults."""

    parameters = "variables"

    def read(self, example: Mapping[str, Any]) -> list[dict[str, Any]]:
        """See `StateForm`; ``written`` is the state as the file has it."""
        listed = example.get("states")
        found: list[dict[str, Any]] = []
        for one in listed if isinstance(listed, list) else ():
            (read,) = read_states([one], "", World({}, locate=_NOWHERE.at)) or (None,)
            if read is None:
                found.append({"name": None, "written": one})
                continue
            made: dict[str, Any] = {"name": read.name, "written": one}
            if read.variables:
                made["params"] = {name: variable.default for name, variable in read.variables.items()}
            found.append(made)
        return found

    def write(self, example: dict[str, Any], states: list[dict[str, Any]]) -> dict[str, Any]:
        """See `StateForm`; a variable whose default stays keeps its matcher."""
        before = self.read(example)
        if same_value(states, before):
            return example
        made = [_written(one, before) for one in states]
        if "states" in example or not made:
            return {**example, "states": made}
        return {"states": made, **example}


def _written(state: Mapping[str, Any], before: list[dict[str, Any]]) -> Any:
    raw = state.get("written")
    known = next((one for one in before if one["written"] is raw), None) if raw is not None else None
    if known is not None and same_value(state, known):
        return raw
    name, params = state["name"], state.get("params") or {}
    if isinstance(raw, str) and not params:
        return name
    old = raw if isinstance(raw, Mapping) else {}
    variables = old.get(_VARIABLES)
    given = variables if isinstance(variables, Mapping) else {}
    defaults = (known or {}).get("params") or {}
    new = {
        key: given[key] if key in given and key in defaults and same_value(defaults[key], value) else _variable(value)
        for key, value in params.items()
    }
    kind = "_case:StateWithVariables" if new else "_case:NamedState"
    rest = {key: value for key, value in old.items() if key not in (_KIND, _NAME, _VARIABLES)}
    return {_KIND: kind, _NAME: name, **({_VARIABLES: new} if new else {}), **rest}


def _variable(value: Any) -> Any:
    """The matcher of a variable: a plain default asks handlers for a value of its shape."""
    said = say_case(value)
    return said if isinstance(value, Matcher) else shaped(said)
