"""What recorded answers suggest for an example: each with its evidence, its code, and what it would change.

Nothing is applied by itself. A suggestion that widens speaks of values that the contract refuses; one that narrows, of
what every recording had in common; what only some recordings have is said to be optional.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, overload

from contractlab.captures import REDACTED, Capture, Redaction
from contractlab.editing.observations import observe
from contractlab.editing.preview import Baseline, Preview
from contractlab.editing.probing import Side
from contractlab.editing.suggesting import Proposal, header_proposals, proposals, status_proposals
from contractlab.errors import ContractLabError
from contractlab.values.display import Shown
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.markers import MISSING
from contractlab.values.message import Message
from contractlab.verification.masking import Mask

if TYPE_CHECKING:
    from contractlab.captures import AnyCapture
    from contractlab.editing.contract_edit import Edit
    from contractlab.editing.example_edit import ExampleEdit

__all__ = ["Suggestion", "Suggestions", "find_suggestions"]


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
        ``nullable``, ``type``, ``length``, ``format``, ``enumeration``, ``constant``, ``never-empty``, ``optional``,
        ``unasked``, ``header``, ``status``.
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
    _edit: Edit = field(repr=False)
    _base: Edit = field(repr=False)
    _baseline: Baseline = field(repr=False)
    _number: tuple[str, int] = field(repr=False)
    _change: Callable[[ExampleEdit], None] = field(repr=False)

    @property
    def sentence(self) -> str:
        """``seen 41 integers and 1 null: integer or null``."""
        return f"{self.evidence}: {self.advice}"

    def _do(self, edit: Edit) -> Edit:
        self._change(edit.example_edit(*self._number))
        return edit

    @cached_property
    def preview(self) -> Preview:
        """Verdicts before and after this suggestion alone, as things stood when it was made."""
        after = self._do(self._base.fork())
        return Preview(self._baseline, after.revised, self._base.state.numbers, after.state.numbers)

    def apply(self) -> Edit:
        """Make the edit; it can be undone like any other.

        Raises
        ------
        InvalidEdit
            If it can no longer be done.
        """
        return self._do(self._edit)

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}. {self.preview.sentence}.\n    {self.code}"

    def __repr__(self) -> str:
        return f"<Suggestion {self.example!r} {self.path}: {self.sentence}>"


class Suggestions(Shown, Sequence[Suggestion]):
    """Several suggestions: what would let more pass comes first."""

    def __init__(self, items: Iterable[Suggestion]) -> None:
        self._items = tuple(sorted(items, key=lambda one: one.effect != "less"))

    @overload
    def __getitem__(self, index: int) -> Suggestion: ...

    @overload
    def __getitem__(self, index: slice) -> Suggestions: ...

    def __getitem__(self, index: int | slice) -> Suggestion | Suggestions:
        return Suggestions(self._items[index]) if isinstance(index, slice) else self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Suggestion]:
        return iter(self._items)

    def __str__(self) -> str:
        return "\n".join(f"{one.example}\n  {one}" for one in self._items) or "nothing to suggest"

    def __repr__(self) -> str:
        return f"<{len(self._items)} suggestions>"


def find_suggestions(
    edit: Edit,
    baseline: Baseline,
    redaction: Redaction,
    only: ExampleEdit | None = None,
    most: int | None = None,
) -> Suggestions:
    """Look at everything that was recorded for each example.

    Parameters
    ----------
    edit : Edit
    baseline : Baseline
        Verdicts of the contract as it is now.
    redaction : Redaction
        What must not be looked at.
    only : ExampleEdit, optional
        The one example to look at.
    most : int, optional
        How many proposals to try for each example; trying one costs as much as editing the example.
    """
    by_example: dict[int, list[AnyCapture]] = {}
    for pair in baseline.pairs:
        if only is not None and pair.example.index != only.example.index:
            continue
        if not pair.also:  # what is ambiguous tells nothing of any one example
            by_example.setdefault(pair.example.index, []).append(pair.capture)
    base = edit.fork()
    found: list[Suggestion] = []
    examples = edit.examples
    for index in sorted(by_example):
        for proposal in islice(_proposals(examples[index], by_example[index], redaction), most):
            made = _made(edit, base, baseline, examples[index], proposal)
            if made is not None:
                found.append(made)
    return Suggestions(found)


def _made(edit: Edit, base: Edit, baseline: Baseline, example: ExampleEdit, proposal: Proposal) -> Suggestion | None:
    """A proposal as a suggestion; None where this contract cannot say it, or says it already."""
    place = (example.field, example.number)
    for change in proposal.changes:
        fork = base.fork()
        known = len(fork.steps)
        try:
            change(fork.example_edit(*place))
        except (ContractLabError, KeyError):
            continue
        steps = fork.steps[known:]
        if not steps:
            return None
        code = "\n".join(step.code for step in steps)
        about = (proposal.part, proposal.path, proposal.kind, proposal.evidence, proposal.advice, proposal.effect)
        return Suggestion(example.description, *about, code, edit, base, baseline, place, change)
    return None


def _proposals(example: ExampleEdit, captures: Sequence[AnyCapture], redaction: Redaction) -> Iterator[Proposal]:
    parts = [part for part in example.example.own_parts if part.by == "provider" and part.name != "request"]
    masks = [Mask(one, redaction) for one in captures]
    for number, part in enumerate(parts):
        side = Side(part)
        bodies = [body for capture, mask in zip(captures, masks, strict=True) for body in _body(capture, mask, number)]
        if side.json is not MISSING and bodies:
            yield from proposals(side, observe(bodies), number)
        if isinstance(part.recording, Message):
            continue
        answered = [one for one in captures if isinstance(one, Capture) and one.response is not None]
        yield from status_proposals(side, [one.response.status for one in answered if one.response is not None])
        yield from header_proposals(side, list(_headers(masks)))


def _body(capture: AnyCapture, mask: Mask, number: int) -> Iterator[Any]:
    """The body that a capture has for one of the parts that the provider sends."""
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
