"""Code for pact-python, run: the file that it writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from support import require

__all__ = ["file_of", "settled"]


def file_of(code: str, folder: Path, name: str = "billing") -> dict[str, Any]:
    """Run the code, let pact-python write into an empty folder, and read that."""
    require("pact")
    room: dict[str, Any] = {}
    exec(code, room)
    room[name].write_file(folder)
    (path,) = (each for each in folder.rglob("*.json"))
    document: dict[str, Any] = json.loads(path.read_text())
    document["metadata"].pop("pactRust")
    path.unlink()
    return document


def settled(document: dict[str, Any]) -> dict[str, Any]:
    """A file with its examples in one order; V2's ``generators: null`` says nothing."""
    for kind in ("interactions", "messages"):
        for example in document.get(kind, ()):
            for side in ("request", "response"):
                part = example.get(side)
                if isinstance(part, dict) and part.get("generators", part) is None:
                    del part["generators"]
        if kind in document:
            document[kind] = sorted(document[kind], key=lambda example: json.dumps(example, sort_keys=True))
    return document
