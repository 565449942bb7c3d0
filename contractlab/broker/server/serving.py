"""Serving a store on the loopback interface, in a thread of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from contractlab.broker.server.access import Access
from contractlab.broker.server.app import LOOPBACK_HOSTS, BrokerApp
from contractlab.broker.store import Store
from contractlab.broker.writing import FIRST_TAG_LIMIT
from contractlab.servers.listening import Listener

__all__ = ["serving"]


@contextmanager
def serving(
    store: Store,
    *,
    port: int = 0,
    hosts: tuple[str, ...] = (),
    first_tag_limit: float = FIRST_TAG_LIMIT,
    access: Access | None = None,
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
    access : Access, optional
        Credentials that are asked for; without them everybody on this machine may ask.

    Yields
    ------
    str
        The address.

    Raises
    ------
    ContractLabError
        If the extra ``server`` is not installed, or the port is taken.
    """
    app = BrokerApp(store, hosts=(*LOOPBACK_HOSTS, *hosts), first_tag_limit=first_tag_limit, access=access)
    listener = Listener(app, port=port, what="serving a broker", thread_name="contractlab-broker", dated=True)
    try:
        listener.start()
        yield listener.url
    finally:
        listener.stop()
