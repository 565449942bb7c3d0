"""Fetching a contract from an address: the one place that touches httpx for contracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from contractlab.errors import ProviderError
from contractlab.redaction.addresses import clean_address
from contractlab.redaction.client_logs import clean_client_logs
from contractlab.values.bounded_body import BodyTooLarge, UnreadableBody, unpack_within
from contractlab.values.trusted import trusted_certificates

if TYPE_CHECKING:
    import httpx

__all__ = ["MAX_FETCHED_BYTES", "fetch", "is_url"]

TIMEOUT_SECONDS = 30.0
MAX_FETCHED_BYTES = 64 * 1024 * 1024
"""More is not read: no contract is so large, and an answer of a megabyte can unpack to a thousand."""
_MOST_REDIRECTS = 20
_REDIRECTS = (301, 302, 303, 307, 308)


def is_url(text: str) -> bool:
    """True for an HTTP address."""
    return text.lower().startswith(("http://", "https://"))


def fetch(
    url: str, headers: Mapping[str, str] | None = None, client: Any = None, *, sent_to: str | None = None
) -> bytes:
    """Get the bytes at `url`.

    Parameters
    ----------
    url : str
    headers : mapping, optional
        They go to the origin of `url` alone, wherever redirects lead.
    client : httpx.Client, optional
        One of the caller's, with its own authorization, proxies and timeouts.
    sent_to : str, optional
        An address whose origin alone gets headers and authorization, where `url` came from a document of a stranger.

    Raises
    ------
    ProviderError
        If there is no answer, another status than 200, or more than can be a contract.
    """
    import httpx

    clean_client_logs()
    shown = clean_address(url)
    try:
        if client is not None:
            return _get(client, url, headers or {}, shown, sent_to or url)
        with httpx.Client(verify=trusted_certificates(), timeout=TIMEOUT_SECONDS) as own:
            return _get(own, url, headers or {}, shown, sent_to or url)
    except httpx.InvalidURL as error:
        raise ProviderError(f"{shown}: this is not an address: {clean_address(error)}") from None
    except (httpx.HTTPError, httpx.StreamError, UnicodeError, ValueError) as error:
        raise ProviderError(f"{shown}: no answer: {clean_address(error) or type(error).__name__}") from None


def _get(client: httpx.Client, url: str, headers: Mapping[str, str], shown: str, home: str) -> bytes:
    import httpx

    place = httpx.URL(url)
    origin, follows = _origin(httpx.URL(home)), True
    for _ in range(_MOST_REDIRECTS):
        sent = {
            "Accept": "application/hal+json, application/json",
            "Accept-Encoding": "gzip, deflate",
            **(headers if _origin(place) == origin else {}),
        }
        request = client.build_request("GET", place, headers=sent)
        if _origin(place) != origin:
            # What the caller's client sends to its own place is for that place, too.
            for name in ("authorization", "cookie", "proxy-authorization", *map(str.lower, headers)):
                request.headers.pop(name, None)
        auth = httpx.USE_CLIENT_DEFAULT if _origin(place) == origin else None
        response = client.send(request, auth=auth, stream=True, follow_redirects=False)
        try:
            location = response.headers.get("location")
            if response.status_code in _REDIRECTS and location and follows:
                place = place.join(location)
                continue
            return _content(response, shown)
        finally:
            response.close()
    raise ProviderError(f"{shown}: it sends from address to address without end")


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _content(response: httpx.Response, shown: str) -> bytes:
    if response.status_code != 200:
        hint = " (headers= sends an authorization)" if response.status_code in (401, 403) else ""
        raise ProviderError(f"{shown}: expected 200 OK, got {response.status_code} {response.reason_phrase}{hint}")
    encoding = response.headers.get("content-encoding", "")
    try:
        if response.is_stream_consumed:  # a stand-in that answers with what it has
            return unpack_within([response.content], "", MAX_FETCHED_BYTES)
        return unpack_within(response.iter_raw(65_536), encoding, MAX_FETCHED_BYTES)
    except BodyTooLarge:
        limit = f"{MAX_FETCHED_BYTES // 2**20} MiB"
        raise ProviderError(f"{shown}: the answer is larger than {limit}; a contract is not so large") from None
    except UnreadableBody as error:
        raise ProviderError(f"{shown}: the answer cannot be unpacked: {error}") from None
