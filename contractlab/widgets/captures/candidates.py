"""What ambiguous captures may have been: examples by their states, and one choice that settles all alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from contractlab.captures import AnyCapture
from contractlab.contracts.contract import Example
from contractlab.errors import InvalidEdit
from contractlab.values.text import shorten
from contractlab.verification.ambiguous import AmbiguousGroup
from contractlab.verification.causes import group_mismatches
from contractlab.verification.pairing import address_of
from contractlab.verification.results import Result
from contractlab.views.model import Line, faint, line, strong
from contractlab.views.result_model import result_sentences
from contractlab.views.words import capture_line, count, cut, short_place
from contractlab.widgets.captures.assigning import assign_each, keys_code
from contractlab.widgets.captures.picture import Picture, picture_of
from contractlab.widgets.captures.protocol import CandidatesAnswer
from contractlab.widgets.desk_protocol import DeskProtocol
from contractlab.widgets.protocol import CandidateJson
from contractlab.widgets.span_json import spans_json

__all__ = ["IN_TURN", "NEITHER", "candidates_of", "settle_everything", "settle_group", "states_line"]

NEITHER, IN_TURN = -1, -2
"""Choices that are no example of the group."""

_TURN, _MOST = "in turn", "to the example that most pass"

_TRIED = 300
"""Captures of a group that are tried against each example."""
_CANDIDATES = 40
_VERSIONS = 60


def states_line(example: Example) -> Line:
    """The states of an example, with their parameters; its name where it has none."""
    pieces: list[str] = []
    for state in example.states:
        if state.name:
            params = ", ".join(f"{key} = {value!r}" for key, value in state.params.items())
            pieces.append(shorten(state.name, 120) + (f", {shorten(params, 80)}" if params else ""))
    if not pieces:
        return line(strong("no state"))
    return line(strong(cut("; ".join(pieces), 240)))


def _narrowed(group: AmbiguousGroup, version: str) -> AmbiguousGroup:
    """The captures of one version, as a screen names it; all of them where it names none."""
    if not version:
        return group
    kept = tuple(capture for capture in group.captures if _version(capture) == version)
    if not kept:
        raise InvalidEdit("this version no longer exists")
    return AmbiguousGroup(group.examples, kept)


def _version(capture: AnyCapture) -> str:
    return cut(capture.provider_version or "–", 40)


def candidates_of(desk: DeskProtocol, group: AmbiguousGroup, version: str = "") -> CandidatesAnswer:
    """What may be chosen for ambiguous captures, the example that most of them pass first.

    Parameters
    ----------
    desk : DeskProtocol
    group : AmbiguousGroup
    version : str
        Only captures of this version; empty for all.

    Raises
    ------
    InvalidEdit
        If no capture is of that version.
    """
    picture, narrowed = picture_of(desk), _narrowed(group, version)
    tried = AmbiguousGroup(group.examples, narrowed.captures[:_TRIED])
    labels = Counter(map(_label, group.examples))
    candidates = [
        _candidate(picture, tried, group.examples.index(example), example, labels[_label(example)] > 1)
        for example in picture.trial.likeliest(tried)[:_CANDIDATES]
    ]
    turn = narrowed.in_turn
    if turn is not None:
        pairs = list(zip(turn, narrowed.captures, strict=True))[:_TRIED]
        passed = picture.trial.count(pairs)["passed"]
        about = "The first capture was the first example, and so on: as a verifier asks."
        turn_row: CandidateJson = {
            "choice": IN_TURN,
            "sentence": spans_json(line(strong("Each in turn"), ", in the order of the contract")),
            "about": spans_json(line(about)),
            "passed": passed,
            "tried": len(pairs),
        }
        candidates.append(turn_row)
    nothing: CandidateJson = {
        "choice": NEITHER,
        "sentence": spans_json(
            line("Neither: leave unmatched" if len(group.examples) == 2 else "None: leave unmatched")
        ),
        "about": spans_json(line("They count as not exercised.")),
        "passed": 0,
        "tried": 0,
    }
    first = candidates[0]
    example = group.examples[first["choice"]]
    return {
        "group": group.id,
        "version": version,
        "number": len(narrowed.captures),
        "request": spans_json(capture_line(desk.redaction.redact_capture(narrowed.captures[0]))),
        "candidates": [*candidates, nothing],
        "versions": list(dict.fromkeys(map(_version, group.captures)))[:_VERSIONS],
        "apart": _apart(group.examples),
        "evidence": spans_json(_evidence(picture, tried, example)),
        "code": f"lab.captures.assign({keys_code(narrowed.captures)}, {address_of(example, list(desk.contracts))!r})",
    }


def _label(example: Example) -> tuple[str, str]:
    """What tells an example from others on a screen."""
    return "".join(span.text for span in states_line(example)), example.description


def _apart(examples: Sequence[Example]) -> str:
    """What could tell examples with one request apart."""
    if len({_label(example)[0] for example in examples}) > 1:
        return "Only the state can tell them apart, and the capture does not hold it."
    return "Their states are the same, too: no capture could tell them apart."


def _candidate(picture: Picture, tried: AmbiguousGroup, choice: int, example: Example, homonym: bool) -> CandidateJson:
    # Examples of several versions of a contract may differ in nothing that is shown but in where they are written.
    place = faint(f" · {short_place(example.location)}") if homonym else ""
    passed = picture.trial.count((example, capture) for capture in tried.captures)["passed"]
    return {
        "choice": choice,
        "sentence": spans_json(states_line(example)),
        "about": spans_json(line(cut(example.description, 160), place)),
        "passed": passed,
        "tried": len(tried.captures),
    }


def _evidence(picture: Picture, tried: AmbiguousGroup, best: Example) -> Line:
    """What speaks for the first example: what the others do not accept of the answers that it does."""
    for example in tried.examples:
        if example is best:
            continue
        for capture in tried.captures:
            result = picture.trial.result(example, capture)
            if result.verdict == "failed" and picture.trial.result(best, capture).passed:
                return line(*_first_mismatch(result), faint(f" That is against “{cut(example.description, 80)}”."))
    return line()


def _first_mismatch(result: Result) -> Line:
    groups = group_mismatches(result.mismatches)
    sentences = result_sentences(groups[:1], result.mask, None)
    return line(*sentences) if sentences else line()


def settle_group(desk: DeskProtocol, group: AmbiguousGroup, choice: int, version: str = "") -> str:
    """Say what ambiguous captures were, in one change; what was done is returned in words.

    Parameters
    ----------
    desk : DeskProtocol
    group : AmbiguousGroup
    choice : int
        Number of an example of the group, `NEITHER` or `IN_TURN`.
    version : str
        Only captures of this version; empty for all.

    Raises
    ------
    InvalidEdit
        If there is no such choice or version.
    """
    narrowed = _narrowed(group, version)
    captures = narrowed.captures
    number = count(len(captures), "capture")
    if choice == NEITHER:
        sentence = f"{number} left unmatched"
        assign_each(desk, [(capture, None) for capture in captures], sentence, leave=True)
        return f"{sentence}."
    if choice == IN_TURN:
        turn = narrowed.in_turn
        if turn is None:
            raise InvalidEdit("these captures do not make whole rounds")
        sentence = f"{number} matched in turn"
        assign_each(desk, list(zip(captures, turn, strict=True)), sentence)
        return f"{sentence}."
    if not 0 <= choice < len(group.examples):
        raise InvalidEdit("this example no longer exists")
    example = group.examples[choice]
    sentence = f"{number} matched to {shorten(example.description, 80)!r}"
    assign_each(desk, [(capture, example) for capture in captures], sentence)
    return f"{sentence}."


def settle_everything(desk: DeskProtocol, *, in_turn: bool) -> str:
    """Settle every ambiguous capture in one change; what was done is returned in words.

    Parameters
    ----------
    desk : DeskProtocol
    in_turn : bool
        Captures of a group were its examples in turn, where they are whole rounds; else, and for the others, the
        example that most captures of the group pass.

    Raises
    ------
    InvalidEdit
        If nothing is ambiguous.
    """
    picture = picture_of(desk)
    pairs: list[tuple[AnyCapture, Example | None]] = []
    turned = 0
    for group in picture.ambiguous:
        turn: Sequence[Example] | None = group.in_turn if in_turn else None
        if turn is not None:
            turned += len(turn)
        else:
            best = picture.trial.likeliest(AmbiguousGroup(group.examples, group.captures[:_TRIED]))[0]
            turn = [best] * len(group.captures)
        pairs += zip(group.captures, turn, strict=True)
    if not pairs:
        raise InvalidEdit("nothing is ambiguous")
    parts = [f"{number:,} {outcome}" for number, outcome in ((turned, _TURN), (len(pairs) - turned, _MOST)) if number]
    sentence = f"{count(len(pairs), 'ambiguous capture')} matched: {', '.join(parts)}"
    assign_each(desk, pairs, sentence)
    return f"{sentence}."
