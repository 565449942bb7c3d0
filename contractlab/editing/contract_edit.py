"""`Edit`: a contract being changed, step by step, each step a value with its inverse and its code."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from contractlab.captures import AnyCapture, Redaction
from contractlab.contracts import json_document as document_of
from contractlab.contracts.contract import Contract, find_example, fitting_examples
from contractlab.contracts.example import Example
from contractlab.contracts.load import load
from contractlab.contracts.pact.model import PactContract
from contractlab.contracts.pact.revise import revise
from contractlab.contracts.problems import Problem
from contractlab.editing.conflicts import refuse_if_changed
from contractlab.editing.given import object_of, place_of
from contractlab.editing.history import FIELDS, Edited, History, Step
from contractlab.editing.json_rewriting import rewrite, same_value
from contractlab.editing.saved import SavedPath
from contractlab.errors import ContractLabError, InvalidContract, InvalidEdit, SaveConflict
from contractlab.files import replace_file
from contractlab.values.shown import Shown
from contractlab.values.source import split_pointer
from contractlab.values.text import quote, shorten

if TYPE_CHECKING:
    from contractlab.editing.differences import Difference
    from contractlab.editing.example_edit import ExampleEdit
    from contractlab.editing.preview import Preview
    from contractlab.editing.states_edit import StateForm, StatesEdit
    from contractlab.editing.suggestions import Suggestions

__all__ = ["Edit", "Edited", "Step"]

_BOM = b"\xef\xbb\xbf"


class Edit(Shown, History):
    """A contract being edited; nothing is written before `save`.

    Parameters
    ----------
    contract : Contract
        A Pact contract; `contractlab.editing.edit` takes any.

    Attributes
    ----------
    original : Contract
        As it was loaded, or last saved.
    steps : tuple of Step
        What was done and not undone, in order.

    Raises
    ------
    InvalidEdit
        If the contract is of a format that cannot be edited.
    """

    format: ClassVar[str] = "pact"
    fields: ClassVar[tuple[str, ...]] = FIELDS

    def __init__(self, contract: Contract) -> None:
        if contract.format != self.format:
            raise InvalidEdit(f"this edits contracts of format {self.format}; cl.edit(contract) takes any")
        self.original = contract
        self._text = contract.source.data.removeprefix(_BOM).decode("utf-8", "surrogatepass")
        self._next = 0
        document = contract.document
        self._state = Edited(document, {field: self._fresh(len(_list(document, field))) for field in self.fields})
        self._start = self._state
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._files: tuple[tuple[Any, bytes], ...] = ((document, contract.source.data),)
        self._view: tuple[Any, Contract] | None = None
        self._revised: Contract = contract

    @property
    def start(self) -> Edited:
        """The document as it was loaded, or last saved, with the numbers of its examples: those of `original`."""
        return self._start

    def _fresh(self, count: int) -> tuple[int, ...]:
        self._next += count
        return tuple(range(self._next - count, self._next))

    # -- what there is ------------------------------------------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """True if saving would change the file."""
        return not same_value(self._start.document, self._state.document)

    @property
    def version(self) -> str:
        """Version of the specification that the file names now."""
        return self.revised.spec_version

    @property
    def contract(self) -> Contract:
        """The contract as it is now, read from the text that saving would write."""
        if self._state.document is self._start.document:
            return self.original
        known = self._view
        if known is None or known[0] is not self._state.document:
            known = self._view = (self._state.document, self._load(self.to_bytes()))
        return known[1]

    @property
    def revised(self) -> Contract:
        """The contract as it is now, with everything taken over that was not edited; lines may be those of before."""
        if self._revised.document is not self._state.document:
            self._revised = self._revise()
        return self._revised

    # -- what another format does in its own way ----------------------------------------------------------------------

    def _revise(self) -> Contract:
        return revise(cast(PactContract, self._revised), self._state.document, self.to_bytes)

    def _settle(self, before: Edited, document: Any, ids: Mapping[str, tuple[int, ...]]) -> Any:
        """The document with what follows from an edit elsewhere in it."""
        return document

    def example_edit(self, field: str, number: int) -> ExampleEdit:
        """An example by its number in `Edited.ids`."""
        from contractlab.editing.example_edit import ExampleEdit

        return ExampleEdit(self, field, number)

    @property
    def state_form(self) -> StateForm:
        """How the file writes states."""
        from contractlab.editing.states_edit import PactStates

        return PactStates(self.version)

    # -----------------------------------------------------------------------------------------------------------------

    def _load(self, data: bytes) -> Contract:
        contract = load(data, name=self.original.source.name)
        contract.path = self.original.path
        return contract

    def to_bytes(self) -> bytes:
        """The file as `save` would write it: the text of what was not touched stays."""
        for document, data in self._files:  # as it was read or saved at some time, byte for byte
            if self._state.document is document:
                return data
        mark = _BOM if self.original.source.data.startswith(_BOM) else b""
        text = rewrite(self._text, self._start.document, self._state.document)
        return mark + text.encode("utf-8", "surrogatepass")

    @property
    def examples(self) -> tuple[ExampleEdit, ...]:
        """Every example, to be edited."""
        return tuple(self._example(index) for index in range(len(self.revised.examples)))

    def _example(self, index: int) -> ExampleEdit:
        at = 0
        for field in self.fields:
            ids = self._state.ids[field]
            if index - at < len(ids):
                return self.example_edit(field, ids[index - at])
            at += len(ids)
        raise InvalidEdit(f"there is no example {index}")

    def __getitem__(self, which: str | int | Example) -> ExampleEdit:
        """An example to be edited, by key, index or a description that occurs once.

        Raises
        ------
        AmbiguousExample
            If there is none, or several.
        """
        example = find_example(self.revised.examples, which)
        return self._example(example.index)

    def __contains__(self, which: object) -> bool:
        """True for an example, a key, an index or a description that names at least one example as it is now."""
        from contractlab.editing.example_edit import ExampleEdit

        if isinstance(which, ExampleEdit):
            return which.edit is self and which.number in self.state.ids.get(which.field, ())
        return bool(fitting_examples(self.revised.examples, which))

    def __iter__(self) -> Iterator[ExampleEdit]:
        return iter(self.examples)

    def __len__(self) -> int:
        return sum(len(ids) for ids in self._state.ids.values())

    def __bool__(self) -> bool:
        return True

    @property
    def states(self) -> StatesEdit:
        """State definitions of all examples."""
        from contractlab.editing.states_edit import StatesEdit

        return StatesEdit(self)

    def _ipython_key_completions_(self) -> list[str]:
        return [example.description for example in self.revised.examples]

    # -- doing, undoing -----------------------------------------------------------------------------------------------

    def apply(
        self,
        change: Callable[[Any], Any],
        label: str,
        code: str,
        *,
        ids: Mapping[str, tuple[int, ...]] | None = None,
    ) -> Edit:
        """Make one edit.

        Parameters
        ----------
        change : callable
            From the document to the new one; it changes nothing in place.
        label, code : str
            As in `Step`.
        ids : mapping, optional
            Numbers of the examples where some came or went.

        Raises
        ------
        InvalidEdit
            If the result would be no contract that the Rust core reads; nothing has changed then.
        """
        before = self._state
        document = change(before.document)
        if document is before.document or same_value(before.document, document):
            return self
        document_of.check_new(before.document, document)
        known = before.ids if ids is None else {**before.ids, **ids}
        after = Edited(self._settle(before, document, known), known)
        self._state = after
        try:
            self.revised  # noqa: B018  read it, so that an edit that breaks the file is refused
        except (InvalidContract, RecursionError) as error:
            self._state = before
            said = error.faults[0].message if isinstance(error, InvalidContract) else "it is nested too deep"
            raise InvalidEdit(f"this edit would leave a contract that cannot be read: {said}") from None
        except ContractLabError:
            self._state = before
            raise
        self._done.append(Step(label, code, before, after))
        self._undone.clear()
        return self

    def code(self) -> str:
        """The lines of Python that repeat the edits on the contract as it was loaded."""
        lines = ["import contractlab as cl"]
        if any("match." in step.code for step in self._done):
            lines.append("from contractlab import match")
        lines += ["", f"edit = cl.edit(cl.load({self.original.source.name!r}))"]
        return "\n".join([*lines, *(step.code for step in self._done)])

    # -- the file -----------------------------------------------------------------------------------------------------

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
                f"{quote(path, 40)} is no path; give a file, a folder, or nothing for where it came from"
            )
        from contractlab.editing.differences import Difference

        data = self.to_bytes()
        contract = self._load(data)
        difference = Difference(self.original, data, len(self._done), lambda: contract)
        if path is None:
            if self.original.path is None:
                contract.save()  # says that there is no place
            assert self.original.path is not None
            refuse_if_changed(self.original.path, self.original.source.data, self.to_bytes, len(self._done))
            target, *others = self._targets(self.original.path, contract)
            contract.path = target
            for one in (*others, target):
                replace_file(one, data)
        else:
            contract.path = self.original.path
            target = contract.save(path)
            contract.path = target
        self._saved(contract)
        return SavedPath.of(target, difference)

    def _targets(self, path: Path, contract: Contract) -> list[Path]:
        """The files to write in place of the one that was loaded, its own first."""
        return [path]

    def _saved(self, contract: Contract) -> None:
        """What was written is the original from now on; undo still goes back beyond it."""
        self.original = contract
        self._text = contract.source.data.removeprefix(_BOM).decode("utf-8", "surrogatepass")
        self._start = self._state
        self._files = (*self._files, (self._state.document, contract.source.data))
        self._view = None
        self._revised = contract

    # -- what it would change -----------------------------------------------------------------------------------------

    def preview(self, captures: Any, *, dialect: str = "reference") -> Preview:
        """Verdicts before and after the edits; only what changed is checked again.

        Parameters
        ----------
        captures : Captures or iterable of Capture
        dialect : str
        """
        from contractlab.editing.preview import Preview

        baseline = self._baseline(captures, dialect)
        known = self.__dict__.get("_known_preview")
        if known is None or known[0] is not baseline or known[1] is not self._state:
            made = Preview(baseline, self.revised, self._start.numbers, self._state.numbers)
            known = self.__dict__["_known_preview"] = (baseline, self._state, made)
        return known[2]

    def _baseline(self, captures: Any, dialect: str) -> Any:
        from contractlab.editing.preview import Baseline

        known = self.__dict__.get("_known_baseline")
        if known is None or not known.holds(self.original, captures, dialect):
            known = self.__dict__["_known_baseline"] = Baseline(self.original, captures, dialect)
        return known

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
        from contractlab.editing.preview import Baseline
        from contractlab.editing.suggestions import find_suggestions

        unedited = self._state.document is self._start.document
        baseline = self._baseline(captures, dialect) if unedited else Baseline(self.revised, captures, dialect)
        return find_suggestions(self, baseline, redaction if redaction is not None else Redaction())

    def diff(self) -> Difference:
        """What the edits changed: in what is asked of the other side, and in the file."""
        from contractlab.editing.differences import Difference

        return Difference(self.original, self.to_bytes(), len(self._done), lambda: self.contract)

    # -- anything -----------------------------------------------------------------------------------------------------

    def put(self, pointer: str, value: Any) -> Edit:
        """Put a value anywhere in the file.

        Parameters
        ----------
        pointer : str
            JSON pointer (RFC 6901); the last step may be a new key.
        value : JSON value
        """
        tokens = self._tokens(pointer)
        label = f"set {shorten(pointer, 60)}"
        return self.apply(lambda one: document_of.put(one, tokens, value), label, f"edit.put({pointer!r}, {value!r})")

    def drop(self, pointer: str) -> Edit:
        """Take a value out, anywhere in the file; examples go by `ExampleEdit.remove`."""
        tokens = self._tokens(pointer)
        if len(tokens) <= 2 and tokens and tokens[0] in self.fields:
            raise InvalidEdit("examples are removed by edit[…].remove()")
        label = f"remove {shorten(pointer, 60)}"
        return self.apply(lambda one: document_of.remove(one, tokens), label, f"edit.drop({pointer!r})")

    def _tokens(self, pointer: str) -> list[str | int]:
        if not isinstance(pointer, str) or not pointer.startswith("/"):
            raise InvalidEdit(
                f"{quote(pointer, 40)} names no place in the file; write a JSON pointer such as /metadata/x"
            )
        tokens: list[str | int] = []
        value = self.document
        for step in split_pointer(pointer):
            token: str | int = int(step) if isinstance(value, list) and step.isdecimal() else step
            tokens.append(token)
            value = document_of.get(value, (token,)) if document_of.has(value, (token,)) else None
        return tokens

    def check_key(self, key: Any, index: int | None = None) -> None:
        """Refuse a key that another example has; `index` is that of the example itself."""
        if key in {one.key for one in self.revised.examples if one.index != index}:
            raise InvalidEdit(f"another example has the key {key!r}; keys are unique within a contract")

    # -- examples -----------------------------------------------------------------------------------------------------

    def add(self, example: Mapping[str, Any], *, field: str = "", index: int | None = None) -> ExampleEdit:
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
        example = object_of(example, "an example")
        if self.format == "pact" and self.version >= "4.0" and "key" in example:
            self.check_key(example["key"])
        listed = field or self.fields[0]
        if listed not in self.fields:
            raise InvalidEdit(f"there is no list {field!r}; examples stand in {' or '.join(self.fields)}")
        at = len(self._state.ids[listed]) if index is None else index
        where = "" if index is None else f", index={index}"
        kind = "" if listed == self.fields[0] else f", field={field!r}"
        return self._insert(example, listed, at, "add an example", f"edit.add({example!r}{kind}{where})")

    def promote(
        self,
        capture: AnyCapture,
        description: str = "",
        *,
        states: Iterable[str | tuple[str, Mapping[str, Any]]] | None = None,
        headers: Iterable[str] = (),
        by_type: bool = True,
        redaction: Redaction | None = None,
    ) -> ExampleEdit:
        """Add what was recorded as an example; secrets stay out of the file.

        Parameters
        ----------
        capture : Capture or MessageCapture
        description : str, optional
            By default method and path.
        states : iterable of str or (str, mapping), optional
            By default those that the recording names.
        headers : iterable of str
            Headers to ask for beside the content type.
        by_type : bool
            True asks for values of the same type in what the provider sends, False for the very values.
        redaction : Redaction, optional
            Further places that must not get into the file.

        Raises
        ------
        InvalidEdit
            If the recording has no answer, or this version of Pact cannot hold it.
        """
        from contractlab.editing.promoting import field_for, name_for, promoted

        named = None if states is None else [(one, {}) if isinstance(one, str) else one for one in states]
        name = description or name_for(capture, {one.description for one in self.revised.examples})
        hide = redaction if redaction is not None else Redaction()
        made = promoted(capture, self.version, name, named, headers, by_type, hide)
        return self.add(made, field=field_for(capture, self.version))

    def _insert(self, value: dict[str, Any], field: str, at: int, label: str, code: str) -> ExampleEdit:
        ids = self._state.ids[field]
        place_of(at, len(ids), f"{len(ids)} examples")
        (number,) = self._fresh(1)

        def change(document: Any) -> Any:
            listed = document_of.put(document, (field,), []) if field not in document else document
            return document_of.insert(listed, (field,), at, value)

        self.apply(change, label, code, ids={field: (*ids[:at], number, *ids[at:])})
        return self.example_edit(field, number)

    def __repr__(self) -> str:
        count = len(self._done)
        return f"<Edit of {self.original.label}, {count} edit{'' if count == 1 else 's'}>"


def _list(document: Any, field: str) -> list[Any]:
    listed = document.get(field) if isinstance(document, dict) else None
    return listed if isinstance(listed, list) else []
