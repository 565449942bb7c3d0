"""State handlers behind the recording proxy: calls for provider states are passed on to them, and not recorded."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from contractlab.captures.recorders.middleware import EXCHANGE
from contractlab.errors import ProviderError

__all__ = ["StateHandlers", "fault_of_address"]

_OWN_STATE_PATH = "/_contractlab/states"
_STATE_EXAMPLE = "http://127.0.0.1:9000/_pact/states"


class StateHandlers:
    """Where state handlers are, and which requests to the proxy are meant for them.

    Parameters
    ----------
    url : str
        With a path and a query, if there are any.

    Attributes
    ----------
    origin : str
        Scheme, host and port.
    target : str
        Path and query under which the proxy takes the calls: those of the handlers, or a path of its own where theirs
        is empty, so that the provider keeps its own root.
    """

    def __init__(self, url: str) -> None:
        fault = fault_of_address(url)
        if fault:
            raise ProviderError(
                f"the address of the state handlers cannot be used: {fault}. Write it like {_STATE_EXAMPLE}"
            )
        parts = urlsplit(url)
        if parts.fragment or not url.isascii():
            why = "write what is not ASCII as %C3%A9, and no # at its end"
            raise ProviderError(f"the address of the state handlers cannot be used: {why}")
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self._path = parts.path or "/"
        query = f"?{parts.query}" if parts.query else ""
        path = parts.path if parts.path.strip("/") else _OWN_STATE_PATH
        self.target = f"{path}{query}"
        self._taken = path.encode("latin-1", "replace")

    def takes(self, raw_path: bytes) -> bool:
        """True for the path of a request that is meant for the handlers."""
        return raw_path == self._taken

    def passed_on(self, scope: Any) -> Any:
        """The ASGI scope of a call as the handlers are to see it; says to the recorder what it is."""
        exchange = scope[EXCHANGE]
        exchange.state_call, exchange.recorded = True, False
        return {**scope, "path": self._path, "raw_path": self._path.encode("latin-1", "replace")}


def fault_of_address(url: str) -> str:
    """What keeps the address of a server from being used, in words; empty for nothing."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "it is not an address"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "it needs a scheme and a host"
    if parts.username is not None:
        return "it must not hold a user name; credentials belong into the requests"
    return ""
