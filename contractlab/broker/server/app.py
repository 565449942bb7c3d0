"""The ASGI application: routes by the raw path, so that a name may hold a slash, and answers as a broker does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from contractlab.broker.server import (
    environment_routes,
    index_route,
    list_routes,
    matrix_routes,
    pact_routes,
    pacticipant_routes,
    verification_routes,
)
from contractlab.broker.server.call import PLAIN_JSON, Call, Refusal, Reply
from contractlab.broker.store import Store
from contractlab.broker.writing import FIRST_TAG_LIMIT
from contractlab.errors import ContractLabError

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

__all__ = ["LOOPBACK_HOSTS", "BrokerApp"]

Handler = Callable[[Call], Reply]

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")
"""Names under which requests may come: a page of the web could have its own name lead here."""

_MAX_BODY_BYTES = 64 * 1024 * 1024
_SPOKEN_AS = "2.120.0"
_NO_ROUTE = {"error": "The requested document was not found on this server."}


def _routes() -> dict[int, list[tuple[tuple[str, ...], Mapping[str, Handler]]]]:
    """Routes by their number of segments; those with fewer names in braces first."""
    table: dict[int, list[tuple[tuple[str, ...], Mapping[str, Handler]]]] = {}
    for module in (
        index_route,
        list_routes,
        pacticipant_routes,
        environment_routes,
        pact_routes,
        verification_routes,
        matrix_routes,
    ):
        for path, methods in module.ROUTES.items():
            segments = tuple(path.split("/"))
            table.setdefault(len(segments), []).append((segments, methods))
    for routes in table.values():
        routes.sort(key=lambda route: sum(segment.startswith("{") for segment in route[0]))
    return table


_ROUTES = _routes()


def _found(path: str) -> tuple[dict[str, str], Mapping[str, Handler]] | None:
    segments = path.strip("/").split("/")
    for pattern, methods in _ROUTES.get(len(segments), ()):
        names: dict[str, str] = {}
        for expected, got in zip(pattern, segments, strict=True):
            if expected.startswith("{"):
                names[expected[1:-1]] = unquote(got)
            elif expected != got:
                break
        else:
            return names, methods
    return None


class BrokerApp:
    """A broker over HTTP.

    Parameters
    ----------
    store : Store
    hosts : iterable of str
        Names under which requests may come, without ports; any other is answered with 421.
    first_tag_limit : float
        Seconds in which the first tag of a version becomes its branch.
    """

    def __init__(
        self, store: Store, *, hosts: Iterable[str] = LOOPBACK_HOSTS, first_tag_limit: float = FIRST_TAG_LIMIT
    ) -> None:
        self._store = store
        self._hosts = frozenset(hosts)
        self._first_tag_limit = first_tag_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        from starlette.concurrency import run_in_threadpool
        from starlette.requests import Request

        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MAX_BODY_BYTES:
                await _send(Reply(_NO_ROUTE, 413, content_type=PLAIN_JSON), scope, receive, send)
                return
        reply = await run_in_threadpool(self._reply, request, bytes(body))
        await _send(reply, scope, receive, send)

    def _reply(self, request: Any, body: bytes) -> Reply:
        host = request.headers.get("host", "")
        if host.rpartition(":")[0] not in self._hosts and host not in self._hosts:
            return Reply({"error": "This host is not served here."}, 421, content_type=PLAIN_JSON)
        raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
        path, query = raw.decode("latin-1"), request.scope["query_string"].decode("latin-1")
        found = _found(path)
        if found is None:
            return Reply(_NO_ROUTE, 404, content_type=PLAIN_JSON)
        names, methods = found
        handler = methods.get(request.method)
        if handler is None:
            return Reply(status=405)
        call = Call(
            self._store,
            request.method,
            f"{request.scope['scheme']}://{host}",
            path + (f"?{query}" if query else ""),
            names,
            parse_qsl(query, keep_blank_values=True, max_num_fields=10_000),
            request.headers.get("content-type", "").partition(";")[0].strip().lower(),
            body,
            self._first_tag_limit,
        )
        try:
            return handler(call)
        except Refusal as refusal:
            return refusal.reply
        except ContractLabError as error:
            return Reply({"error": {"message": str(error), "reference": "contractlab"}}, 500, content_type=PLAIN_JSON)


async def _send(reply: Reply, scope: Scope, receive: Receive, send: Send) -> None:
    from starlette.responses import Response

    content = (
        b""
        if reply.body is None
        else json.dumps(reply.body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    )
    headers = {
        "Vary": "Accept",
        "Cache-Control": "no-cache",
        "X-Pact-Broker-Version": _SPOKEN_AS,
        "X-Content-Type-Options": "nosniff",
        **dict(reply.headers),
    }
    if reply.body is not None:
        headers["Content-Type"] = reply.content_type
    if reply.location:
        headers["Location"] = reply.location
    await Response(content, reply.status, headers)(scope, receive, send)
