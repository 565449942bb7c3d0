"""Reading a Pact file: leniently, with every fault that stops reading reported at once.

Source: pact_models' loaders and the Pact specification V1 to V4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from contractlab.contracts.contract import Kind
from contractlab.contracts.expected import ExpectedMessage, ExpectedRequest, ExpectedResponse
from contractlab.contracts.hindrance import Hindrance
from contractlab.contracts.states import StateDefinition
from contractlab.contracts.unread import broken_by_us, broken_rule, refusals, unread_description
from contractlab.errors import ContractLabError, Fault, FaultCode, InvalidContract
from contractlab.formats.pact.bodies import read_body, read_v4_body
from contractlab.formats.pact.core_loading import (
    LoadingFault,
    http_faults,
    message_faults,
    never_verified,
    type_faults,
)
from contractlab.formats.pact.core_numbers import document_as_read, with_written_values
from contractlab.formats.pact.matching.headers import split_header
from contractlab.formats.pact.matching.messages import expected_metadata_type
from contractlab.formats.pact.matching.query_text import parse_query
from contractlab.formats.pact.model import Interaction, PactContract
from contractlab.formats.pact.rules import RuleReader
from contractlab.formats.pact.versions import declared_version
from contractlab.values.json_text import json_text, to_string
from contractlab.values.json_types import JSON, JSONObject, Value
from contractlab.values.source import Source, join_pointer

__all__ = [
    "InteractionReader",
    "contract_of",
    "looks_like_pact",
    "read_headers",
    "read_pact",
    "read_query",
]

_KINDS: Mapping[str, Kind] = {
    "Synchronous/HTTP": "http",
    "Asynchronous/Messages": "message",
    "Synchronous/Messages": "sync-message",
}
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def looks_like_pact(document: JSON) -> bool:
    """True for a document that can only be meant as a Pact file."""
    return isinstance(document, Mapping) and ("interactions" in document or "messages" in document)


def read_headers(part: Mapping[str, JSON]) -> dict[str, list[str]]:
    """Header names as written, with values split: a string by the list of multi-value headers, an array as it is."""
    headers = part.get("headers")
    if not isinstance(headers, Mapping):
        return {}
    headers_by_name: dict[str, list[str]] = {}
    for name, value in headers.items():
        if isinstance(value, str):
            headers_by_name[name] = split_header(name, value)
        elif isinstance(value, list):
            headers_by_name[name] = [item if isinstance(item, str) else json_text(item) for item in value]
        else:
            headers_by_name[name] = [json_text(value)]
    return headers_by_name


def read_query(query: JSON, version: str) -> dict[str, list[str]]:
    """Parameters by name; a map only since V3, a string always."""
    if isinstance(query, str):
        return parse_query(query)
    if not isinstance(query, Mapping) or version in ("1.0", "1.1", "2.0"):
        return {}
    parameters: dict[str, list[str]] = {}
    for name, value in query.items():
        if isinstance(value, str):
            parameters[name] = [value]
        elif isinstance(value, list):
            parameters[name] = [
                "" if item is None else item if isinstance(item, str) else json_text(value) for item in value
            ]
        else:
            parameters[name] = []
    return parameters


class _PartReader:
    """Reads one file; collects faults."""

    def __init__(self, source: Source, version: str, version_known: bool = True, document_as_read: JSON = None) -> None:
        self.source = source
        self.version = version
        self.version_known = version_known
        self.document_as_read = document_as_read
        self.v4 = version == "4.0"
        self.faults: list[Fault] = []
        self.rules = RuleReader(source.at, self.faults)

    def _part(self, value: Value) -> Mapping[str, JSON]:
        return value if isinstance(value, Mapping) else {}

    def _matching_rules(self, part: Mapping[str, JSON], pointer: str, old_name: str) -> JSONObject:
        if "matchingRules" in part:
            return self.rules.read(part["matchingRules"], join_pointer(pointer, "matchingRules"))
        if not self.v4 and old_name in part:
            return self.rules.read(part[old_name], join_pointer(pointer, old_name))
        return {}

    def request(self, value: Value, pointer: str) -> ExpectedRequest:
        part = self._part(value)
        headers = read_headers(part)
        query = part.get("query")
        return ExpectedRequest(
            to_string(part.get("method", "GET")).upper(),
            part["path"] if isinstance(part.get("path"), str) else json_text(part["path"]) if "path" in part else "/",
            read_query(query, self.version if self.version_known else "1.0"),
            query if isinstance(query, str) else None,
            headers,
            (read_v4_body if self.v4 else read_body)(part, headers),
            self._matching_rules(part, pointer, "requestMatchingRules"),
            part.get("generators"),
            pointer,
        )

    def response(self, value: Value, pointer: str) -> ExpectedResponse:
        part = self._part(value)
        headers = read_headers(part)
        status = part.get("status", 200)
        if isinstance(status, bool) or not isinstance(status, int) or status < 0:
            status = 200
        return ExpectedResponse(
            status & 0xFFFF,
            headers,
            (read_v4_body if self.v4 else read_body)(part, headers),
            self._matching_rules(part, pointer, "responseMatchingRules"),
            part.get("generators"),
            pointer,
        )

    def message(self, value: Value, pointer: str) -> ExpectedMessage:
        part = self._part(value)
        metadata = part.get("metadata", part.get("metaData"))
        metadata = dict(metadata) if isinstance(metadata, Mapping) else {}
        kind = expected_metadata_type(metadata, self.version)
        headers = {} if kind is None else {"Content-Type": [kind]}
        contents = (read_v4_body if self.v4 else read_body)(part, headers, "contents")
        return ExpectedMessage(
            contents, metadata, self._matching_rules(part, pointer, "matchingRules"), part.get("generators"), pointer
        )

    def states(self, interaction: Mapping[str, JSON]) -> tuple[StateDefinition, ...]:
        listed = interaction.get("providerStates")
        if isinstance(listed, list):
            states = []
            for state in listed:
                if isinstance(state, Mapping):
                    params = state.get("params")
                    states.append(
                        StateDefinition(
                            to_string(state.get("name")), dict(params) if isinstance(params, Mapping) else {}
                        )
                    )
                else:
                    states.append(StateDefinition(to_string(state)))
            return tuple(states)
        single = interaction.get("providerState", interaction.get("provider_state", listed))
        return (StateDefinition(single),) if isinstance(single, str) and single else ()

    def interaction(self, value: Value, pointer: str, index: int, message: bool) -> Interaction:
        """One interaction; of one that cannot be read, why."""
        try:
            return self._of_both(value, pointer, index, message)
        except ContractLabError:
            raise
        except Exception as error:
            return self._unread(value, pointer, index, broken_by_us(error, self.source.at(pointer)))

    def _of_both(self, value: Value, pointer: str, index: int, message: bool) -> Interaction:
        as_read = self._as_read(value, pointer)
        interaction = self._interaction(as_read, pointer, index, message)
        if as_read is value or interaction.unread is not None:
            return interaction
        faults = len(self.faults)
        written = self._interaction(value, pointer, index, message)
        del self.faults[faults:]  # they were found above
        return with_written_values(interaction, written)

    def _unread(
        self, value: Value, pointer: str, index: int, why: Hindrance, loading: tuple[LoadingFault, ...] = ()
    ) -> Interaction:
        document = value if isinstance(value, Mapping) else {}
        called = unread_description(value, pointer)
        return Interaction(index, called, "unknown", (), document, pointer, loading_faults=loading, unread=why)

    def _as_read(self, value: Value, pointer: str) -> Value:
        if not isinstance(self.document_as_read, Mapping):
            return value
        _, field, index = pointer.split("/")
        return self.document_as_read[field][int(index)]

    def _interaction(self, value: Value, pointer: str, index: int, message: bool) -> Interaction:
        if not isinstance(value, Mapping):
            why = broken_rule("an interaction must be an object; write one, or take it out", self.source.at(pointer))
            # Before V4 the core takes it for an empty one, and verifies the others.
            loading = tuple(type_faults({}, pointer)) if self.v4 else ()
            return self._unread(value, pointer, index, why, loading)
        kind = self._kind(value, message)
        description, states = to_string(value.get("description")), self.states(value)
        if kind == "http":
            before = len(self.faults)
            try:
                request = self.request(value.get("request"), join_pointer(pointer, "request"))
            finally:
                # Captured responses can be judged all the same, so a broken request is a problem, not a refusal.
                faults, self.faults[before:] = tuple(self.faults[before:]), []
            response = self.response(value.get("response"), join_pointer(pointer, "response"))
            loading = self._loading_faults(value, pointer, kind, faults)
            return Interaction(index, description, kind, states, value, pointer, request, faults, response, (), loading)
        messages: tuple[ExpectedMessage, ...] = ()
        if kind == "message":
            messages = (self.message(value, pointer),)
        elif kind == "sync-message":
            replies = value.get("response")
            replies = replies if isinstance(replies, list) else [replies] if replies is not None else []
            base = join_pointer(pointer, "response")
            messages = (
                self.message(value.get("request"), join_pointer(pointer, "request")),
                *(self.message(reply, join_pointer(base, number)) for number, reply in enumerate(replies)),
            )
        loading = self._loading_faults(value, pointer, kind)
        return Interaction(index, description, kind, states, value, pointer, messages=messages, loading_faults=loading)

    def _loading_faults(
        self, value: Mapping[str, JSON], pointer: str, kind: Kind, request_rules: Sequence[Fault] = ()
    ) -> tuple[LoadingFault, ...]:
        of_type = tuple(type_faults(value, pointer)) if self.v4 else ()
        if of_type:
            return of_type
        if kind == "http":
            return tuple(http_faults(value, pointer, request_rules, self.v4))
        return tuple(message_faults(value, pointer, kind, self.version, self.version_known))

    def _kind(self, value: Mapping[str, JSON], message: bool) -> Kind:
        if not self.v4:
            return "message" if message else "http"
        declared = value.get("type", "Synchronous/HTTP")
        return _KINDS.get(declared, "unknown") if isinstance(declared, str) else "unknown"


def _name(document: Mapping[str, JSON], role: str) -> str:
    participant = document.get(role)
    name = participant.get("name") if isinstance(participant, Mapping) else None
    return to_string(name) if name is not None else role


def read_pact(source: Source, document: JSON, path: Path | None = None) -> PactContract:
    """Read a Pact document.

    Parameters
    ----------
    source : Source
        Name and bytes.
    document : JSON value
        The same, parsed.
    path : Path, optional
        The file.

    Returns
    -------
    PactContract

    Raises
    ------
    InvalidContract
        With everything that the Rust core could not read either.
    """
    if not isinstance(document, Mapping):
        raise InvalidContract(source.name, ["a Pact file is a JSON object; this is none"])
    version, is_known = declared_version(document)
    as_read = document_as_read(source, document)
    read = InteractionReader(source, version, is_known, None if as_read is document else as_read)
    has_mark = source.data.startswith(BYTE_ORDER_MARK)
    return contract_of(source, document, path, version, read, read.faults, has_mark=has_mark)


ReadInteraction = Callable[[Any, str, int, bool], Interaction]
"""From a value of the file, its pointer, its index and whether it is a message of V3; it may be one that is unread."""


class InteractionReader:
    """Reads single interactions, and collects what cannot be read.

    Parameters
    ----------
    source : Source
    version : str
        Of the specification.
    version_known : bool
        False where the file names a version that the Rust core does not know.
    document_as_read : JSON value, optional
        The document as the core reads it, where it reads a number otherwise.
    """

    def __init__(self, source: Source, version: str, version_known: bool = True, document_as_read: JSON = None) -> None:
        self._reader = _PartReader(source, version, version_known, document_as_read)

    @property
    def faults(self) -> list[Fault]:
        """What could not be read so far."""
        return self._reader.faults

    def __call__(self, value: Value, pointer: str, index: int, message: bool) -> Interaction:
        """Read one interaction; see `ReadInteraction`."""
        return self._reader.interaction(value, pointer, index, message)


def contract_of(
    source: Source,
    document: JSON,
    path: Path | None,
    version: str,
    read: ReadInteraction,
    faults: list[Fault],
    *,
    has_mark: bool,
) -> PactContract:
    """Put a contract together.

    Parameters
    ----------
    source, document, path
        As in `read_pact`.
    version : str
        Of the specification.
    read : callable
    faults : list of Fault
        Where `read` notes what it cannot read; what else is found joins it in the order of the document.
    has_mark : bool
        True if the file starts with a byte order mark.

    Raises
    ------
    InvalidContract
        With every fault.
    """
    if not isinstance(document, Mapping):
        raise InvalidContract(source.name, ["a Pact file is a JSON object; this is none"])
    interactions: list[Interaction] = []
    passed_over = (never_verified(document, version) or ("", ""))[0]
    for field, message in (("interactions", False), ("messages", True)):
        listed = document.get(field)
        if listed is None or (field == passed_over and not isinstance(listed, list)):
            continue
        if not isinstance(listed, list):
            faults.append(Fault(f"'{field}' must be a list", f"/{field}", source.line(f"/{field}")))
            continue
        for index, value in enumerate(listed):
            interactions.append(read(value, f"/{field}/{index}", len(interactions), message))
    whole = [Fault(_refusal(fault), fault.pointer, fault.line or source.line(fault.pointer)) for fault in faults]
    reasons = refusals(whole, [interaction.unread for interaction in interactions])
    if reasons:
        raise InvalidContract(source.name, reasons)
    names = _name(document, "consumer"), _name(document, "provider")
    return PactContract(source, document, path, *names, version, interactions, has_mark=has_mark)


def _refusal(fault: Fault) -> str:
    if fault.code is FaultCode.REFUSED_BY_CORE:
        return f"{fault.message}. The Rust core refuses the whole contract."
    return fault.message
