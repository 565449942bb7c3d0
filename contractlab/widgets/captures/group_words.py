"""What a group of unmatched captures says of itself: what agrees, what differs, what can be done, and the code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from contractlab.captures import Capture, Redaction
from contractlab.contracts.contract import Contract, Example
from contractlab.values.text import shorten
from contractlab.verification.pairing import address_of
from contractlab.verification.unmatched_groups import GroupKind, UnmatchedGroup, host_of
from contractlab.views.model import Line, Span, code, line, strong
from contractlab.views.unpaired_model import unpaired_sentence
from contractlab.views.words import cut, request_line, some
from contractlab.widgets.captures.assigning import keys_code
from contractlab.widgets.captures.picture import Picture
from contractlab.widgets.captures.protocol import GroupAction, GroupJson, Verdicts
from contractlab.widgets.span_json import spans_json

__all__ = ["TRIED", "group_json"]

TRIED = 300
"""Captures of a group whose verdicts are tried; code that names so many is long enough, too."""

_IGNORE = {
    GroupKind.HOST: "Ignore this host",
    GroupKind.PATH: "Ignore this path",
    GroupKind.MESSAGE: "Ignore these messages",
}
_MATCHES = (GroupKind.NEAR_PATH, GroupKind.VALUES, GroupKind.MESSAGE)
"""Kinds whose nearest example the captures can be said to be of."""


def group_json(
    group: UnmatchedGroup, picture: Picture, contracts: Sequence[Contract], redaction: Redaction
) -> GroupJson:
    """A group as a screen shows it.

    Parameters
    ----------
    group : UnmatchedGroup
    picture : Picture
    contracts : sequence of Contract
    redaction : Redaction
    """
    heading, about = _words(group, picture, contracts, redaction)
    made: GroupJson = {
        "id": group.id,
        "number": len(group.members),
        "first": picture.numbers.get(group.captures[0].key, 0),
        "sentence": spans_json(heading),
        "about": spans_json(about),
        "actions": _actions(group),
        "code": _code(group, contracts),
    }
    tried = group.captures[:TRIED]
    outcome = Counter(verdict for _, verdict in picture.outcome(group, tried).values())
    if outcome:
        passed, error = outcome["passed"], outcome["error"]
        then: Verdicts = {
            "passed": passed, "failed": outcome["failed"] + outcome["pending"], "error": error, "tried": len(tried),
        }  # fmt: skip
        made["then"] = then
    return made


def _words(
    group: UnmatchedGroup, picture: Picture, contracts: Sequence[Contract], redaction: Redaction
) -> tuple[Line, Line]:
    member, number = group.members[0], len(group.members)
    shown = redaction.redact_capture(member.capture)
    path = shown.request.path if isinstance(shown, Capture) else ""
    asked = code(f"{cut(group.method, 20)} {cut(path, 120)}")
    if group.kind == GroupKind.BASE_PATH:
        start = code(redaction.redact_text(group.value))
        whole = line(strong(f"All {number:,} start with ")) if number > 1 else line(strong("It starts with "))
        rest = "each matches an example." if number > 1 else "it matches an example."
        about = line("Agree: method, rest of the path, query. Differs: the path begins with ", start, ".")
        return line(whole, start, f". Without it, {rest}"), about
    if group.kind == GroupKind.NEAR_PATH and group.near is not None:
        return line(strong("One character differs: "), f"{cut(group.method, 20)} ", *_marked(path, group.near)), line(
            "Nearest: “", cut(group.near.description), "”. All else agrees."
        )
    if group.kind == GroupKind.METHOD:
        return _method_words(group, asked)
    if group.kind == GroupKind.HOST:
        hosts = sorted({host_of(picture.captures[picture.numbers[key]]) for key in picture.results} - {""})
        providers = some(sorted({shorten(contract.provider, 60) for contract in contracts}), 2)
        answers = line(f" {providers} answers at ", code(some(hosts, 2)), ".") if hosts else line()
        return line(strong("Another host: "), code(cut(group.value, 80))), line("No example has these paths.", answers)
    if group.kind == GroupKind.PATH:
        target = asked if number == 1 else code(f"{cut(group.method, 20)} {cut(_pattern_shown(group, path), 120)}")
        return line(strong("Never in a contract: "), target), _nearest(group)
    if group.kind == GroupKind.VALUES and group.near is not None:
        return line(strong("Other query or body: "), asked), line(unpaired_sentence(member, redaction))
    if group.kind == GroupKind.NAMED:
        return line(strong("No such example: "), cut(redaction.redact_text(group.value))), line(
            "The recording names it, and no contract has it."
        )
    if group.kind == GroupKind.BY_HAND:
        return line(strong("Left unmatched by hand")), line("Their examples count as not exercised.")
    return line(strong("No example describes these messages")), line(unpaired_sentence(member, redaction))


def _method_words(group: UnmatchedGroup, asked: Span) -> tuple[Line, Line]:
    has: Line = line()
    if group.near is not None:
        method, target, _ = request_line(group.near)
        has = line("The contract has ", code(f"{cut(method, 20)} {cut(target, 80)}"), ".")
    if group.method == "OPTIONS" and not group.value:
        return line(strong("Other method: "), asked), line("A browser’s preflight. ", has)
    return line(strong("Other method: "), asked), has


def _pattern_shown(group: UnmatchedGroup, path: str) -> str:
    """The pattern of the group's paths, unless something was taken out of the path that is shown."""
    first = group.captures[0]
    return group.value if isinstance(first, Capture) and first.request.path == path else path


