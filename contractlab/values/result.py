"""The verdict on one example and one recording."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pickle import PicklingError
from typing import Any, Literal, Protocol

from contractlab.values.display import Shown, clean_text
from contractlab.values.explanation import Explanation
from contractlab.values.json_types import JSONObject, Value
from contractlab.values.mismatch import Mismatch, Unchecked, general_path
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.sentences import Sentence
from contractlab.values.text import count

__all__ = ["Again", "CheckedExample", "Explainer", "JudgesAgain", "MatchResult", "Verdict"]

Again = Callable[[], "MatchResult | None"]
"""Makes a check again; None where there is nothing to check."""


class Explainer(Protocol):
    """What made a check and can say more of it; `actual` is the recording that was checked."""

    def explain(self, actual: Value) -> Explanation:
        """Expected and actual side by side."""

    def unchecked(self, actual: Value) -> tuple[Unchecked, ...]:
        """What passed without being checked."""


@dataclass(frozen=True, slots=True)
class _ByCalls:
    """An explainer of one check alone."""

    explain_it: Callable[[], Explanation]
    list_unchecked: Callable[[], tuple[Unchecked, ...]]

    def explain(self, actual: Value) -> Explanation:
        return self.explain_it()

    def unchecked(self, actual: Value) -> tuple[Unchecked, ...]:
        return self.list_unchecked()


class CheckedExample(Protocol):
    """What a result says of the example that gave it; `contractlab.contracts.contract.Example` is the full one."""

    @property
    def key(self) -> str:
        """Unique within its contract."""

    @property
    def description(self) -> str:
        """As it stands in the contract."""

    @property
    def pointer(self) -> str:
        """JSON pointer into the contract."""


class JudgesAgain(CheckedExample, Protocol):
    """An example that makes a check again from what its result holds, so that nothing more need be kept for it."""

    def judge_again(self, result: MatchResult) -> MatchResult:
        """Make the check of `result` anew."""


Verdict = Literal["passed", "failed", "error", "not exercised", "pending"]


_ENDED_BY_LIMIT = (ReasonCode.LIMIT, ReasonCode.TIMED_OUT)
_MOST_OF_A_KIND = 1_000
_MOST_TOLD = 2_000
"""Differences of all kinds: who has more has one cause for them, and every view, file and report repeats each."""
MORE_DIFFERENCES = "more-differences"
"""Reason of what stands for the differences that are not listed."""


def _first_of_each_kind(mismatches: tuple[Mismatch, ...]) -> tuple[tuple[Mismatch, ...], int]:
    """What is kept of many differences, and how many are left out."""
    if len(mismatches) <= _MOST_OF_A_KIND:
        return mismatches, 0
    times: dict[tuple[str, str, str], int] = {}
    kept: list[Mismatch] = []
    for mismatch in mismatches:
        kind = (mismatch.part, mismatch.code, general_path(mismatch.tokens) if mismatch.tokens else mismatch.path)
        times[kind] = times.get(kind, 0) + 1
        if times[kind] <= _MOST_OF_A_KIND and len(kept) < _MOST_TOLD:
            kept.append(mismatch)
    return tuple(kept), len(mismatches) - len(kept)


def _more_differences(result: MatchResult) -> tuple[Unchecked, ...]:
    if not result.left_out:
        return ()
    part, path = result.mismatches[-1].part, result.mismatches[-1].path
    count = f"{result.left_out:,} or more differences"
    words = (("strong", count), ("text", " are counted and not listed: there are too many of one kind."))
    return (Unchecked(part, path, MORE_DIFFERENCES, Sentence.of(*words)),)


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
        In document order: the same in every process; of one kind the first 1,000, of all kinds 2,000.
    left_out : int
        Differences of kinds of which there are more; what was listed by then is all that is known.
    subject : str
        What was checked: ``"response"``, ``"request"``, ``"message"``, ``"reply 1"`` …
    reply : int
        Number of the reply that was checked; 0 for what is no reply.
    dialect : str
        ``"reference"`` or ``"spec"``.
    actual : object
        The recording, for views.
    example : Example or None
        Who gave it; None for a check of a matcher alone.
    within : object
        The capture that `actual` is a part of, where one is known: what is a secret elsewhere in it is one here, too.
    """

    __slots__ = (
        "_again",
        "_explainer",
        "_explanation",
        "_made_again",
        "_unchecked",
        "actual",
        "dialect",
        "example",
        "left_out",
        "mismatches",
        "reason",
        "reason_code",
        "reply",
        "subject",
        "verdict",
        "within",
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
        actual: Value = None,
        example: CheckedExample | None = None,
        explain: Callable[[], Explanation] | None = None,
        unchecked: Callable[[], tuple[Unchecked, ...]] | None = None,
        explainer: Explainer | None = None,
        again: Again | JudgesAgain | None = None,
    ) -> None:
        self.verdict: Verdict = verdict
        self.mismatches, self.left_out = _first_of_each_kind(mismatches)
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
        self.example: CheckedExample | None = example
        self.within: Value = None
        if explain is not None and unchecked is not None:
            explainer = _ByCalls(explain, unchecked)
        self._explainer = explainer
        self._again = again
        self._made_again: MatchResult | None = None
        self._explanation: Explanation | None = None
        self._unchecked: tuple[Unchecked, ...] | None = None

    def repeatable(self, again: Again | JudgesAgain) -> MatchResult:
        """Tell the result how to make its check again, so that it can be pickled; gives the result.

        Parameters
        ----------
        again : callable, or example that judges again
            A callable takes nothing, can be pickled, and makes the same check.
        """
        self._again = again
        return self

    def _repeated(self) -> MatchResult | None:
        """The check made anew; None where this result has all that there is."""
        if self._made_again is None and self._again is not None:
            self._made_again = self._again() if callable(self._again) else self._again.judge_again(self)
            if self._made_again is not None:
                self._made_again.within = self._made_again.within or self.within
        return self._made_again

    @property
    def passed(self) -> bool:
        """True if the verdict is passed."""
        return self.verdict == "passed"

    @property
    def explanation(self) -> Explanation:
        """Expected and actual side by side; worked out on first use."""
        if self._explanation is None:
            if self.reason_code in _ENDED_BY_LIMIT:
                self._explanation = Explanation()  # what the check was too much for, an explanation is, too
            elif self._explainer is not None:
                self._explanation = self._explainer.explain(self.actual)
            else:
                repeated = self._repeated()
                self._explanation = Explanation() if repeated is None else repeated.explanation
        return self._explanation

    @property
    def unchecked(self) -> tuple[Unchecked, ...]:
        """What passed without being checked; worked out on first use."""
        if self._unchecked is None:
            if self.reason_code in _ENDED_BY_LIMIT:
                self._unchecked = ()
            elif self._explainer is not None:
                self._unchecked = (*self._explainer.unchecked(self.actual), *_more_differences(self))
            else:
                repeated = self._repeated()
                self._unchecked = _more_differences(self) if repeated is None else repeated.unchecked
        return self._unchecked

    @property
    def deviations(self) -> tuple[str, ...]:
        """Where the Rust core and the specification differ and this result shows it: name and both sides of each."""
        texts = [str(each.facts["deviation_says"]) for each in self.mismatches if "deviation_says" in each.facts]
        texts += [each.deviation for each in self.explanation.walk() if each.deviation]
        return tuple(dict.fromkeys(texts))

    @property
    def _reason_with_code(self) -> Reason | None:
        if self.reason is None or self.reason_code is None:
            return None
        return Reason(self.reason_code, self.reason)

    def __reduce__(self) -> tuple[Any, ...]:
        if self._again is None and self._explainer is not None:
            raise PicklingError("a result that no example gave cannot be pickled: its check cannot be made again")
        arguments = {
            "reason": self._reason_with_code,
            "subject": self.subject,
            "reply": self.reply,
            "dialect": self.dialect,
            "actual": self.actual,
            "example": self.example,
            "again": self._again,
        }
        return _as_it_was, (self.verdict, self.mismatches, self.left_out, arguments, self._unchecked, self.within)

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        why = f": {clean_text(self.reason)}" if self.reason else ""
        more = f" and {self.left_out:,} or more" if self.left_out else ""
        return f"<MatchResult {self.verdict}{why}, {count(len(self.mismatches), 'mismatch', 'mismatches')}{more}>"


def _as_it_was(
    verdict: Verdict,
    mismatches: tuple[Mismatch, ...],
    left_out: int,
    arguments: JSONObject,
    unchecked: tuple[Unchecked, ...] | None,
    within: Value = None,
) -> MatchResult:
    """A pickled result; what it had compiled is made again where somebody looks."""
    result = MatchResult(verdict, mismatches, **arguments)
    result.left_out = left_out
    result._unchecked = unchecked
    result.within = within
    return result
