"""Where a redirect leads the client of Pact's verifier, and how it asks there.

Source: 70 redirects put before pact-python 4.2.0 (pact_verifier 1.4.7 on reqwest).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from contractlab.formats.pact.sending import sent_path
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.url_targets import joined_address

__all__ = ["MOST_REDIRECTS", "address_of", "location_of", "next_method", "redirected_request", "shown_address"]

MOST_REDIRECTS = 10
"""Redirects that the client follows one after another; the next one is an error."""

_FOLLOWED = frozenset({301, 302, 303, 307, 308})
_NOWHERE = "http://localhost"
"""Stands for an address that was not recorded."""


def location_of(response: HttpResponse) -> str | None:
    """What the Location of a redirect says; None where the client takes the redirect for the answer."""
    values = response.headers.get_all("location")
    if response.status not in _FOLLOWED or not values:
        return None
    # What stands for a removed token is none of the provider's.
    hidden = any(place.part == "header" and place.name.lower() == "location" for place in response.redacted)
    return values[0].strip() if hidden or values[0].isascii() else None


def next_method(status: int, method: str) -> str:
    """How the client asks after a redirect: GET where it had sent a form, and after every 303 but that of a HEAD."""
    if status == 303:
        return method if method == "HEAD" else "GET"
    return "GET" if method == "POST" and status in (301, 302) else method


_OF_THE_BODY = frozenset({"transfer-encoding", "content-encoding", "content-type", "content-length"})
_FOR_ONE_HOST = frozenset({"authorization", "cookie", "proxy-authorization", "www-authenticate"})
"""Not sent to another host or port (reqwest, remove_sensitive_headers)."""
_BY_THE_CLIENT = frozenset({"host", "content-length", "referer"})


def redirected_request(request: HttpRequest, origin: str, status: int, method: str, address: str) -> HttpRequest:
    """How the client asks where a redirect leads: see `contractlab.contracts.transport.FollowsRedirects`."""
    parts = urlsplit(address)
    same_host = f"{parts.scheme}://{parts.netloc}".lower() == origin.lower()
    drops_body = status == 303 or (status in (301, 302) and request.method.upper() == "POST")
    dropped = _BY_THE_CLIENT | (_OF_THE_BODY if drops_body else set()) | (set() if same_host else _FOR_ONE_HOST)
    headers = [(name, value) for name, value in request.headers if name.lower() not in dropped]
    if not (origin.startswith("https:") and parts.scheme == "http"):
        headers.append(("referer", f"{origin}{request.target}"))
    return HttpRequest(method, parts.path or "/", parts.query, headers, None if drops_body else request.body)


def address_of(origin: str, request: HttpRequest, location: str) -> str | None:
    """The address that a redirect leads to.

    Parameters
    ----------
    origin : str
        Scheme and host of the request that was redirected; empty where they were not recorded.
    request : HttpRequest
    location : str

    Returns
    -------
    str or None
        As the WHATWG URL parser writes it where it is one of HTTP. None for what cannot be read: then the client takes
        the redirect for the answer.
    """
    return joined_address(f"{origin or _NOWHERE}{request.target}", location, sent_path)


def shown_address(address: str, origin: str) -> str:
    """An address without the scheme and host that every request of the recording has."""
    base = (origin or _NOWHERE).lower()
    return address.removeprefix(base) if address.startswith(f"{base}/") else address
