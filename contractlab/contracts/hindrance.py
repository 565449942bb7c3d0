"""What keeps the reference from a verdict: it refuses the file, panics, passes examples over, or cannot ask."""

from __future__ import annotations

from dataclasses import dataclass

from contractlab.values.display import quiet
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.source import Location
from contractlab.values.text import visible

__all__ = ["Hindrance"]

_LONGEST_POINTER = 200


@quiet
@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why an example has no verdict in CI, whatever the provider answers.

    Attributes
    ----------
    code : ReasonCode
        ``REFUSED_FILE`` or ``PANIC`` for all examples of a file; ``NEVER_VERIFIED``, ``UNSENDABLE``, ``UNREADABLE`` or
        ``INTERNAL`` for one.
    what : str
        What happens: the beginning of a sentence.
    why : str
        Its end, without a full stop: why, and what to do.
    location : Location
        The place in the file that is the reason.
    """

    code: ReasonCode
    what: str
    why: str
    location: Location

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"

    @property
    def reason(self) -> Reason:
        """The reason of a result, with the place; the file is that of the example, so its name is left out."""
        line, pointer = self.location.line, visible(self.location.pointer)[:_LONGEST_POINTER]
        place = ", ".join(part for part in (f"line {line:,}" if line is not None else "", pointer) if part)
        return Reason(self.code, f"{self.what} ({place}): {self.why}" if place else str(self))
