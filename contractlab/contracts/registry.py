"""The slot that the formats are put into, so that a contract can ask its own without knowing any."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from contractlab.contracts.vocabulary import MatcherInfo, Vocabulary
from contractlab.values.source import Source

__all__ = [
    "NamedFormat",
    "install_formats",
    "install_reader",
    "install_references",
    "matcher_info",
    "named",
    "read_again",
    "referenced",
    "registered",
    "vocabularies",
    "word_is_exact",
]


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

    def sample_exchange(self, example: Any) -> Iterable[Any]:
        """What the sides of an example would send if they sent exactly what it has."""


_load: Callable[[], Sequence[NamedFormat]] = tuple
_read: Callable[[Source, Path | None], Any] | None = None


def install_formats(loader: Callable[[], Sequence[NamedFormat]]) -> None:
    """Say where the formats come from, which stand higher in the house.

    Parameters
    ----------
    loader : callable
        Gives the formats in the order in which they are asked whether a document is theirs.
    """
    global _load
    _load = loader


def install_reader(reader: Callable[[Source, Path | None], Any]) -> None:
    """Say what makes a contract of the bytes of one: a contract travels between processes as its bytes.

    Parameters
    ----------
    reader : callable
        From source and path to a contract, as `contractlab.formats.load.read_source`.
    """
    global _read
    _read = reader


def read_again(source: Source, path: Path | None) -> Any:
    """Read the contract of a source.

    Raises
    ------
    LookupError
        If nobody was named who reads.
    """
    if _read is None:
        raise LookupError("nobody reads contracts here: import contractlab")
    return _read(source, path)


_ask: Callable[[str], Any] | None = None


def install_references(loader: Callable[[str], Any]) -> None:
    """Say who gets the contracts of a reference to a broker, which stands higher in the house.

    Parameters
    ----------
    loader : callable
        From a reference such as ``broker:Provider?branch=main`` to contracts.
    """
    global _ask
    _ask = loader


def referenced(reference: str) -> Any:
    """The contracts of a reference to a broker.

    Raises
    ------
    LookupError
        If nobody was named who asks brokers.
    """
    if _ask is None:
        raise LookupError("nobody asks brokers here: import contractlab")
    return _ask(reference)


def registered() -> Sequence[NamedFormat]:
    """Every format, in the order in which they are asked whether a document is theirs."""
    return _load()


def vocabularies() -> Sequence[Vocabulary]:
    """The matchers of every format, in the order of the formats."""
    return [each.vocabulary for each in _load()]


_UNKNOWN = MatcherInfo("")


def matcher_info(name: str) -> MatcherInfo:
    """What is known of a matcher that a rule names; of one that no format has, nothing."""
    infos = (vocabulary.matcher(name) for vocabulary in vocabularies())
    return next((info for info in infos if info is not None), _UNKNOWN)


def word_is_exact(word: str) -> bool:
    """True for a word of `match` that asks for the example itself: a format has a matcher for that alone."""
    return any(info.exact and word in info.words for vocabulary in vocabularies() for info in vocabulary.matchers)


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
