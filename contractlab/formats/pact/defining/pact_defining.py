"""How Pact contracts are written from what people define, as the house asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contractlab.contracts import match
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.defined import Defined
from contractlab.contracts.defining import Change, DefinitionNote, Loss
from contractlab.contracts.json_document import remove
from contractlab.contracts.matcher import Matcher
from contractlab.contracts.saving import safe_file_name
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.defining.merging import example_place, merged, on_ground
from contractlab.formats.pact.defining.notes import notes_of
from contractlab.formats.pact.defining.parts import write_message, write_request, write_response
from contractlab.formats.pact.defining.python_code import python_code
from contractlab.formats.pact.defining.read_back import defined_of
from contractlab.values.json_text import json_equal, json_text
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.source import split_pointer
from contractlab.values.text import quote

__all__ = ["PACT_DEFINING"]

_TYPES = {"http": "Synchronous/HTTP", "message": "Asynchronous/Messages", "sync-message": "Synchronous/Messages"}
_WRITTEN_VERSIONS = {"2.0": "2.0.0", "3.0": "3.0.0", "4.0": "4.0"}
"""As the Rust core writes them."""


@dataclass(frozen=True, slots=True)
class PactDefining:
    """See `contractlab.contracts.defining.FormatDefining`."""

    versions: tuple[str, ...] = ("4.0", "3.0", "2.0")
    usual_change: Change = "merge"
    needs_description: bool = True
    in_order: bool = False
    received: str = "Async"
    judges_response_headers: bool = True
    own_problems: frozenset[str] = frozenset()
    code_styles: tuple[str, ...] = ("pact-python",)

    def like_recorded(self, value: JSON) -> Matcher:
        """See `FormatDefining`: by type, an array may have any length."""
        return match.like(value)

    def identity(self, defined: Defined, written: JSONObject) -> str:
        """See `FormatDefining`: there is one of a kind, a description and states with parameters."""
        return _identity(defined.kind, defined.description, defined.states)

    def version_of(self, contract: Contract) -> str:
        """See `ContinuesContracts`: its own."""
        return contract.spec_version

    def kept_identity(self, example: Example) -> str:
        """See `FormatDefining`."""
        return _identity(example.kind, example.description, [(state.name, state.params) for state in example.states])

    def without(self, document: JSON, examples: Sequence[Example]) -> JSON:
        """See `FormatDefining`: nothing else stands in a file for the sake of an example."""
        for example in reversed(examples):
            tokens = [int(step) if step.isdigit() else step for step in split_pointer(example.pointer)]
            document = remove(document, tokens)
        return document

    def files(self, folder: Path, document: JSON, wanted: Sequence[str] | None) -> Sequence[Path]:
        """See `FormatDefining`: one file, named by consumer and provider."""
        if wanted is not None:
            raise InvalidEdit("a Pact contract is one file: leave files= out")
        assert isinstance(document, Mapping)  # as `document` gives it
        consumer, provider = document["consumer"], document["provider"]
        assert isinstance(consumer, Mapping)
        assert isinstance(provider, Mapping)
        return [folder / f"{safe_file_name(str(consumer['name']))}-{safe_file_name(str(provider['name']))}.json"]

    def trigger_names(self, example: Example) -> Sequence[str]:
        """See `FormatDefining`: there is the description alone."""
        return [example.description]

    def same(self, document: JSON, present: JSON) -> bool:
        """See `FormatDefining`: equal values, in any order of keys."""
        return json_equal(present, document)

    def turned(self, document: JSON) -> JSON:
        """See `FormatDefining`: Pact's consumers are run against a mock, or take a message."""
        return document

    def example(self, defined: Defined, version: str) -> JSONObject:
        """See `FormatDefining`."""
        _refuse_foreign(defined)
        params = {name: value for _, given in defined.states for name, value in given.items()}
        made: JSONObject = {"description": defined.description, **_states(defined, version)}
        made.update(_extras(defined, version))
        if defined.kind == "http":
            assert defined.request is not None  # as the chain makes it
            made["request"] = write_request(defined.request, version, params)
            made["response"] = write_response(defined.responses[0], version, params)
            return made
        if version < "3.0" or (version < "4.0" and defined.kind == "sync-message"):
            since = "V3" if defined.kind == "message" else "V4"
            raise InvalidEdit(
                f"{'messages' if since == 'V3' else 'messages with replies'} came with Pact {since}, and this contract "
                f"is V{version[0]}; define it with spec_version={'3.0' if since == 'V3' else '4.0'!r}"
            )
        if defined.kind == "message":
            made.update(write_message(defined.responses[0], version, params))
            return made
        assert defined.request is not None  # as the chain makes it
        made["request"] = write_message(defined.request, version, params)
        made["response"] = [write_message(reply, version, params) for reply in defined.responses]
        return made

    def document(
        self,
        consumer: str,
        provider: str,
        version: str,
        examples: Sequence[tuple[str, JSONObject]],
        metadata: Mapping[str, Mapping[str, JSON]],
    ) -> JSONObject:
        """See `FormatDefining`."""
        ordered = sorted((example for _, example in examples), key=example_place)
        made: JSONObject = {
            "consumer": {"name": consumer},
            "provider": {"name": provider},
            "metadata": {
                **{namespace: dict(entries) for namespace, entries in metadata.items()},
                "pactSpecification": {"version": _WRITTEN_VERSIONS[version]},
            },
        }
        kinds = {kind for kind, _ in examples}
        if version < "4.0" and len(kinds) > 1:
            raise InvalidEdit(
                "a Pact V3 file holds requests or messages, not both; define them with spec_version='4.0', or in two "
                "contracts"
            )
        made["messages" if version < "4.0" and kinds == {"message"} else "interactions"] = ordered
        return made

    def write(self, document: JSON) -> bytes:
        """Keys sorted, two spaces, no line break at the end, as the Rust core writes."""
        return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")

    def defined(self, example: Example) -> Defined | None:
        """See `contractlab.contracts.defining.ContinuesContracts`."""
        return defined_of(example)

    def on_ground(self, document: JSONObject, ground: JSONObject) -> JSONObject:
        """See `contractlab.contracts.defining.ContinuesContracts`."""
        return on_ground(document, ground)

    def notes(self, defined: Defined, version: str) -> Sequence[DefinitionNote]:
        """See `contractlab.contracts.defining.NotesDefinitions`."""
        return tuple(notes_of(defined, version))

    def code_of(self, contract: Contract, style: str, name: str, lost: Sequence[str]) -> str:
        """See `contractlab.contracts.defining.WritesCode`."""
        assert style in self.code_styles  # there is one
        return python_code(contract, name, lost)

    def merged(self, document: JSON, present: JSON) -> tuple[JSON, Sequence[Loss]]:
        """See `contractlab.formats.pact.defining.merging`."""
        return merged(document, present)


