"""One example being edited with what the recordings of a desk say about it; nothing here knows a screen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from math import inf
from operator import is_
from typing import TypeVar, cast

from contractlab.captures import AnyCapture
from contractlab.contracts.contract import Example
from contractlab.contracts.problems import Problem
from contractlab.editing.baseline import ExampleBaseline
from contractlab.editing.contract_edit import Edit, ExampleEdit
from contractlab.editing.preview import Preview
from contractlab.editing.suggestions import Suggestion, find_suggestions
from contractlab.engine.dialect import check_dialect
from contractlab.errors import ContractLabError, InvalidEdit
from contractlab.verification.results import Result
from contractlab.widgets.desk_protocol import AT_ONCE, DeskProtocol, preview_at
from contractlab.widgets.editor.came_back import AnsweredPart, answered_part
from contractlab.widgets.editor.example_parts import EditedPart, parts_of
from contractlab.widgets.editor.recorded_values import RecordedPart, recorded_part
from contractlab.widgets.selected_examples import SelectedExamples

__all__ = ["EditorModel"]

T = TypeVar("T")
Moment = tuple[object, object, Preview | None, bool, object]

_TRIED, _FEWEST_TRIED = 60_000, 20
"""Values that all trials of suggestions together may look at, and how many are tried in any case."""


class EditorModel:
    """One example of an Edit, with what the recordings of a desk say about it.

    Parameters
    ----------
    example : ExampleEdit
    desk : DeskProtocol
    selected : SelectedExamples, optional
    in_slices : bool
        True if somebody lets what takes long go on a slice at a time.

    Attributes
    ----------
    selected : SelectedExamples
        Those in which something is set together; none where all are meant.
    checked : bool
        False as long as nothing may be asked that takes checking all captures: somebody waits for a first sight.
    """

    def __init__(
        self,
        example: ExampleEdit,
        desk: DeskProtocol,
        selected: SelectedExamples | None = None,
        *,
        in_slices: bool = False,
    ) -> None:
        self._in_slices = in_slices
        self.selected = SelectedExamples() if selected is None else selected
        self.example = example
        self.desk = desk
        self.checked = len(desk.captures) <= AT_ONCE and desk.checks.gradual is None
        self._made: dict[str, tuple[Moment, object]] = {}
        self._looked_at: AnyCapture | None = None

    @property
    def edit(self) -> Edit:
        """The edit that the example belongs to."""
        return self.example.edit

    @property
    def there(self) -> bool:
        """True unless the example was removed."""
        return self.example.number in self.edit.state.ids[self.example.field]

    def _once(self, name: str, make: Callable[[], T]) -> T:
        """What was made for the document and the captures as they are now."""
        preview = self.preview if self.checked else None
        ready = preview is not None and preview.ready
        moment: Moment = (self.edit.document, self.edit.original, preview, ready, self.desk.redaction)
        kept = self._made.get(name)
        if kept is None or not _same_moment(kept[0], moment):
            kept = self._made[name] = (moment, make())
        return cast(T, kept[1])

    @property
    def before(self) -> Example | None:
        """The same example as it was loaded, or last saved; None where it is new."""
        numbers = self.edit.start.numbers
        if self.example.number not in numbers:
            return None
        return self.edit.original.examples[numbers.index(self.example.number)]

    @property
    def parts(self) -> list[EditedPart]:
        """Its parts."""
        return self._once("parts", lambda: parts_of(self.example, self.before))

    @property
    def preview(self) -> Preview:
        """Verdicts before and after all edits; not `ready` where somebody lets it go on a slice at a time."""
        preview = preview_at(self.desk, self.edit)
        if not self._in_slices:
            preview.go_on(inf)
        return preview

    @property
    def waits(self) -> bool:
        """True as long as what the edits change in the verdicts is not told: it takes a while to find out."""
        return not self.checked or not self.preview.ready

    @property
    def results(self) -> list[Result]:
        """What its captures say of the example as it is now; none before they were checked.

        As long as the captures may be paired otherwise, what they said before the edits.
        """
        if not self.checked or not self.there:
            return []

        def select() -> list[Result]:
            preview, index = self.preview, self.example.example.index
            listed = preview.results_of(index) if preview.ready else preview.results_before_of(index)
            return [result for result in listed if result.capture is not None]

        return self._once("results", select)

    def look_at(self, number: int) -> None:
        """Look at another capture, by its place among `results`.

        Raises
        ------
        InvalidEdit
            If there is none.
        """
        if not 0 <= number < len(self.results):
            raise InvalidEdit("this capture no longer exists")
        self._looked_at = self.results[number].capture

    def look_at_capture(self, capture: AnyCapture | None) -> None:
        """Look at a capture as long as the example has it; None goes back to the usual one."""
        self._looked_at = capture

    @property
    def looked_at(self) -> int | None:
        """Which of `results` is looked at: the chosen one, else the last that failed, else the last."""
        results = self.results
        chosen = next((at for at, each in enumerate(results) if each.capture is self._looked_at), None)
        if chosen is not None or not results:
            return chosen
        bad = [at for at, result in enumerate(results) if result.verdict in ("failed", "pending")]
        chosen = bad[-1] if bad else len(results) - 1
        self._looked_at = results[chosen].capture  # it stays the same one when an edit mends it
        return chosen

    def answered(self, part: EditedPart) -> AnsweredPart | None:
        """A part of the capture that is looked at; None where there is none."""
        at = self.looked_at
        if at is None or part.number < 0:
            return None
        result = self.results[at]

        def look() -> AnsweredPart:
            listed = self.preview.results_before_of(self.example.example.index)
            before = next((each for each in listed if each.capture is result.capture), None)
            return answered_part(result, before, self.desk.redaction, part.number)

        return self._once(f"answered {part.name} {at}", look)

    def recorded(self, part: EditedPart) -> RecordedPart | None:
        """What was recorded of a part; None for what the consumer sends, and before captures were checked."""
        if part.number < 0 or not self.checked:
            return None

        def look() -> RecordedPart:
            return recorded_part(self.results, self.desk.redaction, part.number)

        return self._once(f"recorded {part.name}", look)

    @property
    def suggestions(self) -> dict[str, Suggestion]:
        """What the recordings suggest for this example, by a name that stays the same as long as it does the same."""
        if self.waits:
            return {}

        def find() -> dict[str, Suggestion]:
            try:
                baseline = ExampleBaseline(self.edit.revised, self.results, check_dialect(self.desk.dialect))
                # Of a body of thousands of values the first are tried: somebody waits. `edit.suggestions` tries all.
                values = sum(len(part.side.values) for part in self.parts if part.side is not None)
                most = max(_FEWEST_TRIED, _TRIED // max(values, 1))
                listed = find_suggestions(self.edit, baseline, self.desk.redaction, self.example, most)
            except ContractLabError:
                return {}
            return {_name_of(suggestion): suggestion for suggestion in listed}

        return self._once("suggestions", find)

    def of_body(self, part: EditedPart) -> dict[str, Suggestion]:
        """Suggestions for the body of a part: of several replies those for the first, which alone are made."""
        replies = [reply for reply in self.parts if reply.number >= 0]
        if len(replies) > 1 and part is not replies[0]:
            return {}
        return {name: each for name, each in self.suggestions.items() if each.part in ("body", "contents")}

    @property
    def oddities(self) -> list[Problem]:
        """What the edits make newly odd, of this example first."""
        mine = self.example.example.key if self.there else None
        return sorted(self.edit.warnings, key=lambda problem: problem.example != mine)


def _same_moment(before: Moment, now: Moment) -> bool:
    """True if nothing was edited or recorded in between; all by identity, as they may be large."""
    return all(map(is_, before, now))


def _name_of(suggestion: Suggestion) -> str:
    return hashlib.blake2b(suggestion.code.encode(), digest_size=8).hexdigest()
