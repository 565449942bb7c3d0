"""A second opinion on a run: the core of pact-python judges the same captures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from contractlab.captures import AnyCapture, Capture
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.core_verified import CoreVerified
from contractlab.contracts.format import format_of
from contractlab.live.crosschecking.asking import CoreAnswer, PlayedContract, ask_core
from contractlab.live.crosschecking.reasons import Difference, reason_of
from contractlab.redaction.json_types import JSONObject
from contractlab.values.display import Shown, quiet
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.result import Verdict
from contractlab.verification.results import Result
from contractlab.verification.run import Run

__all__ = ["CrossCheck", "CrossChecked", "crosscheck"]


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class CrossChecked:
    """One result of a run, and what the core says of the same answer.

    Attributes
    ----------
    result : Result
    core : str or None
        The core's verdict: ``"passed"``, ``"failed"``, ``"error"`` or ``"pending"``; None where it has none.
    places : tuple of str
        Where the core sees differences: ``BodyMismatch $.id``. Values are left out, because some are secret.
    difference : Difference or None
        What explains that the verdicts differ; None where they agree or there is but one.
    why_not : str
        Why the core has no verdict.
    """

    result: Result
    core: Verdict | None
    places: tuple[str, ...] = ()
    difference: Difference | None = None
    why_not: str = ""

    @property
    def agrees(self) -> bool:
        """True if both verdicts would do the same to a build."""
        return self.core is not None and self.difference is None


class CrossCheck(Shown):
    """A run beside the verdicts of the core.

    Attributes
    ----------
    run : Run
    checked : tuple of CrossChecked
        One for each result of the run, in its order.
    """

    def __init__(self, run: Run, checked: Sequence[CrossChecked]) -> None:
        self.run = run
        self.checked = tuple(checked)

    @cached_property
    def compared(self) -> tuple[CrossChecked, ...]:
        """Those on which both gave a verdict."""
        return tuple(each for each in self.checked if each.core is not None)

    @cached_property
    def differences(self) -> tuple[CrossChecked, ...]:
        """Those whose verdicts differ, what is not explained first."""
        differ = [each for each in self.checked if each.difference is not None]
        return tuple(sorted(differ, key=lambda each: bool(each.difference and each.difference.explained)))

    @cached_property
    def unexplained(self) -> tuple[CrossChecked, ...]:
        """Those whose verdicts differ, and nobody knows why."""
        return tuple(each for each in self.differences if each.difference and not each.difference.explained)

    @property
    def not_compared(self) -> tuple[CrossChecked, ...]:
        """Those of which the core has no verdict; each says why."""
        return tuple(each for each in self.checked if each.core is None)

    @property
    def passed(self) -> bool:
        """True if something was compared, and every difference has a name."""
        return bool(self.compared) and not self.unexplained

    def to_dict(self) -> JSONObject:
        """The comparison as JSON values."""
        return {
            "compared": len(self.compared),
            "agree": len(self.compared) - len(self.differences),
            "results": [dict(_as_dict(each)) for each in self.checked],
        }

    def __repr__(self) -> str:
        figures = f"{len(self.compared)} compared, {len(self.differences)} differ"
        return f"<CrossCheck {figures}, {len(self.unexplained)} not explained>"


def _as_dict(checked: CrossChecked) -> JSONObject:
    result, difference = checked.result, checked.difference
    return {
        "consumer": result.contract.consumer,
        "provider": result.contract.provider,
        "provider_version": result.provider_version,
        "example": result.example.description,
        "key": result.example.key,
        "verdict": result.verdict,
        "core": checked.core,
        "core_places": list(checked.places),
        "difference": None
        if difference is None
        else {"kind": difference.kind or "not explained", "name": difference.name, "text": difference.text},
        "why_not": checked.why_not,
    }


def crosscheck(run: Run) -> CrossCheck:
    """Let the core of pact-python judge the captures of a run, and compare its verdicts with ours.

    Each response is served over loopback in place of its provider, and pact-python's verifier is sent there. What was
    unpacked or redirected when it was recorded is served as it was judged. Nothing leaves this machine.

    Parameters
    ----------
    run : Run
        Checked here, with its captures.

    Returns
    -------
    CrossCheck

    Raises
    ------
    ContractLabError
        If the extra ``crosscheck`` is not installed.
    TypeError
        If it is no run.
    """
    if not isinstance(run, Run):
        raise TypeError(f"a run can be compared with the core, not {type(run).__name__}")
    answers = _answers(run.results)
    return CrossCheck(run, [_compared(result, answers[number]) for number, result in enumerate(run.results)])


_FOLLOWED = frozenset({301, 302, 303, 307, 308})
"""Statuses of redirects that the core's client follows; what was recorded behind them was put in their place."""
_OTHER_FORMAT = "the core does not read contracts of this format"


