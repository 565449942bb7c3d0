"""What all live views share: one model sent once, messages answered, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import traitlets

from contractlab.widgets.answers import Answer, answer, failed

__all__ = ["LiveView"]


class LiveView(anywidget.AnyWidget):
    """A view whose screen sends messages and gets an answer to each.

    Subclasses give `_esm`, `_css` and `operations`. The screen gets `view` once, and afterwards only what changed:
    either with the answer to its message, or by a message of its own (`push`).

    Attributes
    ----------
    view : dict
        Everything that the screen draws first, as JSON.
    """

    view: Any = traitlets.Dict().tag(sync=True)

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.on_msg(self._hear)

    def operations(self) -> Mapping[str, Callable[[dict[str, Any]], Answer | None]]:
        """What the screen may ask for, by name."""
        return {}

    def _hear(self, _: Any, message: Any, __: Any) -> None:
        try:
            told = self.handle(message)
        except Exception as error:  # drawing what changed went wrong: the screen still waits for an answer
            told = failed(message, error)
        self.send(told)

    def handle(self, message: Any) -> Answer:
        """The answer to a message, as `answers.answer` gives it; subclasses add what changed."""
        return answer(self.operations(), message)

    def push(self, op: str, **more: Any) -> None:
        """Tell the screen something that it did not ask for."""
        self.send({"id": None, "op": op, "ok": True, **more})
