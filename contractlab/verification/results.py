"""Results of a run: one for each example and capture, and one for each example that nothing exercised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from contractlab.captures import AnyCapture, Redaction
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.transport import TransportNote
from contractlab.values.display import Shown, clean_text
from contractlab.values.explanation import Explanation
from contractlab.values.mismatch import Mismatch, Unchecked
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.result import MatchResult, Verdict
from contractlab.values.text import count
from contractlab.verification.masking import Mask, mask_of
from contractlab.verification.pairing_notes import PairingNote

__all__ = ["SEVERITY", "Result", "Results", "verdict_for"]

SEVERITY: dict[Verdict, int] = {"failed": 0, "error": 1, "pending": 2, "not exercised": 3, "passed": 4}
"""Order by trouble."""

_USUAL = Redaction()


_COVERED = frozenset(
    {ReasonCode.UNKNOWN_MATCHER, ReasonCode.PROVIDER_ERROR, ReasonCode.STATE_FAILED, ReasonCode.UNSENDABLE}
)
"""Reasons that are failures of one example to Pact's verifier: it breaks nothing by them while it is pending."""


def verdict_for(example: Example, verdict: Verdict, code: ReasonCode | None) -> Verdict:
    """The verdict of a run: a pending example is excused from failures; what could not be checked stays an error.

    Parameters
    ----------
    example : Example
    verdict : str
        Of the check.
    code : ReasonCode or None
        Why it is error.
    """
    is_covered = verdict == "failed" or (verdict == "error" and code in _COVERED)
    return "pending" if example.pending and is_covered else verdict


class Result(Shown):
    """What a run says about one example and one capture.

    Attributes
    ----------
    contract : Contract
    example : Example
    capture : Capture or None
        None where nothing exercised the example.
    provider_version : str or None
    verdict : str
        ``"passed"``, ``"failed"``, ``"error"``, ``"pending"`` (failed in CI, and the example is marked pending) or
        ``"not exercised"``.
    match : MatchResult or None
        The check itself.
    reason : str or None
        Why the verdict is error, for people.
    reason_code : ReasonCode or None
        The same for programs; None where there is no reason.
    redaction : Redaction
        What views must not show.
    seen : Capture, MessageCapture or None
        The capture as it was judged: with the answer that the verifier's client hands on.
    notes : tuple of TransportNote
        What that client changed of the recorded answer.
    pairing_notes : tuple of PairingNote
        How the capture was paired with the example, where that matters: a guess, a reservation.
    """

    __slots__ = (
        "capture",
        "contract",
        "example",
        "match",
        "notes",
        "pairing_notes",
        "provider_version",
        "reason",
        "reason_code",
        "redaction",
        "seen",
        "verdict",
    )

    def __init__(
        self,
        contract: Contract,
        example: Example,
        capture: AnyCapture | None,
        match: MatchResult | None,
        *,
        provider_version: str | None = None,
        verdict: Verdict | None = None,
        reason: Reason | None = None,
        redaction: Redaction | None = None,
        seen: AnyCapture | None = None,
        notes: Sequence[TransportNote] = (),
        pairing_notes: tuple[PairingNote, ...] = (),
    ) -> None:
        self.contract = contract
        self.example = example
        self.capture = capture
        self.match = match
        if match is not None and match.within is None:
            match.within = capture if seen is None else seen  # what one part repeats of another is known by the whole
        self.provider_version = provider_version
        self.pairing_notes = pairing_notes
        self.redaction = redaction if redaction is not None else _USUAL
        self.seen = capture if seen is None else seen
        self.notes = tuple(notes)
        if verdict is None:
            verdict = "not exercised" if match is None else verdict_for(example, match.verdict, match.reason_code)
        self.verdict: Verdict = verdict
        if reason is None and match is not None:
            reason = Reason.of(match.reason_code, match.reason)
        self.reason = None if reason is None else reason.text
        self.reason_code = None if reason is None else reason.code

    @property
    def passed(self) -> bool:
        """True if the verdict is passed."""
        return self.verdict == "passed"

    @property
    def mismatches(self) -> tuple[Mismatch, ...]:
        """Differences in document order."""
        return () if self.match is None else self.match.mismatches

    @property
    def shown_mismatches(self) -> list[Mismatch]:
        """Differences with secrets taken out, as views and files may show them."""
        if not self.mismatches:
            return []  # making a mask looks through the whole recording
        mask = self.mask
        return [mask.mismatch(mismatch) for mismatch in self.mismatches]

    @property
    def unchecked(self) -> tuple[Unchecked, ...]:
        """What passed because nothing looked at it."""
        return () if self.match is None else self.match.unchecked

    @property
    def decisive_notes(self) -> tuple[TransportNote, ...]:
        """Those of `notes` that may have decided the verdict: they touch what the example expects."""
        if not self.notes:
            return ()
        expected = {name.lower() for name in self.example.response.headers}
        return tuple(note for note in self.notes if not note.headers or note.headers & expected)

    @property
    def explanation(self) -> Explanation:
        """Expected and actual side by side with the rules that decided."""
        return Explanation() if self.match is None else self.match.explanation

    @property
    def mask(self) -> Mask:
        """What views and files may show of the values."""
        return mask_of(self.seen, self.redaction)

    @property
    def traceback(self) -> str:
        """Traceback of the state handler or of the app that failed, without secrets; empty for none."""
        noted = "" if self.capture is None else self.capture.traceback
        return self.redaction.redact_text(noted) if noted else ""

    @property
    def second_hand(self) -> bool:
        """True if somebody else judged a response that nobody here saw."""
        return False

    @property
    def breaks(self) -> bool:
        """True if the verdict breaks a build wherever gaps are not tolerated."""
        return self.verdict in ("failed", "error", "not exercised")

    def __repr__(self) -> str:
        version = f" {self.provider_version}" if self.provider_version else ""
        about = clean_text(self.example.description)
        return f"<Result {self.verdict}: {about!r}{version}, {count(len(self.mismatches), 'mismatch', 'mismatches')}>"


class Results(Shown, Sequence[Result]):
    """Several results, worst first."""

    def __init__(self, items: Iterable[Result]) -> None:
        self._items = tuple(sorted(items, key=lambda result: SEVERITY[result.verdict]))

    @overload
    def __getitem__(self, index: int) -> Result: ...

    @overload
    def __getitem__(self, index: slice) -> Results: ...

    def __getitem__(self, index: int | slice) -> Result | Results:
        return Results(self._items[index]) if isinstance(index, slice) else self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Result]:
        return iter(self._items)

    @property
    def passed(self) -> bool:
        """True if all passed."""
        return all(result.passed for result in self._items)

    def __repr__(self) -> str:
        return f"<{count(len(self._items), 'result')}>"
