"""What several tests need: parts that may be missing, and the conformance data beside the project."""

from __future__ import annotations

import importlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parent.parent
FULL = bool(os.environ.get("CONTRACTLAB_FULL"))
"""True where time does not matter: everything instead of samples."""

SAMPLE = 100
"""Generated cases of a law where time matters."""

BESIDE = ROOT.parent / "shared"
PACKED = ROOT / "tests" / "conformance"
ROOMS = ("corpus", "golden", "pact-specification", "reports")
"""Folders of which any one makes a folder of conformance data."""


def missing(what: str) -> NoReturn:
    """Skip with one clear line; in CI nothing may be missing."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI must not skip", pytrace=False)
    pytest.skip(f"{what} is missing", allow_module_level=True)


def require(module: str) -> ModuleType:
    """Import a module that only some machines have."""
    os.environ.setdefault("PACT_DO_NOT_TRACK", "true")
    try:
        return importlib.import_module(module)
    except ImportError:
        missing(f"the package {module}")


def require_program(name: str) -> None:
    """Skip where a program that most machines have is not there."""
    if shutil.which(name) is None:
        missing(f"the program {name}")


def open_terminal() -> tuple[int, int]:
    """Both ends of a pseudo terminal; bare roots, as debootstrap makes them, have none."""
    try:
        import pty

        return pty.openpty()
    except (ImportError, OSError):
        missing("a pseudo terminal")


def examples(count: int) -> int:
    """How many generated cases a law tries: all that it declares, or a sample where time matters."""
    return count if FULL else min(count, SAMPLE)


def _holds_data(folder: Path) -> bool:
    return any((folder / room).is_dir() for room in ROOMS)


def data_folder() -> Path | None:
    """Folder of official cases, contracts and golden verdicts; None where there is none.

    It is what ``CONTRACTLAB_CONFORMANCE_DATA`` names, else the folder beside the project, else what travels with it.
    """
    named = os.environ.get("CONTRACTLAB_CONFORMANCE_DATA")
    candidates = [Path(named)] if named else [BESIDE, PACKED]
    return next((folder for folder in candidates if _holds_data(folder)), None)


def conformance_data() -> Path:
    """Folder of the conformance data; where there is none, the test is skipped, and fails in CI."""
    folder = data_folder()
    if folder is None:
        named = os.environ.get("CONTRACTLAB_CONFORMANCE_DATA")
        missing(f"the conformance data (looked in {named}; CONTRACTLAB_CONFORMANCE_DATA names another place)")
    return folder


@dataclass
class CpuTime:
    """Seconds of processor time that a block took; 0 until it has ended."""

    seconds: float = 0.0


@contextmanager
def cpu_time() -> Iterator[CpuTime]:
    """Measure a block by the work of this process: a busy machine makes it wait longer, and no more expensive."""
    taken = CpuTime()
    start = time.process_time()
    try:
        yield taken
    finally:
        taken.seconds = time.process_time() - start


def in_turns(
    small: Callable[[], object], large: Callable[[], object], rounds: int = 3, beforehand: Callable[[], object] = int
) -> tuple[float, float]:
    """Processor seconds of the quickest of several rounds of each of two kinds of work.

    In turns, because what else a machine does makes both of them dearer then: a ratio of the two holds on any machine.

    Parameters
    ----------
    small, large : callable
    rounds : int
    beforehand : callable
        Called before each measurement, and not measured.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for work, taken in zip((small, large), times, strict=True):
            beforehand()
            with cpu_time() as spent:
                work()
            taken.append(spent.seconds)
    return min(times[0]), min(times[1])
