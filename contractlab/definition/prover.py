"""Proving the examples of a definition, each in the way that it needs: by a mock, or by running the consumer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.defining import FormatDefining
from contractlab.definition.consumer_call import Raises
from contractlab.definition.consumer_runs import ConsumerRun, run_consumer
from contractlab.definition.example_chain import is_received
from contractlab.definition.ground import Entry
from contractlab.definition.message_proofs import MessageProof, prove_message
from contractlab.definition.mock import MockProvider
from contractlab.definition.named_consumers import Proofs, named_consumer, require_consumers
from contractlab.definition.proving import Proof, proof_of
from contractlab.errors import InvalidEdit
from contractlab.formats.load import read_source
from contractlab.live.calls import call_need_of
from contractlab.values.display import quiet
from contractlab.values.source import Source
from contractlab.values.text import quote

if TYPE_CHECKING:
    import httpx

    from contractlab.live.verifying import States

__all__ = ["Prover"]


@quiet
@dataclass(frozen=True)
class Prover:
    """Runs the consumer for examples of a contract that is being defined.

    Attributes
    ----------
    defining : FormatDefining
    contract : Contract
    entries : sequence of Entry
        One for each example of the contract, in its order.
    mock : callable
        Makes a mock, as `Definition.mock`.
    note : callable
        Takes the key of an example that is proved.
    """

    defining: FormatDefining
    contract: Contract
    entries: Sequence[Entry]
    mock: Callable[..., MockProvider]
    note: Callable[[str], None]

    def prove(
        self,
        entry: Entry,
        consumer: Any,
        *,
        raises: Raises,
        states: States,
        client: httpx.Client | None,
        seed: int,
    ) -> Proof | MessageProof | ConsumerRun:
        """Run the consumer for one example; see `Definition.prove`."""
        example = self.contract.examples[self.entries.index(entry)]
        if isinstance(consumer, Mapping):
            consumer = named_consumer(consumer, self._names(entry, example), example)
        if example.kind in ("message", "sync-message"):
            handed = prove_message(example, consumer, raises, seed=seed)
            if handed.passed:
                self.note(example.key)
            return handed
        if example.kind != "function" and not is_received(entry):
            if not callable(consumer):
                raise InvalidEdit(f"{quote(consumer, 60)} is not a trigger; give a function that takes the mock")
            states_in_force = [state.name for state in example.states]
            provider = self.mock(states=states_in_force, seed=seed, require_calls=False, wanted=example.key)
            return proof_of(example, provider, consumer, raises)
        need = call_need_of(self._turned.examples[example.index])
        done = run_consumer(
            example, self._turned, need, consumer, raises=raises, states=states, client=client, seed=seed
        )
        if done.passed:
            self.note(example.key)
        return done

    def prove_all(self, consumers: Any, *, states: States, client: httpx.Client | None, seed: int) -> Proofs:
        """Run the consumer for every example; see `Definition.prove_all`."""
        if isinstance(consumers, Mapping):
            pairs = zip(self.entries, self.contract.examples, strict=True)
            require_consumers(consumers, [(example, self._names(entry, example)) for entry, example in pairs])
        return Proofs(
            [
                self.prove(entry, consumers, raises=None, states=states, client=client, seed=seed)
                for entry in self.entries
            ]
        )

    def _names(self, entry: Entry, example: Example) -> list[str]:
        return [*self.defining.trigger_names(example), *([entry.description] if entry.description else [])]

    @cached_property
    def _turned(self) -> Contract:
        document = self.defining.turned(self.contract.document)
        return read_source(Source(self.contract.source.name, self.defining.write(document)), None)
