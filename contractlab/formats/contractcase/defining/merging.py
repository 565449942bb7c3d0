"""A definition together with the contract that a file holds already.

ContractCase itself merges nothing: it refuses, or writes over. Names and lookups are made anew for all examples
together, so that the result is what defining all of them would have given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from contractlab.contracts.defining import Loss
from contractlab.errors import InvalidContract, InvalidEdit
from contractlab.formats.contractcase.defining.naming import CORE_VERSION, named_document
from contractlab.formats.contractcase.hashing import content_hash
from contractlab.formats.contractcase.reading import looks_like_contractcase
from contractlab.formats.contractcase.walking import NAMED, UNIQUE_NAME, same_json
from contractlab.values.json_text import json_text
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import quote

__all__ = ["merged", "on_ground", "without"]

_OF_THE_BROKER = ("_links", "createdAt")
_OWN = ("contractType", "description", "metadata", "matcherLookup", "examples")


def merged(document: JSON, present: JSON) -> tuple[JSON, Sequence[Loss]]:
    """Both together; and what would be lost by writing that.

    Parameters
    ----------
    document, present : JSON value
        The definition, and what the file holds.

    Raises
    ------
    InvalidContract
        If the file holds no contract of ContractCase.
    """
    assert isinstance(document, dict)  # as it is written
    if not isinstance(present, dict) or not looks_like_contractcase(present):
        raise InvalidContract("the file", ["it holds no contract of ContractCase"])
    defined, there = document["examples"], present.get("examples")
    if not isinstance(there, list) or not all(map(_is_whole, there)):
        raise InvalidContract("the file", ["it holds examples that ContractCase 0.30.1 does not write"])
    assert isinstance(defined, list)  # as it is written
    losses = [*_other_names(document, present), *_contradictions(defined, there)]
    together = _together(defined, there)
    names: Any = present.get("description") or document["description"]
    try:
        made = named_document(str(names["consumerName"]), str(names["providerName"]), together, _metadata(document))
    except InvalidEdit as error:
        return document, [*losses, Loss(str(error), present.get("matcherLookup"), document["matcherLookup"])]
    made = on_ground(made, document)  # it may go on with a contract that has more than its examples
    losses += _gone(made, present)
    return made, losses


def on_ground(document: JSONObject, ground: JSONObject) -> JSONObject:
    """A document with what else stands in another one: fields that nobody knows, metadata, matchers of other names.

    Parameters
    ----------
    document, ground : JSON object
    """
    others = {key: value for key, value in ground.items() if key not in _OWN and key not in _OF_THE_BROKER}
    lookup, there = document["matcherLookup"], ground.get("matcherLookup")
    assert isinstance(lookup, dict)  # as it is made
    spare = there if isinstance(there, dict) else {}
    lookups = {**lookup, **{key: value for key, value in spare.items() if key.startswith(NAMED) and key not in lookup}}
    if same_json(document["examples"], ground.get("examples")) and _has_names(spare, lookup):
        lookups = spare  # in its order; defaults bear the numbers of tests, of which some may not have been written
    metadata = document["metadata"]
    assert isinstance(metadata, dict)  # likewise
    made: JSONObject = {**document, "metadata": {**_metadata(ground), **metadata}, "matcherLookup": lookups, **others}
    case = {"version": CORE_VERSION, "hash": content_hash(made)}
    return {**made, "metadata": {"_case": case, **_metadata(made)}}


def without(document: JSON, gone: Collection[int]) -> JSON:
    """What a file holds without some of its examples, and without the lookups that only these make.

    Parameters
    ----------
    document : JSON value
    gone : collection of int
        Places of examples.
    """
    listed = document.get("examples") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(listed, list) or not gone:
        return document
    kept = [example for place, example in enumerate(listed) if place not in gone]
    lookups = document.get("matcherLookup")
    if isinstance(lookups, dict) and all(map(_is_whole, listed)):
        made = _lookups(listed) - _lookups(kept)
        lookups = {key: value for key, value in lookups.items() if key not in made}
        return {**document, "matcherLookup": lookups, "examples": kept}
    return {**document, "examples": kept}


def _lookups(examples: Sequence[Any]) -> set[str]:
    """Keys of the lookups that examples make; none where they make no contract."""
    try:
        lookups = named_document("a", "b", examples, {})["matcherLookup"]
    except InvalidEdit:
        return set()
    return set(lookups) if isinstance(lookups, dict) else set()


def _has_names(there: JSONObject, lookup: JSONObject) -> bool:
    names = {key: value for key, value in lookup.items() if key.startswith(NAMED)}
    return all(key in there and same_json(there[key], value) for key, value in names.items())


def _together(defined: list[JSON], there: list[JSON]) -> list[Any]:
    """All examples: in the order of the definition where it has all of the file's, else those of the file first."""
    left = Counter(map(json_text, there))  # an example may stand there several times
    added = []
    for example in defined:
        text = json_text(example)
        if left[text]:
            left[text] -= 1
        else:
            added.append(example)
    return [*there, *added] if left.total() else list(defined)


