"""Names that a broker does not know: which ones come near."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from contractlab.errors import BrokerError
from contractlab.values.display import quiet
from contractlab.values.text import visible

__all__ = ["Asked", "near_names", "with_near_names"]

NameList = Callable[[], Iterable[str]]

_UNKNOWN = (400, 404)


@quiet
@dataclass(frozen=True, slots=True)
class Asked:
    """Names that a request was about, to be looked up where the broker refuses it.

    Attributes
    ----------
    pacticipants, environments : tuple of str
    """

    pacticipants: tuple[str, ...] = ()
    environments: tuple[str, ...] = field(default=())


def near_names(name: str, existing: Iterable[str]) -> tuple[str, ...]:
    """Existing names that come near, whatever their case; all of them where there are but a few."""
    listed = list(dict.fromkeys(existing))
    by_lower = {each.lower(): each for each in listed}
    near = [by_lower[each] for each in get_close_matches(name.lower(), by_lower, n=5, cutoff=0.5)]
    return tuple(visible(each) for each in (near or (listed if len(listed) <= 5 else [])))


def with_near_names(error: BrokerError, asked: Asked, pacticipants: NameList, environments: NameList) -> BrokerError:
    """The error of a request with the names that its unknown ones may have meant.

    The names are looked up: what the broker writes is not read. A look-up that fails changes nothing.

    Parameters
    ----------
    error : BrokerError
    asked : Asked
    pacticipants, environments : callable
        Give the names that exist.
    """
    if error.status not in _UNKNOWN:
        return error
    near: list[str] = []
    unknown: list[str] = []
    try:
        for names, kind, listed in (
            (asked.pacticipants, "pacticipant", pacticipants),
            (asked.environments, "environment", environments),
        ):
            existing = set(listed()) if names else set()
            for name in names:
                if name not in existing:
                    unknown.append(f"There is no {kind} {visible(name)!r}.")
                    near += near_names(name, sorted(existing))
    except BrokerError:
        return error
    if not unknown:
        return error
    return BrokerError(
        error.message,
        status=error.status,
        messages=tuple(dict.fromkeys((*unknown, *error.messages))),
        candidates=tuple(dict.fromkeys(near)),
        advice=error.advice,
    )
