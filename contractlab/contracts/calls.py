"""Examples whose provider makes the call itself, or is called as a function: what it takes to run them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from contractlab.contracts.contract import Example
from contractlab.values.display import quiet
from contractlab.values.http import HttpResponse
from contractlab.values.json_types import JSON
from contractlab.values.result import MatchResult

__all__ = ["CallKind", "CallNeed", "Outcome", "RunsCalls"]

CallKind = Literal["client", "caller", "function"]


@quiet
@dataclass(frozen=True, slots=True)
class CallNeed:
    """What an example needs of its user.

    Attributes
    ----------
    kind : str
        ``"client"``: the provider sends the request, to a server that plays its partner; ``"caller"``: it calls a
        function that does; ``"function"``: it is the function that is called.
    name : str
        Of the function; empty for a client.
    trigger : str
        What the request is called; a trigger makes the provider send it. Empty for a function.
    variables : mapping of str to JSON value
        Defaults of the state variables in force.
    """

    kind: CallKind
    name: str = ""
    trigger: str = ""
    variables: Mapping[str, JSON] = field(default_factory=dict)


@quiet
@dataclass(frozen=True, slots=True)
class Outcome:
    """What a function is to do that plays a partner.

    Attributes
    ----------
    value : JSON value
        What it returns.
    error_class : str
        Name of the class of what it raises instead; empty if it returns.
    message : str
        Of what it raises.
    """

    value: JSON = None
    error_class: str = ""
    message: str = ""


@runtime_checkable
class RunsCalls(Protocol):
    """A `Format` with examples in which the provider calls, or is a function."""

    def call_need(self, example: Example) -> CallNeed | None:
        """What an example needs; None for one in which the provider is a server."""

    def mock_response(self, example: Example) -> HttpResponse:
        """What the provider that is a client gets for an answer."""

    def mock_outcome(self, example: Example) -> Outcome:
        """What the function does that the provider calls."""

    def call_arguments(self, example: Example, variables: Mapping[str, JSON]) -> list[JSON]:
        """What the provider's function is called with."""

    def check_arguments(self, example: Example, arguments: Sequence[Any], dialect: str) -> MatchResult:
        """The verdict on a call that the provider made."""

    def check_outcome(self, example: Example, outcome: Any, dialect: str, variables: Mapping[str, JSON]) -> MatchResult:
        """The verdict on what the provider's function returned, or on the exception that it raised."""
