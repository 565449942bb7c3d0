"""A contract that is being defined: its examples, what is proved of them, and the file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, get_args

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.defined import Defined
from contractlab.contracts.defining import Change, Defines, FormatDefining
from contractlab.contracts.format import format_named
from contractlab.contracts.matcher import needs_text
from contractlab.contracts.problems import Problem
from contractlab.definition.choosing import MockDialect
from contractlab.definition.consumer_runs import ConsumerRun
from contractlab.definition.definition_code import definition_code
from contractlab.definition.example_chain import ExampleBeingDefined
from contractlab.definition.lint import definition_problems
from contractlab.definition.mock import MockProvider
from contractlab.definition.named_consumers import Proofs
from contractlab.definition.prover import Prover
from contractlab.definition.proving import Proof, Raises
from contractlab.definition.received import Received
from contractlab.definition.saving import not_written, save_files
from contractlab.errors import InvalidEdit
from contractlab.formats.load import read_source
from contractlab.values.display import Shown
from contractlab.values.json_text import json_text
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.source import Source
from contractlab.values.text import quote

if TYPE_CHECKING:
    import httpx

    from contractlab.live.verifying import States

__all__ = ["DefinedExample", "Definition", "define"]

USUAL_FORMAT = "pact"
"""What a contract is written as where nobody says otherwise."""

_UNSAID: dict[str, list[str]] = {USUAL_FORMAT: []}


@dataclass(frozen=True, slots=True)
class DefinedExample:
    """An example of the definition, with what is known of it.

    Attributes
    ----------
    example : Example
        Of ``definition.contract``.
    proved : bool
        True once a request fitted it wholly, as it is now.
    name : str
        The description that it was given; the example's own where it was given none.
    """

    example: Example
    proved: bool
    name: str = ""


@dataclass(slots=True)
class _Built:
    """The contract as it was built last, with the chain of each of its examples."""

    contract: Contract
    chains: tuple[ExampleBeingDefined, ...]
    by_key: dict[str, ExampleBeingDefined] = field(default_factory=dict)


class Definition(Shown):
    """A contract that is being defined; see `define`.

    Attributes
    ----------
    consumer, provider : str
    format, spec_version : str
    """

    def __init__(self, consumer: str, provider: str, format: str, spec_version: str) -> None:
        self.consumer = consumer
        self.provider = provider
        self.format = format
        self.spec_version = spec_version
        self._chains: dict[int, ExampleBeingDefined] = {}
        self._metadata: dict[str, dict[str, JSON]] = {}
        self._proofs: dict[int, str] = {}
        self._built: _Built | None = None
        self._lock = RLock()

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

    def with_metadata(self, namespace: str, metadata: Mapping[str, JSON]) -> Definition:
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
            if chain.description or not self.needs_description:
                self._chains.pop(id(chain), None)  # what is defined last stands last, and wins
                self._chains[id(chain)] = chain
            self._built = None

    def remove(self, example: Example | str | int) -> None:
        """Take an example away, with what it took the place of: one that a changed cell defined otherwise before.

        Parameters
        ----------
        example : Example, key, description or index
        """
        with self._lock:
            gone = self._chain_of(example).identity
            self._chains = {number: chain for number, chain in self._chains.items() if chain.identity != gone}
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

    def _now(self) -> _Built:
        with self._lock:  # a mock asks in a thread of its own
            if self._built is None:
                self._built = self._build(self._whole())
            return self._built

    def _whole(self) -> list[ExampleBeingDefined]:
        """Examples that lack nothing; of equal description and states the last one."""
        with self._lock:
            whole = [chain for chain in self._chains.values() if not chain.lacks]
            return list({chain.identity: chain for chain in whole}.values())

    def _build(self, chains: list[ExampleBeingDefined]) -> _Built:
        document = self._document(chains)
        source = Source(f"<{self.consumer} → {self.provider}>", self._defining.write(document))
        contract = read_source(source, None)
        ordered = tuple(chains)
        if not self._defining.in_order:
            by_written = {id(chain.written): chain for chain in chains}
            listed = next(value for value in document.values() if isinstance(value, list))
            ordered = tuple(by_written[id(example)] for example in listed)
        by_key = {example.key: chain for example, chain in zip(contract.examples, ordered, strict=True)}
        return _Built(contract, ordered, by_key)

    def _document(self, chains: list[ExampleBeingDefined]) -> JSONObject:
        examples = [(chain.kind, chain.written) for chain in chains]
        return self._defining.document(self.consumer, self.provider, self.spec_version, examples, self._metadata)

    @property
    def examples(self) -> tuple[DefinedExample, ...]:
        """The contract's examples, each with whether it is proved."""
        built = self._now()
        return tuple(
            DefinedExample(example, self._is_proved(chain), chain.description or example.description)
            for example, chain in zip(built.contract.examples, built.chains, strict=True)
        )

    @property
    def unfinished(self) -> tuple[ExampleBeingDefined, ...]:
        """Examples that lack something, and are not in the contract."""
        return tuple(chain for chain in self._chains.values() if chain.lacks)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is odd about the contract as it is now, worst first."""
        return definition_problems(self.contract)

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
        self._now()  # what makes no contract is told here, not to the consumer
        return MockProvider(
            lambda: self.contract,
            states=states,
            seed=seed,
            cors=cors,
            dialect=dialect,
            port=port,
            name=name,
            on_received=self._received,
            require_calls=require_calls,
            answers=self._answers,
            wanted=wanted,
        )

    def _answers(self, example: Example) -> bool:
        """True for an example in which the consumer asks."""
        chain = self._now().by_key.get(example.key)
        return chain is None or not chain.defined.received

    def _received(self, received: Received) -> None:
        """Note the proof of an example that answered: the request fitted it wholly."""
        if received.example is not None and received.verdict == "passed":
            self.note_proof(received.example.key)

    def prove(
        self,
        example: Example | ExampleBeingDefined | str | int,
        consumer: Any,
        *,
        raises: Raises = None,
        seed: int = 0,
        states: States = None,
        client: httpx.Client | None = None,
    ) -> Proof | ConsumerRun:
        """Run the consumer for one example.

        Parameters
        ----------
        example : Example, key, description, index, or what `example` gave
        consumer : callable, mapping, str or app
            A trigger, which takes the mock and calls the consumer with its `url`; may be awaitable. Where a function is
            called, a trigger that takes it (``function``). Where the consumer is asked: the address or app of its
            server, or its function. A mapping has them by ``"request::response"``, request, description or function.
        raises : exception or several, optional
            What the consumer must raise, where the provider's answer is one that it cannot use.
        seed : int
            As in `mock`.
        states, client : optional
            As in `contractlab.verify`, where the consumer is asked: what brings its states about, and what asks it.

        Returns
        -------
        Proof or ConsumerRun
            What was sent or received, and what the trigger gave or raised; `require_passed` raises where it is none.
        """
        chain = self._chain_of(example)
        return self._prover().prove(chain, consumer, raises=raises, states=states, client=client, seed=seed)

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
        return Prover(self._defining, built.contract, built.chains, self.mock, self.note_proof)

    def note_proof(self, example: Example | ExampleBeingDefined | str | int) -> None:
        """Note that the consumer sent what an example says; it holds until the example is changed.

        Parameters
        ----------
        example : Example, key, description or index
        """
        chain = self._chain_of(example)
        self._proofs[id(chain)] = json_text(chain.written)

    def _chain_of(self, example: Example | ExampleBeingDefined | str | int) -> ExampleBeingDefined:
        built = self._now()
        if isinstance(example, ExampleBeingDefined):
            if example not in built.chains:
                lacks = f"lacks {example.lacks}" if example.lacks else "another one took its place"
                raise InvalidEdit(f"{example!r} is not in the contract: {lacks}")
            return example
        called = [chain for chain in built.chains if chain.description == example]
        if len(called) == 1:
            return called[0]
        return built.by_key[built.contract[example.key if isinstance(example, Example) else example].key]

    def _is_proved(self, chain: ExampleBeingDefined) -> bool:
        return self._proofs.get(id(chain)) == json_text(chain.written)

    @property
    def proved(self) -> tuple[Example, ...]:
        """Examples that are proved as they are now."""
        return tuple(defined.example for defined in self.examples if defined.proved)

    @property
    def unproved(self) -> tuple[Example, ...]:
        """Examples that no request has fitted yet."""
        return tuple(defined.example for defined in self.examples if not defined.proved)

    def code(self, name: str = "billing") -> str:
        """The lines that define this contract: run, they give the same file.

        Parameters
        ----------
        name : str
            Of the variable.
        """
        chains = self._now().chains
        begin = [repr(self.consumer), repr(self.provider)]
        if self.spec_version != self._defining.versions[0]:
            begin.append(f"spec_version={self.spec_version!r}")
        begin += _UNSAID.get(self.format, [f"format={self.format!r}"])
        examples = [chain.defined for chain in chains]
        identities = [self.identity_of(chain.defined, chain.written) for chain in chains]
        repeated = [place for place, each in enumerate(identities) if each in identities[:place]]
        return definition_code(name, f"cl.define({', '.join(begin)})", self._metadata, examples, repeated)

    # Saving

    def save(
        self,
        path: str | Path,
        *,
        changed: Change | None = None,
        unproved: bool = False,
        files: Sequence[str] | None = None,
    ) -> Path:
        """Write what was proved.

        Parameters
        ----------
        path : path
            A folder (then the file's name is made of the participants'; it cannot leave the folder), or a file.
        changed : str, optional
            What to do where a file is there: ``"merge"`` (usual in Pact) keeps its other examples, ``"overwrite"``
            takes its place, ``"fail"`` (usual in ContractCase) refuses if it would be another.
        unproved : bool
            True to write everything, to explore.
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
        changed = self._defining.usual_change if changed is None else changed
        if changed not in get_args(Change):
            raise InvalidEdit(f"changed={quote(changed, 40)} is none of 'merge', 'overwrite' and 'fail'")
        chains = self._whole()
        written = [chain for chain in chains if unproved or self._is_proved(chain)]
        refused = [f"{chain.description} (not proved)" for chain in chains if chain not in written]
        refused += [f"{chain.description} (lacks {chain.lacks})" for chain in self.unfinished]
        if refused and not written and not unproved:
            raise not_written(refused, None)
        saved = save_files(Path(path), self._document(written), self._defining, changed, files)
        if refused and not unproved:
            raise not_written(refused, saved)
        return saved.path

    def __repr__(self) -> str:
        return (
            f"<Definition {self.consumer} → {self.provider}, {len(self._whole())} examples, {len(self.proved)} proved>"
        )


