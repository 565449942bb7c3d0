"""In which order a verifier took several contracts, where nothing but the answers tells.

Whoever starts the verifier orders the contracts: by the names of their files, as a broker lists them, as a script does.
Where the examples of one contract are asked for like those of another, the order in which more answers are such as the
examples accept is the likely one; of equals it is the order in which the contracts were given.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import permutations

from contractlab.captures import AnyCapture
from contractlab.verification.request_index import Candidate

__all__ = ["ranks_of_contracts"]

Fitting = tuple[AnyCapture, tuple[Candidate, ...]]
"""A recording and the examples that it may be of."""

_MOST_CONTRACTS = 5
"""Contracts whose orders are all tried: 120."""

_MOST_RECORDINGS = 200
"""Recordings that are looked at; they tell the order or nothing does."""


def ranks_of_contracts(
    recordings: Sequence[Fitting],
    seen: Mapping[int, int],
    accepts: Callable[[Candidate, AnyCapture], bool | None],
) -> dict[int, int]:
    """The place of each contract in a verifier's run, by the ``id`` of the contract.

    Parameters
    ----------
    recordings : sequence of (capture, tuple of Candidate)
        Of one recording, in order.
    seen : mapping of int to int
        Places of contracts that a recording without doubt shows.
    accepts : callable
        Whether an example accepts the answer of a recording; None where nobody asks any more.

    Returns
    -------
    dict
    """
    listed = _as_given(recordings)
    if seen.keys() >= set(listed):
        return dict(seen)
    groups = _shared(recordings)
    likely = tuple(listed)
    if groups and len(listed) <= _MOST_CONTRACTS:
        orders: list[tuple[int, ...]] = [order for order in permutations(listed) if _agrees(order, seen)]

        def accepted(order: tuple[int, ...]) -> int:
            return sum(_accepted(group, order, accepts) for group in groups)

        likely = max(orders, key=accepted) if len(orders) > 1 else orders[0]
    return {contract: rank for rank, contract in enumerate(likely)}


def _as_given(recordings: Sequence[Fitting]) -> list[int]:
    places: dict[int, int] = {}
    for _, fitting in recordings:
        for candidate in fitting:
            contract = id(candidate.example.contract)
            places[contract] = min(candidate.place, places.get(contract, candidate.place))
    return sorted(places, key=places.__getitem__)


def _agrees(order: tuple[int, ...], seen: Mapping[int, int]) -> bool:
    ranks = [seen[contract] for contract in order if contract in seen]
    return ranks == sorted(ranks)


def _shared(recordings: Sequence[Fitting]) -> list[list[Fitting]]:
    """Recordings that may be of examples in several contracts, by what they may be of."""
    groups: dict[Hashable, list[Fitting]] = {}
    for capture, fitting in recordings[:_MOST_RECORDINGS]:
        if len({id(candidate.example.contract) for candidate in fitting}) > 1:
            groups.setdefault(tuple(candidate.place for candidate in fitting), []).append((capture, fitting))
    return list(groups.values())


def _accepted(
    group: Sequence[Fitting],
    order: tuple[int, ...],
    accepts: Callable[[Candidate, AnyCapture], bool | None],
) -> int:
    """How many recordings of a group hold an answer that the example accepts whose turn it is."""
    _, fitting = group[0]
    turns = sorted(fitting, key=lambda candidate: (order.index(id(candidate.example.contract)), candidate.place))
    return sum(accepts(turns[number % len(turns)], capture) is True for number, (capture, _) in enumerate(group))
