"""States that are named in two spellings: a handler knows one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contractlab.contracts.contract import Contract
from contractlab.contracts.problems import Problem
from contractlab.values.text import quote

__all__ = ["state_problems"]

_LOOSE = re.compile(r"[\W_]+")


def _plain(name: str) -> str:
    """A name without case, spaces and punctuation."""
    return _LOOSE.sub(" ", name).strip().casefold()


def state_problems(contract: Contract) -> Iterator[Problem]:
    """States that differ only in case, spaces or punctuation: told where the rarer spelling first stands.

    Parameters
    ----------
    contract : Contract
    """
    spellings: dict[str, dict[str, list[int]]] = {}
    for example in contract.examples:
        for state in example.states:
            uses = spellings.setdefault(_plain(state.name), {})
            uses.setdefault(state.name, []).append(example.index)
    for plain, uses in spellings.items():
        if len(uses) < 2 or not plain:
            continue
        usual = max(uses, key=lambda name: len(uses[name]))
        for name, places in uses.items():
            if name != usual:
                example = contract.examples[places[0]]
                message = (
                    f"the state {quote(name, 80)} is written {quote(usual, 80)} elsewhere; a handler for one does "
                    "not serve the other"
                )
                place = contract.source.at(example.pointer)
                yield Problem("warning", "state-spellings", message, place, example.key)
