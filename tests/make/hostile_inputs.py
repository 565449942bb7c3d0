"""Generated inputs that nobody meant well: contracts, recordings, edits, runs, results, settings, addresses.

``python tests/make/hostile_inputs.py --count 1000000 --seed 1`` takes some hours of one processor; any seed will do.
Each input is made of a good one by changes of its bytes or of its structure, and goes through what a user would do with
it. What counts is counted: an exception that is none of the project's, a fault that a guard of the project caught (it
would be a fault all the same), and an input that takes longer than the budget of processor time.

The same number and seed make the same inputs, so that a line of the output can be tried again: ``--only NUMBER``.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from good_inputs import ODD_KEYS, ODD_VALUES, case, cassette, har, pact, verifier

import contractlab as cl
from contractlab.settings import InvalidSettings, read_settings
from contractlab.values.internal import fault_count, internal_faults
from contractlab.views import present

Make = Callable[[random.Random], Any]

CPU_SECONDS = 5.0
"""What one input below a megabyte may cost in all."""
IN_FULL = 40
"""Of so many inputs one goes through every view, an edit, a save and a report; the others are read and judged."""

ODD_BYTES = (b'"', b"\\", b"\\u12", b"{", b"[" * 200, b"\xff", b"\x00", b"1e999", b"\\ud83d", b",", b"\xef\xbb\xbf")
ODD_TYPES = (
    "application/json",
    "text/plain",
    "application/xml",
    "multipart/form-data; boundary=a",
    "",
    "\ud800",
    "a/b;c",
)
_GOOD: dict[str, Any] = {}


def _good() -> dict[str, Any]:
    """Good inputs, from which all others are made; once for each process."""
    if not _GOOD:
        contracts = {f"pact {version}": pact(version) for version in ("1.0.0", "2.0.0", "3.0.0", "4.0")} | {
            "case": case()
        }
        _GOOD["contract"] = contracts
        _GOOD["captures"] = {"har": har(), "cassette": cassette()}
        run = cl.verify([cl.load(each) for each in contracts.values()], cl.load_captures(har()))
        _GOOD["run"] = {"run": json.loads(json.dumps(run.to_dict()))}
        _GOOD["results"] = {"verifier": verifier()}
        loaded = cl.load(contracts["pact 3.0.0"])
        _GOOD["loaded"] = loaded
        _GOOD["example"] = loaded[0]
        _GOOD["har"] = cl.load_captures(har())
    return _GOOD


# -- making inputs -----------------------------------------------------------------------------------------------------


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    stack = [value]
    while stack:
        item = stack.pop()
        for key in list(item) if isinstance(item, dict) else range(len(item)):
            yield item, key
            if isinstance(item[key], dict | list):
                stack.append(item[key])


def change_structure(document: Any, rng: random.Random) -> Any:
    """A copy in which one to four places are something else."""
    made = copy.deepcopy(document)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        places = list(_places(made))
        if not places:
            return rng.choice(ODD_VALUES)
        container, key = rng.choice(places)
        kind = rng.randrange(9)
        if kind < 4:
            container[key] = copy.deepcopy(rng.choice(ODD_VALUES))
        elif kind == 4:
            del container[key]
        elif kind == 5:
            other, place = rng.choice(places)
            try:
                container[key] = copy.deepcopy(other[place])
            except (KeyError, IndexError):
                continue
        elif kind == 6:
            container[key] = [container[key]] if rng.random() < 0.5 else {rng.choice(ODD_KEYS): container[key]}
        elif isinstance(container, dict):
            container[rng.choice(ODD_KEYS)] = container.pop(key) if kind == 7 else copy.deepcopy(rng.choice(ODD_VALUES))
        else:
            container += [copy.deepcopy(container[key])] * rng.choice((1, 2, 30))
    return made


def as_bytes(document: Any) -> bytes:
    return json.dumps(document).encode()


def change_bytes(data: bytes, rng: random.Random) -> bytes:
    """Some bytes flipped, put in, taken away, or doubled."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(len(made) + 1)
        kind = rng.randrange(6)
        if kind == 0 and at < len(made):
            made[at] = rng.randrange(256)
        elif kind == 1:
            made[at:at] = rng.choice(
                (b'"', b"\\", b"\\u12", b"{", b"[" * 200, b"\xff", b"\x00", b"1e999", b"\\ud83d", b",", b"\xef\xbb\xbf")
            )
        elif kind == 2:
            del made[at : at + rng.choice((1, 3, 50))]
        elif kind == 3:
            del made[at:]
        elif kind == 4:
            made[at:at] = made[at : at + rng.choice((5, 60))]
        else:
            made[at:at] = str(rng.choice(ODD_VALUES))[:60].encode("utf-8", "surrogatepass")
    return bytes(made)


def changed(kind: str, rng: random.Random) -> bytes:
    document = rng.choice(list(_good()[kind].values()))
    if rng.random() < 0.7:
        return as_bytes(change_structure(document, rng))
    return change_bytes(as_bytes(document), rng)


# -- what is done with them --------------------------------------------------------------------------------------------


def _look(items: list[Any], *, full: bool) -> None:
    for item in items if full else items[:1]:
        repr(item)
        if full:
            present(item)


def use_contract(rng: random.Random, full: bool) -> None:
    contract = cl.load(changed("contract", rng))
    _ = contract.problems
    run = cl.verify(contract, _good()["har"])
    _look([run, contract, *run.results, *contract], full=full)
    for result in run.results:
        _ = result.unchecked
    if full:
        from contractlab.reports import Report, render_summary

        with tempfile.TemporaryDirectory() as folder:
            contract.save(folder)
            run.save(Path(folder, "run.json"))
            cl.load_run(Path(folder, "run.json"))
        run.to_frame("mismatches")
        render_summary(Report(run), None)
        edit = cl.edit(contract)
        edit.code()