def _identity(kind: str, description: str, states: Iterable[tuple[str, Mapping[str, JSON]]]) -> str:
    return json_text([kind, description, [[name, dict(params)] for name, params in states]])


def _refuse_foreign(defined: Defined) -> None:
    """Refuse what Pact has no words for."""
    if defined.kind == "function":
        raise InvalidEdit("Pact has no calls of functions; define a message, or a contract of another format")
    if defined.received and defined.kind == "http":
        raise InvalidEdit(
            "in Pact the provider is the server; a consumer that is one needs a contract of another format"
        )
    if any(part.name is not None for part in defined.responses):
        raise InvalidEdit("a response has no name in Pact: leave name= out")
    for state, params in defined.states:
        matcher = next((name for name, value in params.items() if isinstance(value, Matcher)), None)
        if matcher is not None:
            raise InvalidEdit(f"the state {quote(state, 60)}: parameters are plain values in Pact; give {matcher}= one")


def _states(defined: Defined, version: str) -> JSONObject:
    if not defined.states:
        return {}
    if version >= "3.0":
        return {
            "providerStates": [
                {"name": name, **({"params": dict(params)} if params else {})} for name, params in defined.states
            ]
        }
    (name, params), *more = defined.states
    if more or params:
        what = "a second state" if more else "parameters of a state"
        raise InvalidEdit(
            f"{quote(defined.description, 60)}: Pact V2 cannot hold {what}; define it with spec_version='3.0', or say "
            "everything in the name of one state"
        )
    return {"providerState": name}


def _extras(defined: Defined, version: str) -> JSONObject:
    made: dict[str, Any] = {}
    if version >= "4.0":
        made["type"] = _TYPES[defined.kind]
        made["pending"] = defined.pending
        if defined.key is not None:
            made["key"] = defined.key
        if defined.comments:
            made["comments"] = dict(defined.comments)
        return made
    extras = {"a key": defined.key is not None, "pending": defined.pending, "comments": bool(defined.comments)}
    given = next((name for name, present in extras.items() if present), None)
    if given is not None:
        raise InvalidEdit(
            f"{quote(defined.description, 60)}: {given} came with Pact V4; define it with spec_version='4.0'"
        )
    return made


PACT_DEFINING = PactDefining()
