"""Why consumer version selectors choose a version, in a broker's words: short ones, and a line of a list."""

from __future__ import annotations

from dataclasses import dataclass

from contractlab.broker.selectors import Selector
from contractlab.values.display import quiet

__all__ = [
    "Criterion",
    "branch",
    "deployed",
    "every_tag",
    "in_progress",
    "latest_tag",
    "main_branch",
    "overall",
    "released",
]


@quiet
@dataclass(frozen=True, slots=True)
class Criterion:
    """A reason.

    Attributes
    ----------
    short : str
        ``"latest from main branch"``.
    whole : str
        ``"latest version from the main branch 'main'"``.
    place : str
        The environment of a version that is live; those of one kind stand in one line.
    rank : int
        Where a broker puts it among others: the newest of all, branches, tags, the main branch, then what is live.
    """

    short: str
    whole: str
    place: str = ""
    rank: int = 0


def _of(selector: Selector) -> str:
    return "" if selector.consumer is None else f" of {selector.consumer}"


def overall(selector: Selector, provider: str) -> Criterion:
    """The newest version that has a contract with a provider."""
    owner = selector.consumer or "a consumer"
    return Criterion("latest", f"latest version of {owner} that has a pact with {provider}", rank=0)


def branch(selector: Selector, name: str) -> Criterion:
    """The head of a branch."""
    return Criterion(f"latest from branch {name}", f"latest version{_of(selector)} from branch '{name}'", rank=1)


def latest_tag(selector: Selector, name: str) -> Criterion:
    """The newest version with a tag; where `name` is the selector's fallback, it says of which tag there was none."""
    whole = f"latest version{_of(selector)} tagged '{name}'"
    if selector.fallback_tag is not None and name == selector.fallback_tag:
        whole += f" (fallback tag used as no pact was found with tag '{selector.wanted_tag}')"
    return Criterion(f"latest with tag {name}", whole, rank=2)


def every_tag(selector: Selector, name: str) -> Criterion:
    """Each version with a tag."""
    return Criterion(f"one of {name}", f"all {selector.consumer or 'consumer'} versions tagged '{name}'", rank=3)


def main_branch(selector: Selector, name: str) -> Criterion:
    """The head of the main branch."""
    whole = f"latest version{_of(selector)} from the main branch '{name}'"
    return Criterion("latest from main branch", whole, rank=4)


def _anyhow(selector: Selector, place: str) -> Criterion:
    """An environment alone: whether a version is deployed or released there is not told."""
    owner = selector.consumer or "a consumer"
    return Criterion(f"in {place}", f"{owner} version in environment {place}", rank=7)


def deployed(selector: Selector, place: str) -> Criterion:
    """What is deployed."""
    if selector.anything:
        return _anyhow(selector, place)
    whole = f"{selector.consumer or 'consumer'} version(s) currently deployed to"
    return Criterion(f"deployed to {place}", whole, place, 5)


def released(selector: Selector, place: str) -> Criterion:
    """What is released and supported."""
    if selector.anything:
        return _anyhow(selector, place)
    whole = f"{selector.consumer or 'consumer'} version(s) released and supported in"
    return Criterion(f"released in {place}", whole, place, 6)


def in_progress(short: str) -> Criterion:
    """Work in progress; its short words say all."""
    return Criterion(short, short)
