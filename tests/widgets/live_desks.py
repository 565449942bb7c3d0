"""Small desks for tests of live views, on copies of files that may be written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import matrices
from case_contracts import users
from small_contracts import document_of, http, part_of
from small_runs import answers
from views import hostile

import contractlab as cl
from contractlab.captures import Capture, Captures


def desk(folder: Path, *given: Any) -> cl.Lab:
    """Three examples at two versions: the second answers with a text, and without a key."""
    path = folder / "small.json"
    path.write_text(json.dumps(matrices.contract().document, indent=2))
    versions = given or (["good", "good", "good"], ["text", "gone", "good"])
    captures = Captures()
    for number, kinds in enumerate(versions):
        captures = captures + matrices.provider(kinds, f"1.{number}.0")
    return cl.open(path, captures)


def stateful(folder: Path) -> cl.Lab:
    """Three examples that need one state, one of them with parameters."""
    states = [
        {"name": "a user exists", "params": {"id": 1}}, {"name": "a user exists"}, {"name": "a user exists"},
    ]  # fmt: skip
    listed = [
        http(
            f"example {number}", providerStates=[state, {"name": "up"}],
            request={"method": "GET", "path": f"/{number}"},
            response={"status": 200, **part_of({"a": 1}, {"$": {"match": "type"}}, "3.0")},
        )
        for number, state in enumerate(states)
    ]  # fmt: skip
    path = folder / "stateful.json"
    path.write_text(json.dumps(document_of(*listed), indent=2))
    return cl.open(path, matrices.provider(["good", "good", "text"], "1.0.0"))


def hostile_desk(text: str) -> Any:
    """Every place of contracts and captures holds the text."""
    items = hostile.everything(text)
    return items["run"]


def case_desk(folder: Path) -> cl.Lab:
    """A ContractCase contract with variables."""
    from case_contracts import load

    path = folder / "users.case.json"
    load(users()).save(path)
    answer = cl.HttpResponse(200, json={"id": "123", "name": "A", "active": True})
    capture = Capture(cl.HttpRequest("GET", "/users/123"), answer, states=(("up", {}), ("a user exists", {})))
    return cl.open(path, Captures([capture]))


__all__ = ["answers", "case_desk", "desk", "hostile_desk", "stateful"]
