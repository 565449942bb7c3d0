"""`Edit`, a contract being changed step by step, and its examples: each step is a value with its inverse and its code.

What an example consists of, and how each of its parts is written, is what the format of the contract says
(`FormatEditing`); here stand the words that people type, the same for every format.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contractlab.captures import AnyCapture, Redaction
from contractlab.contracts import json_document as document_of
from contractlab.contracts.contract import Contract, Example, find_example, fitting_examples
from contractlab.contracts.problems import Problem
from contractlab.contracts.validate import object_of, place_of
from contractlab.editing.example_attributes import ExampleAttributes
from contractlab.editing.example_place import insert_example
from contractlab.editing.from_capture import RecordedStates, exchange_of, name_for
from contractlab.editing.saved import SavedPath
from contractlab.editing.session import EditSession
from contractlab.editing.states_edit import StatesEdit
from contractlab.errors import InvalidEdit, SaveConflict
from contractlab.values.display import Shown
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import count, quote

if TYPE_CHECKING:
    from contractlab.editing.baseline import Baseline
    from contractlab.editing.differences import Difference
    from contractlab.editing.preview import Preview
    from contractlab.editing.suggestions import Suggestions
    from contractlab.verification.results import Result

__all__ = ["Edit", "ExampleEdit"]


class Edit(Shown, EditSession):
    """A contract being edited; nothing is written before `save`.

    Where a format gives matchers names (ContractCase), a matcher with a name is one matcher, wherever it is written: an
    edit of it reaches every example that uses it. Give an example a ``request_name`` or ``response_name`` of its own to
    edit it alone.

    Parameters
    ----------
    contract : Contract

    Attributes
    ----------
    original : Contract
        As it was loaded, or last saved.
    steps : tuple of Step
        What was done and not undone, in order.
    """

    def __init__(self, contract: Contract) -> None:
        super().__init__(contract)
        self._known_baseline: Baseline | None = None
        self._known_preview: tuple[Baseline, Any, Preview] | None = None

    @property
    def examples(self) -> tuple[ExampleEdit, ...]:
        """Every example, to be edited."""
        return tuple(self._example(index) for index in range(len(self.revised.examples)))

    def _example(self, index: int) -> ExampleEdit:
        return ExampleEdit(self, *self.list_place(index))

    def example_edit(self, field: str, number: int) -> ExampleEdit:
        """An example by its number in `Edited.ids`."""
        return ExampleEdit(self, field, number)

    def __getitem__(self, name: str | int | Example) -> ExampleEdit:
        """An example to be edited, by key, index or a description that occurs once.

        An example of `original` stays the same one whatever was edited of it: its key is made of its description.

        Raises
        ------
        AmbiguousExample
            If there is none, or several.
        """
        place = self._place_of_original(name)
        return self._example(find_example(self.revised.examples, name).index if place is None else place)

    def _place_of_original(self, example: object) -> int | None:
        """Where an example of `original` stands now; None for anything else, and for one that was removed."""
        if not isinstance(example, Example) or example.contract is not self.original:
            return None
        number, numbers = self.start.numbers[example.index], self.state.numbers
        return numbers.index(number) if number in numbers else None

    def __contains__(self, name: object) -> bool:
        """True for an example, a key, an index or a description that names at least one example as it is now."""
        if isinstance(name, ExampleEdit):
            return name.edit is self and name.number in self.state.ids.get(name.field, ())
        return self._place_of_original(name) is not None or bool(fitting_examples(self.revised.examples, name))

    def __iter__(self) -> Iterator[ExampleEdit]:
        return iter(self.examples)

    def __len__(self) -> int:
        return sum(len(ids) for ids in self._state.ids.values())

    def __bool__(self) -> bool:
        return True

    @property
    def states(self) -> StatesEdit:
        """State definitions of all examples."""
        return StatesEdit(self)

    def _ipython_key_completions_(self) -> list[str]:
        return [example.description for example in self.revised.examples]

    def save(self, path: str | Path | None = None) -> SavedPath:
        """Write the contract as it is now.

        Parameters
        ----------
        path : path, optional
            A file, a folder, or nothing: where it came from.

        Returns
        -------
        SavedPath
            Where it was written; its ``difference`` is what changed in the file.

        Raises
        ------
        SaveConflict
            If the file changed since it was loaded (both changes are shown, nothing is written), if there is no place
            to save to, or it cannot be written. The edits are kept.
        """
        if path is not None and not isinstance(path, str | os.PathLike):
            raise SaveConflict(
                f"{quote(path, 40)} is not a path; give a file, a folder, or nothing for where it came from"
            )
        from contractlab.editing.differences import Difference

        original, steps = self.original, len(self._done)
        target, contract = self.write(None if path is None else Path(path))
        return SavedPath.of(target, Difference(original, contract.source.data, steps, lambda: contract))

    def preview(self, captures: Any, *, dialect: str = "reference") -> Preview:
        """Verdicts before and after the edits; only what changed is checked again.

        Parameters
        ----------
        captures : Captures or iterable of Capture
        dialect : str
        """
        preview = self.preview_from(self.baseline(captures, dialect=dialect))
        preview.go_on(inf)
        return preview

    def preview_from(self, baseline: Baseline) -> Preview:
        """The same from verdicts that are there; where all captures have to be paired anew, it is not `ready` yet."""
        from contractlab.editing.preview import Preview

        made = self._known_preview
        if made is None or made[0] is not baseline or made[1] is not self._state:
            preview = Preview(baseline, self.revised, self._start.numbers, self._state.numbers)
            made = self._known_preview = (baseline, self._state, preview)
        return made[2]

    def baseline(self, captures: Any, *, dialect: str = "reference", judged: Iterable[Result] = ()) -> Baseline:
        """Verdicts of the contract as it was loaded or last saved, which previews start from.

        Parameters
        ----------
        captures : Captures or iterable of Capture
        dialect : str
        judged : iterable of Result
            Results that are there already, so that nothing is checked twice.
        """
        from contractlab.editing.baseline import Baseline

        baseline = self._known_baseline
        if baseline is None or not baseline.holds(self.original, captures, dialect):
            baseline = self._known_baseline = Baseline(self.original, captures, dialect, judged)
            _ = baseline.results  # so that a preview after an edit judges what was edited alone
        return baseline

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What the edits make newly odd: problems that the contract did not have before."""
        from contractlab.editing.warnings import new_problems

        if self._state.document is self._start.document:
            return ()
        return new_problems(self.original, self._start.numbers, self.contract, self._state.numbers)

    def suggestions(
        self, captures: Any, *, dialect: str = "reference", redaction: Redaction | None = None
    ) -> Suggestions:
        """What the recordings of each example suggest, each with its evidence and what it would change.

        Parameters
        ----------
        captures : Captures or iterable of Capture
        dialect : str
        redaction : Redaction, optional
            Further places that must not be looked at.
        """
        from contractlab.editing.baseline import Baseline
        from contractlab.editing.suggestions import find_suggestions

        unedited = self._state.document is self._start.document
        baseline = self.baseline(captures, dialect=dialect) if unedited else Baseline(self.revised, captures, dialect)
        return find_suggestions(self, baseline, redaction if redaction is not None else Redaction())

    def diff(self) -> Difference:
        """What the edits changed: in what is asked of the other side, and in the file."""
        from contractlab.editing.differences import Difference

        return Difference(self.original, self.to_bytes(), len(self._done), lambda: self.contract)

    def add(self, example: Mapping[str, JSON], *, field: str = "", index: int | None = None) -> ExampleEdit:
        """Add an example as the file would have it.

        Parameters
        ----------
        example : mapping
            An example in the form of this file.
        field : str
            ``"messages"`` for messages of Pact V3; without it, the list that all others stand in.
        index : int, optional
            Where it goes; at the end without it.
        """
        written = object_of(example, "an example")
        fields = self.format_editing.fields
        listed = field or fields[0]
        if listed not in fields:
            raise InvalidEdit(f"there is no list {field!r}; examples stand in {' or '.join(fields)}")
        at = len(self._state.ids[listed]) if index is None else index
        place = "" if index is None else f", index={index}"
        kind = "" if listed == fields[0] else f", field={field!r}"
        return self.insert(written, listed, at, "add an example", f"edit.add({written!r}{kind}{place})")

    def promote(
        self,
        capture: AnyCapture,
        description: str = "",
        *,
        states: RecordedStates | None = None,
        headers: Iterable[str] = (),
        by_type: bool = True,
        redaction: Redaction | None = None,
    ) -> ExampleEdit:
        """Add what was recorded as an example; secrets stay out of the file.

        Parameters
        ----------
        capture : Capture or MessageCapture
        description : str, optional
            By default method and path. Of ContractCase, what the request is called.
        states : iterable of str or (str, mapping), optional
            By default those that the recording names; what a mapping holds becomes parameters, or variables with
            defaults.
        headers : iterable of str
            Headers to ask for beside the content type.
        by_type : bool
            True asks for values of the same type in what the provider sends, False for the very values.
        redaction : Redaction, optional
            Further places that must not get into the file.

        Raises
        ------
        InvalidEdit
            If the recording has no answer, or the format or its version cannot hold it.
        """
        hide = redaction if redaction is not None else Redaction()
        name = description or name_for(capture, self.format_editing.names(self.revised))
        recorded = exchange_of(capture, name, states, headers, by_type, hide)
        field, example = self.format_editing.promote(self.revised, recorded)
        return self.add(example, field=field)

    def insert(self, example: JSONObject, field: str, at: int, label: str, code: str) -> ExampleEdit:
        """Put an example into a list, as a step with label and code."""
        place = insert_example(self, example, field, at, label, code)
        return ExampleEdit(self, field, place.number)

    def __repr__(self) -> str:
        count = len(self._done)
        return f"<Edit of {self.original.label}, {count} edit{'' if count == 1 else 's'}>"


