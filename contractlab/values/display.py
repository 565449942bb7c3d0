"""How a low object shows itself without knowing who draws it.

Objects of the lower floors inherit `Shown`. The front door puts one loader into the slot below; the first time
anything is displayed, the loader imports the views and hands back the function that draws.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from contractlab.values.json_types import Value

__all__ = ["Shown", "install_presenter"]

Bundle = dict[str, str]
Presenter = Callable[[Any], Bundle]

_loader: Callable[[], Presenter] | None = None
_presenter: Presenter | None = None


def install_presenter(loader: Callable[[], Presenter]) -> None:
    """Say who draws: `loader` is called once, on the first display, and returns the presenter.

    Parameters
    ----------
    loader : callable
        Takes nothing; returns a function from an object to a MIME bundle of text/plain, text/html and text/markdown.
    """
    global _loader, _presenter
    _loader, _presenter = loader, None


def present(item: Value) -> Bundle:
    """Draw `item`; its ``repr`` alone where nobody draws."""
    global _presenter
    if _presenter is None:
        if _loader is None:
            return {"text/plain": object.__repr__(item)}
        _presenter = _loader()
    return _presenter(item)


class Shown:
    """Something that a notebook can display: static, without script, readable everywhere."""

    __slots__ = ()

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> Bundle:
        bundle = present(self)
        if include is not None:
            bundle = {mime: text for mime, text in bundle.items() if mime in include}
        if exclude is not None:
            bundle = {mime: text for mime, text in bundle.items() if mime not in exclude}
        return bundle
