"""The verdict on one pair of an example and a capture: HTTP by its response, messages by what was produced."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from contractlab.captures import AnyCapture, Capture, MessageCapture, Redaction
from contractlab.contracts.example import Example
from contractlab.matching.dialect import Dialect
from contractlab.values.mismatch import Unchecked
from contractlab.values.result import MatchResult
from contractlab.values.sentences import Sentence

__all__ = ["check_capture", "judge_pair", "judged_part", "of_one_kind", "subject_of"]


def judged_part(capture: AnyCapture, example: Example | None = None) -> Any:
    """What the verdict is about: the response, the message, or the first reply; None where there is none.

    Where `example` tests the caller, it is the request.
    """
    if isinstance(capture, Capture):
        return capture.relative_request if _of_caller(example) else capture.response
    if capture.kind == "message":
        return capture.message
    return capture.responses[0] if capture.responses else None


def _of_caller(example: Example | None) -> bool:
    return example is not None and example.judged == "request"


def subject_of(capture: AnyCapture, example: Example | None = None) -> str:
    """What a result about the capture calls its subject, as in `MatchResult`."""
    if isinstance(capture, Capture):
        return "request" if _of_caller(example) else "response"
    return "message" if capture.kind == "message" else "reply 1"


def check_capture(example: Example, capture: AnyCapture, dialect: str = "reference") -> MatchResult | None:
    """Check what was recorded; None where nothing was.

    Pact's verifier checks the first reply of a synchronous message and no other (pact_verifier, sync messages); the
    others are listed as not checked.
    """
    part = judged_part(capture, example)
    if part is None:
        return None
    if isinstance(capture, Capture):
        check = example.check_request if _of_caller(example) else example.check_response
        return check(part, dialect=dialect, variables=example.variables_of(capture.states))
    if capture.kind == "message":
        return example.check_message(part, dialect=dialect)
    match = example.check_message(part, part="response", index=0, dialect=dialect)
    others = _other_replies(example, capture)
    if not others:
        return match
    return _with_unchecked(match, others).repeatable(partial(check_capture, example, capture, dialect))


def _other_replies(example: Example, capture: MessageCapture) -> tuple[Unchecked, ...]:
    expected = len(getattr(example, "responses", ()))
    number = max(expected, len(capture.responses))
    return tuple(
        Unchecked(
            "reply",
            f"reply {one}",
            "later-reply",
            Sentence.of(("code", f"reply {one}"), ": Pact's verifier checks the first reply only."),
        )
        for one in range(2, number + 1)
    )


def _with_unchecked(match: MatchResult, more: Sequence[Unchecked]) -> MatchResult:
    return MatchResult(
        match.verdict,
        match.mismatches,
        reason=match.reason,
        subject=match.subject,
        dialect=match.dialect,
        expected=match.expected,
        actual=match.actual,
        example=match.example,
        explain=lambda: match.explanation,
        unchecked=lambda: (*match.unchecked, *more),
    )


def judge_pair(
    example: Example,
    capture: AnyCapture,
    also: Sequence[Example],
    dialect: Dialect,
    redaction: Redaction | None = None,
) -> MatchResult:
    """The check of a capture, or why there is none.

    Parameters
    ----------
    example : Example
    capture : Capture or MessageCapture
    also : sequence of Example
        Others that fit as well and that nothing tells apart.
    dialect : str
    redaction : Redaction, optional
        What the reason must not repeat.
    """
    part = judged_part(capture, example)
    if also:
        names = ", ".join(repr(one.description) for one in also[:5])
        more = f" and {len(also) - 5} more" if len(also) > 5 else ""
        what = "request" if isinstance(capture, Capture) else "message"
        reason = f"ambiguous: the {what} also fits {names}{more}, and no recorded state tells them apart"
    elif not of_one_kind(example, capture):
        was = "an exchange over HTTP" if isinstance(capture, Capture) else f"a {capture.kind}"
        reason = f"the capture is {was}, and the example is of kind {example.kind}"
    else:
        match = check_capture(example, capture, dialect)
        if match is not None:
            return match
        # The recorder's words may repeat an address with its password; a reason is shown everywhere.
        error = (redaction or Redaction()).redact_capture(capture).error
        if isinstance(capture, Capture):
            reason = f"no response was recorded: {error or 'the connection broke'}"
        else:
            noun = "message" if capture.kind == "message" else "reply"
            reason = f"no {noun} was recorded" + (f": {error}" if error else "")
    return MatchResult(
        "error", reason=reason, subject=subject_of(capture, example), dialect=dialect, actual=part, example=example
    )


def of_one_kind(example: Example, capture: AnyCapture) -> bool:
    """True if such a capture can exercise such an example."""
    if isinstance(capture, MessageCapture):
        return example.kind == capture.kind
    return example.kind not in ("message", "sync-message", "function")
