"""Cold starts: importing the package, and the command with a thousand examples on disk."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from . import workloads

Report = Callable[[str, str, str], None]


def quickest(command: list[str], rounds: int = 5) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def test_import(report: Report) -> None:
    bare = quickest([sys.executable, "-c", "pass"])
    taken = quickest([sys.executable, "-c", "import contractlab"]) - bare
    report("import contractlab", f"{taken:.3f} s", "goal 0.15 s")


def test_command(report: Report, tmp_path: Path) -> None:
    contract = tmp_path / "bench-records.json"
    contract.write_text(json.dumps(workloads.small_contract()), encoding="utf-8")
    entries = [
        {
            "startedDateTime": "2026-01-02T03:04:05Z",
            "time": 1,
            "request": {"method": "GET", "url": f"http://127.0.0.1/items/{number}", "headers": []},
            "response": {
                "status": 200,
                "headers": [{"name": "Content-Type", "value": "application/json"}],
                "content": {"mimeType": "application/json", "text": body.decode()},
            },
        }
        for number, body in enumerate(workloads.small_bodies())
    ]
    captures = tmp_path / "captures.har"
    captures.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}), encoding="utf-8")
    command = [sys.executable, "-m", "contractlab.cli", "verify", str(contract), "--captures", str(captures)]
    report("verify 1,000 examples as a command, cold", f"{quickest(command, 2):.2f} s", "goal 1 s")
