"""The values that Pact's generators make.

Source: what the Rust core behind pact-python 4.2.0 put into requests of its verifier ("provider") and into responses
of its mock server ("consumer"). Nothing here reads a clock or a global seed.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Literal
from urllib.parse import urljoin
from uuid import UUID

import regex

from contractlab.engine.errors import CannotCheck
from contractlab.engine.limits import current_limits
from contractlab.formats.pact.date_expressions import dated
from contractlab.formats.pact.generated_states import NOT_APPLIED, NotApplied, state_value
from contractlab.formats.pact.generated_texts import matching_text
from contractlab.formats.pact.matching.generators import Generator
from contractlab.values.display import quiet
from contractlab.values.json_text import json_text
from contractlab.values.json_types import JSON

__all__ = ["MAKERS", "NOT_APPLIED", "Draw", "Mode", "NotApplied", "generated"]

Mode = Literal["provider", "consumer"]
_LARGEST_SIZE = 2**16 - 1
"""The core holds a number of digits or characters in 16 bits."""
_LARGEST_INT = 2**31 - 1
"""The core holds the bounds of a random number in 32 bits."""


@quiet
@dataclass(frozen=True, slots=True)
class Draw:
    """What a generator makes its value of.

    Attributes
    ----------
    args : mapping of str to JSON value
        Attributes of the generator as written.
    example : JSON value
        What stands in the contract.
    part : str
        ``"body"``, ``"path"``, ``"header"``, ``"query"`` or ``"status"``.
    params : mapping of str to JSON value
        Parameters of provider states; for a mock server ``mockServer`` with its address as ``href``.
    random : random.Random
    now : datetime
    mode : str
    """

    args: Mapping[str, JSON]
    example: JSON
    part: str
    params: Mapping[str, JSON]
    random: Random
    now: datetime
    mode: Mode

    @property
    def as_text(self) -> bool:
        """True where a text is to be made: outside of bodies, and in a body where the example is a text."""
        return self.part not in ("body", "status") or isinstance(self.example, str)

    def whole(self, name: str, default: int) -> int:
        """An attribute that is a whole number; `default` for anything else, a float or a text too."""
        given = self.args.get(name)
        return given if isinstance(given, int) and not isinstance(given, bool) else default

    def size(self, name: str) -> int:
        """An attribute that is a number of characters, 10 by default."""
        given = self.whole(name, 10)
        return min(given, _LARGEST_SIZE) if given >= 0 else 10


def _random_int(draw: Draw) -> JSON:
    low, high = _in_32_bits(draw.whole("min", 0)), _in_32_bits(draw.whole("max", 10))
    # The core counts to one above the largest, and of the largest number of all there is none above.
    if low > high or low == _LARGEST_INT:
        raise CannotCheck(f"min {low:,} is above max {high:,}, so there is no number to make")
    number = draw.random.randint(low, min(high, _LARGEST_INT - 1))
    return str(number) if draw.as_text else number


def _in_32_bits(number: int) -> int:
    """The lower half of 64 bits, as the core casts it; what has more than 64 is no whole number to it."""
    return (number + 2**31) % 2**32 - 2**31


def _random_decimal(draw: Draw) -> JSON:
    digits = draw.size("digits")
    text = "".join(draw.random.choices(string.digits, k=digits))
    if digits > 1:
        point = 1 if digits == 2 else draw.random.randint(1, digits - 2)
        if point > 1 and text[0] == "0":
            text = draw.random.choice("123456789") + text[1:]
        text = f"{text[:point]}.{text[point:]}"
    if draw.part != "body" or isinstance(draw.example, bool) or not isinstance(draw.example, (int, float)):
        return text
    number = float(text) if text else float("inf")
    return number if number != float("inf") else NOT_APPLIED


def _random_hexadecimal(draw: Draw) -> JSON:
    digits = "0123456789ABCDEF"
    size = min(draw.size("digits"), len(digits))
    # The core samples a reservoir: no digit comes twice, and sixteen of them always stand in their own order.
    drawn = list(digits[:size])
    for seen in range(size, len(digits)):
        slot = draw.random.randint(0, seen)
        if slot < size:
            drawn[slot] = digits[seen]
    return "".join(drawn)


def _random_string(draw: Draw) -> JSON:
    return "".join(draw.random.choices(string.ascii_letters + string.digits, k=draw.size("size")))


def _random_boolean(draw: Draw) -> JSON:
    value = draw.random.random() < 0.5
    return value if draw.part == "body" else json_text(value)


def _regex(draw: Draw) -> JSON:
    pattern = draw.args.get("regex")
    made = matching_text(pattern, draw.random) if isinstance(pattern, str) else None
    return NOT_APPLIED if made is None else made


def _uuid(draw: Draw) -> JSON:
    made = UUID(int=draw.random.getrandbits(128), version=4)
    # In bodies the core looks at the format for examples that are texts alone.
    match draw.args.get("format") if draw.as_text else None:
        case "simple":
            return made.hex
        case "upper-case-hyphenated":
            return str(made).upper()
        case "URN":
            return made.urn
        case _:
            return str(made)


def _provider_state(draw: Draw) -> JSON:
    return state_value(draw.args.get("expression"), draw.args.get("dataType"), draw.params, in_body=draw.part == "body")


def _mock_server_url(draw: Draw) -> JSON:
    server = draw.params.get("mockServer")
    address = server.get("href") if isinstance(server, Mapping) else None
    pattern, example = draw.args.get("regex"), draw.args.get("example")
    if draw.mode != "consumer" or not (
        isinstance(address, str) and isinstance(pattern, str) and isinstance(example, str)
    ):
        return NOT_APPLIED
    try:
        captured = regex.search(pattern, example, timeout=current_limits().regex_seconds)
    except (regex.error, TimeoutError):
        return NOT_APPLIED
    inside = captured[1] if captured is not None and captured.re.groups else None
    return NOT_APPLIED if inside is None else urljoin(address, inside)


def _dated(kind: str) -> Callable[[Draw], JSON]:
    """The maker of a date, a time or both; a state parameter such as ``baseDate`` holds the core's clock."""

    def make(draw: Draw) -> JSON:
        pattern, expression = draw.args.get("format"), draw.args.get("expression")
        text = dated(
            kind,
            pattern if isinstance(pattern, str) else None,
            expression if isinstance(expression, str) else None,
            _clock(draw.params.get(f"base{kind}"), draw.now),
        )
        return NOT_APPLIED if text is None else text

    return make


