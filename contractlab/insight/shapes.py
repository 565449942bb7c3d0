"""The shape of what an endpoint answered: at each path its kinds, how often it is there, and its few values.

Shapes are plain data, so that `deepdiff` can compare those of two versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from contractlab.contracts.editing import Tokens
from contractlab.editing.observations import Seen, observe
from contractlab.editing.text_formats import common_format
from contractlab.values.mismatch import EVERY_ITEM, format_path

__all__ = ["Shape", "shape_of", "shape_of_seen"]

_FEW = 8
"""So many different texts of one place are an enumeration, if they came often enough."""

_OFTEN = 3
"""How often each value of an enumeration came at least, on average."""


class Shape(TypedDict):
    """What was seen at one path.

    Attributes
    ----------
    kinds : list of str
        Sorted; an empty array is an array.
    presence : str
        ``"always"`` or ``"sometimes"``; of an item of an array always.
    format : str
        What all texts are: ``"a date"``; empty where they have no format in common.
    values : list of str
        The texts of an enumeration, sorted; empty where there are many.
    lengths : str
        Of arrays: ``"empty"``, ``"filled"`` or ``"both"``; else empty.
    """

    kinds: list[str]
    presence: str
    format: str
    values: list[str]
    lengths: str


def shape_of(bodies: Iterable[Any]) -> dict[str, Shape]:
    """Shapes by path.

    Parameters
    ----------
    bodies : iterable of JSON value
        Without secrets.
    """
    return shape_of_seen(observe(bodies))


def shape_of_seen(places: Mapping[Tokens, Seen]) -> dict[str, Shape]:
    """Shapes of what was observed, by path."""
    return {format_path(tokens): _shape(tokens, seen) for tokens, seen in places.items()}


def _shape(tokens: Tokens, seen: Seen) -> Shape:
    texts = [value for value in seen.scalars if isinstance(value, str)]
    format_ = common_format(texts) if texts and not seen.more else None
    everywhere = not tokens or tokens[-1] == EVERY_ITEM or seen.total >= seen.parents
    lengths = ""
    if seen.lengths:
        filled = any(seen.lengths)
        lengths = "both" if filled and not all(seen.lengths) else "filled" if filled else "empty"
    few = not seen.more and len(texts) <= _FEW and seen.kinds["string"] >= _OFTEN * len(texts)
    return Shape(
        kinds=sorted({"array" if kind == "empty array" else kind for kind in seen.kinds}),
        presence="always" if everywhere else "sometimes",
        format="" if format_ is None else format_.noun,
        values=sorted(texts) if few and format_ is None else [],
        lengths=lengths,
    )
