"""What recorded answers suggest for an example: each with its evidence, its code, and what it would change.

Nothing is applied by itself. A suggestion that widens speaks of values that the contract refuses; one that narrows, of
what every recording had in common; what only some recordings have is said to be optional.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, overload

from contractlab.captures import REDACTED, AnyCapture, Capture, Redaction
from contractlab.editing.baseline import Baseline
from contractlab.editing.example_place import ExamplePlace, place_at
from contractlab.editing.observations import observe
from contractlab.editing.part_edit import PartEdit, parts_of
from contractlab.editing.preview import Preview
from contractlab.editing.probing import Side
from contractlab.editing.session import EditSession
from contractlab.editing.suggesting import Proposal, proposals
from contractlab.editing.suggesting_named import header_proposals, status_proposals
from contractlab.errors import ContractLabError
from contractlab.values.display import Shown, quiet
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.markers import MISSING
from contractlab.values.message import Message
from contractlab.values.text import count
from contractlab.verification.masking import Mask

__all__ = ["KeptProposals", "Suggestion", "Suggestions", "find_suggestions", "recorded_body"]


@quiet
@dataclass(frozen=True, slots=True)
class _PartPlace:
    """A part that answers, of an example that is known by list and number."""

    field: str
    number: int
    part: int

    def of(self, edit: EditSession) -> PartEdit:
        return _answers(ExamplePlace(edit, self.field, self.number))[self.part]


def _answers(place: ExamplePlace) -> list[PartEdit]:
    return [part for part in parts_of(place) if part.answers]


@quiet
@dataclass(frozen=True, eq=False)
class Suggestion(Shown):
    """One thing that recordings suggest.

    Attributes
    ----------
    example : str
        Description.
    part : str
        ``body``, ``contents``, ``headers`` or ``status``.
    path : str
        General path of the value, or its name.
    kind : str
        ``nullable``, ``two-examples``, ``type``, ``length``, ``format``, ``enumeration``, ``constant``,
        ``never-empty``, ``optional``, ``unasked``, ``header``, ``status``.
    evidence : str
        What was seen.
    advice : str
        What it suggests.
    effect : str
        ``"less"``: less would be asked; ``"more"``: more.
    code : str
        The lines of Python that do it.
    """

    example: str
    part: str
    path: str
    kind: str
    evidence: str
    advice: str
    effect: str
    code: str
    _edit: EditSession = field(repr=False)
    _base: EditSession = field(repr=False)
    _baseline: Baseline = field(repr=False)
    _place: _PartPlace = field(repr=False)
    _change: Callable[[PartEdit], None] = field(repr=False)

    @property
    def sentence(self) -> str:
        """``seen 41 integers and 1 null: integer or null``."""
        return f"{self.evidence}: {self.advice}"

    def apply_to(self, edit: EditSession) -> EditSession:
        """Make the edit of another session of the same contract, such as a fork."""
        self._change(self._place.of(edit))
        return edit

    @cached_property
    def preview(self) -> Preview:
        """Verdicts before and after this suggestion alone, as things stood when it was made."""
        after = self.apply_to(self._base.fork())
        return Preview(self._baseline, after.revised, self._base.state.numbers, after.state.numbers)

    def apply(self) -> EditSession:
        """Make the edit; it can be undone like any other.

        Raises
        ------
        InvalidEdit
            If it can no longer be done.
        """
        return self.apply_to(self._edit)

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}. {self.preview.sentence}.\n    {self.code}"

    def __repr__(self) -> str:
        return f"<Suggestion {self.example!r} {self.path}: {self.sentence}>"


class Suggestions(Shown, Sequence[Suggestion]):
    """Several suggestions: what would let more pass comes first.

    Attributes
    ----------
    examples_left : int
        Examples that were not looked at: each edit that is tried reads a contract of thousands of examples again. Who
        asks with the captures of these alone gets their suggestions.
    """

    def __init__(self, items: Iterable[Suggestion], examples_left: int = 0) -> None:
        self.examples_left = examples_left
        self._items = tuple(sorted(items, key=lambda suggestion: suggestion.effect != "less"))

    @overload
    def __getitem__(self, index: int) -> Suggestion: ...

    @overload
    def __getitem__(self, index: slice) -> Suggestions: ...

    def __getitem__(self, index: int | slice) -> Suggestion | Suggestions:
        return Suggestions(self._items[index], self.examples_left) if isinstance(index, slice) else self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Suggestion]:
        return iter(self._items)

    def __str__(self) -> str:
        lines = [f"{suggestion.example}\n  {suggestion}" for suggestion in self._items] or ["nothing to suggest"]
        return "\n".join([*lines, *([f"{self.left_sentence}."] if self.examples_left else [])])

    @property
    def left_sentence(self) -> str:
        """What was not looked at, and how to get it; empty where everything was."""
        if not self.examples_left:
            return ""
        return f"{count(self.examples_left, 'further example')} not looked at: give the captures of these alone"

    def __repr__(self) -> str:
        left = f"; {self.left_sentence}" if self.examples_left else ""
        return f"<{count(len(self._items), 'suggestion')}{left}>"


_MOST_READ = 500_000
"""Examples that are read while edits are tried: every edit that is tried reads the contract again."""

KeptProposals = dict[int, list[tuple[int, Proposal]]]
"""Proposals by the place of their example, each with the number of its part."""


def find_suggestions(
    edit: EditSession,
    baseline: Baseline,
    redaction: Redaction,
    only: ExamplePlace | None = None,
    most: int | None = None,
    wanted: Callable[[Proposal], bool] | None = None,
    mask_of: Callable[[AnyCapture], Mask] | None = None,
    kept: KeptProposals | None = None,
) -> Suggestions:
    """Look at everything that was recorded for each example.

    Parameters
    ----------
    edit : EditSession
    baseline : Baseline
        Verdicts of the contract as it is now.
    redaction : Redaction
        What must not be looked at.
    only : ExamplePlace, optional
        The one example to look at.
    most : int, optional
        How many proposals to try for each example; trying one costs as much as editing the example.
    wanted : callable, optional
        Which proposals to try at all.
    mask_of : callable, optional
        What takes secrets out of a capture, where that is there already.
    kept : KeptProposals, optional
        Proposals of each example by its place, for who asks several times about one contract and its captures.
    """
    by_example: dict[int, list[AnyCapture]] = {}
    only_index = None if only is None else only.example.index
    for pair in baseline.pairs:
        # What is ambiguous tells nothing of any one example.
        if not pair.also and only_index in (None, pair.example.index):
            by_example.setdefault(pair.example.index, []).append(pair.capture)
    base = edit.fork()
    suggestions: list[Suggestion] = []
    read, left = 0, 0
    for place_in_order, index in enumerate(sorted(by_example)):
        if only is None and read > _MOST_READ:
            left = len(by_example) - place_in_order
            break
        example = place_at(edit, index)
        made_here: Iterable[tuple[int, Proposal]]
        if kept is not None and index in kept:
            made_here = kept[index]
        else:
            masks = [Mask(item, redaction) if mask_of is None else mask_of(item) for item in by_example[index]]
            made_here = _proposals(example, by_example[index], masks)
            if kept is not None:
                made_here = kept[index] = list(made_here)
        for number, proposal in islice((each for each in made_here if wanted is None or wanted(each[1])), most):
            place = _PartPlace(example.field, example.number, number)
            read += len(baseline.contract.examples)
            made = _made(edit, base, baseline, place, proposal)
            if made is not None:
                suggestions.append(made)
    return Suggestions(suggestions, left)


def _made(
    edit: EditSession, base: EditSession, baseline: Baseline, place: _PartPlace, proposal: Proposal
) -> Suggestion | None:
    """A proposal as a suggestion; None where this contract cannot say it, or says it already."""
    for change in proposal.changes:
        fork = base.fork()
        before = len(fork.steps)
        try:
            change(place.of(fork))
        except (ContractLabError, KeyError):
            continue
        steps = fork.steps[before:]
        if not steps:
            return None
        code = "\n".join(step.code for step in steps)
        about = (proposal.part, proposal.path, proposal.kind, proposal.evidence, proposal.advice, proposal.effect)
        description = ExamplePlace(edit, place.field, place.number).example.description
        return Suggestion(description, *about, code, edit, base, baseline, place, change)
    return None


def _proposals(
    example: ExamplePlace, captures: Sequence[AnyCapture], masks: Sequence[Mask]
) -> Iterator[tuple[int, Proposal]]:
    """Proposals, each with the number of the part that it is for among those that the provider sends."""
    parts = [part for part in example.example.own_parts if part.by == "provider" and part.name != "request"]
    for number, part in enumerate(parts):
        side = Side(part)
        recorded = [
            (body, capture.states)
            for capture, mask in zip(captures, masks, strict=True)
            for body in recorded_body(capture, mask, number)
        ]
        if side.json is not MISSING and recorded:
            seen = observe(body for body, _ in recorded)
            made = proposals(side, seen, [states for _, states in recorded])
            yield from ((number, proposal) for proposal in made)
        if isinstance(part.recording, Message):
            continue
        responses = [capture.response for capture in captures if isinstance(capture, Capture)]
        statuses = [response.status for response in responses if response is not None]
        yield from ((number, proposal) for proposal in status_proposals(side, statuses))
        yield from ((number, proposal) for proposal in header_proposals(side, list(_headers(masks))))


def recorded_body(capture: AnyCapture, mask: Mask, number: int) -> Iterator[Any]:
    """The body that a capture has for one of the parts that the provider sends; nothing where it has none."""
    if isinstance(capture, Capture):
        recording: Any = capture.response
        data = None if recording is None else recording.body
    else:
        replies = capture.responses
        recording = replies[number] if number < len(replies) else None if replies else capture.message
        data = None if recording is None else recording.contents
    if not isinstance(data, bytes) or not data:
        return
    try:
        yield mask.value("contents" if isinstance(recording, Message) else "body", (), parse_json(data))
    except NotJson:
        return


def _headers(masks: Iterable[Mask]) -> Iterator[dict[str, str]]:
    for mask in masks:
        capture = mask.capture
        if isinstance(capture, Capture) and capture.response is not None:
            named = capture.response.headers.by_name
            yield {name: ", ".join(lines) for name, lines in named.items() if REDACTED not in ", ".join(lines)}
