"""The start of a state handler as code to paste: the one maker of it, for errors, templates and live views."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping

from contractlab.contracts.states import StateDefinition
from contractlab.values.text import visible

__all__ = ["argument_names", "call_stubs", "handler_stub", "producer_stub"]


_OF_THE_STUB = ("states", "cl")
"""Names that the text itself uses: a function of such a name would take them away."""


def handler_stub(states: Iterable[StateDefinition], *, whole: bool = False) -> str:
    """Python text to begin handlers with: a function for each state, its parameters as arguments.

    Parameters
    ----------
    states : iterable of StateDefinition
    whole : bool
        True: with the lines that make the `StateHandlers`, so that the text runs as it is.
    """
    functions = dict.fromkeys(_OF_THE_STUB, "")
    for state in states:
        name = _unused(_identifier(state.name, "state"), functions)
        arguments = ", ".join(argument_names(state.params).values())
        functions[name] = (
            f"@states({_literal(state.name)})\n"
            f'def {name}({arguments}):\n    """{_docstring(state.name)}"""\n'
            "    ...  # bring it about in the provider\n"
        )
    head = "import contractlab as cl\n\nstates = cl.StateHandlers()\n\n\n" if whole else ""
    return head + "\n\n".join(filter(None, functions.values()))


def producer_stub(messages: Iterable[tuple[str, bool]]) -> str:
    """Python text to begin producers of messages with: a function for each, and the mapping that ``messages=`` takes.

    Parameters
    ----------
    messages : iterable of (str, bool)
        Description of each message, and whether it answers another one.
    """
    functions: dict[str, str] = {}
    named: dict[str, str] = {}
    for description, answers in messages:
        if description in named:
            continue
        name = named[description] = _unused(_identifier(description, "message"), functions)
        functions[name] = (
            f'def {name}({"request" if answers else ""}):\n    """{_docstring(description)}"""\n'
            "    ...  # return what the provider sends\n"
        )
    listed = "".join(f"    {_literal(description)}: {name},\n" for description, name in named.items())
    return "\n\n".join(functions.values()) + f"\n\nmessages = {{\n{listed}}}\n"


_OF_A_CALL = {
    "client": ("url", "make the provider send this request to the address", "triggers"),
    "caller": ("function", "make the provider call the function", "triggers"),
    "function": ("*arguments", "call the provider's function, and return what it returns", "functions"),
}


def call_stubs(needs: Iterable[tuple[str, str]]) -> str:
    """Python text to begin triggers and functions with, and the mappings that ``triggers=`` and ``functions=`` take.

    Parameters
    ----------
    needs : iterable of (str, str)
        Name, and kind of the call: ``"client"``, ``"caller"`` or ``"function"``.
    """
    functions: dict[str, str] = {}
    mappings: dict[str, dict[str, str]] = {}
    for description, kind in needs:
        arguments, remark, mapping = _OF_A_CALL[kind]
        name = _unused(_identifier(description, "call"), functions)
        functions[name] = f'def {name}({arguments}):\n    """{_docstring(description)}"""\n    ...  # {remark}\n'
        mappings.setdefault(mapping, {})[description] = name
    listed = ""
    for mapping, named in mappings.items():
        items = "".join(f"    {_literal(description)}: {name},\n" for description, name in named.items())
        listed += f"\n\n{mapping} = {{\n{items}}}\n"
    return "\n\n".join(functions.values()) + listed


def argument_names(params: Iterable[str]) -> dict[str, str]:
    """Names of parameters as a function can have them: by parameter, the name of its argument."""
    taken: dict[str, str] = {}
    for key in params:
        argument = _identifier(str(key), "value")
        while argument in taken.values():
            argument += "_"
        taken[key] = argument
    return taken


def _unused(name: str, functions: Mapping[str, str]) -> str:
    number, unused = 1, name
    while unused in functions:
        number += 1
        unused = f"{name}_{number}"
    return unused


def _literal(name: str) -> str:
    """A name as Python writes it, so that what is pasted means this very name; what nobody can see is escaped."""
    return repr(name) if visible(name) == name else ascii(name)


def _docstring(name: str) -> str:
    """A name inside triple quotes, which nothing in it may end."""
    text = visible(name).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    lone = (len(name) - len(name.rstrip('"'))) % 3  # quotes at the end that are not escaped already
    return text[:-1] + '\\"' if lone else text


def _identifier(text: str, instead: str) -> str:
    name = re.sub(r"[^0-9a-z]+", "_", text.lower()).strip("_")[:60].rstrip("_")
    if not name or name[0].isdigit():
        name = f"{instead}_{name}".rstrip("_")
    return f"{name}_" if keyword.iskeyword(name) else name
