"""A mock behind httpx, without a socket."""

from __future__ import annotations

import httpx

from contractlab.servers.answering import Answer, as_sent
from contractlab.values.http import HttpRequest

__all__ = ["MockTransport"]


class MockTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers requests of ``httpx.Client(transport=…)`` and of ``httpx.AsyncClient(transport=…)``.

    Parameters
    ----------
    answer : callable
        From a request to its response.
    """

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        return self._respond(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        return self._respond(request, await request.aread())

    def _respond(self, request: httpx.Request, body: bytes) -> httpx.Response:
        path, _, query = request.url.raw_path.decode("latin-1").partition("?")
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
        received = HttpRequest(request.method, path, query, headers, body or None)
        response = as_sent(self._answer(received), request.method)
        sent = [(name.encode("ascii"), value.encode("utf-8", "surrogatepass")) for name, value in response.headers]
        content = response.body if isinstance(response.body, bytes) else b""
        return httpx.Response(response.status, headers=sent, stream=httpx.ByteStream(content), request=request)
