"""State definitions being edited: of one example, and of all that use one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from contractlab.contracts import json_document as document_of
from contractlab.contracts.contract import find_example
from contractlab.contracts.editing import StateRecord
from contractlab.contracts.states import StateDefinition, StateUse
from contractlab.contracts.validate import object_of, place_of, text_of
from contractlab.editing.example_place import ExamplePlace, place_at
from contractlab.editing.session import EditSession
from contractlab.errors import InvalidEdit
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import count

__all__ = ["ExampleStates", "StatesEdit"]

Change = Callable[[list[StateRecord]], list[StateRecord]]


class ExampleStates:
    """The states that one example needs, in order.

    Parameters
    ----------
    owner : ExamplePlace
    """

    def __init__(self, owner: ExamplePlace) -> None:
        self._owner = owner

    def __iter__(self) -> Iterator[StateDefinition]:
        return iter(self._owner.example.states)

    def __len__(self) -> int:
        return len(self._owner.example.states)

    def __contains__(self, name: object) -> bool:
        return any(state.name == name for state in self)

    def _change(self, change: Change, label: str, code: str) -> None:
        owner, form = self._owner, self._owner.edit.state_form
        tokens, line = owner.tokens, f"{owner.name}.states.{code}"

        def change_example(example: JSONObject) -> JSONObject:
            return form.write(example, change(form.read(example)))

        owner.edit.apply(lambda document: document_of.replace_at(document, tokens, change_example), label, line)

    def add(
        self,
        name: str,
        params: Mapping[str, JSON] | None = None,
        *,
        variables: Mapping[str, JSON] | None = None,
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
        form = self._owner.edit.state_form
        values = object_of(form.given(params, variables), form.parameters)
        new: StateRecord = {"name": name, **({"params": values} if values else {})}

        def change(states: list[StateRecord]) -> list[StateRecord]:
            if any(state.get("name") == name for state in states):
                raise InvalidEdit(f"the example needs the state {name!r} already; set_params changes its parameters")
            at = len(states) if index is None else place_of(index, len(states), f"{count(len(states), 'state')}")
            return [*states[:at], new, *states[at:]]

        more = f", {form.parameters}={values!r}" if values else ""
        more += f", index={index}" if index is not None else ""
        self._change(change, f"add the state {name!r}", f"add({name!r}{more})")

    def remove(self, name: str) -> None:
        """Take a state out."""

        def change(states: list[StateRecord]) -> list[StateRecord]:
            at = _index(states, name)
            return [*states[:at], *states[at + 1 :]]

        self._change(change, f"remove the state {name!r}", f"remove({name!r})")

    def set_params(self, name: str, params: Mapping[str, JSON]) -> None:
        """Give a state other parameters."""
        values = object_of(params, self._owner.edit.state_form.parameters)

        def change(states: list[StateRecord]) -> list[StateRecord]:
            at = _index(states, name)
            state = {key: value for key, value in states[at].items() if key != "params"}
            return [*states[:at], {**state, "params": values} if values else state, *states[at + 1 :]]

        self._change(change, f"change the parameters of {name!r}", f"set_params({name!r}, {values!r})")

    def move(self, name: str, index: int) -> None:
        """Put a state at another place: they are brought about in order."""

        def change(states: list[StateRecord]) -> list[StateRecord]:
            at = _index(states, name)
            to = place_of(index, len(states) - 1, f"{count(len(states), 'state')}")
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
        return f"<states {[str(state) for state in self]!r}>"


def _index(states: list[StateRecord], name: str) -> int:
    for index, state in enumerate(states):
        if state.get("name") == name:
            return index
    raise InvalidEdit(f"the example does not need a state {name!r}")


def _renamed(states: list[StateRecord], name: str, new_name: str) -> list[StateRecord]:
    text_of(new_name, "the name of a state")
    return [{**state, "name": new_name} if state.get("name") == name else state for state in states]


def _params(state: StateRecord) -> Mapping[str, JSON]:
    params = state.get("params")
    return params if isinstance(params, Mapping) else {}


def _with_params(state: StateRecord, params: Mapping[str, JSON], name: str) -> StateRecord:
    """The state with these parameters if it is the one that is meant, else as it is."""
    if state.get("name") != name:
        return state
    bare = {key: value for key, value in state.items() if key != "params"}
    return {**bare, "params": dict(params)} if params else bare


class StatesEdit:
    """The state definitions of a whole contract.

    Parameters
    ----------
    edit : EditSession
    """

    def __init__(self, edit: EditSession) -> None:
        self._edit = edit

    def __iter__(self) -> Iterator[StateUse]:
        return iter(self._edit.revised.states)

    def __len__(self) -> int:
        return len(self._edit.revised.states)

    def __contains__(self, wanted: object) -> bool:
        """True for a state that an example needs, or its name."""
        return any(wanted in (state, state.name) for state in self)

    def __getitem__(self, name: str) -> StateUse:
        for state in self:
            if state.name == name:
                return state
        raise InvalidEdit(f"no example needs a state {name!r}")

    def _everywhere(self, names: Iterable[tuple[str, int]], change: Change, label: str, code: str) -> None:
        """One edit of several examples."""
        places, form = list(names), self._edit.state_form

        def change_example(example: JSONObject) -> JSONObject:
            return form.write(example, change(form.read(example)))

        def change_all(document: JSON) -> JSON:
            for place in places:
                document = document_of.replace_at(document, place, change_example)
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
            lambda states: [state for state in states if state.get("name") != name],
            f"remove the state {name!r} everywhere",
            f"edit.states.remove({name!r})",
        )

    def set_param(self, name: str, key: str, value: JSON) -> None:
        """Give a state one parameter in every example that needs it; its others stay.

        Parameters
        ----------
        name, key : str
        value : JSON value

        Raises
        ------
        InvalidEdit
            If no example needs the state, or `value` is not JSON.
        """
        self[name]
        given = object_of({text_of(key, "the name of a parameter"): value}, self._edit.state_form.parameters)
        self._everywhere(
            self._places(),
            lambda states: [_with_params(state, {**_params(state), **given}, name) for state in states],
            f"set {key!r} of the state {name!r} everywhere",
            f"edit.states.set_param({name!r}, {key!r}, {value!r})",
        )

    def drop_param(self, name: str, key: str) -> None:
        """Take one parameter of a state out of every example that has it.

        Raises
        ------
        InvalidEdit
            If no example needs the state, or none gives it the parameter.
        """
        uses = [state for example in self._edit.revised.examples for state in example.states if state.name == name]
        if not uses:
            self[name]
        if not any(key in state.params for state in uses):
            raise InvalidEdit(f"no example gives {key!r} to the state {name!r}")
        self._everywhere(
            self._places(),
            lambda states: [
                _with_params(state, {each: value for each, value in _params(state).items() if each != key}, name)
                for state in states
            ],
            f"remove {key!r} of the state {name!r} everywhere",
            f"edit.states.drop_param({name!r}, {key!r})",
        )

    def add_to(self, examples: Iterable[Any], name: str, params: Mapping[str, JSON] | None = None) -> None:
        """Add a state to several examples; those that need it already stay as they are.

        Parameters
        ----------
        examples : iterable
            What `Edit` takes between its brackets.
        name : str
        params : mapping, optional
        """
        wanted, values = list(examples), object_of(params, self._edit.state_form.parameters)
        new: StateRecord = {"name": text_of(name, "the name of a state"), **({"params": values} if values else {})}
        there = self._edit.revised.examples
        chosen = [place_at(self._edit, find_example(there, example).index) for example in wanted]

        def change(states: list[StateRecord]) -> list[StateRecord]:
            return states if any(state.get("name") == name for state in states) else [*states, new]

        more = f", params={values!r}" if values else ""
        self._everywhere(
            [(place.field, place.index) for place in chosen],
            change,
            f"add the state {name!r} to {count(len(chosen), 'example')}",
            f"edit.states.add_to({[place.example.index for place in chosen]!r}, {name!r}{more})",
        )

    def __repr__(self) -> str:
        return f"<states {[state.name for state in self]!r}>"
