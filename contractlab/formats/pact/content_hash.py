"""The hash by which a Pact Broker tells contents apart, and the ids that it gives to interactions.

Source: `Content`, `SortContent`, `OrderHashKeys` and `GenerateInteractionSha` of pact_broker 2.120.0 on Ruby's json
2.19.9; observed on what a running broker answered for real contracts and for numbers written in several ways.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import NamedTuple

from contractlab.values.json_text import parse_json
from contractlab.values.json_types import JSON

__all__ = ["authored_document", "content_hash", "interaction_ids", "number_text"]


_LISTS = ("interactions", "messages")
_ADDED = ("_links", "createdAt")
"""What a broker adds to a pact that it hands out, beside an ``_id`` in each interaction."""


class _Number(NamedTuple):
    """A number as Ruby writes it."""

    text: str


def number_text(number: float) -> str:
    """A float as Ruby's json writes it.

    Parameters
    ----------
    number : float
        Finite.

    Returns
    -------
    str
        The shortest digits. For about two in a thousand of all doubles (none that people write) Ruby's own digits are
        one too many: such contracts get another hash there.
    """
    sign, digits, exponent = _decimal(number)
    if not digits:
        return f"{sign}0.0"
    first = exponent + len(digits) - 1  # the power of ten of the first digit
    if exponent >= 0 and first < 15:
        return f"{sign}{digits}{'0' * exponent}.0"
    if exponent < 0 and (exponent > -7 or abs(first) < 10):
        padded = digits.rjust(1 - exponent, "0")
        return f"{sign}{padded[:exponent]}.{padded[exponent:]}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{first:+d}"


def _decimal(number: float) -> tuple[str, str, int]:
    """Sign, shortest digits without zeros around them, and the power of ten of the last digit."""
    mantissa, _, power = repr(number).partition("e")
    sign = "-" if mantissa[0] == "-" else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    digits = (whole + fraction).rstrip("0")
    dropped = len(whole + fraction) - len(digits)
    return sign, digits.lstrip("0"), int(power or 0) - len(fraction) + dropped


def _integer(text: str) -> _Number:
    return _Number("0" if text == "-0" else text)  # of any size: Ruby's integers have no bounds


def _float(text: str) -> _Number:
    return _Number(number_text(float(text)))


_READER = json.JSONDecoder(parse_int=_integer, parse_float=_float)


def _as_ruby_reads(data: bytes) -> JSON:
    """The document with the numbers of its text, which `Contract.document` holds as the Rust core reads them."""
    text = data.removeprefix(b"\xef\xbb\xbf")
    parse_json(text)  # refuses what is no JSON, or too deep to be read by a recursion
    document: JSON = _READER.decode(text.decode())
    return document


def _text(value: object, ordered: bool) -> str:
    """Compact JSON as Ruby writes it; `parse_json` has held the depth."""
    if isinstance(value, _Number):
        return value.text
    if isinstance(value, Mapping):
        keys = sorted(value) if ordered else value
        return "{" + ",".join(f"{_text(key, ordered)}:{_text(value[key], ordered)}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_text(child, ordered) for child in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _sha1(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _is_absent(value: JSON) -> bool:
    """What Ruby takes for false; an empty list and 0 are there."""
    return value is None or value is False


def _spec_version(document: Mapping[str, JSON]) -> JSON:
    """Where the broker looks for it."""
    metadata = document.get("metadata")
    if not isinstance(metadata, Mapping):
        return None
    for name in ("pactSpecification", "pact-specification"):
        entry = metadata.get(name)
        version = entry.get("version") if isinstance(entry, Mapping) else None
        if not _is_absent(version):
            return version
    return metadata.get("pactSpecificationVersion")


def content_hash(data: bytes) -> str:
    """The content SHA of a Pact Broker: versions with the same one share their verification results.

    Interactions, messages and the specification's version count, participants and other metadata do not. The order of
    keys means nothing, nor does that of the interactions (where a file has none, that of its messages); all other
    arrays keep theirs. An ``_id`` inside an interaction counts: a pact that was read from a broker has another SHA.

    Parameters
    ----------
    data : bytes
        A Pact file. It may be one that only a broker takes.

    Returns
    -------
    str
        SHA-1 in hexadecimal, as brokers on json 2.10 and later give it. Brokers on older versions wrote some floats in
        another way (``1e+20`` as ``100000000000000000000.0``), so what a broker itself says of a pact goes first.

    Raises
    ------
    NotJson
        If it is not JSON.
    """
    document = _as_ruby_reads(data)
    present = [name for name in _LISTS if not _is_absent(document.get(name))] if isinstance(document, Mapping) else []
    if not isinstance(document, Mapping) or not present:
        return _sha1(_text(document, ordered=False))
    parts = [f'"{name}":{_list_text(document[name], sort=name == present[0])}' for name in present]
    version = _spec_version(document)
    if not _is_absent(version):
        parts.append(f'"pact_specification_version":{_text(version, ordered=True)}')
    return _sha1("{" + ",".join(parts) + "}")


def _list_text(listed: JSON, sort: bool) -> str:
    """Interactions or messages; the broker puts only the first of the two that a file has into order."""
    if not sort or not isinstance(listed, list):
        return _text(listed, ordered=True)
    return "[" + ",".join(sorted(_text(value, ordered=True) for value in listed)) + "]"


def interaction_ids(data: bytes) -> tuple[str, ...]:
    """The ids that a broker gives to interactions and messages, in the order of the file.

    Parameters
    ----------
    data : bytes
        A Pact file.

    Returns
    -------
    tuple of str
        SHA-1 of each interaction in hexadecimal; a text ``_id`` that stands in the file is kept instead.

    Raises
    ------
    NotJson
        If it is not JSON.
    """
    document = _as_ruby_reads(data)
    lists = [document.get(name) for name in _LISTS] if isinstance(document, Mapping) else []
    return tuple(
        _interaction_id(interaction)
        for listed in lists
        if isinstance(listed, list)
        for interaction in listed
        if isinstance(interaction, Mapping)
    )


def _interaction_id(interaction: Mapping[str, JSON]) -> str:
    own = interaction.get("_id")
    if isinstance(own, str):
        return own
    return _sha1(_text({key: value for key, value in interaction.items() if key != "_id"}, ordered=True))


def authored_document(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Take out what a broker added: links, the date, and the ids of interactions.

    The ids would be part of the hash when the text is published again, so a pact that was only read and published
    would change its hash. An ``_id`` that the author wrote is handed out as it is, and stays.

    Parameters
    ----------
    data : bytes
        A pact as a broker hands it out.

    Returns
    -------
    bytes
        The pact without what the broker added; numbers keep the broker's digits.
    tuple of str
        Its ids of interactions and messages, in the order of the file.

    Raises
    ------
    NotJson
        If it is not JSON.
    """
    document = _as_ruby_reads(data)
    if not isinstance(document, Mapping):
        return data, ()
    kept: dict[str, JSON] = {key: value for key, value in document.items() if key not in _ADDED}
    ids: list[str] = []
    for name in _LISTS:
        listed = kept.get(name)
        if isinstance(listed, list):
            ids += [_interaction_id(each) for each in listed if isinstance(each, Mapping)]
            kept[name] = [_authored(each) if isinstance(each, Mapping) else each for each in listed]
    return _text(kept, ordered=False).encode("utf-8", "surrogatepass"), tuple(ids)


def _authored(interaction: Mapping[str, JSON]) -> Mapping[str, JSON]:
    rest = {key: value for key, value in interaction.items() if key != "_id"}
    return rest if interaction.get("_id") == _interaction_id(rest) else interaction
