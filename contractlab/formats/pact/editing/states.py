"""States as Pact writes them: one name up to V2, a list with parameters since V3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contractlab.contracts.editing import StateRecord
from contractlab.errors import InvalidEdit
from contractlab.values.display import quiet
from contractlab.values.json_rewriting import same_value
from contractlab.values.json_types import JSON, JSONObject

__all__ = ["PactStates"]

_SINGLE = ("providerState", "provider_state")


@quiet
@dataclass(frozen=True, slots=True)
class PactStates:
    """See `StateForm`.

    Attributes
    ----------
    version : str
        Of the specification.
    """

    version: str
    parameters: str = "params"
    noun: str = "parameters"

    def given(
        self, params: Mapping[str, JSON] | None, variables: Mapping[str, JSON] | None = None
    ) -> Mapping[str, JSON] | None:
        """See `StateForm`."""
        if variables is not None:
            raise InvalidEdit("Pact's states have parameters, not variables: add(name, params={…})")
        return params

    def read(self, example: Mapping[str, JSON]) -> list[StateRecord]:
        """See `StateForm`; each as V3 writes it."""
        listed = example.get("providerStates")
        if isinstance(listed, list):
            return [dict(state) if isinstance(state, Mapping) else {"name": state} for state in listed]
        single = next((example[name] for name in _SINGLE if isinstance(example.get(name), str)), listed)
        return [{"name": single}] if isinstance(single, str) and single else []

    def write(self, example: JSONObject, states: list[StateRecord]) -> JSONObject:
        """See `StateForm`; in the form that the file uses, or that its version asks for."""
        if same_value(states, self.read(example)):
            return example
        form = next((name for name in (*_SINGLE, "providerStates") if name in example), None)
        single = form in _SINGLE or (form is None and self.version < "3.0")
        if single and self.version < "3.0" and (len(states) > 1 or any(state.get("params") for state in states)):
            raise InvalidEdit(
                f"Pact V{self.version[0]} knows one state without parameters for an example; convert the contract to "
                "V3 first: cl.convert(contract, to='pact', spec_version='3.0')"
            )
        if single and (self.version < "3.0" or (len(states) == 1 and not states[0].get("params"))):
            name = form or "providerState"
            return _placed(example, name, states[0]["name"]) if states else _without(example, name)
        if form in _SINGLE:
            example = {("providerStates" if key == form else key): value for key, value in example.items()}
        return _placed(example, "providerStates", states) if states else _without(example, "providerStates")


def _without(example: Mapping[str, JSON], name: str) -> JSONObject:
    return {key: value for key, value in example.items() if key != name}


def _placed(example: JSONObject, name: str, value: JSON) -> JSONObject:
    """With a field, which stands behind the description where it is new."""
    if name in example:
        return {**example, name: value}
    placed: JSONObject = {}
    for key, written in example.items():
        placed[key] = written
        if key == "description":
            placed[name] = value
    return placed if name in placed else {**example, name: value}
