"""Generated inputs that nobody meant well: contracts, recordings, edits, runs, results, settings, addresses, documents.

``python tests/make/hostile_inputs.py --count 1000000 --seed 1`` takes an hour or so of one processor; any seed will do.
Each input is made of a good one by changes of its bytes, its structure or its size, and goes through what a user would
do with it. What counts is counted: an exception that is none of the project's, a fault that a guard of the project
caught (it would be a fault all the same), and an input that takes more than the budget of processor time or memory.

The same number and seed make the same input, so that a line of the output can be tried again: ``--only NUMBER``. With
``--state FILE`` a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from hostile_changes import good
from hostile_uses import KINDS, Turn

import contractlab as cl
from contractlab.settings import InvalidSettings
from contractlab.values.internal import fault_count, internal_faults

__all__ = ["KINDS", "Tally", "keep", "kept", "main", "try_many", "try_one"]

CPU_SECONDS = 5.0
"""What one input below a megabyte may cost in all."""
MEMORY = 500_000
"""Kilobytes by which it may raise the most that the process ever took."""
IN_FULL = 40
"""Of so many inputs one goes through views, an edit, a save and a report; the others are read and judged."""
LARGE = 1_000
"""Of so many inputs one is large: up to a megabyte."""
STEP = 5_000
_COLLECTED = 100
"""Of so many inputs Python looks for cycles once: between two inputs, it would look at all that was imported."""
_STOPPED_AFTER = 4 * CPU_SECONDS
_MOST_FAULTS = 200
_NAMES = list(KINDS)
_WEIGHTS = [weight for weight, _ in KINDS.values()]


class TakesTooLong(BaseException):
    """Raised where an input would never end; no guard of the project catches it."""


@dataclass
class Tally:
    """What happened.

    Attributes
    ----------
    tried, refused : Counter
        By kind; refused are inputs of which the project said why.
    large : int
    faults : list of str
    slowest : float
        Seconds of processor time.
    slowest_at : str
    """

    tried: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    large: int = 0
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    slowest_at: str = ""

    def lines(self) -> list[str]:
        """What a reader wants to know of it."""
        lines = [f"{kind}: {self.tried[kind]:,} tried, {self.refused[kind]:,} refused with a reason" for kind in KINDS]
        total = sum(self.tried.values())
        slowest = f"slowest {self.slowest:.2f} s ({self.slowest_at})"
        return [*lines, f"{total:,} inputs, {self.large:,} of them large: {len(self.faults):,} faults; {slowest}"]


def _stop(signum: int, frame: FrameType | None) -> None:
    raise TakesTooLong


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def try_one(number: int, seed: int, tally: Tally, *, large_of: int = LARGE, full_of: int = IN_FULL) -> None:
    """Make the input with a number, use it, and count what happens; parameters as in `try_many`."""
    rng = random.Random(f"{seed}:{number}")
    kind = rng.choices(_NAMES, _WEIGHTS)[0]
    large = large_of > 0 and number % large_of == large_of // 2
    turn = Turn(rng, full=large or number % full_of == 0, large=large)
    before, memory, started = fault_count(), _memory(), time.process_time()
    tally.tried[kind] += 1
    tally.large += large
    fell: list[str] = []
    signal.setitimer(signal.ITIMER_VIRTUAL, _STOPPED_AFTER)
    try:
        KINDS[kind][1](turn)
    except (cl.ContractLabError, InvalidSettings):
        tally.refused[kind] += 1
    except (Exception, TakesTooLong):
        fell.append(traceback.format_exc(limit=-6))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    fell += [fault.traceback[-1500:] for fault in internal_faults(before)] if fault_count() > before else []
    spent, more = time.process_time() - started, _memory() - memory
    if spent > tally.slowest:
        tally.slowest, tally.slowest_at = spent, f"{number} {kind}"
    if spent > CPU_SECONDS:
        fell.append(f"{spent:.1f} s of processor time")
    if more > MEMORY:
        fell.append(f"{more / 1000:.0f} MB more than ever before")
    tally.faults += [f"{number} {kind}:\n{fault}" for fault in fell][: _MOST_FAULTS - len(tally.faults)]


def try_many(
    count: int,
    seed: int,
    *,
    first: int = 0,
    large_of: int = LARGE,
    full_of: int = IN_FULL,
    tally: Tally | None = None,
    after: Callable[[int, Tally], None] = lambda number, tally: None,
) -> Tally:
    """Try inputs one after the other.

    Parameters
    ----------
    count, seed, first : int
        Numbers from `first` on.
    large_of, full_of : int
        Of so many inputs one is large, and one goes through everything; 0 leaves large inputs out.
    tally : Tally, optional
        One to go on with.
    after : callable, optional
        Called every so often with the number of the next input.
    """
    good()
    for kind in KINDS:  # what is imported on first use costs no input
        _warm(kind)
    tally = tally or Tally()
    before = signal.signal(signal.SIGVTALRM, _stop)
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        for number in range(first, first + count):
            try_one(number, seed, tally, large_of=large_of, full_of=full_of)
            if number % _COLLECTED == 0:
                gc.collect()
            if (number + 1) % STEP == 0:
                after(number + 1, tally)
    finally:
        gc.enable()
        gc.unfreeze()
        signal.signal(signal.SIGVTALRM, before)
    return tally


def _warm(kind: str) -> None:
    with contextlib.suppress(cl.ContractLabError, InvalidSettings):
        KINDS[kind][1](Turn(random.Random(kind)))


def kept(path: Path, seed: int) -> tuple[int, Tally] | None:
    """Where a run that was stopped is to go on."""
    if not path.exists():
        return None
    state = json.loads(path.read_text())
    if state.pop("seed") != seed:
        raise SystemExit(f"{path} is of another seed")
    number = state.pop("next")
    return number, Tally(**{**state, "tried": Counter(state["tried"]), "refused": Counter(state["refused"])})


def keep(path: Path, seed: int, number: int, tally: Tally) -> None:
    """Write down what was tried, for who goes on at a number."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps({"seed": seed, "next": number, **vars(tally)}))
    part.replace(path)


def main() -> int:
    """Say what was tried and what fell; 1 where anything did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", type=int)
    parser.add_argument("--state", type=Path)
    arguments = parser.parse_args()
    first, count, tally = arguments.first, arguments.count, Tally()
    if arguments.only is not None:
        first, count = arguments.only, 1
    end = first + count
    before = kept(arguments.state, arguments.seed) if arguments.state else None
    if before is not None:
        first, tally = before
    shown = len(tally.faults)

    def after(number: int, tally: Tally) -> None:
        nonlocal shown
        print(f"{number:,}: {tally.lines()[-1]}", *tally.faults[shown:], sep="\n", flush=True)
        shown = len(tally.faults)
        if arguments.state:
            keep(arguments.state, arguments.seed, number, tally)

    try_many(end - first, arguments.seed, first=first, tally=tally, after=after)
    print(*tally.faults[shown:], *tally.lines(), sep="\n")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
