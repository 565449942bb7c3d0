"""Live views in plain Python: no kernel, no browser; what they would send is collected."""

from __future__ import annotations

import pytest
from support import require


@pytest.fixture(autouse=True)
def widgets_are_there() -> None:
    require("anywidget")


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each slice of what a screen waits for makes one piece."""
    from contractlab.widgets import looking

    monkeypatch.setattr(looking, "SLICE", 0.0)
