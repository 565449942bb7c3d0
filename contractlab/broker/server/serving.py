"""Serving a store on the loopback interface, in a thread of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from contractlab.broker.server.app import LOOPBACK_HOSTS, BrokerApp
from contractlab.broker.store import Store
from contractlab.broker.writing import FIRST_TAG_LIMIT
from contractlab.errors import ContractLabError

__all__ = ["serving"]

_LOOPBACK = "127.0.0.1"
_START_SECONDS = 10.0


@contextmanager
def serving(
    store: Store, *, port: int = 0, hosts: tuple[str, ...] = (), first_tag_limit: float = FIRST_TAG_LIMIT
) -> Iterator[str]:
    """Serve a store until the block ends.

    Parameters
    ----------
    store : Store
    port : int
        0 takes a free one.
    hosts : tuple of str
        Further names under which requests may come.
    first_tag_limit : float
        Seconds in which the first tag of a version becomes its branch.

    Yields
    ------
    str
        The address.

    Raises
    ------
    ContractLabError
        If the extra ``server`` is not installed, or the port is taken.
    """
    try:
        import uvicorn
    except ImportError:
        raise ContractLabError('serving needs the extra "server": pip install "contractlab[server]"') from None
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.bind((_LOOPBACK, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise ContractLabError(f"port {port} cannot be used: {error}") from None
    app = BrokerApp(store, hosts=(*LOOPBACK_HOSTS, *hosts), first_tag_limit=first_tag_limit)
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), name="contractlab-broker", daemon=True)
    thread.start()
    try:
        end = time.monotonic() + _START_SECONDS
        while not server.started:
            if not thread.is_alive() or time.monotonic() > end:
                raise ContractLabError("the broker did not start to serve")
            time.sleep(0.005)
        yield f"http://{_LOOPBACK}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=_START_SECONDS)
        listening.close()