def _clock(base: JSON, now: datetime) -> datetime:
    try:
        return datetime.fromisoformat(base) if isinstance(base, str) else now
    except ValueError:
        return now


MAKERS: dict[str, Callable[[Draw], JSON]] = {
    "RandomInt": _random_int,
    "RandomDecimal": _random_decimal,
    "RandomHexadecimal": _random_hexadecimal,
    "RandomString": _random_string,
    "RandomBoolean": _random_boolean,
    "Regex": _regex,
    "Uuid": _uuid,
    "Date": _dated("Date"),
    "Time": _dated("Time"),
    "DateTime": _dated("DateTime"),
    "ProviderState": _provider_state,
    "MockServerURL": _mock_server_url,
}
"""What makes the value, by name of the generator; of a name that is not here nothing is made."""


def generated(
    generator: Generator,
    example: JSON,
    *,
    part: str,
    params: Mapping[str, JSON],
    random: Random,
    now: datetime,
    mode: Mode = "provider",
) -> JSON:
    """The value that a generator makes in place of an example's.

    Parameters
    ----------
    generator : Generator
    example : JSON value
        The value in the contract: its kind decides about the kind of what is made.
    part : str
        ``"body"``, ``"path"``, ``"header"``, ``"query"``, ``"method"`` or ``"status"``.
    params : mapping of str to JSON value
        Parameters of provider states; for a mock server ``{"mockServer": {"href": address}}``.
    random : random.Random
    now : datetime
        The clock.
    mode : str
        ``"provider"`` for requests of a verifier, ``"consumer"`` for responses of a mock server.

    Returns
    -------
    JSON value or NOT_APPLIED
        A text for a path, a header or a query.

    Raises
    ------
    CannotCheck
        Where the core panics.
    """
    maker = MAKERS.get(generator.name)
    if maker is None or part == "method" or (part == "status" and mode == "provider"):
        return NOT_APPLIED
    return maker(Draw(generator.args, example, part, params, random, now, mode))
