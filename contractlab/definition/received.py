"""What a mock received: each request with its verdict, and all of them as one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal, overload

from contractlab.captures import Capture, Redaction
from contractlab.contracts.contract import Example
from contractlab.contracts.format import format_of
from contractlab.definition.request_code import request_code
from contractlab.values.display import Shown
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.mismatch import Mismatch
from contractlab.values.result import MatchResult
from contractlab.values.source import Location
from contractlab.values.tables import Column, ColumnKind, make_table
from contractlab.verification.masking import Mask
from contractlab.verification.nearest import NearExample

if TYPE_CHECKING:
    import pandas

__all__ = ["REQUEST_COLUMNS", "PlaceOf", "Received", "ReceivedRequests"]

PlaceOf = Callable[[Example], str]
"""Says where an example was defined: ``"cell 4, line 21"``."""

ReceivedVerdict = Literal["passed", "failed", "error"]

REQUEST_COLUMNS = (
    Column("number", "from 1, in the order in which they came", ColumnKind.COUNT),
    Column("method", "of the request"),
    Column("target", "path and query, secrets taken out"),
    Column(
        "verdict", "of the request; sorted, the worst comes first", ColumnKind.ORDERED, ("failed", "error", "passed")
    ),
    Column("example", "the one that it matches"),
    Column("status", "of what the mock answered", ColumnKind.COUNT),
    Column("received_at", "when it was received", ColumnKind.TIME),
)


class Received(Shown):
    """One request that a mock received.

    Attributes
    ----------
    number : int
        From 1, in the order in which they came.
    at : datetime
        When it was answered, in local time.
    request : HttpRequest
    response : HttpResponse
        What was answered.
    example : Example or None
        The one that answered; None where the request fits none.
    result : MatchResult or None
        Its check of the request.
    nearest : tuple of NearExample
        Of a request that fits none: up to three examples, the nearest first.
    reason : str
        Why there is no verdict on the request, or no response of the example; empty where there is.
    """

    def __init__(
        self,
        number: int,
        at: datetime,
        request: HttpRequest,
        response: HttpResponse,
        *,
        example: Example | None = None,
        result: MatchResult | None = None,
        nearest: Sequence[NearExample] = (),
        reason: str = "",
        name: str = "contract",
        states: Sequence[str] = (),
        place_of: PlaceOf | None = None,
    ) -> None:
        self.number, self.at = number, at
        self.request, self.response = request, response
        self.example, self.result = example, result
        self.nearest = tuple(nearest)
        self.reason = reason
        self._name, self._states, self._place_of = name, tuple(states), place_of

    @property
    def verdict(self) -> ReceivedVerdict:
        """``"passed"`` if an example fits wholly; ``"error"`` if that is unknown, ``"failed"`` if none does."""
        if self.reason:
            return "error"
        return "failed" if self.example is None else "passed"

    @property
    def passed(self) -> bool:
        """True if an example fits wholly."""
        return self.verdict == "passed"

    @property
    def proves(self) -> bool:
        """True if the request proves its example: HEAD of an example of GET is answered, and proves nothing."""
        return self.passed and self.example is not None and self.request.method.upper() == self.example.request.method

    @cached_property
    def mask(self) -> Mask:
        """What views may show of it."""
        return Mask(Capture(self.request, None), Redaction())

    @property
    def shown_request(self) -> HttpRequest:
        """The request without its secrets."""
        shown = self.mask.capture
        return shown.request if isinstance(shown, Capture) else self.request

    def code(self) -> str:
        """The lines that define this request, its values as received, secrets taken out."""
        return request_code(self.shown_request, self._name, self._states)

    def location_of(self, near: NearExample, mismatch: Mismatch) -> Location:
        """Where the contract has the value that a difference is about."""
        example = near.example
        pointer = format_of(example.contract).value_pointer(example, mismatch, "request", 0)
        location = example.contract.source.at(pointer)
        return location if location.line is not None else example.location

    def place_of(self, near: NearExample, mismatch: Mismatch) -> str:
        """The same in words: ``line 21``, or where the example was defined."""
        if self._place_of is not None:
            return self._place_of(near.example)
        location = self.location_of(near, mismatch)
        # Where all stands in one line, as in a contract made of a mapping, the line says nothing.
        one_line = b"\n" not in location.source.data.strip()
        return "" if location.line is None or one_line else f"line {location.line:,}"

    def __repr__(self) -> str:
        answered = f"matches {self.example.description!r}" if self.example is not None else "matches no example"
        return f"<Received {self.number}: {self.shown_request.method} {self.shown_request.path}, {answered}>"


class ReceivedRequests(Sequence[Received], Shown):
    """Everything that a mock received, in order.

    Parameters
    ----------
    items : sequence of Received
    """

    def __init__(self, items: Sequence[Received]) -> None:
        self._items = tuple(items)

    @property
    def missed(self) -> ReceivedRequests:
        """Those that match no example, or could not be judged."""
        return ReceivedRequests([each for each in self._items if not each.passed])

    def to_frame(self) -> pandas.DataFrame:
        """One row for each request: number, method, target, verdict, example, status, received_at.

        Secrets are taken out; verdicts are an ordered category, worst first; times are UTC.
        """
        rows = []
        for each in self._items:
            shown = each.shown_request
            name = None if each.example is None else each.example.description
            rows.append((each.number, shown.method, shown.target, each.verdict, name, each.response.status, each.at))
        return make_table(REQUEST_COLUMNS, rows)

    @overload
    def __getitem__(self, index: int) -> Received: ...
    @overload
    def __getitem__(self, index: slice) -> ReceivedRequests: ...
    def __getitem__(self, index: int | slice) -> Received | ReceivedRequests:
        return ReceivedRequests(self._items[index]) if isinstance(index, slice) else self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Received]:
        return iter(self._items)

    def __repr__(self) -> str:
        return f"<ReceivedRequests: {len(self)}, {len(self.missed)} match no example>"
