"""The recording proxy: it stands between whoever asks and one provider, and writes down every exchange."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from contractlab.captures import Capture, Captures, RecordingASGI, Redaction, load_captures
from contractlab.captures.recorders.exchange import BODY_LIMIT, MEMORY_LIMIT
from contractlab.errors import ContractLabError, ProviderError
from contractlab.servers.state_handlers import StateHandlers, fault_of_address

if TYPE_CHECKING:
    import uvicorn

__all__ = ["RecordingProxy"]

LOOPBACK = "127.0.0.1"
_LONGEST_HEAD = 256 * 1024


class RecordingProxy:
    """Records what one provider answers, to any client in any language.

    >>> with cl.RecordingProxy("http://127.0.0.1:8000", output="captures.jsonl") as proxy:
    ...     run_the_verifier(base_url=proxy.url)
    >>> cl.verify(contract, proxy.captures)

    It listens on the loopback interface alone. Requests and answers pass as they are; a redirect is an answer like any
    other, and Location headers that name the provider lead past the proxy. A request that cannot be passed on is
    answered with 421, 501, 502 or 504 and one sentence, and recorded as broken.

    Parameters
    ----------
    upstream : str
        Scheme, host and port of the provider: ``http://127.0.0.1:8000``.
    output : path, optional
        A file of JSON lines, one for each exchange, without secrets; what it holds already stays. Without one, captures
        are kept in memory, raw.
    port : int
        0 takes a free one.
    provider_version : str, optional
        Written into each capture.
    redaction : Redaction, optional
        What must not be written, beyond the usual.
    body_limit, memory_limit : int
        Bytes of one body, and of all bodies under way, that are recorded. What is larger passes, and counts as not
        recorded.
    timeout : float
        Seconds without a byte after which the provider counts as hanging.
    follow_redirects : bool
        True: redirects of GET and HEAD within the provider are followed here, so that what they lead to is recorded
        as the answer, as a verifier that follows them judges it.
    state_change_url : str, optional
        Where the handlers of provider states really are: ``http://127.0.0.1:9000/_pact/states``. Calls to
        `state_change_url` of the proxy are passed on there, and each capture that follows says which states were in
        force, with their parameters and what the handlers returned, until they are torn down.
    hosts : iterable of str
        Public names under which requests may come, where one leads to this machine. Any other is refused with 421: a
        page of the web could have its own name lead here, and read what the provider answers.
    tell : callable, optional
        Takes a sentence whenever something cannot be recorded.
    on_capture : callable, optional
        Takes each capture as it was written, secrets taken out; without `output`, as it was kept: raw.

    Attributes
    ----------
    url : str
        Where to send requests to instead of the provider; once it was started.
    state_change_url : str or None
        Where to send state-change calls to instead of their handlers.

    Raises
    ------
    ContractLabError
        If the extra ``server`` is not installed, `upstream` is no address of a server, or the port is taken.
    SaveConflict
        If `output` cannot be written.
    """

    def __init__(
        self,
        upstream: str,
        *,
        output: str | os.PathLike[str] | None = None,
        port: int = 0,
        provider_version: str | None = None,
        redaction: Redaction | None = None,
        body_limit: int = BODY_LIMIT,
        memory_limit: int = MEMORY_LIMIT,
        timeout: float = 60.0,
        follow_redirects: bool = False,
        state_change_url: str | None = None,
        hosts: Iterable[str] = (),
        tell: Callable[[str], None] | None = None,
        on_capture: Callable[[Capture], None] | None = None,
    ) -> None:
        self.upstream = _checked(upstream)
        handlers = None if state_change_url is None else StateHandlers(state_change_url)
        self._server_module = _uvicorn()
        self._timeout, self._follow, self._hosts = timeout, follow_redirects, tuple(hosts)
        self._listening = _listen(port)
        self.port: int = self._listening.getsockname()[1]
        self.url = f"http://{LOOPBACK}:{self.port}"
        self._handlers = handlers
        self.state_change_url = None if handlers is None else f"{self.url}{handlers.target}"
        try:
            self.recorder = RecordingASGI(
                self._answer,
                output=output,
                provider_version=provider_version,
                redaction=redaction,
                body_limit=body_limit,
                memory_limit=memory_limit,
                tell=tell,
                on_capture=on_capture,
            )
        except BaseException:
            self._listening.close()
            raise
        self._forwarder: Any = None
        self._state_forwarder: Any = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def captures(self) -> Captures:
        """What was recorded so far; with an output file, what stands in it now."""
        file = self.recorder.file
        return self.recorder.captures if file is None else load_captures(file.path)

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        if self._forwarder is None:
            self._forwarder = self._forward_to(self.upstream, follow_redirects=self._follow)
        forwarder = self._forwarder
        if self._handlers is not None and self._handlers.takes(scope["raw_path"]):
            if self._state_forwarder is None:
                self._state_forwarder = self._forward_to(self._handlers.origin)
            forwarder, scope = self._state_forwarder, self._handlers.passed_on(scope)
        await forwarder(scope, receive, send)

    def _forward_to(self, origin: str, *, follow_redirects: bool = False) -> Any:
        import httpx

        from contractlab.servers.forwarding import Forwarder

        return Forwarder(httpx.URL(origin), timeout=self._timeout, follow_redirects=follow_redirects, hosts=self._hosts)

    def run(self) -> None:
        """Serve in this thread until Ctrl-C, a termination signal, or `stop` from another thread."""
        uvicorn = self._server_module
        config = uvicorn.Config(
            self.recorder,
            http="h11",  # the one whose limits and framing are known here
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=120,
            timeout_graceful_shutdown=2,
            h11_max_incomplete_event_size=_LONGEST_HEAD,
            proxy_headers=False,
        )
        self._server = uvicorn.Server(config)
        try:
            self._server.run([self._listening])
        finally:
            self._listening.close()
            if self.recorder.file is not None:
                self.recorder.file.close()

    def start(self) -> RecordingProxy:
        """Serve in a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="contractlab-record", daemon=True)
        self._thread.start()
        deadline = time.monotonic() + 10
        while self._server is None or not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise ContractLabError("the recording proxy did not start")
            time.sleep(0.005)
        return self

    def stop(self) -> None:
        """Stop serving; exchanges under way get two seconds."""
        if self._server is not None:
            self._server.should_exit = True
        else:
            self._listening.close()
        if self._thread is not None:
            self._thread.join(timeout=10)
            self._thread = None

    def __enter__(self) -> RecordingProxy:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<RecordingProxy {self.url} → {self.upstream}>"


def _checked(upstream: str) -> str:
    """Scheme, host and port.

    Raises
    ------
    ProviderError
        If there is more, or less.
    """
    fault = fault_of_address(upstream)
    parts = urlsplit("" if fault else upstream)
    if not fault and (parts.path.strip("/") or parts.query or parts.fragment):
        fault = "it must end after the port; put the path behind the proxy's address, where the requests are made"
    if fault:
        raise ProviderError(f"the upstream cannot be used: {fault}. Write it like http://127.0.0.1:8000")
    return f"{parts.scheme}://{parts.netloc}"


def _uvicorn() -> Any:
    try:
        import uvicorn
    except ImportError:
        raise ContractLabError(
            'the recording proxy needs the extra "server": pip install "contractlab[server]"'
        ) from None
    return uvicorn


def _listen(port: int) -> socket.socket:
    """A socket on the loopback interface.

    Raises
    ------
    ContractLabError
        If the port is taken.
    """
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        listening.listen(2048)
    except (OSError, OverflowError) as error:
        listening.close()
        why = getattr(error, "strerror", None) or error
        raise ContractLabError(f"port {port} cannot be used: {why}. --port 0 takes a free one.") from None
    return listening
