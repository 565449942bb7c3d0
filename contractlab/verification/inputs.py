"""What the arguments of a run name: contracts, captures, and the examples that are wanted."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from typing import Any

from contractlab.captures import AnyCapture, Capture, Captures, MessageCapture, load_captures
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract, Example
from contractlab.errors import InvalidCapture, InvalidContract

__all__ = [
    "Only",
    "as_captures",
    "as_contracts",
    "captures_from",
    "is_by_version",
    "nearest_descriptions",
    "select_examples",
]

_COMPARED = 200
"""Letters of a name and of a description that are compared."""

Only = str | Example | re.Pattern[str] | Iterable[Any] | Callable[[Example], bool] | None
"""Keys, descriptions or parts of them, patterns with ``*``, regular expressions, examples, or a function; None for
every example."""


def select_examples(examples: Iterable[Example], only: Only) -> list[Example]:
    """Examples that `only` names.

    Parameters
    ----------
    examples : iterable of Example
    only : str, pattern, Example, iterable of these, callable or None
        A string is a key, a description, part of a description, or a pattern with ``*``; without regard to case. A
        regular expression is searched for in the description.
    """
    if only is None:
        return list(examples)
    if callable(only) and not isinstance(only, Example):
        return [example for example in examples if only(example)]
    wanted = [only] if isinstance(only, str | Example | re.Pattern) else list(only)
    return [example for example in examples if any(_names(name, example) for name in wanted)]


def nearest_descriptions(examples: Iterable[Example], name: str, most: int = 10) -> list[str]:
    """Descriptions that come nearest to a name, the nearest first: by words that they share, then by letters."""
    wanted = name.casefold()[:_COMPARED]
    words = set(wanted.split())
    descriptions = dict.fromkeys(example.description for example in examples)

    def distance(description: str) -> tuple[int, float]:
        text = description.casefold()[:_COMPARED]
        return (-len(words & set(text.split())), -SequenceMatcher(None, wanted, text).ratio())

    return sorted(descriptions, key=distance)[:most]


def _names(name: Any, example: Example) -> bool:
    if isinstance(name, Example):
        return name is example
    if isinstance(name, re.Pattern):
        return name.search(example.description) is not None
    text, description = str(name).lower(), example.description.lower()
    return example.key == name or text in description or fnmatchcase(description, text)


def as_contracts(contracts: Any) -> Contracts:
    """Contracts out of whatever names some: contracts, or the files and folders that they lie in.

    Where paths were given and none can be read, the first refusal is raised: a run of nothing says no reason.
    """
    if isinstance(contracts, Contracts):
        return contracts
    paths = _paths(contracts)
    if paths:
        from contractlab.formats.load import load_all

        loaded = load_all(*paths)
        if not loaded and loaded.refused:
            raise loaded.refused[0]
        return loaded
    if isinstance(contracts, Contract):
        return Contracts([contracts])
    listed = _listed(contracts)
    if listed is None or not all(isinstance(item, Contract) for item in listed):
        why = "this holds no contracts; cl.load(path) reads one, and cl.load_all(folder) several"
        raise InvalidContract(f"<{type(contracts).__name__}>", [why])
    return Contracts(listed)


def as_captures(captures: Any) -> Captures:
    """Captures out of whatever holds some: captures, or the files and folders that they lie in."""
    if isinstance(captures, Captures):
        return captures
    paths = _paths(captures)
    if paths:
        taken = Captures()
        for path in paths:
            taken += load_captures(path)
        return taken
    listed = [captures] if isinstance(captures, Capture | MessageCapture) else _listed(captures)
    if listed is None or not all(isinstance(item, Capture | MessageCapture) for item in listed):
        why = "this holds no captures; cl.load_captures(path) reads captures, and cl.Capture makes one"
        raise InvalidCapture(f"<{type(captures).__name__}>", [why])
    return Captures(listed)


def captures_from(recorded: Any, base_path: str) -> Captures:
    """Captures out of what holds some, or what `load_captures` reads; a mapping gives them their versions.

    Parameters
    ----------
    recorded : Captures, mapping of versions to these, list of captures, or a place
    base_path : str
        As in `load_captures`.
    """
    if isinstance(recorded, Captures):
        return recorded
    if is_by_version(recorded):
        merged = Captures()
        for version, source in recorded.items():
            taken = captures_from(source, base_path)
            named = (replace(capture, provider_version=str(version)) for capture in taken)
            merged += Captures(named, problems=taken.problems, files=taken.files)
        return merged
    if isinstance(recorded, list | tuple) and not recorded:
        return Captures()
    if isinstance(recorded, list | tuple) and all(isinstance(item, AnyCapture) for item in recorded):
        return as_captures(recorded)
    return load_captures(recorded, base_path=base_path)


def is_by_version(recorded: Any) -> bool:
    """True for a mapping of versions; a parsed HAR file is a mapping too."""
    return isinstance(recorded, Mapping) and "log" not in recorded


def _listed(several: Any) -> list[Any] | None:
    return list(several) if isinstance(several, Iterable) and not isinstance(several, str | bytes | Mapping) else None


def _paths(several: Any) -> list[str | os.PathLike[str]]:
    """The paths that were given, one or a list of them; none where anything else was."""
    listed = [several] if isinstance(several, str | os.PathLike) else several
    if isinstance(listed, list | tuple) and all(isinstance(each, str | os.PathLike) for each in listed):
        return list(listed)
    return []
