"""The view of state handlers: which function brings which state about, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from contractlab.views.model import Block, Cell, Document, Paragraph, Row, Table, code, faint, line, strong
from contractlab.views.words import count, cut, file_name

__all__ = ["build_handlers"]

_ROWS = 60


class ListedHandler(Protocol):
    """One function."""

    @property
    def state(self) -> str:
        """Name or pattern of its states; empty for one that is called whatever the states are."""

    @property
    def role(self) -> str:
        """``"setup"``, ``"teardown"`` or ``"each"``."""

    @property
    def function(self) -> str:
        """Its name."""

    @property
    def file(self) -> str:
        """Where it stands; empty where nobody knows."""

    @property
    def line(self) -> int:
        """The same."""


class Handlers(Protocol):
    """What the view asks of state handlers."""

    @property
    def listed(self) -> Sequence[ListedHandler]:
        """Every function, in order."""


_ROLES = {"setup": "", "teardown": "teardown", "each": "around every example"}


def build_handlers(handlers: Handlers) -> Document:
    """The document of state handlers.

    Parameters
    ----------
    handlers : StateHandlers
    """
    listed = list(handlers.listed)
    states = {each.state for each in listed if each.role == "setup"}
    blocks: list[Block] = [Paragraph(line(strong(f"Handlers for {count(len(states), 'state')}.")), "title")]
    if listed:
        rows = tuple(_row(each) for each in listed[:_ROWS])
        head = ("state", "function", "")
        left = len(listed) - len(rows)
        blocks.append(Table(rows, head, "grid", ("50%", "35%", ""), (), _ROWS, "states", left))
    blocks.append(Paragraph(line(faint("What lacks: "), code("states.template(contracts)"))))
    return Document(tuple(blocks))


def _row(handler: ListedHandler) -> Row:
    place = faint(f" {cut(file_name(handler.file), 80)}:{handler.line}") if handler.file else faint("")
    state = line(cut(handler.state, 160)) if handler.state else line(faint("any, or none"))
    return Row(
        (Cell(state), Cell(line(code(cut(handler.function, 80)), place)), Cell(line(faint(_ROLES[handler.role]))))
    )
