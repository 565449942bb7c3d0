"""The ground of editing: a contract's document being changed, its steps, its bytes, and the contract they make.

What an edit makes of the document is what the format of the contract says; a session applies it, reads the result, and
refuses what would be no contract any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from contractlab.contracts import json_document as document_of
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.editing import DocumentChange, FormatEditing, StateForm, Written
from contractlab.contracts.format import format_of
from contractlab.editing.conflicts import refuse_if_changed
from contractlab.editing.history import Edited, History, Step
from contractlab.errors import ContractLabError, InvalidContract, InvalidEdit
from contractlab.formats.load import load
from contractlab.values.files import lock_folder, replace_file
from contractlab.values.json_rewriting import same_value
from contractlab.values.json_types import JSON
from contractlab.values.source import split_pointer
from contractlab.values.text import quote, shorten

__all__ = ["EditSession"]


class EditSession(History):
    """A contract being edited, as a document; nothing is written before `write`.

    Parameters
    ----------
    contract : Contract

    Attributes
    ----------
    original : Contract
        As it was loaded, or last saved.
    format_editing : FormatEditing
        How contracts of its format are edited.
    """

    def __init__(self, contract: Contract) -> None:
        self.original = contract
        self.format_editing: FormatEditing = format_of(contract).editing
        self._next = 0
        document = contract.document
        lists = self.format_editing.fields
        super().__init__(Edited(document, {field: self.fresh(len(_list(document, field))) for field in lists}))
        self._start = self._state
        self._files: tuple[Written, ...] = (Written(document, contract.source.data),)
        self._view: tuple[Any, Contract] | None = None
        self._alone: tuple[Contract, frozenset[str]] | None = None
        self._revised, self._revised_ids = contract, self._state.ids
        self._gathers = False

    @property
    def start(self) -> Edited:
        """The document as it was loaded, or last saved, with the numbers of its examples: those of `original`."""
        return self._start

    @property
    def unsaved_steps(self) -> tuple[Step, ...]:
        """Steps in force that were made since the file was loaded or saved."""
        for place, step in enumerate(self._done):
            if step.before.document is self._start.document:
                return tuple(self._done[place:])
        return () if not self.changed else tuple(self._done)

    def fresh(self, count: int) -> tuple[int, ...]:
        """Numbers that no example had yet."""
        self._next += count
        return tuple(range(self._next - count, self._next))

    @property
    def format(self) -> str:
        """As in `Contract`."""
        return self.original.format

    @property
    def changed(self) -> bool:
        """True if saving would change the file."""
        return not same_value(self._start.document, self._state.document)

    @property
    def version(self) -> str:
        """Version of the specification that the file names now."""
        return self.revised.spec_version

    @property
    def state_form(self) -> StateForm:
        """How the file writes states."""
        return self.format_editing.states(self.revised)

    @property
    def contract(self) -> Contract:
        """The contract as it is now, read from the text that saving would write."""
        if self._state.document is self._start.document:
            return self.original
        view = self._view
        if view is None or view[0] is not self._state.document:
            view = self._view = (self._state.document, self._load(self.to_bytes()))
        return view[1]

    @property
    def revised(self) -> Contract:
        """The contract as it is now, with everything taken over that was not edited; lines may be those of before."""
        if self._revised.document is not self._state.document:
            format_ = format_of(self.original)
            self._revised = format_.revise(self._revised, self._state.document, self.to_bytes)
        self._revised_ids = self._state.ids
        return self._revised

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Make edits inside of which the result is read once, at the end: reading takes as long as the contract is big.

        Raises
        ------
        InvalidEdit
            If what they make is no contract that the format reads; inside `as_one` they are taken back then.
        """
        self._gathers = True
        try:
            yield
        finally:
            self._gathers = False
        self._read()

    def example_at(self, field: str, number: int, index: int) -> Example:
        """The example at a place, the `number`-th of its list; while edits are gathered, read if one touched it."""
        if self._gathers and self._revised_ids is self._state.ids:
            now, before = _list(self._state.document, field), _list(self._revised.document, field)
            if now[number] is before[number]:
                return self._revised.examples[index]
        return self.revised.examples[index]

    @property
    def telling_descriptions(self) -> frozenset[str]:
        """Descriptions that name one example alone, and that are the key of none."""
        # Edits that are gathered call no example by another name.
        contract, alone = self._revised if self._gathers else self.revised, self._alone
        if alone is None or alone[0] is not contract:
            counted = Counter(example.description for example in contract.examples)
            keys = {example.key for example in contract.examples}
            names = frozenset(name for name, number in counted.items() if number == 1 and name not in keys)
            alone = self._alone = (contract, names)
        return alone[1]

    def list_place(self, index: int) -> tuple[str, int]:
        """The list and the number of the example that stands at a place of the contract."""
        first = 0
        for field, ids in self._state.ids.items():
            if first <= index < first + len(ids):
                return field, ids[index - first]
            first += len(ids)
        raise InvalidEdit(f"there is no example {index}")

    def apply(
        self,
        change: DocumentChange,
        label: str,
        code: str,
        *,
        ids: Mapping[str, tuple[int, ...]] | None = None,
    ) -> Self:
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
            If the result would be no contract that the format reads; nothing has changed then.
        """
        before = self._state
        document = change(before.document)
        if document is before.document or same_value(before.document, document):
            return self
        document_of.check_new(before.document, document)
        numbers = before.ids if ids is None else {**before.ids, **ids}
        moved = None if ids is None else before.moved(numbers)
        after = Edited(self.format_editing.settle(before.document, document, moved), numbers)
        self._state = after
        if not self._gathers or ids is not None:
            try:
                self._read()
            except ContractLabError:
                self._state = before
                raise
        self._done.append(Step(label, code, before, after))
        self._undone.clear()
        return self

    def _read(self) -> None:
        """Read the contract, so that an edit that breaks the file is refused."""
        before = self._revised, self._revised_ids
        try:
            unread = [example.unread for example in self.revised.examples if example.unread is not None]
        except (InvalidContract, RecursionError) as error:
            fault = error.faults[0].message if isinstance(error, InvalidContract) else "it is nested too deep"
            raise InvalidEdit(f"this edit would leave a contract that cannot be read: {fault}") from None
        if unread and len(unread) > sum(example.unread is not None for example in self.original.examples):
            self._revised, self._revised_ids = before
            raise InvalidEdit(f"this edit would leave an example that cannot be read: {unread[-1].why}")

    def put(self, pointer: str, value: JSON) -> Self:
        """Put a value anywhere in the file.

        Parameters
        ----------
        pointer : str
            JSON pointer (RFC 6901); the last step may be a new key.
        value : JSON value
        """
        tokens = self._tokens(pointer)
        label, code = f"set {shorten(pointer, 60)}", f"edit.put({pointer!r}, {value!r})"
        return self.apply(lambda document: document_of.put(document, tokens, value), label, code)

    def drop(self, pointer: str) -> Self:
        """Take a value out, anywhere in the file; examples go by `ExampleEdit.remove`."""
        tokens = self._tokens(pointer)
        if len(tokens) <= 2 and tokens and tokens[0] in self.format_editing.fields:
            raise InvalidEdit("examples are removed by edit[…].remove()")
        label, code = f"remove {shorten(pointer, 60)}", f"edit.drop({pointer!r})"
        return self.apply(lambda document: document_of.remove(document, tokens), label, code)

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

    def code(self) -> str:
        """The lines of Python that repeat the edits on the contract as it was loaded."""
        lines = ["import contractlab as cl"]
        if any("match." in step.code for step in self._done):
            lines.append("from contractlab import match")
        lines += ["", f"edit = cl.edit(cl.load({self.original.source.name!r}))"]
        return "\n".join([*lines, *(step.code for step in self._done)])

    def to_bytes(self) -> bytes:
        """The file as `save` would write it: the text of what was not touched stays."""
        for written in self._files:  # as it was read or saved at some time, byte for byte
            if self._state.document is written.document:
                return written.data
        before = Written(self._start.document, self.original.source.data)
        return self.format_editing.write(self._state.document, before)

    def _load(self, data: bytes) -> Contract:
        contract = load(data, name=self.original.source.name)
        contract.path = self.original.path
        return contract

    def write(self, path: Path | None) -> tuple[Path, Contract]:
        """Write the contract as it is now; it is the original from now on, and undo still goes back beyond it.

        Parameters
        ----------
        path : Path or None
            A file or a folder; None for where it came from.

        Returns
        -------
        Path, Contract
            Where it was written, and what.

        Raises
        ------
        SaveConflict
            If the file changed since it was loaded, if there is no place to save to, or it cannot be written.
        """
        data = self.to_bytes()
        contract = self._load(data)
        origin = self.original.path
        if path is not None or origin is None:
            target = contract.save(path)  # without any path it says that there is no place
        else:
            with lock_folder(origin):  # of two who save at the same moment, the second sees what the first wrote
                refuse_if_changed(origin, self.original.source.data, self.to_bytes, len(self._done))
                target, *beside = self.format_editing.targets(origin, self.original, contract)
                for file in (*beside, target):
                    replace_file(file, data)
        contract.path = target
        self.original = self._revised = contract
        self._start = self._state
        self._revised_ids = self._state.ids
        self._files = (*self._files, Written(self._state.document, contract.source.data))
        self._view = None
        return target, contract


def _list(document: JSON, field: str) -> list[Any]:
    listed = document.get(field) if isinstance(document, dict) else None
    return listed if isinstance(listed, list) else []
