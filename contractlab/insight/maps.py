"""Objects whose keys are data: amounts by currency, stock by day, people by identifier.

With restraint, as most objects are none: the values have to be of one shape, and the keys have to be written as
identifiers, dates or codes are, or to differ from object to object so much that they cannot be names of fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contractlab.contracts.editing import Tokens
from contractlab.editing.observations import Seen, observe
from contractlab.editing.text_formats import common_format
from contractlab.values.display import quiet
from contractlab.values.mismatch import Star

__all__ = ["MapKeys", "find_maps", "observe_with_maps"]

_DEPTH = 6
"""Maps within maps that are looked for."""

_ALWAYS_DATA = frozenset({"a UUID", "a long identifier"})
"""What no field is called: one key tells a map."""

_OFTEN_DATA = 2
_SAME_KEYS = 3
"""Keys with a format that tell a map where they differ from object to object, and where they are the same in all."""

_ALIKE_OBJECTS, _ALIKE_SCALARS = 4, 8
"""Keys without a format that tell a map, if they differ: of objects with the same fields, and of other values."""

_KEY_SETS = 3
_LONG_IDENTIFIER = re.compile(r"(?=.*\d)(?:[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9A-HJKMNP-TV-Z]{26})")
_CODE = re.compile(r"[A-Z]{3}")
_CURRENCIES = frozenset(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF"
    " CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK"
    " HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL"
    " MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON"
    " RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH"
    " UGX USD UYU UZS VES VND VUV WST XAF XCD XDR XOF XPF YER ZAR ZMW ZWL".split()
)


@quiet
@dataclass(frozen=True, slots=True)
class MapKeys:
    """The keys of a map.

    Attributes
    ----------
    keys : tuple of str
        The different ones, in the order in which they came.
    noun : str
        What they are: ``"a date"``; empty where they have no format in common.
    pattern : str
        The same as a regular expression.
    """

    keys: tuple[str, ...]
    noun: str
    pattern: str


def observe_with_maps(bodies: Iterable[Any]) -> tuple[dict[Tokens, Seen], dict[Tokens, MapKeys]]:
    """Look at bodies, with one place for the values of each map.

    Returns
    -------
    dict of tokens to Seen
    dict of tokens to MapKeys
        The maps; a place within one has `EVERY_KEY` for its key.
    """
    listed = list(bodies)
    places = observe(listed)
    maps: dict[Tokens, MapKeys] = {}
    for _ in range(_DEPTH):
        new = {place: keys for place, keys in find_maps(places).items() if place not in maps}
        if not new:
            break
        maps |= new
        places = observe(listed, maps)
    return places, maps


def find_maps(places: Mapping[Tokens, Seen]) -> dict[Tokens, MapKeys]:
    """Maps among what was seen, without those that lie in another map.

    Parameters
    ----------
    places : mapping of tokens to Seen
        As `observe` gives it, parents before children.
    """
    below: dict[Tokens, list[str]] = {}
    for tokens in places:
        if tokens and isinstance(tokens[-1], str) and not isinstance(tokens[-1], Star):
            below.setdefault(tokens[:-1], []).append(tokens[-1])
    maps: dict[Tokens, MapKeys] = {}
    for tokens, keys in below.items():
        if any(tokens[:size] in maps for size in range(len(tokens))):
            continue
        own = _map_keys(tokens, keys, places, below)
        if own is not None:
            maps[tokens] = own
    return maps


def _map_keys(
    tokens: Tokens, keys: Sequence[str], places: Mapping[Tokens, Seen], below: Mapping[Tokens, Sequence[str]]
) -> MapKeys | None:
    values = [places[*tokens, key] for key in keys]
    kind = _one_kind(values)
    noun, pattern = _format_of(keys)
    if not kind or (not noun and len(keys) < _ALIKE_OBJECTS):
        return None
    if kind == "object" and not _have_one_shape([below.get((*tokens, key), ()) for key in keys]):
        return None
    seen = places[tokens]
    objects = seen.kinds["object"]
    is_differing = any(value.total < objects for value in values)
    if noun in _ALWAYS_DATA or (noun and len(keys) >= (_OFTEN_DATA if is_differing else _SAME_KEYS)):
        return MapKeys(tuple(keys), noun, pattern)
    if noun or 2 * max(value.total for value in values) > objects:
        return None  # what is there in most objects is a field
    if not seen.more_key_sets and sum(1 for each in seen.key_sets if each) < _KEY_SETS:
        return None
    is_many = len(keys) >= _ALIKE_SCALARS and sum(value.total for value in values) < 2 * len(keys)
    return MapKeys(tuple(keys), "", "") if kind == "object" or is_many else None


def _one_kind(values: Sequence[Seen]) -> str:
    """The kind of all values, whatever is null at times; empty where there are several or none."""
    kinds = {_WIDER.get(kind, kind) for value in values for kind in value.kinds if kind != "null"}
    return kinds.pop() if len(kinds) == 1 else ""


_WIDER = {"integer": "number", "decimal": "number", "empty array": "array"}


def _have_one_shape(fields: Sequence[Sequence[str]]) -> bool:
    """True if objects have most of their fields in common, or are maps themselves by the looks of their keys."""
    every = set[str]().union(*fields)
    if not every or _format_of(list(every))[0]:
        return True
    common = set(fields[0]).intersection(*fields)
    return bool(common) and len(every) <= 2 * len(common) + 1


def _format_of(keys: Sequence[str]) -> tuple[str, str]:
    """What keys are that are no names, and their pattern; empty where they may be names."""
    format_ = common_format(keys)
    if format_ is not None:
        return format_.noun, format_.pattern
    if all(map(_LONG_IDENTIFIER.fullmatch, keys)):
        return "a long identifier", "[0-9A-Za-z]+"
    if all(key in _CURRENCIES for key in keys):
        return "a currency", _CODE.pattern
    return "", ""
