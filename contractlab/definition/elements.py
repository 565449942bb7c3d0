"""XML documents as people define them: ``xml.element("user", xml.element("id", match.integer(1)))``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contractlab.contracts.defined import Element
from contractlab.contracts.matcher import length_bounds
from contractlab.errors import InvalidEdit

__all__ = ["Element", "each", "element"]


def element(tag: str, *children: Any, attrs: Mapping[str, Any] | None = None) -> Element:
    """An element, with children in order.

    Parameters
    ----------
    tag : str
        With its prefix, where it has one.
    *children : Element, str, number or Matcher
    attrs : mapping of str to str, number or Matcher, optional
        Attributes; ``xmlns`` among them.
    """
    return Element(tag, children, dict(attrs or {}))


def each(made: Element, *, min: int = 1, max: int | None = None, examples: int | None = None) -> Element:
    """An element that may occur several times.

    Parameters
    ----------
    made : Element
    min, max : int
        Times.
    examples : int, optional
        Times that it stands in the example; by default as often as it must.

    Raises
    ------
    InvalidEdit
        If the example does not lie within the bounds.
    """
    bounds = length_bounds(min, max)
    shown = examples if examples is not None else (min if min > 1 else 1)
    if shown < 1 or shown < bounds.get("min", 0) or shown > bounds.get("max", shown):
        raise InvalidEdit(f"{shown} examples do not lie within min {min} and max {max}")
    return replace(made, least=min, most=max, examples=shown, repeats=True)
