"""What messages about state definitions do to an Edit: of one example, and of all that use one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contractlab.editing.contract_edit import Edit, ExampleEdit
from contractlab.errors import InvalidEdit
from contractlab.values.text import quote
from contractlab.widgets.answers import Answer, text_of, whole_number
from contractlab.widgets.json_field import read_field

__all__ = ["state_operations"]

Operation = Callable[[dict[str, Any]], Answer | None]
_NAME = 2_000


def _name(message: dict[str, Any], field: str = "name") -> str:
    text = text_of(message, field, _NAME).strip()
    if not text:
        raise InvalidEdit("a state needs a name")
    return text


class _OneExample:
    """States of one example."""

    def __init__(self, example: Callable[[], ExampleEdit]) -> None:
        self._example = example

    def _params(self, name: str) -> dict[str, Any]:
        for one in self._example().states:
            if one.name == name:
                return dict(one.params)
        raise InvalidEdit(f"the example does not need a state {quote(name, 60)}")

    def add(self, message: dict[str, Any]) -> None:
        self._example().states.add(_name(message))

    def remove(self, message: dict[str, Any]) -> None:
        self._example().states.remove(text_of(message, "name"))

    def move(self, message: dict[str, Any]) -> None:
        self._example().states.move(text_of(message, "name"), whole_number(message, "index"))

    def rename(self, message: dict[str, Any]) -> None:
        example, name, new = self._example(), text_of(message, "name"), _name(message, "key")
        if name == new:
            return
        if new in example.states:
            raise InvalidEdit(f"the example needs the state {quote(new, 60)} already")
        if message.get("everywhere") is True:
            example.edit.states.rename(name, new)
        else:
            example.states.rename(name, new)

    def set_param(self, message: dict[str, Any]) -> None:
        name, key = text_of(message, "state"), text_of(message, "name", _NAME).strip()
        if not key:
            raise InvalidEdit("give the parameter a name")
        params = self._params(name)
        if message.get("new") is True and key in params:
            raise InvalidEdit(f"there is a parameter {quote(key, 40)} already")
        self._example().states.set_params(name, {**params, key: read_field(message.get("text"))})

    def remove_param(self, message: dict[str, Any]) -> None:
        name, key = text_of(message, "state"), text_of(message, "name")
        params = self._params(name)
        if key not in params:
            raise InvalidEdit(f"there is no parameter {quote(key, 40)} any more")
        self._example().states.set_params(name, {one: value for one, value in params.items() if one != key})


def state_operations(edit: Edit, example: Callable[[], ExampleEdit]) -> dict[str, Operation]:
    """Operations on the states of one example, and of all examples, by name.

    Parameters
    ----------
    edit : Edit
    example : callable
        Gives the example.
    """
    one = _OneExample(example)
    return {
        "state_add": one.add,
        "state_remove": one.remove,
        "state_move": one.move,
        "state_rename": one.rename,
        "param_set": one.set_param,
        "param_remove": one.remove_param,
    }
