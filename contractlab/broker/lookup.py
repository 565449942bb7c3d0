"""Names that users give, found in a book, or refused with those that come near."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from contractlab.broker.book import Book
from contractlab.broker.records import Environment, Pacticipant, Version
from contractlab.broker.similar_names import word_key
from contractlab.errors import BrokerError
from contractlab.values.text import visible

__all__ = ["environment_named", "near_names", "pacticipant_named", "version_named"]

_MOST_NAMED = 5


def near_names(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Names that somebody may have meant: of the same words, or spelled alike."""
    others = list(dict.fromkeys(names))
    same = [candidate for candidate in others if word_key(candidate) == word_key(name) and candidate != name]
    by_lower = {candidate.lower(): candidate for candidate in others}
    alike = [by_lower[lower] for lower in get_close_matches(name.lower(), list(by_lower)[:10_000], n=3, cutoff=0.6)]
    return tuple(dict.fromkeys(each for each in same + alike if each != name))


def pacticipant_named(book: Book, name: str) -> Pacticipant:
    """The pacticipant of a name.

    Raises
    ------
    BrokerError
    """
    pacticipant = book.pacticipant(name)
    if pacticipant is None:
        near = near_names(name, (each.name for each in book.pacticipants))
        names = [each.name for each in book.pacticipants][:_MOST_NAMED]
        advice = "" if near else _has("pacticipant", names, "publishing a contract makes its two")
        raise BrokerError(f"The broker knows no pacticipant {name!r}", status=404, candidates=near, advice=advice)
    return pacticipant


def version_named(book: Book, pacticipant: Pacticipant, number: str) -> Version:
    """The version of a number.

    Raises
    ------
    BrokerError
    """
    version = book.version(pacticipant, number)
    if version is None:
        near = near_names(number, (each.number for each in book.versions_of(pacticipant.id)[:1000]))
        newest = [each.number for each in book.versions_of(pacticipant.id)[:_MOST_NAMED]]
        advice = "" if near else _has("version", newest, "publish a contract of it, or results")
        raise BrokerError(
            f"The broker knows no version {number!r} of {pacticipant.name}", status=404, candidates=near, advice=advice
        )
    return version


def environment_named(book: Book, name: str) -> Environment:
    """The environment of a name.

    Raises
    ------
    BrokerError
    """
    environment = book.environments.first("name", name)
    if environment is None:
        near = near_names(name, (each.name for each in book.environments))
        names = [each.name for each in book.environments][:_MOST_NAMED]
        advice = "" if near else _has("environment", names, "create_environment makes one")
        raise BrokerError(f"The broker knows no environment {name!r}", status=404, candidates=near, advice=advice)
    return environment


def _has(what: str, names: Sequence[str], otherwise: str) -> str:
    """What there is in the place of a name that nothing comes near."""
    if not names:
        return f"It has no {what} yet: {otherwise}."
    return f"It has {', '.join(map(visible, names))}{' and more' if len(names) == _MOST_NAMED else ''}."
