"""The verdict on one pair of an example and a capture: HTTP by its response, messages by what was produced."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from contractlab.captures import AnyCapture, Capture, MessageCapture, Redaction
from contractlab.captures.capture import NO_RESPONSE
from contractlab.contracts.contract import Example
from contractlab.contracts.hindrance import Hindrance
from contractlab.engine.dialect import Dialect
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.message import Message
from contractlab.values.mismatch import Unchecked
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.result import MatchResult
from contractlab.values.sentences import Sentence
from contractlab.verification.transport import SeenCapture

Recording = HttpRequest | HttpResponse | Message

__all__ = [
    "check_capture",
    "hindrance_of",
    "judge_pair",
    "judge_seen",
    "judged_part",
    "of_one_kind",
    "pairing_dialect",
    "subject_of",
]


def judged_part(capture: AnyCapture, example: Example | None = None) -> Recording | None:
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


def subject_of(capture: AnyCapture, example: Example | None = None) -> tuple[str, int]:
    """What a result about the capture calls its subject, and the number of the reply, as in `MatchResult`."""
    if isinstance(capture, Capture):
        return ("request" if _of_caller(example) else "response"), 0
    return ("message", 0) if capture.kind == "message" else ("reply 1", 1)


def hindrance_of(example: Example, dialect: str) -> Hindrance | None:
    """What keeps the reference from a verdict on an example; in other dialects, what keeps everybody from one."""
    return example.hindrance if dialect == "reference" else example.unread


def pairing_dialect(example: Example) -> Dialect:
    """Whose checks pair captures: what the reference has no verdict for is paired by what the file says."""
    return "reference" if hindrance_of(example, "reference") is None else "spec"


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
        return example.check_message(capture.message, dialect=dialect)
    match = example.check_message(capture.responses[0], part="response", index=0, dialect=dialect)
    others = _other_replies(example, capture)
    if not others:
        return match
    return _with_unchecked(match, others).repeatable(partial(check_capture, example, capture, dialect))


def _other_replies(example: Example, capture: MessageCapture) -> tuple[Unchecked, ...]:
    expected = len(example.responses) if example.kind == "sync-message" else 0
    last = max(expected, len(capture.responses))
    return tuple(
        Unchecked(
            "reply",
            f"reply {number}",
            "later-reply",
            Sentence.of(("code", f"reply {number}"), ": Pact's verifier checks the first reply only."),
        )
        for number in range(2, last + 1)
    )


def _with_unchecked(match: MatchResult, more: Sequence[Unchecked]) -> MatchResult:
    return MatchResult(
        match.verdict,
        match.mismatches,
        reason=Reason.of(match.reason_code, match.reason),
        subject=match.subject,
        reply=match.reply,
        dialect=match.dialect,
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
    hindrance = hindrance_of(example, dialect)
    failed = _failure_of(capture, redaction)
    if hindrance is not None:
        reason = hindrance.reason
    elif failed is not None:
        reason = failed
        match = check_capture(example, capture, dialect) if of_one_kind(example, capture) else None
        if match is not None:
            # What was answered may differ, too, whatever went wrong beside it.
            return MatchResult(
                "error",
                match.mismatches,
                reason=reason,
                subject=match.subject,
                reply=match.reply,
                dialect=dialect,
                actual=part,
                example=example,
                again=partial(check_capture, example, capture, dialect),
            )
    elif also:
        reason = _ambiguous(capture, also)
    elif not of_one_kind(example, capture):
        recorded = "an exchange over HTTP" if isinstance(capture, Capture) else f"a {capture.kind}"
        text = f"the capture is {recorded}, and the example is of kind {example.kind}"
        reason = Reason(ReasonCode.WRONG_KIND, text)
    else:
        match = check_capture(example, capture, dialect)
        if match is not None and not _came_from_cache(example, capture, match):
            return match
        reason = _FROM_CACHE if match is not None else _nothing_recorded(capture, redaction or Redaction())
    subject, reply = subject_of(capture, example)
    return MatchResult(
        "error", reason=reason, subject=subject, reply=reply, dialect=dialect, actual=part, example=example
    )


def _failure_of(capture: AnyCapture, redaction: Redaction | None) -> Reason | None:
    """What the recorder says went wrong; a code of a later version is not known here."""
    noted = capture.failure
    if noted is None:
        return None
    code, message = noted
    codes = {member.value: member for member in ReasonCode}
    return Reason(codes.get(code, ReasonCode.UNSPECIFIED), (redaction or Redaction()).redact_text(message))


_FROM_CACHE = Reason(ReasonCode.FROM_CACHE, "answered from the browser's cache: disable the cache, and record it again")
_CONDITIONS = ("if-none-match", "if-modified-since")


def _came_from_cache(example: Example, capture: AnyCapture, match: MatchResult) -> bool:
    """Tell whether a browser's cache answered, or was asked about, so that nothing is known of the provider.

    A 304 answers a question that a cache asked. Where the example expects it, or asks that question itself, the 304 is
    the provider's own answer.
    """
    if not isinstance(capture, Capture) or capture.response is None or _of_caller(example):
        return False
    if capture.response.status != 304:
        return capture.from_cache
    if example.kind != "http" or all(mismatch.part != "status" for mismatch in match.mismatches):
        return False
    asked = any(name in capture.request.headers for name in _CONDITIONS)
    asks = any(name.lower() in _CONDITIONS for name in example.request.headers)
    return (capture.from_cache or asked) and not asks


def judge_seen(
    example: Example,
    seen: SeenCapture,
    also: Sequence[Example],
    dialect: Dialect,
    redaction: Redaction | None = None,
) -> MatchResult:
    """The check of a capture as the verifier's client hands it on; parameters as in `judge_pair`."""
    if also or seen.reason is None:
        return judge_pair(example, seen.capture, also, dialect, redaction)
    subject, reply = subject_of(seen.capture, example)
    return MatchResult(
        "error",
        reason=_failure_of(seen.capture, redaction) or seen.reason,
        subject=subject,
        reply=reply,
        dialect=dialect,
        actual=judged_part(seen.capture, example),
        example=example,
    )


def _ambiguous(capture: AnyCapture, also: Sequence[Example]) -> Reason:
    names = ", ".join(repr(example.description) for example in also[:5])
    more = f" and {len(also) - 5} more" if len(also) > 5 else ""
    noun = "request" if isinstance(capture, Capture) else "message"
    text = f"ambiguous: the {noun} also matches {names}{more}, and no recorded state tells them apart"
    return Reason(ReasonCode.AMBIGUOUS, text)


def _nothing_recorded(capture: AnyCapture, redaction: Redaction) -> Reason:
    # The recorder's words may repeat an address with its password; a reason is shown everywhere.
    error = redaction.redact_capture(capture).error
    if isinstance(capture, Capture):
        text = NO_RESPONSE if error == NO_RESPONSE else f"{NO_RESPONSE}: {error or 'the connection broke'}"
    else:
        noun = "message" if capture.kind == "message" else "reply"
        text = f"no {noun} was recorded" + (f": {error}" if error else "")
    return Reason(ReasonCode.NO_ANSWER, text)


def of_one_kind(example: Example, capture: AnyCapture) -> bool:
    """True if such a capture can exercise such an example."""
    if isinstance(capture, MessageCapture):
        return example.kind == capture.kind
    return example.kind not in ("message", "sync-message", "function")
