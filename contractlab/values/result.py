"""The verdict on one example and one recording."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from contractlab.values.display import Shown
from contractlab.values.explanation import Explanation
from contractlab.values.mismatch import Mismatch, Unchecked
from contractlab.values.reasons import Reason, ReasonCode

__all__ = ["MatchResult", "Verdict"]

Verdict = Literal["passed", "failed", "error", "not exercised", "pending"]


class MatchResult(Shown):
    """What a check found.

    Attributes
    ----------
    verdict : str
        ``"passed"``, ``"failed"`` or ``"error"`` (could not be checked).
    reason : str or None
        Why the verdict is error, for people.
    reason_code : ReasonCode or None
        The same for programs; None where the verdict is not error.
    mismatches : tuple of Mismatch
        In document order: the same in every process.
    subject : str
        What was checked: ``"response"``, ``"request"``, ``"message"``, ``"reply 1"`` …
    reply : int
        Number of the reply that was checked; 0 for what is no reply.
    dialect : str
        ``"reference"`` or ``"spec"``.
    actual : object
        The recording, for views.
    example : Example or None
    """

    __slots__ = (
        "_explain",
        "_explanation",
        "_list_unchecked",
        "_unchecked",
        "actual",
        "dialect",
        "example",
        "mismatches",
        "reason",
        "reason_code",
        "reply",
        "subject",
        "verdict",
    )

    def __init__(
        self,
        verdict: Verdict,
        mismatches: tuple[Mismatch, ...] = (),
        *,
        reason: Reason | str | None = None,
        subject: str = "response",
        reply: int = 0,
        dialect: str = "reference",
        actual: Any = None,
        example: Any = None,
        explain: Callable[[], Explanation] | None = None,
        unchecked: Callable[[], tuple[Unchecked, ...]] | None = None,
    ) -> None:
        self.verdict: Verdict = verdict
        self.mismatches = mismatches
        self.reason = None if reason is None else str(reason)
        self.reason_code: ReasonCode | None = None
        if isinstance(reason, Reason):
            self.reason_code = reason.code
        elif verdict == "error":
            self.reason_code = ReasonCode.UNSPECIFIED
        self.subject = subject
        self.reply = reply
        self.dialect = dialect
        self.actual = actual
        self.example = example
        self._explain = explain
        self._list_unchecked = unchecked
        self._explanation: Explanation | None = None
        self._unchecked: tuple[Unchecked, ...] | None = None

    @property
    def passed(self) -> bool:
        """True if the verdict is passed."""
        return self.verdict == "passed"

    @property
    def explanation(self) -> Explanation:
        """Expected and actual side by side; worked out on first use."""
        if self._explanation is None:
            self._explanation = self._explain() if self._explain else Explanation()
        return self._explanation

    @property
    def unchecked(self) -> tuple[Unchecked, ...]:
        """What passed without being checked; worked out on first use."""
        if self._unchecked is None:
            self._unchecked = self._list_unchecked() if self._list_unchecked else ()
        return self._unchecked

    @property
    def deviations(self) -> tuple[str, ...]:
        """Where the Rust core and the specification differ and this result shows it: name and both sides of each."""
        sentences = [
            str(mismatch.facts["deviation_says"]) for mismatch in self.mismatches if "deviation_says" in mismatch.facts
        ]
        sentences += [explained.deviation for explained in self.explanation.walk() if explained.deviation]
        return tuple(dict.fromkeys(sentences))

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        why = f": {self.reason}" if self.reason else ""
        return f"<MatchResult {self.verdict}{why}, {len(self.mismatches)} mismatches>"
