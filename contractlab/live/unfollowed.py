"""Redirects are answers here: httpx makes the next request of each, though nobody follows, and raises where it cannot.

Where a redirect leads is read by the rules of the format's own client, which takes addresses that httpx refuses.
"""

from __future__ import annotations

import httpx

__all__ = ["Unfollowed"]


class _Answer(httpx.Response):
    @property
    def has_redirect_location(self) -> bool:
        """False, so that httpx makes no request of it."""
        return False


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
