"""What a provider may be: an address, an app in the same process, its name, or a function that asks."""

from __future__ import annotations

import inspect
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx

from contractlab.captures.capture import normalise_base_path
from contractlab.errors import ProviderError
from contractlab.live.direct_client import asks_directly, without_found_proxies
from contractlab.live.importing import import_named
from contractlab.live.in_process import AsgiTransport, FunctionTransport, WsgiTransport
from contractlab.live.private_loop import PrivateLoop
from contractlab.live.unfollowed import Unfollowed, leaving_redirects
from contractlab.redaction.client_logs import clean_client_logs
from contractlab.values.display import quiet
from contractlab.values.text import shorten
from contractlab.values.trusted import trusted_certificates

__all__ = ["App", "OpenProvider", "asgi", "described", "open_provider", "wsgi"]

Kind = Literal["asgi", "wsgi", "function"]

_IN_PROCESS = "http://localhost"
_EXTRA = frozenset({"a2wsgi", "asgi_lifespan"})
"""Packages of the extra ``live`` beside anyio, which comes with httpx."""
_TIMEOUT = 5.0
"""Seconds that an answer may take, unless the client says otherwise (pact_verifier's default)."""


@quiet
@dataclass(frozen=True, slots=True)
class App:
    """An app with what it speaks.

    Attributes
    ----------
    app : callable
    kind : str
        ``"asgi"``, ``"wsgi"`` or ``"function"``.
    """

    app: Callable[..., Any]
    kind: Kind


def asgi(app: Callable[..., Any]) -> App:
    """Say that an app speaks ASGI, where that cannot be told from its signature."""
    return App(app, "asgi")


def wsgi(app: Callable[..., Any]) -> App:
    """Say that an app speaks WSGI, where that cannot be told from its signature."""
    return App(app, "wsgi")


@quiet
@dataclass(frozen=True, slots=True)
class OpenProvider:
    """A provider that can be asked.

    Attributes
    ----------
    client : httpx.Client
    origin : str
        Scheme and host.
    base_path : str
        Path of the address.
    in_process : bool
    """

    client: httpx.Client
    origin: str
    base_path: str = ""
    in_process: bool = False


@contextmanager
def open_provider(provider: Any, client: httpx.Client | None, loop: PrivateLoop) -> Iterator[OpenProvider]:
    """Make a provider ready to be asked: an address is tried, the lifespan of an app begins.

    Parameters
    ----------
    provider : str, App or callable
    client : httpx.Client, optional
        Whose authentication, headers, cookies, hooks and timeouts are used.
    loop : PrivateLoop

    Raises
    ------
    ProviderError
        If there is nothing to be asked.
    """
    clean_client_logs()
    given: object = client
    if given is not None and not isinstance(given, httpx.Client):
        kind = type(given).__name__
        raise ProviderError(f"client= takes an httpx.Client, and this is {kind}; requests are made one after the other")
    with ExitStack() as stack:
        if isinstance(provider, str) and "://" in provider:
            yield _remote(provider, client, stack)
            return
        transport = _transport(_app_of(provider), stack, loop)
        yield OpenProvider(stack.enter_context(_like(client, transport)), _IN_PROCESS, "", True)


def _transport(app: App, stack: ExitStack, loop: PrivateLoop) -> httpx.BaseTransport:
    """What asks an app in this process.

    Raises
    ------
    ProviderError
        If the app does not start, or a package of the extra ``live`` is missing, which apps alone need.
    """
    if app.kind == "function":
        return FunctionTransport(app.app)
    try:
        if app.kind == "wsgi":
            return WsgiTransport(app.app)
        from contractlab.live.lifespan import running
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in _EXTRA:
            raise
        why = f"an app in the same process needs the package {package}: pip install 'contractlab[live]'"
        raise ProviderError(why) from None
    return AsgiTransport(stack.enter_context(running(app.app, loop)), loop)


