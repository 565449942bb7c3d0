"""This project and the Rust core beside each other: what each makes of a file, and where they may differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.load_core import ANSWER, ANSWERED_MESSAGE, MESSAGE_METADATA, CoreReading

import contractlab as cl
from contractlab.contracts.contract import Example
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON
from contractlab.values.reasons import ReasonCode
from contractlab.values.result import MatchResult

__all__ = ["DEVIATIONS", "OurReading", "agree", "deviation_of", "read_here"]

_OUTCOMES = {ReasonCode.REFUSED_FILE: "refuses", ReasonCode.PANIC: "panics"}


@dataclass(frozen=True)
class OurReading:
    """What this project made of a file.

    Attributes
    ----------
    outcome : str
        As in `CoreReading`; ``"refuses"`` also where the file cannot be loaded at all.
    judged : tuple of (str, ReasonCode or None, bool)
        Verdict, reason and pending of every example that the reference verifies, in the order of the file.
    words : str
        Why it is refused.
    loaded : bool
    """

    outcome: str
    judged: tuple[tuple[str, ReasonCode | None, bool], ...]
    words: str
    loaded: bool = True


def _check(example: Example) -> MatchResult:
    if example.kind == "message":
        return example.check_message(ANSWERED_MESSAGE, MESSAGE_METADATA)
    if example.kind == "sync-message":
        return example.check_message(ANSWERED_MESSAGE, MESSAGE_METADATA, part="response")
    return example.check_response(cl.HttpResponse(*ANSWER))


def read_here(data: bytes) -> OurReading:
    """Load a file and judge what the provider answers by it.

    Parameters
    ----------
    data : bytes
    """
    try:
        contract = cl.load(data)
    except cl.InvalidContract as error:
        return OurReading("refuses", (), str(error), loaded=False)
    results = [(example, _check(example)) for example in contract.examples]
    for code, outcome in _OUTCOMES.items():
        hindered = [result for _, result in results if result.reason_code is code]
        if hindered:
            assert len(hindered) == len(results), "what ends the run ends it for every example"
            return OurReading(outcome, (), hindered[0].reason or "")
    judged = tuple(
        (result.verdict, result.reason_code, example.pending)
        for example, result in results
        if result.reason_code is not ReasonCode.NEVER_VERIFIED
    )
    return OurReading("reads", judged, "")


def _same_verdict(ours: tuple[str, ReasonCode | None, bool], core: tuple[str, bool, bool]) -> bool:
    verdict, reason, pending = ours
    _, passed, core_pending = core
    # An unknown matcher fails in the core, and is an error here: never a pass.
    fails = verdict == "failed" or reason in (ReasonCode.UNKNOWN_MATCHER, ReasonCode.UNSENDABLE)
    return pending is core_pending and (verdict == "passed" if passed else fails)


def agree(ours: OurReading, core: CoreReading) -> bool:
    """True if both come to the same end: what stops here stops there, and every example has its verdict.

    Parameters
    ----------
    ours : OurReading
    core : CoreReading
    """
    if core.outcome != "reads":
        # What cannot be loaded, or has no examples, has no verdict either, whether the core refuses it or panics.
        return ours.outcome == core.outcome or not (ours.loaded and ours.judged)
    if not core.verdicts:
        return not ours.judged  # success without a check: here nothing to check is an error
    if ours.outcome != "reads" or len(ours.judged) != len(core.verdicts):
        return False
    return all(map(_same_verdict, ours.judged, core.verdicts))


@dataclass(frozen=True)
class LoadDeviation:
    """One kind of file that is told otherwise on purpose.

    Attributes
    ----------
    name : str
    reason : str
    applies : callable
        From the parsed file, our reading and the core's.
    """

    name: str
    reason: str
    applies: Callable[[JSON, OurReading, CoreReading], bool]


def _lists(document: JSON) -> list[JSON]:
    if not isinstance(document, dict):
        return []
    return [each for field in ("interactions", "messages") for each in document.get(field) or () if document]


def _no_object(document: JSON, ours: OurReading, core: CoreReading) -> bool:
    odd = [not isinstance(each, dict) for each in _lists(document)]
    if not ours.loaded:
        return any(odd)
    if ours.outcome != "reads" or core.outcome != "reads" or not len(odd) >= len(ours.judged) == len(core.verdicts):
        return False
    odd = odd[len(odd) - len(core.verdicts) :]  # of both lists the core looks at the messages, which come last
    pairs = zip(odd, ours.judged, core.verdicts, strict=True)
    return any(odd) and all(
        reason is ReasonCode.UNREADABLE if is_odd else _same_verdict((verdict, reason, pending), of_core)
        for is_odd, (verdict, reason, pending), of_core in pairs
    )


def _no_reply(document: JSON, ours: OurReading, core: CoreReading) -> bool:
    return any(reason is ReasonCode.NO_SUCH_PART for _, reason, _ in ours.judged)


DEVIATIONS = (
    LoadDeviation(
        "no-object",
        "an interaction that is no object is 'GET /' with any answer of 200 to the core; here it is an error, it alone",
        _no_object,
    ),
    LoadDeviation(
        "no-reply",
        "a synchronous message that expects no reply passes unchecked in the core; here nothing to check is an error",
        _no_reply,
    ),
)
"""Every way in which a file is told otherwise, and why."""


def deviation_of(data: bytes, ours: OurReading, core: CoreReading) -> LoadDeviation | None:
    """The deviation that explains a difference; None if none does.

    Parameters
    ----------
    data : bytes
    ours : OurReading
    core : CoreReading
    """
    try:
        document = parse_json(data)
    except NotJson:
        return None
    return next((each for each in DEVIATIONS if each.applies(document, ours, core)), None)
