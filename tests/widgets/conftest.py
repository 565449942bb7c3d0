"""Live views in plain Python: no kernel, no browser; what they would send is collected."""

from __future__ import annotations

import pytest
from support import require


@pytest.fixture(autouse=True)
def widgets_are_there() -> None:
    require("anywidget")
