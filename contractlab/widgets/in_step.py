"""Views of one `Edit` that stay in step: whoever edits tells it here, whoever shows it listens.

The Edit itself stays plain and knows nothing of this. Edits that a notebook makes in code, in another cell, are noticed
when the cell has run.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from contractlab.editing import Edit

__all__ = ["listen", "look_again", "tell"]

Heard = Callable[[], None]

_listeners: weakref.WeakKeyDictionary[Edit, dict[int, Callable[[], Heard | None]]] = weakref.WeakKeyDictionary()
_known: weakref.WeakKeyDictionary[Edit, tuple[Any, int]] = weakref.WeakKeyDictionary()
_numbers = iter(range(1, 1 << 62))
_watched_shells: weakref.WeakSet[Any] = weakref.WeakSet()


def _moment(edit: Edit) -> tuple[Any, int]:
    """What tells two moments of an edit apart: its document, and what it was loaded or saved from."""
    return (edit.document, id(edit.original))


def listen(edit: Edit, heard: Heard) -> Callable[[], None]:
    """Call `heard` after every edit.

    Parameters
    ----------
    edit : Edit
    heard : callable
        A method is not kept alive by listening; a function is, until it is taken back.

    Returns
    -------
    callable
        Takes it back.
    """
    number = next(_numbers)
    held: Callable[[], Heard | None] = weakref.WeakMethod(heard) if hasattr(heard, "__self__") else lambda: heard
    _listeners.setdefault(edit, {})[number] = held
    _known[edit] = _moment(edit)
    _watch_notebook()

    def stop() -> None:
        _listeners.get(edit, {}).pop(number, None)

    return stop


def tell(edit: Edit) -> None:
    """Say that something was edited, undone, made again or saved."""
    _known[edit] = _moment(edit)
    listening = _listeners.get(edit, {})
    for number, held in tuple(listening.items()):
        heard = held()
        if heard is None:
            listening.pop(number, None)
        else:
            heard()


def look_again(*_: Any) -> None:
    """Tell the listeners of every Edit that was changed without saying so."""
    for edit in tuple(_listeners):
        known, now = _known.get(edit), _moment(edit)
        if known is None or known[0] is not now[0] or known[1] != now[1]:
            tell(edit)


def _watch_notebook() -> None:
    """Look again after each cell, where there is a notebook."""
    import sys

    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    if shell is None or shell in _watched_shells:
        return
    _watched_shells.add(shell)
    shell.events.register("post_run_cell", look_again)