def _is_whole(example: JSON) -> bool:
    mock = example.get("mock") if isinstance(example, Mapping) else None
    setup = mock.get("_case:run:context:setup") if isinstance(mock, Mapping) else None
    sides = setup.get("write") if isinstance(setup, Mapping) else None
    return (
        isinstance(example, Mapping)
        and isinstance(example.get("states"), list)
        and isinstance(mock, Mapping)
        and {"request", "response"} <= set(mock)
        and isinstance(sides, Mapping)
        and "type" in sides
    )


def _metadata(document: Mapping[str, JSON]) -> JSONObject:
    metadata = document.get("metadata")
    return {k: v for k, v in metadata.items() if k != "_case"} if isinstance(metadata, Mapping) else {}


def _other_names(document: JSONObject, present: JSONObject) -> list[Loss]:
    before, after = present.get("description"), document["description"]
    return [] if before is None or same_json(before, after) else [Loss("other participants", before, after)]


def _contradictions(defined: Sequence[Any], there: Sequence[Any]) -> list[Loss]:
    """Examples of the file whose request the definition answers otherwise in the same states."""
    answered: dict[str, list[Any]] = {}
    for example in defined:
        answered.setdefault(_asked(example), []).append(example)
    answers = [(example, answered.get(_asked(example), [])) for example in there]
    return [
        Loss(f"another answer to {quote(_name(example), 200)}, in the same states", example, listed[0])
        for example, listed in answers
        if listed and not any(same_json(example, answer) for answer in listed)
    ]


def _asked(example: Any) -> str:
    mock = example["mock"]
    return json_text([example["states"], _name(example), mock["_case:run:context:setup"]["write"]["type"]])


def _name(example: Any) -> str:
    request = example["mock"]["request"]
    return str(request.get(UNIQUE_NAME, request)) if isinstance(request, Mapping) else str(request)


def _gone(made: JSONObject, present: JSONObject) -> list[Loss]:
    """What the file has, and the two together have not: fields that nobody knows, matchers that no example names."""
    losses = [
        Loss(f"the field {quote(key, 60)}", value, made.get(key))
        for key, value in present.items()
        if key not in _OWN and not (key in made and same_json(made[key], value))
    ]
    kept, before = made["matcherLookup"], present.get("matcherLookup")
    assert isinstance(kept, dict)  # as it is made
    for key, value in before.items() if isinstance(before, Mapping) else ():
        if key.startswith(NAMED) and key not in kept:
            losses.append(Loss(f"the matcher {quote(key.removeprefix(NAMED), 120)}", value, None))
    metadata = _metadata(present)
    losses += [
        Loss(f"the metadata {quote(key, 60)}", value, None)
        for key, value in metadata.items()
        if not same_json(_metadata(made).get(key), value)
    ]
    return losses
