"""Commands, jobs and tables of README.md and of the site, by the name in the comment above them.

As a program it prints one command for the shell that runs it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
JOBS = ROOT / "notebooks" / "site" / "guides" / "reports-in-ci.md"
TRUST = ROOT / "notebooks" / "site" / "explain" / "trust.md"


def command(name: str) -> str:
    """The shell command below ``<!-- name -->`` in README."""
    return _fence(README, name, "sh")


def job(name: str) -> str:
    """The YAML below ``<!-- name -->`` on the page of reports."""
    return _fence(JOBS, name, "yaml")


def block(name: str) -> str:
    """The text between ``<!-- name -->`` and ``<!-- /name -->`` on the page of how it is tested."""
    match = re.search(rf"<!-- {name} -->\n(.+?)\n<!-- /{name} -->", TRUST.read_text(encoding="utf-8"), re.DOTALL)
    if match is None:
        raise SystemExit(f"{TRUST.name} has no block {name}")
    return match.group(1)


def _fence(page: Path, name: str, language: str) -> str:
    match = re.search(rf"<!-- {name} -->\n```{language}\n(.+?)\n```", page.read_text(encoding="utf-8"), re.DOTALL)
    if match is None:
        raise SystemExit(f"{page.name} has no {language} {name}")
    return match.group(1)


if __name__ == "__main__":
    print(command(sys.argv[1]))
