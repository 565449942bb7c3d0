"""Kernels started by tests import the package they test, from whatever folder they are started in."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from support import ROOT


@pytest.fixture(scope="session", autouse=True)
def importable_in_kernels() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])))
        yield
