"""What all live views share: one model sent once, messages answered, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import anywidget
import traitlets

from contractlab.values.gc_pause import PausedCollection
from contractlab.widgets.protocol import Answer, JSONValue
from contractlab.widgets.rpc import Operation, answer, failed

__all__ = ["LiveView", "PanelHost"]


class PanelHost(Protocol):
    """The view that panels are part of: one line to the screen carries what all of them say."""

    def relay(self, panel: LiveView, content: Mapping[str, object]) -> None:
        """Send what a panel says."""
        ...

    def kept(self, panel: LiveView) -> None:
        """Hear that what a panel draws first is another now."""
        ...


class LiveView(anywidget.AnyWidget):
    """A view whose screen sends messages and gets an answer to each.

    Parameters
    ----------
    host : PanelHost, optional
        The view that this one is a panel of; it has no line of its own then, and is not displayed by itself.

    Subclasses give `_esm`, `_css` and `operations`. The screen gets `view` once, and afterwards only what changed:
    either with the answer to its message, or by a message of its own (`push`).

    Attributes
    ----------
    view : dict
        Everything that the screen draws first; subclasses name the payload.
    """

    view: Any = traitlets.Dict().tag(sync=True)
    _made = False

    def __init__(self, *, host: PanelHost | None = None, **traits: object) -> None:
        self._panel_host = host
        super().__init__(**traits)
        self.on_msg(self._hear)
        self._made = True

    def __del__(self) -> None:
        if self._made:  # what could not be made has nothing to close
            super().__del__()

    def open(self) -> None:
        """Open the line to the screen; see `ipywidgets.Widget`."""
        if self._panel_host is None:
            super().open()

    def operations(self) -> Mapping[str, Operation]:
        """What the screen may ask for, by name."""
        return {}

    def _hear(self, _widget: object, message: JSONValue, _buffers: object) -> None:
        with PausedCollection():  # somebody waits, and a desk holds many objects
            try:
                reply = self.handle(message)
            except Exception as error:  # drawing what changed went wrong: the screen still waits for an answer
                reply = failed(message, error)
            self.send(reply)

    def handle(self, message: JSONValue) -> Answer:
        """The answer to a message, as `rpc.answer` gives it; subclasses add what changed."""
        return answer(self.operations(), message)

    def push(self, op: str, more: Mapping[str, object]) -> None:
        """Tell the screen something that it did not ask for.

        Parameters
        ----------
        op : str
        more : mapping
            What a screen hears by that name.
        """
        content = {"id": None, "op": op, "ok": True, **more}
        if self._panel_host is None:
            self.send(content)
        else:
            self._panel_host.relay(self, content)

    def keep(self, payload: Mapping[str, object]) -> None:
        """Bring `view` up to date without sending all of it again: what changed is told in another way."""
        self._trait_values["view"] = payload
        if self._panel_host is not None:
            self._panel_host.kept(self)
