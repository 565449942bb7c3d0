"""The certificates that clients trust, read once.

httpx reads more than a hundred of them for every client that it makes, which takes longer than asking a provider on
this machine; a verification makes a client for each call of a state.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

__all__ = ["trusted_certificates"]

_NAMES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
"""What httpx looks for in the environment."""


def trusted_certificates(*, trust_env: bool = True) -> ssl.SSLContext | bool:
    """What a client of httpx takes as ``verify``: the same certificates as without it.

    Parameters
    ----------
    trust_env : bool
        As the client has it: whether variables of the environment may name others.

    Returns
    -------
    ssl.SSLContext or bool
        True where Python has no TLS of its own, as in a browser.
    """
    if sys.platform == "emscripten":
        return True
    return _read(trust_env, tuple(map(os.environ.get, _NAMES)) if trust_env else ())


@lru_cache(maxsize=4)
def _read(trust_env: bool, named: tuple[str | None, ...]) -> ssl.SSLContext:
    """One reading for each place that the environment may name."""
    import httpx

    return httpx.create_ssl_context(trust_env=trust_env)
