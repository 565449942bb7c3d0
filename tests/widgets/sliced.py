"""Views that make a screen's work a slice at a time, asked as a screen asks them."""

from __future__ import annotations

from typing import Any, Protocol

__all__ = ["SlicedView", "ask", "go_on"]


class SlicedView(Protocol):
    """A live view whose payload says how far it is."""

    view: Any

    def handle(self, message: dict[str, Any]) -> dict[str, Any]:
        """Answer a message."""


def ask(view: SlicedView, op: str, **more: Any) -> dict[str, Any]:
    """The payload after a message that the view has to understand."""
    answer = view.handle({"op": op, "id": 1, **more})
    assert answer["ok"], answer
    payload: dict[str, Any] = answer["view"]
    return payload


def go_on(view: SlicedView, most: int | None = None) -> int:
    """Ask for slices until the work is whole, or for so many; gives how many were made."""
    slices = 0
    while (at := view.view["looking"]) is not None and at["running"] and slices != most:
        before = at["done"]
        now = ask(view, "go_on")["looking"]
        assert now is None or now["done"] >= before
        slices += 1
    return slices
