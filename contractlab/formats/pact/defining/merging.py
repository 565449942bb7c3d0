"""A Pact file and a definition as one file, with all that would be lost by it.

Source: pact_models 1.3.16, which merges by description and names of states, and by key, and where two differ keeps the
new one in silence. What it would lose stands in a `Loss` each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contractlab.contracts.defining import Loss
from contractlab.errors import InvalidContract
from contractlab.values.json_text import json_equal, json_text
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.source import join_pointer
from contractlab.values.text import quote

__all__ = ["example_place", "merged", "on_ground"]

_LISTS = ("interactions", "messages")


def merged(document: JSON, present: JSON) -> tuple[JSON, Sequence[Loss]]:
    """The definition's document with what the file has beside it.

    Parameters
    ----------
    document, present : JSON value
        Of the definition, and of the file.

    Returns
    -------
    document : JSON value
        Where something would be lost, with the definition's example in its place.
    losses : list of Loss

    Raises
    ------
    InvalidContract
        If the file holds no Pact contract.
    """
    if not isinstance(present, Mapping) or not any(isinstance(present.get(name), list) for name in _LISTS):
        raise InvalidContract("<file>", ["it does not hold a Pact contract, so that nothing can be merged with it"])
    assert isinstance(document, Mapping)  # as the definition makes it
    losses = [*_participants(document, present), *_versions(document, present), *_lists(document, present)]
    name = next(name for name in _LISTS if name in document)
    if not document[name]:  # a definition without examples says nothing of what the file holds
        name = next(each for each in _LISTS if isinstance(present.get(each), list))
    ours = [each for each in document.get(name, []) if isinstance(each, Mapping)]
    kept, lost = _kept(ours, [each for each in present.get(name, []) if isinstance(each, Mapping)])
    metadata = {**_entries(present, "metadata"), **_entries(document, "metadata")}
    made = {**present, **document, "metadata": metadata, name: sorted([*ours, *kept], key=example_place)}
    for key in _LISTS:
        if key != name and not made.get(key):
            made.pop(key, None)
    return made, [*losses, *lost]


def on_ground(document: JSONObject, ground: JSONObject) -> JSONObject:
    """A definition's document with what else stands in the contract that it goes on with; its version stays as it is.

    Parameters
    ----------
    document, ground : JSON object
    """
    own = _entries(document, "metadata")
    before = _entries(ground, "metadata")
    if "pactSpecification" in before or "pact-specification" in before:
        own.pop("pactSpecification", None)
    kept = {name: value for name, value in ground.items() if name not in _LISTS}
    roles = {role: {**_entries(ground, role), **_entries(document, role)} for role in ("consumer", "provider")}
    return {**kept, **document, **roles, "metadata": {**before, **own}}


def _entries(document: Mapping[str, Any], name: str) -> JSONObject:
    value = document.get(name)
    return dict(value) if isinstance(value, Mapping) else {}


def example_place(example: Mapping[str, Any]) -> tuple[str, int, str, str]:
    """By description, as the reference; what is equal there by states, and then by everything."""
    states = _states(example)
    written = json_text([list(state) for state in states])
    return str(example.get("description", "")), len(states), written, json_text(dict(example))


def _states(example: Mapping[str, Any]) -> list[tuple[str, JSON]]:
    """Names of states with their parameters, in any of the forms."""
    listed = example.get("providerStates")
    if isinstance(listed, list):
        return [
            (str(each.get("name", "")), each.get("params") or {}) if isinstance(each, Mapping) else (str(each), {})
            for each in listed
        ]
    state = example.get("providerState", example.get("provider_state"))
    return [] if state is None else [(str(state), {})]


def _names(example: Mapping[str, Any]) -> list[str]:
    return sorted(name for name, _ in _states(example))


def _participants(document: Mapping[str, Any], present: Mapping[str, Any]) -> list[Loss]:
    return [
        Loss(f"the file is of another {role}", present.get(role), document.get(role))
        for role in ("consumer", "provider")
        if isinstance(present.get(role), Mapping) and present[role].get("name") != document[role]["name"]
    ]


def _version(document: Mapping[str, Any]) -> str:
    written = _entries(document, "metadata")
    spec = written.get("pactSpecification", written.get("pact-specification"))
    version = str(spec.get("version", "")) if isinstance(spec, Mapping) else ""
    return version.split(".")[0] or "3"


def _versions(document: Mapping[str, Any], present: Mapping[str, Any]) -> list[Loss]:
    """Another version would turn the whole file into the definition's, and drop what that cannot hold."""
    before, after = _version(present), _version(document)
    if before == after:
        return []
    return [Loss(f"the file is Pact V{before} and the definition V{after}", before, after)]


