"""`Redaction`: what is taken out of captures before anybody sees or stores them.

Captures stay raw in memory. Views and files get what `Redaction` gives back: the same capture with a marker where
secrets were, and the list of these places in ``redacted``: a check on one of them is "not made", never a mismatch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Protocol, Self, TypeVar

from contractlab.redaction.detectors import has_detectors
from contractlab.redaction.kept import KeptCaptures
from contractlab.redaction.names import normalise_name
from contractlab.redaction.rules import SecretRules
from contractlab.redaction.sweep import Sweep
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_path import BodyPath, parse_body_path
from contractlab.values.message import Message

__all__ = ["Redactable", "Redaction"]


class Redactable(Protocol):
    """What consists of parts that may repeat each other's secrets, and never changes: a capture."""

    def without_secrets(self, sweep: Sweep) -> Self:
        """Give the same without its secrets, every part redacted by `sweep`."""


_T = TypeVar("_T", bound=Redactable)


class Redaction:
    """What to remove, beyond what is removed always.

    Always removed: credentials in headers (Authorization, cookies, API keys, tokens), token parameters in queries,
    forms and addresses (``access_token``, ``api_key``, ``signature`` …; ``key`` and ``code`` where the value looks like
    a credential), values under such names in JSON and XML bodies (``password``, ``clientSecret``, ``refresh_token``),
    user names in addresses, and each of these texts again wherever the same capture repeats it.

    Parameters
    ----------
    headers : names, optional
        More headers, in any case.
    parameters : names, optional
        More names of parameters and body keys.
    body : JSON paths, optional
        Places in bodies: ``$.password``, ``$.users[*].token``, ``$..iban``.

    Raises
    ------
    ValueError
        If a body path is not understood.
    """

    def __init__(
        self, *, headers: Iterable[str] = (), parameters: Iterable[str] = (), body: Iterable[str] = ()
    ) -> None:
        self.headers = tuple(name.lower() for name in _several(headers))
        self.parameters = tuple(normalise_name(name) for name in _several(parameters))
        self.body = tuple(parse_body_path(path) for path in _several(body))
        self._rules, self._kept = _of_names(frozenset(self.headers), frozenset(self.parameters), self.body)

    @classmethod
    def of(cls, places: Iterable[str]) -> Redaction:
        """Make one from a plain list, as a configuration file has it.

        Parameters
        ----------
        places : iterable of str
            What starts with ``$`` is a body path; anything else names a header as well as a parameter.
        """
        listed = list(_several(places))
        names = [place for place in listed if not place.startswith("$")]
        return cls(headers=names, parameters=names, body=[place for place in listed if place.startswith("$")])

    def __reduce__(self) -> tuple[Callable[..., Redaction], tuple[tuple[str, ...], ...]]:
        # By what it was made of: the cache of names that were judged is of this process.
        return _from_names, (self.headers, self.parameters, tuple(path.text for path in self.body))

    def __repr__(self) -> str:
        body = [path.text for path in self.body]
        return f"Redaction(headers={list(self.headers)}, parameters={list(self.parameters)}, body={body})"

    def redact_request(self, request: HttpRequest) -> HttpRequest:
        """Give `request` without its secrets; ``redacted`` lists the places."""
        return Sweep(self._rules).request(request)

    def redact_response(self, response: HttpResponse) -> HttpResponse:
        """Give `response` without its secrets; ``redacted`` lists the places."""
        return Sweep(self._rules).response(response)

    def redact_message(self, message: Message) -> Message:
        """Give `message` without its secrets; ``redacted`` lists the places."""
        return Sweep(self._rules).message(message)

    def redact_text(self, text: str) -> str:
        """Remove token parameters, user names of addresses, and values given to secret names from any text."""
        return self._rules.redact_prose(text)

    def redact_capture(self, capture: _T) -> _T:
        """Give `capture` without its secrets, in the recorded entry too.

        What is removed in one place is looked for in all others: a token that the response repeats, a password that a
        tool wrote into a field of its own. Asked again for the same capture, the same copy is given.
        """
        if has_detectors():
            return capture.without_secrets(Sweep(self._rules))  # what others wrote may answer otherwise by now
        copy = self._kept.get(capture)
        if copy is None:
            copy = capture.without_secrets(Sweep(self._rules))
            self._kept.put(capture, copy)
        return copy


@lru_cache(maxsize=32)
def _of_names(
    headers: frozenset[str], parameters: frozenset[str], body: tuple[BodyPath, ...]
) -> tuple[SecretRules, KeptCaptures]:
    """Rules and kept copies of all redactions that remove the same; views, runs and files have one each."""
    return SecretRules(headers, parameters, body), KeptCaptures()


def _from_names(headers: tuple[str, ...], parameters: tuple[str, ...], body: tuple[str, ...]) -> Redaction:
    return Redaction(headers=headers, parameters=parameters, body=body)


def _several(names: Iterable[str]) -> tuple[str, ...]:
    """One string is one name, not its letters."""
    return (names,) if isinstance(names, str) else tuple(names)
