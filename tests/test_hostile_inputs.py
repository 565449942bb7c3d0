"""A sample of what ``tests/make/hostile_inputs.py`` makes; with CONTRACTLAB_FULL more of it."""

from __future__ import annotations

import sys

import pytest
from support import FULL, ROOT

sys.path.insert(0, str(ROOT / "tests" / "make"))

from hostile_inputs import KINDS, try_many

SAMPLE = 100_000 if FULL else 20_000
PARTS = 10


@pytest.mark.parametrize("part", range(PARTS))
def test_no_generated_input_meets_a_fault(part: int) -> None:
    each = SAMPLE // PARTS
    tally = try_many(each, seed=20_261_130, first=part * each)
    assert tally.faults == []
    assert set(tally.tried) == set(KINDS)
    assert sum(tally.refused.values()) < each * 0.8
