"""State definitions being edited: of one example, and of all that use one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from contractlab.contracts import json_document as document_of
from contractlab.contracts.states import StateDefinition, StateUse
from contractlab.editing.given import object_of, place_of, text_of
from contractlab.editing.json_rewriting import same_value
from contractlab.errors import InvalidEdit

if TYPE_CHECKING:
    from contractlab.editing.contract_edit import Edit
    from contractlab.editing.example_edit import ExampleEdit

__all__ = ["ExampleStates", "PactStates", "StateForm", "StatesEdit"]

_SINGLE = ("providerState", "provider_state")


def _read(example: Mapping[str, Any]) -> list[dict[str, Any]]:
    """States of an example, each as V3 writes it."""
    listed = example.get("providerStates")
    if isinstance(listed, list):
        return [dict(one) if isinstance(one, Mapping) else {"name": one} for one in listed]
    single = next((example[name] for name in _SINGLE if isinstance(example.get(name), str)), listed)
    return [{"name": single}] if isinstance(single, str) and single else []


def _write(example: dict[str, Any], states: list[dict[str, Any]], version: str) -> dict[str, Any]:
    """An example with other states, in the form that the file uses, or that its version asks for."""
    if same_value(states, _read(example)):
        return example
    form = next((name for name in (*_SINGLE, "providerStates") if name in example), None)
    single = form in _SINGLE or (form is None and version < "3.0")
    if single and version < "3.0" and (len(states) > 1 or any(one.get("params") for one in states)):
        raise InvalidEdit(
            f"Pact V{version[0]} knows one state without parameters for an example; convert the contract to V3 first: "
            "cl.convert(contract, to='pact', spec_version='3.0')"
        )
    if single and (version < "3.0" or (len(states) == 1 and not states[0].get("params"))):
        name = form or "providerState"
        if not states:
            return {key: value for key, value in example.items() if key != name}
        return _placed(example, name, states[0]["name"])
    if form in _SINGLE:
        example = {("providerStates" if key == form else key): value for key, value in example.items()}
    if not states:
        return {key: value for key, value in example.items() if key != "providerStates"}
    return _placed(example, "providerStates", states)


def _placed(example: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """With a field, which stands behind the description where it is new."""
    if name in example:
        return {**example, name: value}
    placed: dict[str, Any] = {}
    for key, known in example.items():
        placed[key] = known
        if key == "description":
            placed[name] = value
    return placed if name in placed else {**example, name: value}


class StateForm(Protocol):
    """How a file writes the states of an example: read as mappings of ``name``, ``params`` and what else there is."""

    @property
    def parameters(self) -> str:
        """What parameters are called: ``"params"``, or ``"variables"`` where they have defaults."""
        ...

    def read(self, example: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The states of an example."""
        ...

    def write(self, example: dict[str, Any], states: list[dict[str, Any]]) -> dict[str, Any]:
        """An example with other states."""
        ...


@dataclass(frozen=True, slots=True)
class PactStates:
    """States as Pact writes them.

    Attributes
    ----------
    version : str
        Of the specification.
    """

    version: str
    parameters: str = "params"

    def read(self, example: Mapping[str, Any]) -> list[dict[str, Any]]:
        """See `StateForm`."""
        return _read(example)

    def write(self, example: dict[str, Any], states: list[dict[str, Any]]) -> dict[str, Any]:
        """See `StateForm`."""
        return _write(example, states, self.version)


