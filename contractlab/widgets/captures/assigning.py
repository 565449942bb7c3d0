"""What is decided by hand about captures, each as one change of the desk: undone and made again like any edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from contractlab.captures import AnyCapture
from contractlab.captures.capture import LEFT_UNMATCHED
from contractlab.contracts.contract import Example
from contractlab.verification.pairing import address_of
from contractlab.widgets.desk_history import DeskAction
from contractlab.widgets.desk_protocol import DeskProtocol

__all__ = ["assign_by_hand", "assign_each", "base_path_code", "ignore_group", "keys_code", "use_base_path"]

_LISTED = 3
"""Captures of one file that code names one by one; beyond that their numbers stand in a row."""


@dataclass(frozen=True, slots=True)
class _Decision:
    """What is decided about one capture."""

    assigned: str | None
    base_path: str


def assign_by_hand(desk: DeskProtocol, captures: Sequence[AnyCapture], example: Example | None, label: str) -> None:
    """Say which example some captures belong to.

    Parameters
    ----------
    desk : DeskProtocol
    captures : sequence of Capture
        Of the desk.
    example : Example or None
        None takes earlier pairings back.
    label : str
        The change in words.
    """
    assign_each(desk, [(capture, example) for capture in captures], label)


def assign_each(
    desk: DeskProtocol, pairs: Sequence[tuple[AnyCapture, Example | None]], label: str, *, leave: bool = False
) -> None:
    """Say of each capture which example it belongs to, all in one change.

    Parameters
    ----------
    desk : DeskProtocol
    pairs : sequence of (Capture, Example or None)
        With None, an earlier pairing is taken back.
    label : str
        The change in words.
    leave : bool
        With None, the capture is to stay unmatched instead.
    """
    contracts = list(desk.contracts)
    nothing = LEFT_UNMATCHED if leave else None
    names = {id(example): address_of(example, contracts) for _, example in pairs if example is not None}
    after = {
        capture.key: replace(_decided(capture), assigned=nothing if example is None else names[id(example)])
        for capture, example in pairs
    }
    by_name: dict[str | None, list[AnyCapture]] = {}
    for capture, _ in pairs:
        by_name.setdefault(after[capture.key].assigned, []).append(capture)
    lines = [
        f"lab.captures.leave_unmatched({keys_code(listed)})"
        if name == LEFT_UNMATCHED
        else f"lab.captures.assign({keys_code(listed)}, {name!r})"
        for name, listed in by_name.items()
    ]
    _decide(desk, [capture for capture, _ in pairs], after, label, "\n".join(lines))


def use_base_path(desk: DeskProtocol, captures: Sequence[AnyCapture], base_path: str, label: str) -> None:
    """Say that captures stand below a base path, in one change.

    Parameters
    ----------
    desk : DeskProtocol
    captures : sequence of Capture
        Of the desk.
    base_path : str
    label : str
        The change in words.
    """
    after = {capture.key: replace(_decided(capture), base_path=base_path) for capture in captures}
    _decide(desk, captures, after, label, base_path_code(captures, base_path))


def base_path_code(captures: Sequence[AnyCapture], base_path: str) -> str:
    """Python that does what `use_base_path` does."""
    return f"lab.captures.use_base_path({base_path!r}, {keys_code(captures)})"


def ignore_group(desk: DeskProtocol, group: str, label: str, *, hide: bool = True) -> None:
    """Hide the captures of a group from views, or show them again, in one change; verdicts stay as they are.

    Parameters
    ----------
    desk : DeskProtocol
    group : str
        As `UnmatchedGroup.id` gives it.
    label : str
        The change in words.
    hide : bool
        False to show them again.
    """

    def put(hidden: bool) -> None:
        if hidden:
            desk.ignored.add(group)
        else:
            desk.ignored.discard(group)

    put(hide)
    code = f"lab.ignored.{'add' if hide else 'discard'}({group!r})"
    desk.history.record(DeskAction(label, code, lambda: put(not hide), lambda: put(hide)))


def _decided(capture: AnyCapture) -> _Decision:
    return _Decision(capture.assigned, capture.base_path)


def _decide(
    desk: DeskProtocol, captures: Iterable[AnyCapture], after: Mapping[str, _Decision], label: str, code: str
) -> None:
    before = {capture.key: _decided(capture) for capture in captures}

    def put(decisions: Mapping[str, _Decision]) -> None:
        there = {capture.key for capture in desk.captures}  # captures may have been loaded anew since
        assigned: dict[str | None, list[str]] = {}
        base_paths: dict[str, list[str]] = {}
        for key, decision in decisions.items():
            if key in there:
                assigned.setdefault(decision.assigned, []).append(key)
                base_paths.setdefault(decision.base_path, []).append(key)
        for name, keys in assigned.items():
            desk.captures.assign(keys, name)
        for base_path, keys in base_paths.items():
            desk.captures.use_base_path(base_path, keys)
        desk.recheck()

    put(after)
    desk.history.record(DeskAction(label, code, lambda: put(before), lambda: put(after)))


def keys_code(captures: Sequence[AnyCapture]) -> str:
    """Python for the keys of captures, short also where they are many."""
    numbers: dict[str, list[int]] = {}
    for capture in captures:
        numbers.setdefault(capture.source, []).append(capture.index)
    pieces: list[str] = []
    for source, listed in numbers.items():
        if len(listed) <= _LISTED:
            pieces.append("[" + ", ".join(repr(f"{source}#{number}") for number in listed) + "]")
            continue
        step = listed == list(range(listed[0], listed[0] + len(listed)))
        of = f"range({listed[0]}, {listed[-1] + 1})" if step else f"({', '.join(map(str, listed))})"
        pieces.append(f'[{source!r} + f"#{{n}}" for n in {of}]')
    return pieces[0][1:-1] if len(captures) == 1 else " + ".join(pieces)
