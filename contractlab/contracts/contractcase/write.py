"""Writing a changed ContractCase document: copies in step, the hash of what is written.

A named matcher is written where it is used and once more in ``matcherLookup``; a variable's default is written in its
state and, wrapped, in ``matcherLookup``. ContractCase refuses a contract in which only one of two copies was edited.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from contractlab.contracts.contractcase.hashing import content_hash, pretty_json, recorded_hash
from contractlab.contracts.contractcase.model import CaseContract
from contractlab.contracts.contractcase.read import read_contractcase
from contractlab.contracts.contractcase.states import shaped
from contractlab.contracts.contractcase.walking import CHILD, UNIQUE_NAME, lookup_key, matcher_type, same_json
from contractlab.errors import InvalidEdit
from contractlab.values.source import Source
from contractlab.values.text import quote

__all__ = ["in_step", "revise", "write_document"]

_BOM = b"\xef\xbb\xbf"


def revise(contract: CaseContract, document: Mapping[str, Any]) -> CaseContract:
    """A contract with a changed document.

    Parameters
    ----------
    contract : CaseContract
        The one it was before: what differs from it is what was edited.
    document : mapping
        It stays as it is; copies are brought in step in the new contract.

    Returns
    -------
    CaseContract
        With the layout of ContractCase, and with the right hash where the file records one.

    Raises
    ------
    InvalidEdit
        If two copies of one matcher were edited in different ways.
    InvalidContract
        As `read_contractcase`.
    """
    stepped = in_step(contract.document, document)
    data = write_document(stepped)
    old = contract.to_bytes()
    data = (_BOM if old.startswith(_BOM) else b"") + data + (b"\n" if old.endswith(b"\n") else b"")
    return read_contractcase(Source(contract.source.name, data), stepped, contract.path)


def write_document(document: dict[str, Any]) -> bytes:
    """The text of a document as ContractCase writes it; a hash that it records is made right first."""
    if recorded_hash(document) is not None:
        metadata = document["metadata"]
        metadata["_case" if "_case" in metadata else "case"]["hash"] = content_hash(document)
    return pretty_json(document).encode("utf-8", "surrogatepass")


def in_step(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of `after` in which every copy of a named matcher, and of a default, is the edited one.

    Parameters
    ----------
    before, after : mapping
        The document before and after the edit.

    Raises
    ------
    InvalidEdit
        If two copies were edited in different ways.
    """
    document = copy.deepcopy(dict(after))
    known = _values(before)
    for _ in range(len(known) + 2):
        if not _one_pass(document, known):
            break
    _defaults(before, document)
    return document


def _places(document: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Every place where the matcher of a name is written: the name, the object that holds it, and the key there."""
    lookup = document.get("matcherLookup")
    if isinstance(lookup, Mapping):
        for key in lookup:
            if key.startswith("matcher:"):
                yield key, lookup, key
    stack: list[Any] = [document]
    while stack:
        one = stack.pop()
        if isinstance(one, Mapping):
            name = one.get(UNIQUE_NAME)
            if matcher_type(one) == "_case:Lookup" and CHILD in one and isinstance(name, str):
                yield lookup_key(name), one, CHILD
            stack += one.values()
        elif isinstance(one, list):
            stack += one


def _values(document: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, holder, key in _places(document):
        found.setdefault(name, holder[key])
    return found


def _one_pass(document: dict[str, Any], before: Mapping[str, Any]) -> bool:
    """Bring copies in step once; True if something changed, because names stand in one another."""
    places: dict[str, list[tuple[Any, str]]] = {}
    for name, holder, key in _places(document):
        places.setdefault(name, []).append((holder, key))
    for name, holders in places.items():
        old = before.get(name)
        edited: list[Any] = []
        for holder, key in holders:
            value = holder[key]
            if not same_json(value, old) and not any(same_json(value, one) for one in edited):
                edited.append(value)
        if len(edited) > 1:
            raise InvalidEdit(
                f"the matcher {quote(name.removeprefix('matcher:'), 80)} was edited in different ways at two places; "
                "give one of them another uniqueName"
            )
        behind = [(holder, key) for holder, key in holders if edited and not same_json(holder[key], edited[0])]
        if behind:
            for holder, key in behind:
                holder[key] = copy.deepcopy(edited[0])
            return True
    return False


def _defaults(before: Mapping[str, Any], document: dict[str, Any]) -> None:
    """Defaults in ``matcherLookup`` follow the states that declare them."""
    lookup = document.get("matcherLookup")
    if not isinstance(lookup, dict):
        return
    old = dict(_declared(before))
    for key, matcher in _declared(document):
        if (
            key in lookup
            and key in old
            and not same_json(old[key], matcher)
            and same_json(lookup[key], shaped(old[key]))
        ):
            lookup[key] = shaped(copy.deepcopy(matcher))


def _declared(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    examples = document.get("examples")
    for index, example in enumerate(examples if isinstance(examples, list) else ()):
        states = example.get("states") if isinstance(example, Mapping) else None
        for state in states if isinstance(states, list) else ():
            variables = state.get("variables") if isinstance(state, Mapping) else None
            for name, matcher in (variables if isinstance(variables, Mapping) else {}).items():
                yield f"variable:default:{name}::test[{index}]", matcher
