"""Bodies of captures without their secrets; those of captures that say the same are looked through once."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from contractlab.captures import AnyCapture, Capture, Redaction
from contractlab.editing.repair_ground import content_of
from contractlab.editing.suggestions import recorded_body
from contractlab.values.json_types import Value
from contractlab.verification.masking import Mask

__all__ = ["RecordedBodies"]


class RecordedBodies:
    """Gives the body of each capture, as it may be shown.

    Parameters
    ----------
    redaction : Redaction
    """

    def __init__(self, redaction: Redaction) -> None:
        self.redaction = redaction
        # The captures are held, so that no other one has the id of one that is gone.
        self._made: dict[Hashable, tuple[AnyCapture, tuple[Value, ...]]] = {}

    def of(self, capture: AnyCapture) -> tuple[Value, ...]:
        """The body, nothing where it has none that can be read; nobody may change it."""
        if isinstance(capture, Capture) and capture.response is None:
            return ()
        # Words of a state may be secrets that an answer repeats, so what was recorded in states is looked at by itself.
        content: Hashable = id(capture) if capture.states else content_of(capture)
        if content not in self._made:
            # What else the recording tells is shown nowhere here, and is not looked through for secrets.
            mask = Mask(replace(capture, raw=None, error=None), self.redaction)
            self._made[content] = (capture, tuple(recorded_body(capture, mask, 0)))
        return self._made[content][1]
