"""Faults at every place of the package that is called once for each item: what is called is counted, then it raises."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import contractlab

PACKAGE = str(Path(contractlab.__file__).parent)

__all__ = ["PACKAGE", "calls_of", "place_of", "raising_at"]


def place_of(code: CodeType) -> str:
    """The file and the name of a function."""
    return f"{code.co_filename[len(PACKAGE) + 1 :]}:{code.co_qualname}"


def _profiled(work: Callable[[], Any], heard: Callable[[CodeType], None]) -> Any:
    def profile(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(PACKAGE):
            heard(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        return work()
    finally:
        sys.setprofile(before)


def calls_of(work: Callable[[], Any]) -> Counter[CodeType]:
    """How often each function of the package is called in some work."""
    counted: Counter[CodeType] = Counter()

    def count(code: CodeType) -> None:
        counted[code] += 1

    _profiled(work, count)
    return counted


def raising_at(work: Callable[[], Any], place: CodeType, number: int, error: BaseException) -> Any:
    """Do the work; the call with this number, from 1, of this function raises the error as if it went wrong itself."""
    left = number

    def fail(code: CodeType) -> None:
        nonlocal left
        if code is place:
            left -= 1
            if left == 0:
                raise error

    return _profiled(work, fail)