class ExampleEdit(ExampleAttributes):
    """An example of an `Edit`; it stays the same one when others come, go and move.

    Parameters
    ----------
    edit : Edit
    field : str
        The list of the document that it stands in.
    number : int
        Its number in `Edited.ids`.
    """

    edit: Edit

    def __init__(self, edit: Edit, field: str, number: int) -> None:
        super().__init__(edit, field, number)

    def duplicate(self, description: str) -> ExampleEdit:
        """Add a copy with another description, right behind this one."""
        copied = self.editing.copy(description)
        code = f"{self.name}.duplicate({description!r})"
        return self.edit.insert(copied, self.field, self.index + 1, f"copy it as {description!r}", code)

    def remove(self) -> None:
        """Take it out of the contract."""
        code, tokens, ids = f"{self.name}.remove()", self.tokens, self.edit.state.ids[self.field]
        kept = {self.field: tuple(number for number in ids if number != self.number)}
        label = f"remove {self.description!r}"
        self.edit.apply(lambda document: document_of.remove(document, tokens), label, code, ids=kept)

    def move(self, index: int) -> None:
        """Put it at another place of its list."""
        code, at, ids = f"{self.name}.move({index})", self.index, self.edit.state.ids[self.field]
        index = place_of(index, len(ids) - 1, f"{count(len(ids), 'example')}")
        order = [number for number in ids if number != self.number]
        order.insert(index, self.number)

        def reorder(listed: list[Any]) -> list[Any]:
            rest = [*listed[:at], *listed[at + 1 :]]
            return [*rest[:index], listed[at], *rest[index:]]

        def change(document: JSON) -> JSON:
            return document_of.replace_at(document, (self.field,), reorder)

        if index != at:
            self.edit.apply(change, f"move {self.description!r}", code, ids={self.field: tuple(order)})

    def __repr__(self) -> str:
        return f"<ExampleEdit {self.description!r}>"
