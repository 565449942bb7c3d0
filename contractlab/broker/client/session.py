"""Requests to one broker: retried as its command lines do, bounded while read, and never sent anywhere else."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.request import getproxies, proxy_bypass

from contractlab.broker.client.address import BrokerAddress
from contractlab.broker.client.answers import BrokerResponse, refusal
from contractlab.broker.client.credentials import Credentials
from contractlab.errors import BrokerError
from contractlab.redaction.client_logs import clean_client_logs
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON
from contractlab.values.text import visible
from contractlab.values.trusted import trusted_certificates

if TYPE_CHECKING:
    import httpx

__all__ = ["MAX_ANSWER_BYTES", "BrokerSession"]

MAX_ANSWER_BYTES = 100_000_000
"""Larger answers are refused while they are read."""

_TIMEOUT_SECONDS = 60.0
_RETRIES = 3
_RETRIED = (408, 429, 500, 502, 503, 504)
"""As the Rust broker command line: any trouble of the server, a time-out, and too many requests."""
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_MOST_REDIRECTS = 5
_MOST_PAGES = 10_000

ACCEPT = "application/hal+json, application/json"


class BrokerSession:
    """Sends requests to the origin of one address, with its credentials.

    Parameters
    ----------
    address : BrokerAddress
    credentials : Credentials
    client : httpx.Client, optional
        One of the caller's, with its own authorization, certificates, proxies and retries.
    retries : int
        How often a request is sent again that met trouble of the server; only where `client` is not given.
    """

    def __init__(
        self,
        address: BrokerAddress,
        credentials: Credentials,
        client: httpx.Client | None = None,
        *,
        retries: int = _RETRIES,
    ) -> None:
        clean_client_logs()
        self.address = address
        self._credentials = credentials
        self._client = client if client is not None else _make_client(address, retries)
        self._owned = client is None
        self._index: BrokerResponse | None = None

    def __repr__(self) -> str:
        return f"<BrokerSession {self.address.base}>"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a connection to a broker cannot be pickled: it may hold a token")

    def close(self) -> None:
        """Close the connections, unless they are the caller's."""
        if self._owned:
            self._client.close()

    @property
    def closed(self) -> bool:
        """True if the connections were closed."""
        return self._client.is_closed

    def hide(self, text: str) -> str:
        """Take credentials out of a text."""
        return self._credentials.hide(text)

    @property
    def index(self) -> BrokerResponse:
        """The broker's index, asked for once.

        Raises
        ------
        BrokerError
            If it is no index of a broker.
        """
        if self._index is None:
            answer = self.get(self.address.base + "/")
            if not isinstance(answer.mapping.get("_links"), Mapping):
                raise BrokerError(
                    f"{self.address.base}: this answers, but not as a broker does",
                    status=answer.status,
                    advice="Is the path right? The address is that of the broker's first page.",
                )
            self._index = answer
        return self._index

    def get(self, link: str) -> BrokerResponse:
        """Ask for a document; raises as `send`."""
        return self.send("GET", link)

    def send(
        self, method: str, link: str, body: JSON = None, *, content_type: str = "application/json"
    ) -> BrokerResponse:
        """Send a request and read the answer.

        Parameters
        ----------
        method : str
        link : str
            Absolute, or relative to the address.
        body : JSON value, optional
        content_type : str
            Of `body`.

        Raises
        ------
        BrokerError
            If there is no answer, or one that says no, is too large, or leads to another host.
        """
        url = self.address.resolve(link)
        for _ in range(_MOST_REDIRECTS):
            answer, location = self._once(method, url, body, content_type)
            if location is None:
                break
            url = self.address.resolve(location)
        else:
            raise BrokerError(f"{method} {self._shown(url)}: the broker sends from address to address without end")
        if answer.status >= 400:
            error = refusal(answer, f"{method} {self._shown(url)}", with_token=self._credentials.token is not None)
            error.messages = tuple(map(self.hide, error.messages))
            raise error
        return answer

    def _once(self, method: str, url: str, body: JSON, content_type: str) -> tuple[BrokerResponse, str | None]:
        import httpx

        if self.closed:
            raise BrokerError(f"{method} {self._shown(url)}: this broker was closed", advice="Open it again.")
        headers = {"Accept": ACCEPT}
        if self._credentials.header is not None:
            headers["Authorization"] = self._credentials.header
        content = None
        if body is not None:
            headers["Content-Type"] = content_type
            content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        try:
            request = self._client.build_request(method, url, headers=headers, content=content)
            response = self._client.send(request, stream=True, follow_redirects=False)
            try:
                data = self._read(response, url)
            finally:
                response.close()
        except httpx.InvalidURL as error:
            raise BrokerError(f"{self._shown(url)}: this is not an address: {visible(error)}") from None
        except (httpx.HTTPError, httpx.StreamError, ssl.SSLError, UnicodeError) as error:
            what = self.hide(visible(error) or type(error).__name__)
            raise BrokerError(
                f"{method} {self._shown(url)}: no answer: {what}",
                advice="Is the broker running, and the address right?",
            ) from None
        location = response.headers.get("location") if response.status_code in (301, 302, 307, 308) else None
        if location is not None and method != "GET" and response.status_code in (301, 302):
            raise BrokerError(
                f"{method} {self._shown(url)}: the broker answers {response.status_code}, to be asked elsewhere",
                status=response.status_code,
                advice="Give the address that it moved to.",
            )
        return _understood(response.status_code, dict(response.headers), data), location

    def _read(self, response: httpx.Response, url: str) -> bytes:
        chunks: list[bytes] = []
        size = 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > MAX_ANSWER_BYTES:
                raise BrokerError(
                    f"{self._shown(url)}: the answer is larger than {MAX_ANSWER_BYTES // 1_000_000} MB and is not read",
                    status=response.status_code,
                )
            chunks.append(chunk)
        return b"".join(chunks)

    def pages(self, link: str) -> Iterator[BrokerResponse]:
        """Every page of a list, from the first.

        Raises
        ------
        BrokerError
            As `send`, and if the pages lead back to one that was read already.
        """
        read: set[str] = set()
        following: str | None = link
        while following is not None:
            url = self.address.resolve(following)
            if url in read or len(read) >= _MOST_PAGES:
                raise BrokerError(f"{self._shown(url)}: the pages of the broker's list have no end")
            read.add(url)
            page = self.get(url)
            yield page
            following = page.link("next")

    def _shown(self, url: str) -> str:
        return visible(self.hide(url))