def define(consumer: str, provider: str, *, spec_version: str | None = None, format: str = USUAL_FORMAT) -> Definition:
    """Begin a contract.

    Parameters
    ----------
    consumer, provider : str
        Names of the participants.
    spec_version : str, optional
        Of Pact: ``"4.0"`` (the default), ``"3.0"`` or ``"2.0"``.
    format : str
        ``"pact"``, or another format whose contracts can be defined.

    Returns
    -------
    Definition

    Raises
    ------
    InvalidEdit
        If there is no such format or version.
    """
    needs_text(consumer, "name of a consumer", 'cl.define("BillingService", "CustomerService")')
    needs_text(provider, "name of a provider", 'cl.define("BillingService", "CustomerService")')
    try:
        form = format_named(format)
    except LookupError:
        raise InvalidEdit(f"there is no format {quote(format, 40)}") from None
    if not isinstance(form, Defines):
        raise InvalidEdit(f"contracts of the format {quote(format, 40)} cannot be defined, only loaded and edited")
    versions = form.defining.versions
    version = versions[0] if spec_version is None else spec_version
    if version not in versions:
        known = ", ".join(versions)
        raise InvalidEdit(f"{quote(spec_version, 40)} is not a version that can be written; there are {known}")
    return Definition(consumer, provider, format, version)
