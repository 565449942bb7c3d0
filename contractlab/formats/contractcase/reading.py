"""Reading a ContractCase file: leniently, because formats changed between versions and plugins add types.

Source: ContractCase 0.30.1, and real files written by 0.2.0 to 0.30.1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contractlab.contracts.hindrance import Hindrance
from contractlab.contracts.unread import broken_by_us, broken_rule, refusals, unread_description
from contractlab.errors import ContractLabError, Fault, InvalidContract
from contractlab.formats.contractcase.direction import Direction, Side, read_direction
from contractlab.formats.contractcase.matching.context import World
from contractlab.formats.contractcase.matching.js_text import BadJson, parse_as_javascript
from contractlab.formats.contractcase.model import CaseContract, ExampleDefinition
from contractlab.formats.contractcase.states import read_states
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON, Value
from contractlab.values.source import Source, join_pointer

__all__ = ["CONTRACT_TYPE", "looks_like_contractcase", "parse_contractcase", "read_contractcase"]

CONTRACT_TYPE = "case::contract"
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_KINDS = {
    "HttpRequestMatcher": "_case:MockHttpClient",
    "FunctionArgumentsMatcher": "_case:MockFunctionCaller",
}


def looks_like_contractcase(document: JSON) -> bool:
    """True for a document that can only be meant as a ContractCase file."""
    if not isinstance(document, Mapping):
        return False
    kind = document.get("contractType")
    if isinstance(kind, str) and kind.endswith(CONTRACT_TYPE):
        return True
    if "interactions" in document or "messages" in document:
        return False
    return "matcherLookup" in document or _has_mocks(document.get("examples"))


def parse_contractcase(text: bytes) -> Any:
    """A ContractCase file with halves of surrogate pairs, which JavaScript reads and others refuse; None for others.

    Parameters
    ----------
    text : bytes
    """
    if b"_case:" not in text or not _SURROGATE.search(text):
        return None
    try:
        parse_json(_SURROGATE.sub(rb"\\u0041", text))  # everything else must be in order: depth, numbers, encoding
        document = parse_as_javascript(text.decode("utf-8"))
    except (NotJson, BadJson):
        return None
    return document if looks_like_contractcase(document) else None


def _has_mocks(examples: Any) -> bool:
    return isinstance(examples, list) and any(
        isinstance(example, Mapping) and "mock" in example for example in examples
    )


def _participants(document: Mapping[str, JSON]) -> tuple[str, str]:
    """Consumer and provider; files before 0.6 also had Pact's fields."""
    named = document.get("description")
    names = named if isinstance(named, Mapping) else {}
    participants: list[str] = []
    for role in ("consumer", "provider"):
        name = names.get(f"{role}Name")
        if not isinstance(name, str):
            participant = document.get(role)
            name = participant.get("name") if isinstance(participant, Mapping) else None
        participants.append(name if isinstance(name, str) else role)
    return participants[0], participants[1]


def written_by(document: Mapping[str, JSON]) -> str:
    """The version of ContractCase that wrote the file; empty where it does not say."""
    metadata = document.get("metadata")
    case = metadata.get("_case", metadata.get("case")) if isinstance(metadata, Mapping) else None
    version = case.get("version") if isinstance(case, Mapping) else None
    return version if isinstance(version, str) else ""


def _name(value: Value, index: int, part: str) -> str:
    name = value.get("_case:matcher:uniqueName") if isinstance(value, Mapping) else None
    return name if isinstance(name, str) else f"Mock {index}'s {part}"


def _direction(mock: Mapping[str, JSON]) -> Direction:
    """Who is under test; where the file does not say, the matchers tell the kind at least."""
    direction = read_direction(mock)
    if direction.kind != "unknown":
        return direction
    matcher = mock.get("request")
    for _ in range(20):
        if not isinstance(matcher, Mapping):
            break
        kind = matcher.get("_case:matcher:type")
        mock_type = _KINDS.get(kind.removeprefix("_case:")) if isinstance(kind, str) else None
        if mock_type is not None:
            return Direction(direction.definition, Side(mock_type), direction.recorded)
        matcher = matcher.get("_case:matcher:child")
    return direction


def read_contractcase(source: Source, document: JSON, path: Path | None = None) -> CaseContract:
    """Read a ContractCase document.

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
    CaseContract

    Raises
    ------
    InvalidContract
        With everything that cannot be read at all.
    """
    if not isinstance(document, Mapping):
        raise InvalidContract(source.name, ["a ContractCase file is a JSON object; this is none"])
    faults: list[Fault] = []

    def fault(message: str, pointer: str) -> None:
        faults.append(Fault(message, pointer, source.line(pointer)))

    lookup = document.get("matcherLookup", {})
    if not isinstance(lookup, Mapping):
        fault("'matcherLookup' must be an object", "/matcherLookup")
        lookup = {}
    listed = document.get("examples")
    if not isinstance(listed, list):
        fault("'examples' must be a list", "/examples")
        listed = []
    definitions: list[ExampleDefinition] = []
    for index, value in enumerate(listed):
        pointer = join_pointer("/examples", index)
        try:
            definition = _definition(source, value, pointer, index, lookup)
        except ContractLabError:
            raise
        except Exception as error:
            definition = _unread(value, pointer, index, broken_by_us(error, source.at(pointer)))
        definitions.append(definition)
    reasons = refusals(faults, [definition.unread for definition in definitions])
    if reasons:
        raise InvalidContract(source.name, reasons)
    return CaseContract(source, document, path, _participants(document), written_by(document), lookup, definitions)


def _definition(source: Source, value: JSON, pointer: str, index: int, lookup: Mapping[str, JSON]) -> ExampleDefinition:
    if not isinstance(value, Mapping):
        why = "an example must be an object; write one, or take it out"
        return _unread(value, pointer, index, broken_rule(why, source.at(pointer)))
    mock = value.get("mock")
    if not isinstance(mock, Mapping):
        why = "an example needs an object 'mock' that says what is exchanged; let ContractCase write it anew"
        return _unread(value, pointer, index, broken_rule(why, source.at(pointer)))
    names = (_name(mock.get("request"), index, "request"), _name(mock.get("response"), index, "response"))
    world = World(lookup, test=index, locate=source.at)
    states = read_states(value.get("states"), join_pointer(pointer, "states"), world)
    return ExampleDefinition(index, value, _direction(mock), names, states, pointer)


def _unread(value: JSON, pointer: str, index: int, why: Hindrance) -> ExampleDefinition:
    document = value if isinstance(value, Mapping) else {}
    names = (unread_description(value, pointer), "")
    return ExampleDefinition(index, document, read_direction(None), names, (), pointer, why)
