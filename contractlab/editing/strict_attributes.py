"""Attributes that can be set are those that a class has: a slip of the pen must not be an edit of nothing."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, ClassVar

from contractlab.errors import InvalidEdit

__all__ = ["Guarded"]

_BY_NAME = "set one by its name: {name}['…'] = …"
_INSTEAD = {
    "headers": _BY_NAME,
    "query": _BY_NAME,
    "metadata": _BY_NAME,
    "generators": _BY_NAME,
    "states": "states.add, states.remove and states.rename change them",
    "value": "set it by its path: ['$'] = …",
    "responses": "set what each consists of: responses[0].contents = …",
}


class Guarded:
    """Refuses to set what does not exist.

    Attributes
    ----------
    _own : frozenset of str
        Attributes of the object itself.
    """

    _own: ClassVar[frozenset[str]] = frozenset()

    def __setattr__(self, name: str, value: Any) -> None:
        declared = getattr(type(self), name, None)
        settable = isinstance(declared, property) and declared.fset is not None
        if settable or name in self._own or name.startswith("_"):
            object.__setattr__(self, name, value)
            return
        if declared is not None:
            instead = _INSTEAD.get(name, "see its methods").format(name=name)
            raise InvalidEdit(f"{name} cannot be set whole; {instead}")
        names = [each for each in dir(self) if not each.startswith("_") and each not in self._own]
        near = get_close_matches(name, names, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names)}"
        raise InvalidEdit(f"there is nothing called {name!r} to set; {hint}")