def use_captures(rng: random.Random, full: bool) -> None:
    captures = cl.load_captures(changed("captures", rng))
    run = cl.verify(_good()["loaded"], captures)
    _look([run, captures, *run.results, *run.unpaired, *captures], full=full)
    if full:
        with tempfile.TemporaryDirectory() as folder:
            captures.save(Path(folder, "x.jsonl"))
            run.save(Path(folder, "run.json"))


def use_answer(rng: random.Random, full: bool) -> None:
    """A response straight to a check."""
    body = change_bytes(b'{"a":1,"list":[{"id":"1","at":"2026-01-01"}],"s":"text"}', rng)
    kind = rng.choice(
        ("application/json", "text/plain", "application/xml", "multipart/form-data; boundary=a", "", "\ud800")
    )
    response = cl.HttpResponse(
        rng.choice((200, 0, -1, 10**20, 404)), {"Content-Type": kind, rng.choice(ODD_KEYS): "x"}, body
    )
    example = _good()["example"]
    result = example.check_response(response, dialect=rng.choice(("reference", "spec")))
    repr(response)
    _look([result], full=full)
    _ = result.unchecked, result.explanation


def use_edit(rng: random.Random, full: bool) -> None:
    """Values of any kind where a user may put them."""
    contract = cl.load(rng.choice(list(_good()["contract"].values())))
    edit = cl.edit(contract)
    example = edit[rng.randrange(len(contract))]
    value = copy.deepcopy(rng.choice(ODD_VALUES))
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
    _look([edit], full=full)


def use_run(rng: random.Random, full: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "run.json")
        path.write_bytes(changed("run", rng))
        run = cl.load_run(path)
        _look([run, *run.results], full=full)


def use_results(rng: random.Random, full: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "results.json")
        path.write_bytes(changed("results", rng))
        run = cl.load_verifier_results(path, [_good()["loaded"]])
        _look([run, *run.results], full=full)


def use_settings(rng: random.Random, full: bool) -> None:
    text = b'[tool.contractlab]\ncontracts = ["a/"]\ncaptures = "c"\nprovider = "http://h"\nredaction = ["$.a", "x"]\n'
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pyproject.toml").write_bytes(change_bytes(text, rng))
        settings = read_settings(folder)
        try:
            cl.Redaction.of(settings.redaction)
        except ValueError:
            return  # said of arguments: "a body path is not understood"


def use_address(rng: random.Random, full: bool) -> None:
    address = change_bytes(b"https://u:p@h.test:8/a.json?token=1#x", rng).decode("utf-8", "replace")
    client = httpx.Client(
        transport=httpx.MockTransport(lambda request: httpx.Response(rng.choice((200, 404)), content=b"{}"))
    )
    loaded = cl.load_all(address, client=client)
    repr(loaded)
    if "://" in address:
        from contractlab.broker.client.address import BrokerAddress

        cl.StateChangeUrl(address) if rng.random() < 0.5 else BrokerAddress.parse(address)


KINDS: dict[str, tuple[int, Callable[[random.Random, bool], None]]] = {
    "contracts": (6, use_contract),
    "captures": (6, use_captures),
    "answers": (4, use_answer),
    "edits": (2, use_edit),
    "runs": (1, use_run),
    "results": (2, use_results),
    "settings": (1, use_settings),
    "addresses": (1, use_address),
}
"""How often each comes, and what is done with it."""


@dataclass
class Tally:
    """What happened."""

    tried: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    slowest_at: str = ""


def try_one(number: int, seed: int, tally: Tally) -> None:
    """Make the input with a number, use it, and count what happens."""
    rng = random.Random(f"{seed}:{number}")
    kind = rng.choices(list(KINDS), [weight for weight, _ in KINDS.values()])[0]
    full, before, started = number % IN_FULL == 0, fault_count(), time.process_time()
    tally.tried[kind] += 1
    try:
        KINDS[kind][1](rng, full)
    except (cl.ContractLabError, InvalidSettings):
        tally.refused[kind] += 1
    except Exception:
        tally.faults.append(f"{number} {kind}:\n{traceback.format_exc(limit=-6)}")
    if fault_count() > before:
        tally.faults += [f"{number} {kind}:\n{fault.traceback[-1500:]}" for fault in internal_faults(before)]
    spent = time.process_time() - started
    if spent > tally.slowest:
        tally.slowest, tally.slowest_at = spent, f"{number} {kind}"
    if spent > CPU_SECONDS:
        tally.faults.append(f"{number} {kind}: {spent:.1f} s of processor time")


def try_many(count: int, seed: int, *, first: int = 0, tell: Callable[[str], None] = lambda line: None) -> Tally:
    """Try inputs one after the other; every ten thousand a line is told."""
    _good()
    tally = Tally()
    for number in range(first, first + count):
        try_one(number, seed, tally)
        if (number + 1) % 10_000 == 0:
            tell(f"{number + 1:,}: {len(tally.faults)} faults, slowest {tally.slowest:.2f} s ({tally.slowest_at})")
    return tally


def main() -> int:
    """Say what was tried and what fell; 1 where anything did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", type=int)
    arguments = parser.parse_args()
    first, count = (arguments.only, 1) if arguments.only is not None else (arguments.first, arguments.count)
    tally = try_many(count, arguments.seed, first=first, tell=lambda line: print(line, flush=True))
    for fault in tally.faults[:50]:
        print(fault)
    for kind in KINDS:
        print(f"{kind}: {tally.tried[kind]:,} tried, {tally.refused[kind]:,} refused with a reason")
    print(f"{sum(tally.tried.values()):,} inputs, {len(tally.faults):,} faults; slowest {tally.slowest:.2f} s")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
