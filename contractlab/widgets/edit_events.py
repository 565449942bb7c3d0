"""Views of one `Edit` that stay in step: whoever edits tells it here, whoever shows it listens.

The Edit itself stays plain and knows nothing of this. Edits that a notebook makes in code, in another cell, are noticed
when the cell has run.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from itertools import count

from contractlab.editing import Edit

__all__ = ["after_cells", "listen", "look_again", "tell"]

Listener = Callable[[], None]
Moment = tuple[object, int]

_listeners: weakref.WeakKeyDictionary[Edit, dict[int, Callable[[], Listener | None]]] = weakref.WeakKeyDictionary()
_last_told: weakref.WeakKeyDictionary[Edit, Moment] = weakref.WeakKeyDictionary()
_after_cells: list[weakref.WeakMethod[Listener]] = []
_numbers = count(1)
_watched_shells: weakref.WeakSet[object] = weakref.WeakSet()


def _moment(edit: Edit) -> Moment:
    """What tells two moments of an edit apart: its document, and what it was loaded or saved from."""
    return (edit.document, id(edit.original))


def listen(edit: Edit, listener: Listener) -> Callable[[], None]:
    """Call `listener` after every edit.

    Parameters
    ----------
    edit : Edit
    listener : callable
        A method is not kept alive by listening; a function is, until it is taken back.

    Returns
    -------
    callable
        Takes it back.
    """
    number = next(_numbers)
    held: Callable[[], Listener | None] = (
        weakref.WeakMethod(listener) if hasattr(listener, "__self__") else lambda: listener
    )
    _listeners.setdefault(edit, {})[number] = held
    _last_told[edit] = _moment(edit)
    _watch_notebook()

    def stop() -> None:
        _listeners.get(edit, {}).pop(number, None)

    return stop


def tell(edit: Edit) -> None:
    """Say that something was edited, undone, made again or saved."""
    _last_told[edit] = _moment(edit)
    listening = _listeners.get(edit, {})
    for number, held in tuple(listening.items()):
        listener = held()
        if listener is None:
            listening.pop(number, None)
        else:
            listener()


def look_again(*_: object) -> None:
    """Tell the listeners of every Edit that was changed without saying so."""
    for edit in tuple(_listeners):
        before, now = _last_told.get(edit), _moment(edit)
        # By identity: comparing whole documents after each cell would keep the notebook waiting.
        if before is None or before[0] is not now[0] or before[1] != now[1]:
            tell(edit)


def after_cells(listener: Listener) -> None:
    """Call a method after each cell of a notebook: what it has defined may change what is shown.

    Parameters
    ----------
    listener : method
        It is not kept alive by it.
    """
    _after_cells.append(weakref.WeakMethod(listener))
    _watch_notebook()


def _cell_has_run(*_: object) -> None:
    look_again()
    for held in tuple(_after_cells):
        listener = held()
        if listener is None:
            _after_cells.remove(held)
        else:
            listener()


def _watch_notebook() -> None:
    """Look again after each cell, where there is a notebook; one that is not imported is not running."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    if shell is None or shell in _watched_shells:
        return
    _watched_shells.add(shell)
    shell.events.register("post_run_cell", _cell_has_run)
