"""A Pact file as a broker hands it out: each interaction with the id that results name it by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from contractlab.formats.pact.content_hash import interaction_ids

__all__ = ["handed_out", "merged"]


def handed_out(data: bytes) -> bytes:
    """The text of a Pact file with an ``_id`` first in every interaction and message.

    Parameters
    ----------
    data : bytes
        As its author wrote it; ids that stand in it are kept.

    Raises
    ------
    NotJson
        If it cannot be read.
    """
    ids = iter(interaction_ids(data))
    document = json.loads(data)
    for name in ("interactions", "messages"):
        listed = document.get(name)
        if isinstance(listed, list):
            document[name] = [{"_id": next(ids), **each} if isinstance(each, dict) else each for each in listed]
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")


_STATE = ("providerState", "provider_state", "providerStates")
_REQUEST = ("method", "path", "query", "headers", "body")


def _is_same(first: Any, second: Any) -> bool:
    """One interaction, told in two files: by description and provider state."""
    if not isinstance(first, Mapping) or not isinstance(second, Mapping):
        return False
    names = ("description", *_STATE)
    return all(first.get(name) == second.get(name) for name in names)


def _differs(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    requests = [each.get("request") for each in (first, second)]
    ours, theirs = (request if isinstance(request, Mapping) else {} for request in requests)
    return any(ours.get(name) != theirs.get(name) for name in _REQUEST)


def merged(kept: bytes, added: bytes) -> bytes | None:
    """Two Pact files in one, as a broker merges them.

    Source: `Pacts::Merger` of pact_broker. An interaction of both, by description and provider state, is taken from the
    file that is added.

    Parameters
    ----------
    kept, added : bytes

    Returns
    -------
    bytes or None
        None where an interaction of both asks for different requests.
    """
    document, addition = json.loads(kept), json.loads(added)
    if not isinstance(document, dict) or not isinstance(addition, dict):
        return None
    listed = document.get("interactions")
    interactions = list(listed) if isinstance(listed, list) else []
    new = addition.get("interactions")
    for interaction in new if isinstance(new, list) else []:
        place = next((index for index, each in enumerate(interactions) if _is_same(each, interaction)), None)
        if place is None:
            interactions.append(interaction)
        elif _differs(interactions[place], interaction):
            return None
        else:
            interactions[place] = interaction
    return json.dumps({**document, "interactions": interactions}, ensure_ascii=False).encode("utf-8", "surrogatepass")
