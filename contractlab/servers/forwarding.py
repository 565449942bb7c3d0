"""A gateway as an ASGI application: every request goes to one provider, every answer comes back.

It is meant to be noticed by nobody. What differs all the same is listed at `contractlab.servers.proxy.RecordingProxy`;
nothing else is added, left out or put in another order. Not even Via is added: some servers choose another answer by
it.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from typing import Any

import httpx

from contractlab.captures.recorders.exchange import Exchange, decode_headers
from contractlab.captures.recorders.middleware import EXCHANGE

__all__ = ["Forwarder", "end_to_end"]

Pairs = list[tuple[bytes, bytes]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_HOP_BY_HOP = frozenset(
    b"connection proxy-connection keep-alive te transfer-encoding upgrade trailer http2-settings".split()
)
_FRAMING = frozenset({b"close", b"keep-alive", b"content-length", b"host"})
"""What a Connection header may not take away: the request would be another one without it."""
# Names that no public server can have (RFC 2606, 6761, 6762 and 8375, .internal): a page of the web that has its own
# name lead here, to read through its visitor's browser what the provider answers, has none of them.
_PRIVATE_NAMES = ("localhost", "test", "example", "invalid", "local", "internal", "lan", "home.arpa")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 10


def end_to_end(headers: Pairs) -> Pairs:
    """Headers without those of one connection (RFC 9110 §7.6.1), in order.

    A length beside a transfer encoding is left out as well: it says nothing (RFC 9112 §6.3).
    """
    named = {
        piece.strip().lower() for name, value in headers if name.lower() == b"connection" for piece in value.split(b",")
    }
    dropped = _HOP_BY_HOP | (named - _FRAMING)
    if any(name.lower() == b"transfer-encoding" for name, _ in headers):
        dropped |= {b"content-length"}
    return [(name, value) for name, value in headers if name.lower() not in dropped]


class _Refused(Exception):
    """A request that is answered here, with a status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        self.status, self.sentence = status, sentence
        super().__init__(sentence)


class _Gone(Exception):
    """The client closed its connection."""


