"""What is done with a hostile input: what a user would do with it, kind by kind."""

from __future__ import annotations

import copy
import os
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from good_inputs import ODD_KEYS, ODD_VALUES
from hostile_changes import ODD_TYPES, change_bytes, changed, good

import contractlab as cl
from contractlab.settings import read_settings
from contractlab.views import present

__all__ = ["KINDS", "Turn"]


@dataclass(frozen=True)
class Turn:
    """How one input is made and used.

    Attributes
    ----------
    rng : random.Random
        Of this input alone.
    full : bool
        True goes through views, an edit, a save and a report as well.
    large : bool
        True makes an input of up to a megabyte.
    """

    rng: random.Random
    full: bool = False
    large: bool = False

    def changed(self, kind: str) -> bytes:
        return changed(kind, self.rng, large=self.large)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """A folder of this process, for what must be a file; in memory, where there is such a place."""
    memory = "/dev/shm"
    return tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None)


def _new_path(name: str) -> Path:
    """A place in the folder where nothing is."""
    path = Path(_folder().name, name)
    path.unlink(missing_ok=True)
    return path


def _file(name: str, data: bytes) -> Path:
    path = Path(_folder().name, name)
    path.write_bytes(data)
    return path


def _look(turn: Turn, whole: Sequence[Any], parts: Sequence[Any]) -> None:
    """Look at what was made: the whole and a few of its parts."""
    few = turn.rng.sample(list(parts), min(len(parts), 3 if turn.full else 1))
    for item in [*whole, *few]:
        repr(item)
        if turn.full:
            present(item)


def use_contract(turn: Turn) -> None:
    contract = cl.load(turn.changed("contract"))
    _ = contract.problems
    run = cl.verify(contract, good()["har"])
    _look(turn, [run, contract], [*run.results, *contract])
    for result in run.results[:5]:
        _ = result.unchecked
    if turn.full:
        from contractlab.reports import Report, render_summary

        contract.save(_new_path("contract.json"))
        saved = _new_path("run.json")
        run.save(saved)
        cl.load_run(saved)
        run.to_frame("mismatches")
        render_summary(Report(run), None)
        cl.edit(contract).code()
        present(cl.coverage(contract, good()["har"]))
        if not turn.large and turn.rng.random() < 0.3:  # it tries every place of every answer
            present(cl.strictness(contract))


def use_captures(turn: Turn) -> None:
    captures = cl.load_captures(turn.changed("captures"))
    run = cl.verify(good()["loaded"], captures)
    _look(turn, [run, captures], [*run.results, *run.unpaired, *captures])
    if turn.full:
        captures.save(_new_path("captures.jsonl"))
        run.save(_new_path("run.json"))
        present(cl.infer(captures, consumer="c", provider="p"))
        present(cl.repairs(run))


def use_answer(turn: Turn) -> None:
    """A response straight to a check."""
    rng = turn.rng
    body = change_bytes(b'{"a":1,"list":[{"id":"1","at":"2026-01-01"}],"s":"text"}', rng)
    if turn.large:
        body *= 900_000 // max(1, len(body))
    headers = {"Content-Type": rng.choice(ODD_TYPES), rng.choice(ODD_KEYS): "x"}
    response = cl.HttpResponse(rng.choice((200, 0, -1, 10**20, 404)), headers, body)
    result = good()["example"].check_response(response, dialect=rng.choice(("reference", "spec")))
    repr(response)
    _look(turn, [result], [])
    _ = result.unchecked, result.explanation


def use_edit(turn: Turn) -> None:
    """Values of any kind where a user may put them."""
    rng = turn.rng
    contract = rng.choice(good()["all"])
    edit = cl.edit(contract)
    example = edit[rng.randrange(len(contract))]
    value = copy.deepcopy(rng.choice(ODD_VALUES))
    if turn.large:
        value = {f"k{number}": value for number in range(5_000)}
    names = ("description", "states", "pending", "key")
    parts = ("status", "headers", "query", "path", "method", "body", "contents", "metadata")
    try:
        if rng.random() < 0.3:
            setattr(example, rng.choice(names), value)
        else:
            side = getattr(example, rng.choice(("request", "response")))
            setattr(side, rng.choice(parts), value)
    except (AttributeError, TypeError):
        return  # the kinds of arguments are the caller's
    made = edit.contract
    _ = made.problems
    edit.code()
    made.to_bytes()
    _look(turn, [edit], [])


def use_run(turn: Turn) -> None:
    run = cl.load_run(_file("loaded.json", turn.changed("run")))
    _look(turn, [run], run.results)


def use_results(turn: Turn) -> None:
    run = cl.load_verifier_results(_file("results.json", turn.changed("results")), [good()["loaded"]])
    _look(turn, [run], run.results)


def use_settings(turn: Turn) -> None:
    text = b'[tool.contractlab]\ncontracts = ["a/"]\ncaptures = "c"\nprovider = "http://h"\nredaction = ["$.a", "x"]\n'
    path = _file("pyproject.toml", change_bytes(text, turn.rng))
    settings = read_settings(path.parent)
    try:
        cl.Redaction.of(settings.redaction)
    except ValueError:
        return  # said of arguments: "a body path is not understood"


def use_address(turn: Turn) -> None:
    from contractlab.broker.client.address import BrokerAddress

    rng = turn.rng
    address = change_bytes(b"https://u:p@h.test:8/a.json?token=1#x", rng).decode("utf-8", "replace")
    status = rng.choice((200, 404))
    client = httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(status, content=b"{}")))
    loaded = cl.load_all(address, client=client)
    repr(loaded)
    if "://" in address:
        cl.StateChangeUrl(address) if rng.random() < 0.5 else BrokerAddress.parse(address)


def use_api(turn: Turn) -> None:
    """An API document, and a contract held against it."""
    document = cl.load_openapi(turn.changed("api"))
    contract = good()["loaded"]
    _ = document.problems
    repr(document)
    repr(document.operations)
    agreement = cl.verify(contract, good()["har"], openapi=document)
    _look(turn, [agreement], [])


KINDS: dict[str, tuple[int, Callable[[Turn], None]]] = {
    "contracts": (10, use_contract),
    "captures": (10, use_captures),
    "answers": (14, use_answer),
    "edits": (6, use_edit),
    "runs": (1, use_run),
    "results": (4, use_results),
    "settings": (4, use_settings),
    "addresses": (4, use_address),
    "API documents": (1, use_api),
}
"""How often each comes, and what is done with it."""
