"""The lifespan of an ASGI app around a run: what it sets up at its start serves every request, as under a server."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from asgi_lifespan import LifespanManager, LifespanNotSupported

from contractlab.errors import ProviderError
from contractlab.live.private_loop import PrivateLoop
from contractlab.live.tracebacks import in_short, user_traceback

__all__ = ["running"]

App = Callable[..., Any]

_TIMEOUT = 30.0
"""Seconds for the start, and for the end."""


class _StartFailed(Exception):
    """The app said that it cannot start."""


class _Lived:
    """An app as servers call it: with the state that its lifespan set, which asgi-lifespan 2.1 knows nothing of."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._state: dict[str, Any] = {}

    async def __call__(self, scope: MutableMapping[str, Any], receive: App, send: App) -> None:
        if scope["type"] != "lifespan":
            await self._app({**scope, "state": dict(self._state)}, receive, send)
            return

        asked: set[str] = set()
        answered: set[str] = set()

        async def receiving() -> MutableMapping[str, Any]:
            message: MutableMapping[str, Any] = await receive()
            asked.add(message["type"])
            return message

        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "lifespan.startup.failed":
                raise _StartFailed(message.get("message") or "it says no more")
            await send(message)
            answered.add(message["type"])

        asgi = {"version": "3.0", "spec_version": "2.0"}
        try:
            await self._app({**scope, "asgi": asgi, "state": self._state}, receiving, sending)
        except SystemExit as error:  # in a task it would end the loop
            raise _StartFailed(in_short(error)) from error
        for phase in ("lifespan.startup", "lifespan.shutdown"):  # servers take an app that just returns as one without
            if f"{phase}.complete" not in answered:
                if phase not in asked:
                    await receive()
                await send({"type": f"{phase}.complete"})


@contextmanager
def running(app: App, loop: PrivateLoop) -> Iterator[App]:
    """The app while it lives; one without a lifespan is taken as it is.

    Parameters
    ----------
    app : callable
        ASGI.
    loop : PrivateLoop

    Raises
    ------
    ProviderError
        If it does not start; with its traceback.
    """
    lived = _Lived(app)
    manager = loop.enter(_begun(lived))
    try:
        manager.__enter__()
    except LifespanNotSupported:
        yield app
        return
    except TimeoutError:
        raise ProviderError(f"the app did not start within {_TIMEOUT:g} s: its lifespan hangs") from None
    except (Exception, BaseExceptionGroup) as error:
        raise ProviderError(f"the app did not start: {in_short(_own(error))}\n{user_traceback(_own(error))}") from None
    try:
        yield lived
    finally:
        try:
            manager.__exit__(None, None, None)
        except (Exception, BaseExceptionGroup) as error:
            # The verdicts that were found stay; whoever wrote the app wants to know.
            warnings.warn(f"the app did not end well: {in_short(_own(error))}", stacklevel=3)


@asynccontextmanager
async def _begun(app: App) -> AsyncIterator[None]:
    async with LifespanManager(app, startup_timeout=_TIMEOUT, shutdown_timeout=_TIMEOUT):
        yield


def _own(error: BaseException) -> BaseException:
    """What the app raised, before it said that it failed."""
    if isinstance(error, _StartFailed) and error.__context__ is not None:
        return error.__context__
    return error