class ExampleStates:
    """The states that one example needs, in order.

    Parameters
    ----------
    owner : ExampleEdit
    """

    def __init__(self, owner: ExampleEdit) -> None:
        self._owner = owner

    def __iter__(self) -> Iterator[StateDefinition]:
        return iter(self._owner.example.states)

    def __len__(self) -> int:
        return len(self._owner.example.states)

    def __contains__(self, name: object) -> bool:
        return any(one.name == name for one in self)

    def _change(self, change: Any, label: str, code: str) -> None:
        form = self._owner.edit.state_form
        self._owner.change(
            lambda one: form.write(one, change(form.read(one))), label, f"{self._owner.name}.states.{code}"
        )

    def _index(self, states: list[dict[str, Any]], name: str) -> int:
        for index, one in enumerate(states):
            if one.get("name") == name:
                return index
        raise InvalidEdit(f"the example does not need a state {name!r}")

    def add(
        self,
        name: str,
        params: Mapping[str, Any] | None = None,
        *,
        variables: Mapping[str, Any] | None = None,
        index: int | None = None,
    ) -> None:
        """Add a state.

        Parameters
        ----------
        name : str
        params : mapping, optional
            Parameters of a Pact state.
        variables : mapping, optional
            Variables of a ContractCase state with their defaults, which may be matchers.
        index : int, optional
            Where it goes; at the end without it.
        """
        text_of(name, "the name of a state")
        called = self._owner.edit.state_form.parameters
        if variables is not None and called != "variables":
            raise InvalidEdit("Pact's states have parameters, not variables: add(name, params={…})")
        given = object_of(variables if params is None else params, called)
        new: dict[str, Any] = {"name": name, **({"params": given} if given else {})}

        def change(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
            if any(one.get("name") == name for one in states):
                raise InvalidEdit(f"the example needs the state {name!r} already; set_params changes its parameters")
            at = len(states) if index is None else place_of(index, len(states), f"{len(states)} states")
            return [*states[:at], new, *states[at:]]

        more = f", {called}={given!r}" if given else ""
        more += f", index={index}" if index is not None else ""
        self._change(change, f"add the state {name!r}", f"add({name!r}{more})")

    def remove(self, name: str) -> None:
        """Take a state out."""

        def change(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
            at = self._index(states, name)
            return [*states[:at], *states[at + 1 :]]

        self._change(change, f"remove the state {name!r}", f"remove({name!r})")

    def set_params(self, name: str, params: Mapping[str, Any]) -> None:
        """Give a state other parameters."""
        given = object_of(params, self._owner.edit.state_form.parameters)

        def change(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
            at = self._index(states, name)
            one = {key: value for key, value in states[at].items() if key != "params"}
            return [*states[:at], {**one, "params": given} if given else one, *states[at + 1 :]]

        self._change(change, f"change the parameters of {name!r}", f"set_params({name!r}, {given!r})")

    def move(self, name: str, index: int) -> None:
        """Put a state at another place: they are brought about in order."""

        def change(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
            at = self._index(states, name)
            to = place_of(index, len(states) - 1, f"{len(states)} states")
            rest = [*states[:at], *states[at + 1 :]]
            return [*rest[:to], states[at], *rest[to:]]

        self._change(change, f"move the state {name!r}", f"move({name!r}, {index})")

    def rename(self, name: str, new_name: str) -> None:
        """Call a state of this example by another name; ``edit.states.rename`` does so everywhere."""
        self._change(
            lambda states: _renamed(states, name, new_name),
            f"rename the state {name!r}",
            f"rename({name!r}, {new_name!r})",
        )

    def __repr__(self) -> str:
        return f"<states {[str(one) for one in self]!r}>"


def _renamed(states: list[dict[str, Any]], name: str, new_name: str) -> list[dict[str, Any]]:
    text_of(new_name, "the name of a state")
    return [{**one, "name": new_name} if one.get("name") == name else one for one in states]


class StatesEdit:
    """The state definitions of a whole contract.

    Parameters
    ----------
    edit : Edit
    """

    def __init__(self, edit: Edit) -> None:
        self._edit = edit

    def __iter__(self) -> Iterator[StateUse]:
        return iter(self._edit.revised.states)

    def __len__(self) -> int:
        return len(self._edit.revised.states)

    def __contains__(self, which: object) -> bool:
        """True for a state that an example needs, or its name."""
        return any(which in (state, state.name) for state in self)

    def __getitem__(self, name: str) -> StateUse:
        for one in self:
            if one.name == name:
                return one
        raise InvalidEdit(f"no example needs a state {name!r}")

    def _everywhere(self, names: Iterable[tuple[str, int]], change: Any, label: str, code: str) -> None:
        """One edit of several examples."""
        places, form = list(names), self._edit.state_form

        def change_all(document: Any) -> Any:
            for place in places:
                document = document_of.replace_at(document, place, lambda one: form.write(one, change(form.read(one))))
            return document

        self._edit.apply(change_all, label, code)

    def _places(self) -> list[tuple[str, int]]:
        return [(field, index) for field, ids in self._edit.state.ids.items() for index in range(len(ids))]

    def rename(self, name: str, new_name: str) -> None:
        """Call a state by another name in every example that needs it.

        Raises
        ------
        InvalidEdit
            If no example needs it.
        """
        self[name]
        self._everywhere(
            self._places(),
            lambda states: _renamed(states, name, new_name),
            f"rename the state {name!r} everywhere",
            f"edit.states.rename({name!r}, {new_name!r})",
        )

    def remove(self, name: str) -> None:
        """Take a state out of every example that needs it."""
        self[name]
        self._everywhere(
            self._places(),
            lambda states: [one for one in states if one.get("name") != name],
            f"remove the state {name!r} everywhere",
            f"edit.states.remove({name!r})",
        )

    def add_to(self, examples: Iterable[Any], name: str, params: Mapping[str, Any] | None = None) -> None:
        """Add a state to several examples; those that need it already stay as they are.

        Parameters
        ----------
        examples : iterable
            What `Edit` takes between its brackets.
        name : str
        params : mapping, optional
        """
        wanted, given = list(examples), object_of(params, self._edit.state_form.parameters)
        new = {"name": text_of(name, "the name of a state"), **({"params": given} if given else {})}
        chosen = [self._edit[one] for one in wanted]

        def change(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return states if any(one.get("name") == name for one in states) else [*states, new]

        more = f", params={given!r}" if given else ""
        self._everywhere(
            [(one.field, one.index) for one in chosen],
            change,
            f"add the state {name!r} to {len(chosen)} examples",
            f"edit.states.add_to({[one.example.index for one in chosen]!r}, {name!r}{more})",
        )

    def __repr__(self) -> str:
        return f"<states {[one.name for one in self]!r}>"
