"""The recording proxy: it stands between whoever asks and one provider, and writes down every exchange."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from contractlab.captures import Capture, Captures, RecordingASGI, Redaction, load_captures
from contractlab.captures.recorders.exchange import BODY_LIMIT, MEMORY_LIMIT
from contractlab.errors import ProviderError
from contractlab.redaction.addresses import clean_address
from contractlab.servers.listening import Listener
from contractlab.servers.state_handlers import StateHandlers, fault_of_address

__all__ = ["RecordingProxy"]


class RecordingProxy:
    """Records what one provider answers, to any client in any language.

    >>> with cl.RecordingProxy("http://127.0.0.1:8000", output="captures.jsonl") as proxy:
    ...     run_the_verifier(base_url=proxy.url)
    >>> cl.verify(contract, proxy.captures)

    It listens on the loopback interface alone. Requests and answers pass byte for byte but for the list under Notes; a
    redirect is an answer like any other, and Location headers that name the provider lead past the proxy. A request
    that cannot be passed on is answered with 421, 501, 502 or 504 and one sentence, and recorded as broken.

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
        If the extra ``server`` is not installed, `upstream` is not an address of a server, or the port is taken.
    SaveConflict
        If `output` cannot be written.

    Notes
    -----
    What differs between the two sides, and nothing else does:

    - The Host header names the provider, and headers of one connection (RFC 9110 §7.6.1) end here. Names of request
      headers arrive in lower case; those of answers keep theirs.
    - The version is HTTP/1.1 on both sides. The reason phrase is the usual one of its status, and none where there is
      no usual one.
    - Trailers are dropped, of requests and of answers; a header that ``Trailer`` announced counts as not recorded.
    - Bodies keep their bytes; chunks of a chunked body may be cut elsewhere.
    - Interim answers (100, 102, 103) are not passed on; ``Expect: 100-continue`` is answered here. A status below 200
      or above 999 as the only one is no answer: 502.
    - A target or a method with bytes that HTTP does not allow (raw ones beyond ASCII, blanks) is refused with 400, and
      not recorded; percent-encoded ones pass as they are.
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
        self._timeout, self._follow, self._hosts = timeout, follow_redirects, tuple(hosts)
        # The recorder is what is served, and it is made after the port is known to be free: a file is opened for it.
        self._listener = Listener(
            self._record,
            port=port,
            what="the recording proxy",
            thread_name="contractlab-record",
            at_end=self._close_file,
        )
        self.port, self.url = self._listener.port, self._listener.url
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
            self._listener.close()
            raise
        self._forwarder: Any = None
        self._state_forwarder: Any = None

    @property
    def captures(self) -> Captures:
        """What was recorded so far; with an output file, what stands in it now."""
        file = self.recorder.file
        return self.recorder.captures if file is None else load_captures(file.path)

    async def _record(self, scope: Any, receive: Any, send: Any) -> None:
        await self.recorder(scope, receive, send)

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
        self._listener.run()

    def _close_file(self) -> None:
        if self.recorder.file is not None:
            self.recorder.file.close()

    def start(self) -> RecordingProxy:
        """Serve in a thread of its own."""
        self._listener.start()
        return self

    def stop(self) -> None:
        """Stop serving; exchanges under way get two seconds."""
        self._listener.stop()

    def __enter__(self) -> RecordingProxy:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<RecordingProxy {self.url} → {clean_address(self.upstream)}>"


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
