"""One way to listen: a socket on the loopback interface, and an ASGI application served on it in a thread."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from contractlab.errors import ContractLabError

if TYPE_CHECKING:
    import uvicorn

__all__ = ["LOOPBACK", "Asgi", "Listener"]

LOOPBACK = "127.0.0.1"
LONGEST_HEAD = 256 * 1024
"""Bytes of a request line with its headers that are waited for; what has no end by then is answered 400."""

_STARTING_SECONDS = 60
_STOPPING_SECONDS = 10

Asgi = Callable[
    [
        MutableMapping[str, Any],
        Callable[[], Awaitable[MutableMapping[str, Any]]],
        Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ],
    Awaitable[None],
]
"""An ASGI application."""


class Listener:
    """Serves an ASGI application on a port of the loopback interface.

    The port is bound when the object is made, so that its address is known; it is served from `start` or `run` on.
    After `stop` neither a thread, a socket nor the port is left.

    Parameters
    ----------
    application : ASGI application
    port : int
        0 takes a free one.
    what : str
        What listens, for errors: ``"the recording proxy"``.
    thread_name : str
        Name of the thread that `start` makes.
    at_end : callable, optional
        Called once nothing is served any more, in the thread that served.
    dated : bool
        True if answers say when they were made, as those of servers do; a mock and a recorder add nothing.

    Attributes
    ----------
    port : int
    url : str

    Raises
    ------
    ContractLabError
        If the extra ``server`` is not installed, or the port is taken.
    """

    def __init__(
        self,
        application: Asgi,
        *,
        port: int = 0,
        what: str,
        thread_name: str,
        at_end: Callable[[], None] | None = None,
        dated: bool = False,
    ) -> None:
        self._application = application
        self._at_end = at_end
        self._dated = dated
        self._what, self._thread_name = what, thread_name
        self._uvicorn = _imported(what)
        self._listening = _listen(port)
        self.port: int = self._listening.getsockname()[1]
        self.url = f"http://{LOOPBACK}:{self.port}"
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def run(self) -> None:
        """Serve in this thread until Ctrl-C, a termination signal, or `stop` from another thread."""
        config = self._uvicorn.Config(
            self._application,
            interface="asgi3",  # a guess would take a bound method for the older interface
            http="h11",  # the one whose limits and framing are known here
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            date_header=self._dated,
            timeout_keep_alive=120,
            timeout_graceful_shutdown=2,
            h11_max_incomplete_event_size=LONGEST_HEAD,
            proxy_headers=False,
        )
        _answer_any_status()
        self._server = self._uvicorn.Server(config)
        try:
            self._server.run([self._listening])
        finally:
            self._listening.close()
            if self._at_end is not None:
                self._at_end()

    def start(self) -> None:
        """Serve in a thread of its own; returns when requests are answered.

        Raises
        ------
        ContractLabError
            If the server does not come up.
        """
        self._thread = threading.Thread(target=self.run, name=self._thread_name, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + _STARTING_SECONDS
        while self._server is None or not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise ContractLabError(f"{self._what} did not start")
            time.sleep(0.005)

    def stop(self) -> None:
        """Stop serving; exchanges under way get two seconds. What was never started gives its port back."""
        if self._server is not None:
            self._server.should_exit = True
        else:
            self._listening.close()
        if self._thread is not None:
            self._thread.join(timeout=_STOPPING_SECONDS)
            self._thread = None

    def close(self) -> None:
        """Give the port of a listener that was never started back."""
        self._listening.close()


def _imported(what: str) -> Any:
    try:
        import uvicorn
    except ImportError:
        raise ContractLabError(f'{what} needs the extra "server": pip install "contractlab[server]"') from None
    return uvicorn


def _answer_any_status() -> None:
    """Let answers have a status of 600 to 999: HTTP can carry it, and uvicorn fails where it has no phrase for it."""
    from uvicorn.protocols.http.h11_impl import STATUS_PHRASES

    for status in range(600, 1_000):
        STATUS_PHRASES.setdefault(status, b"")


def _listen(port: int) -> socket.socket:
    """A socket on the loopback interface.

    Raises
    ------
    ContractLabError
        If the port is taken.
    """
    # asyncio turns Nagle's algorithm off only where the socket says that it is TCP: without, each answer of two writes
    # waits 44 ms for the client's acknowledgement.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        listening.listen(2048)
    except (OSError, OverflowError) as error:
        listening.close()
        why = (error.strerror if isinstance(error, OSError) else None) or error
        raise ContractLabError(f"port {port} cannot be used: {why}. --port 0 takes a free one.") from None
    return listening
