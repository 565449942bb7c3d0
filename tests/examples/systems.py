"""The example systems of ``notebooks/examples``: their modules, good and broken providers, and who asks them how."""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from conformance.rust_core import quiet
from servers.loopback import serving, serving_wsgi
from support import ROOT, require

import contractlab as cl

EXAMPLES = ROOT / "notebooks" / "examples"

State = tuple[str, str, str]
"""Name, action, parameters."""


@dataclass(frozen=True)
class System:
    """One of them.

    Attributes
    ----------
    folder : str
    consumer, provider, states : str
        Modules.
    store : str
        Class of what the provider keeps; its name in small letters is what handlers ask for.
    framework : str
    serve : callable
        Serves the app over HTTP.
    faults : mapping of str to (mapping of str to function, set of str)
        Methods of a broken store, and the examples that it breaks.
    """

    folder: str
    consumer: str
    provider: str
    states: str
    store: str
    framework: str
    serve: Callable[[Any], AbstractContextManager[str]]
    faults: Mapping[str, tuple[Mapping[str, Callable[..., Any]], frozenset[str]]]

    @property
    def path(self) -> Path:
        return EXAMPLES / self.folder

    def module(self, name: str) -> ModuleType:
        """A module of it; everything it needs beside the standard library is required first."""
        for needed in (self.framework, "requests", "aiohttp"):
            require(needed)
        sys.path.insert(0, str(self.path))
        try:
            return importlib.import_module(name)
        finally:
            sys.path.remove(str(self.path))

    def contract(self) -> cl.Contract:
        (contract,) = cl.load_all(self.path / "pacts")
        return contract

    def broken_store(self, fault: str | None) -> Any:
        good = getattr(self.module(self.provider), self.store)
        methods = {} if fault is None else dict(self.faults[fault][0])
        # A method gets what the good provider would have given first.
        made = {name: _instead(getattr(good, name), broken) for name, broken in methods.items()}
        return type(self.store, (good,), made)()

    def app(self, store: Any) -> Any:
        return self.module(self.provider).create_app(store)

    def handlers(self, store: Any, log: list[State]) -> cl.StateHandlers:
        """The example's own handlers, for a store, with a note of each call."""
        own = self.module(self.states).states
        made = cl.StateHandlers().provide(**{self.store.lower(): store})
        for handler in own._setups:
            made.register(handler.name, _logged(handler.function, handler, log, self.store.lower()))
        return made

    def pact_handlers(self, store: Any, log: list[State]) -> dict[str, Callable[..., None]]:
        """The same functions as pact-python takes them."""
        own = self.module(self.states).states
        names = {state.name for example in self.contract().examples for state in example.states}
        return {name: _as_pact(own.handler_of(name), name, {self.store.lower(): store}, log) for name in sorted(names)}


def _instead(good: Callable[..., Any], broken: Callable[..., Any]) -> Callable[..., Any]:
    def run(self: Any, *arguments: Any) -> Any:
        return broken(good(self, *arguments))

    return run


def _noted(name: str, action: str, params: Mapping[str, Any]) -> State:
    return name, action, repr(sorted(params.items()))


def _logged(function: Callable[..., Any], handler: Any, log: list[State], store: str) -> Callable[..., Any]:
    def noted(action: str, given: Mapping[str, Any]) -> State:
        groups = () if isinstance(handler.name, str) else handler.name.groupindex
        name = handler.name
        if groups:
            name = next(text for text in _NAMES if (handler.named(text) or {}).items() <= given.items() != {})
        return _noted(name, action, {key: value for key, value in given.items() if key != store and key not in groups})

    @functools.wraps(function)
    def run(**given: Any) -> Any:
        log.append(noted("setup", given))
        return function(**given)

    @functools.wraps(function)
    def run_both(**given: Any) -> Iterator[Any]:
        log.append(noted("setup", given))
        yield from function(**given)
        log.append(noted("teardown", given))

    return run_both if inspect.isgeneratorfunction(function) else run


_NAMES = ("a parcel is on the way", "a parcel is delivered")


def _as_pact(handler: Any, name: str, provided: Mapping[str, Any], log: list[State]) -> Callable[..., None]:
    running: list[Any] = []

    def run(action: str, parameters: Mapping[str, Any] | None) -> None:
        given = {**handler.named(name), **(parameters or {}), **provided}
        if action == "setup":
            log.append(_noted(name, action, parameters or {}))
            running.append(handler.function(**given))
        elif inspect.isgenerator(running[-1]):
            next(running.pop(), None)
            log.append(_noted(name, action, parameters or {}))
        if action == "setup" and inspect.isgenerator(running[-1]):
            next(running[-1])

    return run


def verify_with_pact(system: System, address: str, handlers: Mapping[str, Any]) -> dict[str, bool]:
    """Verdicts of pact-python's verifier."""
    pact = require("pact")
    with quiet():
        verifier = pact.Verifier(system.contract().provider, host="127.0.0.1")
        verifier.add_transport(url=address).add_source(system.path / "pacts")
        verifier.state_handler(handlers, teardown=True)
        with suppress(RuntimeError):
            verifier.verify()
    return {outcome["description"]: outcome["result"] == "OK" for outcome in verifier.results["interactionResults"]}


@contextmanager
def ways_to_ask(system: System, app: Any) -> Iterator[dict[str, Any]]:
    """Over HTTP, and both protocols of apps in this process, whichever of them the framework speaks itself."""
    a2wsgi = require("a2wsgi")
    is_asgi = system.framework == "fastapi"
    with system.serve(app) as address:
        yield {
            "HTTP": address,
            "ASGI": app if is_asgi else a2wsgi.WSGIMiddleware(app),
            "WSGI": cl.wsgi(a2wsgi.ASGIMiddleware(app)) if is_asgi else app,
        }


def _lookup_error(_: Any) -> Any:
    raise LookupError("a shelf is missing")


LIBRARY = System(
    "library",
    "reading_desk",
    "library",
    "library_states",
    "Shelves",
    "fastapi",
    serving,
    {
        "numbers as text": (
            {"shown": lambda book: {**book, "id": str(book["id"])}},
            frozenset({"a book", "the books of an author"}),
        ),
        "another name": (
            {"shown": lambda book: {("name" if key == "title" else key): value for key, value in book.items()}},
            frozenset({"a book", "the books of an author"}),
        ),
        "lends twice": ({"is_lent": lambda lent: False}, frozenset({"a loan of a book that somebody has"})),
        "another date": ({"lend": lambda loan: {**loan, "due": "28.05.2026"}}, frozenset({"a loan"})),
        "raises": ({"by": _lookup_error}, frozenset({"the books of an author"})),
    },
)
PARCELS = System(
    "parcels",
    "shop_window",
    "carrier",
    "carrier_states",
    "Depot",
    "flask",
    serving_wsgi,
    {
        "numbers as text": (
            {"find": lambda parcel: parcel and {**parcel, "kilograms": "1.25"}},
            frozenset({"a parcel on its way"}),
        ),
        "another status": (
            {"find": lambda parcel: parcel and {**parcel, "status": "lost"}},
            frozenset({"a parcel on its way"}),
        ),
        "redirects late": ({"redirect": lambda done: True}, frozenset({"another street, too late"})),
        "no events": (
            {"find": lambda parcel: parcel and {**parcel, "events": []}},
            frozenset({"a parcel on its way"}),
        ),
        "raises": ({"label": _lookup_error}, frozenset({"a label"})),
    },
)
SYSTEMS = {system.folder: system for system in (LIBRARY, PARCELS)}
CASES = [(name, fault) for name, system in SYSTEMS.items() for fault in (None, *system.faults)]
