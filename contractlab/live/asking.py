"""Asking a provider: one request through a client of httpx, and what came back as a capture.

The request is built whole, so that no client adds or changes what the contract says; what the user's client brings is
added by name. Source of the bytes: what the Rust core behind pact-python 4.2.0 sends (pact_verifier 1.4.7).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import quote

import httpx

from contractlab.__about__ import __version__
from contractlab.captures.capture import TRACEBACK_KEY, Capture
from contractlab.captures.entries.own_fields import OWN_KEY
from contractlab.captures.recorders.exchange import BODY_LIMIT, BodyTap, Exchange, Memory, decode_headers
from contractlab.live.in_process import DECODED, TRACEBACK, FunctionFailed
from contractlab.live.providers import OpenProvider
from contractlab.live.tracebacks import in_short, user_traceback
from contractlab.live.unfollowed import UNFOLLOWED
from contractlab.values.http import HttpRequest
from contractlab.values.json_types import JSONObject
from contractlab.values.reasons import ReasonCode
from contractlab.values.text import shorten

__all__ = ["Asked", "Asker", "Prepare", "with_own"]

Prepare = Callable[[httpx.Request], httpx.Request]

_ASCII = "".join(map(chr, range(33, 127)))
_OF_HTTPX = httpx.Headers(
    httpx.Client(trust_env=False, transport=httpx.MockTransport(lambda _: httpx.Response(200))).headers
)
_SLOW = 1_000_000_000.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One request and what came of it.

    Attributes
    ----------
    capture : Capture
    code : ReasonCode or None
        Why there is no answer; the sentence is the capture's error.
    """

    capture: Capture
    code: ReasonCode | None = None


class PrepareFailed(Exception):
    """The function ``prepare=`` raised, or gave no request."""


