"""What the Run panel says of its provider before anything is asked: what it is, how it is asked, what lacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import httpx

from contractlab.contracts.contract import Example
from contractlab.errors import ContractLabError, ProviderError, StateError
from contractlab.live.live_session import LiveSettings
from contractlab.live.providers import described
from contractlab.live.state_session import NoStates, StateSource
from contractlab.live.states import StateHandlers
from contractlab.values.text import shorten, visible
from contractlab.views.words import count, cut
from contractlab.widgets.provider.protocol import LiveFact, MissingPart

__all__ = ["facts_of", "lacking_states", "missing_parts"]

_NAMES = 5
_CODE = 20_000
_OF_HTTPX = frozenset({"accept", "accept-encoding", "connection", "user-agent"})
"""Headers that every client has."""


def facts_of(settings: LiveSettings) -> list[LiveFact]:
    """Provider, handlers, what the client adds (names alone: values may be secrets), seed."""
    facts: list[LiveFact] = []
    if settings.provider is not None:
        name, kind = described(settings.provider)
        facts.append({"label": "Provider", "text": shorten(name, 120), "more": kind})
    handlers = "" if isinstance(settings.states, NoStates) else shorten(repr(settings.states), 120)
    facts.append(
        {"label": "States", "text": handlers.strip("<>") or "no handlers", "more": ""}
        if handlers
        else {"label": "States", "text": "none", "more": "not set up; give states= to set them up"}
    )
    added = _client_adds(settings.client)
    if added:
        facts.append({"label": "Client adds", "text": added, "more": ""})
    facts.append({"label": "Seed", "text": str(settings.seed), "more": ""})
    return facts


def _client_adds(client: httpx.Client | None) -> str:
    if client is None:
        return ""
    names = [f"{visible(name)[:60]}: ‹redacted›" for name in client.headers if name.lower() not in _OF_HTTPX]
    if client.auth is not None:
        names.append("authentication")
    if len(client.cookies.jar):
        names.append(count(len(client.cookies.jar), "cookie"))
    return ", ".join(names[:8])


def missing_parts(settings: LiveSettings, examples: Sequence[Example]) -> list[MissingPart]:
    """What lacks: states without a handler first, then messages that nothing produces, triggers and functions."""
    parts: list[MissingPart] = []
    if isinstance(settings.states, StateHandlers):
        try:
            needed = settings.states.missing(examples)
        except StateError as error:  # two patterns fit one name
            parts.append(_part(str(error), [], ""))
        else:
            if needed:
                sentence = f"{count(len(needed), 'state has', 'states have')} no handler"
                users = list({id(example): example for each in needed.values() for example in each}.values())
                parts.append(_part(sentence, users, settings.states.template(examples)))
    for require in (settings.messages.require, settings.calls.require):
        try:
            require(examples)
        except ProviderError as error:
            sentence, _, code = str(error).partition("\n")
            parts.append(
                _part(sentence.rstrip(":"), [example for example in examples if _lacks(require, example)], code)
            )
    return parts


def _part(sentence: str, examples: Sequence[Example], code: str) -> MissingPart:
    names = list(dict.fromkeys(example.description for example in examples))
    return {
        "sentence": shorten(sentence, 200),
        "examples": [cut(name, 120) for name in names[:_NAMES]],
        "left": max(len(names) - _NAMES, 0),
        "code": "\n".join(map(visible, code[:_CODE].strip("\n").split("\n"))),
    }


def _lacks(require: Callable[[Sequence[Example]], None], example: Example) -> bool:
    try:
        require([example])
    except ProviderError:
        return True
    return False


def lacking_states(states: StateSource, example: Example) -> tuple[str, ...]:
    """States of an example that nothing brings about."""
    if not isinstance(states, StateHandlers):
        return ()
    try:
        return tuple(states.missing([example]))
    except ContractLabError:  # two patterns fit a name: the example will say so
        return ()
