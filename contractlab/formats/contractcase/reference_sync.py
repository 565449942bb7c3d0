"""What must change with an edit of a ContractCase document: the other copies of what was edited, and the hash.

A named matcher is written where it is used and once more in ``matcherLookup``; a variable's default is written in its
state and, wrapped, in ``matcherLookup``, under the number of its example. ContractCase refuses a contract in which only
one of two copies was edited. Documents are not changed in place: what is not touched stays the same object.

Source: ContractCase 0.30.1, and every real contract that was written by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contractlab.contracts import json_document as document_of
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.hashing import content_hash, recorded_hash
from contractlab.formats.contractcase.states import default_key, shaped
from contractlab.formats.contractcase.walking import CHILD, NAMED, UNIQUE_NAME, lookup_key, matcher_type, same_json
from contractlab.values.json_types import JSON, JSONObject, Value
from contractlab.values.mismatch import PathToken
from contractlab.values.text import quote

__all__ = ["in_step", "settle", "with_hash"]

Tokens = tuple[PathToken, ...]
_PASSES = 50


def settle(before: JSON, after: JSON, moved: Mapping[int, int] | None = None) -> Any:
    """A document with everything that follows from an edit.

    Parameters
    ----------
    before, after : mapping
        The document before and after the edit.
    moved : mapping of int to int, optional
        From the place of an example before to its place after; without it, examples stand where they stood.

    Returns
    -------
    mapping
        `after` itself if nothing follows.

    Raises
    ------
    InvalidEdit
        If two copies of one matcher were edited in different ways.
    """
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return after
    document = in_step(before, after)
    document = _lookups(before, document)
    document = _defaults(before, document, moved)
    return with_hash(document)


def with_hash(document: Mapping[str, JSON]) -> Any:
    """A document whose recorded hash is that of its content; one that records none stays without."""
    recorded = recorded_hash(document)
    made = None if recorded is None else content_hash(document)
    if recorded == made:
        return document
    case = "_case" if "_case" in document["metadata"] else "case"
    return document_of.put(document, ("metadata", case, "hash"), made)


def _places(document: Mapping[str, JSON]) -> Iterator[tuple[str, Tokens, Any]]:
    """Every place where the matcher of a name is written: the name, the place, and what stands there."""
    lookup = document.get("matcherLookup")
    if isinstance(lookup, Mapping):
        for key, value in lookup.items():
            if key.startswith(NAMED):
                yield key, ("matcherLookup", key), value
    for place, matcher in _named(document):
        if CHILD in matcher:
            yield lookup_key(matcher[UNIQUE_NAME]), (*place, CHILD), matcher[CHILD]


def _named(document: JSON) -> Iterator[tuple[Tokens, Mapping[str, JSON]]]:
    """Every matcher that says a name, in no certain order."""
    stack: list[tuple[Tokens, Any]] = [((), document)]
    while stack:
        place, value = stack.pop()
        if isinstance(value, Mapping):
            if matcher_type(value) == "_case:Lookup" and isinstance(value.get(UNIQUE_NAME), str):
                yield place, value
            stack += [((*place, key), below) for key, below in value.items() if isinstance(below, Mapping | list)]
        elif isinstance(value, list):
            stack += [
                ((*place, index), below) for index, below in enumerate(value) if isinstance(below, Mapping | list)
            ]


def in_step(before: Mapping[str, JSON], after: Mapping[str, JSON]) -> Any:
    """A document in which every copy of a named matcher is the edited one.

    Parameters
    ----------
    before, after : mapping
        The document before and after the edit.

    Raises
    ------
    InvalidEdit
        If two copies were edited in different ways.
    """
    copies_before: dict[str, list[JSON]] = {}
    for name, _, value in _places(before):
        copies_before.setdefault(name, []).append(value)
    document: JSON = after
    for _ in range(_PASSES):  # names stand in one another
        changed = _one_pass(document, copies_before)
        if changed is document:
            break
        document = changed
    return document


def _one_pass(document: JSON, copies_before: Mapping[str, list[JSON]]) -> Any:
    """Bring the copies of one name in step; the same document if all are."""
    places: dict[str, list[tuple[Tokens, Any]]] = {}
    for name, place, value in _places(document):
        places.setdefault(name, []).append((place, value))
    for name, copies in places.items():
        edited: list[JSON] = []
        for _, value in copies:
            if not any(same_json(value, copy) for copy in (*copies_before.get(name, ()), *edited)):
                edited.append(value)
        if len(edited) > 1:
            raise InvalidEdit(
                f"the matcher {quote(name.removeprefix(NAMED), 80)} was edited in different ways at two places; "
                "give one of them another uniqueName"
            )
        behind = [place for place, value in copies if edited and not same_json(value, edited[0])]
        if behind:
            for place in behind:
                document = document_of.put(document, place, edited[0])
            return document
    return document


def _lookups(before: Mapping[str, JSON], document: JSON) -> Any:
    """Names that came with the edit get their entry in ``matcherLookup``; entries that nothing uses any more go."""
    lookup = document.get("matcherLookup")
    if not isinstance(lookup, Mapping):
        return document
    old = {lookup_key(matcher[UNIQUE_NAME]) for _, matcher in _named(before)}
    new: JSONObject = {}
    used: set[str] = set()
    for place, matcher in _named(document):
        key = lookup_key(matcher[UNIQUE_NAME])
        if place[0] != "matcherLookup" or place[1] != key:
            used.add(key)
        if CHILD in matcher and key not in lookup and key not in old:
            new.setdefault(key, _referring(matcher[CHILD]))
    gone = {key for key in lookup if key in old and key not in used and key.startswith(NAMED)}
    if not new and not gone:
        return document
    kept = {key: value for key, value in lookup.items() if key not in gone}
    return document_of.put(document, ("matcherLookup",), {**kept, **new})


def _referring(value: Value) -> Any:
    """A matcher as ``matcherLookup`` has it: names inside refer to their own entries."""
    if isinstance(value, Mapping):
        bare = matcher_type(value) == "_case:Lookup" and CHILD in value
        return {key: _referring(below) for key, below in value.items() if not (bare and key == CHILD)}
    return [_referring(below) for below in value] if isinstance(value, list) else value


def _declared(document: Mapping[str, JSON]) -> dict[tuple[int, str], Any]:
    """The matcher of every variable by the place of its example and its name."""
    matchers: dict[tuple[int, str], Any] = {}
    examples = document.get("examples")
    for index, example in enumerate(examples if isinstance(examples, list) else ()):
        states = example.get("states") if isinstance(example, Mapping) else None
        for state in states if isinstance(states, list) else ():
            variables = state.get("variables") if isinstance(state, Mapping) else None
            for name, matcher in (variables if isinstance(variables, Mapping) else {}).items():
                matchers[(index, name)] = matcher
    return matchers


def _default_key(place: tuple[int, str]) -> str:
    return default_key(place[1], place[0])


def _defaults(before: Mapping[str, JSON], document: JSON, moved: Mapping[int, int] | None) -> Any:
    """Defaults in ``matcherLookup`` follow the states that declare them, and the examples that these belong to."""
    lookup, old_lookup = document.get("matcherLookup"), before.get("matcherLookup")
    if not isinstance(lookup, Mapping) or not isinstance(old_lookup, Mapping):
        return document
    old, new = _declared(before), _declared(document)
    # Some files number their examples in another way; what they say is left to them.
    kept = [place for place in old if same_json(old_lookup.get(_default_key(place)), shaped(old[place]))]
    if len(kept) != len(old):
        return document
    after_of = {place: (place[0] if moved is None else moved.get(place[0], -1), place[1]) for place in old}
    if all(after == place and new.get(place) is old[place] for place, after in after_of.items()) and len(new) == len(
        old
    ):
        return document
    place_of = {_default_key(place): after_of[place] for place in kept}
    made: JSONObject = {}
    for key, value in lookup.items():
        place = place_of.get(key)
        if place is None:
            made[key] = value
        elif place in new:
            same = same_json(value, shaped(new[place]))
            made[_default_key(place)] = value if same else shaped(new[place])
    for place, matcher in new.items():
        made.setdefault(_default_key(place), shaped(matcher))
    return document_of.put(document, ("matcherLookup",), made)