def _lists(document: Mapping[str, Any], present: Mapping[str, Any]) -> list[Loss]:
    """Requests and messages share no file before V4."""
    ours, theirs = (next((name for name in _LISTS if each.get(name)), None) for each in (document, present))
    if ours is None or theirs is None or ours == theirs or (present.get(ours) and present.get(theirs)):
        return []
    return [Loss(f"the file holds {theirs} and the definition {ours}", theirs, ours)]


def _kept(
    ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]]
) -> tuple[list[Mapping[str, Any]], list[Loss]]:
    """What stays of the file beside the definition, and what would go.

    As in the reference, each example of the definition takes the place of one of the file; others of its description
    and states stay. It is the one that is equal, where there is one: then nothing is lost.
    """
    by_description: dict[str, list[Mapping[str, Any]]] = {}
    by_key: dict[str, Mapping[str, Any]] = {}
    for example in ours:
        by_description.setdefault(str(example.get("description")), []).append(example)
        if "key" in example:
            by_key[str(example["key"])] = example
    taken: set[int] = set()
    left: list[Mapping[str, Any]] = []
    for example in theirs:
        listed = by_description.get(str(example.get("description")), [])
        free = [each for each in listed if id(each) not in taken]
        equal = next((each for each in free if json_equal(_settled(each), _settled(example))), None)
        if equal is None:
            left.append(example)
        else:
            taken.add(id(equal))
    kept: list[Mapping[str, Any]] = []
    losses: list[Loss] = []
    for example in left:
        listed = by_description.get(str(example.get("description")), [])
        same = _same(example, [each for each in listed if id(each) not in taken])
        if same is None and "key" in example:
            same = by_key.get(str(example["key"]))
        if same is None or id(same) in taken:
            kept.append(example)
        else:
            taken.add(id(same))
            losses.append(Loss(_what(example, same), *_differing(_settled(example), _settled(same))))
    return kept, losses


def _same(example: Mapping[str, Any], candidates: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The definition's example that the reference would write over this one."""
    kind = example.get("type")
    of_kind = [
        each
        for each in candidates
        if (each.get("type") == kind or kind is None)
        and ("key" not in each or example.get("key") in (None, each["key"]))
    ]
    states, names = _states(example), _names(example)
    exact = next((each for each in of_kind if json_equal(_states(each), states)), None)
    if exact is not None:
        return exact
    named = next((each for each in of_kind if _names(each) == names), None)
    if named is not None:
        return named
    return next((each for each in of_kind if states and not _names(each)), None)


def _differing(before: JSON, after: JSON) -> tuple[JSONObject, JSONObject]:
    """The values that differ, by their place below the example, without recursion."""
    old: JSONObject = {}
    new: JSONObject = {}
    left: list[tuple[str, Any, Any]] = [("", before, after)]
    while left:
        place, older, newer = left.pop()
        if json_equal(older, newer):
            continue
        if isinstance(older, dict) and isinstance(newer, dict):
            for name in sorted({*older, *newer}, reverse=True):
                below = join_pointer(place, name)
                if name in older and name in newer:
                    left.append((below, older[name], newer[name]))
                elif name in older:
                    old[below] = older[name]
                else:
                    new[below] = newer[name]
        else:
            old[place], new[place] = older, newer
    return old, new


def _settled(example: Mapping[str, Any]) -> JSONObject:
    """An example without what writers may leave out."""
    made = {name: value for name, value in example.items() if value is not None and name not in ("transport", "_id")}
    if made.get("pending") is False:
        del made["pending"]
    return made


def _what(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    called = quote(before.get("description"), 80)
    if before.get("description") != after.get("description"):
        now = quote(after.get("description"), 80)
        return f"{called} has the key {quote(before.get('key'), 40)}, which is now that of {now}"
    if _names(before) != _names(after):
        return f"{called} has states in the file, and none now"
    old, new = _settled(before), _settled(after)
    parts = [name for name in sorted({*old, *new}) if not json_equal(old.get(name), new.get(name))]
    return f"{called} is in the file with another {', '.join(parts)}"
