"""What several tests need: parts that may be missing, and the conformance data beside the project."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parent.parent


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


def conformance_data() -> Path:
    """Folder of the official cases, real contracts and golden verdicts."""
    folder = Path(os.environ.get("CONTRACTLAB_CONFORMANCE_DATA") or ROOT.parent / "shared")
    if not (folder / "pact-specification").is_dir():
        missing(f"the conformance data (looked in {folder}; CONTRACTLAB_CONFORMANCE_DATA names another place)")
    return folder
