"""A contract that is being defined: its examples, what is proved of them, and the file."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from contractlab.contracts.contract import Example
from contractlab.contracts.defined import Defined
from contractlab.definition.choosing import MockDialect
from contractlab.definition.defined_examples import USUAL_FORMAT, DefinedExamples
from contractlab.definition.definition_code import definition_code, kept_code
from contractlab.definition.example_chain import ExampleBeingDefined
from contractlab.definition.ground import Entry, Name, name_of
from contractlab.definition.kept_example import KeptExample
from contractlab.definition.message_proofs import MessageProof, prove_message
from contractlab.definition.mock import MockProvider
from contractlab.definition.proving import Proof, proof_of
from contractlab.definition.received import Received
from contractlab.definition.saving import Changed, FileChanges, Saved, save_document
from contractlab.errors import ContractBroken, InvalidEdit, SaveConflict
from contractlab.values.text import quote

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
        on_received: Callable[[Received], None] | None = None,
    ) -> MockProvider:
        """A mock of the provider, which answers as the examples say; what a request fits wholly is proved.

        Examples that are defined while it runs count. Parameters are those of `MockProvider`.

        >>> with billing.mock() as provider:
        ...     assert BillingClient(provider.url).customer("123").name == "Alice Smith"

        Raises
        ------
        ContractBroken
            On leaving it, if a request fitted no example; its text is the view.
        """
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
        )

    def receives(self, description: str, interaction: str = "Async") -> ExampleBeingDefined:
        """Begin an example in which the consumer is the one that receives: a message, in formats that have them.

        Parameters
        ----------
        description : str
        interaction : str
            ``"Async"``, or ``"Sync"`` where the consumer sends a message and receives the replies.

        Raises
        ------
        InvalidEdit
            If the consumer would be a server, which the format has not.
        """
        if interaction.lower() == "http":
            raise InvalidEdit(
                "here the provider is the server; a consumer that is one needs a contract of another format"
            )
        return self.example(description, interaction)

    def _received(self, received: Received, then: Callable[[Received], None] | None) -> None:
        """Note the proof of an example that answered: the request fitted it wholly."""
        if received.example is not None and received.verdict == "passed":
            self.note_proof(received.example)
        if then is not None:
            then(received)

    def prove(
        self,
        example: Example | str | int,
        trigger: Callable[..., Any],
        *,
        raises: type[BaseException] | tuple[type[BaseException], ...] | None = None,
        seed: int = 0,
    ) -> Proof | MessageProof:
        """Run the consumer for one example: against a mock, or with a message.

        Parameters
        ----------
        example : Example, key, description or index
        trigger : callable
            Takes the mock, and calls the consumer with its `url`. Of a message, takes its contents and metadata (or,
            with one parameter, the `Message`); of messages with replies, takes a function that sends one and gives
            the replies. May be awaitable.
        raises : exception or several, optional
            What the consumer must raise, where the provider's answer is one that it cannot use.
        seed : int
            As in `mock`.

        Returns
        -------
        Proof or MessageProof
            What was received, and what the trigger gave or raised; `require_passed` raises where it is none.
        """
        wanted = self.contract[example.key if isinstance(example, Example) else example]
        if wanted.kind in ("message", "sync-message"):
            done = prove_message(wanted, trigger, raises)
            if done.passed:
                self.note_proof(wanted)
            return done
        provider = self.mock(states=[state.name for state in wanted.states], seed=seed, require_calls=False)
        return proof_of(wanted, provider, trigger, raises)

    def code(self, name: str = "billing") -> str:
        """The lines that define this contract: run, they give the same file.

        Parameters
        ----------
        name : str
            Of the variable.
        """
        begin = [repr(self.consumer), repr(self.provider)]
        if self.spec_version != self._defining.versions[0]:
            begin.append(f"spec_version={self.spec_version!r}")
        begin += _UNSAID.get(self.format, [f"format={self.format!r}"])
        said: list[Defined | str] = []
        names: set[Name] = set()
        for entry in self._now().entries:
            said.append(self._said(entry, again=name_of(entry) in names))
            names.add(name_of(entry))
        return definition_code(name, f"cl.define({', '.join(begin)})", self._metadata, said)

    def _said(self, entry: Entry, *, again: bool) -> Defined | str:
        if isinstance(entry, ExampleBeingDefined):
            return entry.defined
        assert isinstance(entry, KeptExample)  # there is no other
        return kept_code(entry, self._defining, self.spec_version, again=again)

    # Saving

    def save(
        self,
        path: str | Path | None = None,
        *,
        changed: Changed = "merge",
        unproved: bool = False,
        prune: bool = False,
    ) -> Path:
        """Write what was proved.

        Parameters
        ----------
        path : path, optional
            A folder (then the file's name is made of the participants'; it cannot leave the folder), or a file;
            without, the file of the contract that this goes on with.
        changed : str
            What to do where a file is there: ``"merge"`` keeps its other examples, ``"overwrite"`` takes its place,
            ``"fail"`` refuses if it would be another.
        unproved : bool
            True to write everything, to explore. What was loaded and not changed is written in any case.
        prune : bool
            True drops examples of the file that this session defined and does not define any more; without it they
            stay, and a warning names them.

        Returns
        -------
        Path
            The file that was written; it is written whole or not at all.

        Raises
        ------
        ContractBroken
            If an example is not proved, or lacks something; it names them. The others are written.
        SaveConflict
            If something in the file would be lost, or it cannot be written.
        """
        if changed not in ("merge", "overwrite", "fail"):
            raise InvalidEdit(f"changed={quote(changed, 40)} is none of 'merge', 'overwrite' and 'fail'")
        entries = self._whole()
        written = [entry for entry in entries if unproved or self._is_proved(entry) or self._is_loaded(entry)]
        refused = [f"{entry.description} (not proved)" for entry in entries if entry not in written]
        refused += [f"{chain.description} (lacks {chain.lacks})" for chain in self.unfinished]
        if refused and not written and not unproved:
            raise _unproved(refused, None)
        defined = {name_of(entry) for entry in entries}
        changes = FileChanges(
            changed=changed,
            prune=prune,
            owned=frozenset(self._owned),
            defined=frozenset(defined),
            replaced=tuple(kept for kept in self._ground.examples if kept not in entries and name_of(kept) in defined),
            sources=self._ground.sources,
        )
        saved = save_document(self._target(path), self._document(written), self._defining, changes)
        if saved.stale and not prune:
            warnings.warn(saved.stale_words, UserWarning, stacklevel=2)
        if refused and not unproved:
            raise _unproved(refused, saved)
        return saved.path

    @staticmethod
    def _is_loaded(entry: Entry) -> bool:
        return isinstance(entry, KeptExample) and entry.loaded

    def _target(self, path: str | Path | None) -> Path:
        if path is None:
            if self._ground.path is None:
                raise SaveConflict("this contract came from no file, so there is no place to save to; say where")
            return self._ground.path
        target = Path(path)
        return target / self.contract.file_name if target.is_dir() or not target.suffix else target

    def __repr__(self) -> str:
        return (
            f"<Definition {self.consumer} → {self.provider}, {len(self._whole())} examples, {len(self.proved)} proved>"
        )


def _unproved(refused: list[str], saved: Saved | None) -> ContractBroken:
    named = "".join(f"\n  {name}" for name in refused)
    rest = "Nothing was written." if saved is None else f"The others are in {saved.path}."
    return ContractBroken(
        f"{len(refused)} {'example is' if len(refused) == 1 else 'examples are'} not written:{named}\n{rest} Run the "
        "consumer against the mock, or say unproved=True to explore."
    )
