"""State definitions as forms: names, parameters typed from JSON, and the start of a handler for each."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping

from contractlab.contracts.states import StateDefinition
from contractlab.values.text import json_kind, shorten, visible
from contractlab.widgets.json_field import typed_text
from contractlab.widgets.protocol import Param

__all__ = ["handler_stub", "params_rows"]


def _kind_of(value: object) -> str:
    """Name the kind of a parameter: ``integer``, ``decimal``, ``string``."""
    if isinstance(value, int) and not isinstance(value, bool):
        return "integer"
    return "decimal" if isinstance(value, float) else json_kind(value)


def params_rows(params: Mapping[str, object]) -> list[Param]:
    """A row for each parameter: name (and how it is shown), text of its field, kind."""
    rows: list[Param] = []
    for key, value in params.items():
        text, typed = typed_text(value)
        shown = shorten(str(key), 120)
        rows.append({"name": str(key), "shown": shown, "value": text, "kind": _kind_of(value), "typed": typed})
    return rows


def handler_stub(states: Iterable[StateDefinition]) -> str:
    """Python text to begin a handler with: a function for each state, its parameters as arguments."""
    functions: dict[str, str] = {}
    entries: list[str] = []
    for state in states:
        function = _unused(_identifier(state.name, "state"), functions)
        arguments: list[str] = []
        for key in state.params:
            argument = _identifier(str(key), "value")
            while argument in arguments:
                argument += "_"
            arguments.append(argument)
        functions[function] = (
            f'def {function}({", ".join(arguments)}):\n    """{_docstring(state.name)}"""\n'
            "    ...  # bring it about in the provider\n"
        )
        entries.append(f"    {visible(state.name)!r}: {function},")
    table = "\n\nhandlers = {\n" + "\n".join(entries) + "\n}\n" if len(entries) > 1 else ""
    return "\n\n".join(functions.values()) + table


def _unused(name: str, functions: Mapping[str, str]) -> str:
    number, unused = 1, name
    while unused in functions:
        number += 1
        unused = f"{name}_{number}"
    return unused


def _docstring(name: str) -> str:
    """A name inside triple quotes, which nothing in it may end."""
    text = visible(name).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return text[:-1] + '\\"' if text.endswith('"') else text


def _identifier(text: str, instead: str) -> str:
    name = re.sub(r"[^0-9a-z]+", "_", text.lower()).strip("_")[:60].rstrip("_")
    if not name or name[0].isdigit():
        name = f"{instead}_{name}".rstrip("_")
    return f"{name}_" if keyword.iskeyword(name) else name
