"""What can go wrong, as one tree.

* ContractLabError
  x InvalidContract     a contract that cannot be read; ``.faults`` lists every reason at once
  x InvalidCapture      a recording that cannot be read; ``.faults`` as above
  x InvalidDocument     an API document that cannot be read; ``.faults`` as above
  x AmbiguousExample    a name that fits several examples or none; ``.candidates`` lists them
  x InvalidEdit         an edit that the contract's format or version cannot express, or that fits nothing
  x StateError          a provider state that could not be brought about
  x ProviderError       the provider did not answer
  x BrokerError         a broker refused, did not answer, or answered what cannot be understood
  x SaveConflict        a save that would lose something, or has nowhere to go
  x ContractBroken      raised by ``run.require_passed()``, whose ``.run`` is the run, and ``answer.require()``

A mismatch is never an exception: "the provider is wrong" is a verdict, "our input is wrong" is an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

__all__ = [
    "AmbiguousExample",
    "BrokerError",
    "ContractBroken",
    "ContractLabError",
    "Fault",
    "FaultCode",
    "InvalidCapture",
    "InvalidContract",
    "InvalidDocument",
    "InvalidEdit",
    "ProviderError",
    "SaveConflict",
    "StateError",
]


class FaultCode(StrEnum):
    """Why an input was refused, for programs; only reasons that somebody decides by have one."""

    NO_CONTRACT = "no-contract"
    """It is JSON, and of no format of contracts."""

    NOT_JSON = "not-json"
    """It is no JSON, and no format reads it otherwise."""

    REFUSED_BY_CORE = "refused-by-core"
    """The Rust core refuses the whole contract for it."""

    INTERNAL = "internal"
    """contractlab itself went wrong while it was read."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why an input was refused.

    Attributes
    ----------
    message : str
        What is wrong and what to do, one sentence or two.
    pointer : str
        JSON pointer (RFC 6901) of the place, ``""`` for the whole document.
    line : int or None
        Line in the file, from 1, where it is known.
    code : FaultCode or None
        The reason for programs.
    """

    message: str
    pointer: str = ""
    line: int | None = None
    code: FaultCode | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line is not None else ""
        if self.pointer:
            place = f"{place} {self.pointer}".strip()
        return f"{place}: {self.message}" if place else self.message


class ContractLabError(Exception):
    """Base of every error that contractlab raises on purpose."""

    def _render_traceback_(self) -> list[str]:
        """Show the message alone in IPython; ``%debug`` still has the whole stack."""
        return [f"{type(self).__name__}: {self}"]


_MOST_LINES = 100
"""So many faults are written out; ``.faults`` has them all."""


class _RefusedInput(ContractLabError):
    """An input with a name and one or more faults."""

    noun = "input"

    def __init__(self, source: str, faults: Sequence[Fault | str]) -> None:
        self.source = source
        self.faults: tuple[Fault, ...] = tuple(f if isinstance(f, Fault) else Fault(f) for f in faults)
        super().__init__(source, self.faults)

    def __str__(self) -> str:
        if len(self.faults) == 1:
            return f"{self.source}: {self.faults[0]}"
        lines = [f"  {fault}" for fault in self.faults[:_MOST_LINES]]
        if len(self.faults) > _MOST_LINES:
            lines.append(f"  and {len(self.faults) - _MOST_LINES:,} more: .faults")
        return f"{self.source}: this {self.noun} cannot be read, for {len(self.faults):,} reasons:\n" + "\n".join(lines)


class InvalidContract(_RefusedInput):
    """A contract file that cannot be read; all of its faults are reported together."""

    noun = "contract"


class InvalidCapture(_RefusedInput):
    """A recording that cannot be read; all of its faults are reported together."""

    noun = "recording"


class InvalidDocument(_RefusedInput):
    """An API document that cannot be read; all of its faults are reported together."""

    noun = "API document"


class AmbiguousExample(ContractLabError, KeyError):
    """A key, description or index that names no example, or several.

    Attributes
    ----------
    candidates : tuple of str
        Keys and descriptions of the examples that come nearest.
    """

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        self.message = message
        self.candidates = tuple(candidates)
        super().__init__(message, self.candidates)

    def __str__(self) -> str:
        if not self.candidates:
            return self.message
        return self.message + "".join(f"\n  {candidate}" for candidate in self.candidates)


class InvalidEdit(ContractLabError):
    """An edit that cannot be made; the contract is as it was."""


class StateError(ContractLabError):
    """A provider state could not be brought about."""


class ProviderError(ContractLabError):
    """The provider, or the place a contract was fetched from, did not answer as it must."""


class BrokerError(ContractLabError):
    """A broker refused a request, did not answer, or answered what cannot be understood.

    Attributes
    ----------
    message : str
        What was asked for and what became of it, one sentence.
    status : int or None
        HTTP status of the answer; None where there was none.
    messages : tuple of str
        What the broker itself says, as it says it.
    candidates : tuple of str
        Names that come near the one that it does not know.
    advice : str
        What to do; ``""`` where nothing is known.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        messages: Sequence[str] = (),
        candidates: Sequence[str] = (),
        advice: str = "",
    ) -> None:
        self.message = message
        self.status = status
        self.messages = tuple(messages)
        self.candidates = tuple(candidates)
        self.advice = advice
        super().__init__(message)

    def __str__(self) -> str:
        lines = [self.message, *(f"  {text}" for text in self.messages[:_MOST_LINES])]
        if len(self.messages) > _MOST_LINES:
            lines.append(f"  and {len(self.messages) - _MOST_LINES:,} more: .messages")
        if self.candidates:
            lines.append(f"  Did you mean {', '.join(self.candidates)}?")
        if self.advice:
            lines.append(f"  {self.advice}")
        return "\n".join(lines)


class SaveConflict(ContractLabError):
    """Saving would lose something, or there is no place to save to."""


class ContractBroken(ContractLabError):
    """The provider does not keep a contract, or a version may not be deployed; the text is what is to be read.

    Attributes
    ----------
    run : Run or None
        The run that did not pass; None where a broker was asked.
    """

    def __init__(self, text: str, run: Any = None) -> None:
        self.run = run
        super().__init__(text)
