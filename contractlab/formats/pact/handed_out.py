"""A Pact file as a broker hands it out: each interaction with the id that results name it by."""

from __future__ import annotations

import json

from contractlab.formats.pact.content_hash import interaction_ids

__all__ = ["handed_out"]


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