class Asker:
    """Sends requests to a provider, one after the other.

    Parameters
    ----------
    provider : OpenProvider
    provider_version : str or None
        Written into captures.
    """

    def __init__(self, provider: OpenProvider, provider_version: str | None = None) -> None:
        self.provider = provider
        self.provider_version = provider_version
        self._client = provider.client
        self._cookies: list[Any] = list(self._client.cookies.jar)
        self._brought = [
            (name.decode("latin-1"), value)
            for name, value in self._client.headers.raw
            if _OF_HTTPX.get(name.decode("latin-1")) != value.decode("latin-1")
        ]
        self._memory = Memory()

    def ask(
        self, request: HttpRequest, prepare: Prepare | None = None, *, origin: str | None = None, again: bool = False
    ) -> Asked:
        """Send a request, and wait for all of its answer.

        Parameters
        ----------
        request : HttpRequest
            As it is to be sent, without what every client adds.
        prepare : callable, optional
            Gets the request of httpx, and gives the one to send.
        origin : str, optional
            Scheme and host, if not the provider's.
        again : bool
            True after a redirect: the request has what the client brings, as far as it is to have it.
        """
        target = origin or self.provider.origin
        exchange = self._exchange(request, target)
        if target != self.provider.origin and self.provider.in_process:
            exchange.fail(f"the app in this process redirects to another server, {shorten(target, 100)}")
            return Asked(exchange.capture(self.provider_version), ReasonCode.PROVIDER_ERROR)
        try:
            built = self._built(request, target, brings=not again)
            if prepare is not None:
                built = _prepared(built, prepare)
        except PrepareFailed as error:
            exchange.fail(str(error))
            made = exchange.capture(self.provider_version)
            cause = error.__cause__
            return Asked(made if cause is None else _with_traceback(made, user_traceback(cause)), ReasonCode.UNSENDABLE)
        except (httpx.InvalidURL, ValueError) as error:
            exchange.fail(f"the request cannot be sent: {error}")
            return Asked(exchange.capture(self.provider_version), ReasonCode.UNSENDABLE)
        exchange = self._exchange(_as_sent(built), target)
        return self._send(built, exchange, again)

    def forget(self) -> None:
        """Forget the cookies that answers brought."""
        jar: CookieJar = self._client.cookies.jar
        if list(jar) != self._cookies:
            jar.clear()
            for cookie in self._cookies:
                jar.set_cookie(cookie)

    def _built(self, request: HttpRequest, origin: str, brings: bool) -> httpx.Request:
        target = _target(request)
        try:
            url = httpx.URL(origin + target)
        except httpx.InvalidURL:
            url = httpx.URL(origin)  # the target is sent as it is, whatever httpx thinks of it
        body = request.body if isinstance(request.body, bytes) else None
        brought = {name.lower() for name, _ in self._brought} if brings else set()
        headers = [
            (name.lower().encode("latin-1", "replace"), value.encode("utf-8", "surrogateescape"))
            for name, value in request.headers
            if name.lower() not in brought
        ]
        if brings:
            headers += [(name.lower().encode("latin-1"), value) for name, value in self._brought]
            self._add_cookies(headers, url)
        present = {name for name, _ in headers}
        added = {
            b"host": url.netloc,
            b"user-agent": f"contractlab/{__version__}".encode(),
            b"accept-encoding": b"gzip,deflate",
        }
        headers += [(name, value) for name, value in added.items() if name not in present]
        if body is not None and b"content-length" not in present:
            headers.append((b"content-length", str(len(body)).encode()))
        extensions = {"target": target.encode("ascii"), "timeout": self._client.timeout.as_dict(), UNFOLLOWED: True}
        stream = httpx.ByteStream(body or b"")
        built = httpx.Request(request.method, url, headers=headers, stream=stream, extensions=extensions)
        built.read()
        return built

    def _add_cookies(self, headers: list[tuple[bytes, bytes]], url: httpx.URL) -> None:
        """Cookies that the client had before join those of the contract."""
        if not self._cookies:
            return
        bare = httpx.Request("GET", url)
        self._client.cookies.set_cookie_header(bare)
        given = bare.headers.get("cookie")
        if not given:
            return
        for place, (name, value) in enumerate(headers):
            if name == b"cookie":
                headers[place] = (name, value + b"; " + given.encode("latin-1"))
                return
        headers.append((b"cookie", given.encode("latin-1")))

    def _exchange(self, request: HttpRequest, origin: str) -> Exchange:
        exchange = Exchange(
            request.method,
            request.path,
            request.query,
            request.headers,
            origin,
            BodyTap(BODY_LIMIT, self._memory),
            BodyTap(BODY_LIMIT, self._memory),
        )
        if isinstance(request.body, bytes):
            exchange.request_body.add(request.body)
        exchange.request_complete = True
        return exchange

    def _send(self, built: httpx.Request, exchange: Exchange, again: bool) -> Asked:
        code: ReasonCode | None = None
        traceback = ""
        seconds = self._client.timeout.read
        until = time.monotonic() + (_SLOW if seconds is None else seconds)
        try:
            auth: Any = None if again else httpx.USE_CLIENT_DEFAULT
            response = self._client.send(built, stream=True, follow_redirects=False, auth=auth)
            try:
                exchange.headers = decode_headers(response.request.headers.raw)
                exchange.http_version = response.http_version
                exchange.decoded = bool(response.extensions.get(DECODED))
                traceback = response.extensions.get(TRACEBACK, "")
                exchange.begin_response(response.status_code, decode_headers(response.headers.raw))
                if response.is_stream_consumed:  # by a hook of the user's client
                    exchange.decoded = True
                    exchange.response_body.add(response.content)
                elif not exchange.bodiless:
                    for piece in response.iter_raw():
                        exchange.response_body.add(piece)
                        if exchange.response_body.why_not:
                            break
                        if time.monotonic() > until:
                            raise httpx.ReadTimeout("the answer has no end", request=built)
            finally:
                response.close()
        except httpx.TimeoutException as error:
            code = ReasonCode.PROVIDER_ERROR
            accepted = "did not accept a connection" if isinstance(error, httpx.ConnectTimeout) else "did not answer"
            if exchange.status is not None:
                accepted = "did not finish its answer"
            exchange.fail(f"the provider {accepted} within {seconds or 0:g} s")
        except FunctionFailed as error:
            code = ReasonCode.PROVIDER_ERROR
            cause = error.__cause__ or error
            exchange.fail(f"the function that asks the provider failed: {in_short(cause)}")
            traceback = user_traceback(cause)
        except httpx.ConnectError as error:
            code = ReasonCode.PROVIDER_ERROR
            exchange.fail(f"the provider cannot be reached: {_short(error)}")
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            code = ReasonCode.UNSENDABLE
            exchange.fail(f"the request cannot be sent: {_short(error)}")
        except httpx.RemoteProtocolError as error:
            code = ReasonCode.PROVIDER_ERROR
            exchange.fail(f"what the provider sent is not a whole answer: {_short(error)}")
            if error.__cause__ is not None and self.provider.in_process:
                traceback = user_traceback(error.__cause__)
        except httpx.TransportError as error:
            code = ReasonCode.PROVIDER_ERROR
            exchange.fail(f"the provider broke the connection: {_short(error)}")
        except (Exception, SystemExit) as error:  # hooks and authentication of the user's client
            code = ReasonCode.UNSENDABLE
            exchange.fail(f"the client failed: {in_short(error)}")
            traceback = user_traceback(error)
        made = exchange.capture(self.provider_version)
        exchange.release()
        return Asked(_with_traceback(made, traceback) if traceback else made, code)


def with_own(capture: Capture, own: Mapping[str, Any]) -> Capture:
    """A capture with more fields of its recorder's own."""
    raw: JSONObject = dict(capture.raw or {})
    return replace(capture, raw={**raw, OWN_KEY: {**capture.own, **own}})


def _with_traceback(capture: Capture, traceback: str) -> Capture:
    return with_own(capture, {TRACEBACK_KEY: traceback})


def _short(error: Exception) -> str:
    return shorten(" ".join(str(error).split()) or type(error).__name__, 200)


def _target(request: HttpRequest) -> str:
    target = request.target
    if not target.startswith("/"):
        target = f"/{target}"
    return target if target.isascii() and " " not in target else quote(target, safe=_ASCII)


def _prepared(built: httpx.Request, prepare: Prepare) -> httpx.Request:
    """The request that the user's function gives; where it changed the address, its target follows."""
    before = built.url
    try:
        given: object = prepare(built)
    except (Exception, SystemExit) as error:
        raise PrepareFailed(f"prepare= failed: {in_short(error)}") from error
    if not isinstance(given, httpx.Request):
        kind = type(given).__name__
        raise PrepareFailed(f"prepare= gave {kind}; it gives the httpx.Request that is to be sent")
    if given.url != before or "target" not in given.extensions:
        given.extensions = {**built.extensions, **given.extensions, "target": given.url.raw_path}
    return given


def _as_sent(built: httpx.Request) -> HttpRequest:
    path, _, query = built.extensions["target"].decode("latin-1").partition("?")
    return HttpRequest(built.method, path, query, decode_headers(built.headers.raw), built.read() or None)
