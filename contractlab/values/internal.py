"""A fault of contractlab itself costs the one thing that was being worked on: a check, a file, a block of a view.

Whoever works on many things catches what nobody foresaw around each of them, keeps it here, and goes on. The command
line asks whether there was any, and shows where behind ``--debug``.
"""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from contractlab.errors import ContractLabError, FaultCode, InvalidCapture, InvalidContract, InvalidDocument
from contractlab.values.json_types import Value
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.result import CheckedExample, MatchResult

__all__ = [
    "InternalFault",
    "Losses",
    "LostItem",
    "broken_check",
    "fault_count",
    "internal_faults",
    "is_our_fault",
    "keep_fault",
    "reason_of_fault",
]

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")

_MOST_KEPT = 20


@dataclass(frozen=True, slots=True)
class InternalFault:
    """What went wrong once.

    Attributes
    ----------
    number : int
        Which it was since the process began, from 1.
    sentence : str
        What it cost, with the kind of exception; its own words may repeat a recording, so they are left out.
    traceback : str
        Raw: it may hold anything.
    """

    number: int
    sentence: str
    traceback: str


_kept: deque[InternalFault] = deque(maxlen=_MOST_KEPT)
_count = 0


def keep_fault(error: BaseException, what: str) -> str:
    """Keep an exception that nobody foresaw; gives the sentence that stands where the result would be.

    Parameters
    ----------
    error : Exception
    what : str
        What cannot be given because of it: ``"this check cannot be made"``.
    """
    global _count
    sentence = f"{what}: a fault in contractlab ({type(error).__name__}), not in your input"
    if isinstance(error, MemoryError | RecursionError):
        sentence = f"{what}: contractlab ran out of {'memory' if isinstance(error, MemoryError) else 'stack'}"
    _count += 1
    _kept.append(InternalFault(_count, sentence, "".join(traceback.format_exception(error, limit=-40))))
    return sentence


def is_our_fault(error: Exception) -> bool:
    """True for what contractlab did not raise on purpose, and for an input refused because contractlab went wrong."""
    if isinstance(error, InvalidContract | InvalidCapture | InvalidDocument):
        return any(fault.code is FaultCode.INTERNAL for fault in error.faults)
    return not isinstance(error, ContractLabError)


def reason_of_fault(error: Exception, what: str = "the check went wrong") -> Reason:
    """The reason of a verdict that an exception cost.

    Raises
    ------
    ContractLabError
        The exception itself, where it is one that contractlab raises on purpose.
    """
    if isinstance(error, ContractLabError):
        raise error
    return Reason(ReasonCode.INTERNAL, keep_fault(error, what))


def broken_check(
    error: Exception, subject: str, dialect: str, actual: Value, example: CheckedExample | None
) -> MatchResult:
    """The result of a check that an exception ended; parameters as in `MatchResult`.

    Raises
    ------
    ContractLabError
        As in `reason_of_fault`.
    """
    reason = reason_of_fault(error)
    return MatchResult("error", reason=reason, subject=subject, dialect=dialect, actual=actual, example=example)


@dataclass(frozen=True, slots=True)
class LostItem:
    """One of many things that a fault of contractlab cost.

    Attributes
    ----------
    name : str
        What a person knows it by: the description of an example, the key of a capture.
    sentence : str
        What cannot be given of it, and that the fault is ours.
    """

    name: str
    sentence: str


class Losses:
    """What is lost while many things are worked on: each that goes wrong costs itself alone, and is named.

    What contractlab raises on purpose goes on: it is said of the whole.
    """

    def __init__(self) -> None:
        self._items: dict[tuple[str, str], LostItem] = {}

    @property
    def items(self) -> tuple[LostItem, ...]:
        """What was lost, in the order in which it went wrong."""
        return tuple(self._items.values())

    def note(self, error: Exception, what: str, name: Callable[[], str]) -> None:
        """Keep what an exception cost.

        Parameters
        ----------
        error : Exception
        what : str
            As in `keep_fault`.
        name : callable
            Gives the name; where even that goes wrong it has none.

        Raises
        ------
        ContractLabError
            The exception itself, where it is one that contractlab raises on purpose.
        """
        if not is_our_fault(error):
            raise error
        try:
            named = name()
        except Exception:
            named = "(it has no name)"
        self._items.setdefault((named, what), LostItem(named, keep_fault(error, what)))

    def each(
        self, items: Iterable[_Item], work: Callable[[_Item], _Made], what: str, name: Callable[[_Item], str]
    ) -> Iterator[tuple[_Item, _Made]]:
        """Work on one thing after the other; gives those that it went well with, and what was made of them.

        Parameters
        ----------
        items : iterable
        work : callable
        what : str
            What cannot be given where it goes wrong, as in `keep_fault`.
        name : callable
            What a person knows an item by.
        """
        for item in items:
            try:
                made = work(item)
            except Exception as error:
                self.note(error, what, lambda item=item: name(item))  # type: ignore[misc]
                continue
            yield item, made

    def each_in_steps(
        self,
        items: Iterable[_Item],
        work: Callable[[_Item], Generator[None, None, _Made]],
        what: str,
        name: Callable[[_Item], str],
    ) -> Generator[None, None, list[tuple[_Item, _Made]]]:
        """The same where the work on one of them is done in pieces; returns all that it went well with.

        Parameters
        ----------
        items : iterable
        work : callable
            Gives a generator that yields after each piece, and returns what was made.
        what, name
            As in `each`.
        """
        done: list[tuple[_Item, _Made]] = []
        for item in items:
            try:
                made = yield from work(item)
            except Exception as error:
                self.note(error, what, lambda item=item: name(item))  # type: ignore[misc]
                continue
            done.append((item, made))
        return done


def fault_count() -> int:
    """How many faults there were in this process."""
    return _count


def internal_faults(since: int = 0) -> tuple[InternalFault, ...]:
    """The last faults of this process, those after number `since`."""
    return tuple(fault for fault in _kept if fault.number > since)
