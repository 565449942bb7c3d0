"""States of one example: as forms, and what messages do to them."""

from __future__ import annotations

from collections.abc import Callable

from contractlab.editing.contract_edit import ExampleEdit
from contractlab.errors import InvalidEdit
from contractlab.live.handler_code import handler_stub
from contractlab.values.text import quote, shorten
from contractlab.widgets.editor.protocol import StateForm
from contractlab.widgets.json_field import read_field
from contractlab.widgets.protocol import Message
from contractlab.widgets.rpc import Operation, text_of, whole_number
from contractlab.widgets.state_rows import params_rows

__all__ = ["state_forms", "state_operations"]

_NAME = 2_000


def state_forms(example: ExampleEdit) -> list[StateForm]:
    """A form for each state that an example needs, in order."""
    uses = {use.name: use for use in example.edit.states}
    return [
        {
            "name": state.name,
            "shown": shorten(state.name, 160),
            "params": params_rows(state.params),
            "used": len(uses[state.name].examples) if state.name in uses else 1,
            "stub": handler_stub([state]),
        }
        for state in example.example.states
    ]


def _name(message: Message, field: str = "name") -> str:
    text = text_of(message, field, _NAME).strip()
    if not text:
        raise InvalidEdit("a state needs a name")
    return text


class _States:
    """Operations on the states of an example."""

    def __init__(self, example: Callable[[], ExampleEdit]) -> None:
        self._example = example

    def _params(self, name: str) -> dict[str, object]:
        for state in self._example().states:
            if state.name == name:
                return dict(state.params)
        raise InvalidEdit(f"the example does not need a state {quote(name, 60)}")

    def add(self, message: Message) -> None:
        self._example().states.add(_name(message))

    def remove(self, message: Message) -> None:
        self._example().states.remove(text_of(message, "name"))

    def move(self, message: Message) -> None:
        self._example().states.move(text_of(message, "name"), whole_number(message, "index"))

    def rename(self, message: Message) -> None:
        example, name, new = self._example(), text_of(message, "name"), _name(message, "key")
        if name == new:
            return
        if new in example.states:
            raise InvalidEdit(f"the example needs the state {quote(new, 60)} already")
        if message.get("everywhere") is True:
            example.edit.states.rename(name, new)
        else:
            example.states.rename(name, new)

    def set_param(self, message: Message) -> None:
        name, key = text_of(message, "state"), text_of(message, "name", _NAME).strip()
        if not key:
            raise InvalidEdit("give the parameter a name")
        params = self._params(name)
        if message.get("new") is True and key in params:
            raise InvalidEdit(f"there is a parameter {quote(key, 40)} already")
        self._example().states.set_params(name, {**params, key: read_field(message.get("text"))})

    def remove_param(self, message: Message) -> None:
        name, key = text_of(message, "state"), text_of(message, "name")
        params = self._params(name)
        if key not in params:
            raise InvalidEdit(f"there is no parameter {quote(key, 40)} any more")
        del params[key]
        self._example().states.set_params(name, params)


def state_operations(example: Callable[[], ExampleEdit]) -> dict[str, Operation]:
    """Operations on the states of an example, by name.

    Parameters
    ----------
    example : callable
        Gives the example.
    """
    states = _States(example)
    return {
        "state_add": states.add,
        "state_remove": states.remove,
        "state_move": states.move,
        "state_rename": states.rename,
        "param_set": states.set_param,
        "param_remove": states.remove_param,
    }
