"""How ContractCase contracts are written from what people define, as the house asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.defined import Defined
from contractlab.contracts.defining import Change, Loss
from contractlab.contracts.matcher import Matcher
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.defining.merging import merged, on_ground, without
from contractlab.formats.contractcase.defining.naming import CORE_VERSION, named_document, names_of, own_name
from contractlab.formats.contractcase.defining.parts import write_mock, write_state
from contractlab.formats.contractcase.defining.recorded import like_recorded
from contractlab.formats.contractcase.files import contract_files
from contractlab.formats.contractcase.hashing import content_hash, pretty_json, shared_content
from contractlab.formats.contractcase.model import CaseExample
from contractlab.values.json_text import json_equal, json_text
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import quote

__all__ = ["CASE_DEFINING"]

_FILES = ("main", "hash")


@dataclass(frozen=True, slots=True)
class CaseDefining:
    """See `contractlab.contracts.defining.FormatDefining`."""

    versions: tuple[str, ...] = (CORE_VERSION,)
    usual_change: Change = "fail"
    needs_description: bool = False
    in_order: bool = True
    received: str = "HTTP"
    judges_response_headers: bool = False
    own_problems: frozenset[str] = frozenset({"mock-type"})

    def like_recorded(self, value: JSON) -> Matcher:
        """See `contractlab.formats.contractcase.defining.recorded`."""
        return like_recorded(value)

    def identity(self, defined: Defined, written: JSONObject) -> str:
        """See `FormatDefining`: without a description, what ContractCase calls the request and the response."""
        states = [write_state(name, variables) for name, variables in defined.states]
        names = [defined.description] if defined.description or not written else names_of(written)
        return json_text([defined.kind, defined.received, states, *names])

    def kept_identity(self, example: Example) -> str:
        """See `FormatDefining`: a request that has a name of its own is told from others by that."""
        case = cast(CaseExample, example)
        own = own_name(case.mock.get("request"))
        names = [case.request_name, case.response_name] if own is None else [own]
        received = case.direction.definition.judged in ("response", "result")
        return json_text([case.kind, received, case.document.get("states"), *names])

    def version_of(self, contract: Contract) -> str:
        """See `ContinuesContracts`: files of other versions are read alike, and written anew."""
        return CORE_VERSION

    def defined(self, example: Example) -> Defined | None:
        """See `ContinuesContracts`: examples stay as the file has them, matchers and all."""
        return None

    def on_ground(self, document: JSONObject, ground: JSONObject) -> JSONObject:
        """See `ContinuesContracts`."""
        return on_ground(document, ground)

    def without(self, document: JSON, examples: Sequence[Example]) -> JSON:
        """See `FormatDefining`; lookups that only these examples make go with them."""
        return without(document, {example.index for example in examples})

    def example(self, defined: Defined, version: str) -> JSONObject:
        """See `FormatDefining`; names are made when the examples are together."""
        given = {"a key": defined.key is not None, "pending": defined.pending, "comments": bool(defined.comments)}
        foreign = next((name for name, present in given.items() if present), None)
        parts = [part for part in (defined.request, *defined.responses) if part is not None]
        if any(part.rules or part.generators for part in parts):
            foreign = "rules or generators beside the values; give words of match"
        if any(part.metadata for part in parts):
            foreign = "metadata of messages"
        if foreign is not None:
            raise InvalidEdit(f"ContractCase cannot hold {foreign}")
        states = [write_state(name, variables) for name, variables in defined.states]
        return {"states": list(states), "mock": write_mock(defined), "result": "VERIFIED"}

    def document(
        self,
        consumer: str,
        provider: str,
        version: str,
        examples: Sequence[tuple[str, JSONObject]],
        metadata: Mapping[str, Mapping[str, JSON]],
    ) -> JSONObject:
        """See `FormatDefining`; examples stand in the order in which they were defined, as in ContractCase."""
        given: JSONObject = {namespace: dict(entries) for namespace, entries in metadata.items()}
        if "_case" in given:
            raise InvalidEdit("the metadata _case is ContractCase's own; take another name")
        return named_document(consumer, provider, [example for _, example in examples], given)

    def write(self, document: JSON) -> bytes:
        """Two spaces, keys in their order, no line break at the end, as JavaScript writes."""
        return pretty_json(document).encode("utf-8", "surrogatepass")

    def merged(self, document: JSON, present: JSON) -> tuple[JSON, Sequence[Loss]]:
        """See `contractlab.formats.contractcase.defining.merging`."""
        return merged(document, present)

    def trigger_names(self, example: Example) -> Sequence[str]:
        """See `FormatDefining`: both names as ``triggerAndTests`` has them, the request's, that of the function."""
        case = cast(CaseExample, example)
        function = case.mock.get("functionName")
        names = [f"{case.request_name}::{case.response_name}", case.request_name]
        return (
            [*names, function] if isinstance(function, str) and case.direction.definition.judged == "result" else names
        )

    def same(self, document: JSON, present: JSON) -> bool:
        """See `FormatDefining`; metadata, and what brokers add, do not count, as for ContractCase."""
        return isinstance(present, dict) and json_equal(
            shared_content(cast(JSONObject, document)), shared_content(present)
        )

    def files(self, folder: Path, document: JSON, wanted: Sequence[str] | None) -> Sequence[Path]:
        """See `FormatDefining`: a folder for the provider, in it a file ``main`` and one by the hash of the content."""
        names = _FILES if wanted is None else tuple(wanted)
        unknown = next((name for name in names if name not in _FILES), None)
        if unknown is not None or not names:
            raise InvalidEdit(f"files= takes 'main', 'hash' or both, not {quote(names, 60)}")
        made = cast(dict[str, Any], document)
        if not made["examples"]:
            raise InvalidEdit("ContractCase writes no contract without examples; define one first")
        people = made["description"]
        by_hash, main = contract_files(folder, people["consumerName"], people["providerName"], content_hash(made))
        return [path for name, path in (("main", main), ("hash", by_hash)) if name in names]

    def turned(self, document: JSON) -> JSON:
        """See `FormatDefining`: what is played when a contract is read is played when it is written."""
        made = cast(dict[str, Any], document)
        people = made["description"]
        turned = {"consumerName": people["providerName"], "providerName": people["consumerName"]}
        return {**made, "description": turned, "examples": [_turned(example) for example in made["examples"]]}


def _turned(example: Any) -> JSONObject:
    mock = example["mock"]
    setup = mock["_case:run:context:setup"]
    sides = {**setup, "read": setup.get("write"), "write": setup.get("read")}
    return {**example, "mock": {**mock, "_case:run:context:setup": sides}}


CASE_DEFINING = CaseDefining()
