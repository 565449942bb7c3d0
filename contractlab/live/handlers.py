"""One state handler: the function, what it is for, and how the parameters of a state become its arguments."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from contractlab.contracts.states import StateDefinition
from contractlab.live.handler_code import argument_names
from contractlab.values.display import quiet
from contractlab.values.json_text import as_parsed
from contractlab.values.json_types import JSON

__all__ = ["Action", "Call", "CannotCall", "Handler", "ListedHandler", "StateName", "same_function", "shown_function"]

StateName: TypeAlias = "str | re.Pattern[str]"
Action: TypeAlias = str
"""``"setup"`` or ``"teardown"``."""

_PACT_ORDER = ("state", "action", "parameters")
"""What pact-python calls its handlers with: by name, and what has no such name in this order."""


class CannotCall(Exception):
    """A handler that asks for what nobody has; the text is a sentence."""


@quiet
@dataclass(frozen=True)
class Call:
    """What a handler is called for.

    Attributes
    ----------
    state : StateDefinition
    action : str
        ``"setup"`` or ``"teardown"``.
    named : mapping of str to str
        Groups of the pattern that the name of the state fits.
    provided : mapping of str to object
        What `StateHandlers.provide` was given, and what a run provides itself.
    """

    state: StateDefinition
    action: Action
    named: Mapping[str, str]
    provided: Mapping[str, object]

    @cached_property
    def params(self) -> dict[str, JSON]:
        """Parameters of the state, and the groups of the pattern that it lacks."""
        # The verifier calls with the numbers that the core has read, so functions here get no others.
        return {**self.named, **as_parsed(dict(self.state.params))}


@quiet
@dataclass(frozen=True, slots=True)
class Handler:
    """A function for states of a name.

    Attributes
    ----------
    name : str or pattern
        ``""`` for examples without a state.
    function : callable
    of_mapping : bool
        True if it stood in a mapping as pact-python takes it: then it may ask for ``action``, and is called for
        teardown too where it does.
    """

    name: StateName
    function: Callable[..., Any]
    of_mapping: bool = False

    @property
    def takes_action(self) -> bool:
        """True if the function is for teardown as well, and is told which of both it is called for."""
        if not self.of_mapping:
            return False
        parameters = _parameters(self.function)
        return "action" in parameters or any(each.kind is each.VAR_KEYWORD for each in parameters.values())

    def named(self, state: str) -> dict[str, str] | None:
        """Groups of the pattern, if the handler is for a state of this name; None if it is not."""
        if isinstance(self.name, str):
            return {} if self.name == state else None
        fitting = self.name.fullmatch(state)
        return None if fitting is None else {key: text for key, text in fitting.groupdict().items() if text is not None}

    def arguments(self, call: Call) -> tuple[list[object], dict[str, object]]:
        """Arguments for a call.

        Raises
        ------
        CannotCall
            If a parameter of the function has no value.
        """
        given = self._by_name(call)
        positional: list[object] = []
        keywords: dict[str, object] = {}
        parameters = _parameters(self.function)
        left = [name for name in _PACT_ORDER if name not in parameters] if self.of_mapping else []
        missing: list[str] = []
        for name, parameter in parameters.items():
            if parameter.kind is parameter.VAR_KEYWORD:
                keywords.update({key: value for key, value in self._rest(call).items() if key not in parameters})
            elif parameter.kind is parameter.VAR_POSITIONAL:
                positional += [given[each] for each in left]
                left = []
            elif name in given:
                if parameter.kind is parameter.POSITIONAL_ONLY:
                    positional.append(given[name])
                else:
                    keywords[name] = given[name]
            elif parameter.default is not parameter.empty:
                continue
            elif left and parameter.kind is not parameter.KEYWORD_ONLY:
                keywords[name] = given[left.pop(0)]
            else:
                missing.append(name)
        if missing:
            raise CannotCall(_missing(missing, call))
        return positional, keywords

    def _by_name(self, call: Call) -> dict[str, object]:
        """Everything that has a name; the state's own parameters before all others."""
        params = call.params
        spelt = {argument: params[key] for key, argument in argument_names(params).items()}
        general: dict[str, object] = {"params": dict(params)}
        if self.of_mapping:
            # pact-python calls without values: parameters is a mapping, or None.
            general |= {"state": call.state.name, "action": call.action, "parameters": dict(params) or None}
        return {**general, **call.provided, **spelt, **params}

    def _rest(self, call: Call) -> dict[str, object]:
        if self.of_mapping:
            return {"state": call.state.name, "action": call.action, "parameters": dict(call.params) or None}
        return {str(key): value for key, value in call.params.items()}


def _missing(names: list[str], call: Call) -> str:
    listed = ", ".join(map(repr, names))
    has = ", ".join(map(repr, call.params)) or "none"
    first = names[0]
    return (
        f"its handler asks for {listed}, and the state has the parameters {has}; "
        f"give the argument a default, or states.provide({first}=…)"
    )


def _parameters(function: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    try:
        return inspect.signature(function).parameters
    except (TypeError, ValueError):  # some built-in functions have no signature that can be read
        return {}


@quiet
@dataclass(frozen=True, slots=True)
class ListedHandler:
    """A handler to be shown.

    Attributes
    ----------
    state : str
        Its name or pattern; empty for what is done whatever the states are.
    role : str
        ``"setup"``, ``"teardown"`` or ``"each"``.
    function, file : str
        The file is empty where nobody knows it.
    line : int
    """

    state: str
    role: str
    function: str
    file: str
    line: int

    @classmethod
    def of(cls, handler: Handler, role: str) -> ListedHandler:
        """How a handler is shown."""
        name = handler.name if isinstance(handler.name, str) else handler.name.pattern
        function, file, number = _place(handler.function)
        return cls(name, role, function.rpartition("<locals>.")[2], file, number)


def _place(function: Callable[..., Any]) -> tuple[str, str, int]:
    """Name of a function, and where it stands."""
    inner = inspect.unwrap(function)
    name = str(getattr(inner, "__qualname__", type(inner).__qualname__))
    code = getattr(inner, "__code__", None)
    return (name, "", 0) if code is None else (name, code.co_filename, code.co_firstlineno)


def shown_function(function: Callable[..., Any]) -> str:
    """A function and where it stands: ``user_exists (states.py, line 3)``."""
    name, file, line = _place(function)
    return f"{name} ({file}, line {line})" if file else name


def same_function(old: Callable[..., Any], new: Callable[..., Any]) -> bool:
    """True if `new` is the same function defined again, by running a cell or loading a module once more.

    Functions that have no name of their own (``_``, lambdas) are the same only where they stand at the same place.
    """
    left, right = inspect.unwrap(old), inspect.unwrap(new)
    if left is right:
        return True
    names = [(getattr(each, "__module__", None), getattr(each, "__qualname__", None)) for each in (left, right)]
    if names[0] != names[1] or names[0][1] is None:
        return False
    if names[0][0] == "__main__":
        return True
    places = [getattr(each, "__code__", None) for each in (left, right)]
    lines = [None if code is None else (code.co_filename, code.co_firstlineno) for code in places]
    if lines[0] is not None and lines[1] is not None and lines[0][0] != lines[1][0]:
        return False
    nameless = str(names[0][1]).rpartition(".")[2] in ("_", "<lambda>")
    return lines[0] == lines[1] if nameless else True
