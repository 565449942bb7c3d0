"""What may be given as ``states=``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from contractlab.errors import StateError
from contractlab.live.importing import import_named
from contractlab.live.state_session import NoStates, StateSource
from contractlab.live.state_url import StateChangeUrl
from contractlab.live.states import StateHandlers

__all__ = ["as_state_source"]


def as_state_source(states: Any) -> StateSource:
    """State handlers out of whatever brings states about.

    Parameters
    ----------
    states : StateHandlers, StateChangeUrl, mapping, callable, str or None
        A text with ``://`` is an address, any other the name of an object: ``"package.module:states"``.

    Raises
    ------
    StateError
        For anything else.
    """
    if states is None:
        return NoStates()
    if isinstance(states, StateHandlers | StateChangeUrl):
        return states
    if isinstance(states, str):
        if "://" in states:
            return StateChangeUrl(states)
        return as_state_source(import_named(states, "states", StateError))
    if isinstance(states, Mapping):
        return StateHandlers(states)
    if all(callable(getattr(states, name, None)) for name in ("require", "unused", "begin")):
        return cast(StateSource, states)
    if callable(states):
        return StateHandlers(states)
    raise StateError(
        f"states= takes StateHandlers, a mapping of functions, or an address; this is {type(states).__name__}"
    )