def _remote(address: str, client: httpx.Client | None, stack: ExitStack) -> OpenProvider:
    shown = shorten(address.split("@")[-1], 200)
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise ProviderError(f"provider {shown!r} is not an address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ProviderError(f"provider {shown!r} is not an address of HTTP; write it like http://127.0.0.1:8000/api")
    if parts.query or parts.fragment:
        raise ProviderError("the address of a provider has a path at most; what follows ? or # belongs to each request")
    if parts.username is not None:
        raise ProviderError("the address of a provider must not hold a password; give client=httpx.Client(auth=…)")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    origin = f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
    if client is not None:
        client = without_found_proxies(client)
    if client is None or asks_directly(client):
        try:
            socket.create_connection((parts.hostname, port), _TIMEOUT).close()
        except OSError as error:
            why = error.strerror or str(error) or type(error).__name__
            raise ProviderError(f"the provider at {shown} cannot be reached: {why}. Is it running?") from None
    if client is None:
        # Not the proxies of the environment: what is verified is this very provider.
        # A connection for each request, as the core has it. On one that is kept, a server that writes headers and body
        # apart waits 40 ms for the acknowledgement of the headers; an idle one may be closed while handlers work.
        limits = httpx.Limits(max_keepalive_connections=None if parts.scheme == "https" else 0)
        transport = Unfollowed(
            httpx.HTTPTransport(verify=trusted_certificates(trust_env=False), limits=limits, trust_env=False)
        )
        client = stack.enter_context(httpx.Client(transport=transport, trust_env=False, timeout=_TIMEOUT))
    else:
        stack.enter_context(leaving_redirects(client))
    return OpenProvider(client, origin, normalise_base_path(parts.path))


def _like(client: httpx.Client | None, inner: httpx.BaseTransport) -> httpx.Client:
    """A client that asks through a transport, with all that another one brings."""
    transport = Unfollowed(inner)
    if client is None:
        return httpx.Client(transport=transport, trust_env=False, timeout=_TIMEOUT)
    return httpx.Client(
        transport=transport,
        trust_env=False,
        auth=client.auth,
        headers=client.headers,
        cookies=client.cookies,
        timeout=client.timeout,
        event_hooks=client.event_hooks,
    )


def _app_of(provider: Any) -> App:
    if isinstance(provider, App):
        return provider
    if isinstance(provider, str):
        return _app_of(import_named(provider, "provider", ProviderError))
    if not callable(provider):
        kind = type(provider).__name__
        raise ProviderError(
            f"provider= takes an address, an ASGI or WSGI app, 'module:app', or a function of a request; this is {kind}"
        )
    kind_found = _kind_of(provider)
    if kind_found is None:
        raise ProviderError(
            f"nobody can tell what {type(provider).__name__} speaks; say it: provider=cl.asgi(app), or cl.wsgi(app)"
        )
    return App(provider, kind_found)


def _kind_of(app: Callable[..., Any]) -> Kind | None:
    """What a callable speaks, by the parameters that must be given."""
    try:
        parameters = inspect.signature(app).parameters.values()
    except (TypeError, ValueError):
        return None
    positional = [each for each in parameters if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    needed = [each for each in positional if each.default is each.empty]
    called = app if inspect.isroutine(app) else type(app).__call__
    asynchronous = inspect.iscoroutinefunction(inspect.unwrap(called))
    if len(needed) == 3 or (asynchronous and len(positional) == 3):
        return "asgi"
    if len(needed) == 2 and not asynchronous:
        return "wsgi"
    if len(needed) == 1 and not asynchronous:
        return "function"
    return None


_WORDS: dict[Kind, str] = {
    "asgi": "ASGI, in this process",
    "wsgi": "WSGI, in this process",
    "function": "a function that asks",
}


def described(provider: object) -> tuple[str, str]:
    """What a provider is called, and what it is, before it is asked; nothing is imported for it.

    Parameters
    ----------
    provider : str, App or callable

    Returns
    -------
    (str, str)
        An address without its user name; a name of a module; the name of a function, or the class of an app.
    """
    if isinstance(provider, str):
        if "://" not in provider:
            return provider, "in this process"
        scheme, _, rest = provider.partition("://")
        return f"{scheme}://{rest.split('@')[-1]}", "over HTTP"
    app = provider.app if isinstance(provider, App) else provider
    kind = provider.kind if isinstance(provider, App) else _kind_of(provider) if callable(provider) else None
    home = type(app) if not inspect.isroutine(app) else app
    name = f"{home.__module__}.{home.__qualname__}".removeprefix("__main__.").removeprefix("builtins.")
    return name, "" if kind is None else _WORDS[kind]
