"""A voice beside the versions of a matrix: what else says whether an example holds, such as an API document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, Self

from contractlab.contracts.contract import Example
from contractlab.values.result import Verdict
from contractlab.values.source import Location

__all__ = ["BesideFinding", "BesideVersions"]


class BesideFinding(Protocol):
    """Something that an example and the other voice say differently."""

    @property
    def text(self) -> str:
        """A sentence; it may hold a stranger's words."""

    @property
    def is_error(self) -> bool:
        """True if it makes the verdict."""

    @property
    def value_at(self) -> Location | None:
        """In the contract, as near to the value as there is one."""

    @property
    def there(self) -> Location:
        """In the other file."""


class BesideVersions(Protocol):
    """Says of each example whether it holds."""

    @property
    def name(self) -> str:
        """What it is called: title and version of an API document."""

    @property
    def passed(self) -> bool:
        """True if something was looked at, and nothing is wrong."""

    def verdict_of(self, example: Example) -> Verdict | None:
        """``"passed"`` or ``"failed"``; None for an example that it says nothing of."""

    def findings_of(self, example: Example) -> Sequence[BesideFinding]:
        """What is stated differently, errors first."""

    def again(self, examples: Iterable[Example]) -> Self:
        """The same voice about examples as they are now; what did not change is not looked at again."""
