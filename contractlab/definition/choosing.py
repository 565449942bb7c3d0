"""Which example answers a request: the verdict is `check_request`'s, the choice among what fits is made here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from contractlab.contracts.answering import reference_choice_of
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.described import DescribedPart
from contractlab.contracts.format import format_of
from contractlab.engine.dialect import Dialect
from contractlab.values.explanation import Explained
from contractlab.values.http import HttpRequest
from contractlab.values.result import MatchResult
from contractlab.verification.nearest import NearExample, nearest_examples
from contractlab.verification.request_index import RequestIndex

__all__ = ["Choice", "Chooser", "MockDialect", "demand"]

MockDialect = Literal["reference", "spec"] | None
"""Which example answers, and by whose verdicts.

``None``: the verdicts of the reference, and of what fits the example that asks for most. ``"reference"``: the example
that the reference's own mock takes, also where it does not fit and another would. ``"spec"``: as None, with the
verdicts of the specification.
"""

NEAREST = 3
"""Examples that a request which fits nothing is compared with."""

_WALKED = 2_000
"""Values of a body that are looked at to say how much an example asks for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What answers a request.

    Attributes
    ----------
    example : Example or None
        The one that answers; None where nothing fits.
    result : MatchResult or None
        Its check of the request.
    nearest : tuple of NearExample
        Where nothing fits: what comes nearest. With ``dialect="reference"``, the one that the reference took is first.
    unjudged : tuple of (Example, str)
        Where nothing fits: examples of this method and path that cannot be judged, with the reason.
    """

    example: Example | None = None
    result: MatchResult | None = None
    nearest: tuple[NearExample, ...] = ()
    unjudged: tuple[tuple[Example, str], ...] = ()


class Chooser:
    """Chooses among the examples of one contract.

    Parameters
    ----------
    contract : Contract
    states : collection of str
        Names of states in force.
    dialect : str or None
        As in `MockDialect`.
    answers : callable, optional
        True for the examples to choose among; by default all of HTTP.
    wanted : str, optional
        Key of the example that answers wherever it fits.
    """

    def __init__(
        self,
        contract: Contract,
        states: Collection[str] = (),
        dialect: MockDialect = None,
        answers: Callable[[Example], bool] | None = None,
        wanted: str | None = None,
    ) -> None:
        self.contract = contract
        self._states = frozenset(states)
        self._wanted = wanted
        self._reference = dialect == "reference"
        self._dialect: Dialect = "spec" if dialect == "spec" else "reference"
        http = (example for example in contract.examples if example.kind == "http")
        self.examples = tuple(example for example in http if answers is None or answers(example))
        self._index = RequestIndex(self.examples)
        self._demands: dict[int, int] = {}

    def choose(self, request: HttpRequest) -> Choice:
        """The example that answers a request, or those that come nearest.

        Parameters
        ----------
        request : HttpRequest
        """
        checked: dict[int, MatchResult] = {}

        def check(example: Example) -> MatchResult:
            if example.index not in checked:
                checked[example.index] = example.check_request(request, dialect=self._dialect)
            return checked[example.index]

        if self._reference:
            return self._as_the_reference(request, [(example, check(example)) for example in self.examples])
        fitting = [example for example in self._index.described(request) if check(example).passed]
        # Formats may compare paths otherwise than letter by letter.
        fitting = fitting or [example for example in self.examples if check(example).passed]
        if fitting:
            chosen = max(fitting, key=self._rank)
            return Choice(chosen, check(chosen))
        near = nearest_examples(request, self.examples, check, most=NEAREST)
        return Choice(nearest=tuple(near), unjudged=self._unjudged(request, check))

    def _unjudged(
        self, request: HttpRequest, check: Callable[[Example], MatchResult]
    ) -> tuple[tuple[Example, str], ...]:
        """Examples that would be asked first and that give no verdict: what hinders them, a plugin for one."""
        asked = [(example, check(example)) for example in self._index.described(request)]
        return tuple(
            (example, result.reason or "it cannot be checked")
            for example, result in asked
            if result.verdict == "error" and not result.mismatches
        )

    def _rank(self, example: Example) -> tuple[bool, int, int, int]:
        """What is wanted comes first, then what asks for most, what needs the states in force, what stands first."""
        index = example.index
        if index not in self._demands:
            self._demands[index] = demand(example)
        in_force = sum(state.name in self._states for state in example.states)
        return example.key == self._wanted, self._demands[index], in_force, -index

    def _as_the_reference(self, request: HttpRequest, checked: Sequence[tuple[Example, MatchResult]]) -> Choice:
        place = reference_choice_of(request, checked)
        if place is not None and checked[place][1].passed:
            return Choice(*checked[place])
        results = {id(example): result for example, result in checked}
        near = nearest_examples(request, self.examples, lambda example: results[id(example)], most=NEAREST)
        taken = None if place is None else checked[place][0]
        ordered = sorted(near, key=lambda each: each.example is not taken)
        return Choice(nearest=tuple(ordered), unjudged=self._unjudged(request, lambda example: results[id(example)]))


def demand(example: Example) -> int:
    """How much the request of an example asks for: two for each value that must be equal, one for each with a rule.

    Parameters
    ----------
    example : Example
        Of kind ``"http"``.
    """
    parts = format_of(example.contract).describe(example).parts
    asked = next((part for part in parts if part.title == "Request"), None)
    return 0 if asked is None else _of_part(asked)


def _of_part(part: DescribedPart) -> int:
    counted = sum(1 if value.rule is not None or value.matchers else 2 for value in part.values)
    body = part.body
    if body is None or body.presence == "missing":
        return counted
    if body.tree is None:
        return counted + (1 if body.rules else 2)
    return counted + 1 + sum(map(_of_value, islice(body.tree.walk(), _WALKED)))


def _of_value(explained: Explained) -> int:
    if isinstance(explained.expected, dict | list):
        return 0
    return 1 if explained.rule is not None else 2
