"""The scripts of the live views are type-checked by their JSDoc."""

from __future__ import annotations

import shutil
import subprocess

from support import ROOT, missing


def test_the_scripts_are_typed() -> None:
    folder = ROOT / "tests" / "browser"
    compiler = folder / "node_modules" / "typescript" / "bin" / "tsc"
    if not compiler.is_file() or shutil.which("node") is None:
        missing("TypeScript (npm ci in tests/browser)")
    done = subprocess.run(["node", compiler, "--project", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
