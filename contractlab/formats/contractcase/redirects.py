"""Where a redirect leads the client of ContractCase's verifier, how it asks there, and what is judged then.

Source: axios 1.7.9 with follow-redirects 1.15.9, at their defaults as ContractCase leaves them, before a server
that redirects: any status from 300 to 399 with a Location, 21 one after another.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from contractlab.contracts.transport import Follow, RecordedAnswer, SeenAnswer, TransportNote
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.sentences import Sentence, code
from contractlab.values.url_targets import joined_address, parsed_target

__all__ = ["MOST_REDIRECTS", "redirected_request", "seen_answer"]

MOST_REDIRECTS = 21
"""Redirects that the client follows one after another; the next one is an error."""

_NOWHERE = "http://localhost"
"""Stands for an address that was not recorded."""
_FOR_ONE_HOST = frozenset({"authorization", "proxy-authorization", "cookie"})
_SCHEME = re.compile("https?://", re.IGNORECASE)
_AROUND = "".join(map(chr, range(33)))


def seen_answer(answer: RecordedAnswer, follow: Follow) -> SeenAnswer:
    """An answer as the client hands it on: that of the place where redirects lead.

    Parameters
    ----------
    answer : RecordedAnswer
    follow : callable
        Finds the recorded answer to the request after a redirect.
    """
    first = answer
    if not answer.follows_redirects:
        return SeenAnswer(answer.response)
    asked: list[str] = []
    while (location := _location_of(answer.response)) is not None:
        address = _address_of(answer.origin, answer.request, location)
        if address is None or not address.startswith(("http://", "https://")):
            text = f"CI follows the redirect to {address or location} and ends with an error: it cannot ask there"
            return SeenAnswer(answer.response, reason=Reason(ReasonCode.STOPPED, text))
        shown = address.removeprefix((answer.origin or _NOWHERE).lower()) or "/"
        if len(asked) == MOST_REDIRECTS:
            text = f"CI follows {MOST_REDIRECTS} redirects and ends with an error at the next"
            return SeenAnswer(answer.response, reason=Reason(ReasonCode.STOPPED, text))
        recorded = follow(_next_method(answer.response.status, answer.request.method.upper()), address)
        if recorded is None:
            text = (
                f"CI follows the redirect to {shown}, and the answer there was not recorded; "
                "record with --follow-redirects, or ask the provider itself"
            )
            return SeenAnswer(answer.response, reason=Reason(ReasonCode.REDIRECTED, text))
        asked.append(shown)
        answer = recorded
    if answer is first:
        return SeenAnswer(answer.response)
    more = "" if len(asked) == 1 else f", then {len(asked) - 1} more"
    sentence = Sentence.of(
        "CI follows the redirect to ", code(asked[0]), f"{more}: the answer there was judged, not the redirect itself."
    )
    return SeenAnswer(answer.response, (TransportNote("redirect", sentence),))


def redirected_request(request: HttpRequest, origin: str, status: int, method: str, address: str) -> HttpRequest:
    """How the client asks where a redirect leads: see `contractlab.contracts.transport.FollowsRedirects`."""
    parts, before = urlsplit(address), urlsplit(origin.lower())
    drops_body = method != request.method.upper()
    other_host = parts.netloc != before.netloc and not parts.netloc.endswith(f".{before.netloc}")
    insecure = parts.scheme != before.scheme and parts.scheme != "https"
    dropped = {"host", *(_FOR_ONE_HOST if other_host or insecure else ())}
    headers = [
        (name, value)
        for name, value in request.headers
        if name.lower() not in dropped and not (drops_body and name.lower().startswith("content-"))
    ]
    return HttpRequest(method, parts.path or "/", parts.query, headers, None if drops_body else request.body)


def _next_method(status: int, method: str) -> str:
    """GET after 301 and 302 where a form was sent, and after 303 but for HEAD."""
    becomes_get = method == "POST" if status in (301, 302) else status == 303 and method != "HEAD"
    return "GET" if becomes_get else method


def _location_of(response: HttpResponse) -> str | None:
    """What the first Location says; None where the client takes the answer as it is."""
    values = response.headers.get_all("location")
    if not 300 <= response.status < 400 or not values or not values[0].strip(_AROUND):
        return None
    return values[0].strip(_AROUND)


def _address_of(origin: str, request: HttpRequest, location: str) -> str | None:
    """The address as the WHATWG URL parser writes it; None for what it cannot read."""
    try:
        if _SCHEME.match(location) and not urlsplit(location).netloc:
            return None
    except ValueError:
        return None
    return joined_address(f"{origin or _NOWHERE}{request.target}", location.replace("\\", "/"), parsed_target)
