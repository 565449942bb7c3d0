"""Who is under test when: what ContractCase plays itself, and what it needs from its user.

``_case:mock:type`` is what the author's tool happened to record and does not say it; only ``_case:run:context:setup``
does (observed: they differ in 12 of 68 real contracts).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from contractlab.contracts.contract import Kind
from contractlab.values.json_types import Value

__all__ = ["Direction", "Judged", "Side", "read_direction"]

Judged = Literal["response", "request", "result", "arguments"]
"""The part of an exchange that gets the verdict."""

_PLAYED = {
    "_case:MockHttpServer": ("http", "HTTP client", "request"),
    "_case:MockHttpClient": ("http", "HTTP server", "response"),
    "_case:MockFunctionExecution": ("function", "function caller", "arguments"),
    "_case:MockFunctionCaller": ("function", "function", "result"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two times at which an example is run.

    Attributes
    ----------
    mock : str
        What ContractCase plays, such as ``_case:MockHttpServer``; empty where the file does not say.
    state_variables : str
        ``"state"``: handlers bring the variables; ``"default"``: the defaults are used.
    triggers : str
        ``"provided"``: the user's code makes the call; ``"generated"``: ContractCase does.
    """

    mock: str = ""
    state_variables: str = ""
    triggers: str = ""

    @property
    def under_test(self) -> str:
        """What is tested: ``"HTTP server"``, ``"HTTP client"``, ``"function"``, ``"function caller"``, or nothing."""
        return _PLAYED.get(self.mock, ("", "", ""))[1]

    @property
    def judged(self) -> Judged:
        """What gets the verdict."""
        return _PLAYED.get(self.mock, ("", "", "response"))[2]  # type: ignore[return-value]

    @property
    def needs_state_handlers(self) -> bool:
        """True if state handlers are called; otherwise they are not even required."""
        return self.state_variables == "state"

    @property
    def needs_triggers(self) -> bool:
        """True if the user must say how the call is made."""
        return self.triggers == "provided"

    def __str__(self) -> str:
        needs = [
            word
            for word, needed in (("state handlers", self.needs_state_handlers), ("triggers", self.needs_triggers))
            if needed
        ]
        return f"{self.under_test or 'unknown'}{', needs ' + ' and '.join(needs) if needs else ''}"


@dataclass(frozen=True, slots=True)
class Direction:
    """Which side is under test when.

    Attributes
    ----------
    definition : Side
        When the contract is written: the consumer is under test.
    verification : Side
        When the contract is read: the provider is under test.
    recorded : str
        ``_case:mock:type``, which decides nothing.
    """

    definition: Side
    verification: Side
    recorded: str = ""

    @property
    def kind(self) -> Kind:
        """``"http"``, ``"function"`` or ``"unknown"``."""
        for side in (self.verification, self.definition):
            if side.mock in _PLAYED:
                return "http" if _PLAYED[side.mock][0] == "http" else "function"
        return "unknown"

    @property
    def judged(self) -> Judged:
        """What gets the verdict when the contract is verified."""
        return self.verification.judged

    def __str__(self) -> str:
        return f"defined against the consumer's {self.definition}; verified against the provider's {self.verification}"


def read_direction(mock: Any) -> Direction:
    """Who is under test when, from an example's ``mock``."""
    fields = mock if isinstance(mock, Mapping) else {}
    setup = fields.get("_case:run:context:setup")
    sides = setup if isinstance(setup, Mapping) else {}
    return Direction(_side(sides.get("write")), _side(sides.get("read")), _text(fields.get("_case:mock:type")))


def _side(value: Value) -> Side:
    fields = value if isinstance(value, Mapping) else {}
    return Side(_text(fields.get("type")), _text(fields.get("stateVariables")), _text(fields.get("triggers")))


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""
