"""The examples of a contract that is being defined, by calls or as a file has them, and what is proved of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING, Self

from contractlab.captures import AnyCapture, Redaction
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.defined import Defined, DefinedBody, DefinedPart
from contractlab.contracts.defining import Defines, DefinitionNote, FormatDefining, NotesDefinitions
from contractlab.contracts.format import format_named
from contractlab.contracts.matcher import Matcher, needs_text
from contractlab.contracts.problems import Problem
from contractlab.contracts.sample_exchange import request_of
from contractlab.definition.built_contract import BuiltContract, DefinedExample
from contractlab.definition.example_chain import ExampleBeingDefined, is_received
from contractlab.definition.ground import Entry, Ground, Name, name_of
from contractlab.definition.kept_example import KeptExample, is_loaded
from contractlab.definition.lint import Remark, definition_problems
from contractlab.definition.promoting import define_recorded, exchanges_of
from contractlab.definition.unsent_paths import path_note
from contractlab.editing.from_capture import RecordedStates
from contractlab.engine.errors import CannotCheck
from contractlab.errors import InvalidContract, InvalidEdit
from contractlab.formats.load import read_source
from contractlab.values.display import Shown
from contractlab.values.json_text import json_text
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.number_texts import keep_number_texts
from contractlab.values.source import Source
from contractlab.values.text import quote

if TYPE_CHECKING:
    from contractlab.definition.from_openapi import FromDocument
    from contractlab.openapi import ApiDocument

__all__ = ["USUAL_FORMAT", "DefinedExamples"]

USUAL_FORMAT = "pact"
"""What a contract is written as where nobody says otherwise."""


class DefinedExamples(Shown):
    """What `Definition` knows of its examples.

    Attributes
    ----------
    consumer, provider : str
    format, spec_version : str
    """

    def __init__(
        self, consumer: str, provider: str, format: str, spec_version: str, ground: Contract | None = None
    ) -> None:
        self.consumer = consumer
        self.provider = provider
        self.format = format
        self.spec_version = spec_version
        self._entries: dict[int, Entry] = {}
        self._metadata: dict[str, dict[str, JSON]] = {}
        self._proofs: dict[int, str] = {}
        self._from_documents: dict[int, FromDocument] = {}
        self._built: BuiltContract | None = None
        self._lock = RLock()
        self._ground = Ground(ground)
        self._entries.update({id(kept): kept for kept in self._ground.examples})
        self._owned: set[Name] = {name_of(kept) for kept in self._ground.examples}

    # Defining

    def example(
        self, description: str | None = None, interaction: str = "HTTP", *, repeated: bool = False
    ) -> ExampleBeingDefined:
        """Begin an example; a whole one takes the place of an earlier one of the same description and states.

        Parameters
        ----------
        description : str, optional
            ContractCase names the request by it, and makes a name where there is none.
        interaction : str
            ``"HTTP"``, ``"Async"`` (a message) or ``"Sync"`` (a message with replies).
        repeated : bool
            True: an earlier one stays, too, where the format can hold both.
        """
        return self._begun(ExampleBeingDefined(self, repeated=repeated), description, interaction)

    upon_receiving = example

    def receives(
        self, description: str | None = None, interaction: str | None = None, *, repeated: bool = False
    ) -> ExampleBeingDefined:
        """Begin an example in which the consumer is the one that is asked: as a server, or as a function.

        Parameters
        ----------
        description, repeated
            As in `example`.
        interaction : str, optional
            By default what consumers receive in the format: messages in Pact, requests in ContractCase.
        """
        chain = ExampleBeingDefined(self, received=True, repeated=repeated)
        return self._begun(chain, description, interaction or self._defining.received)

    def _begun(self, chain: ExampleBeingDefined, description: str | None, interaction: str) -> ExampleBeingDefined:
        if description is None and not self.needs_description and interaction == "HTTP":
            return chain
        return chain.upon_receiving(description or "", interaction)

    def given(self, state: str, parameters: Mapping[str, JSON] | None = None, /, **more: JSON) -> ExampleBeingDefined:
        """Begin an example with its state, as users of pact-python 2 do: ``.given(…).upon_receiving(…)``."""
        return ExampleBeingDefined(self).given(state, parameters, **more)

    def with_metadata(self, namespace: str, metadata: Mapping[str, JSON]) -> Self:
        """Add entries to the metadata of the file."""
        needs_text(namespace, "name", '.with_metadata("team", {"owner": "billing"})')
        self._metadata.setdefault(namespace, {}).update(metadata)
        self._built = None
        return self

    def write_example(self, defined: Defined) -> JSONObject:
        """The example as the format and version of this definition have it; raises as `FormatDefining.example`."""
        return self._defining.example(defined, self.spec_version)

    def identity_of(self, defined: Defined, written: JSONObject) -> str:
        """What tells an example from others, as the format has it."""
        return self._defining.identity(defined, written)

    @property
    def needs_description(self) -> bool:
        """False if examples without a description are named by what they exchange."""
        return self._defining.needs_description

    def changed(self, chain: ExampleBeingDefined) -> None:
        """An example was changed: the contract is built anew when it is asked for."""
        with self._lock:
            if (chain.description or not self.needs_description) and not self._keeps_its_place(chain):
                self._enter(chain)
            self._built = None

    def _keeps_its_place(self, chain: ExampleBeingDefined) -> bool:
        """True for an example that is there, and others beside it: defined last, it would take the place of all."""
        if next(reversed(self._entries), None) == id(chain):
            return True
        beside = any(entry.repeated and entry.identity == chain.identity for entry in self._entries.values())
        return beside and chain in self._standing()

    def _enter(self, entry: Entry) -> None:
        self._entries.pop(id(entry), None)  # what is defined last stands last, and wins
        self._entries[id(entry)] = entry
        self._built = None

    def add(self, example: Mapping[str, JSON], *, kind: str = "http", repeated: bool = False) -> Example:
        """Add an example as a file of this version has it, unknown fields and all.

        Parameters
        ----------
        example : mapping
        kind : str
            ``"message"`` for a message of Pact V3, which stands in a list of its own.
        repeated : bool
            True keeps it beside one of the same description and states, whose place it takes otherwise.

        Returns
        -------
        Example
            Of `contract` as it is then.

        Raises
        ------
        InvalidEdit
            If it is no example.
        """
        kept = replace(self._kept(example, kind), repeated=repeated)
        with self._lock:
            self._enter(kept)
        built = self._now()
        return next(built.contract[key] for key, entry in built.by_key.items() if entry is kept)

    def _kept(self, example: Mapping[str, JSON], kind: str) -> KeptExample:
        """An example as a file of this version has it."""
        if not isinstance(example, Mapping):
            raise InvalidEdit(f"{quote(example, 60)} is not an example; give one as a file has it")
        written = (kind, dict(example))
        try:
            contract = self._contract_of([written])
        except InvalidContract as error:
            raise InvalidEdit(f"{quote(dict(example), 60)} is not an example of this version: {error}") from None
        except InvalidEdit:  # it may name what another one says
            if not self._defining.in_order:
                raise
            contract = self._contract_of([*((entry.kind, entry.written) for entry in self._whole()), written])
        return KeptExample(contract.examples[-1], loaded=False)

    def _contract_of(self, examples: list[tuple[str, JSONObject]]) -> Contract:
        document = self._defining.document(self.consumer, self.provider, self.spec_version, examples, self._metadata)
        return read_source(Source("<example>", self._defining.write(document)), None)

    def promote(
        self,
        recorded: AnyCapture | Iterable[AnyCapture],
        description: str = "",
        *,
        states: RecordedStates | None = None,
        headers: Iterable[str] = (),
        by_type: bool = True,
        redaction: Redaction | None = None,
    ) -> tuple[ExampleBeingDefined, ...]:
        """Define what was recorded; secrets stay out of the contract. A call that was recorded twice is defined once.

        >>> with cl.recording(client) as seen:
        ...     client.get("/customers/123")
        >>> billing.promote(seen)

        Parameters
        ----------
        recorded : Capture, MessageCapture or several
        description, states, headers, by_type, redaction
            As in `Edit.promote`; a description goes with a single capture.

        Returns
        -------
        tuple of ExampleBeingDefined
            To go on with: ``.given(…)``.

        Raises
        ------
        InvalidEdit
            If there is nothing, a recording has no answer, or the version cannot hold it; nothing is added then.
        """
        hide = redaction if redaction is not None else Redaction()
        taken = {entry.description for entry in self._entries.values()}
        exchanges = exchanges_of(recorded, taken, description, states, tuple(headers), by_type, hide)
        with self._lock:
            before = dict(self._entries)
            try:
                return tuple(define_recorded(self.example, exchange, self._defining) for exchange in exchanges)
            except InvalidEdit:
                self._entries, self._built = before, None
                raise

    def from_openapi(
        self,
        document: ApiDocument | str | os.PathLike[str] | Mapping[str, JSON],
        operation: str,
        *,
        status: int | None = None,
        description: str = "",
        media_type: str | None = None,
        base_path: str = "",
    ) -> ExampleBeingDefined:
        """Define an example of an operation of an API document.

        What the document requires becomes values and matchers. What it says beside, and no matcher does, is listed in
        `problems`, with its line in the document.

        >>> billing.from_openapi("openapi.yaml", "getCustomer", status=200).given("a customer exists", id="123")

        Parameters
        ----------
        document : ApiDocument, path, address or mapping
        operation : str
            Its ``operationId``, or method and path: ``"GET /customers/{id}"``.
        status : int, optional
            By default the first that is a success.
        description : str, optional
        media_type : str, optional
            By default JSON, where there is any.
        base_path : str
            What stands before the document's paths.

        Raises
        ------
        InvalidDocument, ProviderError
            As `load_openapi`.
        InvalidEdit
            If there is no such operation, status or media type, or the version cannot say it.
        """
        from contractlab.definition.from_openapi import define_operation
        from contractlab.openapi import ApiDocument, load_openapi

        read = document if isinstance(document, ApiDocument) else load_openapi(document)
        with self._lock:
            before = dict(self._entries)
            try:
                made = define_operation(
                    self.example,
                    self._defining,
                    self.can_say,
                    self.can_ask,
                    read,
                    operation,
                    status,
                    description=description,
                    media_type=media_type,
                    base_path=base_path,
                )
                self._now()
            except InvalidEdit:
                self._entries, self._built = before, None
                raise
            self._from_documents[id(made.chain)] = made
            return made.chain

    def can_say(self, matcher: Matcher) -> bool:
        """Whether the format and version of this definition have a matcher."""
        part = DefinedPart(body=DefinedBody("json", {"value": matcher}))
        try:
            self.write_example(Defined("http", "a question", (), DefinedPart(), (part,)))
        except InvalidEdit:
            return False
        return True

    def can_ask(self, request: DefinedPart) -> bool:
        """Whether this definition can have a request that fits itself."""
        try:
            written = self.write_example(Defined("http", "a question", (), request, (DefinedPart(),)))
            example = self._contract_of([("http", written)]).examples[0]
            return example.check_request(request_of(example.request)).passed
        except (InvalidEdit, InvalidContract, CannotCheck):
            return False

    def remove(self, example: Example | ExampleBeingDefined | str | int) -> None:
        """Take an example away, with what it took the place of: one that a changed cell defined otherwise before.

        Parameters
        ----------
        example : Example, key, description, index, or what `example` gave
        """
        with self._lock:
            gone = self._entry_of(example)
            name = name_of(gone)
            beside = [entry for entry in self._standing() if entry is not gone and name_of(entry) == name]
            stay: dict[int, Entry] = {}
            for number, entry in self._entries.items():
                # What stands beside it stays in its order, so that nothing of it takes the place of another.
                stay.update({number: entry} if name_of(entry) != name else {id(each): each for each in beside})
            self._entries = stay
            self._built = None

    @property
    def _defining(self) -> FormatDefining:
        form = format_named(self.format)
        assert isinstance(form, Defines)  # as `define` has seen to it
        return form.defining

    # What it is now

    @property
    def contract(self) -> Contract:
        """The contract of all examples that are whole, proved or not: an ordinary one.

        Raises
        ------
        InvalidEdit
            If one file cannot hold these examples together.
        """
        return self._now().contract

    def _now(self) -> BuiltContract:
        with self._lock:  # a mock asks in a thread of its own
            if self._built is None:
                self._built = self._build(self._whole())
            return self._built

    def _whole(self) -> list[Entry]:
        """Examples that lack nothing, in their order; their names are those that this session has defined."""
        with self._lock:
            whole = self._standing()
            self._owned.update(map(name_of, whole))
            return whole

    def _standing(self) -> list[Entry]:
        """Examples that lack nothing: of equal names the last one, in the place of the first, and repeated ones.

        Where a loaded contract repeats an example, its first one is replaced and the rest stays, as pact-python merges.
        """
        standing: dict[int, Entry] = {}
        places: dict[Name, list[int]] = {}
        for place, entry in enumerate(self._entries.values()):
            if entry.lacks:
                continue
            taken = places.setdefault(name_of(entry), [])
            if entry.repeated or not taken:
                taken.append(place)
                standing[place] = entry
                continue
            first, *others = taken
            standing[first] = entry
            for beside in others:
                if not is_loaded(standing[beside]):
                    del standing[beside]
                    taken.remove(beside)
        return [standing[place] for place in sorted(standing)]

    def _build(self, entries: list[Entry]) -> BuiltContract:
        document = self._document(entries)
        data = keep_number_texts(self._defining.write(document), document, self._ground.sources)
        contract = read_source(Source(f"<{self.consumer} → {self.provider}>", data), None)
        ordered = tuple(entries)
        if not self._defining.in_order:
            by_written = {id(entry.written): entry for entry in entries}
            listed = (value for value in document.values() if isinstance(value, list))
            ordered = tuple(by_written[id(example)] for examples in listed for example in examples)
        by_key = {example.key: entry for example, entry in zip(contract.examples, ordered, strict=True)}
        return BuiltContract(contract, ordered, by_key)

    def _document(self, entries: list[Entry]) -> JSONObject:
        examples = [(entry.kind, entry.written) for entry in entries]
        made = self._defining.document(self.consumer, self.provider, self.spec_version, examples, self._metadata)
        return self._ground.raised(made, self._defining)

    @property
    def examples(self) -> tuple[DefinedExample, ...]:
        """The contract's examples, each with whether it is proved."""
        built = self._now()
        return tuple(
            DefinedExample(
                example,
                self._is_proved(entry),
                is_loaded(entry),
                entry.description or example.description,
            )
            for example, entry in zip(built.contract.examples, built.entries, strict=True)
        )

    @property
    def unfinished(self) -> tuple[ExampleBeingDefined, ...]:
        """Examples that lack something, and are not in the contract."""
        chains = (entry for entry in self._entries.values() if isinstance(entry, ExampleBeingDefined))
        return tuple(chain for chain in chains if chain.lacks)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is odd about the contract as it is now, worst first."""
        return definition_problems(self.contract, self._remarks())

    def _remarks(self) -> Iterator[Remark]:
        """What the calls say beside the contract: of which the file shows nothing."""
        built = self._now()
        for example, entry in zip(built.contract.examples, built.entries, strict=True):
            path = None if is_received(entry) else path_note(example)
            if path is not None:
                yield Remark(path, example)
            if not isinstance(entry, ExampleBeingDefined):
                continue
            if isinstance(self._defining, NotesDefinitions):
                notes = self._defining.notes(entry.defined, self.spec_version)
                yield from (Remark(note, example) for note in notes)
            made = self._from_documents.get(id(entry))
            for unsaid in made.unsaid if made is not None else ():
                note = DefinitionNote("not-said", f"{unsaid.text} (of the API document)")
                yield Remark(note, example, made.document.location(unsaid.place) if made is not None else None)

    # What is proved

    def note_proof(self, example: Example | ExampleBeingDefined | str | int) -> None:
        """Note that the consumer sent what an example says; it holds until the example is changed.

        Parameters
        ----------
        example : Example, key, description or index
        """
        entry = self._entry_of(example)
        self._proofs[id(entry)] = json_text(entry.written)

    def _entry_of(self, example: Example | ExampleBeingDefined | str | int) -> Entry:
        built = self._now()
        if isinstance(example, ExampleBeingDefined):
            if example not in built.entries:
                lacks = f"lacks {example.lacks}" if example.lacks else "another one took its place"
                raise InvalidEdit(f"{example!r} is not in the contract: {lacks}")
            return example
        called = [entry for entry in built.entries if entry.description == example]
        if len(called) == 1:
            return called[0]
        return built.by_key[built.contract[example.key if isinstance(example, Example) else example].key]

    def _is_proved(self, entry: Entry) -> bool:
        return self._proofs.get(id(entry)) == json_text(entry.written)

    @property
    def proved(self) -> tuple[Example, ...]:
        """Examples that are proved as they are now."""
        return tuple(defined.example for defined in self.examples if defined.proved)

    @property
    def unproved(self) -> tuple[Example, ...]:
        """Examples that no request has fitted yet."""
        return tuple(defined.example for defined in self.examples if not defined.proved)
