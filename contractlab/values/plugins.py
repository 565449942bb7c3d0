"""What other distributions add, found by the entry points in their metadata.

Nothing is imported before somebody needs it, and the metadata of all distributions are read once. What is wrong with a
plugin costs a warning that names it, and never the work of others.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["PluginWarning", "load_plugins", "plugin_points", "plugin_words", "warn_of_plugin"]


class PluginWarning(UserWarning):
    """A plugin cannot be used, or went wrong; everything else goes on without it."""


_read: tuple[tuple[str, ...], dict[str, tuple[EntryPoint, ...]]] | None = None
_warned: set[tuple[str, str, str]] = set()


def plugin_points(group: str) -> tuple[EntryPoint, ...]:
    """Entry points of a group, by name; one where several distributions name the same.

    Parameters
    ----------
    group : str
        Such as ``contractlab.formats``.
    """
    global _read
    path = tuple(sys.path)
    if _read is None or _read[0] != path:
        from importlib.metadata import distributions  # takes longer to import than all that asks for plugins

        groups: dict[str, dict[tuple[str, str], EntryPoint]] = {}
        for distribution in distributions():
            for point in distribution.entry_points:
                if point.group.startswith("contractlab."):
                    groups.setdefault(point.group, {}).setdefault((point.name, point.value), point)
        _read = path, {name: tuple(sorted(own.values(), key=_order)) for name, own in groups.items()}
    return _read[1].get(group, ())


def _order(point: EntryPoint) -> tuple[str, str]:
    return point.name, point.value


def load_plugins(group: str, kind: str, members: Iterable[str] = ()) -> Iterator[tuple[str, Any]]:
    """Load every plugin of a group: name and object.

    Parameters
    ----------
    group : str
    kind : str
        What each of them is, for the warning: ``"format"``.
    members : iterable of str, optional
        What it must have; without any, it must be callable.
    """
    wanted = tuple(members)
    for point in plugin_points(group):
        try:
            loaded = point.load()
        except Exception as error:  # whatever another package does wrong must not cost the work of others
            fault = f"cannot be loaded: {plugin_words(error)}. Mend or remove {point.value}"
            warn_of_plugin(kind, point.name, fault)
            continue
        lacking = [name for name in wanted if not hasattr(loaded, name)]
        if lacking or not (wanted or callable(loaded)):
            wants = f"lacks {', '.join(lacking)}" if lacking else "cannot be called"
            warn_of_plugin(kind, point.name, f"is not a {kind}: {point.value} {wants}")
            continue
        yield point.name, loaded


def plugin_words(error: Exception) -> str:
    """An exception of somebody else's code in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


def warn_of_plugin(kind: str, name: str, fault: str) -> None:
    """Warn of a plugin, once for each fault.

    Parameters
    ----------
    kind : str
        What it is: ``"redaction detector"``.
    name : str
        As its entry point is called.
    fault : str
        A phrase that goes on after its name.
    """
    if (kind, name, fault) not in _warned:
        _warned.add((kind, name, fault))
        warnings.warn(f"the {kind} {name!r} {fault}", PluginWarning, stacklevel=3)
