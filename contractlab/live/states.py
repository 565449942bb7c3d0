"""`StateHandlers`: functions that bring the states of a provider about, by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.states import StateDefinition
from contractlab.errors import StateError
from contractlab.live.handler_calls import HandlerCaller
from contractlab.live.handler_code import handler_stub
from contractlab.live.handlers import Handler, ListedHandler, StateName, same_function, shown_function
from contractlab.live.state_session import NO_STATE, HandlerSession, StateSession
from contractlab.values.display import Shown
from contractlab.values.text import shorten

__all__ = ["StateHandlers"]

F = TypeVar("F", bound=Callable[..., Any])

_SOME = 8


class StateHandlers(Shown):
    """Functions that bring provider states about.

    >>> states = StateHandlers()
    >>> @states("A user exists")
    ... def user_exists(id, db):
    ...     yield {"userId": db.add(id)}   # values for generators and variables; what follows is the teardown
    ...     db.remove(id)

    A function takes parameters of its state by name, ``params`` for all of them, ``example``, and what
    `provide` was given. It returns values as a dictionary, or nothing. It may be asynchronous, a generator, or give a
    context manager. Defining it again, as running a cell again does, replaces it.

    Parameters
    ----------
    handlers : mapping of str to callable, callable, optional
        As pact-python takes them: functions of ``state``, ``action`` and ``parameters``; ``""`` is called for examples
        without a state. One function alone is for every state.
    """

    def __init__(self, handlers: Mapping[str, Callable[..., Any]] | Callable[..., Any] | None = None) -> None:
        self._setups: list[Handler] = []
        self._teardowns: list[Handler] = []
        self._around: list[Handler] = []
        self._provided: dict[str, object] = {}
        if isinstance(handlers, Mapping):
            for name, function in handlers.items():
                if not callable(function):
                    raise StateError(f"the handler of state {name!r} is not a function: {type(function).__name__}")
                self._add(self._setups, Handler(name, function, of_mapping=True))
        elif callable(handlers):
            self._setups.append(Handler(re.compile("(?s:.+)"), handlers, of_mapping=True))
        elif handlers is not None:
            raise StateError(f"state handlers are functions by name, and this is {type(handlers).__name__}")

    # Defining

    def __call__(self, *names: StateName) -> Callable[[F], F]:
        """Say that the function below brings states about.

        Parameters
        ----------
        *names : str or pattern
            A pattern must fit the whole name; its named groups are parameters.
        """
        return self._decorator(self._setups, names)

    def teardown(self, *names: StateName) -> Callable[[F], F]:
        """Say that the function below undoes states; parameters as above."""
        return self._decorator(self._teardowns, names)

    def each(self, function: F) -> F:
        """Say that the function below is called around every example, once, whatever its states are.

        A test database is as it was after each of them; this is how Django does it:

        >>> @states.each
        ... def rolled_back():
        ...     with transaction.atomic():
        ...         yield
        ...         transaction.set_rollback(True)

        Handlers and a WSGI app run in the caller's thread, so they have one connection. Django's ASGI handler takes a
        thread for each request: there, share the connection as its LiveServerTestCase does
        (``connection.inc_thread_sharing()``, and ``connections["default"] = connection`` upon ``request_started``).
        """
        if not callable(function):
            raise StateError("@states.each stands above a function, without parentheses")
        self._add(self._around, Handler("", function))
        return function

    def register(self, name: StateName, function: Callable[..., Any]) -> StateHandlers:
        """The same as a call, for a function that exists already; gives the handlers."""
        self._add(self._setups, Handler(name, function))
        return self

    def provide(self, **values: object) -> StateHandlers:
        """Give what handlers ask for by name and states do not have, such as ``db``; gives the handlers."""
        self._provided.update(values)
        return self

    def _decorator(self, handlers: list[Handler], names: Sequence[StateName]) -> Callable[[F], F]:
        if not names or not all(isinstance(name, str | re.Pattern) for name in names):
            raise StateError('a handler needs the name of its state: @states("A user exists"), or a compiled pattern')

        def decorate(function: F) -> F:
            for name in names:
                self._add(handlers, Handler(name, function))
            return function

        return decorate

    def _add(self, handlers: list[Handler], added: Handler) -> None:
        for place, handler in enumerate(handlers):
            if _key(handler.name) != _key(added.name):
                continue
            if same_function(handler.function, added.function):
                handlers[place] = added
                return
            if handlers is not self._around:
                raise StateError(
                    f"state {shorten(_shown(added.name), 80)!r} has two handlers: {shown_function(handler.function)} "
                    f"and {shown_function(added.function)}"
                )
        handlers.append(added)

    # Finding

    def handler_of(self, state: str) -> Handler | None:
        """The handler that brings a state about; None if there is none.

        Raises
        ------
        StateError
            If several patterns fit its name.
        """
        return _fitting(self._setups, state)

    def teardown_of(self, state: str) -> Handler | None:
        """The handler that undoes a state, likewise."""
        return _fitting(self._teardowns, state)

    def missing(self, examples: Iterable[Example]) -> dict[str, list[Example]]:
        """States without a handler, and the examples that need them.

        Parameters
        ----------
        examples : iterable of Example
            A contract will do.
        """
        needed: dict[str, list[Example]] = {}
        for example in examples:
            for state in example.states_to_bring:
                # A state without a name is none; the reference asks for it all the same.
                if state.name and self.handler_of(state.name) is None and self.teardown_of(state.name) is None:
                    users = needed.setdefault(state.name, [])
                    if example not in users:
                        users.append(example)
        return needed

    def unused(self, examples: Iterable[Example]) -> tuple[str, ...]:
        """Names of handlers that no example needs."""
        names = {state.name for example in examples for state in example.states_to_bring}
        idle = [
            handler
            for handler in (*self._setups, *self._teardowns)
            if handler.name != "" and not any(handler.named(name) is not None for name in names)
        ]
        return tuple(dict.fromkeys(_shown(handler.name) for handler in idle))

    def template(self, contracts: Contract | Iterable[Contract | Example]) -> str:
        """Code to paste: the start of a handler for each state that has none yet.

        Parameters
        ----------
        contracts : Contract, Contracts, or iterable of these or of examples
        """
        examples = list(_examples(contracts))
        return handler_stub(_definitions(self.missing(examples)), whole=not self._setups)

    def require(self, examples: Sequence[Example]) -> None:
        """Find missing handlers, all at once.

        Raises
        ------
        StateError
            With the states, the examples that need them, and code to paste.
        """
        missing = self.missing(examples)
        if not missing:
            return
        count = "1 state has" if len(missing) == 1 else f"{len(missing):,} states have"
        lines = [f"{count} no handler:"]
        names = [_shown(handler.name) for handler in self._setups]
        for state, users in list(missing.items())[:_SOME]:
            near = get_close_matches(state, names, n=1, cutoff=0.8)
            hint = f"; there is one for {near[0]!r}" if near else ""
            listed = ", ".join(repr(shorten(each.description, 80)) for each in users[:3])
            more = f" and {len(users) - 3:,} more" if len(users) > 3 else ""
            lines.append(f"  {shorten(state, 100)!r}, needed by {listed}{more}{hint}")
        if len(missing) > _SOME:
            lines.append(f"  and {len(missing) - _SOME:,} more")
        code = handler_stub(_definitions(missing), whole=not self._setups)
        raise StateError("\n".join(lines) + f"\n\nTo begin with:\n\n{code}")

    @property
    def listed(self) -> tuple[ListedHandler, ...]:
        """Every function, as views show them."""
        roles = (("each", self._around), ("setup", self._setups), ("teardown", self._teardowns))
        return tuple(ListedHandler.of(handler, role) for role, handlers in roles for handler in handlers)

    # Running

    def begin(self, example: Example, caller: HandlerCaller) -> StateSession:
        """Prepare the states of one example; its `set_up` calls the handlers.

        Parameters
        ----------
        example : Example
        caller : HandlerCaller
            With the loop that asynchronous handlers share with the app.
        """
        setups: list[tuple[StateDefinition, Handler | None]] = [
            (state, self.handler_of(state.name)) for state in example.states_to_bring if state.name
        ]
        if not setups:
            setups = [(NO_STATE, handler) for handler in self._setups if handler.name == ""]
        teardowns = {state.name: self.teardown_of(state.name) for state, _ in setups}
        present = {name: handler for name, handler in teardowns.items() if handler is not None}
        lacking = [state.name for state, handler in setups if handler is None and state.name not in present]
        return HandlerSession(example, tuple(self._around), setups, present, dict(self._provided), caller, lacking)

    def __repr__(self) -> str:
        count = len({_shown(handler.name) for handler in self._setups})
        return f"<StateHandlers for {count} state{'' if count == 1 else 's'}>"


def _key(name: StateName) -> object:
    return name if isinstance(name, str) else (name.pattern, name.flags)


def _shown(name: StateName) -> str:
    return name if isinstance(name, str) else name.pattern


def _fitting(handlers: Sequence[Handler], state: str) -> Handler | None:
    exact = next((handler for handler in handlers if isinstance(handler.name, str) and handler.name == state), None)
    if exact is not None:
        return exact
    fitting = [handler for handler in handlers if handler.named(state) is not None]
    if len(fitting) > 1:
        listed = " and ".join(f"{_shown(each.name)!r} of {shown_function(each.function)}" for each in fitting[:2])
        raise StateError(f"state {shorten(state, 80)!r} has two handlers: {listed} both fit its name")
    return fitting[0] if fitting else None


def _definitions(missing: Mapping[str, Sequence[Example]]) -> list[StateDefinition]:
    """One definition for each state, with the parameters that any example gives it."""
    definitions: list[StateDefinition] = []
    for name, users in missing.items():
        params: dict[str, Any] = {}
        for example in users:
            for state in example.states_to_bring:
                if state.name == name:
                    params = {**state.params, **params}
        definitions.append(StateDefinition(name, params))
    return definitions


def _examples(contracts: Contract | Iterable[Contract | Example]) -> Iterable[Example]:
    for item in [contracts] if isinstance(contracts, Contract) else contracts:
        if isinstance(item, Contract):
            yield from item.examples
        else:
            yield item
