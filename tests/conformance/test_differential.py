"""The installed Rust core and this engine judge generated contracts alike; disagreements shrink to one small case."""

from __future__ import annotations

import pytest
from conformance.differential import compare
from conformance.differential_kinds import KINDS
from support import require

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "-").replace(",", ""))
def test_the_core_and_this_engine_agree(kind) -> None:  # type: ignore[no-untyped-def]
    require("pact")
    print(f"{compare(kind)} cases judged alike: {kind.name}")
