"""State definitions as forms: names, parameters typed from JSON, who uses them, and the start of a handler for each."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping
from typing import Any

from contractlab.contracts.states import StateDefinition
from contractlab.editing.contract_edit import Edit, ExampleEdit
from contractlab.values.text import json_kind, shorten, visible
from contractlab.widgets.json_field import field_text

__all__ = ["handler_stub", "params_rows", "state_forms"]

_NAMES = 12
_KIND = {"number": "number", "string": "string", "boolean": "boolean", "null": "null"}


def kind_of(value: Any) -> str:
    """Name the kind of a parameter: ``integer``, ``decimal``, ``string``."""
    if isinstance(value, int) and not isinstance(value, bool):
        return "integer"
    return "decimal" if isinstance(value, float) else json_kind(value)


def params_rows(params: Mapping[str, Any]) -> list[dict[str, str]]:
    """A row for each parameter: name (and how it is shown), JSON text, kind."""
    return [
        {"name": str(key), "shown": shorten(str(key), 120), "value": field_text(value), "kind": kind_of(value)}
        for key, value in params.items()
    ]


def state_forms(example: ExampleEdit) -> list[dict[str, Any]]:
    """A form for each state that an example needs, in order."""
    edit: Edit = example.edit
    uses = {one.name: one for one in edit.states}
    forms = []
    for state in example.example.states:
        use = uses.get(state.name)
        forms.append(
            {
                "name": state.name,
                "shown": shorten(state.name, 160),
                "params": params_rows(state.params),
                "used": len(use.examples) if use is not None else 1,
                "stub": handler_stub([state]),
            }
        )
    return forms


def names_of(edit: Edit, keys: Iterable[str]) -> tuple[list[str], int]:
    """Descriptions of examples, and how many more there are."""
    descriptions = {one.key: one.description for one in edit.revised.examples}
    listed = [shorten(descriptions.get(key, key), 120) for key in keys]
    return listed[:_NAMES], max(len(listed) - _NAMES, 0)


def handler_stub(states: Iterable[StateDefinition]) -> str:
    """Python text to begin a handler with: a function for each state, its parameters as arguments."""
    pieces: list[str] = []
    taken: set[str] = set()
    for state in states:
        name = _identifier(state.name, "state")
        number, made = 1, name
        while made in taken:
            number += 1
            made = f"{name}_{number}"
        taken.add(made)
        arguments: list[str] = []
        for key in state.params:
            argument = _identifier(str(key), "value")
            while argument in arguments:
                argument += "_"
            arguments.append(argument)
        said = visible(state.name).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
        if said.endswith('"'):
            said = said[:-1] + '\\"'
        pieces.append(
            f'def {made}({", ".join(arguments)}):\n    """{said}"""\n    ...  # bring it about in the provider\n'
        )
    lines = [f"    {visible(one.name)!r}: {name}," for one, name in zip(states, taken_in_order(pieces), strict=False)]
    return "\n\n".join(pieces) + ("\n\nhandlers = {\n" + "\n".join(lines) + "\n}\n" if len(lines) > 1 else "")


def taken_in_order(pieces: Iterable[str]) -> list[str]:
    """Names of the functions, in order."""
    return [one[4 : one.index("(")] for one in pieces]


def _identifier(text: str, instead: str) -> str:
    made = re.sub(r"[^0-9a-z]+", "_", text.lower()).strip("_")[:60].rstrip("_")
    if not made or made[0].isdigit():
        made = f"{instead}_{made}".rstrip("_")
    return f"{made}_" if keyword.iskeyword(made) else made
