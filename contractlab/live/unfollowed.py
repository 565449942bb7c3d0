"""Redirects are answers here: httpx makes the next request of each, though nobody follows, and raises where it cannot.

Where a redirect leads is read by the rules of the format's own client, which takes addresses that httpx refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

__all__ = ["UNFOLLOWED", "Unfollowed", "leaving_redirects"]

UNFOLLOWED = "contractlab.unfollowed"
"""Extension of a request: nobody follows a redirect that answers it."""


class _Answer(httpx.Response):
    @property
    def has_redirect_location(self) -> bool:
        """False, so that httpx makes no request of it."""
        return False


@contextmanager
def leaving_redirects(client: httpx.Client) -> Iterator[None]:
    """While the block lasts, what a client is answered to requests that say `UNFOLLOWED` is no redirect to it.

    A client of the user's has a transport of its own, so that a hook sees to it, after the hooks that it has already;
    its other requests are as they were.
    """

    def leave(response: httpx.Response) -> None:
        if response.request.extensions.get(UNFOLLOWED):
            response.__class__ = _Answer

    hooks = client.event_hooks["response"]
    hooks.append(leave)
    try:
        yield
    finally:
        hooks.remove(leave)


class Unfollowed(httpx.BaseTransport):
    """A transport whose answers are no redirects to httpx.

    Parameters
    ----------
    inner : httpx.BaseTransport
    """

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask."""
        response = self._inner.handle_request(request)
        response.__class__ = _Answer
        return response

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()
