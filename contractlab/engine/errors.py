"""A check that has no answer."""

from __future__ import annotations

from contractlab.values.reasons import Reason, ReasonCode

__all__ = ["CannotCheck"]


class CannotCheck(Exception):
    """A part could not be checked: a time limit, an unsupported construct.

    Parameters
    ----------
    text : str
        The result's reason.
    code : ReasonCode
    """

    def __init__(self, text: str, code: ReasonCode = ReasonCode.UNSUPPORTED) -> None:
        super().__init__(text)
        self.code = code

    @property
    def reason(self) -> Reason:
        """Code and text."""
        return Reason(self.code, str(self))