def _nearest(group: UnmatchedGroup) -> Line:
    nearest = group.nearest
    if nearest is None:
        return line("No example has this path.")
    parts = {mismatch.part for mismatch in group.members[0].differences}
    agreeing = (
        "only the method agrees" if "path" in parts and "method" not in parts else "neither path nor method agrees"
    )
    return line("No example has this path. Nearest: “", cut(nearest.description), f"”; {agreeing}.")


def _marked(path: str, near: Example) -> Line:
    """A path, with what differs from the example's marked."""
    wanted = near.request.path
    start = 0
    while start < min(len(path), len(wanted)) and path[start] == wanted[start]:
        start += 1
    stop = 0
    while stop < min(len(path), len(wanted)) - start and path[-1 - stop] == wanted[-1 - stop]:
        stop += 1
    middle = path[start : len(path) - stop]
    gone = wanted[start : len(wanted) - stop] if not middle else ""
    rest = path[len(path) - stop :]
    marked = Span("del", cut(middle, 60)) if middle else Span("ins", cut(gone, 60))
    return line(*([code(cut(path[:start], 160))] if start else []), marked, *([code(cut(rest, 160))] if rest else []))


def _actions(group: UnmatchedGroup) -> list[GroupAction]:
    """What can be done, the first one first."""
    actions: list[GroupAction] = []

    def add(op: str, label: str, main: bool = False) -> None:
        actions.append({"op": op, "label": label, "main": main})

    if group.kind == GroupKind.BY_HAND:
        add("apply", "Take back")
        return actions
    if group.kind == GroupKind.BASE_PATH:
        add("apply", f"Use base path {cut(group.value, 40)}", True)
        return actions
    if group.kind in _MATCHES and group.nearest is not None:
        add("apply", "Match to it", group.kind == GroupKind.NEAR_PATH)
    if group.kind == GroupKind.METHOD:
        add("ignore", f"Ignore {cut(group.method, 20)}" if not group.value else f"Ignore {cut(group.method, 20)} here")
    elif group.kind in _IGNORE:
        add("ignore", _IGNORE[group.kind])
    else:
        add("ignore", "Ignore these")
    first = group.captures[0]
    answered = not isinstance(first, Capture) or first.response is not None
    if answered and group.kind != GroupKind.HOST and group.method != "OPTIONS":
        add("promote", "Promote to example")
    return actions


def _code(group: UnmatchedGroup, contracts: Sequence[Contract]) -> str:
    """The code for the first thing that can be done."""
    captures = group.captures
    if group.kind == GroupKind.BASE_PATH:
        return f"lab.captures.use_base_path({group.value!r}, {keys_code(captures)})"
    if group.kind == GroupKind.BY_HAND:
        return f"lab.captures.assign({keys_code(captures)}, None)"
    nearest = group.nearest if group.kind in _MATCHES else None
    if nearest is not None:
        return f"lab.captures.assign({keys_code(captures)}, {address_of(nearest, contracts)!r})"
    return f"lab.ignored.add({group.id!r})"
