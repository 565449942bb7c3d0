"""Runs at second hand: what the Rust verifier said in CI, joined with the contracts it spoke of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from contractlab.captures import AnyCapture, Capture, CaptureProblem, Captures, MessageCapture, Redaction
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract, Example
from contractlab.errors import SaveConflict
from contractlab.values.display import quiet
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSONObject
from contractlab.values.message import Message
from contractlab.values.mismatch import Mismatch
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.result import MatchResult, Verdict
from contractlab.verification.inputs import as_contracts
from contractlab.verification.masking import Mask
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.verification.verifier_errors import VerifierError
from contractlab.verification.verifier_file import VerifierResult, read_verifier_file
from contractlab.verification.verifier_join import join_mismatches

__all__ = ["SecondHand", "SecondHandResult", "SecondHandRun", "load_verifier_results"]

UNKNOWN = (
    "the request that was sent and the response that came",
    "what else the response held, and what matched",
    "what passed because nothing looked at it",
)
"""What a file of the verifier cannot say."""


@quiet
@dataclass(frozen=True, slots=True)
class SecondHand:
    """Where a run at second hand comes from.

    Attributes
    ----------
    file : str
    unknown : tuple of str
        What the file cannot say.
    problems : tuple of CaptureProblem
        What of it could not be read, or fits no example.
    """

    file: str
    unknown: tuple[str, ...] = UNKNOWN
    problems: tuple[CaptureProblem, ...] = ()


class SecondHandResult(Result):
    """A result that somebody else found; attributes as in `Result`, without a capture."""

    __slots__ = ("_response",)

    def __init__(
        self,
        contract: Contract,
        example: Example,
        match: MatchResult | None,
        response: HttpResponse | Message | None,
        *,
        provider_version: str | None,
        verdict: Verdict,
        reason: Reason | None = None,
        redaction: Redaction | None = None,
    ) -> None:
        super().__init__(
            contract, example, None, match,
            provider_version=provider_version, verdict=verdict, reason=reason, redaction=redaction,
        )  # fmt: skip
        self._response = response

    @property
    def second_hand(self) -> bool:
        """True: nobody here saw the response."""
        return True

    @property
    def mask(self) -> Mask:
        """What views may show: the places of secrets are those of the stand-in, which itself is never shown."""
        capture: AnyCapture | None = None
        if isinstance(self._response, Message):
            capture = MessageCapture("message", self._response)
        elif self._response is not None:
            capture = Capture(HttpRequest(), self._response)
        return _WordsToo(capture, self.redaction)


class _WordsToo(Mask):
    """Hides the verifier's own words as well, where they repeat a value that may not be shown."""

    def __init__(self, capture: AnyCapture | None, redaction: Redaction) -> None:
        super().__init__(capture, redaction)
        self.capture = None

    def mismatch(self, mismatch: Mismatch) -> Mismatch:
        """The mismatch as it may be shown."""
        shown = super().mismatch(mismatch)
        words = shown.facts.get("at") if shown.code == "reported" else None
        if isinstance(words, str):
            kept = {key: value for key, value in shown.facts.items() if key != "at"}
            if shown.actual is mismatch.actual:
                kept["at"] = self._text(words)
            shown = Mismatch(
                shown.part, shown.path, shown.code, shown.rule, shown.expected, shown.actual, shown.tokens, kept
            )
        return shown


class SecondHandRun(Run):
    """A run that the verifier made; attributes as in `Run`, without captures, and `second_hand`."""

    def __init__(
        self,
        contracts: Contracts,
        results: Sequence[Result],
        second_hand: SecondHand,
        *,
        provider_version: str | None = None,
        allow_not_exercised: bool = False,
        redaction: Redaction | None = None,
        stopped: Sequence[Reason] = (),
    ) -> None:
        super().__init__(contracts, Captures(), results, allow_not_exercised=allow_not_exercised, redaction=redaction)
        self.stopped = tuple(stopped)
        self.second_hand = second_hand
        self._provider_version = provider_version

    @property
    def provider_versions(self) -> tuple[str | None, ...]:
        """The version that was named when the file was loaded."""
        return (self._provider_version,)

    def to_dict(self) -> JSONObject:
        """The run as JSON values, marked as second hand."""
        origin: JSONObject = {"file": self.second_hand.file, "unknown": list(UNKNOWN)}
        if self.stopped:
            origin = {**origin, "errors": [reason.text for reason in self.stopped]}
        return {**super().to_dict(), "second_hand": origin}

    def save(self, path: str | Path) -> Path:
        """Refuse: a saved run holds captures.

        Raises
        ------
        SaveConflict
        """
        raise SaveConflict(
            f"a run at second hand has no captures to save; keep {self.second_hand.file}, and record the provider "
            "with contractlab record to have them"
        )


