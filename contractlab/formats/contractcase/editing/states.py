"""States as ContractCase writes them: named ones, and ones with variables that have a default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contractlab.contracts.editing import StateRecord
from contractlab.contracts.matcher import Matcher
from contractlab.formats.contractcase.matching.context import World
from contractlab.formats.contractcase.states import read_states, shaped
from contractlab.formats.contractcase.write_matchers import say_case
from contractlab.values.display import quiet
from contractlab.values.json_rewriting import same_value
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.source import Source

__all__ = ["CaseStates"]

_KIND, _NAME, _VARIABLES = "_case:state:type", "stateName", "variables"
_NOWHERE = Source("<states>", b"")


@quiet
@dataclass(frozen=True, slots=True)
class CaseStates:
    """See `StateForm`; parameters are the variables with their defaults."""

    parameters: str = "variables"
    noun: str = "variables"

    def given(
        self, params: Mapping[str, JSON] | None, variables: Mapping[str, JSON] | None = None
    ) -> Mapping[str, JSON] | None:
        """See `StateForm`; both words are understood."""
        return variables if params is None else params

    def read(self, example: Mapping[str, JSON]) -> list[StateRecord]:
        """See `StateForm`; ``written`` is the state as the file has it."""
        listed = example.get("states")
        records: list[StateRecord] = []
        for written in listed if isinstance(listed, list) else ():
            (state,) = read_states([written], "", World({}, locate=_NOWHERE.at)) or (None,)
            if state is None:
                records.append({"name": None, "written": written})
                continue
            record: StateRecord = {"name": state.name, "written": written}
            if state.variables:
                record["params"] = {name: variable.default for name, variable in state.variables.items()}
            records.append(record)
        return records

    def write(self, example: JSONObject, states: list[StateRecord]) -> JSONObject:
        """See `StateForm`; a variable whose default stays keeps its matcher."""
        before = self.read(example)
        if same_value(states, before):
            return example
        made = [_written(state, before) for state in states]
        if "states" in example or not made:
            return {**example, "states": made}
        return {"states": made, **example}


def _written(state: Mapping[str, JSON], before: list[StateRecord]) -> JSON:
    raw = state.get("written")
    former = next((record for record in before if record["written"] is raw), None) if raw is not None else None
    if former is not None and same_value(state, former):
        return raw
    name, params = state["name"], state.get("params") or {}
    if isinstance(raw, str) and not params:
        return name
    old = raw if isinstance(raw, Mapping) else {}
    variables = old.get(_VARIABLES)
    matchers = variables if isinstance(variables, Mapping) else {}
    defaults = (former or {}).get("params") or {}
    kept = {key for key in matchers if key in params and key in defaults and same_value(defaults[key], params[key])}
    new = {key: matchers[key] if key in kept else _variable(value) for key, value in params.items()}
    kind = "_case:StateWithVariables" if new else "_case:NamedState"
    rest = {key: value for key, value in old.items() if key not in (_KIND, _NAME, _VARIABLES)}
    return {_KIND: kind, _NAME: name, **({_VARIABLES: new} if new else {}), **rest}


def _variable(value: JSON) -> Any:
    """The matcher of a variable: a plain default asks handlers for a value of its shape."""
    written = say_case(value)
    return written if isinstance(value, Matcher) else shaped(written)
