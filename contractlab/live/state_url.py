"""`StateChangeUrl`: states that a server brings about, by the protocol of Pact's verifiers.

Source: what pact-python 4.2.0 asks of a state-change address (pact_verifier 1.4.7), in both of its forms. Unlike it,
nothing is asked for an example without a state, the first state that fails ends the setup, teardown goes the other way,
nothing is tried again, and headers that are meant for the provider are not sent here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlsplit

import httpx

from contractlab.captures.capture import State
from contractlab.contracts.contract import Example
from contractlab.contracts.states import StateDefinition
from contractlab.errors import StateError
from contractlab.live.direct_client import without_found_proxies
from contractlab.live.handler_calls import HandlerCaller
from contractlab.live.state_session import StateFault, StateSession, ValuesInForce
from contractlab.redaction.client_logs import clean_client_logs
from contractlab.values.content_types import parse_content_type
from contractlab.values.error_text import error_text
from contractlab.values.json_text import NotJson, as_parsed, json_text, parse_json
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import shorten
from contractlab.values.trusted import trusted_certificates

__all__ = ["StateChangeUrl"]

_TIMEOUT = 5.0
_MOST_REDIRECTS = 10
_FORM_SAFE = "*-._"
_LARGEST = 1_000_000


class StateChangeUrl:
    """An address that brings states about.

    Parameters
    ----------
    url : str
        With a path and a query, if there are any.
    body : bool
        True: states are asked for in a JSON body; False: in the query.
    teardown : bool
        True: they are undone, too, the last first.
    client : httpx.Client, optional
        Its authentication, headers, TLS and timeouts are used. The one that asks the provider is never used here.

    Raises
    ------
    StateError
        If it is not an address.
    """

    def __init__(self, url: str, body: bool = True, teardown: bool = True, client: httpx.Client | None = None) -> None:
        try:
            parts = urlsplit(url)
            _ = parts.port
        except ValueError:
            raise StateError("the address of the state handlers is not an address") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise StateError(
                "the address of the state handlers is not an address of HTTP; write it like http://127.0.0.1:9000/states"
            )
        if parts.username is not None:
            raise StateError(
                "the address of the state handlers must not hold a password; give client=httpx.Client(auth=…)"
            )
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        self._origin = f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
        self._path = quote(parts.path.rstrip("/") or "/", safe="%/:@!$&'()*+,;=~-._")
        self._query = quote(parts.query, safe="%/?:@!$&()*+,;=~-._")
        self.body, self.teardown = body, teardown
        self._client = None if client is None else without_found_proxies(client)

    def require(self, examples: Sequence[Example]) -> None:
        """Which states the server knows is its own to say."""

    def unused(self, examples: Iterable[Example]) -> tuple[str, ...]:
        """Nothing is known of it."""
        return ()

    def begin(self, example: Example, caller: HandlerCaller) -> StateSession:
        """Prepare the states of an example."""
        return _UrlSession(self, example, caller)

    def call(self, state: StateDefinition, action: str, timeout: float | None = None) -> JSONObject:
        """Ask for one state.

        Parameters
        ----------
        state : StateDefinition
        action : str
            ``"setup"`` or ``"teardown"``.
        timeout : float, optional
            Seconds.

        Returns
        -------
        dict
            What the server gave, where it answered with a JSON object.

        Raises
        ------
        StateError
            If it did not answer, or not with a status of 2xx; the text is a sentence.
        """
        clean_client_logs()
        if self._client is not None:
            return _asked(self._client, self._request(state, action, self._client, timeout), timeout)
        with httpx.Client(
            verify=trusted_certificates(trust_env=False),
            trust_env=False,
            timeout=_TIMEOUT if timeout is None else timeout,
        ) as client:
            return _asked(client, self._request(state, action, client, timeout), timeout)

    def _request(
        self, state: StateDefinition, action: str, client: httpx.Client, timeout: float | None
    ) -> httpx.Request:
        params: JSONObject = as_parsed(dict(state.params))  # as the core reads numbers of the file
        headers: dict[str, str] = {"accept": "*/*"}
        query, content = self._query, b""
        if self.body:
            headers["content-type"] = "application/json"
            content = json_text({"action": action, "params": params, "state": state.name}).encode(
                "utf-8", "surrogatepass"
            )
        else:
            asked = {"action": action, "state": state.name, **params}
            pairs = "&".join(
                f"{_form(name)}={_form(value if isinstance(value, str) else json_text(value))}"
                for name, value in sorted(asked.items())
            )
            query = f"{query}&{pairs}" if query else pairs
        target = f"{self._path}?{query}" if query else self._path
        request = client.build_request("POST", f"{self._origin}{target}", headers=headers, content=content)
        request.extensions["target"] = target.encode("ascii", "replace")
        if timeout is not None:
            request.extensions["timeout"] = httpx.Timeout(timeout).as_dict()
        return request

    def __repr__(self) -> str:
        return f"<StateChangeUrl {self._origin}{self._path}>"


class _UrlSession:
    """A `StateSession` of an address."""

    def __init__(self, source: StateChangeUrl, example: Example, caller: HandlerCaller) -> None:
        self._source, self._example, self._timeout = source, example, caller.timeout
        self._steps = caller.steps
        self._states = [state for state in example.states_to_bring if state.name]
        self._in_force = ValuesInForce(self._states)
        self._undo: list[StateDefinition] = []

    @property
    def params(self) -> Mapping[str, JSON]:
        """See `StateSession`."""
        return self._in_force.params

    @property
    def values(self) -> Mapping[str, JSON]:
        """See `StateSession`."""
        return self._in_force.values

    @property
    def states(self) -> tuple[State, ...]:
        """See `StateSession`."""
        return self._in_force.in_force

    def set_up(self) -> StateFault | None:
        """See `StateSession`."""
        for place, state in enumerate(self._states):
            try:
                with self._steps.step("setup", state.name):
                    values = self._source.call(state, "setup", self._timeout)
            except StateError as error:
                return _fault(state, "setup", error)
            if self._source.teardown:
                self._undo.append(state)
            refused = self._example.refused_values(state, values)
            if refused is not None:
                self._steps.failed()
                return StateFault(state.name, "setup", f"state {shorten(state.name, 80)!r}: {refused}")
            self._in_force.give(place, values)
        return None

    def tear_down(self) -> tuple[StateFault, ...]:
        """See `StateSession`."""
        faults: list[StateFault] = []
        while self._undo:
            state = self._undo.pop()
            try:
                with self._steps.step("teardown", state.name):
                    self._source.call(state, "teardown", self._timeout)
            except StateError as error:
                faults.append(_fault(state, "teardown", error))
        return tuple(faults)


def _fault(state: StateDefinition, action: str, error: StateError) -> StateFault:
    what = "could not be brought about" if action == "setup" else "could not be undone"
    return StateFault(state.name, action, f"state {shorten(state.name, 80)!r} {what}: {error}")


def _asked(client: httpx.Client, request: httpx.Request, timeout: float | None) -> JSONObject:
    """What the server gave, after as many redirects as the reference follows."""
    try:
        response = _sent(client, request)
    except httpx.TimeoutException:
        seconds = request.extensions.get("timeout", {}).get("read")
        raise StateError(f"the state handlers did not answer within {seconds:g} s") from None
    except httpx.ConnectError as error:
        raise StateError(f"the state handlers cannot be reached: {shorten(str(error), 200)}") from None
    except (httpx.TransportError, httpx.InvalidURL) as error:
        why = shorten(" ".join(str(error).split()) or type(error).__name__, 200)
        raise StateError(f"the state handlers broke the connection: {why}") from None
    if not response.is_success:
        words = error_text(response.content)
        raise StateError(f"the state handlers answered {response.status_code}" + (f": {words}" if words else ""))
    return _values(response)


def _sent(client: httpx.Client, request: httpx.Request) -> httpx.Response:
    response = client.send(request, follow_redirects=False)
    for _ in range(_MOST_REDIRECTS):
        if response.next_request is None:
            break
        following = response.next_request
        following.extensions["target"] = following.url.raw_path
        following.headers["referer"] = str(request.url)
        if not following.read():
            following.headers.pop("content-type", None)
        response = client.send(following, follow_redirects=False)
    return response


def _values(response: httpx.Response) -> JSONObject:
    """A JSON object that says so: of any other answer the reference takes no notice."""
    declared = parse_content_type(response.headers.get("content-type", ""))
    if declared is None or not declared.is_json or declared.main != "application" or len(response.content) > _LARGEST:
        return {}
    try:
        values: Any = parse_json(response.content)
    except NotJson:
        return {}
    return values if isinstance(values, dict) else {}


def _form(text: str) -> str:
    escaped = quote_from_bytes(text.encode("utf-8", "replace"), safe=f" {_FORM_SAFE}")
    return escaped.replace("~", "%7E").replace(" ", "+")
