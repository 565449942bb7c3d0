"""The slot that the formats are put into, so that a contract can ask its own without knowing any."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from contractlab.contracts.vocabulary import Vocabulary

__all__ = ["NamedFormat", "install_formats", "named", "registered", "vocabularies"]


class NamedFormat(Protocol):
    """What a contract itself asks of its format; `contractlab.contracts.format.Format` is the whole."""

    @property
    def name(self) -> str:
        """As in ``contract.format``."""

    @property
    def vocabulary(self) -> Vocabulary:
        """Its matchers, which judge what people write with the words of `match`."""

    def problems(self, contract: Any) -> Iterable[Any]:
        """What is odd about a contract."""


_load: Callable[[], Sequence[NamedFormat]] = tuple


def install_formats(loader: Callable[[], Sequence[NamedFormat]]) -> None:
    """Say where the formats come from, which stand higher in the house.

    Parameters
    ----------
    loader : callable
        Gives the formats in the order in which they are asked whether a document is theirs.
    """
    global _load
    _load = loader


def registered() -> Sequence[NamedFormat]:
    """Every format, in the order in which they are asked whether a document is theirs."""
    return _load()


def vocabularies() -> Sequence[Vocabulary]:
    """The matchers of every format, in the order of the formats."""
    return [each.vocabulary for each in _load()]


def named(name: str) -> NamedFormat:
    """The format with a name, such as ``"pact"``.

    Raises
    ------
    LookupError
        If there is none.
    """
    for candidate in registered():
        if candidate.name == name:
            return candidate
    raise LookupError(f"there is no format {name!r}; there are {', '.join(each.name for each in registered())}")
