"""Recording what an httpx client sends and receives, through its event hooks: nothing of it is patched.

>>> with cl.recording(client, provider_version="2.5.0") as captures:
...     client.get("/customers/123")
>>> cl.verify(contract, captures)
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

from contractlab.captures.collection import Captures
from contractlab.captures.recorders.exchange import BODY_LIMIT, MEMORY_LIMIT, BodyTap, Exchange, Memory, decode_headers

if TYPE_CHECKING:
    import httpx

__all__ = ["recording"]

_KEY = "contractlab.exchange"


@contextmanager
def recording(
    client: httpx.Client | httpx.AsyncClient,
    *,
    provider_version: str | None = None,
    body_limit: int = BODY_LIMIT,
    captures: Captures | None = None,
) -> Iterator[Captures]:
    """Record everything that a client of httpx sends and receives within a ``with`` block.

    Each step of a redirect is a capture of its own. A response is recorded when it is closed, which httpx does for
    everything but ``client.stream``. Requests that got no response are recorded when the block ends, as broken.

    Parameters
    ----------
    client : httpx.Client or httpx.AsyncClient
        With any transport, those for ASGI and WSGI applications included. Its hooks are put back afterwards.
    provider_version : str, optional
        Written into each capture.
    body_limit : int
        Bytes; a larger body passes, and counts as not recorded.
    captures : Captures, optional
        Where to add to; else new ones.

    Yields
    ------
    Captures
        Filled while the block runs; raw in memory, without secrets wherever it is shown or saved.

    Raises
    ------
    TypeError
        If `client` is no client of httpx.
    """
    import httpx

    if not isinstance(client, httpx.Client | httpx.AsyncClient):
        raise TypeError(f"{type(client).__name__} is not a client of httpx; Captures.add takes responses of requests")
    recorded = captures if captures is not None else Captures()
    recorder = _ClientRecorder(httpx, recorded, provider_version, body_limit)
    before = client.event_hooks
    on_request: Callable[..., object] = recorder.on_request
    on_response: Callable[..., object] = recorder.on_response
    if isinstance(client, httpx.AsyncClient):
        on_request, on_response = recorder.on_async_request, recorder.on_async_response
    # Last among the hooks of requests and first among those of responses: nearest to what travels.
    client.event_hooks = {
        "request": [*before["request"], on_request],
        "response": [on_response, *before["response"]],
    }
    try:
        yield recorded
    finally:
        client.event_hooks = before
        recorder.finish()


class _ClientRecorder:
    """The hooks of one recording."""

    def __init__(self, httpx_: ModuleType, captures: Captures, provider_version: str | None, body_limit: int) -> None:
        self._httpx = httpx_
        self._captures = captures
        self._provider_version = provider_version
        self._body_limit = body_limit
        self._memory = Memory(MEMORY_LIMIT)
        self._open: dict[int, Exchange] = {}

    def on_request(self, request: httpx.Request) -> None:
        """Note a request that is about to be sent."""
        url = request.url
        path, _, query = url.raw_path.decode("latin-1").partition("?")
        exchange = Exchange(
            request.method,
            path,
            query,
            decode_headers(request.headers.raw),
            f"{url.scheme}://{url.netloc.decode('latin-1')}",
            BodyTap(self._body_limit, self._memory),
            BodyTap(self._body_limit, self._memory),
        )
        try:
            exchange.request_body.add(request.content)
            exchange.request_complete = True
        except self._httpx.RequestNotRead:
            exchange.request_body.drop("it was streamed")
        request.extensions = {**request.extensions, _KEY: exchange}
        self._open[id(exchange)] = exchange

    def on_response(self, response: httpx.Response) -> None:
        """Watch a response from here on."""
        exchange = self._begin(response)
        if exchange is not None:
            kind = type("_SyncTap", (_SyncTap, self._httpx.SyncByteStream), {})
            response.stream = kind(response.stream, exchange, self._close)

    async def on_async_request(self, request: httpx.Request) -> None:
        """Note a request that is about to be sent."""
        self.on_request(request)

    async def on_async_response(self, response: httpx.Response) -> None:
        """Watch a response from here on."""
        exchange = self._begin(response)
        if exchange is not None:
            kind = type("_AsyncTap", (_AsyncTap, self._httpx.AsyncByteStream), {})
            response.stream = kind(response.stream, exchange, self._close)

    def finish(self) -> None:
        """Record what never got an answer; what is still being read is recorded as far as it came."""
        for exchange in list(self._open.values()):
            answered = exchange.status is not None
            exchange.fail("the recording ended before the whole response was read" if answered else "no response came")
            self._close(exchange)

    def _begin(self, response: httpx.Response) -> Exchange | None:
        exchange = response.request.extensions.get(_KEY)
        if not isinstance(exchange, Exchange) or id(exchange) not in self._open:
            return None
        exchange.http_version = response.http_version
        exchange.begin_response(response.status_code, decode_headers(response.headers.raw))
        try:
            content = response.content
        except self._httpx.ResponseNotRead:
            return exchange
        # Transports without a network may hand over a response that is read already.
        exchange.response_body.add(content)
        exchange.decoded = True
        self._close(exchange)
        return None

    def _close(self, exchange: Exchange) -> None:
        if self._open.pop(id(exchange), None) is None:
            return
        try:
            self._captures.take(exchange.capture(self._provider_version))
        finally:
            exchange.release()


class _Tap:
    """A body on its way to whoever reads it."""

    def __init__(self, exchange: Exchange, on_close: Callable[[Exchange], None]) -> None:
        self._exchange, self._on_close = exchange, on_close
        self._whole = False

    def _ended(self) -> None:
        if not self._whole and not self._exchange.bodiless:
            self._exchange.response_body.drop("it was not read to its end")
        self._on_close(self._exchange)

    def _broke(self, error: BaseException) -> None:
        if not isinstance(error, GeneratorExit):
            self._exchange.fail(f"the connection broke within the response: {type(error).__name__}")


# Made streams of httpx only where one is recorded, so that httpx is not imported before.
class _SyncTap(_Tap):
    def __init__(self, inner: httpx.SyncByteStream, exchange: Exchange, on_close: Callable[[Exchange], None]) -> None:
        super().__init__(exchange, on_close)
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        try:
            for piece in self._inner:
                self._exchange.response_body.add(piece)
                yield piece
            self._whole = True
        except BaseException as error:
            self._broke(error)
            raise

    def close(self) -> None:
        self._inner.close()
        self._ended()


class _AsyncTap(_Tap):
    def __init__(self, inner: httpx.AsyncByteStream, exchange: Exchange, on_close: Callable[[Exchange], None]) -> None:
        super().__init__(exchange, on_close)
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._inner:
                self._exchange.response_body.add(piece)
                yield piece
            self._whole = True
        except BaseException as error:
            self._broke(error)
            raise

    async def aclose(self) -> None:
        await self._inner.aclose()
        self._ended()
