"""The form of the values that Pact's generators make: what a verifier may have sent in place of an example's value.

Rows stand beside those of `contractlab.formats.pact.generating`, which makes the values. A form is never narrower than
what is made; where a generator cannot be read it is wide, because a recording that fits by chance is told apart later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import unquote

from contractlab.engine.errors import CannotCheck
from contractlab.formats.pact.date_expressions import DEFAULT_FORMATS, dated
from contractlab.formats.pact.matching.generators import Generator
from contractlab.formats.pact.predicates.dates import date_checker
from contractlab.formats.pact.predicates.regexes import InvalidRegex, whole_match
from contractlab.values.json_text import to_string
from contractlab.values.json_types import JSON

__all__ = ["FORMS", "Fits", "form_of"]

Fits = Callable[[JSON], bool]
Args = Mapping[str, JSON]

_HEX = r"[0-9a-fA-F]"
_UUID = rf"(urn:uuid:)?{_HEX}{{8}}-?{_HEX}{{4}}-?{_HEX}{{4}}-?{_HEX}{{4}}-?{_HEX}{{12}}"
_NUMBER = re.compile(r"[+-]?[0-9]+")
_DIGITS, _WORD, _SIGN = re.compile(r"[0-9]+"), re.compile(r"[^\W\d_]+"), re.compile(r"[+-]")
_SOME_MOMENT = datetime(2024, 2, 29, 10, 20, 30, tzinfo=UTC)
_DECIMAL = re.compile(r"[+-]?[0-9]*\.?[0-9]*([eE][+-]?[0-9]+)?")


def form_of(generator: Generator, part: str) -> Fits | None:
    """What a generator of a request may have made; None if it makes nothing.

    Parameters
    ----------
    generator : Generator
    part : str
        ``"path"``, ``"query"``, ``"header"`` or ``"body"``; generators of the method make nothing.
    """
    make = FORMS.get(generator.name)
    return None if make is None or part not in ("path", "query", "header", "body") else make(generator.args, part)


def _text(fits: Callable[[str], object]) -> Fits:
    """A form that looks at the text of a value, whatever kind it is of."""
    return lambda value: not isinstance(value, (dict, list)) and bool(fits(to_string(value)))


def _like(pattern: str) -> Callable[[Args, str], Fits]:
    return lambda args, part: _text(re.compile(pattern).fullmatch)


def _whole(args: Args, name: str, default: int) -> int:
    given = args.get(name)
    return given if isinstance(given, int) and not isinstance(given, bool) else default


def _integer(args: Args, part: str) -> Fits:
    low, high = _whole(args, "min", 0), _whole(args, "max", 10)
    return _text(lambda text: _NUMBER.fullmatch(text) and len(text) < 40 and low <= int(text) <= high)


def _sized(letters: str, name: str, longest: int) -> Callable[[Args, str], Fits]:
    alphabet = frozenset(letters)

    def make(args: Args, part: str) -> Fits:
        given = _whole(args, name, 10)
        size = min(given if given >= 0 else 10, longest)
        return _text(lambda text: len(text) == size and alphabet.issuperset(text))

    return make


def _regex(args: Args, part: str) -> Fits:
    return _text(_matches(args.get("regex")))


def _matches(pattern: JSON) -> Callable[[str], bool]:
    try:
        matches = whole_match(pattern) if isinstance(pattern, str) else _anything
    except (InvalidRegex, CannotCheck):
        return _anything

    def fits(text: str) -> bool:
        try:
            return matches(text)
        except CannotCheck:  # it takes too long
            return True

    return fits


def _anything(value: JSON) -> bool:
    return True


def _dated(kind: str) -> Callable[[Args, str], Fits]:
    """A date in its format, or what looks like one: the core writes some fields in another way than it reads them."""

    def make(args: Args, part: str) -> Fits:
        given = args.get("format")
        pattern = given if isinstance(given, str) else DEFAULT_FORMATS[kind]
        written = dated(kind, pattern, None, _SOME_MOMENT)
        reads = date_checker(pattern)
        shape = None if written is None else _shape(written)
        return _text(lambda text: reads(text) or _shape(text) == shape)

    return make


def _shape(text: str) -> str:
    """A text with one digit for each number, one letter for each word, and one sign for both."""
    return _SIGN.sub("+", _WORD.sub("a", _DIGITS.sub("0", text)))


def _provider_state(args: Args, part: str) -> Fits:
    expression = args.get("expression")
    if not isinstance(expression, str) or "${" not in expression:
        return _anything
    pieces = re.split(r"\$\{[^}]*\}", expression)
    if part == "path":
        pieces = [unquote(piece.replace("\\", "/"), errors="surrogateescape") for piece in pieces]
        pieces[0] = "/" + pieces[0].lstrip("/")
        # Of slashes at the start one is left: those after an empty value are gone.
        return _text(lambda text: _stands_between(text, pieces) or _stands_between(f"/{text}", pieces))
    return _anything if pieces == ["", ""] else _text(lambda text: _stands_between(text, pieces))


def _stands_between(text: str, pieces: list[str]) -> bool:
    """The pieces stand in the text in their order, the first at its start and the last at its end."""
    first, *inner, last = pieces if len(pieces) > 1 else [pieces[0], ""]
    if not text.startswith(first) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in inner:
        place = text.find(piece, at, end)
        if place < 0:
            return False
        at = place + len(piece)
    return at <= end


def _mock_server_url(args: Args, part: str) -> Fits:
    # Verifiers keep the example's value; a consumer's test asks its mock server, whose port is another each time.
    return _text(_matches(args.get("regex")))


FORMS: dict[str, Callable[[Args, str], Fits]] = {
    "RandomInt": _integer,
    "RandomDecimal": lambda args, part: _text(_DECIMAL.fullmatch),
    "RandomHexadecimal": _sized("0123456789ABCDEF", "digits", 16),
    "RandomString": _sized("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "size", 2**16 - 1),
    "RandomBoolean": _like("true|false"),
    "Regex": _regex,
    "Uuid": _like(_UUID),
    "Date": _dated("Date"),
    "Time": _dated("Time"),
    "DateTime": _dated("DateTime"),
    "ProviderState": _provider_state,
    "MockServerURL": _mock_server_url,
}
"""What fits, by name of the generator; a name that is not here makes nothing."""
