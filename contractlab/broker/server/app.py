"""The ASGI application: routes by the raw path, so that a name may hold a slash, and answers as a broker does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from contractlab.broker.server import (
    dashboard_routes,
    environment_routes,
    index_route,
    label_routes,
    list_routes,
    matrix_routes,
    pact_routes,
    pacticipant_routes,
    publish_route,
    result_routes,
    verification_routes,
    version_routes,
    webhook_routes,
)
from contractlab.broker.server.access import Access, denied
from contractlab.broker.server.call import HAL, NOT_FOUND, PLAIN_JSON, Call, Refusal, Reply
from contractlab.broker.server.forms import produced
from contractlab.broker.server.negotiation import HTML, PROBLEM, choose, is_asked_for
from contractlab.broker.server.problems import as_problem
from contractlab.broker.store import Store
from contractlab.broker.writing import FIRST_TAG_LIMIT
from contractlab.errors import ContractLabError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

__all__ = ["LOOPBACK_HOSTS", "BrokerApp"]

Handler = Callable[[Call], Reply]

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")
"""Names under which requests may come: a page of the web could have its own name lead here."""

_MAX_BODY_BYTES = 64 * 1024 * 1024
_SPOKEN_AS = "2.120.0"
_NO_ROUTE = {"error": NOT_FOUND}
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_LEFT_OUT = {
    "badge": "Badges are not served: ask can-i-deploy.",
    "hal-browser": "The HAL browser is not served: follow the links of the documents.",
    "doc": "Relations are described at https://docs.pact.io.",
    "clean": "Nothing is cleaned here: delete versions, branches or contracts by their addresses.",
    "ui": "Pages are not served: contractlab shows this broker in a notebook.",
}
_NO_PAGES = "HTML is not served: ask for application/hal+json."


def _routes() -> dict[int, list[tuple[tuple[str, ...], Mapping[str, Handler]]]]:
    """Routes by their number of segments; those with fewer names in braces first."""
    table: dict[int, list[tuple[tuple[str, ...], Mapping[str, Handler]]]] = {}
    for module in (
        index_route,
        list_routes,
        pacticipant_routes,
        version_routes,
        label_routes,
        environment_routes,
        publish_route,
        pact_routes,
        verification_routes,
        result_routes,
        matrix_routes,
        dashboard_routes,
        webhook_routes,
    ):
        for path, methods in module.ROUTES.items():
            segments = tuple(path.split("/"))
            table.setdefault(len(segments), []).append((segments, methods))
    for routes in table.values():
        # Of two routes that fit, the one with the longer literal beginning is meant.
        routes.sort(key=lambda route: [segment.startswith("{") for segment in route[0]])
    return table


_ROUTES = _routes()


def _found(path: str) -> tuple[str, dict[str, str], Mapping[str, Handler]] | None:
    segments = path.strip("/").split("/")
    for pattern, methods in _ROUTES.get(len(segments), ()):
        names: dict[str, str] = {}
        for expected, got in zip(pattern, segments, strict=True):
            if expected.startswith("{"):
                names[expected[1:-1]] = unquote(got)
            elif expected != got:
                break
        else:
            return "/".join(pattern), names, methods
    return None


def _left_out(path: str) -> str | None:
    """Why there is no such page here; None where there never was one."""
    segments = path.strip("/").split("/")
    return _LEFT_OUT.get(segments[-1] if segments[-1] in ("badge", "clean") else segments[0])


class BrokerApp:
    """A broker over HTTP.

    Parameters
    ----------
    store : Store
    hosts : iterable of str
        Names under which requests may come, without ports; any other is answered with 421.
    first_tag_limit : float
        Seconds in which the first tag of a version becomes its branch.
    access : Access
        Credentials that are asked for.
    """

    def __init__(
        self,
        store: Store,
        *,
        hosts: Iterable[str] = LOOPBACK_HOSTS,
        first_tag_limit: float = FIRST_TAG_LIMIT,
        access: Access | None = None,
    ) -> None:
        self._store = store
        self._hosts = frozenset(hosts)
        self._first_tag_limit = first_tag_limit
        self._access = access or Access()

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

    def _reply(self, request: Request, body: bytes) -> Reply:
        host = request.headers.get("host", "")
        if host.rpartition(":")[0] not in self._hosts and host not in self._hosts:
            return Reply({"error": "This host is not served here."}, 421, content_type=PLAIN_JSON)
        raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
        path = raw.decode("latin-1")
        refusal = denied(self._access, request.method, path, request.headers.get("authorization", ""))
        if refusal is not None:
            return Reply(status=refusal[0], headers=refusal[1])
        reply = self._at(request, host, path, body)
        stem, dot, extension = path.rpartition(".")
        if reply.status == 404 and dot and extension in ("json", "csv"):
            # A name goes before what ends like the name of a file.
            shorter = self._at(request, host, stem, body)
            return reply if shorter.status == 404 else shorter
        return reply

    def _at(self, request: Request, host: str, path: str, body: bytes) -> Reply:
        base = f"{request.scope['scheme']}://{host}"
        accept = request.headers.getlist("accept")
        sentence = _left_out(path)
        if sentence is not None:
            return Reply({"error": sentence}, 404, content_type=PLAIN_JSON)
        route = _found(path)
        if route is None:
            return Reply(_NO_ROUTE, 404, content_type=PLAIN_JSON)
        pattern, names, methods = route
        allowed = ", ".join([*methods, "OPTIONS"])
        if request.method == "OPTIONS":
            return Reply(headers=(("Access-Control-Allow-Methods", allowed),))
        handler = methods.get(request.method)
        if handler is None:
            return Reply(status=405, headers=(("Allow", allowed),))
        chosen = choose(accept, produced(pattern, request.method))
        if chosen is None and request.method not in _WITH_BODY:
            if is_asked_for(accept, HTML):
                return Reply({"error": _NO_PAGES}, 404, content_type=PLAIN_JSON)
            return Reply(status=406)
        query = request.scope["query_string"].decode("latin-1")
        call = Call(
            self._store,
            request.method,
            base,
            path + (f"?{query}" if query else ""),
            names,
            parse_qsl(query, keep_blank_values=True, max_num_fields=10_000),
            accept,
            chosen,
            request.headers.get("content-type", "").partition(";")[0].strip().lower(),
            body,
            self._first_tag_limit,
        )
        return _handled(call, handler)


def _handled(call: Call, handler: Handler) -> Reply:
    try:
        reply = handler(call)
    except Refusal as refusal:
        reply = refusal.reply
    except ContractLabError as error:
        reply = Reply({"error": {"message": str(error), "reference": "contractlab"}}, 500)
    if reply.status >= 400 and is_asked_for(call.accept, PROBLEM) and isinstance(reply.body, dict):
        problem = as_problem(call.base, reply.status, reply.body)
        return Reply(problem, reply.status, content_type=f"{PROBLEM};charset=utf-8")
    if reply.content_type:
        return reply
    form = HAL if reply.status >= 400 or call.chosen is None else f"{call.chosen};charset=utf-8"
    return Reply(reply.body, reply.status, reply.location, form, reply.headers)


async def _send(reply: Reply, scope: Scope, receive: Receive, send: Send) -> None:
    from starlette.responses import Response

    if reply.body is None:
        content = b""
    elif isinstance(reply.body, str):
        content = reply.body.encode("utf-8", "replace")
    else:
        content = json.dumps(reply.body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
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
