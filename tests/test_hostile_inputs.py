"""A sample of what ``tests/make/hostile_inputs.py`` makes; with CONTRACTLAB_FULL more of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support import FULL, ROOT

sys.path.insert(0, str(ROOT / "tests" / "make"))

from hostile_inputs import KINDS, keep, kept, try_many

SAMPLE = 100_000 if FULL else 20_000
LARGE_OF, FULL_OF = (1_000, 40) if FULL else (2_500, 100)
PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_no_generated_input_meets_a_fault(part: int) -> None:
    each = SAMPLE // PARTS
    tally = try_many(each, seed=20_261_130, first=part * each, large_of=LARGE_OF, full_of=FULL_OF)
    assert tally.faults == []
    assert set(tally.tried) == set(KINDS)
    assert sum(tally.refused.values()) < each * 0.8


def test_a_run_that_was_stopped_goes_on(tmp_path: Path) -> None:
    tally = try_many(30, seed=1)
    state = tmp_path / "state.json"
    assert kept(state, 1) is None
    keep(state, 1, 30, tally)
    assert kept(state, 1) == (30, tally)