def load_verifier_results(
    source: str | Path | bytes | JSONObject,
    contracts: Contract | Iterable[Contract],
    *,
    provider_version: str | None = None,
    allow_not_exercised: bool = False,
    redaction: Redaction | None = None,
) -> SecondHandRun:
    """Read the JSON results of the Rust verifier and join them with the contracts they are about.

    Every difference gets the rule that governs its place, and the line on which that rule is declared; the verifier
    names neither. Its verdicts are taken as they are.

    Parameters
    ----------
    source : path, bytes, or the parsed document
        ``Verifier.results`` of pact-python, or what ``pact_verifier --json`` wrote.
    contracts : Contract, Contracts or iterable of Contract
        Those that were verified.
    provider_version : str, optional
        The file does not name it.
    allow_not_exercised : bool
        As in `verify`.
    redaction : Redaction, optional
        What views must not show.

    Returns
    -------
    SecondHandRun
        A run whose views say what it cannot know.

    Raises
    ------
    InvalidCapture
        If the file cannot be read, or holds no such results.
    """
    document = read_verifier_file(source)
    name, verified, problems = document.name, document.results, document.problems
    loaded = as_contracts(contracts)
    examples = [(contract, example) for contract in loaded for example in contract.examples]
    by_example: dict[int, VerifierResult] = {}
    for result in verified:
        fitting = _fitting(result, examples)
        if len(fitting) == 1 and id(fitting[0]) not in by_example:
            by_example[id(fitting[0])] = result
            continue
        why = (
            "matches no example of these contracts"
            if not fitting
            else "matches several examples, or one that was named before"
        )
        problems.append(
            CaptureProblem(f"{result.description!r} {why}; it is left out.", name, None, "warning", result.pointer)
        )
    results: list[Result] = []
    stopped = [(error, _as_reason(error, redaction)) for error in document.errors]
    judged = {id(contract) for contract, example in examples if id(example) in by_example}
    for contract, example in examples:
        mine = by_example.get(id(example))
        if mine is not None:
            results.append(_result(mine, contract, example, provider_version, redaction))
            continue
        unverified = None if id(contract) in judged else _why_not(contract, loaded, stopped)
        results.append(_result_without(unverified, contract, example, provider_version, redaction))
    second_hand = SecondHand(name, UNKNOWN, tuple(problems))
    return SecondHandRun(
        loaded,
        results,
        second_hand,
        provider_version=provider_version,
        allow_not_exercised=allow_not_exercised,
        redaction=redaction,
        stopped=[reason for _, reason in stopped],
    )


def _result_without(
    reason: Reason | None, contract: Contract, example: Example, version: str | None, redaction: Redaction | None
) -> Result:
    """The result of an example that the file does not name: what kept it from being verified, if anything did."""
    if reason is None:
        return Result(contract, example, None, None, provider_version=version, redaction=redaction)
    match = MatchResult("error", reason=reason, example=example)
    return SecondHandResult(
        contract, example, match, None,
        provider_version=version, verdict="error", reason=reason, redaction=redaction,
    )  # fmt: skip


def _as_reason(error: VerifierError, redaction: Redaction | None) -> Reason:
    """An error without the tokens of the address that it may quote."""
    return Reason(ReasonCode.PROVIDER_ERROR, (redaction or Redaction()).redact_text(error.text))


def _why_not(
    contract: Contract, contracts: Iterable[Contract], stopped: Sequence[tuple[VerifierError, Reason]]
) -> Reason | None:
    """The error that kept a contract without any result from being verified.

    One that quotes the files of other contracts speaks of those; one that quotes a folder, an address or nothing may
    speak of any.
    """
    names = {_file_name(each) for each in contracts}
    for error, reason in stopped:
        of_contracts = names & set(error.files)
        if not of_contracts or _file_name(contract) in of_contracts:
            return reason
    return None


def _file_name(contract: Contract) -> str:
    return contract.source.name.replace("\\", "/").rpartition("/")[2]


def _fitting(verified: VerifierResult, examples: Iterable[tuple[Contract, Example]]) -> list[Example]:
    """Examples that a result may be about: by the names of both parties, then key, description and states."""
    of_pair = [
        example
        for contract, example in examples
        if verified.consumer in ("", contract.consumer) and verified.provider in ("", contract.provider)
    ]
    by_key = [each for each in of_pair if verified.key and each.key == verified.key]
    if by_key:
        return by_key
    named = [each for each in of_pair if each.description == verified.description]
    stated = [each for each in named if tuple(state.name for state in each.states) == verified.states]
    return stated or named


def _result(
    verified: VerifierResult, contract: Contract, example: Example, version: str | None, redaction: Redaction | None
) -> Result:
    pending = verified.pending or example.pending
    match: MatchResult | None
    response: HttpResponse | Message | None = None
    verdict: Verdict
    reason: Reason | None = None
    if verified.passed:
        match, verdict = MatchResult("passed", example=example), "passed"
    elif verified.error is not None:
        words = (redaction or Redaction()).redact_text(verified.error)
        reason = Reason(ReasonCode.PROVIDER_ERROR, f"the verifier said: {words}")
        match, verdict = MatchResult("error", reason=reason, example=example), "pending" if pending else "error"
    else:
        match, response = join_mismatches(verified, example)
        verdict = "pending" if pending else "failed"
    return SecondHandResult(
        contract, example, match, response,
        provider_version=version, verdict=verdict, reason=reason, redaction=redaction,
    )  # fmt: skip
