"""Why our verdict is another than the core's: a named deviation, a tie, or a gap of the recording.

Nothing is guessed: a name is given only where what bears it touched this very example. Whatever has no name is told as
not explained, and is worth a report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from contractlab.captures import Capture
from contractlab.values.display import quiet
from contractlab.values.reasons import ReasonCode
from contractlab.verification.results import Result

__all__ = ["Difference", "ReasonKind", "reason_of"]

ReasonKind = Literal["deviation", "dialect", "tie", "not recorded", "redacted", "not judged", ""]

_TIE = "tied-rules"
_NOT_RECORDED = frozenset({ReasonCode.NOT_RECORDED, ReasonCode.NO_ANSWER, ReasonCode.FROM_CACHE, ReasonCode.REDIRECTED})
_REDACTED = frozenset({ReasonCode.REDACTED})


@quiet
@dataclass(frozen=True, slots=True)
class Difference:
    """What explains another verdict.

    Attributes
    ----------
    kind : str
        ``"deviation"``: the core and the specification differ there; ``"dialect"``: the run asked for the
        specification's verdicts; ``"tie"``: two rules weigh the same, and the core takes either; ``"not recorded"`` and
        ``"redacted"``: the recording does not hold what was sent; ``"not judged"``: we refuse a verdict that the core
        gives. Empty where nothing explains it.
    name : str
        Name of the deviation, code of the problem or of the reason.
    text : str
        A sentence.
    """

    kind: ReasonKind
    name: str
    text: str

    @property
    def explained(self) -> bool:
        """True if there is a reason."""
        return bool(self.kind)


NOT_EXPLAINED = Difference("", "", "Nothing known explains this: please report it, with the contract and the capture.")


def reason_of(result: Result, core_passed: bool) -> Difference:
    """What explains that the core's verdict on a result is another than ours.

    Parameters
    ----------
    result : Result
        With a capture and a check.
    core_passed : bool
    """
    return next(_reasons(result, core_passed), NOT_EXPLAINED)


def _reasons(result: Result, core_passed: bool) -> Iterator[Difference]:
    yield from _gaps(result)
    for name, text in _deviations(result):
        yield Difference("deviation", name, text)
    for problem in result.contract.problems:
        if problem.code == _TIE and problem.example == result.example.key:
            yield Difference("tie", _TIE, f"Two rules weigh the same, and the core takes either. {problem.message}")
    if result.match is not None and result.match.dialect == "spec" and _reference_passes(result) == core_passed:
        text = "The run has the verdicts of the specification; asked for those of the core, we give the core's."
        yield Difference("dialect", "spec", text)
    if result.verdict == "error" and result.reason_code is not None:
        yield Difference("not judged", str(result.reason_code), f"We give no verdict here: {result.reason}")


def _gaps(result: Result) -> Iterator[Difference]:
    if result.reason_code in _NOT_RECORDED:
        yield Difference("not recorded", str(result.reason_code), f"The recording is not whole: {result.reason}")
    if result.reason_code in _REDACTED or any(each.reason == "redacted" for each in result.unchecked):
        text = "Values were taken out of the recording, so the core was sent other ones than the provider gave."
        yield Difference("redacted", "redacted", text)
    capture = result.seen
    if isinstance(capture, Capture) and capture.response is not None and capture.response.not_recorded:
        names = ", ".join(sorted(capture.response.not_recorded))
        yield Difference("not recorded", "not-recorded", f"The recording left out {names}, so the core never saw it.")


def _deviations(result: Result) -> Iterator[tuple[str, str]]:
    for mismatch in result.mismatches:
        name = mismatch.facts.get("deviation")
        if isinstance(name, str):
            yield name, str(mismatch.facts.get("deviation_says", name))
    for explained in result.explanation.walk():
        if explained.deviation:
            name = explained.deviation.partition("(")[2].partition(")")[0]
            yield name or "deviation", explained.deviation


def _reference_passes(result: Result) -> bool:
    capture = result.seen
    if isinstance(capture, Capture):
        return capture.response is not None and result.example.check_response(capture.response).passed
    if capture is None:
        return False
    if capture.kind == "message":
        return capture.message is not None and result.example.check_message(capture.message).passed
    return bool(capture.responses) and result.example.check_message(capture.responses[0], part="response").passed
