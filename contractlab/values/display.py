"""How a low object shows itself without knowing who draws it.

Objects of the lower floors inherit `Shown`. The front door puts one loader into the slot below; the first time
anything is displayed, the loader imports the views and hands back the function that draws.

A ``repr`` ends up in cells, logs and tracebacks, so it shows no recorded value as it is. What is a secret is known on a
higher floor, which comes through a second slot; where nobody says it, recorded words are hidden altogether.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from enum import Enum
from typing import Any, Protocol, TypeVar

from contractlab.values.json_types import Value

__all__ = [
    "Cleaner",
    "Shown",
    "clean_headers",
    "clean_text",
    "install_cleaner",
    "install_presenter",
    "install_terminal",
    "kind_of_value",
    "quiet",
]

Bundle = dict[str, str]
Presenter = Callable[[Any], Bundle]

HIDDEN = "‹hidden›"
"""Stands for recorded words where nobody says what is a secret."""


class Cleaner(Protocol):
    """Takes secrets out of what a ``repr`` shows."""

    def text(self, text: str) -> str:
        """Words that may hold an address, an assignment, a credential."""

    def headers(self, items: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
        """Headers by their names."""


Terminal = Callable[[Any], Any]
"""From an object to what rich draws."""

_cleaner_loader: Callable[[], Cleaner] | None = None
_cleaner: Cleaner | None = None
_loader: Callable[[], Presenter] | None = None
_presenter: Presenter | None = None
_terminal: Callable[[], Terminal] | None = None


def install_presenter(loader: Callable[[], Presenter]) -> None:
    """Say who draws: `loader` is called once, on the first display, and returns the presenter.

    Parameters
    ----------
    loader : callable
        Takes nothing; returns a function from an object to a MIME bundle of text/plain, text/html and text/markdown.
    """
    global _loader, _presenter
    _loader, _presenter = loader, None


def install_terminal(loader: Callable[[], Terminal]) -> None:
    """Say who draws for rich: `loader` is called when rich asks an object to show itself.

    Parameters
    ----------
    loader : callable
    """
    global _terminal
    _terminal = loader


def install_cleaner(loader: Callable[[], Cleaner]) -> None:
    """Say what is a secret: `loader` is called once, for the first ``repr`` that has recorded words.

    Parameters
    ----------
    loader : callable
    """
    global _cleaner_loader, _cleaner
    _cleaner_loader, _cleaner = loader, None


def _installed() -> Cleaner | None:
    global _cleaner
    if _cleaner is None and _cleaner_loader is not None:
        _cleaner = _cleaner_loader()
    return _cleaner


def clean_text(text: str) -> str:
    """Words as a ``repr`` may show them.

    Parameters
    ----------
    text : str
        Of a contract, a recording, or a sentence about them.
    """
    cleaner = _installed()
    return HIDDEN if cleaner is None and text else cleaner.text(text) if cleaner is not None else text


def clean_headers(items: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Headers as a ``repr`` may show them; names stay."""
    cleaner = _installed()
    if cleaner is None:
        return [(name, HIDDEN) for name, _ in items]
    return list(cleaner.headers(items))


def kind_of_value(value: Value) -> str:
    """What a ``repr`` says of a recorded value that may be anything: its kind and its size, never itself."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "a boolean"
    if isinstance(value, str):
        return f"a string of {len(value):,}"
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, Mapping):
        return f"an object of {len(value):,}"
    return f"an array of {len(value):,}" if isinstance(value, list | tuple) else repr(value)


_Class = TypeVar("_Class", bound=type)
_LONGEST = 200
_MOST = 20


def quiet(kind: _Class) -> _Class:
    """Make a dataclass that may hold recorded values show them as kinds, and words without their secrets.

    Parameters
    ----------
    kind : type
        A dataclass; this stands above it.
    """
    names = [each.name for each in fields(kind) if each.repr]

    def show(self: object) -> str:
        shown = (f"{name}={_quiet(getattr(self, name))}" for name in names)
        return f"{kind.__name__}({', '.join(shown)})"

    type.__setattr__(kind, "__repr__", show)  # a dataclass writes its own, and there is no body to write this into
    return kind


def _quiet(value: Value) -> str:
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, str):
        shown = clean_text(value)
        return repr(shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…")
    if isinstance(value, bytes | bytearray | Mapping | list):
        return f"<{kind_of_value(value)}>"
    if isinstance(value, tuple):
        return f"({', '.join(map(_quiet, value[:_MOST]))}{', …' if len(value) > _MOST else ''})"
    return repr(value)


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

    def __rich__(self) -> Any:
        """What `rich` draws: the text view, as wide as the terminal, with verdicts, places and values in colours."""
        return repr(self) if _terminal is None else _terminal()(self)

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> Bundle:
        bundle = present(self)
        if include is not None:
            bundle = {mime: text for mime, text in bundle.items() if mime in include}
        if exclude is not None:
            bundle = {mime: text for mime, text in bundle.items() if mime not in exclude}
        return bundle
