"""Small desks for tests of live views, on copies of files that may be written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import matrices
from case_contracts import users
from small_contracts import contract_of, document_of, http, part_of
from small_runs import answers
from views import hostile

import contractlab as cl
from contractlab.captures import Capture, Captures
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.verification.results import Result
from contractlab.verification.run import Run


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


def below_desk(folder: Path, path: str = "/api") -> cl.Lab:
    """The same examples; what was recorded stands below a base path, and nothing matches."""
    captures = Captures()
    for capture in matrices.provider(["good", "text", "good"], "1.0.0"):
        captures.add(cl.HttpRequest("GET", f"{path}{capture.request.path}"), capture.response, provider_version="1.0.0")
    target = folder / "small.json"
    target.write_text(json.dumps(matrices.contract().document, indent=2))
    return cl.open(target, captures)


def nearly_named(new: str = "a user exists", old: str = "a user exist") -> Run:
    """A run at a provider that has no handler for a state, and one of nearly that name that nobody needs."""
    made = http(
        "a user", providerStates=[{"name": old}], request={"method": "GET", "path": "/0"},
        response={"status": 200, **part_of({"a": 1}, {"$": {"match": "type"}}, "3.0")},
    )  # fmt: skip
    run = cl.verify(contract_of(made), Captures())
    lacking = Reason(ReasonCode.STATE_FAILED, "the state has no handler")
    contract = run.contracts[0]
    failed = Result(contract, contract.examples[0], None, None, verdict="error", reason=lacking)
    live = Run(run.contracts, run.captures, [failed])
    live.unused_states = (new,)
    return live


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


__all__ = ["answers", "below_desk", "case_desk", "desk", "hostile_desk", "nearly_named", "stateful"]