class _Client:
    """The side that asks: its body piece by piece, no faster than the provider takes it, and whether it is still there.

    Parameters
    ----------
    receive : callable
        Of ASGI.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._ended = asyncio.Event()
        """Nobody reads the body any more."""
        self._gone = asyncio.ensure_future(self._watch())

    async def body(self) -> AsyncIterator[bytes]:
        """Yield what the client sends."""
        while not self._ended.is_set():
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise _Gone
            if message.get("body"):
                yield message["body"]
            if not message.get("more_body", False):
                self._ended.set()

    def no_body(self) -> None:
        """Say that the client sends none."""
        self._ended.set()

    async def _watch(self) -> None:
        """End when the client closes its connection."""
        await self._ended.wait()
        while (await self._receive())["type"] != "http.disconnect":
            pass  # what is left of a body that the provider did not want

    async def wait(self, work: Awaitable[Any]) -> Any:
        """Wait for the provider as long as the client does.

        Raises
        ------
        _Gone
            If the client closed its connection.
        """
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task, self._gone}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise _Gone
            self._ended.set()  # the provider has begun to answer, so nobody reads the body any more
            return task.result()
        finally:
            await _stop(task)

    async def leave(self) -> None:
        """Stop watching."""
        await _stop(self._gone)


async def _stop(task: asyncio.Future[Any]) -> None:
    if not task.done():
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task


class _Body(httpx.AsyncByteStream):
    """The body of the request, for httpx."""

    def __init__(self, pieces: AsyncIterator[bytes] | None) -> None:
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._pieces is not None:
            async for piece in self._pieces:
                yield piece


class Forwarder:
    """The application.

    Parameters
    ----------
    upstream : httpx.URL
        Scheme, host and port of the provider.
    timeout : float
        Seconds without a byte after which the provider counts as hanging.
    follow_redirects : bool
        False: a redirect is an answer. True: what it leads to, on the same provider, is the answer; for a verifier that
        follows redirects, so that what it judges is what is recorded.
    hosts : iterable of str
        Public names that requests may give as their host, beside the provider's own.
    """

    def __init__(
        self,
        upstream: httpx.URL,
        *,
        timeout: float = 60.0,
        follow_redirects: bool = False,
        hosts: Iterable[str] = (),
    ) -> None:
        self._upstream = upstream
        self._hosts = frozenset(host.lower() for host in (*hosts, upstream.host))
        self._timeout = {"connect": timeout, "read": timeout, "write": timeout, "pool": None}
        self._seconds = timeout
        self._follow = follow_redirects
        self._tls: ssl.SSLContext | bool = ssl.create_default_context() if upstream.scheme == "https" else False

    async def _send(self, request: httpx.Request) -> httpx.Response:
        """Send over a connection of its own: no pool to look through, and none that the provider closed meanwhile."""
        limits = httpx.Limits(max_keepalive_connections=0)
        transport = httpx.AsyncHTTPTransport(verify=self._tls, limits=limits, trust_env=False)
        return await transport.handle_async_request(request)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        exchange: Exchange = scope[EXCHANGE]
        exchange.origin = str(self._upstream).rstrip("/")
        started = False

        async def sending(message: MutableMapping[str, Any]) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            try:
                await self._forward(scope, receive, sending, exchange)
            except _Refused:
                raise
            except _Gone:
                exchange.fail("the client went away before it had the whole response")
            except httpx.TimeoutException as error:
                what = "did not accept a connection" if isinstance(error, httpx.ConnectTimeout) else "sent nothing"
                raise _Refused(504, f"the provider {what} for {self._seconds:g} seconds") from None
            except httpx.ConnectError:
                raise _Refused(502, "the provider cannot be reached; is it running?") from None
            except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
                raise _Refused(502, "the provider broke the connection, or what it sent is not HTTP") from None
            except httpx.TransportError as error:
                raise _Refused(502, f"the request could not be passed on: {type(error).__name__}") from None
            except asyncio.CancelledError:
                exchange.fail("the recording was stopped before the response was whole")
                raise
        except _Refused as error:
            exchange.fail(error.sentence)
            if not started:
                await _say(error, self._upstream, sending)
            # Else nothing more: without its end the server closes the connection, and the client knows.

    async def _forward(self, scope: MutableMapping[str, Any], receive: Receive, send: Send, exchange: Exchange) -> None:
        if scope["raw_path"].startswith(b"/"):  # whoever takes this for its proxy names the other server
            self._refuse_strangers(scope, exchange)
        target = _target(scope, exchange)
        _refuse_upgrades(scope)
        client = _Client(receive)
        try:
            pieces = client.body() if _has_body(scope["headers"]) else None
            if pieces is None:
                client.no_body()
            request = self._request(scope["method"], target, scope["headers"], pieces)
            response = await client.wait(self._send(request))
            try:
                if self._follow:
                    response = await self._followed(response, scope, target, client)
                await self._pass_on(response, client, send, exchange)
            finally:
                await response.aclose()
        finally:
            await client.leave()

    def _refuse_strangers(self, scope: MutableMapping[str, Any], exchange: Exchange) -> None:
        """Refuse requests to a public name that leads here: the provider, who sees its own name, could not."""
        given = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
        host = _host_of(given)
        if not _is_public(host) or host in self._hosts:
            return
        exchange.recorded = False
        raise _Refused(421, "the request names a public server as its host; ask 127.0.0.1, or allow the name: --host")

    def _request(
        self, method: str, target: bytes, headers: Pairs, pieces: AsyncIterator[bytes] | None
    ) -> httpx.Request:
        kept = end_to_end(headers)
        chunked = any(name == b"transfer-encoding" for name, _ in headers)
        host = self._upstream.netloc
        # This server has answered "100-continue" itself, so the provider is not asked again.
        kept = [(name, host if name == b"host" else value) for name, value in kept if name != b"expect"]
        if chunked:
            kept.append((b"transfer-encoding", b"chunked"))
        if not any(name == b"host" for name, _ in kept):
            kept.insert(0, (b"host", host))
        extensions = {"target": target, "timeout": self._timeout}
        request = httpx.Request(method, self._upstream, headers=kept, stream=_Body(pieces), extensions=extensions)
        request.method = method  # httpx writes it in capitals, and methods differ by case (RFC 9110 §9.1)
        return request

    async def _followed(
        self, response: httpx.Response, scope: MutableMapping[str, Any], target: bytes, client: _Client
    ) -> httpx.Response:
        """Go where a redirect of GET or HEAD leads, as long as it leads to the same provider."""
        for _ in range(MOST_REDIRECTS):
            location = response.headers.get("location")
            if response.status_code not in _REDIRECTS or not location or scope["method"] not in ("GET", "HEAD"):
                break
            here = self._upstream.join(target.decode("latin-1"))
            try:
                there = here.join(location)
            except httpx.InvalidURL:
                break
            if (there.scheme, there.netloc) != (here.scheme, here.netloc):
                break
            await response.aclose()
            target = there.raw_path
            request = self._request(scope["method"], target, scope["headers"], None)
            response = await client.wait(self._send(request))
        return response

    async def _pass_on(self, response: httpx.Response, client: _Client, send: Send, exchange: Exchange) -> None:
        raw = list(response.headers.raw)
        # Said before the middleware sees what is passed on: the provider's own headers are the ones to record.
        exchange.begin_response(response.status_code, decode_headers(raw))
        headers = end_to_end(raw)
        await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
        if exchange.bodiless:
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        announced = next((value for name, value in headers if name.lower() == b"content-length"), None)
        passed = 0
        pieces = aiter(response.aiter_raw())
        while True:
            piece = await client.wait(anext(pieces, None))
            if piece is None:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                return
            passed += len(piece)
            # The last byte that was announced is the end for the client: it leaves once the exchange is written down.
            last = announced is not None and str(passed).encode() == announced.strip()
            await send({"type": "http.response.body", "body": piece, "more_body": not last})
            if last:
                return


def _host_of(given: str) -> str:
    """The name or the address in a Host header, without its port."""
    name = given.strip().lower()
    name = name.partition("]")[0] + "]" if name.startswith("[") else name.partition(":")[0]
    return name.rstrip(".")


def _is_public(host: str) -> bool:
    if "." not in host or any(host.endswith(f".{name}") for name in _PRIVATE_NAMES):
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False


def _has_body(headers: Pairs) -> bool:
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in headers)


def _target(scope: MutableMapping[str, Any], exchange: Exchange) -> bytes:
    """Path and query as sent.

    Raises
    ------
    _Refused
        For ``*`` and for CONNECT, which name no resource of the provider.
    """
    path: bytes = scope["raw_path"]
    if scope["method"] == "CONNECT" or path == b"*":
        exchange.recorded = False
        raise _Refused(501, "this is a gateway to one provider: it takes neither CONNECT nor OPTIONS *")
    if not path.startswith(b"/"):  # absolute-form (RFC 9112 §3.2.2): from a client that takes this for its proxy
        path = b"/" + path.partition(b"://")[2].partition(b"/")[2]
        exchange.path = path.decode("latin-1")
    query: bytes = scope["query_string"]
    return path + b"?" + query if query else path


def _refuse_upgrades(scope: MutableMapping[str, Any]) -> None:
    """Refuse what cannot go on over HTTP; an offer of HTTP/2 may be passed over (RFC 9110 §7.8), and Java makes one."""
    offers = b",".join(value for name, value in scope["headers"] if name == b"upgrade").lower()
    wanted = [piece.strip() for piece in offers.split(b",") if piece.strip()]
    if any(protocol.partition(b"/")[0] not in (b"h2c", b"http", b"tls") for protocol in wanted):
        raise _Refused(501, "only HTTP exchanges are recorded; an upgrade of the connection is refused")


async def _say(error: _Refused, upstream: httpx.URL, send: Send) -> None:
    text = f"contractlab record: {upstream}: {error.sentence}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": text, "more_body": False})