def _understood(status: int, headers: Mapping[str, str], data: bytes) -> BrokerResponse:
    if not data.strip():
        return BrokerResponse(status, None, "", headers, data)
    try:
        document = parse_json(data.removeprefix(b"\xef\xbb\xbf"))
    except NotJson:
        return BrokerResponse(status, None, data[:100_000].decode("utf-8", "replace"), headers, data)
    return BrokerResponse(status, document, "", headers, data)


def _make_client(address: BrokerAddress, retries: int) -> httpx.Client:
    """A client that trusts what the system trusts, goes through its proxies, and tries again."""
    import httpx

    try:
        from httpx_retries import Retry, RetryTransport
    except ImportError:
        raise BrokerError(
            "asking a broker needs the package httpx-retries", advice="pip install 'contractlab[broker]'"
        ) from None
    scheme = address.base.partition(":")[0]
    proxies = {} if proxy_bypass(address.host) else getproxies()
    transport = httpx.HTTPTransport(verify=trusted_certificates(), proxy=proxies.get(scheme) or proxies.get("all"))
    again = Retry(
        total=retries,
        allowed_methods=_METHODS,
        status_forcelist=_RETRIED,
        backoff_factor=0.1,
        max_backoff_wait=30.0,
    )
    return httpx.Client(transport=RetryTransport(transport=transport, retry=again), timeout=_TIMEOUT_SECONDS)
