"""A contract that is being defined: its examples, what is proved of them, and the file."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from contractlab.contracts.contract import Example
from contractlab.contracts.defined import Defined
from contractlab.contracts.defining import Change
from contractlab.definition.choosing import MockDialect
from contractlab.definition.consumer_call import Raises
from contractlab.definition.consumer_runs import ConsumerRun
from contractlab.definition.defined_examples import USUAL_FORMAT, DefinedExamples
from contractlab.definition.definition_code import definition_code, kept_code
from contractlab.definition.example_chain import ExampleBeingDefined, is_received
from contractlab.definition.foreign_code import foreign_code
from contractlab.definition.ground import Entry, Name, name_of
from contractlab.definition.kept_example import KeptExample, is_loaded
from contractlab.definition.message_proofs import MessageProof
from contractlab.definition.mock import MockProvider
from contractlab.definition.named_consumers import Proofs
from contractlab.definition.prover import Prover
from contractlab.definition.proving import Proof
from contractlab.definition.received import Received
from contractlab.definition.saving import CALLS, FileChanges, WaysOut, not_written, save_files
from contractlab.errors import InvalidEdit, SaveConflict
from contractlab.values.json_text import json_equal, json_text
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import count, quote

if TYPE_CHECKING:
    import httpx

    from contractlab.live.verifying import States

__all__ = ["Definition"]

_UNSAID: dict[str, list[str]] = {USUAL_FORMAT: []}


class Definition(DefinedExamples):
    """A contract that is being defined; see `define`.

    Attributes
    ----------
    consumer, provider : str
    format, spec_version : str
    """

    # Proving

    def mock(
        self,
        *,
        states: Collection[str] = (),
        seed: int = 0,
        cors: bool = True,
        dialect: MockDialect = None,
        port: int = 0,
        name: str = "billing",
        require_calls: bool = True,
        wanted: str | None = None,
        on_received: Callable[[Received], None] | None = None,
    ) -> MockProvider:
        """A mock of the provider, which answers as the examples say, also those to come; what a request fits is proved.

        Parameters: see `MockProvider`.

        >>> with billing.mock() as provider:
        ...     assert BillingClient(provider.url).customer("123").name == "Alice Smith"

        Raises
        ------
        ContractBroken
            On leaving it, if a request fitted no example; its text is the view.
        """
        self._now()  # what makes no contract is refused here, not at the consumer
        return MockProvider(
            lambda: self.contract,
            states=states,
            seed=seed,
            cors=cors,
            dialect=dialect,
            port=port,
            name=name,
            on_received=lambda received: self._received(received, on_received),
            require_calls=require_calls,
            answers=self._answers,
            wanted=wanted,
        )

    def _answers(self, example: Example) -> bool:
        """True for an example in which the consumer asks."""
        return not is_received(self._now().by_key.get(example.key))

    def _received(self, received: Received, then: Callable[[Received], None] | None) -> None:
        """Note the proof of an example that answered: the request fitted it wholly."""
        if received.example is not None and received.verdict == "passed":
            self.note_proof(received.example.key)
        if then is not None:
            then(received)

    def prove(
        self,
        example: Example | ExampleBeingDefined | str | int,
        consumer: Any,
        *,
        raises: Raises = None,
        seed: int = 0,
        states: States = None,
        client: httpx.Client | None = None,
    ) -> Proof | MessageProof | ConsumerRun:
        """Run the consumer for one example.

        Parameters
        ----------
        example : Example, key, description, index, or what `example` gave
        consumer : callable, mapping, str or app
            A trigger, which takes the mock and calls the consumer with its `url`; may be awaitable. Of a message, it
            takes contents and metadata (or, with one parameter, the `Message`); of messages with replies, a function
            that sends one and gives the replies. Where a function is called, it takes that (``function``). Where the
            consumer is asked: the address or app of its server, or its function. A mapping has them by
            ``"request::response"``, request, description or function.
        raises : exception or several, optional
            What the consumer must raise, where the provider's answer is one that it cannot use.
        seed : int
            As in `mock`.
        states, client : optional
            As in `contractlab.verify`, where the consumer is asked: what brings its states about, and what asks it.

        Returns
        -------
        Proof, MessageProof or ConsumerRun
            What was sent or received, and what the trigger gave or raised; `require_passed` raises where it is none.
        """
        entry = self._entry_of(example)
        return self._prover().prove(entry, consumer, raises=raises, states=states, client=client, seed=seed)

    def prove_all(
        self,
        consumers: Any,
        *,
        states: States = None,
        client: httpx.Client | None = None,
        seed: int = 0,
    ) -> Proofs:
        """Run the consumer for every example.

        Parameters
        ----------
        consumers : mapping, or what `prove` takes
            By name, each example has to have one; anything else is for all examples.
        states, client, seed
            As in `prove`.
        """
        return self._prover().prove_all(consumers, states=states, client=client, seed=seed)

    def _prover(self) -> Prover:
        built = self._now()
        return Prover(self._defining, built.contract, built.entries, self.mock, self.note_proof)

    def code(self, name: str = "billing", *, style: str | None = None) -> str:
        """The lines that define this contract: run, they give the same file.

        Parameters
        ----------
        name : str
            Of the variable.
        style : str, optional
            ``"pact-python"`` gives the code of pact-python 4 in place of ours; what that cannot say, comments list.

        Raises
        ------
        InvalidEdit
            If there is no such style, or it has no code for contracts of this format.
        """
        if style is not None:
            ground = self._ground.contract
            return foreign_code(self.contract, style, name, ground.lost if ground is not None else ())
        begin = [repr(self.consumer), repr(self.provider)]
        if self.spec_version != self._defining.versions[0]:
            begin.append(f"spec_version={self.spec_version!r}")
        begin += _UNSAID.get(self.format, [f"format={self.format!r}"])
        entries: list[Defined | str] = []
        repeated: list[int] = []
        names: set[Name] = set()
        for place, entry in enumerate(self._now().entries):
            called = name_of(entry)
            entries.append(self._said(entry, repeated=called in names))
            repeated += [place] if called in names else []
            names.add(called)
        return definition_code(name, f"cl.define({', '.join(begin)})", self._metadata, entries, repeated)

    def _said(self, entry: Entry, *, repeated: bool) -> Defined | str:
        if isinstance(entry, ExampleBeingDefined):
            return entry.defined
        assert isinstance(entry, KeptExample)  # there is no other
        return kept_code(entry, self._defining, self.spec_version, repeated=repeated)

    # Between processes

    def handed_on(self) -> JSONObject:
        """Everything that is defined, and what of it is proved, as plain values: for another process to `take`."""
        examples: list[JSON] = [
            {"kind": entry.kind, "written": entry.written, "proved": self._is_proved(entry)} for entry in self._whole()
        ]
        unfinished: list[JSON] = [*self._unfinished_names]
        return {"examples": examples, "metadata": dict(self._metadata), "unfinished": unfinished}

    def take(self, part: Mapping[str, Any]) -> None:
        """Take what another process has defined; what is the same in both is proved if either has proved it.

        Parameters
        ----------
        part : mapping
            What `handed_on` gave there.

        Raises
        ------
        SaveConflict
            If both have an example of one description and states, and not the same.
        """
        for namespace, entries in part["metadata"].items():
            self.with_metadata(namespace, entries)
        present: dict[Name, list[Entry]] = {}
        for entry in self._whole():
            present.setdefault(name_of(entry), []).append(entry)
        came: Counter[Name] = Counter()
        for each in part["examples"]:
            alone = self._kept(each["written"], each["kind"])
            name = name_of(alone)
            # Repeated ones come in their order, and are compared with those that are here in theirs.
            here = next(islice(present.get(name, ()), came[name], None), None)
            if here is not None and not self._is_same(here, each["written"], alone):
                raise SaveConflict(
                    f"two workers define {quote(alone.description, 80)} in two ways: give one of them another "
                    "description, or another state"
                )
            entry = replace(alone, repeated=came[name] > 0) if here is None else here
            came[name] += 1
            if here is None:
                with self._lock:
                    self._enter(entry)
            if each["proved"]:
                self._proofs[id(entry)] = json_text(entry.written)

    def _is_same(self, here: Entry, written: JSONObject, alone: KeptExample) -> bool:
        """True if both write the same: as they were defined, or as a file has them."""
        return json_equal(here.written, written) or json_equal(
            self._kept(here.written, here.kind).written, alone.written
        )

    # Saving

    def save(
        self,
        path: str | Path | None = None,
        *,
        changed: Change | None = None,
        unproved: bool = False,
        prune: bool = False,
        files: Sequence[str] | None = None,
    ) -> Path:
        """Write what was proved.

        Parameters
        ----------
        path : path, optional
            A folder (then the file's name is made of the participants'; it cannot leave the folder), or a file;
            without, the file of the contract that this goes on with.
        changed : str, optional
            What to do where a file is there: ``"merge"`` (usual in Pact) keeps its other examples, ``"overwrite"``
            takes its place, ``"fail"`` (usual in ContractCase) refuses if it would be another.
        unproved : bool
            True to write everything, to explore. What was loaded and not changed is written in any case.
        prune : bool
            True drops examples of the file that this session defined and does not define any more; without it they
            stay, and a warning names them.
        files : sequence of str, optional
            Of ContractCase: ``"main"``, ``"hash"`` or both, which is the default.

        Returns
        -------
        Path
            The file that was written, the one called main of two; it is written whole or not at all.

        Raises
        ------
        ContractBroken
            If an example is not proved, or lacks something; it names them. The others are written.
        SaveConflict
            If something in the file would be lost, or it cannot be written.
        """
        return self._saved(path, changed, unproved=unproved, prune=prune, files=files)

    def save_from_tests(self, path: str | Path, changed: Change | None, ways: WaysOut, *, check: bool) -> Path:
        """As `save`, for a program that runs the tests: refusals advise what its users can do.

        Parameters
        ----------
        path, changed
            As in `save`.
        ways : WaysOut
        check : bool
            True writes nothing: a file that is not as it is defined is a `SaveConflict`.
        """
        return self._saved(path, changed, ways=ways, dry=check)

    def _saved(
        self,
        path: str | Path | None,
        changed: Change | None,
        *,
        unproved: bool = False,
        prune: bool = False,
        files: Sequence[str] | None = None,
        ways: WaysOut = CALLS,
        dry: bool = False,
    ) -> Path:
        changed = self._defining.usual_change if changed is None else changed
        if changed not in get_args(Change):
            raise InvalidEdit(f"changed={quote(changed, 40)} is none of 'merge', 'overwrite' and 'fail'")
        entries = self._whole()
        written = [entry for entry in entries if unproved or self._is_proved(entry) or is_loaded(entry)]
        refused = [f"{self._called(entry)} (not proved)" for entry in entries if entry not in written]
        refused += self._unfinished_names
        if refused and not written and not unproved:
            raise not_written(refused, None, ways)
        defined = {name_of(entry) for entry in entries}
        changes = FileChanges(
            changed=changed,
            prune=prune,
            owned=frozenset(self._owned),
            defined=frozenset(defined),
            replaced=tuple(kept for kept in self._ground.examples if kept not in entries and name_of(kept) in defined),
            sources=self._ground.sources,
            ways=ways,
            dry=dry,
        )
        saved = save_files(self._target(path), self._document(written), self._defining, changes, files)
        if saved.stale and not prune:
            warnings.warn(saved.stale_words, UserWarning, stacklevel=3)
        if refused and not unproved:
            raise not_written(refused, saved, ways)
        return saved.path

    @property
    def _unfinished_names(self) -> list[str]:
        return [f"{chain.description or 'an example'} (lacks {chain.lacks})" for chain in self.unfinished]

    def _called(self, entry: Entry) -> str:
        """What people know an example by: its description, or what the format makes of it."""
        if entry.description:
            return entry.description
        try:
            built = self._now()
        except InvalidEdit:  # those that are proved may make one
            return "an example without a description"
        return built.contract.examples[built.entries.index(entry)].description

    def _target(self, path: str | Path | None) -> Path:
        if path is None:
            if self._ground.path is None:
                raise SaveConflict("this contract came from no file, so there is no place to save to; say where")
            return self._ground.path
        return Path(path)

    def __repr__(self) -> str:
        examples = count(len(self._whole()), "example")
        return f"<Definition {self.consumer} → {self.provider}, {examples}, {len(self.proved)} proved>"
