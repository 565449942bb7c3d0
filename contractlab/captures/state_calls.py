"""State-change calls: how verifiers ask a provider over HTTP for a state, and which states are in force because of it.

Source: the calls that the Rust core behind pact-python 4.2.0 makes, as a JSON body (``{"state", "params", "action"}``)
and in the query (``?action=setup&state=…&name=value``), and those of Pact's verifiers in Ruby, Java and JavaScript,
which have further members such as ``consumer`` and ``states``. One call is made for each state, in their order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from contractlab.captures.capture import Capture, State
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.lookups import is_one_of

__all__ = ["StateCall", "StatesInForce", "read_state_call", "state_call_of"]

_ACTIONS = ("setup", "teardown")
_OF_THE_CALL = frozenset({"action", "state", "states", "params", "consumer", "provider"})

_SETUP_PATH = re.compile(r"state|setup", re.IGNORECASE)
"""In the address of state handlers: ``/_pact/provider_states``, ``/_pactSetup``, ``/setup``."""


@dataclass(frozen=True, slots=True)
class StateCall:
    """What a verifier asks of a state handler.

    Attributes
    ----------
    action : str
        ``"setup"`` or ``"teardown"``.
    states : tuple of (str, mapping)
        Names with parameters; mostly one. An empty name says that the example has no state.
    """

    action: Literal["setup", "teardown"]
    states: tuple[State, ...]


def state_call_of(capture: Capture) -> StateCall | None:
    """The state-change call that a capture is, by its shape; None for any other.

    What the handler returned counts as parameters, where the call gives none of the same name: generators use both.
    """
    call = read_state_call(capture.request)
    if call is None or call.action != "setup":
        return call
    returned = _returned(capture.response)
    return StateCall(call.action, tuple((name, {**returned, **params}) for name, params in call.states))


def read_state_call(request: HttpRequest) -> StateCall | None:
    """Read a state-change call.

    Parameters
    ----------
    request : HttpRequest

    Returns
    -------
    StateCall or None
        None for what has no other shape than ordinary requests: it must be a POST that names an action and a state.
    """
    if request.method.upper() != "POST":
        return None
    body = request.body if isinstance(request.body, bytes) else b""
    if body.strip():
        try:
            return _from_members(parse_json(body), request.path)
        except NotJson:
            return None
    return _from_query(request.query)


def _from_members(document: JSON, path: str) -> StateCall | None:
    if not isinstance(document, Mapping):
        return None
    action = document.get("action", "setup")
    names = document.get("states") if "state" not in document else [document["state"]]
    params = document.get("params") or {}
    if not is_one_of(action, _ACTIONS) or not isinstance(names, list) or not isinstance(params, Mapping):
        return None
    if "action" not in document and not (_OF_THE_CALL.issuperset(document) and _SETUP_PATH.search(path)):
        return None  # an ordinary request may well name a state
    if not names or not all(name is None or isinstance(name, str) for name in names):
        return None
    return StateCall("setup" if action == "setup" else "teardown", tuple((name or "", dict(params)) for name in names))


def _from_query(query: str) -> StateCall | None:
    given = dict(parse_qsl(query, keep_blank_values=True, errors="surrogateescape"))
    action = given.get("action")
    if not is_one_of(action, _ACTIONS) or "state" not in given:
        return None
    params = {name: value for name, value in given.items() if name not in ("action", "state")}
    return StateCall("setup" if action == "setup" else "teardown", ((given["state"], params),))


def _returned(response: HttpResponse | None) -> JSONObject:
    if response is None or not isinstance(response.body, bytes) or not response.body:
        return {}
    try:
        document = parse_json(response.body)
    except NotJson:
        return {}
    return document if isinstance(document, dict) else {}


class StatesInForce:
    """Follows the calls of a verifier: which states were brought about for the next request.

    Pass calls and other exchanges in the order in which they were made.
    """

    def __init__(self) -> None:
        self._states: list[State] = []
        self._asked = False
        self._any = False

    def call(self, call: StateCall, *, succeeded: bool = True) -> None:
        """See a state-change call.

        Parameters
        ----------
        call : StateCall
        succeeded : bool
            False if the handler failed: the state is not in force then.
        """
        self._any = True
        if call.action == "teardown":
            names = {name for name, _ in call.states}
            self._states = [state for state in self._states if state[0] not in names]
            return
        if self._asked:  # the first call after a request is for the next example
            self._states, self._asked = [], False
        if succeeded:
            self._states += call.states

    def request(self) -> tuple[State, ...] | None:
        """See a request to the provider; the states for it, or None as long as there was no call.

        States whose handler failed are left out, and so is the empty name, which says that there is none. Where a
        handler failed no request follows: what was called for the next example then stands at the end.
        """
        self._asked = True
        return tuple(state for state in self._states if state[0]) if self._any else None
