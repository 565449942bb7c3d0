"""An example that cannot be read: it alone has no verdict, and says why; the others of its file are judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.hindrance import Hindrance
from contractlab.contracts.problems import Problem
from contractlab.errors import Fault
from contractlab.values.internal import keep_fault
from contractlab.values.json_types import Value
from contractlab.values.reasons import ReasonCode
from contractlab.values.source import Location
from contractlab.values.text import visible

__all__ = ["broken_by_us", "broken_rule", "refusals", "unread_description", "unread_examples", "unread_problems"]

_WHAT = "this example cannot be read"
_LONGEST = 200


def broken_rule(why: str, location: Location) -> Hindrance:
    """An example that breaks a rule of its format so that nothing can be made of it.

    Parameters
    ----------
    why : str
        What it must be, and what to do, without a full stop.
    location : Location
        Where it stands.
    """
    return Hindrance(ReasonCode.UNREADABLE, _WHAT, why, location)


def broken_by_us(error: Exception, location: Location) -> Hindrance:
    """An example over which contractlab itself went wrong.

    Parameters
    ----------
    error : Exception
    location : Location
        Where it stands.
    """
    return Hindrance(ReasonCode.INTERNAL, keep_fault(error, _WHAT), "report it; the others are judged", location)


def refusals(faults: Sequence[Fault], unread: Sequence[Hindrance | None]) -> list[Fault]:
    """Why a file is refused, all of it in the order of the file; none where something of it can be judged.

    Parameters
    ----------
    faults : sequence of Fault
        What cannot be read in a way that costs the whole file.
    unread : sequence of Hindrance or None
        Of each of its examples. Where none keeps to the format, it is no contract; where contractlab went wrong, it may
        be one.
    """
    broken = [why for why in unread if why is not None and why.code is ReasonCode.UNREADABLE]
    if not faults and (not unread or len(broken) < len(unread)):
        return []
    reasons = [*faults, *(Fault(why.why, why.location.pointer, why.location.line) for why in broken)]
    return sorted(reasons, key=lambda fault: fault.line or 0)


def unread_description(value: Value, pointer: str) -> str:
    """What an example is called of which nothing else is known.

    Parameters
    ----------
    value : JSON value
        The example as it stands in the file.
    pointer : str
    """
    described = value.get("description") if isinstance(value, dict) else None
    return described if isinstance(described, str) and described else f"the unreadable example at {pointer}"


def unread_problems(contract: Contract) -> Iterator[Problem]:
    """Every example of a contract that cannot be read."""
    for example in contract.examples:
        if example.unread is not None:
            hindrance = example.unread
            yield Problem("error", hindrance.code.value, str(hindrance), hindrance.location, example.key)


def unread_examples(contracts: Iterable[Contract]) -> Iterator[tuple[Example, Fault]]:
    """Every example that cannot be read, with what is to be told of it beside the file that it stands in."""
    for contract in contracts:
        for example in contract.examples:
            if example.unread is not None:
                hindrance = example.unread
                pointer = visible(hindrance.location.pointer)[:_LONGEST]
                yield example, Fault(f"{hindrance}.", pointer, hindrance.location.line)
