"""Which examples a live run is about; a filter that fits nothing is an error, never a success."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract, Example
from contractlab.errors import AmbiguousExample
from contractlab.verification.inputs import Only, select_examples

__all__ = ["StateFilter", "of_provider", "selected"]

StateFilter: TypeAlias = "str | re.Pattern[str] | Iterable[str | re.Pattern[str]] | None"
"""Names of states, parts of them, patterns with ``*``, regular expressions; ``""`` for examples without a state."""


def of_provider(contracts: Contracts, name: str | None) -> Contracts:
    """The contracts of one provider.

    Raises
    ------
    AmbiguousExample
        If there are several and nobody says which is asked, or none of that name.
    """
    names = list(dict.fromkeys(contract.provider for contract in contracts))
    if name is None:
        if len(names) > 1:
            why = "these are contracts of several providers, and one is asked; say which: provider_name="
            raise AmbiguousExample(why, names)
        return contracts
    kept = [contract for contract in contracts if contract.provider == name]
    if not kept:
        near = get_close_matches(name, names, n=5, cutoff=0.4) or names[:5]
        raise AmbiguousExample(f"there is no contract of the provider {name!r}", near)
    return Contracts(kept, contracts.refused, contracts.skipped)


def selected(
    contracts: Sequence[Contract],
    only: Only = None,
    state: StateFilter = None,
    consumer: str | Iterable[str] | None = None,
) -> list[Example]:
    """Examples that all of the filters name, in order.

    Parameters
    ----------
    contracts : sequence of Contract
    only : as `contractlab.verify` takes it
    state : str, pattern, or iterable of these, optional
        Names of states, parts of them, or patterns with ``*``, without regard to case; a regular expression is
        searched for; ``""`` is for examples without a state.
    consumer : str or iterable of str, optional
        Names of consumers, exactly.

    Raises
    ------
    AmbiguousExample
        If there is none; with the nearest names.
    """
    examples = [example for contract in contracts for example in contract.examples]
    if consumer is not None:
        wanted = {consumer} if isinstance(consumer, str) else set(consumer)
        names = list(dict.fromkeys(contract.consumer for contract in contracts))
        kept = [example for example in examples if example.contract.consumer in wanted]
        examples = _some(kept, "consumer", " or ".join(sorted(map(repr, wanted))), wanted, names)
    if state is not None:
        listed = [state] if isinstance(state, str | re.Pattern) else list(state)
        names = list(dict.fromkeys(each.name for example in examples for each in example.states))
        kept = [example for example in examples if any(_in_state(example, name) for name in listed)]
        examples = _some(kept, "state", " or ".join(map(_shown, listed)), map(_text, listed), names)
    if only is not None:
        names = [example.description for example in examples]
        kept = select_examples(examples, only)
        several: Iterable[Any] = [only] if isinstance(only, str | re.Pattern | Example) or callable(only) else only
        wanted_names = list(several)
        examples = _some(kept, "name", " or ".join(map(_shown, wanted_names)), map(_text, wanted_names), names)
    return examples


def _in_state(example: Example, name: str | re.Pattern[str]) -> bool:
    if name == "":
        return not example.states
    if isinstance(name, re.Pattern):
        return any(name.search(state.name) for state in example.states)
    text = name.lower()
    return any(text in state.name.lower() or fnmatchcase(state.name.lower(), text) for state in example.states)


def _text(name: Any) -> str:
    if isinstance(name, re.Pattern):
        return str(name.pattern)
    return name.description if isinstance(name, Example) else str(name)


def _shown(name: Any) -> str:
    return "the function" if isinstance(name, Callable) and not isinstance(name, Example) else repr(_text(name))  # type: ignore[arg-type]


def _some(kept: list[Example], noun: str, shown: str, asked: Iterable[str], names: Sequence[str]) -> list[Example]:
    if kept:
        return kept
    near = dict.fromkeys(name for text in asked for name in get_close_matches(text, names, n=5, cutoff=0.4))
    raise AmbiguousExample(
        f"no example has the {noun} {shown}; there are", list(near) or list(dict.fromkeys(names))[:5]
    )
