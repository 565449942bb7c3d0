"""Which examples come nearest to a request that fits none, and what keeps it from each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from contractlab.contracts.contract import Example
from contractlab.engine.limits import collecting
from contractlab.values.http import HttpRequest
from contractlab.values.mismatch import Mismatch
from contractlab.values.result import MatchResult
from contractlab.verification.request_index import likeness

__all__ = ["NearExample", "nearest_examples"]

_CANDIDATES = 40
"""How many examples are compared in full when the nearest is looked for."""

_RANKED_BY = 200
"""How many differences of one kind are counted when examples are ranked."""

_METHOD = 3
"""What another method costs; any other difference costs one, and a path more the less it is alike."""


@dataclass(frozen=True, slots=True)
class NearExample:
    """An example that a request does not fit.

    Attributes
    ----------
    example : Example
    result : MatchResult
        Of the check of the request.
    mismatches : tuple of Mismatch
        Those that count.
    cost : float
        The less, the nearer.
    """

    example: Example
    result: MatchResult
    mismatches: tuple[Mismatch, ...]
    cost: float


def nearest_examples(
    request: HttpRequest,
    examples: Iterable[Example],
    check: Callable[[Example], MatchResult],
    *,
    counting: Callable[[tuple[Mismatch, ...]], tuple[Mismatch, ...]] = tuple,
    most: int = 1,
) -> list[NearExample]:
    """Examples that come nearest, the nearest first.

    Parameters
    ----------
    request : HttpRequest
    examples : iterable of Example
        Those of other kinds than ``"http"`` are left out, and those that the request fits.
    check : callable
        What an example says of the request.
    counting : callable, optional
        Those of its differences that count.
    most : int
    """
    target = request.path.split("/")

    def distance(example: Example) -> tuple[bool, float]:
        expected = example.request
        like = SequenceMatcher(None, target, expected.path.split("/")).ratio()
        letters = SequenceMatcher(None, request.path, expected.path).quick_ratio()
        return (expected.method != request.method.upper(), -(like + letters))

    near = sorted((example for example in examples if example.kind == "http"), key=distance)[:_CANDIDATES]
    ranked: list[NearExample] = []
    with collecting(_RANKED_BY):
        for example in near:
            result = check(example)
            mismatches = counting(result.mismatches)
            if mismatches:
                ranked.append(NearExample(example, result, mismatches, _cost(request, example, mismatches)))
    nearest = sorted(ranked, key=lambda each: each.cost)[:most]
    return [each if len(each.mismatches) < _RANKED_BY else _in_full(each, check, counting) for each in nearest]


def _in_full(
    near: NearExample,
    check: Callable[[Example], MatchResult],
    counting: Callable[[tuple[Mismatch, ...]], tuple[Mismatch, ...]],
) -> NearExample:
    """One of which only the first differences were counted, with all of them."""
    result = check(near.example)
    return NearExample(near.example, result, counting(result.mismatches), near.cost)


def _cost(request: HttpRequest, example: Example, mismatches: tuple[Mismatch, ...]) -> float:
    like = likeness(request.path, example.request.path)
    prices = {"path": 2 + 8 * (1 - like), "method": _METHOD}
    return sum(prices.get(mismatch.part, 1) for mismatch in mismatches)
