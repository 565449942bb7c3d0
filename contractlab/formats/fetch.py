"""Fetching a contract from an address: the one place that touches httpx for contracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contractlab.errors import ProviderError

__all__ = ["fetch", "is_url"]

TIMEOUT_SECONDS = 30.0


def is_url(text: str) -> bool:
    """True for an HTTP address."""
    return text.startswith(("http://", "https://"))


def fetch(url: str, headers: Mapping[str, str] | None = None, client: Any = None) -> bytes:
    """Get the bytes at `url`.

    Parameters
    ----------
    url : str
    headers : mapping, optional
    client : httpx.Client, optional
        One of the caller's, with its own authorization, proxies and timeouts.

    Raises
    ------
    ProviderError
        If there is no answer, or another status than 200.
    """
    import httpx

    wanted = {"Accept": "application/hal+json, application/json", **(headers or {})}
    try:
        if client is not None:
            response = client.get(url, headers=wanted)
        else:
            with httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=True) as own:
                response = own.get(url, headers=wanted)
    except httpx.InvalidURL as error:
        raise ProviderError(f"{url}: this is not an address: {error}") from None
    except httpx.HTTPError as error:
        raise ProviderError(f"{url}: no answer: {error or type(error).__name__}") from None
    if response.status_code != 200:
        hint = " (headers= sends an authorization)" if response.status_code in (401, 403) else ""
        raise ProviderError(f"{url}: expected 200 OK, got {response.status_code} {response.reason_phrase}{hint}")
    return bytes(response.content)
