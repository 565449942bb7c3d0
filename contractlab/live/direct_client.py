"""A user's client without the proxies that httpx found in the environment: what is asked is this very provider."""

from __future__ import annotations

import copy
from urllib.request import getproxies

import httpx

from contractlab.values.trusted import trusted_certificates

__all__ = ["asks_directly", "without_found_proxies"]

_ANY = httpx.URL("http://localhost")


def without_found_proxies(client: httpx.Client) -> httpx.Client:
    """The client as it is, or a copy of it that knows fewer proxies; those that somebody gave to it stay.

    Parameters
    ----------
    client : httpx.Client
        It is not changed. A copy shares everything else with it: connections, cookies, hooks.
    """
    if not getproxies():
        return client
    try:
        with httpx.Client(verify=trusted_certificates()) as alike:  # finds what the client found
            environment = {pattern: _proxy_of(transport) for pattern, transport in alike._mounts.items()}
        kept = {
            pattern: transport
            for pattern, transport in client._mounts.items()
            if pattern not in environment or _proxy_of(transport) != environment[pattern]
        }
        if len(kept) == len(client._mounts):
            return client
        direct = copy.copy(client)
        direct._mounts = kept
    except AttributeError:  # none of it is promised by httpx
        return client
    return direct


def _proxy_of(transport: httpx.BaseTransport | None) -> object:
    """The address of the proxy that a transport goes through; the transport itself where it goes through none."""
    pool = getattr(transport, "_pool", None)
    address = getattr(pool, "_proxy_url", None)
    return transport if address is None else (address.scheme, address.host, address.port)


def asks_directly(client: httpx.Client) -> bool:
    """True if nothing but a connection stands between a client and the provider: no proxy, socket file, or stand-in."""
    try:
        transport = client._transport_for_url(_ANY)
        return (
            type(transport) is httpx.HTTPTransport
            and type(transport._pool).__name__ == "ConnectionPool"
            and (transport._pool._uds is None)
        )
    except AttributeError:  # likewise
        return False
