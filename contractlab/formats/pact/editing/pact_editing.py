"""How Pact contracts are edited, as the house asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.editing import RecordedExchange, Tokens, Written
from contractlab.formats.pact.editing.example import PactExampleEditing, check_key
from contractlab.formats.pact.editing.promotion import list_for, promoted
from contractlab.formats.pact.editing.states import PactStates
from contractlab.formats.pact.model import PactExample
from contractlab.values.json_rewriting import rewrite_bytes
from contractlab.values.json_types import JSON, JSONObject

__all__ = ["PACT_EDITING"]


@dataclass(frozen=True, slots=True)
class PactEditing:
    """See `FormatEditing`."""

    fields: tuple[str, ...] = ("interactions", "messages")

    def example(self, contract: Contract, example: Example, tokens: Tokens) -> PactExampleEditing:
        """See `FormatEditing`."""
        return PactExampleEditing(contract, cast(PactExample, example), tokens)

    def states(self, contract: Contract) -> PactStates:
        """See `FormatEditing`."""
        return PactStates(contract.spec_version)

    def settle(self, before: JSON, after: JSON, moved: Mapping[str, Mapping[int, int]] | None) -> JSON:
        """Nothing follows: a Pact file says everything once."""
        return after

    def check_new(self, contract: Contract, example: Mapping[str, JSON]) -> None:
        """Keys are unique, which only V4 has."""
        if contract.spec_version >= "4.0" and "key" in example:
            check_key(contract, example["key"])

    def names(self, contract: Contract) -> set[str]:
        """Descriptions."""
        return {example.description for example in contract.examples}

    def called(self, example: Example) -> str:
        """The description."""
        return example.description

    def promote(self, contract: Contract, recorded: RecordedExchange) -> tuple[str, JSONObject]:
        """See `FormatEditing`."""
        version = contract.spec_version
        return list_for(recorded, version), promoted(recorded, version)

    def write(self, document: JSON, before: Written) -> bytes:
        """See `rewrite`."""
        return rewrite_bytes(before.data, before.document, document)

    def targets(self, path: Path, before: Contract, after: Contract) -> Sequence[Path]:
        """The file that was loaded, and no other."""
        return [path]


PACT_EDITING = PactEditing()
