"""Captures that match several examples: taken together where the same examples are in question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from contractlab.captures import AnyCapture, Redaction
from contractlab.contracts.contract import Example
from contractlab.engine.dialect import Dialect
from contractlab.values.display import quiet
from contractlab.values.reasons import ReasonCode
from contractlab.values.result import Verdict
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.check_pair import judge_seen
from contractlab.verification.recorded_states import recording_of
from contractlab.verification.results import Result
from contractlab.verification.transport import Sight

__all__ = ["AmbiguousGroup", "Trial", "group_ambiguous"]


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class AmbiguousGroup:
    """Captures for which the same examples are in question.

    Attributes
    ----------
    examples : tuple of Example
        In the order of contracts and files.
    captures : tuple of Capture and MessageCapture
        In the order in which they were recorded.
    """

    examples: tuple[Example, ...]
    captures: tuple[AnyCapture, ...]

    @property
    def id(self) -> str:
        """A name that lasts as long as the examples do."""
        names = [(example.contract.label, example.key) for example in self.examples]
        return "ambiguous:" + blake2b(repr(names).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()

    def of_version(self, version: str | None) -> AmbiguousGroup:
        """The captures of one provider version alone."""
        kept = tuple(capture for capture in self.captures if capture.provider_version == version)
        return AmbiguousGroup(self.examples, kept)

    @property
    def in_turn(self) -> tuple[Example, ...] | None:
        """The example of each capture if they were asked in the order of the contract, round by round.

        None where some recording does not hold a whole number of rounds: then their order says nothing.
        """
        turns: Counter[tuple[str, str | None]] = Counter()
        chosen: list[Example] = []
        for capture in self.captures:
            recording = recording_of(capture)
            chosen.append(self.examples[turns[recording] % len(self.examples)])
            turns[recording] += 1
        whole = all(number % len(self.examples) == 0 for number in turns.values())
        return tuple(chosen) if whole and chosen else None


def group_ambiguous(results: Iterable[Result]) -> list[AmbiguousGroup]:
    """Ambiguous captures by the examples that are in question, those with most captures first.

    Parameters
    ----------
    results : iterable of Result
        Of one run, or of all runs of a matrix.
    """
    in_question: dict[int, tuple[AnyCapture, dict[int, Example]]] = {}
    for result in results:
        if result.capture is not None and result.reason_code == ReasonCode.AMBIGUOUS:
            _, examples = in_question.setdefault(id(result.capture), (result.capture, {}))
            examples.setdefault(id(result.example), result.example)
    groups: dict[tuple[int, ...], list[AnyCapture]] = {}
    members: dict[tuple[int, ...], tuple[Example, ...]] = {}
    for capture, examples in in_question.values():
        key = tuple(examples)
        members.setdefault(key, tuple(examples.values()))
        groups.setdefault(key, []).append(capture)
    made = [AmbiguousGroup(members[key], tuple(captures)) for key, captures in groups.items()]
    return sorted(made, key=lambda group: -len(group.captures))


class Trial:
    """What the verdict would be if a capture were of an example; nothing is changed by asking.

    Parameters
    ----------
    captures : iterable of Capture and MessageCapture
        All of the recording, in order: the verifier's client follows redirects in it.
    dialect : str
    redaction : Redaction
    cache : CheckCache, optional
        Of checks that were made before.
    """

    def __init__(
        self, captures: Iterable[AnyCapture], dialect: Dialect, redaction: Redaction, cache: CheckCache | None = None
    ) -> None:
        self._sight = Sight(captures, dialect, redaction)
        self._dialect: Dialect = dialect
        self._redaction = redaction
        self._cache = cache if cache is not None else CheckCache()
        self._results: dict[tuple[int, int], Result] = {}

    def result(self, example: Example, capture: AnyCapture) -> Result:
        """The result of one pair."""
        key = (id(example), id(capture))
        result = self._results.get(key)
        if result is None:
            seen = self._sight.see(example, capture)
            match = (
                self._cache.check(
                    example,
                    seen.capture,
                    self._dialect,
                    lambda: judge_seen(example, seen, (), self._dialect, self._redaction),
                )
                if seen.reason is None
                else judge_seen(example, seen, (), self._dialect, self._redaction)
            )
            result = self._results[key] = Result(
                example.contract,
                example,
                capture,
                match,
                provider_version=capture.provider_version,
                redaction=self._redaction,
                seen=seen.capture,
                notes=seen.notes,
            )
        return result

    def count(self, pairs: Iterable[tuple[Example, AnyCapture]]) -> Counter[Verdict]:
        """How many pairs would have which verdict."""
        return Counter(self.result(example, capture).verdict for example, capture in pairs)

    def likeliest(self, group: AmbiguousGroup) -> Sequence[Example]:
        """The examples of a group, those that most captures pass first; equal ones stay in the order of the file."""
        passing = {
            id(example): self.count((example, capture) for capture in group.captures)["passed"]
            for example in group.examples
        }
        return sorted(group.examples, key=lambda example: -passing[id(example)])