def _answers(results: Sequence[Result]) -> list[CoreAnswer]:
    """What the core says of each result."""
    answers = [CoreAnswer(None, _hindrance(result)) for result in results]
    rounds: list[tuple[PlayedContract, dict[int, int]]] = []
    for contract, numbers in _by_contract(results, answers):
        form = cast(CoreVerified, format_of(contract))
        examples = tuple(form.core_examples(contract))
        rounds += _rounds(contract, form.core_file(contract), examples, results, numbers)
    if rounds:
        asked = ask_core([played for played, _ in rounds])
        for (_, places), replies in zip(rounds, asked, strict=True):
            for position, number in places.items():
                answers[number] = replies[position]
    return answers


def _hindrance(result: Result) -> str:
    """Why the core cannot be asked about a result; empty where it can."""
    if not isinstance(format_of(result.contract), CoreVerified):
        return _OTHER_FORMAT
    if result.second_hand:
        return "nobody here saw the response"
    capture = result.seen
    if capture is None:
        return "nothing exercised the example"
    if isinstance(capture, Capture):
        if capture.response is None:
            return "no response was recorded"
        if capture.response.status in _FOLLOWED and "location" in capture.response.headers:
            # The core would go wherever the recording says.
            return "what the redirect leads to was not recorded"
        body = capture.response.body
    else:
        reply = capture.message if capture.kind == "message" else next(iter(capture.responses), None)
        if reply is None:
            return "no message was recorded"
        body = reply.contents
    return "the body was not recorded" if body is NOT_RECORDED else ""


def _by_contract(results: Sequence[Result], answers: Sequence[CoreAnswer]) -> Iterable[tuple[Contract, list[int]]]:
    grouped: dict[int, tuple[Contract, list[int]]] = {}
    for number, result in enumerate(results):
        if not answers[number].why_not:
            grouped.setdefault(id(result.contract), (result.contract, []))[1].append(number)
    return grouped.values()


def _rounds(
    contract: Contract, file: bytes, examples: Sequence[Example], results: Sequence[Result], numbers: Sequence[int]
) -> Iterable[tuple[PlayedContract, dict[int, int]]]:
    """One verification for each capture of the example that has most; with it, which result each position is."""
    positions = {id(example): position for position, example in enumerate(examples)}
    waiting: dict[int, list[int]] = {}
    for number in numbers:
        position = positions.get(id(results[number].example))
        if position is not None:
            waiting.setdefault(position, []).append(number)
    while waiting:
        places = {position: listed.pop(0) for position, listed in waiting.items()}
        waiting = {position: listed for position, listed in waiting.items() if listed}
        captures = {position: _seen(results[number]) for position, number in places.items()}
        yield PlayedContract(contract, file, examples, captures), places


def _seen(result: Result) -> AnyCapture:
    assert result.seen is not None, "results without a capture are hindered"
    return result.seen


def _compared(result: Result, answer: CoreAnswer) -> CrossChecked:
    core = answer.result
    if core is None:
        return CrossChecked(result, None, why_not=result.redaction.redact_text(answer.why_not))
    verdict: Verdict = "passed" if core.passed else "error" if core.error is not None else "failed"
    if verdict != "passed" and core.pending:
        verdict = "pending"
    places = tuple(f"{each.kind} {each.path}".strip() for each in core.mismatches)
    if core.error is not None:
        places = (result.redaction.redact_text(core.error),)
    difference = None if core.passed == result.passed else reason_of(result, core.passed)
    return CrossChecked(result, verdict, tuple(dict.fromkeys(places)), difference)
