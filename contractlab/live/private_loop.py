"""One event loop for everything asynchronous of a run: handlers and the app share it, so that a pool serves both.

It runs in a thread of its own, so that a running loop (Jupyter's) is in nobody's way.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import AbstractAsyncContextManager, AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from anyio import fail_after
from anyio.from_thread import BlockingPortal, start_blocking_portal

__all__ = ["Outcome", "PrivateLoop", "StillRunning", "run_in_thread"]

T = TypeVar("T")

_GRACE = 2.0
"""Seconds that something cancelled gets to end."""


class StillRunning(Exception):
    """Something did not end in the time it had, and cannot be stopped.

    Attributes
    ----------
    thread : str
        Name of the thread in which it goes on; empty where it was cancelled.
    """

    def __init__(self, seconds: float, thread: str = "") -> None:
        self.seconds, self.thread = seconds, thread
        goes_on = f"; it still runs in the thread {thread!r}" if thread else ""
        super().__init__(f"it did not end within {seconds:g} s{goes_on}")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What came of a call in another thread; an error is carried over, ``SystemExit`` too, and raised where it is got.

    ``SystemExit`` in a task would end the loop, and with it everything that shares it.
    """

    value: T | None = None
    error: BaseException | None = None

    def get(self) -> T:
        """The value.

        Raises
        ------
        BaseException
            Whatever the call raised.
        """
        if self.error is not None:
            raise self.error
        return self.value  # type: ignore[return-value]


class PrivateLoop:
    """The loop; it starts with the first call, and ends with `close`."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._portal: BlockingPortal | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = ""

    def call(self, function: Callable[[], Awaitable[T]], timeout: float | None = None) -> T:
        """Call an asynchronous function in the loop, and wait.

        Parameters
        ----------
        function : callable
        timeout : float or None
            Seconds; then it is cancelled.

        Raises
        ------
        StillRunning
            If it did not end in time.
        BaseException
            Whatever it raised.
        """
        self._started()
        assert self._loop is not None

        async def guarded() -> Outcome[T]:
            try:
                if timeout is None:
                    return Outcome(await function())
                with fail_after(timeout) as scope:
                    value = await function()
                return Outcome(value)
            except TimeoutError as error:
                if timeout is not None and scope.cancelled_caught:
                    return Outcome(error=StillRunning(timeout))
                return Outcome(error=error)
            except (SystemExit, KeyboardInterrupt, BaseExceptionGroup) as error:
                return Outcome(error=error)

        # The portal's own way there and back takes two turns of the loop, and an app is called for each example.
        future = asyncio.run_coroutine_threadsafe(guarded(), self._loop)
        try:
            return future.result(None if timeout is None else timeout + _GRACE).get()
        except FutureTimeout:
            if future.done():
                raise
            future.cancel()
            raise StillRunning(timeout or 0.0, self._thread) from None
        except CancelledError:
            raise RuntimeError("the task was cancelled from within") from None
        except KeyboardInterrupt:
            future.cancel()
            raise

    def enter(self, manager: AbstractAsyncContextManager[T]) -> AbstractContextManager[T]:
        """An asynchronous context manager as one to be entered here; its two halves run in one task."""
        return self._started().wrap_async_context_manager(manager)

    def _started(self) -> BlockingPortal:
        if self._portal is None:
            self._portal = self._stack.enter_context(start_blocking_portal(name="contractlab loop"))
            self._thread = "contractlab loop"
            self._loop = self._portal.call(asyncio.get_running_loop)
        return self._portal

    def close(self) -> None:
        """End the loop, if it runs, and whatever was left in it by an interrupt: else it would be waited for."""
        portal, self._portal, self._loop = self._portal, None, None
        if portal is not None:
            with suppress(RuntimeError):  # it has ended already
                portal.call(portal.stop, True)
        self._stack.close()

    def __enter__(self) -> PrivateLoop:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def run_in_thread(function: Callable[[], T], timeout: float, name: str) -> T:
    """Call a function in a daemon thread, and wait no longer than it may take.

    Parameters
    ----------
    function : callable
    timeout : float
        Seconds.
    name : str
        Of the thread.

    Raises
    ------
    StillRunning
        If it did not end in time; nothing can stop it.
    BaseException
        Whatever it raised.
    """
    outcomes: list[Outcome[T]] = []

    def guarded() -> None:
        try:
            outcomes.append(Outcome(function()))
        except BaseException as error:
            outcomes.append(Outcome(error=error))

    thread = threading.Thread(target=guarded, name=name, daemon=True)
    thread.start()
    thread.join(timeout)
    if not outcomes:
        raise StillRunning(timeout, name)
    return outcomes[0].get()
